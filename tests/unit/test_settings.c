// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <linux/phonewall.h>

#include "base/memory.h"
#include "config/settings.h"
#include "faults.h"

static struct phonewall_settings settings;
static struct phonewall_faults faults;

static int clear(void **state)
{
	(void)state;
	phonewall_settings_clear(&settings);
	phonewall_faults_clear(&faults);
	return 0;
}

static int parse(const char *text)
{
	phonewall_settings_clear(&settings);
	memset(&settings, 0xff, sizeof(settings));
	return phonewall_settings_parse(text, strlen(text), &settings, &faults);
}

static void assert_defaults(void)
{
	assert_int_equal(settings.lines, 0);
	assert_int_equal(settings.connection_request_port, 0);
	assert_int_equal(settings.limits.flows, 4096);
	assert_int_equal(settings.limits.timeout_udp, 30);
	assert_int_equal(settings.limits.timeout_udp_replied, 180);
	assert_int_equal(settings.limits.timeout_echo, 30);
	assert_int_equal(settings.limits.timeout_other, 600);
	assert_string_equal(settings.dot1x.pc_port, "");
	assert_string_equal(settings.dot1x.switch_port, "");
	assert_int_equal(settings.dot1x.hold_time, 0);
	assert_int_equal(settings.dot1x.session_limit, 8);
	assert_int_equal(settings.dot1x.eap_method, PHONEWALL_EAP_METHOD_TLS);
	assert_null(settings.dot1x.identity);
	assert_null(settings.dot1x.ca_certificate);
	assert_null(settings.dot1x.pac_file);
	assert_false(settings.directory.starttls_required);
	assert_null(settings.directory.ca_certificate);
}

static void test_defaults(void **state)
{
	static const char *const texts[] = {
		"", "\n", " \t\r\n\n", "# lines = 4\n", "   # lines = 4",
	};

	(void)state;
	phonewall_settings_default(&settings);
	assert_defaults();
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(parse(texts[i]), 0);
		assert_defaults();
	}
	assert_int_equal(phonewall_settings_parse(NULL, 0, &settings, &faults),
			 0);
	assert_defaults();
	assert_no_fault(&faults);
}

static void test_every_setting(void **state)
{
	(void)state;
	assert_int_equal(parse("lines = 4\r\n"
			       "flow_limit=262144 # the most\n"
			       "\ttimeout_udp\t=\t1\t\n"
			       "timeout_udp_replied = 86400\n"
			       "timeout_echo = 5\n"
			       "timeout_other = 7"), 0);
	assert_no_fault(&faults);
	assert_int_equal(settings.lines, 4);
	assert_int_equal(settings.connection_request_port, 0);
	assert_int_equal(settings.limits.flows, 262144);
	assert_int_equal(settings.limits.timeout_udp, 1);
	assert_int_equal(settings.limits.timeout_udp_replied, 86400);
	assert_int_equal(settings.limits.timeout_echo, 5);
	assert_int_equal(settings.limits.timeout_other, 7);
}

static void test_every_setting_of_dot1x(void **state)
{
	const struct phonewall_dot1x_settings *dot1x = &settings.dot1x;

	(void)state;
	assert_int_equal(parse("pc_port = pc0\n"
			       "switch_port = lan0.5-fifteen\n"
			       "hold_time = 60000\n"
			       "session_limit = 64\n"
			       "eap_method = fast\n"
			       "identity = CP-8851 o'Neil\\#2@example.com # me\n"
			       "ca_certificate = /ca\n"
			       "manufacturing_certificate = /a b\n"
			       "manufacturing_key = /mk\n"
			       "custom_certificate = /cc\n"
			       "custom_key = /ck\n"
			       "password_file = /pw\n"
			       "pac_file = /pac#1\n"
			       "server_name = Radius-1.example.com , r2\n"
			       "legacy_servers = Pbx.example.com , r2\n"
			       "starttls = required\n"
			       "ldap_ca_certificate = /ldap.pem\n"), 0);
	assert_no_fault(&faults);
	assert_string_equal(dot1x->pc_port, "pc0");
	assert_string_equal(dot1x->switch_port, "lan0.5-fifteen");
	assert_int_equal(dot1x->hold_time, 60000);
	assert_int_equal(dot1x->session_limit, 64);
	assert_int_equal(dot1x->eap_method, PHONEWALL_EAP_METHOD_FAST);
	assert_string_equal(dot1x->identity, "CP-8851 o'Neil\\#2@example.com");
	assert_string_equal(dot1x->ca_certificate, "/ca");
	assert_string_equal(dot1x->manufacturing_certificate, "/a b");
	assert_string_equal(dot1x->manufacturing_key, "/mk");
	assert_string_equal(dot1x->custom_certificate, "/cc");
	assert_string_equal(dot1x->custom_key, "/ck");
	assert_string_equal(dot1x->password_file, "/pw");
	assert_string_equal(dot1x->pac_file, "/pac#1");
	assert_string_equal(dot1x->server_name, "Radius-1.example.com,r2");
	assert_string_equal(settings.legacy_servers, "Pbx.example.com,r2");
	assert_true(settings.directory.starttls_required);
	assert_string_equal(settings.directory.ca_certificate, "/ldap.pem");
	phonewall_settings_clear(&settings);
	assert_defaults();
}

