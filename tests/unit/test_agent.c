// SPDX-License-Identifier: MIT
#include <errno.h>
#include <pwd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "agent.h"
#include "base/watch.h"
#include "base/clock.h"
#include "base/request_socket.h"
#include "config/state.h"
#include "disk.h"
#include "dot1x/port_access.h"
#include "event_loop.h"
#include "firewall/broadcast_echo.h"
#include "firewall/connection_request.h"
#include "folder.h"
#include "module.h"
#include "output_text.h"
#include "schema.h"
#include "store/peer.h"
#include "store/socket.h"
#include "vlan/voice_vlan.h"

#define SEED	20260103u
#define GARBLED	300u

/* The files that have changed, as the watch reports them. */
#define CONFIGURATION	(1u << 0)
#define SETTINGS	(1u << 1)

#define GOOD(tcp)	"<flat-profile>\n<Firewall_Config>TCP:" tcp	\
			"</Firewall_Config>\n</flat-profile>\n"
#define BAD		"<flat-profile>\n<Firewall>On</Firewall>\n"	\
			"</flat-profile>\n"
#define TR069(options)	"<flat-profile><Enable_TR-069>Yes</Enable_TR-069>" \
			"<Firewall_Config>" options			\
			"</Firewall_Config></flat-profile>"

/* Who the peer of a socket is taken for, as the kernel tells. */
static struct ucred peer;

int getsockopt(int descriptor, int level, int name, void *restrict value,
	       socklen_t *restrict length)
{
	if (level != SOL_SOCKET || name != SO_PEERCRED)
		return syscall(SYS_getsockopt, descriptor, level, name, value,
			       length);
	memcpy(value, &peer, sizeof(peer));
	return 0;
}

#define PROVISION	65532
#define STRANGER	65533

struct passwd *getpwnam(const char *name)
{
	static struct passwd account = { .pw_uid = PROVISION };

	return strcmp(name, PHONEWALL_PROVISION_USER) ? NULL : &account;
}

/*
 * A fake of the module. @open is the TCP ports that it has open, @refused a
 * port for which it refuses a policy, @sets how often a policy was set, @race a
 * port that another program opens just before the agent sets its policy.
 */
static struct {
	const struct phonewall_module_handlers *handlers;
	void *argument;
	bool absent;
	uint16_t refused;
	uint16_t race;
	bool open[65536];
	unsigned int udp_timeout;
	unsigned int sets;
	unsigned int retries;
	bool pc_port_enabled;
	unsigned int dot1x_retries;
	bool dot1x_lost;
	void (*changed)(unsigned int files, void *argument);
	int broadcast_echo;
} fake;

static char directory[] = "/tmp/phonewall-agent-XXXXXX";
static char configuration[64];
static char settings[64];
static struct phonewall_agent_paths paths;
static struct phonewall_agent *agent;
static struct event_base *base;

struct phonewall_module *
phonewall_module_open(struct event_base *events,
		      const struct phonewall_module_handlers *handlers,
		      void *argument)
{
	(void)events;
	fake.handlers = handlers;
	fake.argument = argument;
	return (struct phonewall_module *)&fake;
}

void phonewall_module_close(struct phonewall_module *module)
{
	(void)module;
}

static void set_open(const struct phonewall_translation *translation,
		     bool *open)
{
	const struct phonewall_opening *opening;
	unsigned int port;
	size_t i;

	memset(open, 0, sizeof(fake.open));
	for (i = 0; i < translation->opening_count; i++) {
		opening = &translation->openings[i];
		if (opening->protocol != IPPROTO_TCP)
			continue;
		for (port = opening->range.first; port <= opening->range.last;
		     port++)
			open[port] = true;
	}
}

int phonewall_module_holds(struct phonewall_module *module,
			   const struct phonewall_translation *translation)
{
	static bool open[65536];

	(void)module;
	if (fake.absent)
		return -ENOENT;
	set_open(translation, open);
	return fake.sets && !memcmp(open, fake.open, sizeof(open)) &&
	       fake.udp_timeout == translation->limits.timeout_udp;
}

int phonewall_module_program(struct phonewall_module *module,
			     const struct phonewall_translation *translation)
{
	static bool open[65536];
	int holds = phonewall_module_holds(module, translation);

	if (holds)
		return holds < 0 ? holds : 0;
	set_open(translation, open);
	if (open[fake.refused])
		return -EINVAL;
	if (fake.race) {
		memset(fake.open, 0, sizeof(fake.open));
		fake.open[fake.race] = true;
		fake.race = 0;
		fake.sets++;
		return -ERESTART;
	}
	memcpy(fake.open, open, sizeof(open));
	fake.udp_timeout = translation->limits.timeout_udp;
	fake.sets++;
	return 0;
}

bool phonewall_module_refused(int error)
{
	return error == -EINVAL;
}

void phonewall_module_retry(struct phonewall_module *module)
{
	(void)module;
	fake.retries++;
}

const char *phonewall_module_error(const struct phonewall_module *module)
{
	(void)module;
	return fake.absent ? "not loaded" : "the module's own words";
}

struct phonewall_port_access *
phonewall_port_access_open(struct event_base *events,
			   const struct phonewall_agent_paths *where,
			   void (*changed)(void *argument), void *argument)
{
	(void)events;
	(void)where;
	(void)changed;
	(void)argument;
	return (struct phonewall_port_access *)&fake;
}

void phonewall_port_access_apply(struct phonewall_port_access *dot1x,
				 const struct phonewall_dot1x_settings *ports,
				 const struct phonewall_network_access *access,
				 const struct phonewall_vlan_settings *vlan)
{
	(void)dot1x;
	(void)ports;
	(void)vlan;
	fake.pc_port_enabled = access->pc_port_enabled;
}

void phonewall_port_access_retry(struct phonewall_port_access *dot1x)
{
	(void)dot1x;
	fake.dot1x_retries++;
}

void phonewall_port_access_check_ports(struct phonewall_port_access *dot1x)
{
	(void)dot1x;
}

void phonewall_port_access_lose_module(struct phonewall_port_access *dot1x)
{
	(void)dot1x;
	fake.dot1x_lost = true;
}

struct json_object *
phonewall_port_access_to_json(const struct phonewall_port_access *dot1x)
{
	(void)dot1x;
	return NULL;
}

struct json_object *
phonewall_port_access_faults(const struct phonewall_port_access *dot1x)
{
	(void)dot1x;
	return NULL;
}

void phonewall_port_access_close(struct phonewall_port_access *dot1x)
{
	(void)dot1x;
}

struct phonewall_voice_vlan *
phonewall_voice_vlan_open(struct event_base *events,
			  const char *state_directory,
			  void (*changed)(void *argument), void *argument)
{
	(void)events;
	(void)state_directory;
	(void)changed;
	(void)argument;
	return (struct phonewall_voice_vlan *)&fake;
}

