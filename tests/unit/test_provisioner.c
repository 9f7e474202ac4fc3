// SPDX-License-Identifier: MIT
/*
 * When phonewall-provision asks for the profile, what it tells of itself, and
 * what its socket answers. What fetches and what submits are the test's own.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include <json-c/json.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/request_socket.h"
#include "event_loop.h"
#include "fetch.h"
#include "folder.h"
#include "provisioner.h"
#include "provisioning/command.h"
#include "provisioning/configuration.h"
#include "schema.h"
#include "submission.h"
#include "systems/systems.h"

/* Milliseconds: for what is to happen at once. */
#define A_WHILE		30
/* A file may be seen to be complete only a second after it was replaced. */
#define SEEN		1300
#define SEEN_MAX	10000

#define NOBODY		65534

#define RULE		"<Profile_Rule>http://a.example/x</Profile_Rule>"
#define PROFILE		"<flat-profile></flat-profile>"
#define RESYNC		"{\"request\":\"resync\"}"
#define STATUS		"{\"request\":\"status\"}"

static char directory[] = "/tmp/phonewall-provisioner-XXXXXX";
static struct phonewall_provisioner_paths paths;
static struct event_base *base;
static struct phonewall_provisioner *provisioner;
static uint64_t generation;

/* What was asked for last, and is not answered yet. */
struct phonewall_fetch {
	void (*done)(const struct phonewall_sequence_fetched *file,
		     void *argument);
	void *argument;
};

struct phonewall_submission {
	void (*done)(const char *error, void *argument);
	void *argument;
};

static struct phonewall_fetch *fetch;
static struct phonewall_submission *submission;
static unsigned int fetches, submissions;
static char host[256], path[256];

struct phonewall_fetch *
phonewall_fetch_begin(struct event_base *loop,
		      const struct phonewall_fetch_request *request,
		      void (*done)(const struct phonewall_sequence_fetched *file,
				   void *argument),
		      void *argument)
{
	(void)loop;
	assert_null(fetch);
	fetch = malloc(sizeof(*fetch));
	*fetch = (struct phonewall_fetch){ done, argument };
	snprintf(host, sizeof(host), "%s", request->file->url->host);
	snprintf(path, sizeof(path), "%s", request->file->url->path);
	fetches++;
	return fetch;
}

void phonewall_fetch_free(struct phonewall_fetch *old)
{
	if (old == fetch)
		fetch = NULL;
	free(old);
}

struct phonewall_submission *
phonewall_submission_begin(struct event_base *loop, const char *run_directory,
			   const struct phonewall_sequence_submission *content,
			   void (*done)(const char *error, void *argument),
			   void *argument)
{
	(void)loop;
	(void)run_directory;
	(void)content;
	assert_null(submission);
	submission = malloc(sizeof(*submission));
	*submission = (struct phonewall_submission){ done, argument };
	submissions++;
	return submission;
}

void phonewall_submission_free(struct phonewall_submission *old)
{
	if (old == submission)
		submission = NULL;
	free(old);
}

static void wait_for(unsigned int milliseconds)
{
	event_loop_run(base, milliseconds);
}

/* What the server and phonewalld answer. */

static void end_fetch(enum phonewall_resync_result result, const char *text)
{
	bool is_good = result == PHONEWALL_RESYNC_SUCCESS;
	const struct phonewall_sequence_fetched fetched = {
		.result = result,
		.bytes = is_good ? text : NULL,
		.length = is_good ? strlen(text) : 0,
		.error = is_good ? NULL : text,
	};

	assert_non_null(fetch);
	fetch->done(&fetched, fetch->argument);
}

static void end_submission(const char *error)
{
	assert_non_null(submission);
	submission->done(error, submission->argument);
	wait_for(A_WHILE);
}

static void succeed(void)
{
	end_fetch(PHONEWALL_RESYNC_SUCCESS, PROFILE);
	end_submission(NULL);
}

static void fail_fetch(enum phonewall_resync_result result)
{
	end_fetch(result, "it is so");
	wait_for(A_WHILE);
}

/* Files */

static char *file_of(const char *folder, const char *name)
{
	return phonewall_memory_print("%s/%s", folder, name);
}

