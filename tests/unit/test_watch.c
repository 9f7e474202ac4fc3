// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "folder.h"
#include "watch.h"

static char directory[] = "/tmp/phonewall-watch-XXXXXX";
static char configuration[64];
static char settings[64];
static const char *const watched[] = { configuration, settings, NULL };
static struct event_base *base;
static struct phonewall_watch *watch;
static unsigned int changes;

static void on_changed(void *argument)
{
	assert_ptr_equal(argument, &changes);
	changes++;
	event_base_loopbreak(base);
}

static const char *path_of(const char *name)
{
	static char paths[2][128];
	static unsigned int turn;
	char *path = paths[turn++ % 2];

	snprintf(path, sizeof(paths[0]), "%s/%s", directory, name);
	return path;
}

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void begin_watching(void)
{
	changes = 0;
	watch = phonewall_watch_open(base, watched, on_changed, &changes);
	assert_non_null(watch);
}

static void on_patience_lost(evutil_socket_t descriptor, short what,
			     void *argument)
{
	(void)descriptor;
	(void)what;
	event_base_loopbreak(argument);
}

/* Runs the loop until there is a change, or for so many milliseconds. */
static void run_loop(unsigned int milliseconds)
{
	const struct timeval patience = {
		milliseconds / 1000, milliseconds % 1000 * 1000,
	};
	struct event *timer = evtimer_new(base, on_patience_lost, base);

	assert_non_null(timer);
	assert_int_equal(evtimer_add(timer, &patience), 0);
	changes = 0;
	event_base_dispatch(base);
	event_free(timer);
}

static void assert_noticed(void)
{
	run_loop(10000);
	assert_int_equal(changes, 1);
}

static void assert_quiet(void)
{
	run_loop(300);
	assert_int_equal(changes, 0);
}

/* Ceasing to watch a directory may be noticed too, which does no harm. */
static void wait_until_quiet(void)
{
	do {
		run_loop(300);
	} while (changes);
}

static int set_up(void **state)
{
	(void)state;
	if (folder_make(directory))
		return -1;
	sprintf(configuration, "%s/etc/cfg.xml", directory);
	sprintf(settings, "%s/etc/phonewall.conf", directory);
	base = event_base_new();
	return mkdir(path_of("etc"), 0755);
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_watch_close(watch);
	event_base_free(base);
	return folder_remove(directory);
}

static void test_written_in_place(void **state)
{
	(void)state;
	put(configuration, "one");
	begin_watching();
	put(configuration, "two");
	assert_noticed();
	assert_quiet();
	put(settings, "three");
	assert_noticed();
}

static void test_replaced_by_rename(void **state)
{
	unsigned int round;

	(void)state;
	put(configuration, "one");
	begin_watching();
	for (round = 0; round < 3; round++) {
		put(path_of("new"), "two");
		assert_quiet();
		assert_int_equal(rename(path_of("new"), configuration), 0);
		assert_noticed();
	}
}

static void test_removed_and_made_again(void **state)
{
	(void)state;
	put(configuration, "one");
	begin_watching();
	assert_int_equal(unlink(configuration), 0);
	assert_noticed();
	put(configuration, "two");
	assert_noticed();
}

static void test_made_readable(void **state)
{
	(void)state;
	put(configuration, "one");
	assert_int_equal(chmod(configuration, 0), 0);
	begin_watching();
	assert_int_equal(chmod(configuration, 0644), 0);
	assert_noticed();
}

/* Until the writer closes the file nothing is read, half written as it is. */
static void test_writer_at_work(void **state)
{
	FILE *file;

	(void)state;
	put(configuration, "one");
	begin_watching();
	file = fopen(configuration, "a");
	assert_non_null(file);
	assert_true(fputs("more", file) >= 0);
	assert_int_equal(fflush(file), 0);
	assert_quiet();
	assert_int_equal(fclose(file), 0);
	assert_noticed();
}

static void test_directory_made_later(void **state)
{
	(void)state;
	assert_int_equal(rmdir(path_of("etc")), 0);
	begin_watching();
	assert_int_equal(mkdir(path_of("etc"), 0755), 0);
	assert_noticed();
	wait_until_quiet();
	put(configuration, "one");
	assert_noticed();
}

static void test_directory_replaced(void **state)
{
	(void)state;
	put(configuration, "one");
	begin_watching();
	assert_int_equal(rename(path_of("etc"), path_of("old")), 0);
	assert_noticed();
	wait_until_quiet();
	assert_int_equal(mkdir(path_of("etc"), 0755), 0);
	assert_noticed();
	wait_until_quiet();
	put(path_of("old/cfg.xml"), "two");
	assert_quiet();
	put(configuration, "three");
	assert_noticed();
}

static void test_symbolic_link(void **state)
{
	(void)state;
	assert_int_equal(mkdir(path_of("data"), 0755), 0);
	put(path_of("data/real.xml"), "one");
	assert_int_equal(symlink("../data/real.xml", configuration), 0);
	begin_watching();
	put(path_of("data/real.xml"), "two");
	assert_noticed();
	assert_int_equal(mkdir(path_of("other"), 0755), 0);
	put(path_of("other/real.xml"), "three");
	assert_quiet();
	assert_int_equal(symlink("../other/real.xml", path_of("etc/link")), 0);
	assert_int_equal(rename(path_of("etc/link"), configuration), 0);
	assert_noticed();
	wait_until_quiet();
	put(path_of("other/real.xml"), "four");
	assert_noticed();
	put(path_of("data/real.xml"), "five");
	assert_quiet();
}

/* A writer that never rests does not keep the change from being noticed. */
static void test_many_changes_are_one(void **state)
{
	unsigned int round;

	(void)state;
	begin_watching();
	for (round = 0; round < 500; round++)
		put(configuration, "many");
	assert_noticed();
	assert_quiet();
}

#define WATCH_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WATCH_TEST(test_written_in_place),
		WATCH_TEST(test_replaced_by_rename),
		WATCH_TEST(test_removed_and_made_again),
		WATCH_TEST(test_made_readable),
		WATCH_TEST(test_writer_at_work),
		WATCH_TEST(test_directory_made_later),
		WATCH_TEST(test_directory_replaced),
		WATCH_TEST(test_symbolic_link),
		WATCH_TEST(test_many_changes_are_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