void phonewall_voice_vlan_apply(struct phonewall_voice_vlan *voice_vlan,
				const struct phonewall_dot1x_settings *ports,
				const struct phonewall_network_access *access,
				const struct phonewall_vlan_settings *vlan)
{
	(void)voice_vlan;
	(void)ports;
	(void)access;
	(void)vlan;
}

struct json_object *
phonewall_voice_vlan_status(const struct phonewall_voice_vlan *voice_vlan)
{
	(void)voice_vlan;
	return NULL;
}

void phonewall_voice_vlan_close(struct phonewall_voice_vlan *voice_vlan)
{
	(void)voice_vlan;
}

struct phonewall_watch *
phonewall_watch_open(struct event_base *events, const char *const *watched,
		     void (*changed)(unsigned int files, void *argument),
		     void *argument)
{
	(void)events;
	(void)argument;
	assert_string_equal(watched[0], configuration);
	assert_string_equal(watched[1], settings);
	assert_null(watched[2]);
	fake.changed = changed;
	return (struct phonewall_watch *)&fake;
}

void phonewall_watch_close(struct phonewall_watch *watch)
{
	(void)watch;
}

int phonewall_set_broadcast_echo(bool answer)
{
	fake.broadcast_echo = answer;
	return 0;
}

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
}

static const char *kept(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", paths.state_directory, name);
	return path;
}

static bool is_kept(const char *name, const char *text)
{
	struct phonewall_file file = { 0 };
	bool same;

	if (phonewall_file_read(kept(name), 4096, &file))
		return false;
	same = !strcmp(file.text, text);
	phonewall_file_clear(&file);
	return same;
}

/* The agent waits for a write only if it is short. */
static void assert_kept_as(const char *name, const char *text)
{
	for (unsigned int i = 0; i < 500 && !is_kept(name, text); i++)
		event_loop_run(base, 10);
	assert_true(is_kept(name, text));
}

static void assert_kept(const char *text)
{
	assert_kept_as("cfg.xml", text);
}

static void assert_nothing_kept(void)
{
	assert_int_equal(access(kept("cfg.xml"), F_OK), -1);
}

static void start(void)
{
	agent = phonewall_agent_start(base, &paths);
	assert_non_null(agent);
}

static void change(const char *path, const char *text)
{
	put(path, text);
	fake.changed(CONFIGURATION | SETTINGS, fake.argument);
}

static struct json_object *read_status(void)
{
	char path[128];
	struct json_object *status;

	snprintf(path, sizeof(path), "%s/status.json", paths.run_directory);
	status = json_object_from_file(path);
	assert_non_null(status);
	schema_add_file("status_file", path);
	return status;
}

static void assert_member(struct json_object *object, const char *name,
			  const char *value)
{
	struct json_object *member;

	assert_true(json_object_object_get_ex(object, name, &member));
	assert_string_equal(json_object_get_string(member), value);
}

static void assert_status(const char *state, const char *policy,
			  const char *module)
{
	struct json_object *status = read_status();

	assert_member(status, "state", state);
	assert_member(status, "policy", policy);
	assert_member(status, "module", module);
	assert_member(status, "file", configuration);
	json_object_put(status);
}

static size_t fault_count(void)
{
	struct json_object *status = read_status();
	size_t count = json_object_array_length(
				json_object_object_get(status, "faults"));

	json_object_put(status);
	return count;
}

static void assert_fault(size_t number, const char *file, const char *line,
			 const char *parameter, const char *token)
{
	struct json_object *status = read_status();
	struct json_object *faults = json_object_object_get(status, "faults");
	struct json_object *fault = json_object_array_get_idx(faults, number);

	assert_non_null(fault);
	assert_member(fault, "file", file);
	if (line)
		assert_member(fault, "line", line);
	if (parameter)
		assert_member(fault, "parameter", parameter);
	if (token)
		assert_member(fault, "token", token);
	json_object_put(status);
}

static uint16_t port_in_status(void)
{
	struct json_object *status = read_status();
	int port = json_object_get_int(json_object_object_get(status,
						"connection_request_port"));

	json_object_put(status);
	assert_in_range(port, 8000, 9999);
	return port;
}

static int set_up(void **state)
{
	static char state_directory[64];
	static char run_directory[64];

	(void)state;
	memset(&fake, 0, sizeof(fake));
	memset(&peer, 0, sizeof(peer));
	fake.broadcast_echo = -1;
	base = event_base_new();
	if (folder_make(directory))
		return -1;
	sprintf(configuration, "%s/cfg.xml", directory);
	sprintf(settings, "%s/phonewall.conf", directory);
	sprintf(state_directory, "%s/state", directory);
	sprintf(run_directory, "%s/run", directory);
	paths = (struct phonewall_agent_paths){
		configuration, settings, state_directory, run_directory,
	};
	return mkdir(state_directory, 0755) || mkdir(run_directory, 0755);
}

static int tear_down(void **state)
{
	(void)state;
	disk_close();
	phonewall_agent_stop(agent);
	agent = NULL;
	event_base_free(base);
	return folder_remove(directory);
}

static void test_good_file(void **state)
{
	(void)state;
	put(configuration, GOOD("12000"));
	start();
	assert_true(fake.open[12000]);
	assert_int_equal(fake.sets, 1);
	assert_status("accepted", "file", "programmed");
	assert_int_equal(fault_count(), 0);
	assert_kept(GOOD("12000"));
}

static void test_bad_file_and_nothing_kept(void **state)
{
	(void)state;
	put(configuration, BAD);
	start();
	assert_true(fake.open[80]);
	assert_false(fake.open[12000]);
	assert_status("refused", "defaults", "programmed");
	assert_int_equal(fault_count(), 1);
	assert_fault(0, configuration, "2", "Firewall", "On");
	assert_nothing_kept();
}

static void test_bad_file_and_one_kept(void **state)
{
	(void)state;
	put(kept("cfg.xml"), GOOD("12000"));
	put(configuration, BAD);
	start();
	assert_true(fake.open[12000]);
	assert_status("refused", "last-accepted", "programmed");
	assert_int_equal(fault_count(), 1);
	assert_kept(GOOD("12000"));
}

static void test_missing_file(void **state)
{
	(void)state;
	start();
	assert_true(fake.open[80]);
	assert_status("missing", "defaults", "programmed");
	assert_int_equal(fault_count(), 0);
}

static void test_missing_file_and_one_kept(void **state)
{
	(void)state;
	put(kept("cfg.xml"), GOOD("12000"));
	start();
	assert_true(fake.open[12000]);
	assert_status("missing", "last-accepted", "programmed");
}