static void put(const char *folder, const char *name, const char *text)
{
	char *file = file_of(folder, name);

	assert_int_equal(phonewall_file_replace_for_this_boot(file, text,
							strlen(text), 0644), 0);
	free(file);
}

static void drop(const char *folder, const char *name)
{
	char *file = file_of(folder, name);

	assert_int_equal(unlink(file), 0);
	free(file);
}

static bool is_there(const char *folder, const char *name)
{
	char *file = file_of(folder, name);
	bool found = !access(file, F_OK);

	free(file);
	return found;
}

/* As phonewalld does. */
static void configure(const char *elements)
{
	char *text = phonewall_memory_print("<flat-profile><Resync_Random_Delay>0</Resync_Random_Delay>%s</flat-profile>",
					    elements);
	struct phonewall_systems systems = { 0 };
	struct phonewall_faults faults = { 0 }, warnings = { 0 };
	struct phonewall_settings settings;
	char *json;

	phonewall_settings_default(&settings);
	assert_int_equal(phonewall_systems_read(text, strlen(text), &settings,
						&systems, &faults, &warnings),
			 0);
	json = phonewall_provisioning_configuration_print(
		&systems.provisioning, false, ++generation);
	put(paths.agent_directory, PHONEWALL_PROVISIONING_FILE, json);
	free(json);
	free(text);
	phonewall_systems_clear(&systems);
	phonewall_faults_clear(&faults);
	phonewall_faults_clear(&warnings);
}

static void start(void)
{
	provisioner = phonewall_provisioner_start(base, &paths);
	assert_non_null(provisioner);
	wait_for(A_WHILE);
}

static void stop(void)
{
	phonewall_provisioner_stop(provisioner);
	provisioner = NULL;
	assert_null(fetch);
	assert_null(submission);
}

/* The status, and the socket */

static struct json_object *read_status(void)
{
	char *file = file_of(paths.run_directory, "status.json");
	struct json_object *status = json_object_from_file(file);

	assert_non_null(status);
	schema_add_file("provision_status", file);
	free(file);
	return status;
}

static void assert_member(struct json_object *object, const char *name,
			  const char *value)
{
	struct json_object *member;

	assert_true(json_object_object_get_ex(object, name, &member));
	if (value)
		assert_string_equal(json_object_get_string(member), value);
	else
		assert_null(member);
}

static void assert_status(const char *name, const char *value)
{
	struct json_object *status = read_status();

	assert_member(status, name, value);
	json_object_put(status);
}

static bool has_status(const char *name, const char *value)
{
	struct json_object *status = read_status();
	struct json_object *member;
	bool has_it;

	assert_true(json_object_object_get_ex(status, name, &member));
	has_it = member && !strcmp(json_object_get_string(member), value);
	json_object_put(status);
	return has_it;
}

static void wait_for_status(const char *name, const char *value)
{
	for (int i = 0; i < SEEN_MAX / A_WHILE && !has_status(name, value); i++)
		wait_for(A_WHILE);
	assert_status(name, value);
}

static void wait_for_fetches(unsigned int count)
{
	for (int i = 0; i < SEEN_MAX / A_WHILE && fetches < count; i++)
		wait_for(A_WHILE);
	assert_int_equal(fetches, count);
}

static int connect_client(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int client = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	snprintf(address.sun_path, sizeof(address.sun_path),
		 "%s/" PHONEWALL_PROVISION_SOCKET, paths.run_directory);
	assert_true(client >= 0);
	if (!connect(client, (struct sockaddr *)&address, sizeof(address)))
		return client;
	close(client);
	return -1;
}

static int begin_command(const char *text)
{
	int client = connect_client();

	assert_true(client >= 0);
	assert_int_equal(send(client, text, strlen(text), MSG_NOSIGNAL),
			 strlen(text));
	assert_int_equal(shutdown(client, SHUT_WR), 0);
	wait_for(A_WHILE);
	return client;
}

static struct json_object *end_command(int client)
{
	char text[4096];
	ssize_t length;

	wait_for(A_WHILE);
	length = recv(client, text, sizeof(text) - 1, 0);
	assert_true(length > 0);
	text[length] = '\0';
	close(client);
	return json_tokener_parse(text);
}

static bool is_answered(int client)
{
	char byte;

	return recv(client, &byte, 1, MSG_PEEK) >= 0 || errno != EAGAIN;
}

