// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "vlan/damping.h"

#define START	1000000u

static void test_first(void **state)
{
	struct phonewall_damping damping = { 0 };

	(void)state;
	assert_int_equal(phonewall_damping_wait(&damping, 0), 0);
	assert_int_equal(phonewall_damping_wait(&damping, START), 0);
	phonewall_damping_note(&damping, START);
	assert_int_equal(phonewall_damping_wait(&damping, START), 5000);
	assert_int_equal(phonewall_damping_wait(&damping, START + 4999), 1);
	assert_int_equal(phonewall_damping_wait(&damping, START + 5000), 0);
}

/* A neighbour that changes its mind as fast as it may. */
static void test_on_and_on(void **state)
{
	static const unsigned int waits[] = {
		5000, 10000, 20000, 40000, 40000, 40000,
	};
	struct phonewall_damping damping = { 0 };
	uint64_t now = START;

	(void)state;
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		phonewall_damping_note(&damping, now);
		assert_int_equal(phonewall_damping_wait(&damping, now),
				 waits[i]);
		now += waits[i];
	}
}

static void test_quiet(void **state)
{
	struct phonewall_damping damping = { 0 };

	(void)state;
	phonewall_damping_note(&damping, START);
	phonewall_damping_note(&damping, START + 5000);
	phonewall_damping_note(&damping, START + 15000 + 39999);
	assert_int_equal(damping.wait, 20000);
	phonewall_damping_note(&damping, damping.next + 40000);
	assert_int_equal(damping.wait, 5000);
}

/* In an hour: how much one neighbour can wear the flash and interrupt calls. */
static void test_bound(void **state)
{
	struct phonewall_damping damping = { 0 };
	unsigned int changes = 0;

	(void)state;
	for (uint64_t now = START; now < START + 3600000; now++) {
		if (phonewall_damping_wait(&damping, now))
			continue;
		phonewall_damping_note(&damping, now);
		changes++;
	}
	assert_in_range(changes, 80, 95);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first),
		cmocka_unit_test(test_on_and_on),
		cmocka_unit_test(test_quiet),
		cmocka_unit_test(test_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
