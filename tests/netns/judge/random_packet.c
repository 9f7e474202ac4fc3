// SPDX-License-Identifier: MIT
#include "judge/random_packet.h"

#include <stdlib.h>

#include "firewall/endpoint.h"
#include "harness/assertion.h"
#include "harness/firewall.h"
#include "harness/live_flow.h"
#include "harness/topology.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))
#define PICK(array)	((array)[random_below(COUNT(array))])
#define DATA_MAX	40

void random_packet_seed(unsigned int seed)
{
	srandom(seed);
}

unsigned int random_below(unsigned int limit)
{
	return random() % limit;
}

void random_packet_open_pages(struct phonewall_translation *policy)
{
	static struct phonewall_endpoint endpoints[2];

	assert_true(phonewall_endpoint_parse(RANDOM_PAGE_IPV4 ":34560",
					     &endpoints[0]));
	assert_true(phonewall_endpoint_parse("[" RANDOM_PAGE_IPV6 "]:34560",
					     &endpoints[1]));
	policy->endpoints = endpoints;
	policy->endpoint_count = COUNT(endpoints);
}

static bool one_in(unsigned int times)
{
	return !random_below(times);
}

static struct phonewall_address random_source(sa_family_t family)
{
	static const char *const ipv4[] = { "192.0.2.66", "192.0.2.67" };
	static const char *const ipv6[] = {
		"2001:db8::66", "2001:db8::67", "fe80::66",
	};

	return make_address(family == AF_INET ? PICK(ipv4) : PICK(ipv6));
}

static struct phonewall_address random_destination(sa_family_t family)
{
	static const char *const ipv4[] = {
		"192.0.2.255", "255.255.255.255", "224.0.0.1",
		RANDOM_PAGE_IPV4, RANDOM_OTHER_IPV4,
	};
	static const char *const ipv6[] = {
		"fe80::1", "ff02::1", RANDOM_PAGE_IPV6, RANDOM_OTHER_IPV6,
	};

	if (!one_in(3))
		return host_address(HOST_PHONE, family);
	return make_address(family == AF_INET ? PICK(ipv4) : PICK(ipv6));
}

static const struct live_flow *random_flow(sa_family_t family)
{
	const struct live_flow *flows;
	size_t count, i;

	flows = live_flows(&count);
	do {
		i = random_below(count);
	} while (flows[i].path.from.family != family);
	return &flows[i];
}

static uint16_t random_port(sa_family_t family)
{
	static const uint16_t borders[] = {
		UDP_OPEN, RTP_FIRST, RTP_LAST, CONTROL_PORT, TCP_OPEN,
		TCP_CLOSED, RANDOM_PAGE_PORT, 1, 65534,
	};
	const struct path *path = &random_flow(family)->path;

	switch (random_below(4)) {
	case 0:
		return random_below(65536);
	case 1:
		return one_in(2) ? path->from_port : path->to_port;
	default:
		return PICK(borders) + random_below(3) - 1;
	}
}

static struct path random_path(sa_family_t family)
{
	return (struct path){
		.from = random_source(family),
		.to = random_destination(family),
		.from_port = random_port(family),
		.to_port = random_port(family),
	};
}

/* A packet of a live flow, sometimes with one thing wrong. */
static struct path random_path_of(const struct live_flow *flow)
{
	struct path path = path_back(&flow->path);

	switch (random_below(8)) {
	case 0:
		path.from_port ^= 1 << random_below(16);
		break;
	case 1:
		path.to_port ^= 1 << random_below(16);
		break;
	case 2:
		path.from = random_source(path.from.family);
		break;
	case 3:
		path.to = random_destination(path.to.family);
		break;
	}
	return path;
}

/* Without flags that end a connection if the segment is in its window. */
static void make_tcp(struct raw_packet *packet, const struct path *path)
{
	static const uint8_t flags[] = {
		PHONEWALL_TCP_SYN, PHONEWALL_TCP_ACK,
		PHONEWALL_TCP_SYN | PHONEWALL_TCP_ACK, 0x04, 0x14, 0x18, 0x08,
	};
	const struct tcp_fields fields = {
		.flags = PICK(flags),
		.sequence = random(),
		.acknowledgement = random(),
	};

	raw_packet_make_tcp(packet, path, &fields, "");
}

static const uint8_t *random_data(void)
{
	static uint8_t data[DATA_MAX];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = random();
	return data;
}

