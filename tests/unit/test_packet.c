// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/packet.h"
#include "packet_bytes.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))
#define BYTES(...)	(const uint8_t[]){ __VA_ARGS__ }, \
			sizeof((const uint8_t[]){ __VA_ARGS__ })
#define MUTATIONS	400000

/*
 * The bytes that a parser may read end where the allocation ends, so that the
 * sanitizer sees a read beyond.
 */
static uint8_t *allocate_exactly(const uint8_t *bytes, size_t length)
{
	uint8_t *data = malloc(length);

	assert_non_null(data);
	if (length)
		memcpy(data, bytes, length);
	return data;
}

static enum phonewall_parsed parse(sa_family_t family, const uint8_t *data,
				   size_t length,
				   struct phonewall_packet *packet)
{
	if (family == AF_INET)
		return phonewall_packet_parse_ipv4(data, length, packet);
	return phonewall_packet_parse_ipv6(data, length, packet);
}

/* The result of parsing a copy, without the facts. */
static enum phonewall_parsed parsed(sa_family_t family, const uint8_t *bytes,
				    size_t length)
{
	uint8_t *data = allocate_exactly(bytes, length);
	struct phonewall_packet packet;
	enum phonewall_parsed result = parse(family, data, length, &packet);

	free(data);
	return result;
}

/**
 * struct valid_case - a packet that can be read
 * @name: for messages
 * @family: AF_INET or AF_INET6
 * @bytes: the packet
 * @length: bytes of it
 * @needed: how many of them the parser must see
 * @facts: what it finds; @source and @destination are the peer's and the
 *	phone's everywhere
 */
struct valid_case {
	const char *name;
	sa_family_t family;
	const uint8_t *bytes;
	size_t length;
	size_t needed;
	struct phonewall_packet facts;
};

