// SPDX-License-Identifier: MIT
/*
 * The agent together with its 802.1X part. Fakes in this file stand for the
 * module and wpa_supplicant, and report what the test wants. AddressSanitizer
 * detects a string that is read after it was freed.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
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

#include "agent.h"
#include "base/memory.h"
#include "dot1x/ports.h"
#include "dot1x/supplicant.h"
#include "dot1x/wall_clock.h"
#include "event_loop.h"
#include "firewall/broadcast_echo.h"
#include "folder.h"
#include "module.h"
#include "schema.h"
#include "tls/certificate.h"
#include "vlan/voice_vlan.h"

#define AUTHENTICATING	"<flat-profile>"				      \
			"<Enable_802.1X_Authentication>Yes"		      \
			"</Enable_802.1X_Authentication></flat-profile>"
#define BAD		"<flat-profile><Firewall>On</Firewall></flat-profile>"

static const char settings_text[] =
	"switch_port = lan0\n"
	"pc_port = pc0\n"
	"identity = phone\n"
	"ca_certificate = /nonexistent/ca.pem\n"
	"manufacturing_certificate = /nonexistent/phone.pem\n"
	"manufacturing_key = /nonexistent/phone.key\n";

/*
 * @starts and @stops count the calls. @certificate is the content of the
 * certificate's file, @bad the fault of the key's. @is_held: a session
 * continues all the same. @any_time: wpa_supplicant ignores the dates of
 * certificates. @keeps: how often the time was saved.
 */
static struct {
	const struct phonewall_module_handlers *module;
	void *module_argument;
	const struct phonewall_supplicant_handlers *supplicant;
	void *supplicant_argument;
	bool absent;
	bool refuses;
	unsigned int retries;
	unsigned int starts;
	unsigned int stops;
	bool pc_port_enabled;
	char pc_port[IFNAMSIZ];
	const char *certificate;
	const char *bad;
	bool is_held;
	bool any_time;
	bool clock_is_wrong;
	void (*clock_changed)(void *argument);
	void *clock_argument;
	unsigned int keeps;
} fake;

static char directory[] = "/tmp/phonewall-agent-dot1x-XXXXXX";
static char configuration[64];
static char settings[64];
static char state_directory[64];
static char run_directory[64];
static const struct phonewall_agent_paths paths = {
	configuration, settings, state_directory, run_directory,
};
static struct event_base *base;
static struct phonewall_agent *agent;

struct phonewall_module *
phonewall_module_open(struct event_base *events,
		      const struct phonewall_module_handlers *handlers,
		      void *argument)
{
	(void)events;
	fake.module = handlers;
	fake.module_argument = argument;
	return (struct phonewall_module *)&fake;
}

void phonewall_module_close(struct phonewall_module *module)
{
	(void)module;
}

int phonewall_module_program(struct phonewall_module *module,
			     const struct phonewall_translation *translation)
{
	(void)module;
	(void)translation;
	if (fake.absent)
		return -ENOENT;
	return fake.refuses ? -EINVAL : 0;
}

bool phonewall_module_refused(int error)
{
	return error == -EINVAL;
}

int phonewall_module_holds(struct phonewall_module *module,
			   const struct phonewall_translation *translation)
{
	(void)module;
	(void)translation;
	return 1;
}

void phonewall_module_retry(struct phonewall_module *module)
{
	(void)module;
	fake.retries++;
}

const char *phonewall_module_error(const struct phonewall_module *module)
{
	(void)module;
	return "is of another version";
}

struct phonewall_supplicant *
phonewall_supplicant_open(struct event_base *events, const char *folder,
			  const struct phonewall_supplicant_handlers *handlers,
			  void *argument)
{
	(void)events;
	(void)folder;
	fake.supplicant = handlers;
	fake.supplicant_argument = argument;
	return (struct phonewall_supplicant *)&fake;
}

const char *
phonewall_supplicant_control(const struct phonewall_supplicant *supplicant)
{
	(void)supplicant;
	return "/run/control";
}

const char *
phonewall_supplicant_pac_file(const struct phonewall_supplicant *supplicant)
{
	(void)supplicant;
	return "/run/pac";
}