/* Whether an identity of this length is accepted. */
static bool takes_identity(size_t length)
{
	char text[300] = "identity = ";
	size_t before = strlen(text);
	bool taken;

	memset(text + before, 'x', length);
	taken = !parse(text);
	phonewall_faults_clear(&faults);
	return taken;
}

static void test_length_of_identity(void **state)
{
	(void)state;
	assert_true(takes_identity(PHONEWALL_IDENTITY_MAX));
	assert_int_equal(strlen(settings.dot1x.identity),
			 PHONEWALL_IDENTITY_MAX);
	assert_false(takes_identity(PHONEWALL_IDENTITY_MAX + 1));
}

/* The token is cut, so it is not compared. */
static void test_length_of_path(void **state)
{
	char *text = phonewall_memory_print("pac_file = /%4094s", "");

	(void)state;
	memset(strchr(text, '/') + 1, 'x', 4094);
	assert_int_equal(parse(text), 0);
	assert_int_equal(strlen(settings.dot1x.pac_file), 4095);
	free(text);
	text = phonewall_memory_print("pac_file = /%4095s", "");
	memset(strchr(text, '/') + 1, 'x', 4095);
	assert_int_equal(parse(text), -1);
	free(text);
	assert_int_equal(faults.count, 1);
	assert_contains(faults.list[0].message, "is longer than 4095 bytes");
	assert_readable(&faults.list[0]);
	phonewall_faults_clear(&faults);
}

static void test_last_wins(void **state)
{
	(void)state;
	assert_int_equal(parse("lines = 4\nlines = 6\n"), 0);
	assert_int_equal(settings.lines, 6);
	assert_int_equal(parse("identity = a\nidentity = b\n"), 0);
	assert_string_equal(settings.dot1x.identity, "b");
}

static void test_bytes_after_the_length_are_not_read(void **state)
{
	(void)state;
	assert_int_equal(phonewall_settings_parse("lines = 12", 9, &settings,
						  &faults), 0);
	assert_int_equal(settings.lines, 1);
}

