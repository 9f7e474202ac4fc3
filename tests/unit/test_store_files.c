// SPDX-License-Identifier: MIT
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
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
 * test's own: one fails with EIO, or its process is killed, at step @at of all that
 * they do, or none if that is 0. @step is theirs and the test's.
 */
enum mishap {
	MISHAP_ERROR,
	MISHAP_KILLED,
};

static struct {
	pid_t test;
	enum mishap mishap;
	unsigned int at;
	unsigned int *step;
} writer_of;

static char directory[] = "/tmp/phonewall-store-XXXXXX";
static struct event_base *base;
static struct phonewall_state_writer *writer;
static struct phonewall_store_files files;
/* How a write that was late has ended. */
static int late;

/* Return: whether the call fails. */
static bool meets_mishap(void)
{
	if (getpid() == writer_of.test || ++*writer_of.step != writer_of.at)
		return false;
	if (writer_of.mishap == MISHAP_KILLED)
		kill(getpid(), SIGKILL);
	errno = EIO;
	return true;
}

ssize_t write(int descriptor, const void *data, size_t length)
{
	return meets_mishap() ? -1 :
	       syscall(SYS_write, descriptor, data, length);
}

int fsync(int descriptor)
{
	return meets_mishap() ? -1 : syscall(SYS_fsync, descriptor);
}

int fchmod(int descriptor, mode_t mode)
{
	return meets_mishap() ? -1 : syscall(SYS_fchmod, descriptor, mode);
}

int renameat(int from, const char *old, int to, const char *new)
{
	return meets_mishap() ? -1 :
	       syscall(SYS_renameat2, from, old, to, new, 0);
}

int unlinkat(int descriptor, const char *name, int flags)
{
	return meets_mishap() ? -1 :
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

/* Return: whether both files are written. */
static bool save(void)
{
	return !finish(phonewall_store_files_save) &&
	       !finish(phonewall_store_files_save_copy);
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
	assert_true(save());
	assert_true(phonewall_store_files_are_saved(&files));
	assert_string_equal(reload(), "81");
	assert_null(files.fault);
	sprintf(path, "%s/" PHONEWALL_STATE_STORE, directory);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
}

/* Return: whether there was such a step. */
static bool survive(enum mishap mishap, unsigned int at)
{
	const char *found;
	bool is_whole;

	use("81");
	writer_of.at = 0;
	assert_true(save());
	*writer_of.step = 0;
	writer_of.at = at;
	writer_of.mishap = mishap;
	use("82");
	is_whole = save();
	writer_of.at = 0;
	found = reload();
	assert_non_null(found);
	assert_null(files.fault);
	if (strcmp(found, "82"))
		assert_string_equal(found, "81");
	if (is_whole)
		assert_string_equal(found, "82");
	use("83");
	assert_true(save());
	assert_string_equal(reload(), "83");
	assert_null(files.fault);
	return !is_whole;
}

/* Each file is six calls. */
static void survive_each_step(enum mishap mishap)
{
	unsigned int at = 1;

	while (at < STEPS_MAX && survive(mishap, at))
		at++;
	assert_in_range(at, 13, STEPS_MAX - 1);
}

static void test_every_call_fails_once(void **state)
{
	(void)state;
	survive_each_step(MISHAP_ERROR);
}

static void test_power_cut_at_every_call(void **state)
{
	(void)state;
	survive_each_step(MISHAP_KILLED);
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

/* Cut at every tenth byte, but for the last line end. */
static void test_damaged_store(void **state)
{
	size_t length;
	char *text;

	(void)state;
	use("81");
	assert_true(save());
	text = read_file(PHONEWALL_STATE_STORE, &length);
	for (size_t i = 0; i + 2 < length; i += 10) {
		size_t kept_length;
		char *kept;

		write_file(PHONEWALL_STATE_STORE, text, i);
		assert_string_equal(reload(), "81");
		assert_non_null(files.fault);
		kept = read_file(PHONEWALL_STATE_STORE_DAMAGED, &kept_length);
		assert_int_equal(kept_length, i);
		free(kept);
		assert_true(save());
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
	assert_true(save());
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
	assert_true(save());
	write_file(PHONEWALL_STATE_STORE, "", 0);
	write_file(PHONEWALL_STATE_STORE_COPY, "<", 1);
	assert_null(reload());
	assert_null(reload());
	assert_non_null(files.fault);
	assert_int_equal(files.store.count, 0);
	use("82");
	assert_false(files.is_lost);
	assert_null(files.fault);
	assert_true(save());
	assert_string_equal(reload(), "82");
	assert_null(files.fault);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_saved),
		TEST(test_every_call_fails_once),
		TEST(test_power_cut_at_every_call),
		TEST(test_damaged_store),
		TEST(test_missing_store_with_a_copy),
		TEST(test_lost_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