static void make_udp(struct raw_packet *packet, const struct path *path)
{
	raw_packet_make_udp(packet, path, random_data(),
			    random_below(DATA_MAX));
}

/* To a group that may be an endpoint of the policy. */
static void make_page(struct raw_packet *packet, const struct path *path)
{
	bool is_ipv4 = path->from.family == AF_INET;
	struct path page = *path;

	page.to = make_address(is_ipv4 ? RANDOM_PAGE_IPV4 : RANDOM_PAGE_IPV6);
	if (one_in(4))
		page.to = make_address(is_ipv4 ? RANDOM_OTHER_IPV4 :
						 RANDOM_OTHER_IPV6);
	page.to_port = RANDOM_PAGE_PORT;
	if (one_in(4))
		page.to_port += random_below(3) - 1;
	make_udp(packet, &page);
}

static void make_other(struct raw_packet *packet, const struct path *path)
{
	static const uint8_t protocols[] = { 47, 50, 51, 59, 132, 136, 255 };

	raw_packet_make(packet, path, PICK(protocols), random_data(),
			random_below(DATA_MAX));
}

static void make_igmp(struct raw_packet *packet, const struct path *path)
{
	static const uint8_t types[] = { 0x11, 0x11, 0x12, 0x16, 0x17, 0x22 };
	uint8_t body[8] = { PICK(types) };

	raw_packet_make(packet, path, IPPROTO_IGMP, body, sizeof(body));
}

static uint8_t random_icmp_type(sa_family_t family)
{
	static const uint8_t ipv4[] = { 0, 3, 4, 5, 8, 11, 12, 13, 17 };
	static const uint8_t ipv6[] = {
		1, 2, 3, 4, 5, 128, 128, 128, 128, 129, 130, 131, 133, 134,
		135, 136, 137, 143,
	};

	if (one_in(8))
		return random_below(256);
	return family == AF_INET ? PICK(ipv4) : PICK(ipv6);
}

/* Zeros behind the header: an advertisement without content or lifetime. */
static void make_icmp(struct raw_packet *packet, const struct path *path)
{
	static const uint8_t hop_limits[] = { 255, 255, 254, 64, 1 };
	static const uint8_t nothing[DATA_MAX];
	const struct icmp_fields fields = {
		.type = random_icmp_type(path->from.family),
		.code = one_in(4) ? random_below(16) : 0,
		.rest = (uint32_t)path->to_port << 16,
	};

	raw_packet_make_icmp(packet, path, &fields, nothing, 16);
	raw_packet_set_hop_limit(packet, PICK(hop_limits));
}

static void make_protocol(struct raw_packet *packet, const struct path *path,
			  uint8_t protocol)
{
	struct icmp_fields reply = {
		.type = path->from.family == AF_INET ? ICMP_ECHOREPLY :
						       ICMPV6_ECHO_REPLY,
		.rest = (uint32_t)path->to_port << 16,
	};

	if (protocol == IPPROTO_UDP)
		make_udp(packet, path);
	else if (protocol == IPPROTO_TCP)
		make_tcp(packet, path);
	else if (protocol == IPPROTO_SCTP)
		raw_packet_make(packet, path, protocol, "sctp", 4);
	else
		raw_packet_make_icmp(packet, path, &reply, "", 0);
}

/* Something that the phone may have sent, or not. */
static void make_quoted(struct raw_packet *quoted, sa_family_t family)
{
	const struct live_flow *flow = random_flow(family);
	struct path path = random_path_of(flow);
	struct path back = path_back(&path);

	if (one_in(4)) {
		path = random_path(family);
		back = path_back(&path);
		make_udp(quoted, &back);
	} else if (flow->protocol == IPPROTO_ICMP ||
		   flow->protocol == IPPROTO_ICMPV6) {
		raw_packet_make_echo(quoted, &back, back.from_port);
	} else {
		make_protocol(quoted, &back, flow->protocol);
	}
	if (one_in(4))
		raw_packet_cut(quoted, random_below(quoted->length + 1));
}

