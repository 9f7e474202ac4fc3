// SPDX-License-Identifier: MIT
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "provisioning/version.h"

static void assert_less(const char *less, const char *more)
{
	int order;

	assert_int_equal(phonewall_version_compare(less, more, &order), 0);
	if (order >= 0)
		fail_msg("'%s' is not less than '%s'", less, more);
	assert_int_equal(phonewall_version_compare(more, less, &order), 0);
	assert_true(order > 0);
	assert_int_equal(phonewall_version_compare(more, more, &order), 0);
	assert_int_equal(order, 0);
}

/* The first two are the vendor's, who writes BN for the number of the build. */
static void test_order(void **state)
{
	static const char *const cases[][2] = {
		{ "sip68xx.11-0-0MPP-7", "sip68xx.11-0-0MN-1MPP-7" },
		{ "sip88xx.9-3-1-7MPP-7", "sip88xx.11-0-0MPP-7" },
		{ "sip8832.11-3-2MPP0001-609", "sip8832.11-3-2MPP0001-610" },
		{ "sip8832.11-3-2MPP0001-609", "sip8832.11-3-2MPP0002-1" },
		{ "sip8832.11-3-1MPP0009-609", "sip8832.11-3-2MPP0001-1" },
		{ "sip78xx.11-3-1MPP-9", "sip78xx.11-3-1MPP-678" },
		{ "sip78xx.11-3-1aMPP-9", "sip78xx.11-3-1bMPP-1" },
		{ "sip78xx.11-3-1aMPP-9", "sip78xx.11-3-1aaMPP-1" },
		{ "sip78xx.11-3MPP-9", "sip78xx.11-3-1MPP-9" },
		{ "-1", "0" }, { "0", "1" }, { "9", "10" }, { "-10", "-9" },
		{ "999999999999999998", "999999999999999999" },
		{ "2.0.1", "2.0.2" }, { "2.0.9", "2.0.10" }, { "2.0", "2.0.1" },
		{ "1.99", "2.0" }, { "2.0.1", "2.0.1a" },
	};
	int order;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_less(cases[i][0], cases[i][1]);
	assert_int_equal(phonewall_version_compare("007", "7", &order), 0);
	assert_int_equal(order, 0);
	assert_int_equal(phonewall_version_compare("sip1.1-0MPP1", "sip2.1-0MPP-1",
						   &order), 0);
	assert_int_equal(order, 0);
}

static void test_forms(void **state)
{
	static const char *const wrong[] = {
		"", " ", "x", "-", "--1", "+1", "1 ", " 1", "1x", "0x10",
		"1000000000000000000", "1.", ".1", "1..2", "1-2", "2.0.x",
		"sip88xx", "sip88xx.", "sip88xx.MPP-1", "sip88xx.11-0-0",
		"sip88xx.11-0-0MPP", "sip88xx.11-0-0MPP-", "sip88xx.11--0MPP-1",
		"sip88xx.11-0-0MPP-BN", "sip88xx.11-0-xMPP-1", "11-0-0MPP-7",
		".11-0-0MPP-7", "sip88xx.11-0-0MPP-1.loads",
		"a.1-2-3-4-5-6-7-8-9-10-11-12-13MPP-1",
		"sip.1000000000000000000-0MPP-1",
	};
	int order;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (!phonewall_version_compare(wrong[i], wrong[i], &order))
			fail_msg("'%s' was accepted", wrong[i]);
	assert_int_equal(phonewall_version_compare("2", "2.0", &order),
			 -EINVAL);
	assert_int_equal(phonewall_version_compare("2.0", "a.2-0MPP-1", &order),
			 -EINVAL);
	assert_int_equal(phonewall_version_compare("a.2-0MPP-1", "2", &order),
			 -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_forms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
