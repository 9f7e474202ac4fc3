// SPDX-License-Identifier: MIT
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/lock.h"

#define HOLD_SECONDS	20

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

/* Takes the lock, then reports so; with a child, the child reports. */
static void hold(bool has_child, int ready)
{
	pid_t child = 0;

	setpgid(0, 0);
	if (phonewall_lock_take(directory) < 0)
		_exit(1);
	if (has_child)
		child = fork();
	alarm(HOLD_SECONDS);
	if (child > 0 || (!child && write(ready, "", 1) == 1))
		pause();
	_exit(1);
}

static pid_t start_holder(bool has_child)
{
	int ready[2];
	pid_t holder;
	char byte;

	assert_int_equal(pipe(ready), 0);
	holder = fork();
	if (!holder)
		hold(has_child, ready[1]);
	assert_true(holder > 0);
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return holder;
}

static void kill_holder(pid_t holder)
{
	assert_int_equal(kill(holder, SIGKILL), 0);
	assert_int_equal(waitpid(holder, NULL, 0), holder);
}

static void expect_free(void)
{
	int lock = phonewall_lock_take(directory);

	assert_true(lock >= 0);
	close(lock);
}

static void test_one_at_a_time(void **state)
{
	pid_t holder = start_holder(false);

	(void)state;
	assert_int_equal(phonewall_lock_take(directory), -EWOULDBLOCK);
	kill_holder(holder);
	expect_free();
}

static void test_ends_where_it_is_closed(void **state)
{
	pid_t other;
	int status;

	(void)state;
	expect_free();
	other = fork();
	if (!other)
		_exit(phonewall_lock_take(directory) < 0);
	assert_int_equal(waitpid(other, &status, 0), other);
	assert_int_equal(status, 0);
}

static void test_ends_though_a_child_lives(void **state)
{
	pid_t holder = start_holder(true);

	(void)state;
	assert_int_equal(phonewall_lock_take(directory), -EWOULDBLOCK);
	kill_holder(holder);
	expect_free();
	assert_int_equal(kill(-holder, SIGKILL), 0);
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

/* phonewalld needs no root, only a directory of its own. */
static void test_remedies(void **state)
{
	static const struct {
		int error;
		const char *part;
	} cases[] = {
		{ -EACCES, "run 'chown -R phonewall' on that directory, or" },
		{ -EPERM, "run 'chown -R phonewall' on that directory, or" },
		{ -ENOLCK, "name a directory whose file system has locks" },
		{ -ELOOP, "name another directory" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_non_null(strstr(phonewall_lock_remedy(cases[i].error),
				       cases[i].part));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_one_at_a_time, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_ends_where_it_is_closed,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_ends_though_a_child_lives,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_nobody_else_can_hold_it,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_refused, set_up,
						tear_down),
		cmocka_unit_test(test_remedies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
