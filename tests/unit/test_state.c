// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "config/state.h"
#include "firewall/connection_request.h"
#include "folder.h"

static char directory[] = "/tmp/phonewall-state-XXXXXX";

static char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

/*
 * Writes bytes to a file as a crash or a person would, not through the library.
 */
static void put(const char *name, const char *text, size_t length)
{
	FILE *file = fopen(path_of(name), "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static int keep(char *text, size_t length, mode_t mode)
{
	struct phonewall_file file = { text, length, mode };

	return phonewall_state_write(directory, PHONEWALL_STATE_CONFIGURATION,
				     &file);
}

static int keep_port(const char *folder, uint16_t port)
{
	struct phonewall_file file = phonewall_connection_request_file(port);
	int error = phonewall_state_write(folder, PHONEWALL_STATE_PORT, &file);

	phonewall_file_clear(&file);
	return error;
}

static void assert_kept(const char *text, size_t length)
{
	struct phonewall_file file = { 0 };

	assert_int_equal(phonewall_state_read(directory,
					      PHONEWALL_STATE_CONFIGURATION,
					      &file), 0);
	assert_int_equal(file.length, length);
	assert_memory_equal(file.text, text, length);
	assert_int_equal(file.text[length], '\0');
	phonewall_file_clear(&file);
}

static mode_t mode_of(const char *name)
{
	struct stat status;

	assert_int_equal(stat(path_of(name), &status), 0);
	return status.st_mode & 07777;
}

static int make_directory(void **state)
{
	(void)state;
	return folder_make(directory);
}

static int remove_directory(void **state)
{
	(void)state;
	return folder_remove(directory);
}

static void test_nothing_kept(void **state)
{
	struct phonewall_file file = { 0 };
	uint16_t port = 7;

	(void)state;
	assert_int_equal(phonewall_state_read(directory,
					      PHONEWALL_STATE_CONFIGURATION,
					      &file), -ENOENT);
	assert_null(file.text);
	assert_int_equal(phonewall_connection_request_read(directory, &port), -ENOENT);
	assert_int_equal(port, 7);
}

static void test_kept_file_comes_back(void **state)
{
	(void)state;
	assert_int_equal(keep("old\0content", 11, 0644), 0);
	assert_kept("old\0content", 11);
	assert_int_equal(keep("new", 3, 0644), 0);
	assert_kept("new", 3);
	assert_int_equal(keep("", 0, 0644), 0);
	assert_kept("", 0);
}

static void test_copy_is_no_more_readable_than_original(void **state)
{
	static const struct {
		mode_t original;
		mode_t copy;
	} modes[] = {
		{ 0600, 0600 }, { 0644, 0644 }, { 0640, 0640 }, { 0777, 0644 },
		{ 0400, 0600 }, { 0666, 0644 },
	};
	mode_t umask_before = umask(0077);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		assert_int_equal(keep("x", 1, modes[i].original), 0);
		assert_int_equal(mode_of(PHONEWALL_STATE_CONFIGURATION),
				 modes[i].copy);
	}
	umask(umask_before);
}

static void test_same(void **state)
{
	struct phonewall_file none = { 0 };
	struct phonewall_file empty = { "", 0, 0644 };
	struct phonewall_file one = { "one", 3, 0644 };
	struct phonewall_file two = { "two", 3, 0644 };
	struct phonewall_file longer = { "one\0more", 8, 0644 };
	struct phonewall_file private = { "one", 3, 0600 };
	struct phonewall_file written_to = { "one", 3, 0755 };

	(void)state;
	assert_true(phonewall_state_same(&none, &none));
	assert_true(phonewall_state_same(&one, &one));
	assert_true(phonewall_state_same(&one, &written_to));
	assert_false(phonewall_state_same(&none, &empty));
	assert_false(phonewall_state_same(&empty, &none));
	assert_false(phonewall_state_same(&one, &two));
	assert_false(phonewall_state_same(&one, &longer));
	assert_false(phonewall_state_same(&one, &private));
}

/* The power failed while the new file was being written, before the rename. */
static void test_half_written_new_file(void **state)
{
	(void)state;
	assert_int_equal(keep("whole", 5, 0644), 0);
	put(".cfg.xml.new", "<flat-pro", 9);
	assert_kept("whole", 5);
	assert_int_equal(keep("next", 4, 0644), 0);
	assert_kept("next", 4);
	assert_int_equal(access(path_of(".cfg.xml.new"), F_OK), -1);
}

/* A process killed at any moment leaves the old content or the new. */
static void test_writer_killed(void **state)
{
	static char old[65536], new[65536];
	struct phonewall_file file = { 0 };
	unsigned int round;
	pid_t writer;

	(void)state;
	memset(old, 'o', sizeof(old));
	memset(new, 'n', sizeof(new));
	assert_int_equal(keep(old, sizeof(old), 0600), 0);
	for (round = 0; round < 50; round++) {
		writer = fork();
		if (!writer) {
			for (;;) {
				keep(new, sizeof(new), 0600);
				keep(old, sizeof(old), 0600);
			}
		}
		assert_true(writer > 0);
		usleep(round * 100);
		kill(writer, SIGKILL);
		assert_int_equal(waitpid(writer, NULL, 0), writer);
		assert_int_equal(phonewall_state_read(directory,
				 PHONEWALL_STATE_CONFIGURATION, &file), 0);
		assert_int_equal(file.length, sizeof(old));
		assert_memory_equal(file.text, *file.text == 'n' ? new : old,
				    sizeof(old));
		phonewall_file_clear(&file);
	}
}

static void test_disk_full(void **state)
{
	struct rlimit before, full;
	char large[8192];
	int error;

	(void)state;
	memset(large, 'x', sizeof(large));
	assert_int_equal(keep("whole", 5, 0644), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	full = before;
	full.rlim_cur = 4096;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &full), 0);
	error = keep(large, sizeof(large), 0644);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_DFL);

	assert_int_equal(error, -EFBIG);
	assert_kept("whole", 5);
	assert_int_equal(access(path_of(".cfg.xml.new"), F_OK), -1);
	assert_int_equal(keep(large, sizeof(large), 0644), 0);
	assert_kept(large, sizeof(large));
}

