// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/path_walk.h"
#include "folder.h"

#define SEED	20261129u
#define ROUNDS	2000

static char directory[] = "/tmp/phonewall-walk-XXXXXX";
static char *way;
static unsigned int look_ups;
static unsigned int limit;
static bool ended_last;

static char *path_of(const char *name)
{
	return phonewall_memory_print("%s/%s", directory, name);
}

static void make_directory(const char *name)
{
	char *path = path_of(name);

	assert_int_equal(mkdir(path, 0755), 0);
	free(path);
}

static void make_file(const char *name)
{
	char *path = path_of(name);
	int descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY, 0644);

	assert_true(descriptor >= 0);
	close(descriptor);
	free(path);
}

static void make_link(const char *name, const char *target)
{
	char *path = path_of(name);

	assert_int_equal(symlink(target, path), 0);
	free(path);
}

/* Records "DIRECTORY:NAME " of each look-up below the test's own directory. */
static int note(const char *where, const char *name, bool is_last,
		void *argument)
{
	size_t length = strlen(directory);
	char *before = way;
	struct stat status;

	assert_ptr_equal(argument, &way);
	assert_int_equal(lstat(where, &status), 0);
	assert_true(S_ISDIR(status.st_mode));
	assert_null(strchr(name, '/'));
	ended_last = is_last;
	if (!strncmp(where, directory, length)) {
		way = phonewall_memory_print("%s%s:%s ", before,
					     where + length, name);
		free(before);
	}
	return ++look_ups == limit ? 1 : 0;
}

/* @found is the file's name below the directory. */
static int walk(const char *path, char **found)
{
	free(way);
	way = phonewall_memory_print("%s", "");
	look_ups = 0;
	return phonewall_path_walk(path, note, &way, found);
}

static void assert_way(const char *name, const char *expected_way,
		       const char *expected_file)
{
	char *path = path_of(name);
	char *file;

	assert_int_equal(walk(path, &file), 0);
	assert_string_equal(way, expected_way);
	assert_string_equal(file + strlen(directory) + 1, expected_file);
	assert_true(ended_last);
	free(file);
	free(path);
}

static void assert_no_way(const char *name, const char *expected_way, int error)
{
	char *path = path_of(name);
	char *file;

	assert_int_equal(walk(path, &file), -error);
	assert_string_equal(way, expected_way);
	assert_null(file);
	free(path);
}

static int set_up(void **state)
{
	(void)state;
	limit = 0;
	way = NULL;
	if (folder_make(directory))
		return -1;
	make_directory("a");
	make_directory("a/b");
	make_file("a/b/f");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(way);
	return folder_remove(directory);
}

static void test_plain(void **state)
{
	(void)state;
	assert_way("a/b/f", ":a /a:b /a/b:f ", "a/b/f");
	assert_way("a//./b/f", ":a /a:b /a/b:f ", "a/b/f");
	assert_way("a/../a/b/f", ":a :a /a:b /a/b:f ", "a/b/f");
	assert_way("a/b", ":a /a:b ", "a/b");
}

static void test_absent(void **state)
{
	char *file;

	(void)state;
	assert_no_way("a/b/g", ":a /a:b /a/b:g ", ENOENT);
	assert_true(ended_last);
	assert_no_way("a/c/g", ":a /a:c ", ENOENT);
	assert_false(ended_last);
	assert_no_way("a/b/f/g", ":a /a:b /a/b:f ", ENOTDIR);
	assert_false(ended_last);
	assert_int_equal(walk("", &file), -ENOENT);
	assert_null(file);
}

static void test_links(void **state)
{
	char *absolute = path_of("a/b");

	(void)state;
	make_link("l", "a/b/f");
	make_link("a/up", "../a/./b/");
	make_link("far", absolute);
	make_link("two", "far/../up/f");
	make_link("dangling", "a/none/f");
	assert_way("l", ":l :a /a:b /a/b:f ", "a/b/f");
	assert_way("a/up/f", ":a /a:up :a /a:b /a/b:f ", "a/b/f");
	assert_way("far/f", ":far :a /a:b /a/b:f ", "a/b/f");
	assert_way("two", ":two :far :a /a:b /a:up :a /a:b /a/b:f ", "a/b/f");
	assert_no_way("dangling", ":dangling :a /a:none ", ENOENT);
	free(absolute);
}

