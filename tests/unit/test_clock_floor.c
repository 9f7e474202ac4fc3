// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dot1x/clock_floor.h"

#define VERSION	1800000000
#define DAY	PHONEWALL_DAY

static void test_floor(void **state)
{
	(void)state;
	assert_int_equal(phonewall_clock_floor(VERSION, 0), VERSION);
	assert_int_equal(phonewall_clock_floor(VERSION, VERSION - DAY), VERSION);
	assert_int_equal(phonewall_clock_floor(VERSION, VERSION + DAY), VERSION);
	assert_int_equal(phonewall_clock_floor(VERSION, VERSION + 3 * DAY),
			 VERSION + 2 * DAY);
}

/* Once after each start, and then once a day. */
static void test_keep_is_due(void **state)
{
	const time_t now = VERSION + 10 * DAY;

	(void)state;
	assert_true(phonewall_clock_keep_is_due(0, now, 60));
	assert_true(phonewall_clock_keep_is_due(now - 61, now, 60));
	assert_false(phonewall_clock_keep_is_due(now - 59, now, 60));
	assert_false(phonewall_clock_keep_is_due(now - DAY + 1, now, 9 * DAY));
	assert_true(phonewall_clock_keep_is_due(now - DAY, now, 9 * DAY));
	assert_false(phonewall_clock_keep_is_due(now + 1, now, 60));
	assert_false(phonewall_clock_keep_is_due(now + 9 * DAY, now, 60));
}

static void expect(const char *text, time_t expected)
{
	assert_int_equal(phonewall_clock_kept_parse(text, strlen(text), VERSION),
			 expected);
}

static void test_parse(void **state)
{
	static const char with_nul[] = "18\0\n";

	(void)state;
	expect("1800000001\n", 1800000001);
	expect("1\n", 1);
	expect("2430720000\n", 2430720000);
	expect("2430720001\n", 0);
	expect("4294967295\n", 0);
	expect("9999999999\n", 0);
	expect("18000000011\n", 0);
	expect("1800000001", 0);
	expect("1800000001\n\n", 0);
	expect("-1\n", 0);
	expect(" 1\n", 0);
	expect("x\n", 0);
	expect("\n", 0);
	expect("", 0);
	assert_int_equal(phonewall_clock_kept_parse(with_nul, 4, VERSION), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_floor),
		cmocka_unit_test(test_keep_is_due),
		cmocka_unit_test(test_parse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
