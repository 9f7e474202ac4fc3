// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/log.h"

static FILE *file;
static int before;

/* Standard error goes to a file, with which JOURNAL_STREAM agrees or not. */
static void begin(ino_t difference)
{
	struct stat status;
	char stream[64];

	file = tmpfile();
	assert_non_null(file);
	assert_int_equal(fstat(fileno(file), &status), 0);
	sprintf(stream, "%ju:%ju", (uintmax_t)status.st_dev,
		(uintmax_t)(status.st_ino + difference));
	setenv("JOURNAL_STREAM", stream, 1);
	before = dup(STDERR_FILENO);
	dup2(fileno(file), STDERR_FILENO);
	phonewall_log_open();
}

static void assert_written(const char *expected)
{
	char text[512];

	dup2(before, STDERR_FILENO);
	close(before);
	rewind(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	assert_string_equal(text, expected);
}

static void write_lines(void)
{
	struct phonewall_faults faults = { 0 };

	phonewall_log(LOG_WARNING, "the %s is %d", "answer", 42);
	phonewall_fault_add(&faults, 3, "Firewall", "On", "is wrong");
	phonewall_fault_add(&faults, 0, NULL, NULL, "is wrong too");
	phonewall_log_faults(&faults, "cfg.xml");
	phonewall_faults_clear(&faults);
}

static void test_to_the_journal(void **state)
{
	(void)state;
	begin(0);
	write_lines();
	assert_written("<4>the answer is 42\n"
		       "<3>cfg.xml:3: Firewall: 'On': is wrong\n"
		       "<3>cfg.xml: is wrong too\n");
}

static void test_elsewhere(void **state)
{
	(void)state;
	begin(1);
	write_lines();
	assert_written("phonewalld: the answer is 42\n"
		       "phonewalld: cfg.xml:3: Firewall: 'On': is wrong\n"
		       "phonewalld: cfg.xml: is wrong too\n");
}

/* Each datagram is one write. */
static void test_one_write_a_line(void **state)
{
	static const char *const lines[] = {
		"phonewalld: the answer is 42\n",
		"phonewalld: cfg.xml:3: Firewall: 'On': is wrong\n",
		"phonewalld: cfg.xml: is wrong too\n",
	};
	char text[512];
	ssize_t length;
	int ends[2];
	size_t i;

	(void)state;
	unsetenv("JOURNAL_STREAM");
	phonewall_log_open();
	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0,
				    ends), 0);
	before = dup(STDERR_FILENO);
	dup2(ends[1], STDERR_FILENO);
	write_lines();
	dup2(before, STDERR_FILENO);
	close(before);
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		length = read(ends[0], text, sizeof(text) - 1);
		assert_true(length > 0);
		text[length] = '\0';
		assert_string_equal(text, lines[i]);
	}
	assert_int_equal(read(ends[0], text, sizeof(text)), -1);
	close(ends[0]);
	close(ends[1]);
}

#define LONG	"what is wrong is told in a sentence that is so long that it fills one line by itself, as it well may"

static void test_long_messages(void **state)
{
	(void)state;
	begin(0);
	phonewall_log(LOG_WARNING, LONG "; write a shorter one");
	assert_written("<4>" LONG ";\n<4>    write a shorter one\n");
	begin(1);
	phonewall_log(LOG_WARNING, LONG "; write a shorter one");
	assert_written("phonewalld: " LONG ";\n    write a shorter one\n");
}

static void test_errno_is_told(void **state)
{
	(void)state;
	begin(1);
	errno = ENOSPC;
	phonewall_log(LOG_ERR, "full: %m");
	assert_written("phonewalld: full: No space left on device\n");
}

static void assert_read(int descriptor, const char *expected)
{
	char text[512];
	ssize_t length = read(descriptor, text, sizeof(text) - 1);

	assert_true(length > 0);
	text[length] = '\0';
	assert_string_equal(text, expected);
}

/* A pipe without a reader delays the first line for a while, and no other. */
static void test_not_read(void **state)
{
	static const char filler[4096];
	uint64_t begun;
	int ends[2];

	(void)state;
	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	while (write(ends[1], filler, sizeof(filler)) > 0)
		;
	assert_int_equal(fcntl(ends[1], F_SETFL, 0), 0);
	before = dup(STDERR_FILENO);
	dup2(ends[1], STDERR_FILENO);
	begun = phonewall_clock_elapsed();
	phonewall_log(LOG_ERR, "first");
	assert_in_range(phonewall_clock_elapsed() - begun, 90, 400);
	begun = phonewall_clock_elapsed();
	for (int i = 0; i < 99; i++)
		phonewall_log(LOG_ERR, "another");
	assert_in_range(phonewall_clock_elapsed() - begun, 0, 2000);
	while (read(ends[0], (char[4096]){ 0 }, 4096) > 0)
		;
	phonewall_log(LOG_ERR, "last");
	phonewall_log(LOG_ERR, "very last");
	dup2(before, STDERR_FILENO);
	close(before);
	assert_read(ends[0], "phonewalld: 100 lines of the log are lost: nobody read them\n"
		    "phonewalld: last\n"
		    "phonewalld: very last\n");
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_to_the_journal),
		cmocka_unit_test(test_elsewhere),
		cmocka_unit_test(test_one_write_a_line),
		cmocka_unit_test(test_long_messages),
		cmocka_unit_test(test_errno_is_told),
		cmocka_unit_test(test_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