const char *
phonewall_supplicant_path(const struct phonewall_supplicant *supplicant,
			  enum phonewall_supplicant_file which)
{
	static const char *const paths_of_copies[] = {
		[PHONEWALL_SUPPLICANT_AUTHORITIES] = "/run/ca.copy",
		[PHONEWALL_SUPPLICANT_CERTIFICATE] = "/run/phone.copy",
		[PHONEWALL_SUPPLICANT_KEY] = "/run/key.copy",
	};

	(void)supplicant;
	return paths_of_copies[which];
}

void phonewall_supplicant_start(struct phonewall_supplicant *supplicant,
				const char *device,
				const struct phonewall_file *contents)
{
	const char *text = contents[PHONEWALL_SUPPLICANT_CONFIGURATION].text;

	(void)supplicant;
	assert_string_equal(device, "lan0");
	assert_null(strstr(text, "/nonexistent"));
	assert_non_null(strstr(text, "client_cert=\"/run/phone.copy\""));
	assert_non_null(strstr(text, "private_key=\"/run/key.copy\""));
	assert_string_equal(contents[PHONEWALL_SUPPLICANT_CERTIFICATE].text,
			    fake.certificate);
	assert_true(!fake.bad || fake.is_held);
	fake.any_time = strstr(text, "tls_disable_time_checks=1");
	assert_int_equal(fake.any_time, fake.clock_is_wrong);
	fake.starts++;
	fake.supplicant->started(fake.supplicant_argument);
}

void phonewall_supplicant_stop(struct phonewall_supplicant *supplicant)
{
	(void)supplicant;
	fake.stops++;
}

void phonewall_supplicant_close(struct phonewall_supplicant *supplicant)
{
	(void)supplicant;
}

void
phonewall_dot1x_ports_program(struct phonewall_dot1x_ports *ports,
			      const struct phonewall_dot1x_settings *dot1x,
			      bool pc_port_enabled)
{
	ports->state = PHONEWALL_PORTS_PROGRAMMED;
	memcpy(fake.pc_port, dot1x->pc_port, IFNAMSIZ);
	fake.pc_port_enabled = pc_port_enabled;
}

void phonewall_dot1x_ports_check(struct phonewall_dot1x_ports *ports,
				 const struct phonewall_dot1x_settings *dot1x,
				 bool pc_port_enabled)
{
	(void)ports;
	assert_string_equal(dot1x->pc_port, fake.pc_port);
	assert_int_equal(pc_port_enabled, fake.pc_port_enabled);
}

void phonewall_dot1x_ports_lose(struct phonewall_dot1x_ports *ports)
{
	(void)ports;
}

void phonewall_dot1x_ports_clear(struct phonewall_dot1x_ports *ports)
{
	(void)ports;
}

int phonewall_certificate_verify(
	const struct phonewall_certificate_files *files, time_t now,
	struct phonewall_certificate_verification *outcome)
{
	(void)files;
	assert_int_equal(now == PHONEWALL_CERTIFICATE_ANY_TIME,
			 fake.clock_is_wrong);
	*outcome = (struct phonewall_certificate_verification){
		.expires = now + 1000000,
	};
	outcome->certificate_file.text =
		phonewall_memory_print("%s", fake.certificate);
	outcome->certificate_file.length = strlen(fake.certificate);
	if (!fake.bad)
		return 0;
	phonewall_fault_add(&outcome->key, 0, NULL, NULL, "%s", fake.bad);
	return -1;
}

void phonewall_certificate_verification_clear(
	struct phonewall_certificate_verification *outcome)
{
	phonewall_faults_clear(&outcome->key);
	phonewall_file_clear(&outcome->certificate_file);
}

struct phonewall_wall_clock *
phonewall_wall_clock_open(struct event_base *events, const char *folder,
			  void (*changed)(void *argument), void *argument)
{
	(void)events;
	assert_string_equal(folder, state_directory);
	fake.clock_changed = changed;
	fake.clock_argument = argument;
	return (struct phonewall_wall_clock *)&fake;
}

bool phonewall_wall_clock_is_wrong(const struct phonewall_wall_clock *clock)
{
	(void)clock;
	return fake.clock_is_wrong;
}