/* What a power cut may leave of a file that was not written atomically. */
static void test_kept_file_damaged(void **state)
{
	static const char *const damaged[] = {
		"", "<", "<flat-profile>\n<Firewall_Config>TCP:12", BAD,
	};
	size_t i;

	(void)state;
	put(configuration, BAD);
	for (i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
		put(kept("cfg.xml"), damaged[i]);
		start();
		assert_true(fake.open[80]);
		assert_false(fake.open[12000]);
		assert_status("refused", "defaults", "programmed");
		assert_fault(0, configuration, "2", "Firewall", "On");
		assert_fault(1, kept("cfg.xml"), NULL, NULL, NULL);
		change(configuration, GOOD("12000"));
		assert_status("accepted", "file", "programmed");
		assert_kept(GOOD("12000"));
		phonewall_agent_stop(agent);
		put(configuration, BAD);
	}
	agent = NULL;
}

static void start_with_kept(const char *text)
{
	struct json_object *status;

	put(kept("cfg.xml"), text);
	start();
	status = read_status();
	assert_true(json_object_get_boolean(json_object_object_get(status,
								   "enabled")));
	json_object_put(status);
	assert_true(fake.open[80]);
	phonewall_agent_stop(agent);
	agent = NULL;
}

static void test_kept_file_cut_anywhere(void **state)
{
	static const char whole[] = GOOD("12000");
	size_t length = strlen(whole) - 1;
	char text[sizeof(whole)];

	(void)state;
	put(configuration, BAD);
	memcpy(text, whole, sizeof(whole));
	text[length] = '\0';
	start_with_kept(text);
	assert_true(fake.open[12000]);
	while (length--) {
		text[length] = '\0';
		start_with_kept(text);
		assert_false(fake.open[12000]);
	}
}

static void test_kept_file_garbled(void **state)
{
	static const char whole[] = GOOD("12000");
	char text[sizeof(whole)];

	(void)state;
	srandom(SEED);
	put(configuration, BAD);
	for (unsigned int i = 0; i < GARBLED; i++) {
		memcpy(text, whole, sizeof(whole));
		for (unsigned int bytes = i % 8 + 1; bytes; bytes--)
			text[random() % strlen(whole)] = random() % 255 + 1;
		start_with_kept(text);
	}
	print_message("%u files, seed %u\n", GARBLED, SEED);
}

static void test_bad_change_changes_nothing(void **state)
{
	(void)state;
	put(configuration, GOOD("12000"));
	start();
	change(configuration, BAD);
	assert_true(fake.open[12000]);
	assert_int_equal(fake.sets, 1);
	assert_status("refused", "last-accepted", "programmed");
	assert_fault(0, configuration, "2", "Firewall", "On");
	assert_kept(GOOD("12000"));
	change(configuration, GOOD("12001"));
	assert_true(fake.open[12001]);
	assert_false(fake.open[12000]);
	assert_status("accepted", "file", "programmed");
	assert_int_equal(fault_count(), 0);
	assert_kept(GOOD("12001"));
}

static void test_file_removed(void **state)
{
	(void)state;
	put(configuration, GOOD("12000"));
	start();
	assert_int_equal(unlink(configuration), 0);
	fake.changed(CONFIGURATION | SETTINGS, fake.argument);
	assert_int_equal(fake.sets, 1);
	assert_true(fake.open[12000]);
	assert_status("missing", "last-accepted", "programmed");
}

/* The other one may be half written. */
static void test_only_what_is_told_is_read(void **state)
{
	(void)state;
	put(configuration, GOOD("12000"));
	put(settings, "timeout_udp = 40\n");
	start();
	put(configuration, GOOD("12001"));
	put(settings, "timeout_udp = 50\n");
	fake.changed(SETTINGS, fake.argument);
	assert_int_equal(fake.udp_timeout, 50);
	assert_true(fake.open[12000]);
	put(settings, "timeout_udp = 60\n");
	fake.changed(CONFIGURATION, fake.argument);
	assert_int_equal(fake.udp_timeout, 50);
	assert_true(fake.open[12001]);
	fake.changed(CONFIGURATION, fake.argument);
	assert_int_equal(fake.sets, 3);
}

static void test_directory_in_place_of_file(void **state)
{
	(void)state;
	assert_int_equal(mkdir(configuration, 0755), 0);
	start();
	assert_status("refused", "defaults", "programmed");
	assert_fault(0, configuration, NULL, NULL, NULL);
}

static void test_every_fault_is_told(void **state)
{
	(void)state;
	put(configuration, "<flat-profile>\n<Firewall>On</Firewall>\n"
	    "<Firewall_Config>TCP:0,PING</Firewall_Config></flat-profile>");
	put(settings, "lines = 17\n# a comment\nports = 3\n");
	start();
	assert_int_equal(fault_count(), 5);
	assert_fault(0, settings, "1", "lines", "17");
	assert_fault(1, settings, "3", "ports", NULL);
	assert_fault(2, configuration, "2", "Firewall", "On");
	assert_fault(3, configuration, "3", "Firewall_Config", "TCP:0");
	assert_fault(4, configuration, "3", "Firewall_Config", "PING");
}

static void test_status_is_json_whatever_the_file_holds(void **state)
{
	(void)state;
	put(settings, "\xff\x80\x1b[2J\"\\ = 3\n");
	start();
	assert_fault(0, settings, "1", "\\xff\\x80\\x1b[2J\"\\", NULL);
}

static void test_module_refuses_change(void **state)
{
	(void)state;
	fake.refused = 12001;
	put(configuration, GOOD("12000"));
	start();
	change(configuration, GOOD("12001"));
	assert_true(fake.open[12000]);
	assert_int_equal(fake.sets, 1);
	assert_status("refused", "last-accepted", "programmed");
	assert_fault(0, configuration, NULL, NULL, NULL);
	assert_kept(GOOD("12000"));
}

static void test_module_refuses_at_start(void **state)
{
	(void)state;
	fake.refused = 12001;
	put(kept("cfg.xml"), GOOD("12000"));
	put(configuration, GOOD("12001"));
	start();
	assert_true(fake.open[12000]);
	assert_status("refused", "last-accepted", "programmed");
	assert_kept(GOOD("12000"));
}

static void test_module_refuses_everything(void **state)
{
	(void)state;
	fake.refused = 80;
	put(configuration, GOOD("12000"));
	start();
	assert_int_equal(fake.sets, 0);
	assert_status("refused", "file", "refused");
	assert_int_equal(fake.retries, 1);
	assert_nothing_kept();
	fake.refused = 0;
	fake.handlers->appeared(fake.argument);
	assert_status("accepted", "file", "programmed");
	assert_kept(GOOD("12000"));
}

static void test_module_not_there_yet(void **state)
{
	(void)state;
	fake.absent = true;
	put(configuration, GOOD("12000"));
	start();
	assert_status("accepted", "file", "waiting");
	assert_int_equal(fake.retries, 1);
	assert_nothing_kept();
	fake.handlers->appeared(fake.argument);
	assert_status("accepted", "file", "waiting");
	assert_int_equal(fake.retries, 2);
	fake.absent = false;
	fake.handlers->appeared(fake.argument);
	assert_true(fake.open[12000]);
	assert_status("accepted", "file", "programmed");
	assert_kept(GOOD("12000"));
}