/* @text: what the reason or the message has in it, or NULL. */
static void assert_answer(struct json_object *answer, const char *result,
			  const char *text)
{
	assert_member(answer, "result", result);
	if (text && !strstr(json_object_to_json_string_ext(answer,
					JSON_C_TO_STRING_NOSLASHESCAPE), text))
		fail_msg("'%s' is not in %s", text,
			 json_object_to_json_string(answer));
	json_object_put(answer);
}

static void command(const char *text, const char *result, const char *part)
{
	assert_answer(end_command(begin_command(text)), result, part);
}

static int set_up(void **state)
{
	(void)state;
	if (folder_make(directory))
		return -1;
	paths = (struct phonewall_provisioner_paths){
		.device = file_of(directory, "provision.conf"),
		.agent_directory = file_of(directory, "agent"),
		.state_directory = file_of(directory, "state"),
		.run_directory = file_of(directory, "run"),
	};
	generation = fetches = submissions = 0;
	base = event_base_new();
	signal(SIGPIPE, SIG_IGN);
	return mkdir(paths.agent_directory, 0755) ||
	       mkdir(paths.state_directory, 0755) ||
	       mkdir(paths.run_directory, 0755) || !base;
}

static int tear_down(void **state)
{
	(void)state;
	stop();
	event_base_free(base);
	free((char *)paths.device);
	free((char *)paths.agent_directory);
	free((char *)paths.state_directory);
	free((char *)paths.run_directory);
	return folder_remove(directory);
}

/* Files */

static void test_first(void **state)
{
	(void)state;
	configure(RULE);
	start();
	assert_int_equal(fetches, 1);
	assert_string_equal(host, "a.example");
	assert_status("state", "running");
	assert_status("next", NULL);
	succeed();
	assert_int_equal(submissions, 1);
	assert_status("state", "waiting");
	assert_status("cause", "period");
	assert_status("result", "success");
	assert_status("reason", NULL);
	assert_status("rule", "Profile_Rule");
	assert_status("server", "a.example:80");
	assert_true(is_there(paths.state_directory, "succeeded"));
}

/* A reset of the store ends what a stranger's profile has made trusted. */
static void test_custom_authorities(void **state)
{
	(void)state;
	put(paths.state_directory, "custom-ca.pem", "a");
	configure(RULE "<Custom_CA_Rule>(1 eq 2)? http://a.example/ca | (1 eq 3)? http://a.example/b</Custom_CA_Rule>");
	start();
	succeed();
	assert_true(is_there(paths.state_directory, "custom-ca.pem"));
	configure(RULE "<Custom_CA_Rule>x | y</Custom_CA_Rule>");
	wait_for(SEEN);
	assert_true(is_there(paths.state_directory, "custom-ca.pem"));
	configure(RULE);
	wait_for(SEEN);
	assert_false(is_there(paths.state_directory, "custom-ca.pem"));
}

/* A program that starts again is not a phone that starts. */
static void test_restart(void **state)
{
	(void)state;
	configure(RULE);
	start();
	succeed();
	stop();
	start();
	assert_int_equal(fetches, 1);
	assert_status("cause", "period");
	assert_status("result", NULL);
}

static void test_no_configuration(void **state)
{
	(void)state;
	start();
	assert_status("state", "unconfigured");
	assert_status("cause", NULL);
	configure(RULE);
	wait_for_fetches(1);
	succeed();
}

/* What is none is waited for; what comes later leaves in force what is. */
static void test_damaged_configuration(void **state)
{
	static const char *const contents[] = {
		"", "{", "null", "[]", "{\"generation\":1}", "\xff\xfe",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++) {
		put(paths.agent_directory, PHONEWALL_PROVISIONING_FILE,
		    contents[i]);
		start();
		assert_status("state", "unconfigured");
		stop();
	}
	start();
	assert_int_equal(fetches, 0);
	configure(RULE);
	wait_for_fetches(1);
	succeed();
	put(paths.agent_directory, PHONEWALL_PROVISIONING_FILE, "{");
	wait_for(SEEN);
	assert_status("state", "waiting");
	assert_status("generation", "1");
	phonewall_provisioner_resync(provisioner);
	wait_for(A_WHILE);
	assert_int_equal(fetches, 2);
	succeed();
	drop(paths.agent_directory, PHONEWALL_PROVISIONING_FILE);
	wait_for(SEEN);
	assert_status("state", "waiting");
}

