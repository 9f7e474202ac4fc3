// SPDX-License-Identifier: GPL-2.0
#include <linux/netdevice.h>
#include <net/ip.h>
#include <net/route.h>

#include "core/packet.h"
#include "core/verdict.h"
#include "firewall/filter.h"
#include "firewall/socket.h"

static enum phonewall_parsed parse_packet(const struct phonewall_pktinfo *pkt,
					  const u8 *data, unsigned int length,
					  struct phonewall_packet *packet)
{
	if (pkt->family == AF_INET)
		return phonewall_packet_parse_ipv4(data, length, packet);
	return phonewall_packet_parse_ipv6(data, length, packet);
}

static enum phonewall_parsed
parse_linear(const struct phonewall_pktinfo *pkt,
	     struct phonewall_packet *packet)
{
	return parse_packet(pkt, pkt->skb->data, skb_headlen(pkt->skb),
			    packet);
}

static void parse_quoted(const u8 *data, unsigned int length,
			 struct phonewall_packet *packet,
			 struct phonewall_packet *quoted)
{
	if (packet->quoted_offset &&
	    phonewall_packet_parse_quoted(data, length, packet, quoted) ==
	    PHONEWALL_PARSED)
		packet->quoted = quoted;
}

/* @data holds PHONEWALL_PACKET_MAX bytes and outlives the facts. */
static enum phonewall_parsed
parse_copied(const struct phonewall_pktinfo *pkt, u8 *data,
	     struct phonewall_packet *packet, struct phonewall_packet *quoted)
{
	unsigned int length = min_t(unsigned int, pkt->skb->len,
				    PHONEWALL_PACKET_MAX);
	enum phonewall_parsed parsed;

	if (skb_copy_bits(pkt->skb, 0, data, length))
		return PHONEWALL_PARSED_SHORT;
	parsed = parse_packet(pkt, data, length, packet);
	if (parsed == PHONEWALL_PARSED)
		parse_quoted(data, length, packet, quoted);
	return parsed;
}

/*
 * As parse_copied(), but copies nothing if the headers are linear, as in errors
 * that the stack makes. No quote in them is then too long to be read.
 */
static enum phonewall_parsed
parse_whole(const struct phonewall_pktinfo *pkt, u8 *data,
	    struct phonewall_packet *packet, struct phonewall_packet *quoted)
{
	if (parse_linear(pkt, packet) == PHONEWALL_PARSED) {
		parse_quoted(pkt->skb->data, skb_headlen(pkt->skb),
			     packet, quoted);
		if (!packet->quoted_offset || packet->quoted)
			return PHONEWALL_PARSED;
	}
	return parse_copied(pkt, data, packet, quoted);
}

static bool is_in_flow_on_any_link(const struct phonewall_pktinfo *pkt,
				   const struct phonewall_packet *packet)
{
	struct phonewall_flow_table *flows = &pkt->firewall->flows;
	struct net *net = pkt->firewall->net;

	if (packet->quoted)
		return phonewall_flow_is_quoted_on_any_link(flows,
							    packet->quoted,
							    net);
	if (packet->protocol == IPPROTO_TCP)
		return false;
	return phonewall_flow_is_live(flows, packet, net);
}

static bool is_in_flow(const struct phonewall_pktinfo *pkt,
		       const struct phonewall_packet *packet)
{
	struct phonewall_flow_table *flows = &pkt->firewall->flows;

	if (pkt->only_ask)
		return is_in_flow_on_any_link(pkt, packet);
	if (packet->quoted)
		return phonewall_flow_is_quoted(flows, packet->quoted,
						pkt->skb);
	if (packet->protocol == IPPROTO_TCP)
		return false;
	return phonewall_flow_in(flows, pkt->policy, packet, pkt->skb);
}

static bool is_in_connection(const struct phonewall_pktinfo *pkt,
			     const struct phonewall_packet *packet)
{
	const struct sk_buff *skb = pkt->skb;
	u8 protocol;

	protocol = packet->quoted ? packet->quoted->protocol : packet->protocol;
	if (protocol != IPPROTO_TCP && protocol != IPPROTO_UDP)
		return false;
	if (skb->sk)
		return phonewall_socket_is_live(skb->sk, packet);
	return phonewall_socket_look_up(pkt->firewall->net, skb,
					pkt->device, packet);
}

/*
 * Return: true if early demultiplexing has found a TCP connection. It does not
 * run for VERDICT_GET, which looks the connection up.
 */
static bool is_early_connection(const struct phonewall_pktinfo *pkt,
				const struct phonewall_packet *packet)
{
	if (packet->protocol != IPPROTO_TCP)
		return false;
	if (pkt->only_ask)
		return is_in_connection(pkt, packet);
	return pkt->skb->sk &&
	       phonewall_socket_is_live(pkt->skb->sk, packet);
}

