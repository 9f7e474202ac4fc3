// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "directory/server.h"

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

static void test_accepted(void **state)
{
	static const struct {
		const char *url;
		const char *printed;
	} cases[] = {
		{ "ldaps://10.45.76.79", "ldaps://10.45.76.79:636" },
		{ "LDAPS://ldap.example.com:3269",
		  "ldaps://ldap.example.com:3269" },
		{ "ldap://ldap.example.com", "ldap://ldap.example.com:389" },
		{ "ldap://ldap.example.com/", "ldap://ldap.example.com:389" },
		{ "ldap://[2001:db8::1]", "ldap://[2001:db8::1]:389" },
		{ "ldaps://[2001:db8::1]:1", "ldaps://[2001:db8::1]:1" },
		{ "ldap.example.com", "ldap://ldap.example.com:389" },
		{ "ldap.example.com:65535", "ldap://ldap.example.com:65535" },
		{ "192.0.2.1", "ldap://192.0.2.1:389" },
		{ "ldap", "ldap://ldap:389" },
	};
	struct phonewall_directory_server server;
	char *printed;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *fault;

		memset(&server, 0xff, sizeof(server));
		fault = phonewall_directory_server_parse(cases[i].url, &server);
		if (fault)
			fail_msg("'%s' %s", cases[i].url, fault);
		printed = phonewall_directory_server_print(&server);
		assert_string_equal(printed, cases[i].printed);
		free(printed);
	}
}

static void test_refused(void **state)
{
	static const struct {
		const char *url;
		const char *fault;
	} cases[] = {
		{ "", "no host" }, { "ldap://", "no host" },
		{ "ldaps://:636", "no host" }, { "ldap:///", "no host" },
		{ "https://ldap.example.com", "unknown scheme" },
		{ "ldapi://%2frun%2fslapd", "unknown scheme" },
		{ "ldap://user@ldap.example.com", "no host" },
		{ "ldap://ldap_server", "no host" },
		{ "ldap://-a", "no host" }, { "ldap://a b", "no host" },
		{ "ldap://a\nb", "no host" }, { "ldap://999.1.1.1", "no host" },
		{ "ldap://[192.0.2.1]", "no host" },
		{ "ldap://[2001:db8::1", "no host" },
		{ "ldap://[2001:db8::1%eth0]", "no host" },
		{ "2001:db8::1", "no host" },
		{ "ldap://a:", "port" }, { "ldap://a:0", "port" },
		{ "ldap://a:65536", "port" }, { "ldap://a:+1", "port" },
		{ "ldap://a:389x", "port" }, { "ldap://a:0000389", "port" },
		{ "ldap://a/dc=example", "behind the host" },
		{ "ldap://a:389/?", "behind the host" },
		{ "ldap://[2001:db8::1]x", "behind the host" },
	};
	static const struct phonewall_directory_server before = {
		.host = "before",
	};
	struct phonewall_directory_server server;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *fault;

		server = before;
		fault = phonewall_directory_server_parse(cases[i].url, &server);
		if (!fault || !strstr(fault, cases[i].fault))
			fail_msg("'%s': %s", cases[i].url, fault);
		assert_non_null(strstr(fault, "; "));
		assert_string_equal(server.host, "before");
	}
}

static void test_longest_host(void **state)
{
	char url[512] = "ldap://";
	struct phonewall_directory_server server;

	(void)state;
	for (int i = 0; i < PHONEWALL_HOST_NAME_MAX / 2; i++)
		strcat(url, "a.");
	strcat(url, "a");
	assert_null(phonewall_directory_server_parse(url, &server));
	assert_int_equal(strlen(server.host), PHONEWALL_HOST_NAME_MAX);
	strcat(url, "a");
	assert_non_null(phonewall_directory_server_parse(url, &server));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_longest_host),
	};

	return cmocka_run_group_tests_name("directory_server", tests, NULL,
					   NULL);
}