static const struct valid_case valid_cases[] = {
	{
		"UDP", AF_INET,
		BYTES(BYTES_IPV4(17), BYTES_UDP(5060, 40000), 1, 2, 3), 28,
		{ .protocol = 17, .source_port = 5060,
		  .destination_port = 40000 },
	}, {
		"UDP, don't fragment, options", AF_INET,
		BYTES(BYTES_IPV4_WITH(0x46, 0x4000, 17), 0x94, 4, 0, 0,
		      BYTES_UDP(65535, 1)), 32,
		{ .protocol = 17, .source_port = 65535, .destination_port = 1 },
	}, {
		"UDP, the longest header", AF_INET,
		BYTES(BYTES_IPV4_WITH(0x4f, 0, 17),
		      1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
		      1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
		      1, 1, BYTES_UDP(7, 9)), 68,
		{ .protocol = 17, .source_port = 7, .destination_port = 9 },
	}, {
		"UDP, its own length not looked at", AF_INET,
		BYTES(BYTES_IPV4(17), BYTES_U16(5060), BYTES_U16(40000),
		      BYTES_U16(3), 0, 0), 28,
		{ .protocol = 17, .source_port = 5060,
		  .destination_port = 40000 },
	}, {
		"TCP", AF_INET,
		BYTES(BYTES_IPV4(6), BYTES_TCP(443, 50000, 0x12), 1), 40,
		{ .protocol = 6, .source_port = 443, .destination_port = 50000,
		  .tcp_flags = 0x12 },
	}, {
		"echo request", AF_INET,
		BYTES(BYTES_IPV4(1), BYTES_ICMP(8, 0, 0x1234)), 28,
		{ .protocol = 1, .icmp_type = 8, .icmp_id = 0x1234 },
	}, {
		"echo reply", AF_INET,
		BYTES(BYTES_IPV4(1), BYTES_ICMP(0, 0, 0xfedc)), 28,
		{ .protocol = 1, .icmp_id = 0xfedc },
	}, {
		"time exceeded", AF_INET,
		BYTES(BYTES_IPV4(1), BYTES_ICMP(11, 1, 0)), 28,
		{ .protocol = 1, .icmp_type = 11, .icmp_code = 1,
		  .quoted_offset = 28 },
	}, {
		"port unreachable with what it quotes", AF_INET,
		BYTES(BYTES_IPV4(1), BYTES_ICMP(3, 3, 0),
		      BYTES_IPV4_WITH(0x46, 0, 17), 1, 1, 1, 1,
		      BYTES_UDP(16384, 5004)), 28,
		{ .protocol = 1, .icmp_type = 3, .icmp_code = 3,
		  .quoted_offset = 28 },
	}, {
		"error behind options", AF_INET,
		BYTES(BYTES_IPV4_WITH(0x46, 0, 1), 1, 1, 1, 1,
		      BYTES_ICMP(3, 3, 0)), 32,
		{ .protocol = 1, .icmp_type = 3, .icmp_code = 3,
		  .quoted_offset = 32 },
	}, {
		"timestamp, whose identifier nobody asks for", AF_INET,
		BYTES(BYTES_IPV4(1), BYTES_ICMP(13, 0, 0x1234)), 28,
		{ .protocol = 1, .icmp_type = 13 },
	}, {
		"IGMP query", AF_INET,
		BYTES(BYTES_IPV4(2), BYTES_IGMP(0x11)), 28,
		{ .protocol = 2, .icmp_type = 0x11 },
	}, {
		"another protocol, no byte of it", AF_INET,
		BYTES(BYTES_IPV4(132)), 20, { .protocol = 132 },
	}, {
		"ICMPv6 in IPv4", AF_INET,
		BYTES(BYTES_IPV4(58)), 20, { .protocol = 58 },
	}, {
		"an IPv6 extension header in IPv4", AF_INET,
		BYTES(BYTES_IPV4(60)), 20, { .protocol = 60 },
	}, {
		"UDP", AF_INET6,
		BYTES(BYTES_IPV6(17), BYTES_UDP(5060, 40000), 1), 48,
		{ .protocol = 17, .source_port = 5060,
		  .destination_port = 40000 },
	}, {
		"TCP", AF_INET6,
		BYTES(BYTES_IPV6(6), BYTES_TCP(1, 65535, 0xff)), 60,
		{ .protocol = 6, .source_port = 1, .destination_port = 65535,
		  .tcp_flags = 0xff },
	}, {
		"echo request", AF_INET6,
		BYTES(BYTES_IPV6(58), BYTES_ICMP(128, 0, 0x1234)), 48,
		{ .protocol = 58, .icmp_type = 128, .icmp_id = 0x1234 },
	}, {
		"echo reply", AF_INET6,
		BYTES(BYTES_IPV6(58), BYTES_ICMP(129, 3, 0xffff)), 48,
		{ .protocol = 58, .icmp_type = 129, .icmp_code = 3,
		  .icmp_id = 0xffff },
	}, {
		"packet too big", AF_INET6,
		BYTES(BYTES_IPV6(58), BYTES_ICMP(2, 0, 5)), 48,
		{ .protocol = 58, .icmp_type = 2, .quoted_offset = 48 },
	}, {
		"time exceeded with what it quotes", AF_INET6,
		BYTES(BYTES_IPV6(58), BYTES_ICMP(3, 0, 0), BYTES_IPV6(60),
		      BYTES_EXTENSION(44), BYTES_FRAGMENT(6, 0, 1),
		      BYTES_TCP(50000, 443, 0)), 48,
		{ .protocol = 58, .icmp_type = 3, .quoted_offset = 48 },
	}, {
		"MLD query behind hop-by-hop options", AF_INET6,
		BYTES(BYTES_IPV6(0), BYTES_EXTENSION(58),
		      BYTES_ICMP(130, 0, 0)), 56,
		{ .protocol = 58, .icmp_type = 130 },
	}, {
		"UDP behind every extension header", AF_INET6,
		BYTES(BYTES_IPV6(0), BYTES_EXTENSION_LONG(60),
		      BYTES_EXTENSION(43), BYTES_EXTENSION_LONG(44),
		      BYTES_FRAGMENT(60, 0, 0), BYTES_EXTENSION(17),
		      BYTES_UDP(7, 9)), 104,
		{ .protocol = 17, .source_port = 7, .destination_port = 9 },
	}, {
		"eight extension headers", AF_INET6,
		BYTES(BYTES_IPV6(60), BYTES_EXTENSION(60), BYTES_EXTENSION(60),
		      BYTES_EXTENSION(60), BYTES_EXTENSION(60),
		      BYTES_EXTENSION(60), BYTES_EXTENSION(60),
		      BYTES_EXTENSION(60), BYTES_EXTENSION(17),
		      BYTES_UDP(7, 9)), 112,
		{ .protocol = 17, .source_port = 7, .destination_port = 9 },
	}, {
		"atomic fragment of an error", AF_INET6,
		BYTES(BYTES_IPV6(44), BYTES_FRAGMENT(58, 0, 0),
		      BYTES_ICMP(1, 4, 0)), 56,
		{ .protocol = 58, .icmp_type = 1, .icmp_code = 4,
		  .quoted_offset = 56 },
	}, {
		"reserved bits of a fragment header", AF_INET6,
		BYTES(BYTES_IPV6(44), 17, 0xff, 0, 6, 0, 0, 0, 0,
		      BYTES_UDP(7, 9)), 56,
		{ .protocol = 17, .source_port = 7, .destination_port = 9 },
	}, {
		"no next header", AF_INET6,
		BYTES(BYTES_IPV6(59)), 40, { .protocol = 59 },
	}, {
		"authentication header, which is not walked", AF_INET6,
		BYTES(BYTES_IPV6(0), BYTES_EXTENSION(51)), 48,
		{ .protocol = 51 },
	}, {
		"encapsulated payload", AF_INET6,
		BYTES(BYTES_IPV6(50)), 40, { .protocol = 50 },
	}, {
		"ICMP of IPv4 in IPv6", AF_INET6,
		BYTES(BYTES_IPV6(1)), 40, { .protocol = 1 },
	}, {
		"IGMP in IPv6", AF_INET6,
		BYTES(BYTES_IPV6(2)), 40, { .protocol = 2 },
	},
};

