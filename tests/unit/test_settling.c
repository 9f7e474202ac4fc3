// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/settling.h"

#define NOW	UINT64_C(5000)
#define UNSURE	PHONEWALL_SETTLING_UNSURE_MS
#define WRITTEN	PHONEWALL_SETTLING_WRITTEN_MS

static struct phonewall_settling settling;

static struct stat looking(ino_t inode, off_t size)
{
	return (struct stat){ .st_ino = inode, .st_size = size };
}

static void note(enum phonewall_settling_event event, uint64_t after)
{
	phonewall_settling_note(&settling, event, NOW + after);
}

static void assert_wait(ino_t inode, off_t size, uint64_t after,
			unsigned int expected)
{
	struct stat status = looking(inode, size);

	assert_int_equal(phonewall_settling_look(&settling, &status,
						 NOW + after), expected);
	assert_int_equal(settling.is_pending, !!expected);
}

static int set_up(void **state)
{
	(void)state;
	memset(&settling, 0, sizeof(settling));
	settling.seen = looking(1, 10);
	return 0;
}

static void test_done(void **state)
{
	(void)state;
	note(PHONEWALL_SETTLING_MADE, 0);
	note(PHONEWALL_SETTLING_WRITTEN, 1);
	note(PHONEWALL_SETTLING_DONE, 2);
	note(PHONEWALL_SETTLING_TOUCHED, 2);
	assert_wait(2, 20, 2, 0);
}

static void test_unsure(void **state)
{
	static const enum phonewall_settling_event events[] = {
		PHONEWALL_SETTLING_TOUCHED, PHONEWALL_SETTLING_STIRRED,
		PHONEWALL_SETTLING_MADE,
	};
	size_t i;

	for (i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		set_up(state);
		note(events[i], 0);
		assert_wait(1, 10, 100, UNSURE - 100);
		assert_wait(1, 10, UNSURE - 1, 1);
		assert_wait(1, 10, UNSURE, 0);
	}
}

/*
 * The file grows, its time changes or its name gets another file: the wait
 * restarts.
 */
static void test_still_changing(void **state)
{
	struct stat touched = looking(2, 11);

	(void)state;
	note(PHONEWALL_SETTLING_STIRRED, 0);
	assert_wait(1, 11, 900, UNSURE);
	assert_wait(2, 11, 1800, UNSURE);
	touched.st_mtim.tv_nsec = 1;
	assert_int_equal(phonewall_settling_look(&settling, &touched,
						 NOW + 2700), UNSURE);
	assert_int_equal(phonewall_settling_look(&settling, &touched,
						 NOW + 2700 + UNSURE), 0);
}

static void test_writer_rests(void **state)
{
	(void)state;
	note(PHONEWALL_SETTLING_WRITTEN, 0);
	assert_wait(1, 11, 0, WRITTEN);
	assert_wait(1, 11, WRITTEN - 1, 1);
	note(PHONEWALL_SETTLING_WRITTEN, WRITTEN - 1);
	assert_wait(1, 12, WRITTEN, WRITTEN);
	note(PHONEWALL_SETTLING_STIRRED, WRITTEN + 1);
	note(PHONEWALL_SETTLING_TOUCHED, WRITTEN + 1);
	assert_wait(1, 12, 2 * WRITTEN - 1, 1);
	assert_wait(1, 12, 2 * WRITTEN, 0);
}

/* A write to one file says nothing about another that took its name. */
static void test_written_and_replaced(void **state)
{
	(void)state;
	note(PHONEWALL_SETTLING_WRITTEN, 0);
	note(PHONEWALL_SETTLING_STIRRED, 10);
	assert_wait(2, 10, 10, UNSURE);
	assert_wait(2, 10, 10 + UNSURE, 0);
}

static void test_done_and_stirred(void **state)
{
	(void)state;
	note(PHONEWALL_SETTLING_DONE, 0);
	note(PHONEWALL_SETTLING_STIRRED, 10);
	assert_wait(2, 10, 10, UNSURE);
	note(PHONEWALL_SETTLING_DONE, 20);
	assert_wait(2, 10, 20, 0);
}

/* A rate of mounts does not delay the reading. */
static void test_always_stirred(void **state)
{
	uint64_t after;

	(void)state;
	for (after = 0; after < UNSURE; after += 50) {
		note(PHONEWALL_SETTLING_STIRRED, after);
		assert_wait(1, 10, after, UNSURE - after);
	}
	note(PHONEWALL_SETTLING_STIRRED, UNSURE);
	assert_wait(1, 10, UNSURE, 0);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_done),
		TEST(test_unsure),
		TEST(test_still_changing),
		TEST(test_writer_rests),
		TEST(test_written_and_replaced),
		TEST(test_done_and_stirred),
		TEST(test_always_stirred),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
