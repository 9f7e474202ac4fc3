// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/verdict.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

#define NO_PING		PHONEWALL_FLAG_NO_ICMP_PING
#define NO_UNREACHABLE	PHONEWALL_FLAG_NO_ICMP_UNREACHABLE
#define BOTH		(NO_PING | NO_UNREACHABLE)

#define SIP		5060
#define RTP_FIRST	16384
#define RTP_LAST	16482
#define HIGHEST		65535
#define WEB		443
#define PAGING		34560

static const uint8_t phone_ipv4[] = { 192, 0, 2, 1 };
static const uint8_t other_phone_ipv4[] = { 192, 0, 2, 2 };
static const uint8_t broadcast_ipv4[] = { 255, 255, 255, 255 };
static const uint8_t page_ipv4[] = { 239, 1, 2, 3 };
static const uint8_t other_page_ipv4[] = { 239, 1, 2, 4 };
static const uint8_t phone_ipv6[16] = { 0x20, 1, 0xd, 0xb8, [15] = 1 };
static const uint8_t other_phone_ipv6[16] = {
	0x20, 1, 0xd, 0xb8, [15] = 2
};
static const uint8_t page_ipv6[16] = { 0xff, 0x15, [15] = 3 };
static const uint8_t other_page_ipv6[16] = { 0xff, 0x15, [15] = 4 };
static const uint8_t all_nodes[16] = { 0xff, 2, [15] = 1 };
static const uint8_t link_local[16] = { 0xfe, 0x80, [15] = 9 };
static const uint8_t global[16] = { 0x20, 1, 0xd, 0xb8, [15] = 9 };
static const uint8_t peer_ipv4[] = { 192, 0, 2, 9 };
static const uint8_t no_host_ipv4[] = { 127, 0, 0, 1 };

static void open_port(unsigned long *ports, uint16_t port)
{
	const struct phonewall_port_range range = { port, port };

	phonewall_port_open_range(ports, &range);
}

/* RTP stays closed here: the range itself opens nothing. */
static struct phonewall_policy make_policy(uint32_t flags)
{
	struct phonewall_policy policy = {
		.flags = flags,
		.rtp = { RTP_FIRST, RTP_LAST },
		.enabled = true,
		.endpoint_count = 2,
		.endpoints = {
			{ .family = AF_INET, .port = PAGING },
			{ .family = AF_INET6, .port = PAGING },
		},
	};

	memcpy(policy.endpoints[0].address, page_ipv4, 4);
	memcpy(policy.endpoints[1].address, page_ipv6, 16);
	open_port(policy.udp, SIP);
	open_port(policy.udp, HIGHEST);
	open_port(policy.tcp, WEB);
	open_port(policy.tcp, 1);
	return policy;
}

/**
 * struct row - a row of the decision table
 * @name: for messages
 * @version: 4 or 6
 * @flags: of the policy
 * @protocol: IPPROTO_*
 * @port: destination port of UDP and TCP
 * @type: of ICMP, ICMPv6 and IGMP
 * @hop_limit: TTL or hop limit
 * @source: NULL for the peer's
 * @destination: NULL for the phone's
 * @quoted: of an ICMP error; its source is the phone's
 * @reason: the verdict without a live flow
 * @of_flow: the verdict if the packet belongs to a live flow
 */
struct row {
	const char *name;
	uint8_t version;
	uint32_t flags;
	uint8_t protocol;
	uint16_t port;
	uint8_t type;
	uint8_t hop_limit;
	const uint8_t *source;
	const uint8_t *destination;
	const struct phonewall_packet *quoted;
	enum phonewall_reason reason;
	enum phonewall_reason of_flow;
};

static const struct phonewall_packet quoted_sip = {
	.protocol = 17, .source_port = SIP, .destination_port = 40000,
};

static const struct phonewall_packet quoted_closed = {
	.protocol = 17, .source_port = 40000, .destination_port = SIP,
};

static const struct phonewall_packet quoted_tcp = {
	.protocol = 6, .source_port = SIP, .destination_port = 443,
};

static const struct phonewall_packet quoted_echo_ipv4 = {
	.protocol = 1, .icmp_type = 8, .icmp_id = SIP,
};

static const struct phonewall_packet quoted_echo_ipv6 = {
	.protocol = 58, .icmp_type = 128, .icmp_id = SIP,
};

