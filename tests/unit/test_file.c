// SPDX-License-Identifier: GPL-2.0
/*
 * How often replacing a file waits for the disk, which wears it.
 */
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

#include "file.h"

#define TEXT	"some text\n"

static char directory[] = "/tmp/phonewall-file-XXXXXX";
static char path[64];
static unsigned int syncs;

/* In place of the C library's. */
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replace),
		cmocka_unit_test(test_replace_for_this_boot),
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
