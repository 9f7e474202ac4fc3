// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include <cmocka.h>

#include "provisioning/syslog_message.h"

static void test_servers(void **state)
{
	static const struct {
		const char *text;
		const char *host;
		uint16_t port;
	} cases[] = {
		{ "", "", 0 },
		{ "  ", "", 0 },
		{ "log.example.com", "log.example.com", 514 },
		{ " log.example.com:1514 ", "log.example.com", 1514 },
		{ "192.0.2.7", "192.0.2.7", 514 },
		{ "192.0.2.7:1", "192.0.2.7", 1 },
		{ "2001:db8::7", "2001:db8::7", 514 },
		{ "[2001:db8::7]:65535", "2001:db8::7", 65535 },
	};
	struct phonewall_syslog_server server;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_null(phonewall_syslog_server_parse(cases[i].text,
							  &server));
		assert_string_equal(server.host, cases[i].host);
		assert_int_equal(server.port, cases[i].port);
	}
}

static void test_wrong_servers(void **state)
{
	static const char *const cases[] = {
		"log.example.com:", "log.example.com:0", "log.example.com:65536",
		"log.example.com:514x", "192.0.2.7:0", ":514", "udp://h", "a b",
		"a,b", "user@h", "h/", "[2001:db8::7", "h:1:2",
	};
	struct phonewall_syslog_server server;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (!phonewall_syslog_server_parse(cases[i], &server))
			fail_msg("%s is taken", cases[i]);
		assert_string_equal(server.host, "");
		assert_int_equal(server.port, 0);
	}
}

static void test_messages(void **state)
{
	char message[PHONEWALL_SYSLOG_MESSAGE_MAX + 1];
	char text[2 * PHONEWALL_SYSLOG_MESSAGE_MAX] = "";

	(void)state;
	setenv("TZ", "UTC", 1);
	phonewall_syslog_message_print(LOG_ERR, 1735689600, "192.0.2.1", "bad",
				       message);
	assert_string_equal(message,
		"<131>Jan  1 00:00:00 192.0.2.1 phonewall-provision: bad");
	phonewall_syslog_message_print(LOG_NOTICE, 1767225599, "", "ok",
				       message);
	assert_string_equal(message,
		"<133>Dec 31 23:59:59 - phonewall-provision: ok");
	memset(text, 'x', sizeof(text) - 1);
	phonewall_syslog_message_print(LOG_NOTICE, 0, NULL, text, message);
	assert_int_equal(strlen(message), PHONEWALL_SYSLOG_MESSAGE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_servers),
		cmocka_unit_test(test_wrong_servers),
		cmocka_unit_test(test_messages),
	};

	return cmocka_run_group_tests_name("syslog_message", tests, NULL, NULL);
}