char *phonewall_wall_clock_describe(const struct phonewall_wall_clock *clock)
{
	(void)clock;
	return phonewall_memory_print("the clock is wrong");
}

void phonewall_wall_clock_keep(struct phonewall_wall_clock *clock)
{
	(void)clock;
	fake.keeps++;
}

void phonewall_wall_clock_close(struct phonewall_wall_clock *clock)
{
	(void)clock;
}

struct phonewall_voice_vlan *
phonewall_voice_vlan_open(struct event_base *events, const char *folder,
			  void (*changed)(void *argument), void *argument)
{
	(void)events;
	(void)folder;
	(void)changed;
	(void)argument;
	return (struct phonewall_voice_vlan *)&fake;
}

void phonewall_voice_vlan_apply(struct phonewall_voice_vlan *voice_vlan,
				const struct phonewall_dot1x_settings *dot1x,
				const struct phonewall_network_access *access,
				const struct phonewall_vlan_settings *vlan)
{
	(void)voice_vlan;
	(void)dot1x;
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

int phonewall_set_broadcast_echo(bool answer)
{
	(void)answer;
	return 0;
}

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
}

static void start(void)
{
	put(settings, settings_text);
	put(configuration, AUTHENTICATING);
	agent = phonewall_agent_start(base, &paths);
	assert_non_null(agent);
}

static void hear(const char *message)
{
	fake.supplicant->message(message, fake.supplicant_argument);
}

/* @text: NULL for null. */
static void assert_status(const char *file, const char *name, const char *text)
{
	char *path;
	struct json_object *status, *part, *member;

	assert_true(asprintf(&path, "%s/status.json", run_directory) > 0);
	status = json_object_from_file(path);
	assert_non_null(status);
	schema_add_file("status_file", path);
	free(path);
	part = file ? json_object_object_get(status, file) : status;
	assert_true(json_object_object_get_ex(part, name, &member));
	if (text)
		assert_string_equal(json_object_get_string(member), text);
	else
		assert_null(member);
	json_object_put(status);
}

static void assert_events_are_heard(void)
{
	hear("<3>CTRL-EVENT-EAP-SUCCESS EAP authentication completed successfully");
	hear("<3>CTRL-EVENT-CONNECTED - Connection to 01:80:c2:00:00:03 completed");
	assert_status("dot1x", "status", "Authenticated");
}

static int set_up(void **state)
{
	(void)state;
	memset(&fake, 0, sizeof(fake));
	fake.certificate = "the first";
	base = event_base_new();
	if (folder_make(directory))
		return -1;
	sprintf(configuration, "%s/cfg.xml", directory);
	sprintf(settings, "%s/phonewall.conf", directory);
	sprintf(state_directory, "%s/state", directory);
	sprintf(run_directory, "%s/run", directory);
	return mkdir(state_directory, 0755) || mkdir(run_directory, 0755);
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_agent_stop(agent);
	agent = NULL;
	event_base_free(base);
	return folder_remove(directory);
}

/* A module of another version is loaded later, and refuses everything. */
static void test_module_of_another_version_comes(void **state)
{
	(void)state;
	fake.absent = true;
	start();
	assert_int_equal(fake.starts, 1);
	assert_status(NULL, "module", "waiting");
	fake.absent = false;
	fake.refuses = true;
	fake.module->appeared(fake.module_argument);
	assert_status(NULL, "module", "refused");
	assert_events_are_heard();
	assert_int_equal(fake.starts, 1);
	assert_int_equal(fake.stops, 0);
	fake.supplicant->ended("it was ended", fake.supplicant_argument);
	phonewall_agent_reload(agent);
	assert_int_equal(fake.starts, 2);
}

/* A fake of the service manager. Return: its socket. */
static int listen_for_notifications(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	assert_true(descriptor >= 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify",
		 directory);
	assert_int_equal(bind(descriptor, (struct sockaddr *)&address,
			      sizeof(address)), 0);
	setenv("NOTIFY_SOCKET", address.sun_path, 1);
	return descriptor;
}