static void test_module_comes_and_refuses(void **state)
{
	(void)state;
	fake.absent = true;
	fake.refused = 12001;
	put(kept("cfg.xml"), GOOD("12000"));
	put(configuration, GOOD("12001"));
	start();
	assert_status("accepted", "file", "waiting");
	fake.absent = false;
	fake.handlers->appeared(fake.argument);
	assert_true(fake.open[12000]);
	assert_status("refused", "last-accepted", "programmed");
	assert_kept(GOOD("12000"));
}

static void test_file_damaged_while_waiting(void **state)
{
	(void)state;
	fake.absent = true;
	put(configuration, GOOD("12000"));
	start();
	change(configuration, BAD);
	assert_status("refused", "file", "waiting");
	fake.absent = false;
	fake.handlers->appeared(fake.argument);
	assert_true(fake.open[12000]);
	assert_kept(GOOD("12000"));
}

static void test_module_reloaded(void **state)
{
	(void)state;
	put(configuration, GOOD("12000"));
	start();
	fake.absent = true;
	fake.sets = 0;
	memset(fake.open, 0, sizeof(fake.open));
	fake.handlers->disappeared(fake.argument);
	assert_status("accepted", "file", "waiting");
	fake.absent = false;
	fake.handlers->appeared(fake.argument);
	assert_true(fake.open[12000]);
	assert_int_equal(fake.sets, 1);
	assert_status("accepted", "file", "programmed");
}

static void test_other_program_is_not_fought(void **state)
{
	(void)state;
	put(configuration, GOOD("12000"));
	start();
	fake.handlers->policy_changed(fake.argument);
	assert_status("accepted", "file", "programmed");
	fake.open[13000] = true;
	fake.handlers->policy_changed(fake.argument);
	assert_status("accepted", "file", "changed");
	assert_true(fake.open[13000]);
	change(configuration, BAD);
	assert_true(fake.open[13000]);
	assert_status("refused", "file", "changed");
	change(configuration, GOOD("12001"));
	assert_true(fake.open[12001]);
	assert_false(fake.open[13000]);
	assert_status("accepted", "file", "programmed");
}

/* Another program is faster, and the agent does not undo its policy. */
static void test_other_program_is_first(void **state)
{
	(void)state;
	put(configuration, GOOD("12000"));
	start();
	fake.race = 13000;
	change(configuration, GOOD("12001"));
	assert_true(fake.open[13000]);
	assert_false(fake.open[12001]);
	assert_status("accepted", "file", "changed");
	assert_kept(GOOD("12000"));
	fake.handlers->policy_changed(fake.argument);
	assert_true(fake.open[13000]);
	assert_status("accepted", "file", "changed");
	phonewall_agent_reload(agent);
	assert_true(fake.open[12001]);
	assert_false(fake.open[13000]);
	assert_status("accepted", "file", "programmed");
	assert_kept(GOOD("12001"));
}

static void test_other_program_is_first_after_load(void **state)
{
	static bool own[65536];

	(void)state;
	put(configuration, GOOD("12000"));
	start();
	memcpy(own, fake.open, sizeof(own));
	fake.sets = 0;
	fake.handlers->disappeared(fake.argument);
	assert_status("accepted", "file", "waiting");
	fake.race = 13000;
	fake.handlers->appeared(fake.argument);
	assert_true(fake.open[13000]);
	assert_false(fake.open[12000]);
	assert_status("accepted", "file", "changed");
	/* The other program sets the same policy as the agent. */
	memcpy(fake.open, own, sizeof(own));
	fake.handlers->policy_changed(fake.argument);
	assert_status("accepted", "file", "programmed");
	assert_kept(GOOD("12000"));
}

static void test_reload_takes_policy_back(void **state)
{
	(void)state;
	put(configuration, GOOD("12000"));
	start();
	fake.open[13000] = true;
	fake.handlers->policy_changed(fake.argument);
	fake.changed(CONFIGURATION | SETTINGS, fake.argument);
	assert_true(fake.open[13000]);
	phonewall_agent_reload(agent);
	assert_false(fake.open[13000]);
	assert_status("accepted", "file", "programmed");
}

static void test_restart_with_same_file(void **state)
{
	(void)state;
	put(configuration, GOOD("12000"));
	start();
	phonewall_agent_stop(agent);
	start();
	assert_int_equal(fake.sets, 1);
	assert_status("accepted", "file", "programmed");
}

static void test_stop_leaves_policy(void **state)
{
	char path[128];

	(void)state;
	put(configuration, GOOD("12000"));
	start();
	snprintf(path, sizeof(path), "%s/status.json", paths.run_directory);
	assert_int_equal(access(path, F_OK), 0);
	phonewall_agent_stop(agent);
	agent = NULL;
	assert_int_equal(access(path, F_OK), -1);
	assert_true(fake.open[12000]);
	assert_int_equal(fake.sets, 1);
}

static void test_settings(void **state)
{
	(void)state;
	put(configuration, GOOD("12000"));
	put(settings, "timeout_udp = 31\n");
	start();
	assert_int_equal(fake.udp_timeout, 31);
	change(settings, "timeout_udp = 32\n");
	assert_int_equal(fake.udp_timeout, 32);
	change(settings, "timeout_udp = 0\n");
	assert_int_equal(fake.udp_timeout, 32);
	assert_int_equal(fault_count(), 1);
	assert_status("accepted", "file", "programmed");
	phonewall_agent_stop(agent);
	start();
	assert_int_equal(fake.udp_timeout, 32);
	assert_int_equal(unlink(settings), 0);
	fake.changed(CONFIGURATION | SETTINGS, fake.argument);
	assert_int_equal(fake.udp_timeout, 32);
	assert_int_equal(fault_count(), 0);
}

static void assert_settings(const char *file_state, const char *origin)
{
	struct json_object *status = read_status();

	assert_member(status, "settings_file", settings);
	assert_member(status, "settings_state", file_state);
	assert_member(status, "settings", origin);
	json_object_put(status);
}

static void assert_kept_settings(const char *text)
{
	assert_kept_as("phonewall.conf", text);
}

/*
 * What a power cut left of the file, or no file: the last accepted one stays.
 */
static void test_settings_damaged(void **state)
{
	static const char *const damaged[] = {
		"", "\n", " \t\r\n\n", "timeout_udp", "timeout_udp = 7x\n",
		"timeout_udp = 7", "# half of a comm", "lines = 4\ntimeout_",
	};
	size_t i;

	(void)state;
	put(configuration, GOOD("12000"));
	start();
	assert_settings("missing", "defaults");
	change(settings, "timeout_udp = 77\n");
	assert_settings("accepted", "file");
	assert_kept_settings("timeout_udp = 77\n");
	for (i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
		change(settings, damaged[i]);
		assert_int_equal(fake.udp_timeout, 77);
		assert_int_equal(fault_count(), 1);
		assert_settings("refused", "last-accepted");
		phonewall_agent_stop(agent);
		start();
		assert_int_equal(fake.udp_timeout, 77);
		assert_settings("refused", "last-accepted");
	}
	assert_int_equal(unlink(settings), 0);
	fake.changed(CONFIGURATION | SETTINGS, fake.argument);
	assert_int_equal(fake.udp_timeout, 77);
	assert_settings("missing", "last-accepted");
	phonewall_agent_stop(agent);
	start();
	assert_int_equal(fake.udp_timeout, 77);
	assert_settings("missing", "last-accepted");
	change(settings, "# default\n");
	assert_int_equal(fake.udp_timeout, PHONEWALL_TIMEOUT_UDP);
	assert_settings("accepted", "file");
	assert_int_equal(fault_count(), 0);
}