static void assert_facts(const struct valid_case *valid, const uint8_t *data,
			 const struct phonewall_packet *packet)
{
	const struct phonewall_packet *facts = &valid->facts;
	bool is_ipv4 = valid->family == AF_INET;

	assert_int_equal(packet->family, valid->family);
	assert_ptr_equal(packet->source, data + (is_ipv4 ? 12 : 8));
	assert_ptr_equal(packet->destination, data + (is_ipv4 ? 16 : 24));
	assert_int_equal(packet->hop_limit, is_ipv4 ? 61 : 62);
	assert_null(packet->quoted);
	assert_int_equal(packet->protocol, facts->protocol);
	assert_int_equal(packet->source_port, facts->source_port);
	assert_int_equal(packet->destination_port, facts->destination_port);
	assert_int_equal(packet->tcp_flags, facts->tcp_flags);
	assert_int_equal(packet->icmp_type, facts->icmp_type);
	assert_int_equal(packet->icmp_code, facts->icmp_code);
	assert_int_equal(packet->icmp_id, facts->icmp_id);
	assert_int_equal(packet->quoted_offset, facts->quoted_offset);
}

/* The facts do not depend on what was in @packet before. */
static void check_valid(const struct valid_case *valid, size_t length)
{
	uint8_t *data = allocate_exactly(valid->bytes, length);
	struct phonewall_packet packet;
	enum phonewall_parsed result;

	memset(&packet, 0xa5, sizeof(packet));
	result = parse(valid->family, data, length, &packet);
	if (result != PHONEWALL_PARSED)
		fail_msg("%s: %zu bytes: result %d", valid->name, length,
			 result);
	assert_facts(valid, data, &packet);
	free(data);
}

static void test_valid(void **state)
{
	size_t length;

	(void)state;
	for (size_t i = 0; i < COUNT(valid_cases); i++) {
		for (length = valid_cases[i].needed;
		     length <= valid_cases[i].length; length++)
			check_valid(&valid_cases[i], length);
	}
}

static void check_truncated(const struct valid_case *valid)
{
	enum phonewall_parsed result;
	size_t length;

	for (length = 0; length < valid->needed; length++) {
		result = parsed(valid->family, valid->bytes, length);
		if (result != PHONEWALL_PARSED_SHORT)
			fail_msg("%s, cut to %zu bytes: result %d",
				 valid->name, length, result);
	}
}

static void test_truncated(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(valid_cases); i++)
		check_truncated(&valid_cases[i]);
}

/**
 * struct other_case - a packet that is to be called something else
 * @name: for messages
 * @family: AF_INET or AF_INET6
 * @bytes: the packet
 * @length: bytes of it
 * @result: what it is
 */
struct other_case {
	const char *name;
	sa_family_t family;
	const uint8_t *bytes;
	size_t length;
	enum phonewall_parsed result;
};

