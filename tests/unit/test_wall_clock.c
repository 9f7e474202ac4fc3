// SPDX-License-Identifier: MIT
/*
 * Whether the clock is known to be wrong, by the clock of this machine: the
 * saved time is chosen to make it so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include <cmocka.h>
#include <event2/event.h>

#include "dot1x/clock_floor.h"
#include "dot1x/wall_clock.h"
#include "event_loop.h"
#include "faults.h"
#include "folder.h"
#include "version.h"

#define DAY	PHONEWALL_DAY

static char directory[] = "/tmp/phonewall-wall-clock-XXXXXX";
static char path[64];
static struct event_base *base;
static struct phonewall_wall_clock *wall_clock;
static unsigned int changes;

static void on_changed(void *argument)
{
	(void)argument;
	changes++;
	event_base_loopbreak(base);
}

static void keep(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void keep_time(time_t time)
{
	char text[32];

	snprintf(text, sizeof(text), "%jd\n", (intmax_t)time);
	keep(text);
}

static time_t kept_time(void)
{
	FILE *file = fopen(path, "r");
	intmax_t number = 0;

	if (!file)
		return 0;
	if (fscanf(file, "%jd", &number) != 1)
		number = 0;
	fclose(file);
	return number;
}

/* The write may need longer than is waited for it. */
static void assert_kept_after(time_t time)
{
	for (unsigned int i = 0; i < 500 && kept_time() < time; i++)
		event_loop_run(base, 10);
	assert_in_range(kept_time(), time, time + 121);
}

static void open_clock(void)
{
	phonewall_wall_clock_close(wall_clock);
	wall_clock = phonewall_wall_clock_open(base, directory, on_changed, NULL);
	assert_non_null(wall_clock);
}

static int set_up(void **state)
{
	(void)state;
	if (folder_make(directory))
		return -1;
	sprintf(path, "%s/clock", directory);
	base = event_base_new();
	changes = 0;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_wall_clock_close(wall_clock);
	wall_clock = NULL;
	event_base_free(base);
	return folder_remove(directory);
}

static void test_right(void **state)
{
	time_t before = time(NULL);
	struct stat first, second;

	(void)state;
	assert_true(before >= PHONEWALL_VERSION_DATE);
	open_clock();
	assert_false(phonewall_wall_clock_is_wrong(wall_clock));
	phonewall_wall_clock_keep(wall_clock);
	assert_kept_after(before);
	assert_int_equal(stat(path, &first), 0);
	phonewall_wall_clock_keep(wall_clock);
	open_clock();
	phonewall_wall_clock_keep(wall_clock);
	assert_int_equal(stat(path, &second), 0);
	assert_int_equal(first.st_ino, second.st_ino);
	assert_false(phonewall_wall_clock_is_wrong(wall_clock));
}

static void test_kept_again_after_a_day(void **state)
{
	(void)state;
	keep_time(time(NULL) - DAY - 1);
	open_clock();
	phonewall_wall_clock_keep(wall_clock);
	assert_kept_after(time(NULL) - 60);
}

static void test_wrong(void **state)
{
	time_t kept = time(NULL) + 3 * DAY;
	char *text;

	(void)state;
	keep_time(kept);
	open_clock();
	assert_true(phonewall_wall_clock_is_wrong(wall_clock));
	text = phonewall_wall_clock_describe(wall_clock);
	assert_contains(text, "the clock is wrong: it is before ");
	assert_contains(text, path);
	assert_contains(text, " and restart phonewalld");
	free(text);
	phonewall_wall_clock_keep(wall_clock);
	assert_int_equal(kept_time(), kept);
}

/* The clock reaches the saved time by itself, and that is noticed. */
static void test_reaches_the_floor(void **state)
{
	const struct timeval patience = { .tv_sec = 30 };

	(void)state;
	keep_time(time(NULL) + DAY + 2);
	open_clock();
	assert_true(phonewall_wall_clock_is_wrong(wall_clock));
	event_base_loopexit(base, &patience);
	event_base_dispatch(base);
	assert_int_equal(changes, 1);
	assert_false(phonewall_wall_clock_is_wrong(wall_clock));
}

/*
 * An impossible saved time is ignored and replaced. time() may be some
 * milliseconds behind the clock that is saved.
 */
static void test_damaged(void **state)
{
	static const char *const texts[] = { "", "soon\n", "9999999999\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		keep(texts[i]);
		open_clock();
		assert_false(phonewall_wall_clock_is_wrong(wall_clock));
		phonewall_wall_clock_keep(wall_clock);
		assert_kept_after(time(NULL) - 60);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_right),
		TEST(test_kept_again_after_a_day),
		TEST(test_wrong),
		TEST(test_reaches_the_floor),
		TEST(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