static void test_damaged_device(void **state)
{
	(void)state;
	put(directory, "provision.conf", "no such thing\n");
	configure("<Profile_Rule>http://a.example/$PN</Profile_Rule>");
	start();
	assert_status("state", "unconfigured");
	put(directory, "provision.conf", "product = one\n");
	wait_for_fetches(1);
	assert_string_equal(path, "/one");
	succeed();
	put(directory, "provision.conf", "product = two\nnonsense\n");
	wait_for(SEEN);
	phonewall_provisioner_resync(provisioner);
	wait_for(A_WHILE);
	assert_string_equal(path, "/one");
	succeed();
}

/* The resync that goes on keeps its settings; the next one has the new ones. */
static void test_changed_meanwhile(void **state)
{
	(void)state;
	configure(RULE "<Profile_Rule_B>http://b.example/</Profile_Rule_B>");
	start();
	configure("<Profile_Rule>http://c.example/</Profile_Rule>");
	wait_for(SEEN);
	assert_status("generation", "1");
	succeed();
	assert_string_equal(host, "b.example");
	assert_status("generation", "1");
	succeed();
	assert_status("generation", "2");
	assert_status("rule", "Profile_Rule_B");
	phonewall_provisioner_resync(provisioner);
	wait_for(A_WHILE);
	assert_string_equal(host, "c.example");
	succeed();
}

/* A command means what was configured before it, although the watch still waits. */
static void test_changed_before_command(void **state)
{
	(void)state;
	configure(RULE);
	start();
	succeed();
	configure("<Profile_Rule>http://c.example/</Profile_Rule>");
	phonewall_provisioner_resync(provisioner);
	wait_for(A_WHILE);
	assert_int_equal(fetches, 2);
	assert_string_equal(host, "c.example");
	assert_status("generation", "2");
	succeed();
}

static void test_damaged_meanwhile(void **state)
{
	(void)state;
	configure(RULE);
	start();
	put(paths.agent_directory, PHONEWALL_PROVISIONING_FILE, "");
	wait_for(SEEN);
	succeed();
	assert_status("state", "waiting");
	assert_status("generation", "1");
	assert_status("cause", "period");
}

/* Nothing that cannot be written keeps the phone from its profile. */
static void test_unwritable_status(void **state)
{
	(void)state;
	configure(RULE);
	start();
	folder_remove(paths.run_directory);
	folder_remove(paths.state_directory);
	succeed();
	phonewall_provisioner_resync(provisioner);
	wait_for(A_WHILE);
	assert_int_equal(fetches, 2);
	succeed();
	assert_int_equal(mkdir(paths.run_directory, 0755), 0);
	phonewall_provisioner_resync(provisioner);
	wait_for(A_WHILE);
	assert_status("state", "running");
	succeed();
}

/* If the busy file cannot be looked for, a line counts as busy. */
static void test_run_directory_is_a_file(void **state)
{
	(void)state;
	configure("<Forced_Resync_Delay>1</Forced_Resync_Delay>" RULE);
	assert_int_equal(rmdir(paths.run_directory), 0);
	put(directory, "run", "");
	start();
	assert_int_equal(fetches, 0);
	wait_for(2100);
	assert_int_equal(fetches, 1);
	succeed();
}

static void test_no_agent(void **state)
{
	(void)state;
	configure(RULE);
	start();
	end_fetch(PHONEWALL_RESYNC_SUCCESS, PROFILE);
	end_submission("cannot reach phonewalld: start it");
	assert_status("result", "failure");
	assert_status("cause", "failure");
	assert_status("reason", "Profile_Rule: http://a.example:80/x: cannot reach phonewalld: start it");
	assert_false(is_there(paths.state_directory, "succeeded"));
}

static void test_not_found(void **state)
{
	(void)state;
	configure(RULE);
	start();
	fail_fetch(PHONEWALL_RESYNC_NOT_FOUND);
	assert_status("result", "not found");
	assert_status("cause", "failure");
	configure(RULE "<Resync_Fails_On_FNF>No</Resync_Fails_On_FNF>");
	wait_for_status("generation", "2");
	phonewall_provisioner_resync(provisioner);
	wait_for(A_WHILE);
	fail_fetch(PHONEWALL_RESYNC_NOT_FOUND);
	assert_status("cause", "period");
}