static const struct other_case malformed_cases[] = {
	{ "version 6 as IPv4", AF_INET,
	  BYTES(BYTES_IPV4_WITH(0x65, 0, 17), BYTES_UDP(1, 2)),
	  PHONEWALL_PARSED_MALFORMED },
	{ "version 0 as IPv4", AF_INET,
	  BYTES(BYTES_IPV4_WITH(0x05, 0, 17), BYTES_UDP(1, 2)),
	  PHONEWALL_PARSED_MALFORMED },
	{ "header of 16 bytes", AF_INET,
	  BYTES(BYTES_IPV4_WITH(0x44, 0, 17), BYTES_UDP(1, 2)),
	  PHONEWALL_PARSED_MALFORMED },
	{ "header of no byte", AF_INET,
	  BYTES(BYTES_IPV4_WITH(0x40, 0, 17), BYTES_UDP(1, 2)),
	  PHONEWALL_PARSED_MALFORMED },
	{ "header longer than the packet", AF_INET,
	  BYTES(BYTES_IPV4_WITH(0x4f, 0, 17), BYTES_UDP(1, 2)),
	  PHONEWALL_PARSED_SHORT },
	{ "version 4 as IPv6", AF_INET6,
	  BYTES(BYTES_IPV6_WITH(4, 17), BYTES_UDP(1, 2)),
	  PHONEWALL_PARSED_MALFORMED },
	{ "version 15 as IPv6", AF_INET6,
	  BYTES(BYTES_IPV6_WITH(15, 17), BYTES_UDP(1, 2)),
	  PHONEWALL_PARSED_MALFORMED },
	{ "extension header longer than the packet", AF_INET6,
	  BYTES(BYTES_IPV6(0), 17, 255, 0, 0, 0, 0, 0, 0, BYTES_UDP(1, 2)),
	  PHONEWALL_PARSED_SHORT },
	{ "extension header one unit too long", AF_INET6,
	  BYTES(BYTES_IPV6(60), 17, 2, 0, 0, 0, 0, 0, 0, BYTES_UDP(1, 2)),
	  PHONEWALL_PARSED_SHORT },
	{ "extension header that leaves nothing", AF_INET6,
	  BYTES(BYTES_IPV6(60), 17, 1, 0, 0, 0, 0, 0, 0, BYTES_UDP(1, 2)),
	  PHONEWALL_PARSED_SHORT },
	{ "nine extension headers", AF_INET6,
	  BYTES(BYTES_IPV6(60), BYTES_EXTENSION(60), BYTES_EXTENSION(60),
		BYTES_EXTENSION(60), BYTES_EXTENSION(60), BYTES_EXTENSION(60),
		BYTES_EXTENSION(60), BYTES_EXTENSION(60), BYTES_EXTENSION(60),
		BYTES_EXTENSION(17), BYTES_UDP(7, 9)),
	  PHONEWALL_PARSED_MALFORMED },
};

static const struct other_case fragment_cases[] = {
	{ "first of several", AF_INET,
	  BYTES(BYTES_IPV4_WITH(0x45, 0x2000, 17), BYTES_UDP(7, 9)),
	  PHONEWALL_PARSED_FRAGMENT },
	{ "in the middle", AF_INET,
	  BYTES(BYTES_IPV4_WITH(0x45, 0x2001, 17), BYTES_UDP(7, 9)),
	  PHONEWALL_PARSED_FRAGMENT },
	{ "the last", AF_INET,
	  BYTES(BYTES_IPV4_WITH(0x45, 0x1fff, 17), BYTES_UDP(7, 9)),
	  PHONEWALL_PARSED_FRAGMENT },
	{ "at offset 8, which would hide a TCP header's flags", AF_INET,
	  BYTES(BYTES_IPV4_WITH(0x45, 0x0001, 6), BYTES_TCP(7, 9, 2)),
	  PHONEWALL_PARSED_FRAGMENT },
	{ "first, too short for its ports", AF_INET,
	  BYTES(BYTES_IPV4_WITH(0x45, 0x2000, 17), 0, 7),
	  PHONEWALL_PARSED_FRAGMENT },
	{ "of a protocol without ports", AF_INET,
	  BYTES(BYTES_IPV4_WITH(0x45, 0x2000, 132)),
	  PHONEWALL_PARSED_FRAGMENT },
	{ "first of several", AF_INET6,
	  BYTES(BYTES_IPV6(44), BYTES_FRAGMENT(17, 0, 1), BYTES_UDP(7, 9)),
	  PHONEWALL_PARSED_FRAGMENT },
	{ "in the middle", AF_INET6,
	  BYTES(BYTES_IPV6(44), BYTES_FRAGMENT(17, 8, 1), BYTES_UDP(7, 9)),
	  PHONEWALL_PARSED_FRAGMENT },
	{ "the last", AF_INET6,
	  BYTES(BYTES_IPV6(44), BYTES_FRAGMENT(17, 65528, 0), BYTES_UDP(7, 9)),
	  PHONEWALL_PARSED_FRAGMENT },
	{ "the last, no byte of it", AF_INET6,
	  BYTES(BYTES_IPV6(44), BYTES_FRAGMENT(17, 8, 0)),
	  PHONEWALL_PARSED_FRAGMENT },
	{ "first of several, options on either side", AF_INET6,
	  BYTES(BYTES_IPV6(0), BYTES_EXTENSION(44), BYTES_FRAGMENT(60, 0, 1),
		BYTES_EXTENSION(17), BYTES_UDP(7, 9)),
	  PHONEWALL_PARSED_FRAGMENT },
	{ "an atomic fragment within a fragment", AF_INET6,
	  BYTES(BYTES_IPV6(44), BYTES_FRAGMENT(44, 0, 1),
		BYTES_FRAGMENT(17, 0, 0), BYTES_UDP(7, 9)),
	  PHONEWALL_PARSED_FRAGMENT },
};

