// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/address.h"

static void test_good_addresses(void **state)
{
	static const struct {
		const char *text;
		const char *printed;
		int port;
	} cases[] = {
		{ "192.0.2.1", "192.0.2.1", -1 },
		{ "192.0.2.1:0", "192.0.2.1:0", 0 },
		{ "255.255.255.255:65535", "255.255.255.255:65535", 65535 },
		{ "::", "::", -1 },
		{ "2001:DB8:0:0::1", "2001:db8::1", -1 },
		{ "[2001:db8::1]", "2001:db8::1", -1 },
		{ "[2001:db8::1]:5060", "[2001:db8::1]:5060", 5060 },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1", -1 },
		{ "[1111:2222:3333:4444:5555:6666:255.255.255.255]:65535",
		  "[1111:2222:3333:4444:5555:6666:ffff:ffff]:65535", 65535 },
	};
	struct phonewall_address address;
	char text[PHONEWALL_ADDRESS_TEXT];
	bool has_port;
	uint16_t port;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (!phonewall_address_parse(cases[i].text, &address, &port,
					     &has_port))
			fail_msg("'%s' was refused", cases[i].text);
		assert_int_equal(has_port, cases[i].port >= 0);
		if (has_port) {
			assert_int_equal(port, cases[i].port);
			phonewall_address_print_port(&address, port, text);
		} else {
			phonewall_address_print(&address, text);
		}
		assert_string_equal(text, cases[i].printed);
	}
}

static void test_bytes(void **state)
{
	struct phonewall_address address;
	bool has_port;
	uint16_t port;

	(void)state;
	assert_true(phonewall_address_parse("192.0.2.1", &address, &port,
					    &has_port));
	assert_int_equal(address.family, AF_INET);
	assert_memory_equal(address.bytes, "\xc0\x00\x02\x01", 4);
	assert_true(phonewall_address_parse("[ff02::1]:9", &address, &port,
					    &has_port));
	assert_int_equal(address.family, AF_INET6);
	assert_memory_equal(address.bytes, "\xff\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\1",
			    16);
}

static void test_bad_addresses(void **state)
{
	static const char *const texts[] = {
		"", " ", "1", "192.0.2", "192.0.2.256", "192.0.2.1.1",
		"192.0.2.1:", "192.0.2.1:65536", "192.0.2.1:-1",
		"192.0.2.1: 1", "192.0.2.1:0x50", "192.0.2.1:80:81", "host",
		"host:80", ":80", "[", "[]", "[]:80", "[2001:db8::1",
		"[2001:db8::1]80", "[2001:db8::1]:", "[2001:db8::1]:65536",
		"[192.0.2.1]:80", "[192.0.2.1]", "2001:db8::1::2",
		"fe80::1%eth0", "192.0.2.1 ",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc",
	};
	struct phonewall_address address;
	bool has_port;
	uint16_t port;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (phonewall_address_parse(texts[i], &address, &port,
					    &has_port))
			fail_msg("'%s' was taken", texts[i]);
}

static void test_no_family(void **state)
{
	struct phonewall_address address = { 0 };
	char text[PHONEWALL_ADDRESS_TEXT];

	(void)state;
	assert_string_equal(phonewall_address_print(&address, text), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_addresses),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_bad_addresses),
		cmocka_unit_test(test_no_family),
	};

	return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