/* Verdicts that a live flow does not change, and those that it does. */
#define STAYS(value)	.reason = PHONEWALL_REASON_##value, \
			.of_flow = PHONEWALL_REASON_##value
#define YIELDS(value)	.reason = PHONEWALL_REASON_##value, \
			.of_flow = PHONEWALL_REASON_LIVE_FLOW
#define ERROR_YIELDS	.reason = PHONEWALL_REASON_ICMP_ERROR, \
			.of_flow = PHONEWALL_REASON_ICMP_ERROR_OF_FLOW

static const struct row rows_ipv4[] = {
	{ "UDP, open", 4, 0, 17, SIP, STAYS(OPEN_PORT) },
	{ "UDP, open under flags", 4, BOTH, 17, SIP, STAYS(OPEN_PORT) },
	{ "UDP, one below", 4, 0, 17, SIP - 1, YIELDS(UDP_REJECTED) },
	{ "UDP, one above", 4, 0, 17, SIP + 1, YIELDS(UDP_REJECTED) },
	{ "UDP, from no host", 4, 0, 17, SIP + 1, .source = no_host_ipv4,
	  YIELDS(UDP_BLOCKED) },
	{ "UDP, highest", 4, 0, 17, HIGHEST, STAYS(OPEN_PORT) },
	{ "UDP, port 0", 4, 0, 17, 0, YIELDS(UDP_REJECTED) },
	{ "UDP, TCP's port", 4, 0, 17, WEB, YIELDS(UDP_REJECTED) },
	{ "UDP, closed, silent", 4, NO_UNREACHABLE, 17, WEB,
	  YIELDS(UDP_BLOCKED) },
	{ "UDP, NO_ICMP_PING is not about it", 4, NO_PING, 17, WEB,
	  YIELDS(UDP_REJECTED) },
	{ "UDP, RTP", 4, 0, 17, RTP_FIRST, YIELDS(UDP_REJECTED) },
	{ "UDP, RTP's first", 4, NO_UNREACHABLE, 17, RTP_FIRST,
	  YIELDS(UDP_REJECTED) },
	{ "UDP, RTP's last", 4, BOTH, 17, RTP_LAST, YIELDS(UDP_REJECTED) },
	{ "UDP, below RTP", 4, NO_UNREACHABLE, 17, RTP_FIRST - 1,
	  YIELDS(UDP_BLOCKED) },
	{ "UDP, above RTP", 4, NO_UNREACHABLE, 17, RTP_LAST + 1,
	  YIELDS(UDP_BLOCKED) },
	{ "UDP, paging group", 4, 0, 17, PAGING, .destination = page_ipv4,
	  STAYS(ENDPOINT) },
	{ "UDP, paging group, flags", 4, BOTH, 17, PAGING,
	  .destination = page_ipv4, STAYS(ENDPOINT) },
	{ "UDP, paging group, other port", 4, 0, 17, PAGING + 1,
	  .destination = page_ipv4, YIELDS(UDP_BLOCKED) },
	{ "UDP, other group", 4, 0, 17, PAGING, .destination = other_page_ipv4,
	  YIELDS(UDP_BLOCKED) },
	{ "UDP, other group, RTP", 4, 0, 17, RTP_FIRST,
	  .destination = other_page_ipv4, YIELDS(UDP_BLOCKED) },
	{ "UDP, other group, open port", 4, 0, 17, SIP,
	  .destination = other_page_ipv4, STAYS(OPEN_PORT) },
	{ "UDP, paging port, unicast", 4, 0, 17, PAGING,
	  YIELDS(UDP_REJECTED) },
	{ "UDP, broadcast", 4, 0, 17, WEB, .destination = broadcast_ipv4,
	  YIELDS(UDP_BLOCKED) },
	{ "UDP, from broadcast", 4, 0, 17, WEB, .source = broadcast_ipv4,
	  YIELDS(UDP_BLOCKED) },
	{ "UDP, from a group", 4, 0, 17, WEB, .source = page_ipv4,
	  YIELDS(UDP_BLOCKED) },
	{ "UDP, from nobody", 4, 0, 17, WEB,
	  .source = (const uint8_t[4]){ 0 }, YIELDS(UDP_BLOCKED) },
	{ "UDP, broadcast, open", 4, 0, 17, SIP, .destination = broadcast_ipv4,
	  STAYS(OPEN_PORT) },
	{ "TCP, open", 4, 0, 6, WEB, STAYS(OPEN_PORT) },
	{ "TCP, lowest, flags", 4, BOTH, 6, 1, STAYS(OPEN_PORT) },
	{ "TCP, UDP's port", 4, 0, 6, SIP, YIELDS(TCP_BLOCKED) },
	{ "TCP, RTP", 4, BOTH, 6, RTP_FIRST, YIELDS(TCP_BLOCKED) },
	{ "TCP, paging group", 4, 0, 6, PAGING, .destination = page_ipv4,
	  YIELDS(TCP_BLOCKED) },
	{ "TCP, port 0", 4, 0, 6, 0, YIELDS(TCP_BLOCKED) },
	{ "echo request", 4, 0, 1, .type = 8, STAYS(ECHO_REQUEST) },
	{ "echo request, unreachable silenced", 4, NO_UNREACHABLE, 1,
	  .type = 8, STAYS(ECHO_REQUEST) },
	{ "echo request, blocked", 4, NO_PING, 1, .type = 8,
	  STAYS(NO_ICMP_PING) },
	{ "echo request, broadcast", 4, 0, 1, .type = 8,
	  .destination = broadcast_ipv4, STAYS(ECHO_REQUEST) },
	{ "echo request, group, blocked", 4, NO_PING, 1, .type = 8,
	  .destination = page_ipv4, STAYS(NO_ICMP_PING) },
	{ "echo reply", 4, 0, 1, .type = 0, YIELDS(ICMP_TYPE) },
	{ "IPv6's echo request", 4, 0, 1, .type = 128, STAYS(ICMP_TYPE) },
	{ "IPv6's echo reply", 4, 0, 1, .type = 129, STAYS(ICMP_TYPE) },
	{ "redirect", 4, 0, 1, .type = 5, .quoted = &quoted_sip,
	  STAYS(ICMP_TYPE) },
	{ "source quench", 4, 0, 1, .type = 4, .quoted = &quoted_sip,
	  STAYS(ICMP_TYPE) },
	{ "timestamp", 4, 0, 1, .type = 13, STAYS(ICMP_TYPE) },
	{ "address mask", 4, 0, 1, .type = 17, STAYS(ICMP_TYPE) },
	{ "error, unreadable quote", 4, 0, 1, .type = 3, STAYS(ICMP_ERROR) },
	{ "error, SIP", 4, 0, 1, .type = 3, .quoted = &quoted_sip,
	  STAYS(ICMP_ERROR_OF_OPEN_PORT) },
	{ "error, SIP, flags", 4, BOTH, 1, .type = 11, .quoted = &quoted_sip,
	  STAYS(ICMP_ERROR_OF_OPEN_PORT) },
	{ "error, to SIP", 4, 0, 1, .type = 12, .quoted = &quoted_closed,
	  ERROR_YIELDS },
	{ "error, TCP", 4, 0, 1, .type = 11, .quoted = &quoted_tcp,
	  ERROR_YIELDS },
	{ "error, echo request", 4, 0, 1, .type = 3,
	  .quoted = &quoted_echo_ipv4, ERROR_YIELDS },
	{ "error to another address, SIP", 4, 0, 1, .type = 3,
	  .quoted = &quoted_sip, .destination = other_phone_ipv4,
	  STAYS(ICMP_ERROR) },
	{ "error to another address, TCP", 4, 0, 1, .type = 11,
	  .quoted = &quoted_tcp, .destination = other_phone_ipv4,
	  STAYS(ICMP_ERROR) },
	{ "IGMP query", 4, 0, 2, .type = 0x11, STAYS(MULTICAST_QUERY) },
	{ "IGMP query, flags", 4, BOTH, 2, .type = 0x11,
	  STAYS(MULTICAST_QUERY) },
	{ "IGMP report", 4, 0, 2, .type = 0x16, STAYS(ICMP_TYPE) },
	{ "IGMP leave", 4, 0, 2, .type = 0x17, STAYS(ICMP_TYPE) },
	{ "ICMPv6 echo request", 4, 0, 58, .type = 128, YIELDS(PROTOCOL) },
	{ "SCTP", 4, 0, 132, SIP, YIELDS(PROTOCOL) },
	{ "UDP-Lite", 4, 0, 136, SIP, YIELDS(PROTOCOL) },
	{ "GRE, group", 4, BOTH, 47, .destination = page_ipv4,
	  YIELDS(PROTOCOL) },
};

