// SPDX-License-Identifier: MIT
/*
 * The image of an upgrade as it is written to the disk.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"
#include "faults.h"
#include "folder.h"
#include "image.h"

static char directory[] = "/tmp/phonewall-image-XXXXXX";
static char *path;
static struct phonewall_image image;

static int set_up(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/phonewall-image-XXXXXX");
	if (folder_make(directory))
		return -1;
	path = phonewall_memory_print("%s/image", directory);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_image_remove(&image);
	free(path);
	return folder_remove(directory);
}

static bool append(const char *text)
{
	return phonewall_image_append(&image, text, strlen(text), 0);
}

static void assert_content(const char *expected)
{
	struct phonewall_file file = { 0 };

	assert_int_equal(phonewall_file_read(path, 4096, &file), 0);
	assert_string_equal(file.text, expected);
	phonewall_file_clear(&file);
}

/* A server that fails in the middle is followed by another one. */
static void test_begins_again(void **state)
{
	(void)state;
	assert_true(phonewall_image_open(&image, path));
	assert_true(append("a long one"));
	phonewall_image_begin(&image);
	assert_true(append("sh"));
	assert_true(append("ort"));
	assert_content("short");
	phonewall_image_remove(&image);
	assert_int_equal(access(path, F_OK), -1);
	phonewall_image_remove(&image);
}

/* Of before a power cut, or of somebody else: it is neither followed nor kept. */
static void test_what_is_there(void **state)
{
	char *other = phonewall_memory_print("%s/other", directory);
	struct stat status;

	(void)state;
	assert_int_equal(phonewall_file_replace(other, "other", 5, 0644), 0);
	assert_int_equal(symlink(other, path), 0);
	umask(0);
	assert_true(phonewall_image_open(&image, path));
	umask(022);
	assert_true(append("image"));
	assert_int_equal(lstat(path, &status), 0);
	assert_int_equal(status.st_mode, S_IFREG | 0600);
	phonewall_image_remove(&image);
	assert_int_equal(phonewall_file_replace(path, "old", 3, 0644), 0);
	assert_true(phonewall_image_open(&image, path));
	assert_content("");
	phonewall_image_remove(&image);
	path[strlen(path) - strlen("image")] = '\0';
	strcat(path, "other");
	assert_content("other");
	free(other);
}

/* After a fault nothing more is written, and the first fault is told. */
static void test_no_room(void **state)
{
	(void)state;
	assert_true(phonewall_image_open(&image, path));
	assert_true(append("some"));
	assert_false(phonewall_image_append(&image, "more", 4,
					    SIZE_MAX / 2));
	assert_contains(image.fault, "the disk is nearly full; make room");
	assert_false(append("more"));
	assert_content("some");
}

static void test_no_directory(void **state)
{
	(void)state;
	assert_false(phonewall_image_open(&image, "/nowhere/image"));
	assert_contains(image.fault, "cannot write /nowhere/image: No such file");
	assert_false(append("more"));
	assert_contains(image.fault, "cannot write /nowhere/image: No such file");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_begins_again),
		TEST(test_what_is_there),
		TEST(test_no_room),
		TEST(test_no_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
