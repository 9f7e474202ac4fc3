// SPDX-License-Identifier: MIT
/*
 * Upgrade_Rule and Report_Rule with a server of HTTP, a hook that is a script, and
 * a line that is busy or not.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"
#include "event_loop.h"
#include "folder.h"
#include "http_server.h"
#include "provisioning/configuration.h"
#include "report.h"
#include "upgrade.h"

#define OK "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nimage"
#define MISSING "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
#define STEP_MS		50
#define STEPS_MAX	400

static char folder[] = "/tmp/phonewall-upgrade-XXXXXX";
static struct http_server server;
static struct event_base *base;
static struct phonewall_upgrade *upgrade;
static struct phonewall_provisioning_settings settings;
static struct phonewall_faults faults;
static struct phonewall_device device;
static struct phonewall_errand errand;
static struct phonewall_kept_pac *kept_pac;
static struct phonewall_busy *busy;
static unsigned int attempts;
static char said[4096];

static void say(enum phonewall_log_message message, const char *text,
		void *argument)
{
	(void)message;
	(void)argument;
	strncat(said, text, sizeof(said) - strlen(said) - 2);
	strcat(said, "\n");
}

static void count(void *argument)
{
	(void)argument;
	attempts++;
}

static const struct phonewall_upgrade_actions actions = { say, count };

static char *in_folder(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static bool exists(const char *name)
{
	return !access(in_folder(name), F_OK);
}

static void write_file(const char *name, const char *text, mode_t mode)
{
	assert_int_equal(phonewall_file_replace(in_folder(name), text,
						strlen(text), mode), 0);
}

/* Sets a parameter; "%u" in the value is the server's port. */
static void configure(const char *first, const char *first_value,
		      const char *second, const char *second_value)
{
	struct phonewall_provisioning_value list[] = {
		{ (char *)first, NULL, 1 },
		{ (char *)second, (char *)second_value, 2 },
	};
	const struct phonewall_provisioning_values values = {
		.list = list,
		.count = second ? 2 : 1,
	};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	list[0].value = phonewall_memory_print(first_value, server.port,
					       server.port);
#pragma GCC diagnostic pop
	phonewall_provisioning_settings_clear(&settings);
	phonewall_faults_clear(&faults);
	phonewall_provisioning_interpret(&values, &settings, &faults);
	free(list[0].value);
}

static int set_up(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/phonewall-upgrade-XXXXXX");
	if (folder_make(folder))
		return -1;
	server = (struct http_server){
		.address = "127.0.0.1", .answers = { OK },
	};
	base = event_base_new();
	upgrade = phonewall_upgrade_open(base, &actions, NULL);
	attempts = 0;
	said[0] = '\0';
	write_file("hook", "#!/bin/sh\ncp \"$1\" \"${1%/*}/taken\"\n", 0755);
	device.facts[PHONEWALL_DEVICE_PRODUCT] =
		phonewall_memory_print("CP-8841-3PCC");
	device.facts[PHONEWALL_DEVICE_HOOK] =
		phonewall_memory_print("%s", in_folder("hook"));
	write_file("proxy.json", "{\"mode\":\"off\"}", 0600);
	kept_pac = phonewall_kept_pac_new(folder);
	busy = phonewall_busy_open(base, folder, NULL, NULL);
	errand = (struct phonewall_errand){
		.base = base,
		.settings = &settings,
		.faults = &faults,
		.device = &device,
		.kept_pac = kept_pac,
		.agent_directory = folder,
		.lease_directory = folder,
		.state_directory = folder,
		.busy = busy,
		.values.text[PHONEWALL_MACRO_PN] = "a<b>&\xc3\x84\n",
	};
	http_server_start(&server);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_upgrade_close(upgrade);
	phonewall_kept_pac_free(kept_pac);
	phonewall_busy_close(busy);
	event_base_free(base);
	phonewall_provisioning_settings_clear(&settings);
	phonewall_faults_clear(&faults);
	phonewall_device_clear(&device);
	return folder_remove(folder);
}

/* Until so many attempts have ended. */
static void await(unsigned int wanted)
{
	for (int i = 0; attempts < wanted && i < STEPS_MAX; i++)
		event_loop_run(base, STEP_MS);
	assert_int_equal(attempts, wanted);
}

static void follow(void)
{
	phonewall_upgrade_pause(upgrade);
	phonewall_upgrade_follow(upgrade, &errand);
}