static const struct row rows_ipv6[] = {
	{ "UDP, open", 6, 0, 17, SIP, STAYS(OPEN_PORT) },
	{ "UDP, highest, flags", 6, BOTH, 17, HIGHEST, STAYS(OPEN_PORT) },
	{ "UDP, closed", 6, 0, 17, WEB, YIELDS(UDP_REJECTED) },
	{ "UDP, from a group", 6, 0, 17, WEB, .source = page_ipv6,
	  YIELDS(UDP_BLOCKED) },
	{ "UDP, from nobody", 6, 0, 17, WEB,
	  .source = (const uint8_t[16]){ 0 }, YIELDS(UDP_BLOCKED) },
	{ "UDP, closed, silent", 6, NO_UNREACHABLE, 17, WEB,
	  YIELDS(UDP_BLOCKED) },
	{ "UDP, RTP, silenced", 6, NO_UNREACHABLE, 17, RTP_LAST,
	  YIELDS(UDP_REJECTED) },
	{ "UDP, above RTP", 6, NO_UNREACHABLE, 17, RTP_LAST + 1,
	  YIELDS(UDP_BLOCKED) },
	{ "UDP, paging group", 6, BOTH, 17, PAGING, .destination = page_ipv6,
	  STAYS(ENDPOINT) },
	{ "UDP, a group that differs last", 6, 0, 17, PAGING,
	  .destination = other_page_ipv6, YIELDS(UDP_BLOCKED) },
	{ "UDP, all nodes", 6, 0, 17, RTP_FIRST, .destination = all_nodes,
	  YIELDS(UDP_BLOCKED) },
	{ "TCP, open", 6, BOTH, 6, WEB, STAYS(OPEN_PORT) },
	{ "TCP, closed", 6, 0, 6, WEB + 1, YIELDS(TCP_BLOCKED) },
	{ "echo request", 6, 0, 58, .type = 128, STAYS(ECHO_REQUEST) },
	{ "echo request, blocked", 6, NO_PING, 58, .type = 128,
	  STAYS(NO_ICMP_PING) },
	{ "echo request, all nodes", 6, 0, 58, .type = 128,
	  .destination = all_nodes, STAYS(ECHO_REQUEST_MULTICAST) },
	{ "echo request, all nodes, flags", 6, BOTH, 58, .type = 128,
	  .destination = all_nodes, STAYS(ECHO_REQUEST_MULTICAST) },
	{ "echo reply", 6, 0, 58, .type = 129, YIELDS(ICMP_TYPE) },
	{ "IPv4's echo request", 6, 0, 58, .type = 8, STAYS(ICMP_TYPE) },
	{ "error, unreadable quote", 6, 0, 58, .type = 1, STAYS(ICMP_ERROR) },
	{ "too big, SIP", 6, 0, 58, .type = 2, .quoted = &quoted_sip,
	  STAYS(ICMP_ERROR_OF_OPEN_PORT) },
	{ "too big, TCP", 6, BOTH, 58, .type = 2, .quoted = &quoted_tcp,
	  ERROR_YIELDS },
	{ "parameter problem, to SIP", 6, 0, 58, .type = 4,
	  .quoted = &quoted_closed, ERROR_YIELDS },
	{ "time exceeded, echo request", 6, 0, 58, .type = 3,
	  .quoted = &quoted_echo_ipv6, ERROR_YIELDS },
	{ "too big to another address, SIP", 6, 0, 58, .type = 2,
	  .quoted = &quoted_sip, .destination = other_phone_ipv6,
	  STAYS(ICMP_ERROR) },
	{ "too big to all nodes, TCP", 6, 0, 58, .type = 2,
	  .quoted = &quoted_tcp, .destination = all_nodes,
	  STAYS(ICMP_ERROR) },
	{ "reserved error type", 6, 0, 58, .type = 5, .quoted = &quoted_sip,
	  STAYS(ICMP_TYPE) },
	{ "router solicitation", 6, 0, 58, .type = 133, .hop_limit = 255,
	  STAYS(NEIGHBOUR_DISCOVERY) },
	{ "router solicitation from afar", 6, 0, 58, .type = 133,
	  .hop_limit = 254, STAYS(NEIGHBOUR_DISCOVERY_FORGED) },
	{ "router advertisement", 6, BOTH, 58, .type = 134, .hop_limit = 255,
	  .source = link_local, STAYS(NEIGHBOUR_DISCOVERY) },
	{ "router advertisement, global source", 6, 0, 58, .type = 134,
	  .hop_limit = 255, .source = global,
	  STAYS(NEIGHBOUR_DISCOVERY_FORGED) },
	{ "router advertisement from afar", 6, 0, 58, .type = 134,
	  .hop_limit = 254, .source = link_local,
	  STAYS(NEIGHBOUR_DISCOVERY_FORGED) },
	{ "neighbour solicitation", 6, BOTH, 58, .type = 135, .hop_limit = 255,
	  STAYS(NEIGHBOUR_DISCOVERY) },
	{ "neighbour solicitation, hop limit 0", 6, 0, 58, .type = 135,
	  STAYS(NEIGHBOUR_DISCOVERY_FORGED) },
	{ "neighbour advertisement", 6, 0, 58, .type = 136, .hop_limit = 255,
	  STAYS(NEIGHBOUR_DISCOVERY) },
	{ "neighbour advertisement from afar", 6, 0, 58, .type = 136,
	  .hop_limit = 64, STAYS(NEIGHBOUR_DISCOVERY_FORGED) },
	{ "redirect", 6, 0, 58, .type = 137, .hop_limit = 255,
	  .source = link_local, STAYS(ICMP_TYPE) },
	{ "MLD query", 6, BOTH, 58, .type = 130, .hop_limit = 1,
	  .source = link_local, STAYS(MULTICAST_QUERY) },
	{ "MLD query, global source", 6, 0, 58, .type = 130, .hop_limit = 1,
	  .source = global, STAYS(ICMP_TYPE) },
	{ "MLD report", 6, 0, 58, .type = 131, .hop_limit = 1,
	  .source = link_local, STAYS(ICMP_TYPE) },
	{ "MLDv2 report", 6, 0, 58, .type = 143, .hop_limit = 1,
	  .source = link_local, STAYS(ICMP_TYPE) },
	{ "node information query", 6, 0, 58, .type = 139, STAYS(ICMP_TYPE) },
	{ "IGMP query", 6, 0, 2, .type = 0x11, YIELDS(PROTOCOL) },
	{ "ICMP echo request", 6, 0, 1, .type = 8, YIELDS(PROTOCOL) },
	{ "no next header", 6, 0, 59, YIELDS(PROTOCOL) },
	{ "SCTP", 6, 0, 132, SIP, YIELDS(PROTOCOL) },
};