/* "0" leads to the file, and each other link to the one before it. */
static void test_link_limit(void **state)
{
	char name[16], target[16] = "a/b/f";
	char *file, *path;
	struct stat status;
	unsigned int i;

	(void)state;
	for (i = 0; i <= PHONEWALL_PATH_WALK_LINKS; i++) {
		snprintf(name, sizeof(name), "%u", i);
		make_link(name, target);
		path = path_of(name);
		assert_int_equal(walk(path, &file),
				 stat(path, &status) ? -errno : 0);
		assert_int_equal(!file, i == PHONEWALL_PATH_WALK_LINKS);
		free(file);
		free(path);
		memcpy(target, name, sizeof(name));
	}
	make_link("circle", "circle");
	path = path_of("circle");
	assert_int_equal(walk(path, &file), -ELOOP);
	assert_int_equal(look_ups, 2 + 1 + PHONEWALL_PATH_WALK_LINKS);
	free(path);
}

static void test_relative(void **state)
{
	char *file, *before = getcwd(NULL, 0);

	(void)state;
	assert_int_equal(chdir(directory), 0);
	assert_int_equal(walk("a/b/../b/f", &file), 0);
	assert_string_equal(way, ":a /a:b /a:b /a/b:f ");
	assert_string_equal(file + strlen(directory), "/a/b/f");
	free(file);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(walk("../../tmp", &file), 0);
	assert_string_equal(file, "/tmp");
	free(file);
	assert_int_equal(chdir(before), 0);
	free(before);
}

static void test_root(void **state)
{
	char *file;

	(void)state;
	assert_int_equal(walk("/..//", &file), 0);
	assert_string_equal(file, "/");
	assert_int_equal(look_ups, 0);
	free(file);
}

static void test_ended_by_caller(void **state)
{
	char *path = path_of("a/b/f");
	char *file;

	(void)state;
	limit = 3;
	assert_int_equal(walk(path, &file), 1);
	assert_int_equal(look_ups, 3);
	assert_null(file);
	free(path);
}

/* Three names in three directories, each a directory, a file or a link. */
static void make_anything(unsigned int *seed)
{
	static const char *const names[] = { "x", "y", "z" };
	static const char *const folders[] = { "", "x/", "y/" };
	static const char *const targets[] = { "x", "../y", "z/.", "./x/y",
		"../../z", "y/../x", "x//z", "..", "z/x/y" };
	char *path;
	size_t i, j;

	for (i = 0; i < 3; i++) {
		for (j = 0; j < 3; j++) {
			path = phonewall_memory_print("%s/a/b/%s%s", directory,
						      folders[i], names[j]);
			if (rand_r(seed) % 3 == 0)
				mkdir(path, 0755);
			else if (rand_r(seed) % 4 == 0)
				close(creat(path, 0644));
			else if (symlink(targets[rand_r(seed) % 9], path))
				assert_int_not_equal(errno, EINVAL);
			free(path);
		}
	}
}

static char *any_path(unsigned int *seed)
{
	static const char *const names[] = { "x", "y", "z", "..", "x/y", "." };
	char *path = path_of("a/b");
	char *before;

	for (unsigned int i = rand_r(seed) % 5 + 1; i; i--) {
		before = path;
		path = phonewall_memory_print("%s/%s", before,
					      names[rand_r(seed) % 6]);
		free(before);
	}
	return path;
}

/* The C library's realpath() asks the same kernel in another way. */
static void test_as_realpath(void **state)
{
	unsigned int seed = SEED, found = 0, lost = 0;
	char *path, *file, *real;
	int error;

	(void)state;
	for (unsigned int i = 0; i < ROUNDS; i++) {
		if (i % 20 == 0) {
			tear_down(NULL);
			assert_int_equal(set_up(NULL), 0);
			make_anything(&seed);
		}
		path = any_path(&seed);
		real = realpath(path, NULL);
		error = real ? 0 : -errno;
		assert_int_equal(walk(path, &file), error);
		if (real)
			assert_string_equal(file, real);
		found += !error;
		lost += !!error;
		free(real);
		free(file);
		free(path);
	}
	assert_true(found > ROUNDS / 10 && lost > ROUNDS / 10);
}

#define WALK_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WALK_TEST(test_plain),
		WALK_TEST(test_absent),
		WALK_TEST(test_links),
		WALK_TEST(test_link_limit),
		WALK_TEST(test_relative),
		WALK_TEST(test_root),
		WALK_TEST(test_ended_by_caller),
		WALK_TEST(test_as_realpath),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