static void assert_told_ready(int descriptor, const char *about_module)
{
	char text[512];
	ssize_t length = recv(descriptor, text, sizeof(text) - 1, 0);

	assert_true(length > 0);
	text[length] = '\0';
	assert_memory_equal(text, "READY=1\nSTATUS=", 15);
	assert_non_null(strstr(text, about_module));
}

/* phonewalld is ready without the module, and its status says so. */
static void test_ready_without_module(void **state)
{
	int descriptor = listen_for_notifications();

	(void)state;
	fake.absent = true;
	start();
	assert_told_ready(descriptor, "waiting for the module");
	fake.absent = false;
	fake.refuses = true;
	fake.module->appeared(fake.module_argument);
	assert_told_ready(descriptor, "the module refuses it");
	fake.refuses = false;
	fake.module->appeared(fake.module_argument);
	assert_told_ready(descriptor, "the module holds it");
	unsetenv("NOTIFY_SOCKET");
	close(descriptor);
}

/* Meanwhile cfg.xml was damaged: the last good one stays in use. */
static void test_module_comes_when_the_file_is_bad(void **state)
{
	(void)state;
	fake.absent = true;
	start();
	put(configuration, BAD);
	phonewall_agent_reload(agent);
	fake.absent = false;
	fake.refuses = true;
	fake.module->appeared(fake.module_argument);
	assert_status(NULL, "module", "refused");
	assert_int_equal(fake.starts, 1);
	assert_int_equal(fake.stops, 0);
	assert_events_are_heard();
}

/*
 * A module that refuses everything from the start does not prevent
 * authentication.
 */
static void test_module_of_another_version_is_there(void **state)
{
	(void)state;
	fake.refuses = true;
	start();
	assert_status(NULL, "module", "refused");
	assert_int_equal(fake.retries, 1);
	assert_int_equal(fake.starts, 1);
	assert_events_are_heard();
	put(configuration, BAD);
	phonewall_agent_reload(agent);
	assert_status(NULL, "module", "refused");
	assert_status(NULL, "state", "refused");
	hear("<3>CTRL-EVENT-EAP-FAILURE EAP authentication failed");
	assert_int_equal(fake.stops, 0);
	fake.refuses = false;
	put(configuration, AUTHENTICATING);
	phonewall_agent_reload(agent);
	assert_status(NULL, "module", "programmed");
	assert_string_equal(fake.pc_port, "pc0");
}

/* Changed settings leave no string of the earlier ones in use. */
static void test_settings_change(void **state)
{
	char *text;

	(void)state;
	start();
	assert_true(asprintf(&text, "%stimeout_udp = 77\n", settings_text) > 0);
	put(settings, text);
	free(text);
	phonewall_agent_reload(agent);
	assert_int_equal(fake.starts, 1);
	assert_events_are_heard();
	put(configuration, "<flat-profile></flat-profile>");
	phonewall_agent_reload(agent);
	assert_int_equal(fake.stops, 1);
	assert_status("dot1x", "status", "Disabled");
}

/* What the switch must support for a phone in this VLAN, without a PC. */
static void expect_of_switch(const char *vlan, const char *expected)
{
	char *text;

	assert_true(asprintf(&text, "<flat-profile>"
			     "<Enable_802.1X_Authentication>Yes"
			     "</Enable_802.1X_Authentication>"
			     "<PC_PORT_Enable>No</PC_PORT_Enable>"
			     "<Enable_VLAN>Yes</Enable_VLAN>"
			     "<VLAN_ID>%s</VLAN_ID></flat-profile>", vlan) > 0);
	put(configuration, text);
	free(text);
	phonewall_agent_reload(agent);
	assert_status("dot1x", "switch_must_support", expected);
}

/* VLAN 0 and 1 are untagged: then there is no voice VLAN. */
static void test_voice_vlan_of_the_switch(void **state)
{
	(void)state;
	start();
	expect_of_switch("20", "multidomain authentication: a session for the phone in the voice VLAN; otherwise set Enable_VLAN to No");
	expect_of_switch("1", NULL);
	expect_of_switch("0", NULL);
}

static void replace(const char *certificate, const char *bad)
{
	fake.certificate = certificate;
	fake.bad = bad;
	phonewall_agent_reload(agent);
}

#define HELD	"/nonexistent/phone.key: is not the key; the session continues with the previous credentials"

