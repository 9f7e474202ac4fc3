// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/notification.h"

/* A fake of the service manager: a socket with this name, "@" for abstract. */
static int listen_at(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	assert_true(descriptor >= 0);
	strcpy(address.sun_path, name);
	if (*name == '@')
		address.sun_path[0] = '\0';
	assert_int_equal(bind(descriptor, (struct sockaddr *)&address,
			      offsetof(struct sockaddr_un, sun_path) +
			      strlen(name)), 0);
	return descriptor;
}

static void assert_told(int descriptor, const char *state)
{
	char text[64];
	ssize_t length = recv(descriptor, text, sizeof(text), 0);

	assert_int_equal(length, strlen(state));
	assert_memory_equal(text, state, length);
}

static void test_socket_in_file_system(void **state)
{
	char name[64];
	int descriptor;

	(void)state;
	sprintf(name, "/tmp/phonewall-notification-%d", getpid());
	descriptor = listen_at(name);
	setenv("NOTIFY_SOCKET", name, 1);
	phonewall_notify("READY=1\nSTATUS=well");
	assert_told(descriptor, "READY=1\nSTATUS=well");
	close(descriptor);
	unlink(name);
}

static void test_abstract_socket(void **state)
{
	char name[64];
	int descriptor;

	(void)state;
	sprintf(name, "@phonewall-notification-%d", getpid());
	descriptor = listen_at(name);
	setenv("NOTIFY_SOCKET", name, 1);
	phonewall_notify("STOPPING=1");
	assert_told(descriptor, "STOPPING=1");
	unsetenv("NOTIFY_SOCKET");
	phonewall_notify("READY=1");
	assert_int_equal(recv(descriptor, name, sizeof(name), 0), -1);
	close(descriptor);
}

/* Meanwhile standard error goes to a file, from which @text is read. */
static void read_log(const char *socket_name, char *text, size_t size)
{
	FILE *file = tmpfile();
	int before = dup(STDERR_FILENO);

	assert_non_null(file);
	setenv("NOTIFY_SOCKET", socket_name, 1);
	dup2(fileno(file), STDERR_FILENO);
	phonewall_notify("READY=1");
	dup2(before, STDERR_FILENO);
	close(before);
	rewind(file);
	text[fread(text, 1, size - 1, file)] = '\0';
	fclose(file);
}

static void assert_log(const char *socket_name, const char *expected)
{
	char text[512];

	read_log(socket_name, text, sizeof(text));
	if (expected)
		assert_non_null(strstr(text, expected));
	else
		assert_string_equal(text, "");
}

static char *own_name(void)
{
	static char name[64];

	sprintf(name, "@phonewall-notification-%d", getpid());
	return name;
}

static void test_bad_names_are_told(void **state)
{
	char longest[sizeof(((struct sockaddr_un *)NULL)->sun_path) + 1];
	const char *names[] = { "relative", "", "/nonexistent/socket", longest };
	int descriptor = listen_at(own_name());
	size_t i;

	(void)state;
	memset(longest, 'x', sizeof(longest) - 1);
	longest[0] = '/';
	longest[sizeof(longest) - 1] = '\0';
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_log(names[i], "correct that variable");
		assert_log(own_name(), "reached again");
	}
	close(descriptor);
}

/* The manager goes away and comes back. */
static void test_told_once(void **state)
{
	int descriptor;

	(void)state;
	assert_log(own_name(), "Connection refused");
	for (int i = 0; i < 3; i++)
		assert_log(own_name(), NULL);
	descriptor = listen_at(own_name());
	assert_log(own_name(), "reached again");
	assert_log(own_name(), NULL);
	assert_told(descriptor, "READY=1");
	assert_told(descriptor, "READY=1");
	close(descriptor);
	assert_log(own_name(), "Connection refused");
	assert_log(own_name(), NULL);
}

/* Its queue is full: until it reads, nothing waits for it for long. */
static void test_not_read(void **state)
{
	int descriptor = listen_at(own_name());
	uint64_t before = phonewall_clock_elapsed();
	char text[512];

	(void)state;
	do {
		read_log(own_name(), text, sizeof(text));
		assert_in_range(phonewall_clock_elapsed() - before, 0, 20000);
	} while (!strstr(text, "it does not read"));
	before = phonewall_clock_elapsed();
	assert_log(own_name(), NULL);
	assert_in_range(phonewall_clock_elapsed() - before, 90, 400);
	while (recv(descriptor, text, sizeof(text), 0) > 0)
		;
	assert_log(own_name(), "reached again");
	assert_told(descriptor, "READY=1");
	close(descriptor);
}

static void watch(const char *process, const char *limit)
{
	if (process)
		setenv("WATCHDOG_PID", process, 1);
	else
		unsetenv("WATCHDOG_PID");
	setenv("WATCHDOG_USEC", limit, 1);
}

static void test_watchdog_interval(void **state)
{
	static const char *const bad[] = { "", "x", "-2", "30s", "2 ",
		"99999999999999999999999" };
	char own[16];
	size_t i;

	(void)state;
	sprintf(own, "%d", getpid());
	unsetenv("WATCHDOG_USEC");
	assert_int_equal(phonewall_notify_watchdog_interval(), 0);
	watch(own, "30000000");
	assert_int_equal(phonewall_notify_watchdog_interval(), 15000000);
	watch(NULL, "3");
	assert_int_equal(phonewall_notify_watchdog_interval(), 1);
	watch("1", "30000000");
	assert_int_equal(phonewall_notify_watchdog_interval(), 0);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		watch(own, bad[i]);
		assert_int_equal(phonewall_notify_watchdog_interval(), 0);
	}
	unsetenv("WATCHDOG_PID");
	unsetenv("WATCHDOG_USEC");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_socket_in_file_system),
		cmocka_unit_test(test_abstract_socket),
		cmocka_unit_test(test_bad_names_are_told),
		cmocka_unit_test(test_told_once),
		cmocka_unit_test(test_not_read),
		cmocka_unit_test(test_watchdog_interval),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
