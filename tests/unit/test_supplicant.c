// SPDX-License-Identifier: MIT
/*
 * How wpa_supplicant is run. A script stands for it, which ignores SIGTERM if
 * the test wants that, and never answers.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>
#include <event2/event.h>

#include "base/clock.h"
#include "base/memory.h"
#include "dot1x/supplicant.h"
#include "event_loop.h"
#include "folder.h"
#include "search_path.h"

#define SCRIPT	"#!/bin/sh\necho $$ >>%s/starts\n%s\n"
#define DEAF	"trap '' TERM; while :; do sleep 0.1; done"

/* Nothing takes 100 ms, but a busy machine may. A wait takes a second. */
#define LATE_MS	500

static char directory[] = "/tmp/phonewall-supplicant-XXXXXX";
static char *files;
static struct event_base *base;
static struct phonewall_supplicant *supplicant;
static unsigned int started, ended;
static char *told;

static void on_started(void *argument)
{
	(void)argument;
	started++;
}

static void on_message(const char *message, void *argument)
{
	(void)message;
	(void)argument;
}

static void on_ended(const char *reason, void *argument)
{
	(void)argument;
	free(told);
	told = phonewall_memory_print("%s", reason);
	ended++;
}

static const struct phonewall_supplicant_handlers handlers = {
	.started = on_started,
	.message = on_message,
	.ended = on_ended,
};

static void script(const char *commands)
{
	char *path = phonewall_memory_print("%s/wpa_supplicant", directory);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fprintf(file, SCRIPT, directory, commands);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, 0755), 0);
	free(path);
}

static int set_up(void **state)
{
	(void)state;
	if (folder_make(directory))
		return -1;
	search_path_prepend(directory);
	files = phonewall_memory_print("%s/files", directory);
	started = 0;
	ended = 0;
	base = event_base_new();
	supplicant = phonewall_supplicant_open(base, files, &handlers, NULL);
	return supplicant ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_supplicant_close(supplicant);
	event_base_free(base);
	search_path_restore();
	free(files);
	free(told);
	told = NULL;
	return folder_remove(directory);
}

/* Returns how many were started; @alive is set to how many still run. */
static unsigned int count(unsigned int *alive)
{
	char *path = phonewall_memory_print("%s/starts", directory);
	FILE *file = fopen(path, "r");
	unsigned int total = 0;
	int process;

	free(path);
	*alive = 0;
	while (file && fscanf(file, "%d", &process) == 1) {
		total++;
		*alive += !kill(process, 0);
	}
	if (file)
		fclose(file);
	return total;
}

static void expect(unsigned int total, unsigned int expected_alive)
{
	unsigned int alive;

	assert_int_equal(count(&alive), total);
	assert_int_equal(alive, expected_alive);
}

static void start(void)
{
	static char text[] = "network={}\n", key[] = "a key\n";
	static const struct phonewall_file contents[] = {
		[PHONEWALL_SUPPLICANT_CONFIGURATION] = { text, 11, 0 },
		[PHONEWALL_SUPPLICANT_AUTHORITIES] = { key, 6, 0 },
		[PHONEWALL_SUPPLICANT_CERTIFICATE] = { key, 6, 0 },
		[PHONEWALL_SUPPLICANT_KEY] = { key, 6, 0 },
	};
	uint64_t before = phonewall_clock_elapsed();

	phonewall_supplicant_start(supplicant, "lo", contents);
	assert_in_range(phonewall_clock_elapsed() - before, 0, LATE_MS);
}

/* Returns the content of the file of that name in a static buffer, or NULL. */
static const char *holds(const char *name)
{
	static char text[64];
	char *path = phonewall_memory_print("%s/%s", files, name);
	FILE *file = fopen(path, "r");
	struct stat status;

	if (file) {
		text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
		assert_int_equal(fstat(fileno(file), &status), 0);
		assert_int_equal(status.st_mode & 07777, 0600);
		fclose(file);
	}
	free(path);
	return file ? text : NULL;
}

/*
 * No other user can read them while they are written, and no key outlives its
 * use.
 */
static void test_files(void **state)
{
	static char text[] = "network={}\n", other[] = "another\n";
	struct phonewall_file contents[PHONEWALL_SUPPLICANT_FILES] = {
		[PHONEWALL_SUPPLICANT_CONFIGURATION] = { text, 11, 0 },
		[PHONEWALL_SUPPLICANT_AUTHORITIES] = { other, 8, 0 },
	};

	(void)state;
	script(DEAF);
	start();
	event_loop_run(base, 500);
	assert_string_equal(holds("wpa_supplicant.conf"), "network={}\n");
	assert_string_equal(holds("key.pem"), "a key\n");
	phonewall_supplicant_start(supplicant, "lo", contents);
	event_loop_run(base, 500);
	expect(1, 1);
	assert_string_equal(holds("authorities.pem"), "a key\n");
	event_loop_run(base, 1500);
	expect(2, 1);
	assert_string_equal(holds("authorities.pem"), "another\n");
	assert_null(holds("certificate.pem"));
	assert_null(holds("key.pem"));
}

