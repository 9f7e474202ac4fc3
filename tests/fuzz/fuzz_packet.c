// SPDX-License-Identifier: MIT
/*
 * The packet parser and the verdict, fed with packets of both directions, and
 * their description in words.
 *
 * The input is
 *
 *   1 byte	PHONEWALL_FLAG_* of the policy
 *   bytes	a packet from the IPv4 or IPv6 header on
 *
 * What the parser finds is held against a second, plain reading of the same
 * bytes.
 */
#include <sanitizer/asan_interface.h>
#include <string.h>

#include "base/memory.h"
#include "core/verdict.h"
#include "firewall/explain.h"
#include "firewall/packet_spec.h"
#include "firewall/translation.h"
#include "fuzzer.h"

#define WORDS_MAX	64
#define MORE		64
#define TCP_FLAGS_BYTE	13

typedef enum phonewall_parsed parser(const uint8_t *data, unsigned int length,
				     struct phonewall_packet *packet);

static struct phonewall_opening openings[] = {
	{ IPPROTO_UDP, { 68, 68 }, NULL, NULL },
	{ IPPROTO_UDP, { 5060, 5060 }, NULL, NULL },
	{ IPPROTO_UDP, { 16384, 16483 }, NULL, NULL },
	{ IPPROTO_TCP, { 80, 80 }, NULL, NULL },
};

static struct phonewall_endpoint endpoints[] = {
	{ AF_INET, { { 0 } }, 34560, NULL },
	{ AF_INET6, { { 0 } }, 34560, NULL },
};

static struct phonewall_translation translation = {
	.enabled = true,
	.rtp = { 16384, 16483 },
	.openings = openings,
	.opening_count = sizeof(openings) / sizeof(openings[0]),
	.endpoints = endpoints,
	.endpoint_count = sizeof(endpoints) / sizeof(endpoints[0]),
};

/* The same policy as the module has it. */
static struct phonewall_policy policy;

static void make_endpoint(struct phonewall_multicast_endpoint *held,
			  struct phonewall_endpoint *endpoint,
			  const uint8_t *group, size_t length)
{
	memcpy(&endpoint->address, group, length);
	memcpy(held->address, group, length);
	held->family = endpoint->family;
	held->port = endpoint->port;
	policy.endpoint_count++;
}

static void make_policy(uint32_t flags)
{
	static const uint8_t group4[4] = { 239, 1, 2, 3 };
	static const uint8_t group6[16] = { 0xff, 0x15, [15] = 1 };

	translation.flags = policy.flags = flags & PHONEWALL_FLAGS_KNOWN;
	if (policy.endpoint_count)
		return;
	policy.rtp = translation.rtp;
	for (size_t i = 0; i < translation.opening_count; i++)
		phonewall_port_open_range(openings[i].protocol == IPPROTO_UDP ?
					  policy.udp : policy.tcp,
					  &openings[i].range);
	make_endpoint(&policy.endpoints[0], &endpoints[0], group4,
		      sizeof(group4));
	make_endpoint(&policy.endpoints[1], &endpoints[1], group6,
		      sizeof(group6));
}

static bool is_open(uint8_t protocol, uint16_t port)
{
	for (size_t i = 0; i < translation.opening_count; i++)
		if (openings[i].protocol == protocol &&
		    openings[i].range.first <= port &&
		    port <= openings[i].range.last)
			return true;
	return false;
}

static unsigned int u16(const uint8_t *data)
{
	return data[0] << 8 | data[1];
}

/* A simple parser: where the upper layer begins, and which it is. */
struct upper {
	const uint8_t *data;
	size_t length;
	uint8_t protocol;
};

static struct upper find_upper_ipv4(const uint8_t *data, size_t length,
				    bool is_quoted)
{
	size_t header = (data[0] & 0x0f) * 4;

	REQUIRE(length >= 20 && data[0] >> 4 == 4);
	REQUIRE(header >= 20 && header <= length);
	REQUIRE(!(u16(data + 6) & (is_quoted ? 0x1fff : 0x3fff)));
	return (struct upper){ data + header, length - header, data[9] };
}