/* A rule that fails before a server is known is told too. */
static void test_no_server(void **state)
{
	(void)state;
	configure("<Profile_Rule>http://a.example/</Profile_Rule>"
		  "<Restricted_Access_Domains>b.example</Restricted_Access_Domains>");
	start();
	assert_int_equal(fetches, 0);
	assert_status("result", "failure");
	assert_status("rule", "Profile_Rule");
	assert_status("server", NULL);
}

/* SIGHUP */

static void test_twice(void **state)
{
	(void)state;
	configure(RULE);
	start();
	succeed();
	phonewall_provisioner_resync(provisioner);
	phonewall_provisioner_resync(provisioner);
	wait_for(A_WHILE);
	assert_int_equal(fetches, 2);
	succeed();
	assert_int_equal(fetches, 2);
}

static void test_twice_meanwhile(void **state)
{
	(void)state;
	configure(RULE);
	start();
	phonewall_provisioner_resync(provisioner);
	phonewall_provisioner_resync(provisioner);
	assert_int_equal(fetches, 1);
	succeed();
	assert_int_equal(fetches, 2);
	succeed();
	assert_int_equal(fetches, 2);
}

static void test_before_configuration(void **state)
{
	(void)state;
	start();
	phonewall_provisioner_resync(provisioner);
	wait_for(A_WHILE);
	assert_int_equal(fetches, 0);
}

/* Lines in use */

static void test_busy(void **state)
{
	(void)state;
	put(paths.run_directory, "busy", "");
	configure(RULE);
	start();
	assert_int_equal(fetches, 0);
	assert_status("busy", "true");
	assert_status("cause", "reset");
	drop(paths.run_directory, "busy");
	wait_for_fetches(1);
	succeed();
	assert_status("busy", "false");
}

/* That of provision.conf, which another user may write; it may change. */
static void test_busy_file(void **state)
{
	char *text = phonewall_memory_print("busy_file = %s/call\n", directory);

	(void)state;
	put(directory, "provision.conf", text);
	put(directory, "call", "");
	configure(RULE);
	start();
	assert_int_equal(fetches, 0);
	assert_status("busy", "true");
	put(directory, "provision.conf", "");
	wait_for_fetches(1);
	succeed();
	assert_status("busy", "false");
	put(directory, "provision.conf", text);
	wait_for(SEEN);
	assert_status("busy", "true");
	drop(directory, "call");
	wait_for(SEEN);
	assert_status("busy", "false");
	free(text);
}

/* The SIP stack has not made its directory yet. */
static void test_busy_file_without_directory(void **state)
{
	char *text = phonewall_memory_print("busy_file = %s/none/call\n",
					    directory);

	(void)state;
	put(directory, "provision.conf", text);
	configure(RULE);
	start();
	assert_int_equal(fetches, 1);
	succeed();
	assert_status("busy", "false");
	free(text);
}

static void test_busy_for_long(void **state)
{
	(void)state;
	put(paths.run_directory, "busy", "");
	configure("<Forced_Resync_Delay>1</Forced_Resync_Delay>" RULE);
	start();
	assert_int_equal(fetches, 0);
	wait_for(2100);
	assert_int_equal(fetches, 1);
	succeed();
}

/* A call that begins while a resync goes on does not end it. */
static void test_busy_meanwhile(void **state)
{
	(void)state;
	configure(RULE);
	start();
	put(paths.run_directory, "busy", "");
	wait_for(SEEN);
	succeed();
	assert_status("result", "success");
	assert_status("busy", "true");
	assert_int_equal(submissions, 1);
}

/* The socket */

static void test_command(void **state)
{
	int client;

	(void)state;
	configure(RULE);
	start();
	succeed();
	client = begin_command(RESYNC);
	assert_int_equal(fetches, 2);
	assert_false(is_answered(client));
	succeed();
	assert_answer(end_command(client), "success", "\"Profile_Rule\"");
	client = begin_command(RESYNC);
	fail_fetch(PHONEWALL_RESYNC_FAILURE);
	assert_answer(end_command(client), "failure", "it is so");
	client = begin_command(RESYNC);
	fail_fetch(PHONEWALL_RESYNC_NOT_FOUND);
	assert_answer(end_command(client), "not found", "a.example:80");
}