static void await_keep_error(const char *part)
{
	struct json_object *status;
	bool is_same = false;
	const char *text;

	for (unsigned int i = 0; i < 1000 && !is_same; i++) {
		event_loop_run(base, 10);
		status = read_status();
		text = json_object_get_string(json_object_object_get(status,
							"keep_error"));
		is_same = part ? text && strstr(text, part) : !text;
		json_object_put(status);
	}
	assert_true(is_same);
}

/* The policy changes at once, whatever the disk does; the copy follows it. */
static void test_disk_that_does_not_answer(void **state)
{
	uint64_t begin;

	(void)state;
	put(configuration, GOOD("12000"));
	start();
	assert_kept(GOOD("12000"));
	disk_open(directory);
	disk_set_stuck(true);
	begin = phonewall_clock_elapsed();
	change(configuration, GOOD("12001"));
	change(configuration, GOOD("12002"));
	change(settings, "timeout_udp = 77\n");
	assert_true(phonewall_clock_elapsed() - begin < 1000);
	assert_true(fake.open[12002]);
	assert_int_equal(fake.udp_timeout, 77);
	await_keep_error("cfg.xml: the disk does not answer");
	assert_true(is_kept("cfg.xml", GOOD("12000")));
	disk_set_stuck(false);
	assert_kept(GOOD("12002"));
	assert_kept_settings("timeout_udp = 77\n");
	await_keep_error(NULL);
}

/* The file that is told is the one that hangs. */
static void test_disk_that_does_not_answer_for_settings(void **state)
{
	(void)state;
	start();
	disk_open(directory);
	disk_set_stuck(true);
	change(settings, "timeout_udp = 77\n");
	await_keep_error("phonewall.conf: the disk does not answer");
	disk_set_stuck(false);
	assert_kept_settings("timeout_udp = 77\n");
	await_keep_error(NULL);
}

static void test_disk_that_fails_late(void **state)
{
	(void)state;
	put(configuration, GOOD("12000"));
	start();
	assert_kept(GOOD("12000"));
	disk_open(directory);
	disk_set_stuck(true);
	disk_set_broken(true);
	change(configuration, GOOD("12001"));
	disk_set_stuck(false);
	await_keep_error("cfg.xml: Input/output error");
	assert_true(is_kept("cfg.xml", GOOD("12000")));
	disk_set_broken(false);
	assert_kept(GOOD("12001"));
	await_keep_error(NULL);
}

/* 802.1X needs them, and needs no module. */
static void test_settings_are_kept_without_the_module(void **state)
{
	(void)state;
	fake.absent = true;
	put(configuration, GOOD("12000"));
	put(settings, "timeout_udp = 77\n");
	start();
	assert_status("accepted", "file", "waiting");
	assert_nothing_kept();
	assert_kept_settings("timeout_udp = 77\n");
	phonewall_agent_stop(agent);
	put(settings, "");
	start();
	assert_settings("refused", "last-accepted");
	fake.absent = false;
	fake.handlers->appeared(fake.argument);
	assert_int_equal(fake.udp_timeout, 77);
}

/* Some file systems leave zeros in the place of data not written yet. */
static void test_settings_of_zeros(void **state)
{
	static const char zeros[64];
	FILE *file;

	(void)state;
	put(configuration, GOOD("12000"));
	put(settings, "timeout_udp = 77\n");
	start();
	file = fopen(settings, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(zeros, 1, sizeof(zeros), file), sizeof(zeros));
	assert_int_equal(fclose(file), 0);
	fake.changed(CONFIGURATION | SETTINGS, fake.argument);
	assert_int_equal(fake.udp_timeout, 77);
	assert_settings("refused", "last-accepted");
}

static void test_kept_settings_damaged(void **state)
{
	(void)state;
	put(configuration, GOOD("12000"));
	put(kept("phonewall.conf"), "");
	start();
	assert_settings("missing", "defaults");
	assert_int_equal(fake.udp_timeout, PHONEWALL_TIMEOUT_UDP);
}

static void test_settings_change_under_bad_file(void **state)
{
	(void)state;
	put(configuration, GOOD("12000"));
	start();
	change(configuration, BAD);
	change(settings, "timeout_udp = 31\n");
	assert_int_equal(fake.udp_timeout, 31);
	assert_true(fake.open[12000]);
	assert_status("refused", "last-accepted", "programmed");
}

static void expect_log(const char *log, const char *part, bool there)
{
	if (!strstr(log, part) == there)
		fail_msg("'%s' in the log: %s", part, log);
}

/* What is asked of @change, with the log that it makes. */
static char *log_of_change(const char *path, const char *text)
{
	char *out, *log;

	output_begin();
	change(path, text);
	output_end(&out, &log);
	free(out);
	return log;
}

/* Only what is new of the faults is told, however often files are judged. */
static void test_faults_are_told_once(void **state)
{
	char *log;

	(void)state;
	put(configuration, BAD);
	start();
	log = log_of_change(settings, "timeout_udp = 31\n");
	expect_log(log, "Firewall: 'On'", false);
	expect_log(log, "cfg.xml has the same faults as before", true);
	free(log);
	assert_int_equal(fault_count(), 1);
	log = log_of_change(configuration, GOOD("0"));
	expect_log(log, "'TCP:0'", true);
	expect_log(log, "same faults", false);
	free(log);
	free(log_of_change(configuration, GOOD("12000")));
	log = log_of_change(configuration, GOOD("0"));
	expect_log(log, "'TCP:0'", true);
	free(log);
}

static void test_port_is_picked_once(void **state)
{
	uint16_t port;

	(void)state;
	put(configuration, TR069(""));
	start();
	port = port_in_status();
	assert_true(fake.open[port]);
	phonewall_agent_stop(agent);
	start();
	assert_int_equal(port_in_status(), port);
	change(settings, "timeout_udp = 31\n");
	assert_int_equal(port_in_status(), port);
	assert_true(fake.open[port]);
}

static void test_kept_port_damaged(void **state)
{
	char *out, *log;
	char text[8];
	uint16_t port;

	(void)state;
	put(kept("connection-request-port"), "foo");
	put(configuration, TR069(""));
	output_begin();
	start();
	output_end(&out, &log);
	expect_log(log, "connection-request-port: it holds no port from 8000 to 9999;",
		   true);
	expect_log(log, "since port", false);
	free(out);
	free(log);
	port = port_in_status();
	assert_true(fake.open[port]);
	snprintf(text, sizeof(text), "%u\n", port);
	assert_kept_as("connection-request-port", text);
}