static struct upper find_upper_ipv6(const uint8_t *data, size_t length,
				    bool is_quoted)
{
	uint8_t protocol = data[6];
	size_t offset = 40, size;

	REQUIRE(length >= 40 && data[0] >> 4 == 6);
	while (protocol == IPPROTO_HOPOPTS || protocol == IPPROTO_ROUTING ||
	       protocol == IPPROTO_DSTOPTS || protocol == IPPROTO_FRAGMENT) {
		REQUIRE(offset + 8 <= length);
		size = (data[offset + 1] + 1u) * 8;
		if (protocol == IPPROTO_FRAGMENT) {
			REQUIRE(!(u16(data + offset + 2) &
				  (is_quoted ? 0xfff8 : 0xfff9)));
			size = 8;
		}
		protocol = data[offset];
		offset += size;
		REQUIRE(offset <= length);
	}
	return (struct upper){ data + offset, length - offset, protocol };
}

static void require_icmp(const struct phonewall_packet *packet,
			 const struct upper *upper, size_t offset)
{
	REQUIRE(upper->length >= 8);
	REQUIRE(packet->icmp_type == upper->data[0] &&
		packet->icmp_code == upper->data[1]);
	REQUIRE(packet->quoted_offset ==
		(phonewall_packet_is_icmp_error(packet) ? offset + 8 : 0));
	REQUIRE(packet->icmp_id == (phonewall_packet_is_echo_request(packet) ||
				    phonewall_packet_is_echo_reply(packet) ?
				    u16(upper->data + 4) : 0));
}

static void require_upper(const struct phonewall_packet *packet,
			  const struct upper *upper, size_t offset,
			  bool is_quoted)
{
	bool is_tcp = packet->protocol == IPPROTO_TCP;

	REQUIRE(packet->protocol == upper->protocol);
	if (packet->protocol == IPPROTO_UDP || is_tcp) {
		REQUIRE(upper->length >= (is_quoted ? 4 : is_tcp ? 20 : 8));
		REQUIRE(packet->source_port == u16(upper->data));
		REQUIRE(packet->destination_port == u16(upper->data + 2));
		REQUIRE(packet->tcp_flags == (is_tcp && !is_quoted ?
					      upper->data[TCP_FLAGS_BYTE] : 0));
		return;
	}
	REQUIRE(!packet->source_port && !packet->destination_port &&
		!packet->tcp_flags);
	if (phonewall_packet_is_icmp(packet))
		require_icmp(packet, upper, offset);
	else if (packet->family == AF_INET && packet->protocol == IPPROTO_IGMP)
		REQUIRE(upper->length >= 8 &&
			packet->icmp_type == upper->data[0]);
	else
		REQUIRE(!packet->icmp_type && !packet->quoted_offset);
}

/* @data and @length are those of the packet itself, which begins at @offset. */
static void require_facts(const struct phonewall_packet *packet,
			  const uint8_t *data, size_t length, size_t offset,
			  bool is_quoted)
{
	bool is_ipv4 = packet->family == AF_INET;
	struct upper upper;

	REQUIRE(is_ipv4 || packet->family == AF_INET6);
	upper = is_ipv4 ? find_upper_ipv4(data, length, is_quoted) :
			  find_upper_ipv6(data, length, is_quoted);
	REQUIRE(packet->source == data + (is_ipv4 ? 12 : 8));
	REQUIRE(packet->destination == data + (is_ipv4 ? 16 : 24));
	REQUIRE(packet->hop_limit == data[is_ipv4 ? 8 : 7]);
	require_upper(packet, &upper, offset + (upper.data - data), is_quoted);
}

/* What was found, with the quoted packet; the pointers are within it. */
struct reading {
	enum phonewall_parsed parsed;
	struct phonewall_packet packet;
	struct phonewall_packet quoted;
};

static void read_packet(parser *parse, const uint8_t *data, size_t length,
			struct reading *reading)
{
	struct phonewall_packet *packet = &reading->packet;

	memset(reading, 0, sizeof(*reading));
	reading->parsed = parse(data, length, packet);
	REQUIRE(reading->parsed <= PHONEWALL_PARSED_FRAGMENT);
	if (reading->parsed != PHONEWALL_PARSED)
		return;
	require_facts(packet, data, length, 0, false);
	if (!packet->quoted_offset ||
	    phonewall_packet_parse_quoted(data, length, packet,
					  &reading->quoted))
		return;
	REQUIRE(packet->quoted_offset <= length);
	packet->quoted = &reading->quoted;
	require_facts(&reading->quoted, data + packet->quoted_offset,
		      length - packet->quoted_offset, packet->quoted_offset,
		      true);
}

