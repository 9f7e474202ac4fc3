// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "faults.h"
#include "firewall/packet_spec.h"

#define WORDS_MAX	40

static int parse(const char *text, struct phonewall_packet_spec *spec,
		 struct phonewall_faults *faults)
{
	char *copy = strdup(text);
	char *words[WORDS_MAX];
	size_t count = 0;
	char *word;
	int error;

	assert_non_null(copy);
	for (word = strtok(copy, " "); word; word = strtok(NULL, " ")) {
		assert_true(count < WORDS_MAX);
		words[count++] = word;
	}
	error = phonewall_packet_spec_parse(words, count, 7, spec,
					    faults);
	free(copy);
	return error;
}

static void parse_good(const char *text,
		       struct phonewall_packet_spec *spec)
{
	struct phonewall_faults faults = { 0 };
	int error = parse(text, spec, &faults);

	assert_no_fault(&faults);
	assert_int_equal(error, 0);
}

static void assert_printed(const struct phonewall_packet_spec *spec,
			   const char *expected)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	assert_non_null(stream);
	phonewall_packet_spec_print(spec, stream);
	fclose(stream);
	assert_string_equal(text, expected);
	free(text);
}

/* Each is printed as it is written here, with its defaults. */
static const char *const good[] = {
	"in udp 192.0.2.1:5060 192.0.2.2:65535 hop-limit 64",
	"out udp [2001:db8::1]:0 [ff02::1]:1 hop-limit 1",
	"in tcp 192.0.2.1:1 192.0.2.2:80 flags SYN hop-limit 64",
	"out tcp [2001:db8::1]:1 [2001:db8::2]:80 flags SYN,ACK hop-limit 255",
	"in tcp 192.0.2.1:1 192.0.2.2:80 flags none hop-limit 0",
	"in icmp 192.0.2.1 192.0.2.2 type echo-request id 77 hop-limit 64",
	"in icmp 192.0.2.1 192.0.2.2 type redirect code 1 hop-limit 64",
	"in icmp 192.0.2.1 192.0.2.2 type 99 hop-limit 64",
	"in icmpv6 fe80::1 fe80::2 type neighbour-solicitation hop-limit 255",
	"in igmp 192.0.2.1 224.0.0.1 type membership-query hop-limit 1",
	"in 47 192.0.2.1 192.0.2.2 hop-limit 64",
	"in 50 2001:db8::1 2001:db8::2 hop-limit 64",
	"in 58 192.0.2.1 192.0.2.2 hop-limit 64",
	"in 1 2001:db8::1 2001:db8::2 hop-limit 64",
	"out 2 2001:db8::1 2001:db8::2 hop-limit 64",
	"in icmp 192.0.2.9 192.0.2.2 type destination-unreachable code 3 "
	"hop-limit 60 quoting udp 192.0.2.2:40000 192.0.2.1:53 hop-limit 1",
	"in icmpv6 2001:db8::9 2001:db8::2 type packet-too-big hop-limit 60 "
	"quoting icmpv6 2001:db8::2 2001:db8::1 type echo-request id 65535 "
	"hop-limit 64",
	"out icmp 192.0.2.2 192.0.2.1 type time-exceeded hop-limit 64 "
	"quoting 47 192.0.2.1 192.0.2.2 hop-limit 3",
};

static void test_printed_as_parsed(void **state)
{
	struct phonewall_packet_spec spec;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		parse_good(good[i], &spec);
		assert_printed(&spec, good[i]);
	}
}

static void test_defaults(void **state)
{
	struct phonewall_packet_spec spec;

	(void)state;
	parse_good("in tcp 192.0.2.1:1 192.0.2.2:2", &spec);
	assert_int_equal(spec.direction, PHONEWALL_IN);
	assert_int_equal(spec.packet.tcp_flags, 0x02);
	assert_int_equal(spec.packet.hop_limit, 64);
	assert_false(spec.quotes);
	parse_good("out 1 192.0.2.1 192.0.2.2 hop-limit 9 type 8", &spec);
	assert_int_equal(spec.direction, PHONEWALL_OUT);
	assert_int_equal(spec.packet.icmp_type, 8);
	assert_int_equal(spec.packet.icmp_code, 0);
	assert_int_equal(spec.packet.icmp_id, 0);
}

/* The packet, parsed by the code with which the module decides on it. */
static void test_built_as_described(void **state)
{
	uint8_t bytes[PHONEWALL_PACKET_MAX] __attribute__((aligned(4)));
	struct phonewall_packet_spec described;
	struct phonewall_packet_spec read;
	size_t length;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		parse_good(good[i], &described);
		length = phonewall_packet_spec_build(&described, bytes);
		assert_true(phonewall_packet_spec_read(described.direction,
						       bytes, length, &read));
		assert_printed(&read, good[i]);
	}
}