static void test_once(void **state)
{
	(void)state;
	configure("Upgrade_Rule", "http://127.0.0.1:%u/i", NULL, NULL);
	follow();
	await(1);
	assert_true(exists("taken"));
	assert_false(exists("upgrade.image"));
	assert_non_null(strstr(said, "Requesting upgrade HTTP://127.0.0.1:"));
	assert_non_null(strstr(said, "Successful upgrade HTTP://127.0.0.1:"));
	follow();
	event_loop_run(base, 4 * STEP_MS);
	assert_int_equal(attempts, 1);
	configure("Upgrade_Rule", "http://127.0.0.1:%u/other", NULL, NULL);
	follow();
	await(2);
	http_server_stop(&server);
	assert_int_equal(server.requests, 2);
}

/* An image that the hook refuses is not fetched again either. */
static void test_refused(void **state)
{
	(void)state;
	write_file("hook", "#!/bin/sh\nexit 3\n", 0755);
	configure("Upgrade_Rule", "http://127.0.0.1:%u/i", NULL, NULL);
	follow();
	await(1);
	assert_non_null(strstr(said, "refuses the image with status 3"));
	assert_false(exists("upgrade.image"));
	follow();
	event_loop_run(base, 4 * STEP_MS);
	http_server_stop(&server);
	assert_int_equal(server.requests, 1);
}

static void test_hook_missing(void **state)
{
	(void)state;
	unlink(in_folder("hook"));
	configure("Upgrade_Rule", "http://127.0.0.1:%u/i", NULL, NULL);
	follow();
	await(1);
	assert_non_null(strstr(said, "the hook cannot be run"));
	http_server_stop(&server);
}

/* Neither the file nor the hook, as long as a line is busy. */
static void test_busy(void **state)
{
	(void)state;
	write_file("busy", "", 0644);
	configure("Upgrade_Rule", "http://127.0.0.1:%u/i", NULL, NULL);
	follow();
	event_loop_run(base, 4 * STEP_MS);
	assert_string_equal(said, "");
	assert_false(exists("upgrade.image"));
	unlink(in_folder("busy"));
	follow();
	await(1);
	assert_true(exists("taken"));
	http_server_stop(&server);
	assert_int_equal(server.requests, 1);
}

static void test_retry(void **state)
{
	(void)state;
	http_server_stop(&server);
	server = (struct http_server){
		.address = "127.0.0.1", .answers = { MISSING, OK },
	};
	http_server_start(&server);
	configure("Upgrade_Rule", "http://127.0.0.1:%u/i",
		  "Upgrade_Error_Retry_Delay", "3");
	follow();
	await(1);
	assert_non_null(strstr(said, "Upgrade failed: "));
	assert_false(exists("upgrade.given"));
	/* A resync meanwhile does not hasten it. */
	said[0] = '\0';
	follow();
	assert_string_equal(said, "");
	await(2);
	assert_true(exists("taken"));
	http_server_stop(&server);
	assert_int_equal(server.requests, 2);
}