static struct phonewall_packet row_packet(const struct row *row)
{
	bool is_ipv4 = row->version == 4;

	return (struct phonewall_packet){
		.family = is_ipv4 ? AF_INET : AF_INET6,
		.source = row->source ? row->source :
			  is_ipv4 ? peer_ipv4 : global,
		.destination = row->destination ? row->destination :
			       is_ipv4 ? phone_ipv4 : phone_ipv6,
		.protocol = row->protocol,
		.source_port = row->port ? 7 : 0,
		.destination_port = row->port,
		.icmp_type = row->type,
		.hop_limit = row->hop_limit,
	};
}

static void check_row(const struct row *row)
{
	const struct phonewall_policy policy = make_policy(row->flags);
	struct phonewall_packet packet = row_packet(row);
	struct phonewall_packet quoted;
	enum phonewall_reason reason;

	if (row->quoted) {
		quoted = *row->quoted;
		quoted.source = row->version == 4 ? phone_ipv4 : phone_ipv6;
		packet.quoted = &quoted;
	}
	reason = phonewall_verdict_in(&policy, &packet);
	if (reason != row->reason)
		fail_msg("IPv%d, %s: reason %d instead of %d", row->version,
			 row->name, reason, row->reason);
	reason = phonewall_verdict_yields(&packet, reason);
	if (reason != row->of_flow)
		fail_msg("IPv%d, %s, of a flow: reason %d instead of %d",
			 row->version, row->name, reason, row->of_flow);
}

