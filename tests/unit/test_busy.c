// SPDX-License-Identifier: MIT
/*
 * What may have the busy file's name, and what that means. Nothing here may block:
 * a FIFO has no writer, and a symbolic link may lead to one.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "busy.h"
#include "event_loop.h"
#include "folder.h"

#define NOBODY	65534

static char directory[] = "/tmp/phonewall-busy-XXXXXX";
static char path[64];

static int set_up(void **state)
{
	(void)state;
	if (folder_make(directory))
		return -1;
	sprintf(path, "%s/busy", directory);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	return folder_remove(directory);
}

static void expect(bool is_set, int error)
{
	int found = -1;

	assert_int_equal(phonewall_busy_look(path, &found), is_set);
	assert_int_equal(found, error);
}

static void make_file(mode_t mode, const char *content)
{
	int descriptor = open(path, O_CREAT | O_WRONLY, 0600);

	assert_true(descriptor >= 0);
	assert_int_equal(write(descriptor, content, strlen(content)),
			 strlen(content));
	assert_int_equal(fchmod(descriptor, mode), 0);
	close(descriptor);
}

static void test_missing(void **state)
{
	(void)state;
	expect(false, 0);
}

static void test_missing_directory(void **state)
{
	(void)state;
	strcpy(path, "/tmp/phonewall-busy-none/busy");
	expect(false, 0);
}

static void test_file(void **state)
{
	(void)state;
	make_file(0644, "");
	expect(true, 0);
	assert_int_equal(unlink(path), 0);
	expect(false, 0);
}

static void test_content_and_mode(void **state)
{
	(void)state;
	make_file(0, "0\n");
	expect(true, 0);
}

/* Time does not make a line idle: only its owner does. */
static void test_stale(void **state)
{
	static const struct timespec long_ago[2] = { { 1, 0 }, { 1, 0 } };

	(void)state;
	make_file(0644, "");
	assert_int_equal(utimensat(AT_FDCWD, path, long_ago, 0), 0);
	expect(true, 0);
}

static void test_link(void **state)
{
	(void)state;
	assert_int_equal(symlink("/nowhere", path), 0);
	expect(true, 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink(path, path), 0);
	expect(true, 0);
}

static void test_fifo(void **state)
{
	(void)state;
	assert_int_equal(mkfifo(path, 0600), 0);
	expect(true, 0);
}

static void test_directory(void **state)
{
	(void)state;
	assert_int_equal(mkdir(path, 0700), 0);
	expect(true, 0);
	assert_int_equal(rmdir(path), 0);
}

/* What is not known is not taken for idle. */
static void test_not_a_directory(void **state)
{
	(void)state;
	make_file(0644, "");
	strcat(path, "/busy");
	expect(true, ENOTDIR);
}

/* root reads everything, so the test is somebody else for that time. */
static void test_unreadable(void **state)
{
	uid_t user = geteuid();

	(void)state;
	assert_int_equal(chmod(directory, 0), 0);
	assert_int_equal(user || !seteuid(NOBODY), true);
	expect(true, EACCES);
	assert_int_equal(user || !seteuid(user), true);
	assert_int_equal(chmod(directory, 0700), 0);
}

static void count(void *argument)
{
	unsigned int *changes = argument;

	(*changes)++;
}

/* The file of provision.conf, which replaces the one before, and the usual one. */
static void test_other_file(void **state)
{
	struct event_base *base = event_base_new();
	unsigned int changes = 0;
	struct phonewall_busy *busy = phonewall_busy_open(base, directory,
							  count, &changes);
	char other[80];

	(void)state;
	snprintf(other, sizeof(other), "%s/call", directory);
	assert_false(phonewall_busy_is_set(busy));
	strcpy(path, other);
	make_file(0644, "");
	assert_false(phonewall_busy_is_set(busy));
	phonewall_busy_set_file(busy, other);
	assert_true(phonewall_busy_is_set(busy));
	unlink(other);
	assert_false(phonewall_busy_is_set(busy));
	event_loop_run(base, 500);
	changes = 0;
	make_file(0644, "");
	event_loop_run(base, 1000);
	assert_true(changes);
	phonewall_busy_set_file(busy, "/tmp/phonewall-busy-none/busy");
	assert_false(phonewall_busy_is_set(busy));
	unlink(other);
	sprintf(path, "%s/busy", directory);
	make_file(0644, "");
	assert_true(phonewall_busy_is_set(busy));
	phonewall_busy_set_file(busy, NULL);
	assert_true(phonewall_busy_is_set(busy));
	phonewall_busy_close(busy);
	event_base_free(base);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_missing, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_missing_directory, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_content_and_mode, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_stale, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_link, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_fifo, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_directory, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_not_a_directory, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_unreadable, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_other_file, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