static void test_directory_missing(void **state)
{
	struct phonewall_file file = { "x", 1, 0600 };

	(void)state;
	assert_int_equal(phonewall_state_write(path_of("none"), "cfg.xml",
					       &file), -ENOENT);
	assert_int_equal(keep_port(path_of("none"), 8000), -ENOENT);
}

static void test_symbolic_link_is_replaced_not_followed(void **state)
{
	char target[128];
	struct phonewall_file file = { 0 };

	(void)state;
	put("target", "mine", 4);
	strcpy(target, path_of("target"));
	assert_int_equal(symlink(target, path_of(".cfg.xml.new")), 0);
	assert_int_equal(keep("kept", 4, 0644), 0);
	assert_kept("kept", 4);
	assert_int_equal(phonewall_file_read(target, 16, &file), 0);
	assert_string_equal(file.text, "mine");
	phonewall_file_clear(&file);
}

static void test_limit(void **state)
{
	struct phonewall_file file = { 0 };

	(void)state;
	put("exact", "12345678", 8);
	assert_int_equal(phonewall_file_read(path_of("exact"), 8, &file), 0);
	assert_string_equal(file.text, "12345678");
	phonewall_file_clear(&file);
	assert_int_equal(phonewall_file_read(path_of("exact"), 7, &file),
			 -EFBIG);
	assert_null(file.text);
}

static void test_only_regular_files(void **state)
{
	struct phonewall_file file = { 0 };

	(void)state;
	assert_int_equal(mkfifo(path_of("fifo"), 0600), 0);
	assert_int_equal(phonewall_file_read(path_of("fifo"), 8, &file),
			 -EINVAL);
	assert_int_equal(phonewall_file_read(directory, 8, &file), -EISDIR);
	assert_null(file.text);
}

static void test_port_comes_back(void **state)
{
	static const uint16_t ports[] = { 8000, 8123, 9999 };
	uint16_t port;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		assert_int_equal(keep_port(directory, ports[i]), 0);
		assert_int_equal(phonewall_connection_request_read(directory, &port),
				 0);
		assert_int_equal(port, ports[i]);
	}
	assert_int_equal(mode_of(PHONEWALL_STATE_PORT), 0644);
}

static void test_port_file_damaged(void **state)
{
	static const struct {
		const char *text;
		size_t length;
	} damaged[] = {
		{ "", 0 }, { "\n", 1 }, { "8", 1 }, { "812", 3 },
		{ "7999\n", 5 }, { "10000\n", 6 }, { "8123x", 5 },
		{ " 8123", 5 }, { "8123\n\n", 6 }, { "-8123", 5 },
		{ "0x1fbb", 6 }, { "812\0" "3", 5 }, { "8123\0\0\0", 7 },
		{ "4294975419\n", 11 }, { "81238123812381238123", 20 },
		{ "\0\0\0\0\0", 5 },
	};
	uint16_t port = 7;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
		put(PHONEWALL_STATE_PORT, damaged[i].text, damaged[i].length);
		assert_int_equal(phonewall_connection_request_read(directory, &port),
				 -EBADMSG);
		assert_int_equal(port, 7);
	}
	put(PHONEWALL_STATE_PORT, "8123", 4);
	assert_int_equal(phonewall_connection_request_read(directory, &port), 0);
	assert_int_equal(port, 8123);
}

#define STATE_TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STATE_TEST(test_nothing_kept),
		STATE_TEST(test_kept_file_comes_back),
		STATE_TEST(test_copy_is_no_more_readable_than_original),
		cmocka_unit_test(test_same),
		STATE_TEST(test_half_written_new_file),
		STATE_TEST(test_writer_killed),
		STATE_TEST(test_disk_full),
		STATE_TEST(test_directory_missing),
		STATE_TEST(test_symbolic_link_is_replaced_not_followed),
		STATE_TEST(test_limit),
		STATE_TEST(test_only_regular_files),
		STATE_TEST(test_port_comes_back),
		STATE_TEST(test_port_file_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
