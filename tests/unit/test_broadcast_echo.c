// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cmocka.h>

#include "firewall/broadcast_echo.h"

static char path[] = "/tmp/phonewall-switch-XXXXXX";

static int make_switch(void **state)
{
	int file = mkstemp(path);

	(void)state;
	if (file < 0 || write(file, "0\n", 2) != 2)
		return -1;
	return close(file);
}

static int remove_switch(void **state)
{
	(void)state;
	return unlink(path);
}

/* Whether opening the file for writing works, whatever is written then. */
static bool is_written(char value)
{
	int watch = inotify_init1(IN_NONBLOCK);
	char events[4096];
	bool written;

	assert_true(inotify_add_watch(watch, path, IN_CLOSE_WRITE) >= 0);
	assert_int_equal(phonewall_set_switch(path, value), 0);
	written = read(watch, events, sizeof(events)) > 0;
	close(watch);
	return written;
}

static void test_only_what_differs_is_written(void **state)
{
	(void)state;
	assert_false(is_written('0'));
	assert_true(is_written('1'));
	assert_false(is_written('1'));
	assert_true(is_written('0'));
}

static void test_no_such_switch(void **state)
{
	(void)state;
	assert_int_equal(phonewall_set_switch("/nonexistent", '1'), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_only_what_differs_is_written),
		cmocka_unit_test(test_no_such_switch),
	};

	return cmocka_run_group_tests(tests, make_switch, remove_switch);
}