static void make_error(struct raw_packet *packet, const struct path *path)
{
	static const uint8_t ipv4[] = {
		ICMP_DEST_UNREACH, ICMP_TIME_EXCEEDED, ICMP_PARAMETERPROB,
	};
	static const uint8_t ipv6[] = {
		ICMPV6_DEST_UNREACH, ICMPV6_PKT_TOOBIG, ICMPV6_TIME_EXCEED,
		ICMPV6_PARAMPROB,
	};
	sa_family_t family = path->from.family;
	struct icmp_fields fields = {
		.type = family == AF_INET ? PICK(ipv4) : PICK(ipv6),
		.code = random_below(6),
		.rest = 1400,
	};
	struct raw_packet quoted;

	/* Port unreachable. */
	if (one_in(3)) {
		fields.type = family == AF_INET ? 3 : 1;
		fields.code = family == AF_INET ? 3 : 4;
	}
	make_quoted(&quoted, family);
	raw_packet_make_icmp(packet, path, &fields, quoted.bytes,
			     quoted.length);
}

/*
 * No-operations (RFC 791 3.1), or first an alert (RFC 2113 2.1) whose value is
 * an open port at the place of the destination port.
 */
static void add_options(struct raw_packet *packet)
{
	static const uint8_t alert[] = {
		148, 4, UDP_OPEN >> 8, UDP_OPEN & 0xff,
	};
	size_t length = 4 * (1 + random_below(10));
	uint8_t *place = packet->bytes + packet->upper;

	memmove(place + length, place, packet->length - packet->upper);
	memset(place, 1, length);
	if (one_in(2))
		memcpy(place, alert, sizeof(alert));
	packet->bytes[0] += length / 4;
	packet->upper += length;
	packet->length += length;
	raw_packet_set_hop_limit(packet, packet->bytes[8]);
}

/*
 * Padding, and an option that hosts skip (RFC 8200 4.2, RFC 4727 3.4). Linux
 * accepts 7 bytes of padding. A fragment header comes last, and once.
 */
static void add_extension_headers(struct raw_packet *packet)
{
	static const uint8_t padding[8] = { 0, 0, 1, 4 };
	static const uint8_t skipped[16] = { 0, 1, 0x1e, 12 };
	static const uint8_t fragment[8] = { 0 };

	if (one_in(3))
		raw_packet_insert(packet, IPPROTO_HOPOPTS, skipped, 16);
	for (unsigned int i = random_below(6); i; i--)
		raw_packet_insert(packet, IPPROTO_DSTOPTS, padding, 8);
	if (one_in(4))
		raw_packet_insert(packet, IPPROTO_FRAGMENT, fragment, 8);
}

/*
 * A connection to an open port passes as a live flow if early demultiplexing
 * finds it, and because the port is open if there are extension headers.
 */
static bool is_to_open_tcp(const struct raw_packet *packet)
{
	const uint8_t *port = packet->bytes + packet->upper + 2;

	return packet->bytes[packet->next_header] == IPPROTO_TCP &&
	       (port[0] << 8 | port[1]) == TCP_OPEN;
}

static void make_any(struct raw_packet *packet, sa_family_t family)
{
	static void (*const makers[])(struct raw_packet *packet,
				      const struct path *path) = {
		make_udp, make_udp, make_page, make_tcp, make_icmp, make_icmp,
		make_error, make_error, make_igmp, make_other,
	};
	struct path path = random_path(family);

	PICK(makers)(packet, &path);
}

static void make_of_flow(struct raw_packet *packet, sa_family_t family)
{
	const struct live_flow *flow = random_flow(family);
	struct path path = random_path_of(flow);

	make_protocol(packet, &path, flow->protocol);
}

void random_packet_make(struct raw_packet *packet)
{
	sa_family_t family = one_in(2) ? AF_INET : AF_INET6;

	if (one_in(4))
		make_of_flow(packet, family);
	else
		make_any(packet, family);
	if (one_in(5) && family == AF_INET)
		add_options(packet);
	else if (one_in(5) && family == AF_INET6 && !is_to_open_tcp(packet))
		add_extension_headers(packet);
	if (one_in(20))
		raw_packet_cut(packet, packet->upper +
			       random_below(packet->length - packet->upper + 1));
}

void random_packet_spoil(struct raw_packet *packet)
{
	size_t addresses = packet->family == AF_INET ? 12 : 8;
	size_t end = packet->family == AF_INET ? 20 : 40;
	size_t place;

	for (unsigned int i = 1 + random_below(3); i; i--) {
		place = random_below(packet->length);
		if (place < addresses || place >= end)
			packet->bytes[place] = random();
	}
}