static void test_command_with_url(void **state)
{
	int client;

	(void)state;
	configure(RULE);
	start();
	succeed();
	client = begin_command("{\"request\":\"resync\",\"url\":\"https://d.example/y\"}");
	assert_string_equal(host, "d.example");
	succeed();
	assert_answer(end_command(client), "success", "d.example:443");
	assert_int_equal(fetches, 2);
	client = begin_command(RESYNC);
	assert_string_equal(host, "a.example");
	succeed();
	assert_answer(end_command(client), "success", NULL);
}

static void test_command_with_wrong_url(void **state)
{
	(void)state;
	configure(RULE "<Restricted_Access_Domains>a.example</Restricted_Access_Domains>");
	start();
	succeed();
	command("{\"request\":\"resync\",\"url\":\"gopher://a/\"}", "error",
		"URL");
	command("{\"request\":\"resync\",\"url\":\"https://d.example/y\"}",
		"failure", "Restricted_Access_Domains");
	assert_int_equal(fetches, 1);
	assert_status("state", "waiting");
}

static void test_command_is_refused(void **state)
{
	int client;

	(void)state;
	start();
	command(RESYNC, "refused", "phonewalld");
	configure(RULE);
	wait_for_fetches(1);
	command(RESYNC, "refused", "goes on");
	succeed();
	client = begin_command(RESYNC);
	command(RESYNC, "refused", "goes on");
	succeed();
	assert_answer(end_command(client), "success", NULL);
	assert_int_equal(fetches, 2);
	configure(RULE "<Provision_Enable>No</Provision_Enable>");
	wait_for_status("generation", "2");
	command(RESYNC, "refused", "Provision_Enable");
	assert_int_equal(fetches, 2);
}

static void test_command_while_busy(void **state)
{
	(void)state;
	configure(RULE);
	start();
	succeed();
	put(paths.run_directory, "busy", "");
	wait_for_status("busy", "true");
	command("{\"request\":\"resync\",\"url\":\"https://d.example/y\"}",
		"waiting", "at the latest");
	command(RESYNC, "refused", "waits");
	assert_status("cause", "request");
	assert_int_equal(fetches, 1);
	drop(paths.run_directory, "busy");
	wait_for_fetches(2);
	assert_string_equal(host, "d.example");
	succeed();
	assert_status("rule", "the command's rule");
}

static void test_status_command(void **state)
{
	struct json_object *answer;

	(void)state;
	configure(RULE);
	start();
	succeed();
	answer = end_command(begin_command(STATUS));
	schema_add("provision_status", json_object_to_json_string(answer));
	assert_member(answer, "cause", "period");
	assert_answer(answer, "success", "a.example:80");
}

static void test_wrong_commands(void **state)
{
	static const char *const commands[] = {
		"", "{", "null", "[]", "{}", "{\"request\":1}",
		"{\"request\":\"reboot\"}", "{\"request\":\"resync\\u0000\"}",
		"{\"request\":\"resync\",\"more\":1}",
		"{\"request\":\"resync\",\"url\":null}",
		"{\"request\":\"resync\",\"url\":\"\"}",
		"{\"request\":\"resync\",\"url\":\"a\\u0000b\"}",
		"{\"request\":\"status\",\"url\":\"https://a.example/\"}",
	};

	(void)state;
	configure(RULE);
	start();
	succeed();
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		command(commands[i], "error", NULL);
	assert_int_equal(fetches, 1);
}

static void test_large_command(void **state)
{
	char *text = malloc(PHONEWALL_PROVISION_COMMAND_MAX + 100);

	(void)state;
	configure(RULE);
	start();
	succeed();
	memset(text, ' ', PHONEWALL_PROVISION_COMMAND_MAX + 99);
	text[PHONEWALL_PROVISION_COMMAND_MAX + 99] = '\0';
	command(text, "error", "16 KiB");
	free(text);
}