static void test_table_ipv4(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows_ipv4); i++)
		check_row(&rows_ipv4[i]);
}

static void test_table_ipv6(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows_ipv6); i++)
		check_row(&rows_ipv6[i]);
}

static void check_port(const struct phonewall_policy *policy,
		       uint8_t protocol, unsigned int port, bool is_open)
{
	const struct phonewall_packet packet = {
		.family = AF_INET,
		.source = peer_ipv4,
		.destination = phone_ipv4,
		.protocol = protocol,
		.destination_port = port,
	};

	assert_int_equal(phonewall_verdict_in(policy, &packet) ==
			 PHONEWALL_REASON_OPEN_PORT, is_open);
}

static void test_every_port(void **state)
{
	const struct phonewall_policy policy = make_policy(0);

	(void)state;
	for (unsigned int port = 0; port < PHONEWALL_PORTS; port++) {
		check_port(&policy, 17, port, port == SIP || port == HIGHEST);
		check_port(&policy, 6, port, port == WEB || port == 1);
	}
}

/* A packet without a row of its own is blocked. */
static void test_every_protocol(void **state)
{
	const struct phonewall_policy policy = make_policy(0);
	struct phonewall_packet packet = {
		.source = global, .destination = phone_ipv6,
		.destination_port = SIP, .icmp_type = 0x11, .hop_limit = 255,
	};
	bool has_row;

	(void)state;
	for (unsigned int protocol = 0; protocol < 256; protocol++) {
		packet.protocol = protocol;
		packet.family = AF_INET;
		has_row = protocol == 1 || protocol == 2 || protocol == 6 ||
			  protocol == 17;
		assert_int_equal(phonewall_verdict_in(&policy, &packet) !=
				 PHONEWALL_REASON_PROTOCOL, has_row);
		packet.family = AF_INET6;
		has_row = protocol == 6 || protocol == 17 || protocol == 58;
		assert_int_equal(phonewall_verdict_in(&policy, &packet) !=
				 PHONEWALL_REASON_PROTOCOL, has_row);
	}
}

