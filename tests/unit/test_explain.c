// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "faults.h"
#include "firewall/explain.h"
#include "firewall/packet_spec.h"
#include "module/names.h"

#define WORDS_MAX	40

static struct phonewall_opening openings[] = {
	{ IPPROTO_UDP, { 5060, 5060 }, NULL, NULL },
	{ IPPROTO_UDP, { 16384, 16483 }, NULL, NULL },
	{ IPPROTO_UDP, { 65535, 65535 }, NULL, NULL },
	{ IPPROTO_TCP, { 1, 2 }, NULL, NULL },
	{ IPPROTO_TCP, { 80, 80 }, NULL, NULL },
};

static struct phonewall_endpoint endpoints[] = {
	{ .family = AF_INET, .port = 34560 },
};

static struct phonewall_translation translation_with(uint32_t flags)
{
	memcpy(&endpoints[0].address, "\xe0\xa8\xa8\xa8", 4);
	return (struct phonewall_translation){
		.enabled = true,
		.flags = flags,
		.rtp = { 16384, 16583 },
		.openings = openings,
		.opening_count = sizeof(openings) / sizeof(openings[0]),
		.endpoints = endpoints,
		.endpoint_count = 1,
	};
}

static enum phonewall_reason
explain(const struct phonewall_translation *translation, const char *text)
{
	uint8_t packet[PHONEWALL_PACKET_MAX] __attribute__((aligned(4)));
	struct phonewall_packet_spec description;
	struct phonewall_faults faults = { 0 };
	char *copy = strdup(text);
	char *words[WORDS_MAX];
	size_t count = 0;
	char *word;

	assert_non_null(copy);
	for (word = strtok(copy, " "); word && count < WORDS_MAX;
	     word = strtok(NULL, " "))
		words[count++] = word;
	phonewall_packet_spec_parse(words, count, 0, &description, &faults);
	assert_no_fault(&faults);
	free(copy);
	return phonewall_explain(translation, description.direction, packet,
				 phonewall_packet_spec_build(&description,
							     packet));
}

struct verdict {
	const char *packet;
	const char *reason;
};

static void assert_verdicts(const struct phonewall_translation *translation,
			    const struct verdict *verdicts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		enum phonewall_reason reason = explain(translation,
						       verdicts[i].packet);

		if (strcmp(phonewall_reason_name(reason), verdicts[i].reason))
			fail_msg("%s: %s instead of %s", verdicts[i].packet,
				 phonewall_reason_name(reason),
				 verdicts[i].reason);
	}
}

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

static void test_ports(void **state)
{
	static const struct verdict verdicts[] = {
		{ "in udp 192.0.2.1:9 192.0.2.2:5060", "open-port" },
		{ "in udp [2001:db8::1]:9 [2001:db8::2]:5060", "open-port" },
		{ "in udp 192.0.2.1:9 192.0.2.2:16384", "open-port" },
		{ "in udp 192.0.2.1:9 192.0.2.2:16483", "open-port" },
		{ "in udp 192.0.2.1:9 192.0.2.2:65535", "open-port" },
		{ "in udp 192.0.2.1:9 192.0.2.2:5059", "udp-rejected" },
		{ "in udp 192.0.2.1:9 192.0.2.2:5061", "udp-rejected" },
		{ "in udp 192.0.2.1:9 192.0.2.2:0", "udp-rejected" },
		{ "in udp 192.0.2.1:9 192.0.2.2:16484", "udp-rejected" },
		{ "in udp 192.0.2.1:9 192.0.2.2:80", "udp-rejected" },
		{ "in udp 192.0.2.1:9 255.255.255.255:80", "udp-blocked" },
		{ "in udp 192.0.2.1:9 224.168.168.168:34560", "endpoint" },
		{ "in udp 192.0.2.1:9 224.168.168.168:34561", "udp-blocked" },
		{ "in udp 192.0.2.1:9 224.168.168.169:34560", "udp-blocked" },
		{ "in tcp 192.0.2.1:9 192.0.2.2:80", "open-port" },
		{ "in tcp 192.0.2.1:9 192.0.2.2:1", "open-port" },
		{ "in tcp 192.0.2.1:9 192.0.2.2:3", "tcp-blocked" },
		{ "in tcp 192.0.2.1:9 192.0.2.2:5060", "tcp-blocked" },
		{ "in tcp 192.0.2.1:80 192.0.2.2:9 flags SYN,ACK",
		  "tcp-blocked" },
		{ "in 47 192.0.2.1 192.0.2.2", "protocol" },
		{ "out udp 192.0.2.2:9 192.0.2.1:9", "outgoing" },
	};
	struct phonewall_translation translation = translation_with(0);

	(void)state;
	assert_verdicts(&translation, verdicts, COUNT(verdicts));
}

