// SPDX-License-Identifier: MIT
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/state_writer.h"
#include "config/state.h"
#include "disk.h"
#include "event_loop.h"
#include "folder.h"

/* Blocking calls may be late on a machine that is busy. */
#define SLACK_MS	400

static char directory[] = "/tmp/phonewall-writer-XXXXXX";
static struct event_base *base;
static struct phonewall_state_writer *writer;
static struct {
	unsigned int count;
	int error;
	char name[16];
} written;

static void on_written(const char *name, int error, void *argument)
{
	assert_ptr_equal(argument, &written);
	written.count++;
	written.error = error;
	snprintf(written.name, sizeof(written.name), "%s", name);
}

static int set_up(void **state)
{
	(void)state;
	memset(&written, 0, sizeof(written));
	if (folder_make(directory))
		return -1;
	disk_open(directory);
	base = event_base_new();
	writer = phonewall_state_writer_open(base, directory, on_written,
					     &written);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	disk_close();
	phonewall_state_writer_close(writer);
	event_base_free(base);
	folder_remove(directory);
	return 0;
}

/* Return: what the write returns; it does not block for long. */
static int write_text(const char *name, char *text)
{
	const struct phonewall_file file = { text, strlen(text), 0644 };
	uint64_t begin = phonewall_clock_elapsed();
	int error = phonewall_state_writer_write(writer, name, &file);

	assert_true(phonewall_clock_elapsed() - begin <
		    PHONEWALL_STATE_WRITER_MS + SLACK_MS);
	return error;
}

/* Return: how it ended, however long that took. */
static int write_whole(const char *name, char *text)
{
	int error = write_text(name, text);

	if (error != -EINPROGRESS)
		return error;
	for (unsigned int i = 0; i < 500 && !written.count; i++)
		event_loop_run(base, 10);
	assert_int_equal(written.count, 1);
	written.count = 0;
	return written.error;
}

static void assert_text(const char *name, const char *text)
{
	struct phonewall_file file = { 0 };

	if (!text) {
		assert_int_equal(phonewall_state_read(directory, name, &file),
				 -ENOENT);
		return;
	}
	assert_int_equal(phonewall_state_read(directory, name, &file), 0);
	assert_string_equal(file.text, text);
	phonewall_file_clear(&file);
}

static void test_written(void **state)
{
	(void)state;
	assert_int_equal(write_whole("clock", "1\n"), 0);
	assert_text("clock", "1\n");
	assert_int_equal(write_whole("clock", "2\n"), 0);
	assert_text("clock", "2\n");
	event_loop_run(base, 50);
	assert_int_equal(written.count, 0);
}

static void test_error(void **state)
{
	(void)state;
	disk_set_broken(true);
	assert_int_equal(write_whole("clock", "1\n"), -EIO);
	assert_text("clock", NULL);
	disk_set_broken(false);
	folder_remove(directory);
	assert_int_equal(write_whole("clock", "1\n"), -ENOENT);
	event_loop_run(base, 50);
	assert_int_equal(written.count, 0);
}

/* The event loop runs on, and a second write is not begun. */
static void test_disk_that_does_not_answer(void **state)
{
	(void)state;
	assert_int_equal(write_whole("clock", "1\n"), 0);
	disk_set_stuck(true);
	assert_int_equal(write_text("clock", "2\n"), -EINPROGRESS);
	assert_int_equal(write_text("clock", "3\n"), -EBUSY);
	assert_int_equal(write_text("cfg.xml", "4\n"), -EBUSY);
	event_loop_run(base, 300);
	assert_int_equal(written.count, 0);
	assert_text("clock", "1\n");
	disk_set_stuck(false);
	for (unsigned int i = 0; i < 500 && !written.count; i++)
		event_loop_run(base, 10);
	assert_int_equal(written.count, 1);
	assert_int_equal(written.error, 0);
	assert_string_equal(written.name, "clock");
	written.count = 0;
	assert_text("clock", "2\n");
	assert_text("cfg.xml", NULL);
	assert_int_equal(write_whole("cfg.xml", "4\n"), 0);
	assert_text("cfg.xml", "4\n");
}

static void test_late_error(void **state)
{
	(void)state;
	disk_set_stuck(true);
	disk_set_broken(true);
	assert_int_equal(write_text("clock", "1\n"), -EINPROGRESS);
	disk_set_stuck(false);
	for (unsigned int i = 0; i < 500 && !written.count; i++)
		event_loop_run(base, 10);
	assert_int_equal(written.count, 1);
	assert_int_equal(written.error, -EIO);
	assert_text("clock", NULL);
}

/* An orderly end waits for a write that needs but a moment. */
static void test_finish_waits(void **state)
{
	pid_t answer;

	(void)state;
	disk_set_stuck(true);
	assert_int_equal(write_text("clock", "1\n"), -EINPROGRESS);
	answer = fork();
	if (!answer) {
		usleep(200 * 1000);
		disk_set_stuck(false);
		_exit(0);
	}
	assert_int_equal(phonewall_state_writer_finish(writer), 1);
	assert_int_equal(written.count, 1);
	assert_int_equal(written.error, 0);
	assert_text("clock", "1\n");
	assert_int_equal(phonewall_state_writer_finish(writer), 0);
	waitpid(answer, NULL, 0);
}

static void test_finish_gives_up(void **state)
{
	uint64_t begin;

	(void)state;
	assert_int_equal(write_whole("clock", "1\n"), 0);
	disk_set_stuck(true);
	assert_int_equal(write_text("clock", "2\n"), -EINPROGRESS);
	begin = phonewall_clock_elapsed();
	assert_int_equal(phonewall_state_writer_finish(writer), 0);
	phonewall_state_writer_close(writer);
	writer = NULL;
	assert_true(phonewall_clock_elapsed() - begin < 1100 + SLACK_MS);
	disk_set_stuck(false);
	usleep(500 * 1000);
	assert_text("clock", "1\n");
}

/*
 * What a killed phonewalld was writing must not replace what the next one writes.
 */
static void test_nothing_is_written_for_a_dead_one(void **state)
{
	pid_t killed = fork();
	int status;

	(void)state;
	if (!killed) {
		disk_set_stuck(true);
		write_text("clock", "1\n");
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(killed, &status, 0), killed);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	disk_set_stuck(false);
	usleep(500 * 1000);
	assert_text("clock", NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_written),
		TEST(test_error),
		TEST(test_disk_that_does_not_answer),
		TEST(test_late_error),
		TEST(test_finish_waits),
		TEST(test_finish_gives_up),
		TEST(test_nothing_is_written_for_a_dead_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