static void check_other(const struct other_case *other)
{
	enum phonewall_parsed result;

	result = parsed(other->family, other->bytes, other->length);
	if (result != other->result)
		fail_msg("%s, family %d: result %d", other->name,
			 other->family, result);
}

static void test_malformed(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(malformed_cases); i++)
		check_other(&malformed_cases[i]);
}

static void test_fragments(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(fragment_cases); i++)
		check_other(&fragment_cases[i]);
}

static bool is_in(uint8_t type, const uint8_t *types, size_t count)
{
	return memchr(types, type, count);
}

static void check_icmp_type(sa_family_t family, uint8_t type, bool is_error,
			    bool is_request, bool is_reply)
{
	static const uint8_t ipv4[] = {
		BYTES_IPV4(1), BYTES_ICMP(0, 0, 0x1234)
	};
	static const uint8_t ipv6[] = {
		BYTES_IPV6(58), BYTES_ICMP(0, 0, 0x1234)
	};
	size_t length = family == AF_INET ? sizeof(ipv4) : sizeof(ipv6);
	uint8_t *data = allocate_exactly(family == AF_INET ? ipv4 : ipv6,
					 length);
	struct phonewall_packet packet;

	data[length - 8] = type;
	assert_int_equal(parse(family, data, length, &packet),
			 PHONEWALL_PARSED);
	assert_int_equal(packet.icmp_type, type);
	assert_int_equal(phonewall_packet_is_icmp_error(&packet), is_error);
	assert_int_equal(phonewall_packet_is_echo_request(&packet), is_request);
	assert_int_equal(phonewall_packet_is_echo_reply(&packet), is_reply);
	assert_int_equal(packet.quoted_offset, is_error ? length : 0);
	assert_int_equal(packet.icmp_id, is_request || is_reply ? 0x1234 : 0);
	free(data);
}

static void test_icmp_types(void **state)
{
	static const uint8_t errors_ipv4[] = { 3, 11, 12 };
	static const uint8_t errors_ipv6[] = { 1, 2, 3, 4 };

	(void)state;
	for (unsigned int type = 0; type < 256; type++) {
		check_icmp_type(AF_INET, type,
				is_in(type, errors_ipv4, sizeof(errors_ipv4)),
				type == 8, type == 0);
		check_icmp_type(AF_INET6, type,
				is_in(type, errors_ipv6, sizeof(errors_ipv6)),
				type == 128, type == 129);
	}
}

/* Only ICMP of the packet's own family is an error or an echo. */
static void test_icmp_of_other_protocols(void **state)
{
	struct phonewall_packet packet = { .family = AF_INET };

	(void)state;
	for (unsigned int protocol = 0; protocol < 256; protocol++) {
		packet.protocol = protocol;
		packet.icmp_type = 3;
		assert_int_equal(phonewall_packet_is_icmp_error(&packet),
				 protocol == 1);
		packet.icmp_type = 8;
		assert_int_equal(phonewall_packet_is_echo_request(&packet),
				 protocol == 1);
		packet.icmp_type = 0;
		assert_int_equal(phonewall_packet_is_echo_reply(&packet),
				 protocol == 1);
		packet.family = AF_INET6;
		assert_int_equal(phonewall_packet_is_icmp(&packet),
				 protocol == 58);
		packet.family = AF_INET;
	}
}

/**
 * struct quoted_case - an error and what it quotes
 * @name: for messages
 * @family: AF_INET or AF_INET6
 * @quote: the quoted packet
 * @length: bytes of it
 * @needed: how many of them the parser must see
 * @result: how its parse ends with all of them
 * @facts: what is found where it is read
 */
struct quoted_case {
	const char *name;
	sa_family_t family;
	const uint8_t *quote;
	size_t length;
	size_t needed;
	enum phonewall_parsed result;
	struct phonewall_packet facts;
};