static void check_types(sa_family_t family, uint8_t protocol,
			const uint8_t *accepted, size_t count)
{
	const struct phonewall_policy policy = make_policy(0);
	struct phonewall_packet packet = {
		.family = family,
		.source = family == AF_INET ? peer_ipv4 : link_local,
		.destination = family == AF_INET ? phone_ipv4 : phone_ipv6,
		.protocol = protocol,
		.hop_limit = 255,
	};
	enum phonewall_reason reason;

	for (unsigned int type = 0; type < 256; type++) {
		packet.icmp_type = type;
		reason = phonewall_verdict_in(&policy, &packet);
		if (phonewall_reason_blocks(reason) ==
		    !!memchr(accepted, type, count))
			fail_msg("family %d, protocol %d, type %u: reason %d",
				 family, protocol, type, reason);
	}
}

static void test_every_type(void **state)
{
	static const uint8_t icmp[] = { 8 };
	static const uint8_t igmp[] = { 0x11 };
	static const uint8_t icmpv6[] = { 128, 130, 133, 134, 135, 136 };

	(void)state;
	check_types(AF_INET, 1, icmp, sizeof(icmp));
	check_types(AF_INET, 2, igmp, sizeof(igmp));
	check_types(AF_INET6, 58, icmpv6, sizeof(icmpv6));
}

static void test_no_rtp_range(void **state)
{
	struct phonewall_policy policy = make_policy(NO_UNREACHABLE);
	struct phonewall_packet packet = {
		.family = AF_INET, .source = peer_ipv4,
		.destination = phone_ipv4, .protocol = 17,
	};

	(void)state;
	policy.rtp = (struct phonewall_port_range){ 0 };
	assert_int_equal(phonewall_verdict_in(&policy, &packet),
			 PHONEWALL_REASON_UDP_BLOCKED);
	packet.destination_port = RTP_FIRST;
	assert_int_equal(phonewall_verdict_in(&policy, &packet),
			 PHONEWALL_REASON_UDP_BLOCKED);
}

