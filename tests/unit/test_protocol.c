// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <netinet/in.h>
#include <string.h>

#include "firewall/protocol.h"

static void test_protocols(void **state)
{
	uint8_t protocol;

	(void)state;
	assert_true(phonewall_protocol_parse("udp", &protocol));
	assert_int_equal(protocol, IPPROTO_UDP);
	assert_true(phonewall_protocol_parse("ICMPv6", &protocol));
	assert_int_equal(protocol, IPPROTO_ICMPV6);
	assert_true(phonewall_protocol_parse("255", &protocol));
	assert_int_equal(protocol, 255);
	assert_true(phonewall_protocol_parse("0", &protocol));
	assert_int_equal(protocol, 0);
	assert_false(phonewall_protocol_parse("256", &protocol));
	assert_false(phonewall_protocol_parse("", &protocol));
	assert_false(phonewall_protocol_parse("ud", &protocol));
	assert_false(phonewall_protocol_parse("udpp", &protocol));
	assert_false(phonewall_protocol_parse("-1", &protocol));
}

/* Whatever is printed is read back as the same number. */
static void test_every_number(void **state)
{
	static const uint8_t protocols[] = { IPPROTO_ICMP, IPPROTO_ICMPV6,
					     IPPROTO_IGMP };
	char text[PHONEWALL_PROTOCOL_TEXT];
	uint8_t read;

	(void)state;
	for (unsigned int number = 0; number <= UINT8_MAX; number++) {
		phonewall_protocol_print(number, text);
		assert_true(phonewall_protocol_parse(text, &read));
		assert_int_equal(read, number);
		phonewall_protocol_print_flags(number, text);
		assert_true(phonewall_protocol_parse_flags(text, &read));
		assert_int_equal(read, number);
		for (size_t i = 0; i < sizeof(protocols); i++) {
			phonewall_protocol_print_type(protocols[i], number,
						      text);
			assert_true(phonewall_protocol_parse_type(protocols[i],
								  text, &read));
			assert_int_equal(read, number);
		}
	}
}

static void test_types(void **state)
{
	uint8_t type;

	(void)state;
	assert_true(phonewall_protocol_parse_type(IPPROTO_ICMP, "Echo-Request",
						  &type));
	assert_int_equal(type, 8);
	assert_true(phonewall_protocol_parse_type(IPPROTO_ICMPV6,
						  "echo-request", &type));
	assert_int_equal(type, 128);
	assert_true(phonewall_protocol_parse_type(IPPROTO_IGMP,
						  "membership-query", &type));
	assert_int_equal(type, 0x11);
	assert_false(phonewall_protocol_parse_type(IPPROTO_ICMP,
						   "packet-too-big", &type));
	assert_false(phonewall_protocol_parse_type(IPPROTO_ICMP, "256", &type));
}

static void test_flags(void **state)
{
	char text[PHONEWALL_PROTOCOL_TEXT];
	uint8_t flags;

	(void)state;
	assert_true(phonewall_protocol_parse_flags("syn,ACK", &flags));
	assert_int_equal(flags, 0x12);
	assert_true(phonewall_protocol_parse_flags("None", &flags));
	assert_int_equal(flags, 0);
	assert_string_equal(phonewall_protocol_print_flags(0xff, text),
			    "FIN,SYN,RST,PSH,ACK,URG,ECE,CWR");
	assert_false(phonewall_protocol_parse_flags("", &flags));
	assert_false(phonewall_protocol_parse_flags("SYN,", &flags));
	assert_false(phonewall_protocol_parse_flags(",SYN", &flags));
	assert_false(phonewall_protocol_parse_flags("SYN ACK", &flags));
	assert_false(phonewall_protocol_parse_flags("SYN,none", &flags));
	assert_false(phonewall_protocol_parse_flags("18", &flags));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_protocols),
		cmocka_unit_test(test_every_number),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_flags),
	};

	return cmocka_run_group_tests_name("protocol", tests, NULL, NULL);
}