static void test_bytes(void **state)
{
	static const uint8_t expected[] = {
		0x45, 0, 0, 56, 0, 0, 0, 0, 63, 1, 0, 0,
		192, 0, 2, 9, 192, 0, 2, 2,
		3, 3, 0, 0, 0, 0, 0, 0,
		0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0,
		192, 0, 2, 2, 192, 0, 2, 1,
		0x9c, 0x40, 0, 53, 0, 8, 0, 0,
	};
	struct phonewall_packet_spec spec;
	uint8_t bytes[PHONEWALL_PACKET_MAX];

	(void)state;
	parse_good("in icmp 192.0.2.9 192.0.2.2 type 3 code 3 hop-limit 63 "
		   "quoting udp 192.0.2.2:40000 192.0.2.1:53", &spec);
	assert_int_equal(phonewall_packet_spec_build(&spec, bytes),
			 sizeof(expected));
	assert_memory_equal(bytes, expected, sizeof(expected));
}

static void test_ipv6_bytes(void **state)
{
	struct phonewall_packet_spec spec;
	uint8_t bytes[PHONEWALL_PACKET_MAX];

	(void)state;
	parse_good("in tcp [2001:db8::1]:258 [2001:db8::2]:80 flags ACK",
		   &spec);
	assert_int_equal(phonewall_packet_spec_build(&spec, bytes), 60);
	assert_memory_equal(bytes, "\x60\0\0\0\0\x14\x06\x40\x20\x01\x0d\xb8",
			    12);
	assert_memory_equal(bytes + 40, "\x01\x02\0\x50", 4);
	assert_memory_equal(bytes + 52, "\x50\x10", 2);
}

static const struct {
	const char *text;
	const char *parameter;
	const char *token;
	const char *part;
} faulty[] = {
	{ "", "direction", NULL, "in or out" },
	{ "up", "direction", "up", "neither in nor out" },
	{ "in", "protocol", NULL, "missing" },
	{ "in 256", "protocol", "256", "from 0 to 255" },
	{ "in udp", "source", NULL, "missing" },
	{ "in udp x", "source", "x", "not an address" },
	{ "in udp 192.0.2.1", "source", "192.0.2.1", "no port" },
	{ "in udp 192.0.2.1:1", "destination", NULL, "missing" },
	{ "in icmp 192.0.2.1:1 192.0.2.2", "source", "192.0.2.1:1",
	  "only udp and tcp have" },
	{ "in udp 192.0.2.1:1 [::1]:1", "destination", NULL,
	  "another family" },
	{ "in icmp ::1 ::2 type 8", "protocol", NULL, "use icmpv6" },
	{ "in igmp ::1 ::2 type 1", "protocol", NULL, "IPv4" },
	{ "in icmpv6 192.0.2.1 192.0.2.2 type 8", "protocol", "icmpv6",
	  "use icmp" },
	{ "in 44 ::1 ::2", "protocol", NULL, "extension header" },
	{ "in 0 ::1 ::2", "protocol", NULL, "extension header" },
	{ "in icmp 192.0.2.1 192.0.2.2", "type", NULL, "missing" },
	{ "in icmp 192.0.2.1 192.0.2.2 code 1", "type", NULL,
	  "missing; icmp needs a message type, as type echo-request" },
	{ "in igmp 192.0.2.1 224.0.0.1", "type", NULL,
	  "missing; igmp needs a message type, as type membership-query" },
	{ "in igmp 192.0.2.1 224.0.0.1 type echo-request", "type",
	  "echo-request",
	  "not a message type of igmp; give a name, as membership-query" },
	{ "in udp 192.0.2.1:99999 192.0.2.2:1", "source", "192.0.2.1:99999",
	  "a port is a number from 0 to 65535" },
	{ "in udp [::1]:1 [::2]:sip", "destination", "[::2]:sip",
	  "a port is a number from 0 to 65535" },
	{ "in udp ::1:99999 [::2]:1", "source", "::1:99999",
	  "not an address" },
	{ "in icmp 192.0.2.1 192.0.2.2 type x", "type", "x",
	  "not a message type" },
	{ "in icmp 192.0.2.1 192.0.2.2 type 3 code 256", "code", "256",
	  "from 0 to 255" },
	{ "in icmp 192.0.2.1 192.0.2.2 type 8 id 65536", "id", "65536",
	  "from 0 to 65535" },
	{ "in icmp 192.0.2.1 192.0.2.2 type 3 id 1", "id", NULL,
	  "echo-request" },
	{ "in udp 192.0.2.1:1 192.0.2.2:1 type 8", "type", NULL,
	  "goes with icmp" },
	{ "in udp 192.0.2.1:1 192.0.2.2:1 code 8", "code", NULL,
	  "goes with icmp" },
	{ "in udp 192.0.2.1:1 192.0.2.2:1 flags SYN", "flags", NULL,
	  "goes with tcp" },
	{ "in tcp 192.0.2.1:1 192.0.2.2:1 flags SIN", "flags", "SIN",
	  "TCP flags" },
	{ "in tcp 192.0.2.1:1 192.0.2.2:1 hop-limit", "hop-limit",
	  NULL, "has no value" },
	{ "in tcp 192.0.2.1:1 192.0.2.2:1 hop-limit 256", "hop-limit",
	  "256", "from 0 to 255" },
	{ "in tcp 192.0.2.1:1 192.0.2.2:1 ttl 1", NULL, "ttl",
	  "not part of a description" },
	{ "in udp 192.0.2.1:1 192.0.2.2:1 quoting udp", "quoting", NULL,
	  "ICMP errors" },
	{ "in icmp 192.0.2.1 192.0.2.2 type 8 quoting udp", "quoting",
	  NULL, "destination-unreachable, time-exceeded and parameter-problem" },
	{ "in icmpv6 ::1 ::2 type echo-request quoting udp", "quoting",
	  NULL, "packet-too-big" },
	{ "in icmp 192.0.2.1 192.0.2.2 type 3 quoting", "protocol",
	  NULL, "missing" },
	{ "in icmp 192.0.2.1 192.0.2.2 type 3 quoting udp [::1]:1 "
	  "[::2]:1", "quoting", NULL, "family" },
	{ "in icmp 192.0.2.1 192.0.2.2 type 3 quoting icmp 192.0.2.1 "
	  "192.0.2.2 type 3 quoting udp", "quoting", NULL, "twice" },
};

