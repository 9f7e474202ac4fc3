// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lock.h"

static char directory[] = "/tmp/phonewall-lock-XXXXXX";
static char path[64];

static int set_up(void **state)
{
	(void)state;
	memcpy(directory + strlen(directory) - 6, "XXXXXX", 6);
	if (!mkdtemp(directory))
		return -1;
	sprintf(path, "%s/phonewalld.lock", directory);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(directory);
}

static void test_one_at_a_time(void **state)
{
	int lock = phonewall_lock_take(directory);

	(void)state;
	assert_true(lock >= 0);
	assert_int_equal(phonewall_lock_take(directory), -EWOULDBLOCK);
	close(lock);
	lock = phonewall_lock_take(directory);
	assert_true(lock >= 0);
	close(lock);
}

static void test_ends_with_the_process(void **state)
{
	int ready[2];
	pid_t holder;
	char byte;
	int lock;

	(void)state;
	assert_int_equal(pipe(ready), 0);
	holder = fork();
	if (!holder) {
		if (phonewall_lock_take(directory) >= 0 &&
		    write(ready[1], "", 1) == 1)
			pause();
		_exit(1);
	}
	assert_true(holder > 0);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(phonewall_lock_take(directory), -EWOULDBLOCK);
	kill(holder, SIGKILL);
	assert_int_equal(waitpid(holder, NULL, 0), holder);
	lock = phonewall_lock_take(directory);
	assert_true(lock >= 0);
	close(lock);
	close(ready[0]);
	close(ready[1]);
}

static void test_nobody_else_can_hold_it(void **state)
{
	int lock = phonewall_lock_take(directory);
	struct stat status;

	(void)state;
	assert_true(lock >= 0);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	close(lock);
}

static void test_refused(void **state)
{
	(void)state;
	assert_int_equal(phonewall_lock_take("/nonexistent"), -ENOENT);
	assert_int_equal(symlink("/dev/null", path), 0);
	assert_int_equal(phonewall_lock_take(directory), -ELOOP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_one_at_a_time, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_ends_with_the_process,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_nobody_else_can_hold_it,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_refused, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
