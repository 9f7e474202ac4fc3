// SPDX-License-Identifier: MIT
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/memory.h"
#include "faults.h"
#include "folder.h"
#include "lease_file.h"

static char directory[] = "/tmp/phonewall-lease-XXXXXX";

/* The clocks, which are the test's own: the day may be set, and boot time not. */
static time_t day, since_boot;

int clock_gettime(clockid_t clock, struct timespec *now)
{
	*now = (struct timespec){
		.tv_sec = clock == CLOCK_BOOTTIME ? since_boot : day,
	};
	return 0;
}

static int set_up(void **state)
{
	(void)state;
	return folder_make(directory);
}

static int tear_down(void **state)
{
	(void)state;
	return folder_remove(directory);
}

/* Return: what reading a record with that line returns. */
static int read_line(const char *line)
{
	char *path = phonewall_memory_print("%s/eth0-v4.lease", directory);
	struct phonewall_lease_record *record;
	FILE *file = fopen(path, "w");
	int error;

	assert_non_null(file);
	fprintf(file, "phonewall-lease 1\nfamily ipv4\ninterface eth0\n%s",
		line);
	assert_int_equal(fclose(file), 0);
	error = phonewall_lease_file_read(path, &record);
	assert_int_equal(!error, record != NULL);
	free(record);
	free(path);
	return error;
}

static void test_expiry(void **state)
{
	static const time_t days[] = { 0, 1796022340, INT32_MAX };

	(void)state;
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		day = days[i];
		since_boot = 999;
		assert_int_equal(read_line("expires 1000\n"), 0);
		since_boot = 1000;
		assert_int_equal(read_line("expires 1000\n"), -ETIME);
		assert_int_equal(read_line("expires 1001\n"), 0);
		since_boot = 1000000000;
		assert_int_equal(read_line("expires 1000\n"), -ETIME);
		assert_int_equal(read_line(""), 0);
	}
}

static void test_faults(void **state)
{
	struct phonewall_lease_record *record;
	char *text;

	(void)state;
	assert_int_equal(read_line("x\n"), -EBADMSG);
	assert_int_equal(phonewall_lease_file_read("/nowhere", &record),
			 -ENOENT);
	assert_null(record);
	text = phonewall_lease_file_describe("/x", -ETIME);
	assert_contains(text, "the lease in /x has ended");
	free(text);
	text = phonewall_lease_file_describe("/x", -EBADMSG);
	assert_contains(text, "/x is not as phonewall-dhcp writes it");
	free(text);
	text = phonewall_lease_file_describe("/x", -EACCES);
	assert_contains(text, "cannot read /x: Permission denied");
	free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_expiry),
		TEST(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