static void test_port_makes_way(void **state)
{
	uint16_t port;
	char *log;

	(void)state;
	put(kept("connection-request-port"), "8123\n");
	put(configuration, TR069(""));
	start();
	assert_int_equal(port_in_status(), 8123);
	log = log_of_change(configuration, TR069("TCP:8000:9997,TCP:9999"));
	expect_log(log, "picked TCP port 9998", true);
	expect_log(log, "since port 8123 is now open for another purpose", true);
	free(log);
	assert_int_equal(port_in_status(), 9998);
	assert_true(fake.open[9998]);
	change(configuration, TR069("TCP:8000:9999"));
	port = port_in_status();
	fake.changed(CONFIGURATION | SETTINGS, fake.argument);
	phonewall_agent_reload(agent);
	assert_int_equal(port_in_status(), port);
}

static void test_state_cannot_be_kept(void **state)
{
	(void)state;
	paths.state_directory = "/nonexistent/state";
	put(configuration, GOOD("12000"));
	start();
	assert_true(fake.open[12000]);
	assert_status("accepted", "file", "programmed");
	await_keep_error("/nonexistent/state/cfg.xml");
}

/* The port that was chosen is saved too as soon as there is room. */
static void test_state_can_be_kept_again(void **state)
{
	struct json_object *status;
	uint16_t port;

	(void)state;
	assert_int_equal(rmdir(paths.state_directory), 0);
	put(configuration, TR069("TCP:12000"));
	start();
	port = port_in_status();
	assert_int_equal(mkdir(paths.state_directory, 0755), 0);
	phonewall_agent_reload(agent);
	assert_int_equal(port_in_status(), port);
	phonewall_agent_stop(agent);
	start();
	assert_int_equal(port_in_status(), port);
	status = read_status();
	assert_null(json_object_object_get(status, "keep_error"));
	json_object_put(status);
}

/* Those of the settings in force, which a bad file does not change. */
static void expect_legacy_servers(const char *expected)
{
	struct json_object *status = read_status();
	const char *names = json_object_get_string(
		json_object_object_get(status, "legacy_servers"));

	if (expected) {
		assert_non_null(names);
		assert_string_equal(names, expected);
	} else {
		assert_null(names);
	}
	json_object_put(status);
}

static void test_legacy_servers(void **state)
{
	(void)state;
	put(configuration, GOOD("12000"));
	start();
	expect_legacy_servers(NULL);
	change(settings, "legacy_servers = pbx.example.com, radius\n");
	expect_legacy_servers("pbx.example.com,radius");
	change(settings, "legacy_servers = *\n");
	expect_legacy_servers("pbx.example.com,radius");
	change(settings, "# default\n");
	expect_legacy_servers(NULL);
}

static void test_port_access(void **state)
{
	(void)state;
	put(configuration, "<flat-profile></flat-profile>");
	start();
	assert_true(fake.pc_port_enabled);
	change(configuration, "<flat-profile><PC_PORT_Enable>No"
			      "</PC_PORT_Enable></flat-profile>");
	assert_false(fake.pc_port_enabled);
	change(configuration, BAD);
	assert_false(fake.pc_port_enabled);
	phonewall_agent_reload(agent);
	assert_int_equal(fake.dot1x_retries, 1);
	fake.handlers->disappeared(fake.argument);
	assert_true(fake.dot1x_lost);
}

static void test_broadcast_echo(void **state)
{
	(void)state;
	put(configuration, GOOD("12000"));
	start();
	assert_int_equal(fake.broadcast_echo, 0);
	change(configuration, "<flat-profile><Firewall>Disabled</Firewall>"
	       "<Broadcast_Echo>Enabled</Broadcast_Echo></flat-profile>");
	assert_status("accepted", "file", "programmed");
	assert_int_equal(fake.broadcast_echo, 1);
}

#define AGENT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* Starts a request on the agent's socket. */
static int begin_request(const char *text)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int client = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	snprintf(address.sun_path, sizeof(address.sun_path),
		 "%s/" PHONEWALL_RUN_STORE, paths.run_directory);
	assert_true(client >= 0);
	assert_int_equal(connect(client, (struct sockaddr *)&address,
				 sizeof(address)), 0);
	assert_int_equal(send(client, text, strlen(text), 0), strlen(text));
	return client;
}

static struct json_object *end_request(int client)
{
	static char text[65536];
	size_t length = 0;
	ssize_t received = -1;

	for (int i = 0; i < 3000 && received; i++) {
		event_loop_run(base, 5);
		received = recv(client, text + length,
				sizeof(text) - 1 - length, 0);
		length += received > 0 ? received : 0;
	}
	assert_int_equal(received, 0);
	close(client);
	text[length] = '\0';
	return json_tokener_parse(text);
}

/* Return: the answer. */
static struct json_object *request(const char *text)
{
	int client = begin_request(text);

	assert_int_equal(shutdown(client, SHUT_WR), 0);
	return end_request(client);
}

static void assert_result(const char *text, const char *result)
{
	struct json_object *answer = request(text);

	assert_member(answer, "result", result);
	json_object_put(answer);
}

#define SUBMIT(profile)	"{\"request\":\"submit\",\"url\":\"https://s/x\"," \
			"\"profile\":\"<flat-profile>" profile		\
			"</flat-profile>\"}"
#define OPEN(tcp)	"<Firewall_Config>TCP:" tcp "</Firewall_Config>"

#define SET(name, value)	"{\"request\":\"set\",\"parameters\":{\"" \
				name "\":\"" value "\"}}"
#define WHY	"{\"request\":\"why\",\"parameter\":\"Firewall_Config\"}"

/* Whence Firewall_Config is, and its value. */
static void assert_why(const char *value, const char *origin)
{
	struct json_object *answer = request(WHY);

	assert_member(answer, "value", value);
	assert_member(answer, "origin", origin);
	json_object_put(answer);
}

static void restart(void)
{
	phonewall_agent_stop(agent);
	start();
}

static void assert_only_open(unsigned int port)
{
	for (unsigned int i = 12000; i < 12010; i++)
		assert_int_equal(fake.open[i], i == port);
}

static void test_submission(void **state)
{
	struct json_object *status;

	(void)state;
	put(configuration, GOOD("12000"));
	start();
	assert_result(SUBMIT(OPEN("12001")), "accepted");
	assert_only_open(12001);
	status = read_status();
	assert_member(json_object_object_get(status, "store"), "parameters",
		      "1");
	json_object_put(status);
	restart();
	assert_only_open(12001);
	assert_result("{\"request\":\"reset\"}", "accepted");
	assert_only_open(12000);
	restart();
	assert_only_open(12000);
}