static void test_last_endpoint(void **state)
{
	struct phonewall_policy policy = make_policy(0);
	struct phonewall_packet packet = {
		.family = AF_INET, .source = peer_ipv4,
		.destination = other_page_ipv4, .protocol = 17,
		.destination_port = PAGING,
	};

	(void)state;
	policy.endpoint_count = PHONEWALL_ENDPOINTS_MAX;
	policy.endpoints[PHONEWALL_ENDPOINTS_MAX - 1] = policy.endpoints[0];
	memcpy(policy.endpoints[PHONEWALL_ENDPOINTS_MAX - 1].address,
	       other_page_ipv4, 4);
	assert_int_equal(phonewall_verdict_in(&policy, &packet),
			 PHONEWALL_REASON_ENDPOINT);
	policy.endpoint_count--;
	assert_int_equal(phonewall_verdict_in(&policy, &packet),
			 PHONEWALL_REASON_UDP_BLOCKED);
}

/* An IPv6 endpoint may begin with the four bytes of an IPv4 address. */
static void test_endpoint_of_other_family(void **state)
{
	struct phonewall_policy policy = make_policy(0);
	const struct phonewall_packet packet = {
		.family = AF_INET, .source = peer_ipv4,
		.destination = page_ipv4, .protocol = 17,
		.destination_port = PAGING,
	};

	(void)state;
	policy.endpoints[0].family = AF_INET6;
	assert_int_equal(phonewall_verdict_in(&policy, &packet),
			 PHONEWALL_REASON_UDP_BLOCKED);
}

/* A flow changes only the reasons that the tables above say. */
static void test_yields_of_every_reason(void **state)
{
	static const enum phonewall_reason yielding[] = {
		PHONEWALL_REASON_UDP_REJECTED, PHONEWALL_REASON_UDP_BLOCKED,
		PHONEWALL_REASON_TCP_BLOCKED, PHONEWALL_REASON_PROTOCOL,
	};
	const struct phonewall_packet packet = {
		.family = AF_INET, .source = peer_ipv4,
		.destination = phone_ipv4, .protocol = 1, .icmp_type = 13,
	};
	enum phonewall_reason reason, expected;

	(void)state;
	for (reason = 0; reason <= PHONEWALL_REASON_MAX; reason++) {
		expected = reason;
		for (size_t i = 0; i < COUNT(yielding); i++) {
			if (reason == yielding[i])
				expected = PHONEWALL_REASON_LIVE_FLOW;
		}
		assert_int_equal(phonewall_verdict_yields(&packet, reason),
				 expected);
	}
}

/**
 * struct out_row - a packet from the phone
 * @name: for messages
 * @version: 4 or 6
 * @flags: of the policy
 * @protocol: IPPROTO_*
 * @type: ICMP type
 * @code: ICMP code
 * @quoted_protocol: IPPROTO_* of what is quoted, 0 for nothing
 * @quoted_port: its destination port
 * @suppressed: whether it is held back
 */
struct out_row {
	const char *name;
	uint8_t version;
	uint32_t flags;
	uint8_t protocol;
	uint8_t type;
	uint8_t code;
	uint8_t quoted_protocol;
	uint16_t quoted_port;
	bool suppressed;
};