/* What must not be asked for is not. */
static void test_nothing(void **state)
{
	static const struct {
		const char *rule, *parameter, *value, *said;
	} cases[] = {
		{ "http://127.0.0.1:%u/i", "Upgrade_Enable", "No", "" },
		{ "(1 eq 2)? http://127.0.0.1:%u/i", NULL, NULL, "" },
		{ "http://127.0.0.1:%u/i", "Restricted_Access_Domains",
		  "example.com", "not in Restricted_Access_Domains" },
		{ "http://127.0.0.1:%u/i", "Restricted_Access_Domains", "*",
		  "not in Restricted_Access_Domains" },
		{ "tftp://127.0.0.1/i", NULL, NULL, "TFTP is for profiles" },
		{ "(GPP_A = \"x\")! http://127.0.0.1:%u/i", NULL, NULL,
		  "assignments are for Profile_Rule" },
		{ "/no-server", NULL, NULL, "has no server" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		said[0] = '\0';
		configure("Upgrade_Rule", cases[i].rule, cases[i].parameter,
			  cases[i].value);
		follow();
		event_loop_run(base, STEP_MS);
		if (!strstr(said, cases[i].said) ||
		    (!*cases[i].said && *said))
			fail_msg("case %zu: %s", i, said);
	}
	http_server_stop(&server);
	assert_int_equal(server.requests, 0);
}

static void send_report(const char *rule, unsigned int times)
{
	struct phonewall_report *report = phonewall_report_new();

	configure("Report_Rule", rule, NULL, NULL);
	for (; times; times--) {
		phonewall_report_follow(report, &errand);
		event_loop_run(base, 8 * STEP_MS);
	}
	phonewall_report_free(report);
}

static void test_report(void **state)
{
	(void)state;
	send_report("http://127.0.0.1:%u/r http://127.0.0.1:%u/s", 1);
	http_server_stop(&server);
	assert_int_equal(server.requests, 2);
	assert_non_null(strstr(server.log, "PUT /r "));
	assert_non_null(strstr(server.log, "PUT /s "));
	assert_non_null(strstr(server.log, "\r\nUser-Agent: CP-8841-3PCC\r\n"));
	assert_non_null(strstr(server.log, "<product>a&lt;b&gt;&amp;\?\?\?</product>"));
}

/* These rules use the proxy that cfg.xml says, and nothing if that is not known. */
static void test_proxy(void **state)
{
	char *text = phonewall_memory_print("{\"mode\":\"manual\",\"host\":\"127.0.0.1\",\"port\":%u,\"username\":null,\"password\":null}",
					    server.port);

	(void)state;
	write_file("proxy.json", text, 0600);
	free(text);
	send_report("http://192.0.2.9/r", 1);
	assert_int_equal(server.requests, 1);
	unlink(in_folder("proxy.json"));
	configure("Upgrade_Rule", "http://127.0.0.1:%u/i", NULL, NULL);
	follow();
	await(1);
	assert_non_null(strstr(said, "proxy.json: No such file"));
	http_server_stop(&server);
	assert_int_equal(server.requests, 1);
	assert_non_null(strstr(server.log, "PUT http://192.0.2.9"));
}

static void test_delta(void **state)
{
	(void)state;
	send_report("[--delta] http://127.0.0.1:%u/r", 2);
	http_server_stop(&server);
	assert_int_equal(server.requests, 1);
}

/* Without --delta it is always sent; with it, what has not arrived is. */
static void test_no_delta(void **state)
{
	(void)state;
	send_report("http://127.0.0.1:%u/r", 2);
	http_server_stop(&server);
	assert_int_equal(server.requests, 2);
}

static void test_delta_that_failed(void **state)
{
	(void)state;
	server.answers[0] = MISSING;
	server.answers[1] = OK;
	send_report("[--delta] http://127.0.0.1:%u/r", 3);
	http_server_stop(&server);
	assert_int_equal(server.requests, 2);
}

static void test_report_with_password(void **state)
{
	(void)state;
	server.answers[0] = "HTTP/1.1 401 Who\r\nContent-Length: 0\r\n"
		"WWW-Authenticate: Basic realm=\"r\"\r\n\r\n";
	server.answers[1] = OK;
	send_report("[--uid u --pwd p] http://127.0.0.1:%u/r", 1);
	http_server_stop(&server);
	assert_int_equal(server.requests, 2);
	assert_non_null(strstr(server.log, "Authorization: Basic dTpw\r\n"));
}

static void test_report_to_others(void **state)
{
	struct phonewall_report *report = phonewall_report_new();

	(void)state;
	configure("Report_Rule", "http://127.0.0.1:%u/r",
		  "Restricted_Access_Domains", "example.com");
	phonewall_report_follow(report, &errand);
	event_loop_run(base, 4 * STEP_MS);
	configure("Report_Rule", "http://127.0.0.1:%u/s",
		  "Restricted_Access_Domains", "127.0.0.1");
	phonewall_report_follow(report, &errand);
	event_loop_run(base, 8 * STEP_MS);
	phonewall_report_free(report);
	http_server_stop(&server);
	assert_int_equal(server.requests, 1);
	assert_non_null(strstr(server.log, "PUT /s "));
}

static void test_encrypted_report(void **state)
{
	(void)state;
	send_report("[--key k] http://127.0.0.1:%u/r", 1);
	http_server_stop(&server);
	assert_int_equal(server.requests, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_once),
		TEST(test_refused),
		TEST(test_hook_missing),
		TEST(test_busy),
		TEST(test_retry),
		TEST(test_nothing),
		TEST(test_report),
		TEST(test_proxy),
		TEST(test_delta),
		TEST(test_no_delta),
		TEST(test_delta_that_failed),
		TEST(test_report_with_password),
		TEST(test_report_to_others),
		TEST(test_encrypted_report),
	};

	return cmocka_run_group_tests_name("upgrade", tests, NULL, NULL);
}