/* Without a cfg.xml the store overrides the factory defaults. */
static void test_submission_without_a_file(void **state)
{
	(void)state;
	start();
	assert_result(SUBMIT(OPEN("12001")), "accepted");
	assert_only_open(12001);
	assert_result(SUBMIT(OPEN("12002")), "accepted");
	assert_only_open(12002);
	assert_status("missing", "defaults", "programmed");
	restart();
	assert_only_open(12002);
}

static void test_submission_is_refused_whole(void **state)
{
	struct json_object *answer, *faults;

	(void)state;
	put(configuration, GOOD("12000"));
	start();
	assert_result(SUBMIT(OPEN("12001")), "accepted");
	answer = request(SUBMIT(OPEN("12002") "<Firewall>On</Firewall>"
				"<Web_Server_Port>x</Web_Server_Port>"));
	assert_member(answer, "result", "refused");
	faults = json_object_object_get(answer, "faults");
	assert_int_equal(json_object_array_length(faults), 2);
	assert_member(json_object_array_get_idx(faults, 0), "file",
		      "https://s/x");
	json_object_put(answer);
	assert_only_open(12001);
	assert_int_equal(fault_count(), 0);
	restart();
	assert_only_open(12001);
}

static void test_submission_that_the_module_refuses(void **state)
{
	(void)state;
	put(configuration, GOOD("12000"));
	start();
	assert_result(SUBMIT(OPEN("12001")), "accepted");
	fake.refused = 12002;
	assert_result(SUBMIT(OPEN("12002")), "refused");
	assert_only_open(12001);
	assert_int_equal(fault_count(), 0);
	assert_why("TCP:12001", "profile");
	fake.refused = 0;
	assert_result(SET("Web_Server_Port", "81"), "accepted");
	assert_only_open(12001);
	restart();
	assert_only_open(12001);
}

#define LINE(enabled, tcp)	"<flat-profile><Line_Enable_1_>" enabled \
				"</Line_Enable_1_>" OPEN(tcp) "</flat-profile>"

/*
 * The store and a later cfg.xml do not go together: the file is not used without
 * the store, which closes what it opens.
 */
static void test_file_that_does_not_go_with_the_store(void **state)
{
	(void)state;
	put(configuration, LINE("No", "12000"));
	start();
	assert_result(SUBMIT(OPEN("12001") "<SIP_Port_1_>x</SIP_Port_1_>"),
		      "accepted");
	assert_only_open(12001);
	change(configuration, LINE("Yes", "12003"));
	assert_status("refused", "last-accepted", "programmed");
	assert_only_open(12001);
	assert_true(fault_count() > 0);
	restart();
	assert_status("refused", "last-accepted", "programmed");
	assert_only_open(12001);
	phonewall_agent_stop(agent);
	assert_int_equal(unlink(kept("cfg.xml")), 0);
	start();
	assert_status("refused", "defaults", "programmed");
	assert_only_open(0);
	assert_result(SUBMIT("<SIP_Port_1_>5070</SIP_Port_1_>"), "accepted");
	assert_status("accepted", "file", "programmed");
	assert_only_open(12001);
}

static void test_store_that_is_lost(void **state)
{
	(void)state;
	put(configuration, GOOD("12000"));
	put(kept("store.xml"), "<flat-profile>");
	start();
	assert_status("refused", "defaults", "programmed");
	assert_only_open(0);
	assert_fault(0, kept("store.xml"), NULL, NULL, NULL);
	change(configuration, GOOD("12001"));
	assert_status("refused", "defaults", "programmed");
	assert_only_open(0);
	put(kept("cfg.xml"), GOOD("12002"));
	restart();
	assert_status("refused", "defaults", "programmed");
	assert_only_open(0);
	change(configuration, GOOD("12000"));
	assert_only_open(0);
	assert_result("{\"request\":\"set\",\"parameters\":"
		      "{\"Web_Server_Port\":\"81\"}}", "error");
	assert_result("{\"request\":\"reset\",\"parameters\":"
		      "[\"Web_Server_Port\"]}", "error");
	assert_only_open(0);
	assert_result("{\"request\":\"reset\"}", "accepted");
	assert_status("accepted", "file", "programmed");
	assert_only_open(12000);
	assert_int_equal(fault_count(), 0);
}

static void test_store_that_cannot_be_saved(void **state)
{
	(void)state;
	put(configuration, GOOD("12000"));
	start();
	assert_kept(GOOD("12000"));
	disk_open(directory);
	disk_set_broken(true);
	assert_result(SUBMIT(OPEN("12001")), "error");
	assert_only_open(12001);
	disk_set_broken(false);
	assert_result(SUBMIT(OPEN("12001")), "accepted");
	restart();
	assert_only_open(12001);
}

/* The client learns it in time, and the policy is in force. */
static void test_store_on_a_disk_that_does_not_answer(void **state)
{
	struct json_object *answer;
	uint64_t begin;

	(void)state;
	put(configuration, GOOD("12000"));
	start();
	assert_kept(GOOD("12000"));
	disk_open(directory);
	disk_set_stuck(true);
	begin = phonewall_clock_elapsed();
	answer = request(SUBMIT(OPEN("12001")));
	assert_in_range(phonewall_clock_elapsed() - begin,
			PHONEWALL_REQUEST_CLIENT_MS,
			2 * PHONEWALL_REQUEST_CLIENT_MS);
	assert_member(answer, "result", "error");
	assert_non_null(strstr(json_object_to_json_string(answer),
			       "the disk does not answer"));
	json_object_put(answer);
	assert_only_open(12001);
}

static void become(uid_t user)
{
	peer.uid = user;
	peer.gid = user;
}

/* The kernel says who asks, not the request. */
static void test_store_knows_its_peers(void **state)
{
	static const char *const requests[] = {
		SUBMIT(OPEN("12001")), SET("Firewall_Config", "TCP:12001"),
		"{\"request\":\"reset\"}", WHY,
	};
	struct json_object *answer;

	(void)state;
	put(configuration, GOOD("12000"));
	start();
	become(STRANGER);
	answer = end_request(begin_request("{"));
	assert_member(answer, "message",
		      "this user may not use the store; run this as root");
	json_object_put(answer);
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		assert_result(requests[i], "error");
	assert_only_open(12000);
	become(PROVISION);
	assert_result(requests[1], "error");
	assert_result(requests[2], "error");
	assert_only_open(12000);
	assert_why("TCP:12000", "file");
	assert_result(requests[0], "accepted");
	assert_only_open(12001);
	become(0);
	assert_result(requests[2], "accepted");
	assert_only_open(12000);
}

