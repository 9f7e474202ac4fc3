// SPDX-License-Identifier: MIT
#include <errno.h>
#include <linux/fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "config/state.h"
#include "event_loop.h"
#include "folder.h"
#include "store/files.h"
#include "store/store_file.h"

#define STEPS_MAX	64

/*
 * What the processes that write do of the system calls below, which are the
 * test's own: at step @at of all that they do, or never if that is 0, one fails
 * with @error or has the signal @number sent to its process. If a mishap @is_short,
 * only writes are steps, and one of them writes a half. @step is theirs and the
 * test's.
 */
struct mishap {
	int error;
	int number;
	bool is_short;
};

static struct {
	pid_t test;
	struct mishap mishap;
	unsigned int at;
	unsigned int *step;
} writer_of;

static char directory[] = "/tmp/phonewall-store-XXXXXX";
static struct event_base *base;
static struct phonewall_state_writer *writer;
static struct phonewall_store_files files;
/* How a write that was late has ended. */
static int late;

/* fcntl.h makes functions of its own of these. */
int open(const char *path, int flags, ...);
int openat(int directory, const char *path, int flags, ...);

static bool meets_mishap(void)
{
	return getpid() != writer_of.test &&
	       ++*writer_of.step == writer_of.at;
}

/* Return: whether the call fails. */
static bool fails(void)
{
	if (writer_of.mishap.is_short || !meets_mishap())
		return false;
	if (writer_of.mishap.number)
		kill(getpid(), writer_of.mishap.number);
	errno = writer_of.mishap.error;
	return errno;
}

static mode_t mode_of(int flags, va_list arguments)
{
	return flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
}