static void test_icmp(void **state)
{
	static const struct verdict verdicts[] = {
		{ "in icmp 192.0.2.1 192.0.2.2 type 8", "echo-request" },
		{ "in icmp 192.0.2.1 192.0.2.2 type 0", "icmp-type" },
		{ "in icmp 192.0.2.1 192.0.2.2 type 13", "icmp-type" },
		{ "in icmpv6 fe80::1 ff02::1 type 128",
		  "echo-request-multicast" },
		{ "in icmpv6 fe80::1 fe80::2 type 135 hop-limit 255",
		  "neighbour-discovery" },
		{ "in icmpv6 fe80::1 fe80::2 type 135 hop-limit 254",
		  "neighbour-discovery-forged" },
		{ "in igmp 192.0.2.1 224.0.0.1 type 17", "multicast-query" },
		{ "in icmp 192.0.2.9 192.0.2.2 type 3 quoting udp "
		  "192.0.2.2:5060 192.0.2.1:9", "icmp-error-of-open-port" },
		{ "in icmp 192.0.2.9 192.0.2.2 type 3 quoting udp "
		  "192.0.2.2:5061 192.0.2.1:9", "icmp-error" },
		{ "in icmp 192.0.2.9 192.0.2.2 type 3", "icmp-error" },
	};
	struct phonewall_translation translation = translation_with(0);

	(void)state;
	assert_verdicts(&translation, verdicts, COUNT(verdicts));
}

static void test_flags(void **state)
{
	static const struct verdict verdicts[] = {
		{ "in icmp 192.0.2.1 192.0.2.2 type 8", "no-icmp-ping" },
		{ "in icmpv6 2001:db8::1 2001:db8::2 type 128",
		  "no-icmp-ping" },
		{ "in icmpv6 fe80::1 ff02::1 type 128",
		  "echo-request-multicast" },
		{ "in udp 192.0.2.1:9 192.0.2.2:9", "udp-blocked" },
		{ "in udp 192.0.2.1:9 192.0.2.2:16583", "udp-rejected" },
		{ "in udp 192.0.2.1:9 192.0.2.2:16584", "udp-blocked" },
		{ "out icmp 192.0.2.2 192.0.2.1 type 3 code 3 quoting udp "
		  "192.0.2.1:9 192.0.2.2:5060", "unreachable-suppressed" },
		{ "out icmp 192.0.2.2 192.0.2.1 type 3 code 3 quoting udp "
		  "192.0.2.1:9 192.0.2.2:16384", "outgoing" },
	};
	struct phonewall_translation translation = translation_with(
		PHONEWALL_FLAG_NO_ICMP_PING |
		PHONEWALL_FLAG_NO_ICMP_UNREACHABLE);

	(void)state;
	assert_verdicts(&translation, verdicts, COUNT(verdicts));
}

static void test_disabled(void **state)
{
	struct phonewall_translation translation = translation_with(0);

	(void)state;
	translation.enabled = false;
	assert_int_equal(explain(&translation,
				 "in tcp 192.0.2.1:9 192.0.2.2:9"),
			 PHONEWALL_REASON_DISABLED);
}

static void test_unreadable(void **state)
{
	uint8_t packet[40] __attribute__((aligned(4))) = { 0x45 };
	struct phonewall_translation translation = translation_with(0);

	(void)state;
	assert_int_equal(phonewall_explain(&translation, PHONEWALL_IN, packet,
					   0), PHONEWALL_REASON_MALFORMED);
	assert_int_equal(phonewall_explain(&translation, PHONEWALL_IN, packet,
					   19), PHONEWALL_REASON_MALFORMED);
	packet[6] = 0x20;
	packet[9] = IPPROTO_UDP;
	assert_int_equal(phonewall_explain(&translation, PHONEWALL_IN, packet,
					   40), PHONEWALL_REASON_FRAGMENT);
	assert_int_equal(phonewall_explain(&translation, PHONEWALL_OUT, packet,
					   40), PHONEWALL_REASON_OUTGOING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ports),
		cmocka_unit_test(test_icmp),
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_disabled),
		cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
