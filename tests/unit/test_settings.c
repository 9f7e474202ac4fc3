// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <linux/phonewall.h>

#include "faults.h"
#include "settings.h"

static struct phonewall_settings settings;
static struct phonewall_faults faults;

static int parse(const char *text)
{
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

static void test_last_wins(void **state)
{
	(void)state;
	assert_int_equal(parse("lines = 4\nlines = 6\n"), 0);
	assert_int_equal(settings.lines, 6);
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
		{ " = 4", 1, "", NULL, "allowed are lines" },
		{ "connection_request_port = 8000", 1,
		  "connection_request_port", NULL, "allowed are lines" },
		{ "lines 4", 1, NULL, "lines 4", "name = value" },
		{ "lines: 4", 1, NULL, "lines: 4", "name = value" },
		{ "[phone]", 1, NULL, "[phone]", "name = value" },
		{ "; lines = 4", 1, "; lines", NULL, "allowed are lines" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(parse(cases[i].text), -1);
		assert_only_fault(&faults, cases[i].line, cases[i].parameter,
				  cases[i].token, cases[i].part);
		assert_defaults();
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_every_setting),
		cmocka_unit_test(test_last_wins),
		cmocka_unit_test(test_bytes_after_the_length_are_not_read),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_every_fault_is_reported),
		cmocka_unit_test(test_earlier_faults_do_not_count),
		cmocka_unit_test(test_nul_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
