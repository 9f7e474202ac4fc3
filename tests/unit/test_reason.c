// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "module/names.h"

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(phonewall_reason_name(PHONEWALL_REASON_OPEN_PORT),
			    "open-port");
	assert_string_equal(phonewall_reason_name(PHONEWALL_REASON_NO_ICMP_PING),
			    "no-icmp-ping");
	assert_string_equal(
		phonewall_reason_name(PHONEWALL_REASON_UNREACHABLE_SUPPRESSED),
		"unreachable-suppressed");
}

static bool is_reason(int number)
{
	return number <= PHONEWALL_REASON_ENDPOINT ||
	       (number >= PHONEWALL_REASON_FIRST_BLOCKED &&
		number <= PHONEWALL_REASON_MAX);
}

static void test_every_reason_has_words(void **state)
{
	int number;

	(void)state;
	for (number = 0; number <= PHONEWALL_REASON_MAX + 1; number++) {
		bool named = strcmp(phonewall_reason_name(number), "unknown");

		assert_int_equal(named, is_reason(number));
		assert_int_equal(phonewall_reason_is_known(number),
				 is_reason(number));
		assert_true(strlen(phonewall_reason_text(number)) > 10);
	}
}

static void test_names_differ(void **state)
{
	int a;
	int b;

	(void)state;
	for (a = 0; a <= PHONEWALL_REASON_MAX; a++)
		for (b = 0; b < a; b++)
			if (is_reason(a) && is_reason(b))
				assert_string_not_equal(
					phonewall_reason_name(a),
					phonewall_reason_name(b));
}

static void test_numbers_out_of_range(void **state)
{
	(void)state;
	assert_string_equal(phonewall_reason_name(UINT32_MAX), "unknown");
	assert_string_equal(phonewall_reason_name(INT32_MAX), "unknown");
	assert_string_equal(phonewall_reason_name(30), "unknown");
}

static void test_verdicts(void **state)
{
	(void)state;
	assert_string_equal(phonewall_reason_verdict(PHONEWALL_REASON_DISABLED),
			    "accept");
	assert_string_equal(phonewall_reason_verdict(PHONEWALL_REASON_ENDPOINT),
			    "accept");
	assert_string_equal(
		phonewall_reason_verdict(PHONEWALL_REASON_NO_ICMP_PING),
		"block");
	assert_string_equal(
		phonewall_reason_verdict(PHONEWALL_REASON_UDP_REJECTED),
		"reject");
	assert_string_equal(
		phonewall_reason_verdict(PHONEWALL_REASON_UDP_BLOCKED),
		"block");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_every_reason_has_words),
		cmocka_unit_test(test_names_differ),
		cmocka_unit_test(test_numbers_out_of_range),
		cmocka_unit_test(test_verdicts),
	};

	return cmocka_run_group_tests_name("reason", tests, NULL, NULL);
}