static const struct quoted_case quoted_cases[] = {
	{ "UDP", AF_INET,
	  BYTES(BYTES_IPV4(17), BYTES_UDP(16384, 5004)), 24, PHONEWALL_PARSED,
	  { .protocol = 17, .source_port = 16384, .destination_port = 5004 } },
	{ "TCP, 8 bytes of it", AF_INET,
	  BYTES(BYTES_IPV4(6), 0xc0, 0, 1, 0xbb, 0, 0, 0, 1), 24,
	  PHONEWALL_PARSED,
	  { .protocol = 6, .source_port = 49152, .destination_port = 443 } },
	{ "TCP, its flags", AF_INET,
	  BYTES(BYTES_IPV4(6), BYTES_TCP(49152, 443, 0x3f)), 24,
	  PHONEWALL_PARSED,
	  { .protocol = 6, .source_port = 49152, .destination_port = 443 } },
	{ "UDP behind options", AF_INET,
	  BYTES(BYTES_IPV4_WITH(0x47, 0, 17), 1, 1, 1, 1, 1, 1, 1, 1,
		BYTES_UDP(1, 2)), 32, PHONEWALL_PARSED,
	  { .protocol = 17, .source_port = 1, .destination_port = 2 } },
	{ "echo request", AF_INET,
	  BYTES(BYTES_IPV4(1), BYTES_ICMP(8, 0, 77)), 28, PHONEWALL_PARSED,
	  { .protocol = 1, .icmp_type = 8, .icmp_id = 77 } },
	{ "error", AF_INET,
	  BYTES(BYTES_IPV4(1), BYTES_ICMP(3, 1, 0)), 28, PHONEWALL_PARSED,
	  { .protocol = 1, .icmp_type = 3, .icmp_code = 1,
	    .quoted_offset = 56 } },
	{ "another protocol", AF_INET,
	  BYTES(BYTES_IPV4(47), 1, 2, 3, 4), 20, PHONEWALL_PARSED,
	  { .protocol = 47 } },
	{ "first fragment", AF_INET,
	  BYTES(BYTES_IPV4_WITH(0x45, 0x2000, 17), BYTES_UDP(1, 2)), 24,
	  PHONEWALL_PARSED,
	  { .protocol = 17, .source_port = 1, .destination_port = 2 } },
	{ "later fragment", AF_INET,
	  BYTES(BYTES_IPV4_WITH(0x45, 0x2001, 17), BYTES_UDP(1, 2)), 20,
	  PHONEWALL_PARSED_FRAGMENT, { .protocol = 0 } },
	{ "IPv6", AF_INET,
	  BYTES(BYTES_IPV6(17), BYTES_UDP(1, 2)), 20,
	  PHONEWALL_PARSED_MALFORMED, { .protocol = 0 } },
	{ "header of 12 bytes", AF_INET,
	  BYTES(BYTES_IPV4_WITH(0x43, 0, 17), BYTES_UDP(1, 2)), 20,
	  PHONEWALL_PARSED_MALFORMED, { .protocol = 0 } },
	{ "UDP", AF_INET6,
	  BYTES(BYTES_IPV6(17), BYTES_UDP(16384, 5004)), 44, PHONEWALL_PARSED,
	  { .protocol = 17, .source_port = 16384, .destination_port = 5004 } },
	{ "TCP behind options", AF_INET6,
	  BYTES(BYTES_IPV6(60), BYTES_EXTENSION_LONG(6),
		BYTES_TCP(49152, 443, 2)), 60, PHONEWALL_PARSED,
	  { .protocol = 6, .source_port = 49152, .destination_port = 443 } },
	{ "echo request", AF_INET6,
	  BYTES(BYTES_IPV6(58), BYTES_ICMP(128, 0, 77)), 48, PHONEWALL_PARSED,
	  { .protocol = 58, .icmp_type = 128, .icmp_id = 77 } },
	{ "error", AF_INET6,
	  BYTES(BYTES_IPV6(58), BYTES_ICMP(3, 1, 0)), 48, PHONEWALL_PARSED,
	  { .protocol = 58, .icmp_type = 3, .icmp_code = 1,
	    .quoted_offset = 96 } },
	{ "first fragment", AF_INET6,
	  BYTES(BYTES_IPV6(44), BYTES_FRAGMENT(17, 0, 1), BYTES_UDP(1, 2)), 52,
	  PHONEWALL_PARSED,
	  { .protocol = 17, .source_port = 1, .destination_port = 2 } },
	{ "later fragment", AF_INET6,
	  BYTES(BYTES_IPV6(44), BYTES_FRAGMENT(17, 8, 0), BYTES_UDP(1, 2)), 48,
	  PHONEWALL_PARSED_FRAGMENT, { .protocol = 0 } },
	{ "IPv4", AF_INET6,
	  BYTES(BYTES_IPV4(17), BYTES_UDP(1, 2), 0, 0, 0, 0, 0, 0, 0, 0,
		0, 0, 0, 0), 40, PHONEWALL_PARSED_MALFORMED,
	  { .protocol = 0 } },
};