/* A certificate, then its key: two writes and one change. */
static void test_replaced_in_two_steps(void **state)
{
	(void)state;
	start();
	assert_events_are_heard();
	replace("the second", "is not the key");
	event_loop_run(base, 1000);
	assert_status("dot1x", "credentials_error", NULL);
	replace("the second", NULL);
	assert_int_equal(fake.starts, 2);
	assert_events_are_heard();
	event_loop_run(base, 5500);
	assert_status("dot1x", "credentials_error", NULL);
	assert_int_equal(fake.starts, 2);
	assert_int_equal(fake.stops, 0);
}

/* A fault that stays is reported, and the session continues. */
static void test_bad_credentials_of_a_session(void **state)
{
	(void)state;
	start();
	assert_events_are_heard();
	replace("the second", "is not the key");
	event_loop_run(base, 5500);
	assert_status("dot1x", "credentials_error", HELD);
	assert_status("dot1x", "status", "Authenticated");
	replace("the first", NULL);
	assert_status("dot1x", "credentials_error", NULL);
	assert_int_equal(fake.starts, 1);
	assert_int_equal(fake.stops, 0);
	replace("the third", NULL);
	assert_int_equal(fake.starts, 2);
}

/* At the start bad credentials are not used. */
static void test_bad_credentials_at_the_start(void **state)
{
	(void)state;
	fake.bad = "is not the key";
	start();
	assert_status("dot1x", "reason",
		      "/nonexistent/phone.key: is not the key");
	assert_status("dot1x", "credentials_error", NULL);
	assert_int_equal(fake.starts, 0);
	replace("the second", NULL);
	assert_int_equal(fake.starts, 1);
}

static void authenticate_by_certificate(void)
{
	hear("<3>CTRL-EVENT-EAP-PEER-CERT depth=0 subject='/CN=server' hash=00");
	assert_events_are_heard();
}

/*
 * Without a clock the dates are ignored, and as soon as there is one they
 * count.
 */
static void test_wrong_clock(void **state)
{
	(void)state;
	fake.clock_is_wrong = true;
	start();
	assert_status("dot1x", "clock_error", "the clock is wrong");
	assert_true(fake.any_time);
	authenticate_by_certificate();
	assert_int_equal(fake.keeps, 0);
	fake.clock_changed(fake.clock_argument);
	assert_int_equal(fake.starts, 1);
	fake.clock_is_wrong = false;
	fake.clock_changed(fake.clock_argument);
	assert_status("dot1x", "clock_error", NULL);
	assert_int_equal(fake.starts, 2);
	assert_false(fake.any_time);
	assert_events_are_heard();
	assert_int_equal(fake.keeps, 0);
	authenticate_by_certificate();
	assert_int_equal(fake.keeps, 1);
}

/* Bad credentials, which cannot be used, do not change whether dates count. */
static void test_clock_set_in_a_held_session(void **state)
{
	(void)state;
	fake.clock_is_wrong = true;
	start();
	assert_events_are_heard();
	fake.bad = "is not the key";
	phonewall_agent_reload(agent);
	event_loop_run(base, 5500);
	assert_status("dot1x", "credentials_error", HELD);
	assert_int_equal(fake.starts, 1);
	fake.clock_is_wrong = false;
	fake.is_held = true;
	fake.clock_changed(fake.clock_argument);
	assert_int_equal(fake.starts, 2);
	assert_false(fake.any_time);
}

#define AGENT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AGENT_TEST(test_module_of_another_version_comes),
		AGENT_TEST(test_ready_without_module),
		AGENT_TEST(test_module_comes_when_the_file_is_bad),
		AGENT_TEST(test_module_of_another_version_is_there),
		AGENT_TEST(test_settings_change),
		AGENT_TEST(test_voice_vlan_of_the_switch),
		AGENT_TEST(test_replaced_in_two_steps),
		AGENT_TEST(test_bad_credentials_of_a_session),
		AGENT_TEST(test_bad_credentials_at_the_start),
		AGENT_TEST(test_wrong_clock),
		AGENT_TEST(test_clock_set_in_a_held_session),
	};

	return cmocka_run_group_tests(tests, NULL, schema_check);
}