static const struct out_row out_rows[] = {
	{ "UDP", 4, BOTH, 17, 0, 0, 0, 0, false },
	{ "TCP", 4, BOTH, 6, 0, 0, 0, 0, false },
	{ "port unreachable", 4, NO_UNREACHABLE, 1, 3, 3, 17, SIP, true },
	{ "port unreachable, allowed", 4, NO_PING, 1, 3, 3, 17, SIP, false },
	{ "port unreachable, below RTP", 4, NO_UNREACHABLE, 1, 3, 3, 17,
	  RTP_FIRST - 1, true },
	{ "port unreachable, RTP's first", 4, NO_UNREACHABLE, 1, 3, 3, 17,
	  RTP_FIRST, false },
	{ "port unreachable, RTP's last", 4, NO_UNREACHABLE, 1, 3, 3, 17,
	  RTP_LAST, false },
	{ "port unreachable, above RTP", 4, NO_UNREACHABLE, 1, 3, 3, 17,
	  RTP_LAST + 1, true },
	{ "port unreachable, TCP", 4, NO_UNREACHABLE, 1, 3, 3, 6, SIP, false },
	{ "port unreachable, SCTP", 4, NO_UNREACHABLE, 1, 3, 3, 132, SIP,
	  false },
	{ "port unreachable, unreadable", 4, NO_UNREACHABLE, 1, 3, 3, 0, 0,
	  true },
	{ "port unreachable, unreadable, allowed", 4, NO_PING, 1, 3, 3, 0, 0,
	  false },
	{ "protocol unreachable, unreadable", 4, NO_UNREACHABLE, 1, 3, 2, 0, 0,
	  false },
	{ "protocol unreachable", 4, NO_UNREACHABLE, 1, 3, 2, 17, SIP, false },
	{ "fragmentation needed", 4, NO_UNREACHABLE, 1, 3, 4, 17, SIP, false },
	{ "time exceeded, code 3", 4, NO_UNREACHABLE, 1, 11, 3, 17, SIP,
	  false },
	{ "IPv6's port unreachable", 4, NO_UNREACHABLE, 1, 1, 4, 17, SIP,
	  false },
	{ "echo reply", 4, NO_PING, 1, 0, 0, 0, 0, false },
	{ "port unreachable", 6, NO_UNREACHABLE, 58, 1, 4, 17, SIP, true },
	{ "port unreachable, allowed", 6, 0, 58, 1, 4, 17, SIP, false },
	{ "port unreachable, RTP's last", 6, BOTH, 58, 1, 4, 17, RTP_LAST,
	  false },
	{ "port unreachable, above RTP", 6, BOTH, 58, 1, 4, 17, RTP_LAST + 1,
	  true },
	{ "port unreachable, unreadable", 6, NO_UNREACHABLE, 58, 1, 4, 0, 0,
	  true },
	{ "port unreachable, unreadable, allowed", 6, 0, 58, 1, 4, 0, 0,
	  false },
	{ "administratively prohibited", 6, NO_UNREACHABLE, 58, 1, 1, 17, SIP,
	  false },
	{ "time exceeded", 6, NO_UNREACHABLE, 58, 3, 4, 17, SIP, false },
	{ "IPv4's port unreachable", 6, NO_UNREACHABLE, 58, 3, 3, 17, SIP,
	  false },
	{ "ICMP of IPv4", 6, NO_UNREACHABLE, 1, 3, 3, 17, SIP, false },
};

static void check_out(const struct out_row *row)
{
	const struct phonewall_policy policy = make_policy(row->flags);
	const struct phonewall_packet quoted = {
		.protocol = row->quoted_protocol,
		.source_port = SIP + 1,
		.destination_port = row->quoted_port,
	};
	const struct phonewall_packet packet = {
		.family = row->version == 4 ? AF_INET : AF_INET6,
		.protocol = row->protocol,
		.icmp_type = row->type,
		.icmp_code = row->code,
		.quoted = row->quoted_protocol ? &quoted : NULL,
	};
	enum phonewall_reason reason = phonewall_verdict_out(&policy, &packet);

	if (reason != (row->suppressed ?
		       PHONEWALL_REASON_UNREACHABLE_SUPPRESSED :
		       PHONEWALL_REASON_OUTGOING))
		fail_msg("IPv%d, %s: reason %d", row->version, row->name,
			 reason);
}

static void test_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(out_rows); i++)
		check_out(&out_rows[i]);
}

static void test_blocking_reasons(void **state)
{
	(void)state;
	assert_false(phonewall_reason_blocks(PHONEWALL_REASON_DISABLED));
	assert_false(phonewall_reason_blocks(PHONEWALL_REASON_ENDPOINT));
	assert_true(phonewall_reason_blocks(PHONEWALL_REASON_NO_ICMP_PING));
	assert_true(phonewall_reason_blocks(PHONEWALL_REASON_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table_ipv4),
		cmocka_unit_test(test_table_ipv6),
		cmocka_unit_test(test_every_port),
		cmocka_unit_test(test_every_protocol),
		cmocka_unit_test(test_every_type),
		cmocka_unit_test(test_no_rtp_range),
		cmocka_unit_test(test_last_endpoint),
		cmocka_unit_test(test_endpoint_of_other_family),
		cmocka_unit_test(test_yields_of_every_reason),
		cmocka_unit_test(test_out),
		cmocka_unit_test(test_blocking_reasons),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