/* One user who is not root has a few places, and a submission a second. */
static void test_store_users_are_bounded(void **state)
{
	int clients[PHONEWALL_REQUEST_USER_CLIENTS];
	uint64_t begin;

	(void)state;
	put(configuration, GOOD("12000"));
	start();
	become(PROVISION);
	for (int i = 0; i < PHONEWALL_REQUEST_USER_CLIENTS; i++)
		clients[i] = begin_request("{");
	event_loop_run(base, 50);
	assert_result(WHY, "error");
	become(0);
	assert_result(SET("Firewall_Config", "TCP:12001"), "accepted");
	become(PROVISION);
	for (int i = 0; i < PHONEWALL_REQUEST_USER_CLIENTS; i++) {
		assert_int_equal(shutdown(clients[i], SHUT_WR), 0);
		json_object_put(end_request(clients[i]));
	}
	begin = phonewall_clock_elapsed();
	assert_result(SUBMIT(OPEN("12002")), "accepted");
	assert_result(SUBMIT(OPEN("12003")), "accepted");
	assert_result(SUBMIT(OPEN("12004")), "accepted");
	assert_true(phonewall_clock_elapsed() - begin >=
		    2 * PHONEWALL_STORE_SUBMISSION_MS - 10);
	assert_only_open(12004);
}

/* Clients that send nothing keep nobody out for longer than they may stay. */
static void test_store_clients_are_bounded(void **state)
{
	int clients[PHONEWALL_REQUEST_CLIENTS];
	struct json_object *answer;

	(void)state;
	put(configuration, GOOD("12000"));
	start();
	for (int i = 0; i < PHONEWALL_REQUEST_CLIENTS; i++)
		clients[i] = begin_request("{");
	event_loop_run(base, 50);
	answer = request("{\"request\":\"reset\"}");
	assert_member(answer, "result", "error");
	json_object_put(answer);
	event_loop_run(base, PHONEWALL_REQUEST_CLIENT_MS);
	assert_result("{\"request\":\"reset\"}", "accepted");
	for (int i = 0; i < PHONEWALL_REQUEST_CLIENTS; i++) {
		answer = end_request(clients[i]);
		assert_member(answer, "result", "error");
		json_object_put(answer);
	}
}

static void send_all(int client, const char *text, size_t length)
{
	size_t sent = 0;

	for (int i = 0; i < 5000 && sent < length; i++) {
		ssize_t more = send(client, text + sent, length - sent,
				    MSG_NOSIGNAL);

		sent += more > 0 ? more : 0;
		event_loop_run(base, 2);
	}
}

static void test_store_request_is_bounded(void **state)
{
	size_t length = PHONEWALL_STORE_REQUEST_MAX + 100000;
	char *text = malloc(length);
	struct json_object *answer;
	int client;

	(void)state;
	put(configuration, GOOD("12000"));
	start();
	memset(text, ' ', length);
	client = begin_request("{");
	send_all(client, text, length);
	answer = end_request(client);
	assert_member(answer, "result", "error");
	json_object_put(answer);
	free(text);
}

/* The last byte decides: the same request is accepted without it. */
static void test_store_request_a_byte_too_long(void **state)
{
	static const char begin[] = "{\"request\":\"reset\"";
	char *text = malloc(PHONEWALL_STORE_REQUEST_MAX + 1);
	struct json_object *answer;
	int client;

	(void)state;
	put(configuration, GOOD("12000"));
	start();
	memset(text, ' ', PHONEWALL_STORE_REQUEST_MAX + 1);
	for (size_t more = 0; more <= 1; more++) {
		size_t length = PHONEWALL_STORE_REQUEST_MAX + more -
				strlen(begin);

		text[length - 1] = '}';
		client = begin_request(begin);
		send_all(client, text, length);
		shutdown(client, SHUT_WR);
		answer = end_request(client);
		assert_member(answer, "result", more ? "error" : "accepted");
		assert_int_equal(!!strstr(json_object_to_json_string(answer),
					  "larger than 2 MiB"), more);
		json_object_put(answer);
		text[length - 1] = ' ';
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		AGENT_TEST(test_good_file),
		AGENT_TEST(test_bad_file_and_nothing_kept),
		AGENT_TEST(test_bad_file_and_one_kept),
		AGENT_TEST(test_missing_file),
		AGENT_TEST(test_missing_file_and_one_kept),
		AGENT_TEST(test_kept_file_damaged),
		AGENT_TEST(test_kept_file_cut_anywhere),
		AGENT_TEST(test_kept_file_garbled),
		AGENT_TEST(test_bad_change_changes_nothing),
		AGENT_TEST(test_file_removed),
		AGENT_TEST(test_only_what_is_told_is_read),
		AGENT_TEST(test_directory_in_place_of_file),
		AGENT_TEST(test_every_fault_is_told),
		AGENT_TEST(test_status_is_json_whatever_the_file_holds),
		AGENT_TEST(test_module_refuses_change),
		AGENT_TEST(test_module_refuses_at_start),
		AGENT_TEST(test_module_refuses_everything),
		AGENT_TEST(test_module_not_there_yet),
		AGENT_TEST(test_module_comes_and_refuses),
		AGENT_TEST(test_file_damaged_while_waiting),
		AGENT_TEST(test_module_reloaded),
		AGENT_TEST(test_other_program_is_not_fought),
		AGENT_TEST(test_other_program_is_first),
		AGENT_TEST(test_other_program_is_first_after_load),
		AGENT_TEST(test_reload_takes_policy_back),
		AGENT_TEST(test_restart_with_same_file),
		AGENT_TEST(test_stop_leaves_policy),
		AGENT_TEST(test_settings),
		AGENT_TEST(test_settings_damaged),
		AGENT_TEST(test_settings_are_kept_without_the_module),
		AGENT_TEST(test_disk_that_does_not_answer),
		AGENT_TEST(test_disk_that_does_not_answer_for_settings),
		AGENT_TEST(test_disk_that_fails_late),
		AGENT_TEST(test_settings_of_zeros),
		AGENT_TEST(test_kept_settings_damaged),
		AGENT_TEST(test_settings_change_under_bad_file),
		AGENT_TEST(test_faults_are_told_once),
		AGENT_TEST(test_port_is_picked_once),
		AGENT_TEST(test_kept_port_damaged),
		AGENT_TEST(test_port_makes_way),
		AGENT_TEST(test_state_cannot_be_kept),
		AGENT_TEST(test_state_can_be_kept_again),
		AGENT_TEST(test_legacy_servers),
		AGENT_TEST(test_port_access),
		AGENT_TEST(test_broadcast_echo),
		AGENT_TEST(test_submission),
		AGENT_TEST(test_submission_without_a_file),
		AGENT_TEST(test_submission_is_refused_whole),
		AGENT_TEST(test_submission_that_the_module_refuses),
		AGENT_TEST(test_file_that_does_not_go_with_the_store),
		AGENT_TEST(test_store_that_is_lost),
		AGENT_TEST(test_store_that_cannot_be_saved),
		AGENT_TEST(test_store_on_a_disk_that_does_not_answer),
		AGENT_TEST(test_store_knows_its_peers),
		AGENT_TEST(test_store_users_are_bounded),
		AGENT_TEST(test_store_clients_are_bounded),
		AGENT_TEST(test_store_request_is_bounded),
		AGENT_TEST(test_store_request_a_byte_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, schema_check);
}