/* The facts must justify the reason to accept. */
static void require_reason_in(enum phonewall_reason reason,
			      const struct phonewall_packet *packet)
{
	switch (reason) {
	case PHONEWALL_REASON_OPEN_PORT:
		REQUIRE(is_open(packet->protocol, packet->destination_port));
		break;
	case PHONEWALL_REASON_ENDPOINT:
		REQUIRE(packet->protocol == IPPROTO_UDP &&
			packet->destination_port == 34560 &&
			phonewall_packet_is_to_group(packet));
		break;
	case PHONEWALL_REASON_ECHO_REQUEST:
		REQUIRE(!(policy.flags & PHONEWALL_FLAG_NO_ICMP_PING));
		break;
	case PHONEWALL_REASON_ECHO_REQUEST_MULTICAST:
		REQUIRE(packet->family == AF_INET6 &&
			phonewall_packet_is_to_group(packet));
		break;
	case PHONEWALL_REASON_NEIGHBOUR_DISCOVERY:
		REQUIRE(packet->family == AF_INET6 && packet->hop_limit == 255);
		break;
	case PHONEWALL_REASON_MULTICAST_QUERY:
		REQUIRE(packet->icmp_type ==
			(packet->family == AF_INET ? 0x11 : 130));
		break;
	case PHONEWALL_REASON_ICMP_ERROR_OF_OPEN_PORT:
		REQUIRE(packet->quoted &&
			packet->quoted->protocol == IPPROTO_UDP &&
			is_open(IPPROTO_UDP, packet->quoted->source_port));
		break;
	default:
		REQUIRE(phonewall_reason_blocks(reason) &&
			reason <= PHONEWALL_REASON_MAX);
		REQUIRE(!is_open(packet->protocol, packet->destination_port));
	}
}

static enum phonewall_reason judge_in(const struct reading *reading)
{
	enum phonewall_reason reason, with_flow;

	if (reading->parsed != PHONEWALL_PARSED)
		return reading->parsed == PHONEWALL_PARSED_FRAGMENT ?
		       PHONEWALL_REASON_FRAGMENT : PHONEWALL_REASON_MALFORMED;
	reason = phonewall_verdict_in(&policy, &reading->packet);
	require_reason_in(reason, &reading->packet);
	with_flow = phonewall_verdict_yields(&reading->packet, reason);
	REQUIRE(with_flow == reason ||
		(phonewall_reason_blocks(reason) &&
		 with_flow == (reading->packet.quoted ?
			       PHONEWALL_REASON_ICMP_ERROR_OF_FLOW :
			       PHONEWALL_REASON_LIVE_FLOW)));
	return reason;
}

static enum phonewall_reason judge_out(const struct reading *reading)
{
	enum phonewall_reason reason;

	if (reading->parsed != PHONEWALL_PARSED)
		return PHONEWALL_REASON_OUTGOING;
	reason = phonewall_verdict_out(&policy, &reading->packet);
	if (reason == PHONEWALL_REASON_UNREACHABLE_SUPPRESSED)
		REQUIRE(policy.flags & PHONEWALL_FLAG_NO_ICMP_UNREACHABLE &&
			reading->packet.quoted_offset);
	else
		REQUIRE(reason == PHONEWALL_REASON_OUTGOING);
	return reason;
}

/* Without the addresses' pointers, which depend on the bytes. */
static bool same_facts(const struct phonewall_packet *a,
		       const struct phonewall_packet *b)
{
	return a->quoted_offset == b->quoted_offset &&
	       a->source_port == b->source_port &&
	       a->destination_port == b->destination_port &&
	       a->icmp_id == b->icmp_id && a->family == b->family &&
	       a->protocol == b->protocol && a->hop_limit == b->hop_limit &&
	       a->tcp_flags == b->tcp_flags && a->icmp_type == b->icmp_type &&
	       a->icmp_code == b->icmp_code;
}

/*
 * @shorter parsed the same bytes as @longer, but fewer of them. It found the
 * same or too few bytes, so it lets in nothing that @longer does not.
 */
static void require_agreement(const struct reading *shorter,
			      const struct reading *longer)
{
	enum phonewall_reason reason = judge_in(shorter);

	REQUIRE(shorter->parsed == PHONEWALL_PARSED_SHORT ||
		shorter->parsed == longer->parsed);
	REQUIRE(reason == judge_in(longer) || phonewall_reason_blocks(reason));
	if (shorter->parsed != PHONEWALL_PARSED)
		return;
	REQUIRE(same_facts(&shorter->packet, &longer->packet));
	REQUIRE(!shorter->packet.quoted ||
		(longer->packet.quoted &&
		 same_facts(&shorter->quoted, &longer->quoted)));
}