static void test_refused(void **state)
{
	static const struct {
		const char *text;
		unsigned int line;
		const char *parameter;
		const char *token;
		const char *part;
	} cases[] = {
		{ "lines = 0", 1, "lines", "0", "from 1 to 16" },
		{ "\nlines = 17", 2, "lines", "17", "from 1 to 16" },
		{ "lines = four", 1, "lines", "four", "from 1 to 16" },
		{ "lines = -1", 1, "lines", "-1", "from 1 to 16" },
		{ "lines = 0x4", 1, "lines", "0x4", "from 1 to 16" },
		{ "lines = 4 4", 1, "lines", "4 4", "from 1 to 16" },
		{ "lines =", 1, "lines", "", "from 1 to 16" },
		{ "lines = # 4", 1, "lines", "", "from 1 to 16" },
		{ "lines = = 4", 1, "lines", "= 4", "from 1 to 16" },
		{ "flow_limit = 0", 1, "flow_limit", "0", "1 to 262144" },
		{ "flow_limit = 262145", 1, "flow_limit", "262145",
		  "1 to 262144" },
		{ "timeout_udp = 0", 1, "timeout_udp", "0", "1 to 86400" },
		{ "timeout_udp_replied = 86401", 1, "timeout_udp_replied",
		  "86401", "1 to 86400" },
		{ "timeout_echo = 86401", 1, "timeout_echo", "86401",
		  "1 to 86400" },
		{ "timeout_other = 4294967297", 1, "timeout_other",
		  "4294967297", "1 to 86400" },
		{ "Lines = 4", 1, "Lines", NULL, "allowed are lines" },
		{ "line = 4", 1, "line", NULL, "allowed are lines" },
		{ " = 4", 1, NULL, NULL, "has no name before the equals sign" },
		{ "\xef\xbb\xbflines = 4", 1, NULL, NULL,
		  "byte order mark; save" },
		{ "connection_request_port = 8000", 1,
		  "connection_request_port", NULL, "allowed are lines" },
		{ "lines 4", 1, NULL, "lines 4", "name = value" },
		{ "lines: 4", 1, NULL, "lines: 4", "name = value" },
		{ "[phone]", 1, NULL, NULL, "name = value" },
		{ "Pw99", 1, NULL, NULL, "name = value" },
		{ "; lines = 4", 1, "; lines", NULL, "allowed are lines" },
		{ "lines = 4#", 1, "lines", "4#", "from 1 to 16" },
		{ "hold_time = 60001", 1, "hold_time", "60001", "0 to 60000" },
		{ "session_limit = 0", 1, "session_limit", "0", "1 to 64" },
		{ "session_limit = 65", 1, "session_limit", "65", "1 to 64" },
		{ "eap_method = TTLS", 1, "eap_method", "TTLS", "tls or fast" },
		{ "identity =", 1, "identity", "", "1 to 253 bytes" },
		{ "identity = a\"b", 1, "identity", "a\"b", "quotation" },
		{ "identity = a\tb", 1, "identity", "a\tb", "control" },
		{ "identity = a\rb", 1, "identity", "a\rb", "control" },
		{ "identity = a\177", 1, "identity", "a\177", "control" },
		{ "ca_certificate = ca.pem", 1, "ca_certificate", "ca.pem",
		  "absolute path" },
		{ "pac_file =", 1, "pac_file", "", "absolute path" },
		{ "custom_key = /a\"", 1, "custom_key", "/a\"", "quotation" },
		{ "server_name =", 1, "server_name", "", "host names" },
		{ "server_name = *.example.com", 1, "server_name",
		  "*.example.com", "as radius1.example.com" },
		{ "server_name = 192.0.2.1", 1, "server_name", "192.0.2.1",
		  "without wildcards or addresses" },
		{ "server_name = a,b,c,d,e,f,g,h,i", 1, "server_name",
		  "a,b,c,d,e,f,g,h,i", "1 to 8 host names" },
		{ "legacy_servers =", 1, "legacy_servers", "", "host names" },
		{ "legacy_servers = *.example.com", 1, "legacy_servers",
		  "*.example.com", "without wildcards or addresses" },
		{ "legacy_servers = a,b,c,d,e,f,g,h,i", 1, "legacy_servers",
		  "a,b,c,d,e,f,g,h,i", "1 to 8 host names" },
		{ "starttls = yes", 1, "starttls", "yes",
		  "required or optional" },
		{ "starttls =", 1, "starttls", "", "required or optional" },
		{ "ldap_ca_certificate = ca.pem", 1, "ldap_ca_certificate",
		  "ca.pem", "absolute path" },
		{ "password = secret", 1, "password", NULL, "password_file" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(parse(cases[i].text), -1);
		assert_only_fault(&faults, cases[i].line, cases[i].parameter,
				  cases[i].token, cases[i].part);
		assert_defaults();
	}
}

static void test_ports_go_together(void **state)
{
	(void)state;
	assert_int_equal(parse("\npc_port = pc0"), -1);
	assert_only_fault(&faults, 2, "pc_port", NULL, "requires switch_port");
	assert_int_equal(parse("switch_port = a\npc_port = a\n"), -1);
	assert_only_fault(&faults, 1, "switch_port", "a", "two devices");
}

/* A phone without a PC port has a switch port all the same. */
static void test_switch_port_alone(void **state)
{
	(void)state;
	assert_int_equal(parse("switch_port = lan0\n"), 0);
	assert_string_equal(settings.dot1x.switch_port, "lan0");
	assert_string_equal(settings.dot1x.pc_port, "");
}

static void test_names_of_devices(void **state)
{
	static const char *const names[] = {
		"", ".", "..", "a/b", "a:1", "a b", "a\tb", "a\vb", "a\xa0",
		"sixteen-letters!",
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(text, sizeof(text), "pc_port = %s\nswitch_port = b\n",
			 names[i]);
		assert_int_equal(parse(text), -1);
		assert_only_fault(&faults, 1, "pc_port", names[i],
				  "name of a network device");
		assert_string_equal(settings.dot1x.pc_port, "");
	}
}

static void test_every_fault_is_reported(void **state)
{
	(void)state;
	assert_int_equal(parse("lines = 99\nflow_limit = 10\ncolour = red\n"
			       "timeout_udp = -3\n"), -1);
	assert_int_equal(faults.count, 3);
	assert_fault(&faults.list[0], 1, "lines", "99", "1 to 16");
	assert_fault(&faults.list[1], 3, "colour", NULL, "not a setting");
	assert_fault(&faults.list[2], 4, "timeout_udp", "-3", "1 to 86400");
	assert_int_equal(settings.limits.flows, 10);
	phonewall_faults_clear(&faults);
}

static void test_earlier_faults_do_not_count(void **state)
{
	(void)state;
	phonewall_fault_add(&faults, 1, NULL, NULL, "of another file");
	assert_int_equal(parse("lines = 2"), 0);
	assert_int_equal(parse("lines = 20"), -1);
	assert_int_equal(faults.count, 2);
	phonewall_faults_clear(&faults);
}

static void test_nul_bytes(void **state)
{
	static const char text[] = "lines = 4\0\n";

	(void)state;
	assert_int_equal(phonewall_settings_parse(text, sizeof(text) - 1,
						  &settings, &faults), -1);
	assert_only_fault(&faults, 0, NULL, NULL, "NUL bytes");
	assert_defaults();
}

/* Beyond the bound a fault refuses the file as before. */
static void test_faults_that_are_only_counted(void **state)
{
	static const char text[] = "lines = x";

	(void)state;
	for (size_t i = 0; i < PHONEWALL_FAULTS_MAX; i++)
		phonewall_fault_add(&faults, 1, NULL, NULL, "of another file");
	assert_int_equal(phonewall_settings_parse(text, strlen(text), &settings,
						  &faults), -1);
	assert_int_equal(faults.more, 1);
	phonewall_settings_clear(&settings);
	phonewall_faults_clear(&faults);
}

/*
 * A file that is cut anywhere but at the end of a line is not taken as whole.
 */
static void test_file_cut_anywhere(void **state)
{
	static const char whole[] = "lines = 4\n# a comment\ntimeout_udp = 31\n";
	size_t length;
	int expected;

	(void)state;
	for (length = 0; length < sizeof(whole); length++) {
		expected = length && whole[length - 1] == '\n' ? 0 : -1;
		assert_int_equal(phonewall_settings_parse_file(whole, length,
					&settings, &faults), expected);
		assert_int_equal(!faults.count, !expected);
		phonewall_settings_clear(&settings);
		phonewall_faults_clear(&faults);
	}
}

static void assert_file_refused(const char *text, unsigned int line,
				const char *part)
{
	assert_int_equal(phonewall_settings_parse_file(text, strlen(text),
						       &settings, &faults), -1);
	assert_only_fault(&faults, line, NULL, NULL, part);
	phonewall_settings_clear(&settings);
}

static void test_file_blank(void **state)
{
	(void)state;
	assert_file_refused("", 0, "# default");
	assert_file_refused("\n \t\r\n", 0, "# default");
	assert_file_refused("#\nlines = 4", 2, "the last line has no line end");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faults_that_are_only_counted),
		cmocka_unit_test_teardown(test_defaults, clear),
		cmocka_unit_test_teardown(test_every_setting, clear),
		cmocka_unit_test_teardown(test_every_setting_of_dot1x, clear),
		cmocka_unit_test_teardown(test_length_of_identity, clear),
		cmocka_unit_test_teardown(test_length_of_path, clear),
		cmocka_unit_test_teardown(test_last_wins, clear),
		cmocka_unit_test_teardown(test_bytes_after_the_length_are_not_read,
					  clear),
		cmocka_unit_test_teardown(test_refused, clear),
		cmocka_unit_test_teardown(test_ports_go_together, clear),
		cmocka_unit_test_teardown(test_switch_port_alone, clear),
		cmocka_unit_test_teardown(test_names_of_devices, clear),
		cmocka_unit_test_teardown(test_every_fault_is_reported, clear),
		cmocka_unit_test_teardown(test_earlier_faults_do_not_count, clear),
		cmocka_unit_test_teardown(test_nul_bytes, clear),
		cmocka_unit_test(test_file_cut_anywhere),
		cmocka_unit_test(test_file_blank),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
