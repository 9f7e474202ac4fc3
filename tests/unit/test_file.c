// SPDX-License-Identifier: MIT
/*
 * How often replacing a file waits for the disk, which wears it; and files that
 * cannot be read.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"

#define TEXT	"some text\n"

static char directory[] = "/tmp/phonewall-file-XXXXXX";
static char path[64];
static unsigned int syncs;

/* Replaces the C library's. */
int fsync(int descriptor)
{
	(void)descriptor;
	syncs++;
	return 0;
}

static void expect_content(mode_t mode)
{
	struct phonewall_file file = { 0 };

	assert_int_equal(phonewall_file_read(path, 100, &file), 0);
	assert_string_equal(file.text, TEXT);
	assert_int_equal(file.mode, mode);
	phonewall_file_clear(&file);
}

static void test_replace(void **state)
{
	(void)state;
	syncs = 0;
	assert_int_equal(phonewall_file_replace(path, TEXT, strlen(TEXT),
						0640), 0);
	expect_content(0640);
	assert_int_equal(syncs, 2);
}

static void test_replace_for_this_boot(void **state)
{
	(void)state;
	syncs = 0;
	assert_int_equal(phonewall_file_replace_for_this_boot(
				 path, TEXT, strlen(TEXT), 0600), 0);
	expect_content(0600);
	assert_int_equal(syncs, 0);
}

/* As under the sandbox of the unit. */
static bool may_not_give;

int fchown(int descriptor, uid_t user, gid_t group)
{
	if (!may_not_give)
		return syscall(SYS_fchown, descriptor, user, group);
	errno = EPERM;
	return -1;
}

/* Whether a process of nobody's with this group can read the file. */
static bool can_read(gid_t group)
{
	pid_t reader;
	int status;

	assert_int_equal(chmod(directory, 0711), 0);
	reader = fork();

	if (!reader)
		_exit(setgroups(0, NULL) || setgid(group) || setuid(65534) ||
		      open(path, O_RDONLY) < 0);
	assert_int_equal(waitpid(reader, &status, 0), reader);
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

static void test_reader_without_the_right_to_give(void **state)
{
	struct stat status;

	(void)state;
	may_not_give = true;
	assert_int_equal(phonewall_file_replace_for_group(
				 path, TEXT, strlen(TEXT), 65533), 0);
	may_not_give = false;
	expect_content(0640);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_gid, getegid());
	/* To become another user takes root. */
	if (geteuid())
		return;
	assert_true(can_read(65533));
	assert_false(can_read(65532));
	assert_int_equal(phonewall_file_replace_for_this_boot(
				 path, TEXT, strlen(TEXT), 0600), 0);
	assert_false(can_read(65533));
}

/* Without being a member, it needs the right to give the file away. */
static void test_replace_for_group(void **state)
{
	gid_t group = geteuid() ? getegid() : 65534;
	struct stat status;

	(void)state;
	assert_int_equal(phonewall_file_replace_for_group(
				 path, TEXT, strlen(TEXT), group), 0);
	expect_content(0640);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_gid, group);
	assert_int_equal(status.st_uid, geteuid());
}

/* Returns a process that waits for a reader of the FIFO, then ends. */
static pid_t start_writer(void)
{
	pid_t writer = fork();

	if (!writer) {
		open(path, O_WRONLY);
		_exit(0);
	}
	assert_true(writer > 0);
	return writer;
}

static bool has_ended(pid_t process)
{
	static const struct timespec delay = { .tv_nsec = 10000000 };

	for (int i = 0; i < 30; i++) {
		if (waitpid(process, NULL, WNOHANG) == process)
			return true;
		nanosleep(&delay, NULL);
	}
	return false;
}

/* A writer does not take it for a reader either. */
static void test_fifo(void **state)
{
	struct phonewall_file file = { 0 };
	pid_t writer;
	int reader;

	(void)state;
	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	writer = start_writer();
	assert_false(has_ended(writer));
	assert_int_equal(phonewall_file_read(path, 100, &file), -EINVAL);
	assert_null(file.text);
	assert_false(has_ended(writer));
	reader = open(path, O_RDONLY | O_NONBLOCK);
	assert_true(has_ended(writer));
	close(reader);
	unlink(path);
}

static void test_not_regular(void **state)
{
	struct phonewall_file file = { 0 };

	(void)state;
	assert_int_equal(phonewall_file_read("/dev/null", 100, &file), -EINVAL);
	assert_int_equal(phonewall_file_read(directory, 100, &file), -EISDIR);
	assert_int_equal(phonewall_file_read(path, 100, &file), -ENOENT);
	assert_int_equal(symlink("/dev/zero", path), 0);
	assert_int_equal(phonewall_file_read(path, 100, &file), -EINVAL);
	assert_null(file.text);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replace),
		cmocka_unit_test(test_replace_for_this_boot),
		cmocka_unit_test(test_replace_for_group),
		cmocka_unit_test(test_reader_without_the_right_to_give),
		cmocka_unit_test(test_fifo),
		cmocka_unit_test(test_not_regular),
	};
	int failed;

	if (!mkdtemp(directory))
		return 1;
	sprintf(path, "%s/file", directory);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	rmdir(directory);
	return failed;
}
