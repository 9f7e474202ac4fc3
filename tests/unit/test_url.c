// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/url.h"

static void test_ports(void **state)
{
	static const struct {
		const char *url;
		uint16_t port;
	} cases[] = {
		{ "http://192.0.2.7", 80 },
		{ "http://192.0.2.7/", 80 },
		{ "https://192.0.2.7/path", 443 },
		{ "http://192.0.2.7:8123", 8123 },
		{ "http://192.0.2.7:8123/", 8123 },
		{ "http://192.0.2.7:9999/a/b?c=d:80#e", 9999 },
		{ "HTTP://phone.example.com:1/", 1 },
		{ "HttpS://phone-1.example.com:65535?x", 65535 },
		{ "https://phone_1.example.com#x", 443 },
		{ "http://[2001:db8::7]:8000/", 8000 },
		{ "http://[2001:DB8::7]", 80 },
		{ "https://[::ffff:192.0.2.7]/", 443 },
		{ "http://192.0.2.7:00080/", 80 },
		{ "http://192.0.2.7/:99999", 80 },
	};
	uint16_t port;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		port = 0;
		if (!phonewall_url_port(cases[i].url, &port))
			fail_msg("'%s' was refused", cases[i].url);
		assert_int_equal(port, cases[i].port);
	}
}

static void test_malformed(void **state)
{
	static const char *const urls[] = {
		"", "x", "8123", "192.0.2.7:8123", "//192.0.2.7:8123",
		"http:", "http:/", "http://", "http:///", "http://:8123",
		"https://", "ftp://192.0.2.7:8123", "tftp://192.0.2.7",
		"http//192.0.2.7", " http://192.0.2.7", "http://192.0.2.7 ",
		"http://192.0.2.7:", "http://192.0.2.7:/",
		"http://192.0.2.7:0", "http://192.0.2.7:65536",
		"http://192.0.2.7:123456", "http://192.0.2.7:000080",
		"http://192.0.2.7:4294967376",
		"http://192.0.2.7:80x", "http://192.0.2.7:0x50",
		"http://192.0.2.7:-1", "http://192.0.2.7:+80",
		"http://192.0.2.7:80:81", "http://192.0.2.7: 80",
		"http://user@192.0.2.7", "http://user:8123@192.0.2.7:8124/",
		"http://user:pass@192.0.2.7", "http://2001:db8::7/",
		"http://[2001:db8::7", "http://[]:8123", "http://[", "http://[]",
		"http://[fe80::1%25eth0]/", "http://[2001:db8::7]x",
		"http://[2001:db8::7]8123", "http://192.0.2.7\\x",
		"http://a b/", "http://a/b c", "http://a/\x01", "http://a/\x7f",
		"http://a/\xc3\xa9", "http://\xc3\xa9/", "http://a\"b/",
	};
	uint16_t port;

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		if (phonewall_url_port(urls[i], &port))
			fail_msg("'%s' was accepted", urls[i]);
}

static void test_faults(void **state)
{
	static const struct {
		const char *url;
		const char *fault;
	} cases[] = {
		{ "http://user@192.0.2.7", "has a user name" },
		{ "https://user:pass@192.0.2.7:1/", "has a user name" },
		{ "http://192.0.2.7:0",
		  "has a port that is not a number from 1 to 65535" },
		{ "http://[2001:db8::7]:65536/x",
		  "has a port that is not a number from 1 to 65535" },
		{ "http://192.0.2.7:123456?a@b",
		  "has a port that is not a number from 1 to 65535" },
		{ "http://192.0.2.7:80x", "is not a connection request URL" },
		{ "http://192.0.2.7:", "is not a connection request URL" },
		{ "http://192.0.2.7:80/ @", "is not a connection request URL" },
		{ "ftp://a@b", "is not a connection request URL" },
		{ "", "is not a connection request URL" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(phonewall_url_fault(cases[i].url),
				    cases[i].fault);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ports),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