static const uint8_t error_ipv4[] = { BYTES_IPV4(1), BYTES_ICMP(3, 3, 0) };
static const uint8_t error_ipv6[] = { BYTES_IPV6(58), BYTES_ICMP(1, 4, 0) };

/* The error with the first @length bytes of the quote. */
static uint8_t *make_error(const struct quoted_case *quoted, size_t length,
			   size_t *total)
{
	bool is_ipv4 = quoted->family == AF_INET;
	size_t begin = is_ipv4 ? sizeof(error_ipv4) : sizeof(error_ipv6);
	uint8_t *data = malloc(begin + length);

	assert_non_null(data);
	memcpy(data, is_ipv4 ? error_ipv4 : error_ipv6, begin);
	memcpy(data + begin, quoted->quote, length);
	*total = begin + length;
	return data;
}

static void assert_quoted_facts(const struct quoted_case *quoted,
				const uint8_t *quote,
				const struct phonewall_packet *packet)
{
	const struct phonewall_packet *facts = &quoted->facts;

	assert_int_equal(packet->family, quoted->family);
	assert_ptr_equal(packet->source,
			 quote + (quoted->family == AF_INET ? 12 : 8));
	assert_ptr_equal(packet->destination,
			 quote + (quoted->family == AF_INET ? 16 : 24));
	assert_int_equal(packet->protocol, facts->protocol);
	assert_int_equal(packet->source_port, facts->source_port);
	assert_int_equal(packet->destination_port, facts->destination_port);
	assert_int_equal(packet->tcp_flags, 0);
	assert_int_equal(packet->icmp_type, facts->icmp_type);
	assert_int_equal(packet->icmp_code, facts->icmp_code);
	assert_int_equal(packet->icmp_id, facts->icmp_id);
	assert_int_equal(packet->quoted_offset, facts->quoted_offset);
}

static void check_quoted(const struct quoted_case *quoted, size_t length,
			 enum phonewall_parsed expected)
{
	struct phonewall_packet error, packet;
	enum phonewall_parsed result;
	uint8_t *data;
	size_t total;

	data = make_error(quoted, length, &total);
	assert_int_equal(parse(quoted->family, data, total, &error),
			 PHONEWALL_PARSED);
	memset(&packet, 0xa5, sizeof(packet));
	result = phonewall_packet_parse_quoted(data, total, &error, &packet);
	if (result != expected)
		fail_msg("%s, family %d, %zu bytes: result %d", quoted->name,
			 quoted->family, length, result);
	if (result == PHONEWALL_PARSED)
		assert_quoted_facts(quoted, data + total - length, &packet);
	free(data);
}

static void test_quoted(void **state)
{
	size_t length;

	(void)state;
	for (size_t i = 0; i < COUNT(quoted_cases); i++) {
		for (length = 0; length < quoted_cases[i].needed; length++)
			check_quoted(&quoted_cases[i], length,
				     PHONEWALL_PARSED_SHORT);
		for (; length <= quoted_cases[i].length; length++)
			check_quoted(&quoted_cases[i], length,
				     quoted_cases[i].result);
	}
}

/* The caller may have fewer bytes of the error than when it was parsed. */
static void test_quoted_beyond_the_bytes(void **state)
{
	uint8_t *data = allocate_exactly(error_ipv4, sizeof(error_ipv4));
	struct phonewall_packet error, quoted;

	(void)state;
	assert_int_equal(parse(AF_INET, data, sizeof(error_ipv4), &error),
			 PHONEWALL_PARSED);
	assert_int_equal(phonewall_packet_parse_quoted(data, 27, &error,
						       &quoted),
			 PHONEWALL_PARSED_SHORT);
	free(data);
}

static void assert_within(const void *address, sa_family_t family,
			  const uint8_t *data, size_t length)
{
	const uint8_t *begin = address;

	assert_true(begin >= data);
	assert_true(begin + (family == AF_INET ? 4 : 16) <= data + length);
}

static void parse_mutation(sa_family_t family, const uint8_t *data,
			   size_t length)
{
	struct phonewall_packet packet, quoted;

	if (parse(family, data, length, &packet) != PHONEWALL_PARSED)
		return;
	assert_int_equal(packet.family, family);
	assert_within(packet.source, family, data, length);
	assert_within(packet.destination, family, data, length);
	assert_true(packet.quoted_offset <= length);
	if (!packet.quoted_offset ||
	    phonewall_packet_parse_quoted(data, length, &packet, &quoted) !=
	    PHONEWALL_PARSED)
		return;
	assert_within(quoted.source, family, data, length);
	assert_within(quoted.destination, family, data, length);
}