/* A client that goes loses its answer, and nothing else changes. */
static void test_client_goes(void **state)
{
	(void)state;
	configure(RULE);
	start();
	succeed();
	close(begin_command(RESYNC));
	wait_for(A_WHILE);
	succeed();
	assert_status("result", "success");
	command(STATUS, "success", NULL);
}

/* Silent clients keep nobody out for longer than they may stay. */
static void test_clients_are_bounded(void **state)
{
	int clients[PHONEWALL_REQUEST_CLIENTS];

	(void)state;
	configure(RULE);
	start();
	succeed();
	for (size_t i = 0; i < PHONEWALL_REQUEST_CLIENTS; i++)
		clients[i] = connect_client();
	wait_for(A_WHILE);
	assert_answer(end_command(connect_client()), "error", "too many");
	wait_for(PHONEWALL_REQUEST_CLIENT_MS);
	command(STATUS, "success", NULL);
	for (size_t i = 0; i < PHONEWALL_REQUEST_CLIENTS; i++)
		assert_answer(end_command(clients[i]), "error", "in time");
}

/* The file system keeps others out, and if it does not, the program does. */
static void test_other_user(void **state)
{
	char *socket_path = file_of(paths.run_directory,
				    PHONEWALL_PROVISION_SOCKET);
	uid_t user = geteuid();
	int client;

	(void)state;
	configure(RULE);
	start();
	succeed();
	if (!user) {
		assert_int_equal(chmod(directory, 0755), 0);
		assert_int_equal(seteuid(NOBODY), 0);
		assert_int_equal(connect_client(), -1);
		assert_int_equal(seteuid(0), 0);
		assert_int_equal(chmod(socket_path, 0666), 0);
		assert_int_equal(setegid(NOBODY) || seteuid(NOBODY), 0);
		client = begin_command(RESYNC);
		assert_int_equal(seteuid(0) || setegid(0), 0);
		assert_answer(end_command(client), "error", "root");
		assert_int_equal(fetches, 1);
	}
	free(socket_path);
}

/* The end, whatever goes on. */

static void test_stop_while_fetching(void **state)
{
	(void)state;
	configure(RULE);
	start();
	stop();
}

static void test_stop_while_submitting(void **state)
{
	int client;

	(void)state;
	configure(RULE);
	start();
	succeed();
	client = begin_command("{\"request\":\"resync\",\"url\":\"https://d.example/y\"}");
	end_fetch(PHONEWALL_RESYNC_SUCCESS, PROFILE);
	stop();
	close(client);
	assert_false(is_there(paths.run_directory, PHONEWALL_PROVISION_SOCKET));
}

static void test_stop_while_busy(void **state)
{
	(void)state;
	configure(RULE);
	start();
	succeed();
	put(paths.run_directory, "busy", "");
	wait_for_status("busy", "true");
	command("{\"request\":\"resync\",\"url\":\"https://d.example/y\"}",
		"waiting", NULL);
	stop();
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_first),
		TEST(test_custom_authorities),
		TEST(test_restart),
		TEST(test_no_configuration),
		TEST(test_damaged_configuration),
		TEST(test_damaged_device),
		TEST(test_changed_meanwhile),
		TEST(test_changed_before_command),
		TEST(test_damaged_meanwhile),
		TEST(test_unwritable_status),
		TEST(test_run_directory_is_a_file),
		TEST(test_no_agent),
		TEST(test_not_found),
		TEST(test_no_server),
		TEST(test_twice),
		TEST(test_twice_meanwhile),
		TEST(test_before_configuration),
		TEST(test_busy),
		TEST(test_busy_file),
		TEST(test_busy_file_without_directory),
		TEST(test_busy_for_long),
		TEST(test_busy_meanwhile),
		TEST(test_command),
		TEST(test_command_with_url),
		TEST(test_command_with_wrong_url),
		TEST(test_command_is_refused),
		TEST(test_command_while_busy),
		TEST(test_status_command),
		TEST(test_wrong_commands),
		TEST(test_large_command),
		TEST(test_client_goes),
		TEST(test_clients_are_bounded),
		TEST(test_other_user),
		TEST(test_stop_while_fetching),
		TEST(test_stop_while_submitting),
		TEST(test_stop_while_busy),
	};

	return cmocka_run_group_tests(tests, NULL, schema_check);
}
