// SPDX-License-Identifier: MIT
/*
 * phonewallctl and a program that answers, is silent, or does not even accept.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "base/memory.h"
#include "folder.h"
#include "output_text.h"
#include "request_client.h"

#define WAIT_MS		100

static char folder[] = "/tmp/phonewall-request-XXXXXX";
static int listener;

static int set_up(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char *path;

	(void)state;
	strcpy(folder, "/tmp/phonewall-request-XXXXXX");
	if (folder_make(folder))
		return -1;
	path = phonewall_memory_print("%s/s", folder);
	strcpy(address.sun_path, path);
	free(path);
	listener = socket(AF_UNIX, SOCK_STREAM, 0);
	return bind(listener, (struct sockaddr *)&address, sizeof(address)) ||
	       listen(listener, 0);
}

static int tear_down(void **state)
{
	(void)state;
	if (listener >= 0)
		close(listener);
	return folder_remove(folder);
}

/* Return: what the user is told, to be released with free(). */
static char *ask(bool expects_answer)
{
	const struct phonewall_request_server server = {
		"server", folder, "s", WAIT_MS,
	};
	struct json_object *answer;
	char *out, *told;

	output_begin();
	answer = phonewall_request_ask(&server, json_object_new_object());
	output_end(&out, &told);
	assert_int_equal(!!answer, expects_answer);
	json_object_put(answer);
	free(out);
	return told;
}

static void assert_told(const char *expected)
{
	char *told = ask(false);

	if (!strstr(told, expected))
		fail_msg("\"%s\" is not in \"%s\"", expected, told);
	free(told);
}

/* The first request waits to be accepted; there is no room for a second one. */
static void test_silent(void **state)
{
	(void)state;
	assert_told("server does not answer in time; restart server");
	assert_told("server does not answer in time; restart server");
}

static void test_nobody_accepts(void **state)
{
	struct sockaddr_un address;
	socklen_t length = sizeof(address);
	int others[2];

	(void)state;
	getsockname(listener, (struct sockaddr *)&address, &length);
	for (int i = 0; i < 2; i++) {
		others[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
		connect(others[i], (struct sockaddr *)&address, length);
	}
	assert_told("server does not answer in time; restart server");
	for (int i = 0; i < 2; i++)
		close(others[i]);
}

static void test_gone(void **state)
{
	(void)state;
	close(listener);
	listener = -1;
	assert_told("Connection refused; start server");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_silent),
		TEST(test_nobody_accepts),
		TEST(test_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