static void test_stop(void **state)
{
	uint64_t before;

	(void)state;
	script(DEAF);
	start();
	event_loop_run(base, 500);
	expect(1, 1);
	before = phonewall_clock_elapsed();
	phonewall_supplicant_stop(supplicant);
	assert_in_range(phonewall_clock_elapsed() - before, 0, LATE_MS);
	assert_int_equal(access(files, F_OK), -1);
	event_loop_run(base, 1700);
	expect(1, 0);
	assert_int_equal(ended, 0);
}

/* Two at one port would conflict: the next waits for the end of the last. */
static void test_start_again(void **state)
{
	(void)state;
	script(DEAF);
	start();
	event_loop_run(base, 500);
	script("exec sleep 60");
	for (unsigned int i = 0; i < 10; i++)
		start();
	event_loop_run(base, 300);
	expect(1, 1);
	assert_int_equal(started, 1);
	event_loop_run(base, 1700);
	expect(2, 1);
	assert_int_equal(started, 2);
	assert_int_equal(ended, 0);
}

static void test_start_and_stop(void **state)
{
	(void)state;
	script(DEAF);
	start();
	event_loop_run(base, 500);
	start();
	phonewall_supplicant_stop(supplicant);
	event_loop_run(base, 2000);
	expect(1, 0);
	assert_int_equal(access(files, F_OK), -1);
}

static void test_close(void **state)
{
	uint64_t before;

	(void)state;
	script("exec sleep 60");
	start();
	event_loop_run(base, 500);
	before = phonewall_clock_elapsed();
	phonewall_supplicant_close(supplicant);
	assert_in_range(phonewall_clock_elapsed() - before, 0, LATE_MS);
	expect(1, 0);
	supplicant = phonewall_supplicant_open(base, files, &handlers, NULL);
	script(DEAF);
	start();
	event_loop_run(base, 500);
	before = phonewall_clock_elapsed();
	phonewall_supplicant_close(supplicant);
	supplicant = NULL;
	assert_in_range(phonewall_clock_elapsed() - before, 600, 990);
	expect(2, 0);
	assert_int_equal(access(files, F_OK), -1);
}

/* Returns how many open sockets a program that is run would inherit. */
static unsigned int inherited_sockets(void)
{
	unsigned int total = 0;
	struct stat status;

	for (int i = 3; i < 256; i++)
		total += !fstat(i, &status) && S_ISSOCK(status.st_mode) &&
			 !(fcntl(i, F_GETFD) & FD_CLOEXEC);
	return total;
}

static void make_directory(const char *name)
{
	char *path = phonewall_memory_print("%s/%s", files, name);

	assert_int_equal(mkdir(path, 0700), 0);
	free(path);
}

static void test_control_socket(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int server = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	unsigned int before = inherited_sockets();
	char request[16] = "";

	(void)state;
	script("exec sleep 60");
	start();
	make_directory("control");
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/control/lo",
		 files);
	assert_int_equal(bind(server, (struct sockaddr *)&address,
			      sizeof(address)), 0);
	event_loop_run(base, 500);
	assert_int_equal(recv(server, request, sizeof(request), MSG_DONTWAIT),
			 6);
	assert_memory_equal(request, "ATTACH", 6);
	assert_int_equal(inherited_sockets(), before);
	close(server);
}

static void test_ends_by_itself(void **state)
{
	(void)state;
	script("exit 3");
	start();
	event_loop_run(base, 2500);
	expect(2, 0);
	assert_int_equal(started, 2);
	assert_int_equal(ended, 2);
}

/* A directory whose name has so many bytes. */
static void open_in_folder_of(size_t length)
{
	int width = length - strlen(directory) - 1;

	phonewall_supplicant_close(supplicant);
	free(files);
	files = phonewall_memory_print("%s/%0*d", directory, width, 0);
	assert_int_equal(strlen(files), length);
	supplicant = phonewall_supplicant_open(base, files, &handlers, NULL);
	assert_non_null(supplicant);
}

static void test_folder_too_long(void **state)
{
	(void)state;
	script("exec sleep 60");
	open_in_folder_of(80);
	start();
	event_loop_run(base, 1500);
	expect(0, 0);
	assert_int_equal(ended, 1);
	assert_non_null(strstr(told, "too long"));
	assert_non_null(strstr(told, "by 1 bytes; name a shorter"));
	open_in_folder_of(79);
	start();
	event_loop_run(base, 300);
	expect(1, 1);
	assert_int_equal(ended, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_files),
		TEST(test_stop),
		TEST(test_start_again),
		TEST(test_start_and_stop),
		TEST(test_close),
		TEST(test_control_socket),
		TEST(test_ends_by_itself),
		TEST(test_folder_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