/* Changes a byte to one that leads to another branch, or to any. */
static void mutate(uint8_t *data, size_t length)
{
	static const uint8_t headers[] = { 0, 6, 17, 43, 44, 58, 60, 255 };
	uint8_t *byte = &data[rand() % length];

	*byte = rand() % 2 ? headers[rand() % sizeof(headers)] : rand();
}

static void check_mutation(const struct valid_case *valid)
{
	size_t length = rand() % valid->length + 1;
	uint8_t *data = allocate_exactly(valid->bytes, length);

	for (unsigned int i = rand() % 4; i; i--)
		mutate(data, length);
	parse_mutation(valid->family, data, length);
	free(data);
}

static void test_mutations(void **state)
{
	(void)state;
	srand(1);
	for (unsigned int i = 0; i < MUTATIONS; i++)
		check_mutation(&valid_cases[rand() % COUNT(valid_cases)]);
}

static void test_groups(void **state)
{
	static const struct {
		sa_family_t family;
		uint8_t address[16];
		bool is_group;
	} cases[] = {
		{ AF_INET, { 223, 255, 255, 255 }, false },
		{ AF_INET, { 224, 0, 0, 0 }, true },
		{ AF_INET, { 239, 255, 255, 255 }, true },
		{ AF_INET, { 240, 0, 0, 0 }, false },
		{ AF_INET, { 255, 255, 255, 254 }, false },
		{ AF_INET, { 255, 255, 255, 255 }, true },
		{ AF_INET6, { 0xfe, 0x80 }, false },
		{ AF_INET6, { 0xff, 0x02 }, true },
		{ AF_INET6, { 0xff, 0xff, 0xff, 0xff }, true },
		{ AF_INET6, { 0xe0 }, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct phonewall_packet packet = {
			.family = cases[i].family,
			.destination = cases[i].address,
			.source = cases[i].address,
		};

		assert_int_equal(phonewall_packet_is_to_group(&packet),
				 cases[i].is_group);
	}
}

static void test_sources_that_are_a_host(void **state)
{
	static const struct {
		sa_family_t family;
		uint8_t address[16];
		bool is_host;
	} cases[] = {
		{ AF_INET, { 0, 0, 0, 0 }, false },
		{ AF_INET, { 0, 255, 255, 255 }, false },
		{ AF_INET, { 1, 0, 0, 0 }, true },
		{ AF_INET, { 126, 255, 255, 255 }, true },
		{ AF_INET, { 127, 0, 0, 1 }, false },
		{ AF_INET, { 128, 0, 0, 0 }, true },
		{ AF_INET, { 223, 255, 255, 255 }, true },
		{ AF_INET, { 224, 0, 0, 1 }, false },
		{ AF_INET, { 239, 255, 255, 255 }, false },
		{ AF_INET, { 240, 0, 0, 1 }, true },
		{ AF_INET, { 255, 255, 255, 254 }, true },
		{ AF_INET, { 255, 255, 255, 255 }, false },
		{ AF_INET6, { 0 }, false },
		{ AF_INET6, { [15] = 1 }, false },
		{ AF_INET6, { [15] = 2 }, true },
		{ AF_INET6, { [14] = 1, 1 }, true },
		{ AF_INET6, { 0xfe, 0x80, [15] = 1 }, true },
		{ AF_INET6, { 0xff, 0x02, [15] = 1 }, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct phonewall_packet packet = {
			.family = cases[i].family,
			.source = cases[i].address,
		};

		assert_int_equal(phonewall_packet_is_from_host(&packet),
				 cases[i].is_host);
	}
}

static void test_link_local_sources(void **state)
{
	static const struct {
		uint8_t address[16];
		bool is_link_local;
	} cases[] = {
		{ { 0xfe, 0x80 }, true },
		{ { 0xfe, 0xbf, 0xff }, true },
		{ { 0xfe, 0xc0 }, false },
		{ { 0xfe, 0x7f }, false },
		{ { 0xff, 0x80 }, false },
		{ { 0x20, 0x01 }, false },
		{ { 0 }, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct phonewall_packet packet = {
			.family = AF_INET6,
			.source = cases[i].address,
		};

		assert_int_equal(phonewall_packet_source_is_link_local(&packet),
				 cases[i].is_link_local);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_fragments),
		cmocka_unit_test(test_icmp_types),
		cmocka_unit_test(test_icmp_of_other_protocols),
		cmocka_unit_test(test_quoted),
		cmocka_unit_test(test_quoted_beyond_the_bytes),
		cmocka_unit_test(test_mutations),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_sources_that_are_a_host),
		cmocka_unit_test(test_link_local_sources),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