static void test_faults(void **state)
{
	struct phonewall_packet_spec spec;
	struct phonewall_faults faults = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(faulty) / sizeof(faulty[0]); i++) {
		if (!parse(faulty[i].text, &spec, &faults))
			fail_msg("'%s' was taken", faulty[i].text);
		assert_only_fault(&faults, 7, faulty[i].parameter,
				  faulty[i].token, faulty[i].part);
	}
}

/*
 * Each buffer ends where its bytes end, so that the sanitizer sees a read
 * beyond.
 */
static void read_cut(const uint8_t *bytes, size_t length)
{
	struct phonewall_packet_spec spec;
	uint8_t *copy = malloc(length ? length : 1);

	assert_non_null(copy);
	memcpy(copy, bytes, length);
	if (phonewall_packet_spec_read(PHONEWALL_IN, copy, length,
				       &spec))
		assert_in_range(length, 20, PHONEWALL_PACKET_MAX);
	free(copy);
}

static void test_hostile_packets(void **state)
{
	struct phonewall_packet_spec spec;
	uint8_t bytes[PHONEWALL_PACKET_MAX];
	unsigned int seed = 1;
	size_t length;

	(void)state;
	for (unsigned int round = 0; round < 20000; round++) {
		parse_good(good[round % (sizeof(good) / sizeof(good[0]))],
			   &spec);
		length = phonewall_packet_spec_build(&spec, bytes);
		for (unsigned int change = round % 4; change; change--)
			bytes[rand_r(&seed) % length] = rand_r(&seed);
		read_cut(bytes, rand_r(&seed) % (length + 1));
	}
}

static void test_unreadable_packets(void **state)
{
	struct phonewall_packet_spec spec;
	uint8_t bytes[20] __attribute__((aligned(4))) = { 0x45 };

	(void)state;
	assert_false(phonewall_packet_spec_read(PHONEWALL_IN, bytes, 0,
						&spec));
	assert_false(phonewall_packet_spec_read(PHONEWALL_IN, bytes, 19,
						&spec));
	bytes[9] = 17;
	assert_false(phonewall_packet_spec_read(PHONEWALL_IN, bytes, 20,
						&spec));
	bytes[0] = 0x55;
	assert_false(phonewall_packet_spec_read(PHONEWALL_IN, bytes, 20,
						&spec));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_printed_as_parsed),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_built_as_described),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_ipv6_bytes),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_hostile_packets),
		cmocka_unit_test(test_unreadable_packets),
	};

	return cmocka_run_group_tests_name("packet_spec", tests, NULL, NULL);
}