static bool is_broadcast_address(const struct phonewall_pktinfo *pkt,
				 const void *bytes)
{
	__be32 address;

	memcpy(&address, bytes, sizeof(address));
	return inet_addr_type_dev_table(pkt->firewall->net,
					pkt->device, address) ==
	       RTN_BROADCAST;
}

/* RFC 1122 3.2.2: send no error about a packet from or to such an address. */
static bool is_subnet_broadcast(const struct phonewall_pktinfo *pkt,
				const struct phonewall_packet *packet)
{
	return packet->family == AF_INET &&
	       (is_broadcast_address(pkt, packet->destination) ||
		is_broadcast_address(pkt, packet->source));
}

/* RFC 1122 3.2.2: nor about a link-layer broadcast or multicast. */
static bool is_group_frame(const struct phonewall_pktinfo *pkt)
{
	return pkt->skb->pkt_type == PACKET_BROADCAST ||
	       pkt->skb->pkt_type == PACKET_MULTICAST;
}

/* RFC 1122 3.2.1.3: discard a packet from a broadcast address. */
static bool is_from_broadcast(const struct phonewall_pktinfo *pkt,
			      const struct phonewall_packet *packet)
{
	return packet->family == AF_INET &&
	       is_broadcast_address(pkt, packet->source);
}

static enum phonewall_reason judge_in(const struct phonewall_pktinfo *pkt,
				      const struct phonewall_packet *packet)
{
	enum phonewall_reason reason;
	enum phonewall_reason yields;

	reason = phonewall_verdict_in(pkt->policy, packet);
	if (!phonewall_reason_blocks(reason))
		return reason;
	yields = phonewall_verdict_yields(packet, reason);
	if (yields != reason &&
	    (is_in_flow(pkt, packet) ||
	     is_in_connection(pkt, packet)) &&
	    !is_from_broadcast(pkt, packet))
		return yields;
	if (reason == PHONEWALL_REASON_UDP_REJECTED &&
	    (is_group_frame(pkt) || is_subnet_broadcast(pkt, packet)))
		return PHONEWALL_REASON_UDP_BLOCKED;
	return reason;
}

static noinline enum phonewall_reason
filter_in_copied(const struct phonewall_pktinfo *pkt)
{
	u8 data[PHONEWALL_PACKET_MAX] __aligned(4);
	struct phonewall_packet packet;
	struct phonewall_packet quoted;

	switch (parse_whole(pkt, data, &packet, &quoted)) {
	case PHONEWALL_PARSED:
		return judge_in(pkt, &packet);
	case PHONEWALL_PARSED_FRAGMENT:
		return PHONEWALL_REASON_FRAGMENT;
	default:
		return PHONEWALL_REASON_MALFORMED;
	}
}

enum phonewall_reason
phonewall_filter_in(const struct phonewall_pktinfo *pkt)
{
	struct phonewall_packet packet;

	if (parse_linear(pkt, &packet) != PHONEWALL_PARSED ||
	    packet.quoted_offset)
		return filter_in_copied(pkt);
	if (is_early_connection(pkt, &packet))
		return PHONEWALL_REASON_LIVE_FLOW;
	return judge_in(pkt, &packet);
}

/* A TFTP server answers from a port that the socket is not connected to. */
static bool socket_matches_answers(const struct phonewall_pktinfo *pkt,
				   const struct phonewall_packet *packet)
{
	return packet->destination_port != PHONEWALL_TFTP_PORT &&
	       phonewall_socket_matches_answers(
		       pkt->firewall->net, pkt->skb->sk,
		       htons(packet->source_port),
		       htons(packet->destination_port));
}

static enum phonewall_reason judge_out(const struct phonewall_pktinfo *pkt,
				       const struct phonewall_packet *packet)
{
	enum phonewall_reason reason;

	reason = phonewall_verdict_out(pkt->policy, packet);
	if (phonewall_reason_blocks(reason) || pkt->only_ask)
		return reason;
	if (packet->protocol == IPPROTO_UDP &&
	    (phonewall_port_is_open(pkt->policy->udp,
				    htons(packet->source_port)) ||
	     socket_matches_answers(pkt, packet)))
		return reason;
	phonewall_flow_out(&pkt->firewall->flows, pkt->policy, packet,
			   pkt->skb, pkt->device);
	return reason;
}

static noinline enum phonewall_reason
filter_out_copied(const struct phonewall_pktinfo *pkt)
{
	u8 data[PHONEWALL_PACKET_MAX] __aligned(4);
	struct phonewall_packet packet;
	struct phonewall_packet quoted;

	if (parse_whole(pkt, data, &packet, &quoted) != PHONEWALL_PARSED)
		return PHONEWALL_REASON_OUTGOING;
	return judge_out(pkt, &packet);
}

enum phonewall_reason
phonewall_filter_out(const struct phonewall_pktinfo *pkt)
{
	struct phonewall_packet packet;

	if (parse_linear(pkt, &packet) != PHONEWALL_PARSED ||
	    packet.quoted_offset)
		return filter_out_copied(pkt);
	return judge_out(pkt, &packet);
}