int open(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = mode_of(flags, arguments);
	va_end(arguments);
	return fails() ? -1 : syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int openat(int at, const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = mode_of(flags, arguments);
	va_end(arguments);
	return fails() ? -1 : syscall(SYS_openat, at, path, flags, mode);
}

/* close(2): the descriptor is free, whatever it returns. */
int close(int descriptor)
{
	bool is_failure = fails();
	int error = errno;
	int result = syscall(SYS_close, descriptor);

	if (!is_failure)
		return result;
	errno = error;
	return -1;
}

ssize_t write(int descriptor, const void *data, size_t length)
{
	if (fails())
		return -1;
	if (writer_of.mishap.is_short && meets_mishap())
		length /= 2;
	return syscall(SYS_write, descriptor, data, length);
}

/* No power is cut, so the disk need not have it. */
int fsync(int descriptor)
{
	(void)descriptor;
	return fails() ? -1 : 0;
}

int fchmod(int descriptor, mode_t mode)
{
	return fails() ? -1 : syscall(SYS_fchmod, descriptor, mode);
}

int renameat(int from, const char *old, int to, const char *new)
{
	return fails() ? -1 :
	       syscall(SYS_renameat2, from, old, to, new, 0);
}

int unlinkat(int descriptor, const char *name, int flags)
{
	return fails() ? -1 :
	       syscall(SYS_unlinkat, descriptor, name, flags);
}

static void on_written(const char *name, int error, void *argument)
{
	(void)argument;
	late = error;
	phonewall_store_files_written(&files, name, error);
}

static int set_up(void **state)
{
	(void)state;
	writer_of.at = 0;
	writer_of.test = getpid();
	writer_of.step = mmap(NULL, sizeof(*writer_of.step),
			      PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (writer_of.step == MAP_FAILED)
		return -1;
	if (folder_make(directory))
		return -1;
	base = event_base_new();
	writer = phonewall_state_writer_open(base, directory, on_written, NULL);
	phonewall_store_files_open(&files, directory);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_store_files_clear(&files);
	phonewall_state_writer_close(writer);
	event_base_free(base);
	munmap(writer_of.step, sizeof(*writer_of.step));
	return folder_remove(directory);
}

/* Makes the store hold this one value, with as much else as fills some blocks. */
static void use(const char *port)
{
	static char other[3000];
	struct phonewall_store store = { 0 };
	struct phonewall_store_entry entry = {
		.name = "Web_Server_Port", .value = (char *)port,
		.origin = PHONEWALL_STORE_SET, .source = "0",
	};
	bool is_lost = false;

	assert_true(phonewall_store_put(&store, &entry));
	memset(other, 'x', sizeof(other) - 1);
	entry.name = "Other";
	entry.value = other;
	assert_true(phonewall_store_put(&store, &entry));
	phonewall_store_files_exchange(&files, &store, &is_lost);
	phonewall_store_files_accept(&files);
	phonewall_store_clear(&store);
}

/* Return: how the write ended, however long that took. */
static int finish(int (*write_it)(struct phonewall_store_files *files,
				  struct phonewall_state_writer *writer))
{
	int error = write_it(&files, writer);

	if (error != -EINPROGRESS)
		return error;
	late = -EINPROGRESS;
	for (int i = 0; i < 500 && late == -EINPROGRESS; i++)
		event_loop_run(base, 10);
	return late;
}

/* Return: how the writes of both files ended. */
static int save(void)
{
	int error = finish(phonewall_store_files_save);

	return error ? error : finish(phonewall_store_files_save_copy);
}

/* What an agent that starts now would use: a value, or NULL if it is lost. */
static const char *reload(void)
{
	struct phonewall_store_entry *entry;

	phonewall_store_files_clear(&files);
	phonewall_store_files_open(&files, directory);
	phonewall_store_files_load(&files);
	if (files.is_lost)
		return NULL;
	entry = phonewall_store_find(&files.store, "Web_Server_Port");
	return entry ? entry->value : "";
}

static void test_saved(void **state)
{
	struct stat status;
	char path[128];

	(void)state;
	assert_string_equal(reload(), "");
	assert_null(files.fault);
	use("81");
	assert_false(phonewall_store_files_are_saved(&files));
	assert_int_equal(save(), 0);
	assert_true(phonewall_store_files_are_saved(&files));
	assert_string_equal(reload(), "81");
	assert_null(files.fault);
	sprintf(path, "%s/" PHONEWALL_STATE_STORE, directory);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
}

/* Return: whether there was such a step. It begins with a write after the last. */
static bool survive(struct mishap mishap, unsigned int at, int *error)
{
	const char *found;

	use("81");
	assert_int_equal(save(), 0);
	assert_string_equal(reload(), "81");
	*writer_of.step = 0;
	writer_of.at = at;
	writer_of.mishap = mishap;
	use("82");
	*error = save();
	writer_of.at = 0;
	found = reload();
	assert_non_null(found);
	assert_null(files.fault);
	if (strcmp(found, "82"))
		assert_string_equal(found, "81");
	if (!*error)
		assert_string_equal(found, "82");
	return *writer_of.step >= at;
}

/*
 * Each file is ten calls. Who asks is told the cause, but for the @harmless last
 * ones.
 */
static void survive_each_step(struct mishap mishap, unsigned int harmless)
{
	unsigned int failures = 0;
	unsigned int at = 1;
	int error;

	for (; at < STEPS_MAX && survive(mishap, at, &error); at++) {
		if (!error)
			continue;
		assert_int_equal(error, mishap.number ? -EIO : -mishap.error);
		failures++;
	}
	assert_int_equal(at, 21);
	assert_int_equal(failures, 20 - harmless);
}

static void test_every_call_fails_once(void **state)
{
	static const int errors[] = { EIO, ENOSPC, EDQUOT, EROFS };

	(void)state;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		survive_each_step((struct mishap){ .error = errors[i] }, 2);
}

/* Each file is one write, and a second one if the first is short. */
static void test_short_writes(void **state)
{
	unsigned int at = 1;
	int error;

	(void)state;
	while (at < STEPS_MAX &&
	       survive((struct mishap){ .is_short = true }, at, &error)) {
		assert_int_equal(error, 0);
		at++;
	}
	assert_int_equal(at, 3);
}

static void test_power_cut_at_every_call(void **state)
{
	(void)state;
	survive_each_step((struct mishap){ .number = SIGKILL }, 0);
}

static void write_file(const char *name, const char *text, size_t length)
{
	char path[128];
	FILE *file;

	sprintf(path, "%s/%s", directory, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static char *read_file(const char *name, size_t *length)
{
	struct phonewall_file file = { 0 };

	assert_int_equal(phonewall_state_read(directory, name, &file), 0);
	*length = file.length;
	return file.text;
}

/* Cut in each of its parts, but for the last line end. */
static void test_damaged_store(void **state)
{
	size_t length;
	char *text;

	(void)state;
	use("81");
	assert_int_equal(save(), 0);
	text = read_file(PHONEWALL_STATE_STORE, &length);
	for (size_t i = 0; i + 2 < length; i += 199) {
		size_t kept_length;
		char *kept;

		write_file(PHONEWALL_STATE_STORE, text, i);
		assert_string_equal(reload(), "81");
		assert_non_null(files.fault);
		kept = read_file(PHONEWALL_STATE_STORE_DAMAGED, &kept_length);
		assert_int_equal(kept_length, i);
		free(kept);
		assert_int_equal(save(), 0);
		assert_string_equal(reload(), "81");
		assert_null(files.fault);
	}
	free(text);
}

static void test_missing_store_with_a_copy(void **state)
{
	char path[128];

	(void)state;
	use("81");
	assert_int_equal(save(), 0);
	sprintf(path, "%s/" PHONEWALL_STATE_STORE, directory);
	assert_int_equal(unlink(path), 0);
	assert_string_equal(reload(), "81");
	assert_non_null(files.fault);
}

/* It is not taken for empty, also not by the next start. */
static void test_lost_store(void **state)
{
	(void)state;
	use("81");
	assert_int_equal(save(), 0);
	write_file(PHONEWALL_STATE_STORE, "", 0);
	write_file(PHONEWALL_STATE_STORE_COPY, "<", 1);
	assert_null(reload());
	assert_null(reload());
	assert_non_null(files.fault);
	assert_int_equal(files.store.count, 0);
	use("82");
	assert_false(files.is_lost);
	assert_null(files.fault);
	assert_int_equal(save(), 0);
	assert_string_equal(reload(), "82");
	assert_null(files.fault);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_saved),
		TEST(test_every_call_fails_once),
		TEST(test_short_writes),
		TEST(test_power_cut_at_every_call),
		TEST(test_damaged_store),
		TEST(test_missing_store_with_a_copy),
		TEST(test_lost_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