/* Every prefix of the packet; memory ends there. */
static void take_beginnings(parser *parse, const uint8_t *data, size_t length,
			    const struct reading *whole)
{
	struct reading beginning;

	for (size_t i = 0; i < length; i++) {
		ASAN_POISON_MEMORY_REGION(data + i, length - i);
		read_packet(parse, data, i, &beginning);
		ASAN_UNPOISON_MEMORY_REGION(data, length);
		require_agreement(&beginning, whole);
	}
}

/* The packet with more bytes behind it, as in a longer buffer. */
static void take_longer(parser *parse, const uint8_t *data, size_t length,
			const struct reading *whole)
{
	uint8_t *longer = phonewall_memory_resize(NULL, length + MORE, 1);
	struct reading reading;

	memcpy(longer, data, length);
	memset(longer + length, 0x11, MORE);
	read_packet(parse, longer, length + MORE, &reading);
	require_agreement(whole, &reading);
	free(longer);
}

static void take_packet(parser *parse, const uint8_t *data, size_t length,
			struct reading *reading)
{
	read_packet(parse, data, length, reading);
	judge_out(reading);
	take_beginnings(parse, data, length, reading);
	take_longer(parse, data, length, reading);
}

static bool same_datagram(const struct phonewall_datagram *a,
			  const struct phonewall_datagram *b)
{
	return a->protocol == b->protocol &&
	       !memcmp(&a->source, &b->source, sizeof(a->source)) &&
	       !memcmp(&a->destination, &b->destination,
		       sizeof(a->destination)) &&
	       a->source_port == b->source_port &&
	       a->destination_port == b->destination_port &&
	       a->tcp_flags == b->tcp_flags && a->icmp_type == b->icmp_type &&
	       a->icmp_code == b->icmp_code && a->icmp_id == b->icmp_id &&
	       a->hop_limit == b->hop_limit;
}

static void require_same(const struct phonewall_packet_spec *a,
			 const struct phonewall_packet_spec *b)
{
	REQUIRE(a->direction == b->direction && a->quotes == b->quotes);
	REQUIRE(same_datagram(&a->packet, &b->packet));
	REQUIRE(!a->quotes || same_datagram(&a->quoted, &b->quoted));
}

/* The description of a packet in words is read as the same packet. */
static void take_words(const struct phonewall_packet_spec *description)
{
	struct phonewall_packet_spec again;
	struct phonewall_faults faults = { 0 };
	char *words[WORDS_MAX];
	size_t count = 0, length;
	char *text, *rest;
	FILE *stream = open_memstream(&text, &length);

	REQUIRE(stream);
	phonewall_packet_spec_print(description, stream);
	REQUIRE(!fclose(stream));
	rest = text;
	while (rest && count < WORDS_MAX)
		words[count++] = strsep(&rest, " ");
	REQUIRE(!phonewall_packet_spec_parse(words, count, 1, &again, &faults));
	require_same(description, &again);
	free(text);
}

/* A packet built from the facts about another has the same verdict. */
static void take_description(enum phonewall_direction direction,
			     const uint8_t *data, size_t length,
			     enum phonewall_reason reason)
{
	uint8_t built[PHONEWALL_PACKET_MAX] __attribute__((aligned(4)));
	struct phonewall_packet_spec description, again;
	size_t size;

	REQUIRE(phonewall_explain(&translation, direction, data, length) ==
		reason);
	if (!phonewall_packet_spec_read(direction, data, length, &description))
		return;
	take_words(&description);
	size = phonewall_packet_spec_build(&description, built);
	REQUIRE(size <= sizeof(built));
	REQUIRE(phonewall_packet_spec_read(direction, built, size, &again));
	require_same(&description, &again);
	REQUIRE(phonewall_explain(&translation, direction, built, size) ==
		reason);
}

/* @data is aligned to 4 and ends where its memory ends. */
static void take(const uint8_t *data, size_t length)
{
	struct reading ipv4, ipv6;
	const struct reading *reading = &ipv6;

	take_packet(phonewall_packet_parse_ipv4, data, length, &ipv4);
	take_packet(phonewall_packet_parse_ipv6, data, length, &ipv6);
	if (length && data[0] >> 4 == 4)
		reading = &ipv4;
	take_description(PHONEWALL_IN, data, length, judge_in(reading));
	take_description(PHONEWALL_OUT, data, length, judge_out(reading));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *packet;

	if (!size)
		return 0;
	make_policy(data[0]);
	packet = malloc(size - 1);
	REQUIRE(packet || size == 1);
	if (size > 1)
		memcpy(packet, data + 1, size - 1);
	take(packet, size - 1);
	free(packet);
	return 0;
}
