// SPDX-License-Identifier: MIT
/*
 * Datagrams to Syslog_Server. The look-up of its name is the test's own.
 */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/memory.h"
#include "faults.h"
#include "output_text.h"
#include "syslog_sender.h"
#include "transfer/lookup.h"

static struct phonewall_syslog *sender;
static int server;
static unsigned int port;

/* The look-up that goes on. */
static phonewall_lookup_done on_done;
static void *on_done_argument;
static unsigned int lookups;

struct phonewall_lookup *phonewall_lookup_begin(struct event_base *base,
						const char *name,
						const char *servers,
						phonewall_lookup_done done,
						void *argument)
{
	(void)base;
	(void)servers;
	assert_string_equal(name, "log.example");
	assert_null(on_done);
	on_done = done;
	on_done_argument = argument;
	lookups++;
	return (struct phonewall_lookup *)&lookups;
}

void phonewall_lookup_cancel(struct phonewall_lookup *lookup)
{
	if (lookup)
		on_done = NULL;
}

static void end_lookup(const struct phonewall_addresses *addresses,
		       const char *fault)
{
	phonewall_lookup_done done = on_done;

	assert_non_null(done);
	on_done = NULL;
	done(addresses, fault, on_done_argument);
}

static int set_up(void **state)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t length = sizeof(address);

	(void)state;
	server = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	if (bind(server, (struct sockaddr *)&address, length) ||
	    getsockname(server, (struct sockaddr *)&address, &length))
		return -1;
	port = ntohs(address.sin_port);
	sender = phonewall_syslog_open(NULL);
	lookups = 0;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_syslog_close(sender);
	close(server);
	return on_done ? -1 : 0;
}

static void set_server(const char *host)
{
	char *text = phonewall_memory_print("%s:%u", host, port);

	phonewall_syslog_set_server(sender, text);
	free(text);
}

/* Return: what is logged by that, to be released with free(). */
static char *say(const char *text, int times)
{
	char *out, *logged;

	output_begin();
	while (times--)
		phonewall_syslog_send(sender, LOG_ERR, "192.0.2.1", text);
	output_end(&out, &logged);
	free(out);
	return logged;
}

static void say_quietly(const char *text)
{
	char *logged = say(text, 1);

	assert_string_equal(logged, "");
	free(logged);
}

static void assert_received(const char *end)
{
	char text[2048];
	ssize_t length = recv(server, text, sizeof(text) - 1, 0);

	assert_true(length > 0);
	text[length] = '\0';
	assert_contains(text, "<131>");
	assert_contains(text, "192.0.2.1 phonewall-provision: ");
	assert_string_equal(text + length - strlen(end), end);
}

static void assert_nothing_received(void)
{
	char byte;

	assert_int_equal(recv(server, &byte, 1, 0), -1);
}

static void test_address(void **state)
{
	(void)state;
	say_quietly("nobody");
	set_server("127.0.0.1");
	say_quietly("one");
	say_quietly("two");
	assert_received("one");
	assert_received("two");
	phonewall_syslog_set_server(sender, "");
	say_quietly("three");
	assert_nothing_received();
}

/* What waits goes in its order to the first address to which there is a way. */
static void test_name(void **state)
{
	struct phonewall_addresses addresses = { .count = 3 };
	uint16_t ignored;
	bool has_port;

	(void)state;
	set_server("log.example");
	say_quietly("one");
	say_quietly("two");
	assert_int_equal(lookups, 1);
	assert_nothing_received();
	/* No datagram can be sent to port 514 of this address (RFC 6890). */
	phonewall_address_parse("255.255.255.255", &addresses.list[0], &ignored,
				&has_port);
	phonewall_address_parse("127.0.0.1", &addresses.list[1], &ignored,
				&has_port);
	addresses.list[2] = addresses.list[1];
	end_lookup(&addresses, NULL);
	assert_received("one");
	assert_received("two");
	assert_nothing_received();
	say_quietly("three");
	assert_int_equal(lookups, 2);
	end_lookup(&addresses, NULL);
	assert_received("three");
}

/* A loss is logged once, until a message has gone or the server is another one. */
static void test_loss(void **state)
{
	const struct phonewall_addresses none = { 0 };
	char *logged, *out;

	(void)state;
	set_server("log.example");
	say_quietly("one");
	output_begin();
	end_lookup(&none, "there is no such name");
	output_end(&out, &logged);
	assert_contains(logged, "no message reaches Syslog_Server log.example: there is no such name");
	free(out);
	free(logged);
	say_quietly("two");
	output_begin();
	end_lookup(&none, "there is no such name");
	output_end(&out, &logged);
	assert_string_equal(logged, "");
	free(out);
	free(logged);
	set_server("255.255.255.255");
	logged = say("four", 2);
	assert_contains(logged, "no message reaches Syslog_Server 255.255.255.255");
	assert_null(strstr(strstr(logged, "no message") + 1, "no message"));
	free(logged);
	set_server("127.0.0.1");
	say_quietly("three");
	assert_received("three");
	assert_nothing_received();
}

static void test_bound(void **state)
{
	struct phonewall_addresses addresses = { .count = 1 };
	uint16_t ignored;
	bool has_port;
	char *logged;

	(void)state;
	set_server("log.example");
	logged = say("one", PHONEWALL_SYSLOG_WAITING);
	assert_string_equal(logged, "");
	free(logged);
	logged = say("more", 2);
	assert_contains(logged, "too many wait");
	free(logged);
	phonewall_address_parse("127.0.0.1", addresses.list, &ignored,
				&has_port);
	end_lookup(&addresses, NULL);
	for (int i = 0; i < PHONEWALL_SYSLOG_WAITING; i++)
		assert_received("one");
	assert_nothing_received();
}

/* The same server again changes nothing; another one drops what waits. */
static void test_other_server(void **state)
{
	(void)state;
	set_server("log.example");
	say_quietly("one");
	set_server("log.example");
	assert_non_null(on_done);
	set_server("127.0.0.1");
	assert_null(on_done);
	say_quietly("two");
	assert_received("two");
	assert_nothing_received();
	/* Another port is another server. */
	phonewall_syslog_set_server(sender, "127.0.0.1:1");
	free(say("three", 1));
	assert_nothing_received();
	set_server("127.0.0.1");
	say_quietly("four");
	assert_received("four");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_address),
		TEST(test_name),
		TEST(test_loss),
		TEST(test_bound),
		TEST(test_other_server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
