// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "core/verdict.h"

#define ND_HOP_LIMIT			255	/* RFC 4861 */
#define ICMPV6_TYPE_MLD_QUERY		130	/* RFC 2710, RFC 3810 */
#define ICMPV6_TYPE_ROUTER_SOLICITATION	133	/* RFC 4861 */
#define ICMPV6_TYPE_ROUTER_ADVERTISEMENT	134
#define ICMPV6_TYPE_NEIGHBOUR_ADVERTISEMENT	136
#define ICMPV6_CODE_PORT_UNREACHABLE	4	/* RFC 4443 */
#define IGMP_TYPE_MEMBERSHIP_QUERY	0x11	/* RFC 3376 */

static bool is_endpoint(const struct phonewall_policy *policy,
			const struct phonewall_packet *packet)
{
	size_t length = packet->family == AF_INET ? 4 : 16;
	unsigned int i;

	for (i = 0; i < policy->endpoint_count; i++) {
		if (policy->endpoints[i].port == packet->destination_port &&
		    policy->endpoints[i].family == packet->family &&
		    !memcmp(policy->endpoints[i].address, packet->destination,
			    length))
			return true;
	}
	return false;
}

static enum phonewall_reason
verdict_udp(const struct phonewall_policy *policy,
	    const struct phonewall_packet *packet)
{
	if (phonewall_port_is_open(policy->udp, htons(packet->destination_port)))
		return PHONEWALL_REASON_OPEN_PORT;
	if (is_endpoint(policy, packet))
		return PHONEWALL_REASON_ENDPOINT;
	/* RFC 1122 3.2.2: send no error unless host sent to host. */
	if (!phonewall_packet_is_to_group(packet) &&
	    phonewall_packet_is_from_host(packet) &&
	    phonewall_port_is_answered(policy, packet->destination_port))
		return PHONEWALL_REASON_UDP_REJECTED;
	return PHONEWALL_REASON_UDP_BLOCKED;
}

static enum phonewall_reason
verdict_tcp(const struct phonewall_policy *policy,
	    const struct phonewall_packet *packet)
{
	if (phonewall_port_is_open(policy->tcp, htons(packet->destination_port)))
		return PHONEWALL_REASON_OPEN_PORT;
	return PHONEWALL_REASON_TCP_BLOCKED;
}

static enum phonewall_reason
verdict_echo_request(const struct phonewall_policy *policy,
		     const struct phonewall_packet *packet)
{
	if (packet->family == AF_INET6 && phonewall_packet_is_to_group(packet))
		return PHONEWALL_REASON_ECHO_REQUEST_MULTICAST;
	if (policy->flags & PHONEWALL_FLAG_NO_ICMP_PING)
		return PHONEWALL_REASON_NO_ICMP_PING;
	return PHONEWALL_REASON_ECHO_REQUEST;
}

/* An error goes to the sender of the quote (RFC 792; RFC 4443 3.1 to 3.4). */
static bool is_sender_of_quoted(const struct phonewall_packet *error)
{
	return error->quoted &&
	       !memcmp(error->destination, error->quoted->source,
		       error->family == AF_INET ? 4 : 16);
}

/*
 * Datagrams from an open port make no flow, so an error about one needs no flow
 * either: path MTU discovery for SIP and RTP depends on it, and the socket
 * still checks the quote itself (RFC 1122 4.1.3.3).
 */
static enum phonewall_reason
verdict_icmp_error(const struct phonewall_policy *policy,
		   const struct phonewall_packet *packet)
{
	const struct phonewall_packet *quoted = packet->quoted;

	if (is_sender_of_quoted(packet) && quoted->protocol == IPPROTO_UDP &&
	    phonewall_port_is_open(policy->udp, htons(quoted->source_port)))
		return PHONEWALL_REASON_ICMP_ERROR_OF_OPEN_PORT;
	return PHONEWALL_REASON_ICMP_ERROR;
}

static bool is_neighbour_discovery(const struct phonewall_packet *packet)
{
	return packet->icmp_type >= ICMPV6_TYPE_ROUTER_SOLICITATION &&
	       packet->icmp_type <= ICMPV6_TYPE_NEIGHBOUR_ADVERTISEMENT;
}

/* RFC 4861 6.1.2, 7.1: hop limit 255 shows that no router forwarded it. */
static enum phonewall_reason
verdict_neighbour_discovery(const struct phonewall_packet *packet)
{
	if (packet->hop_limit != ND_HOP_LIMIT)
		return PHONEWALL_REASON_NEIGHBOUR_DISCOVERY_FORGED;
	if (packet->icmp_type == ICMPV6_TYPE_ROUTER_ADVERTISEMENT &&
	    !phonewall_packet_source_is_link_local(packet))
		return PHONEWALL_REASON_NEIGHBOUR_DISCOVERY_FORGED;
	return PHONEWALL_REASON_NEIGHBOUR_DISCOVERY;
}

static enum phonewall_reason
verdict_icmp(const struct phonewall_policy *policy,
	     const struct phonewall_packet *packet)
{
	if (phonewall_packet_is_echo_request(packet))
		return verdict_echo_request(policy, packet);
	if (phonewall_packet_is_icmp_error(packet))
		return verdict_icmp_error(policy, packet);
	if (packet->family == AF_INET)
		return PHONEWALL_REASON_ICMP_TYPE;
	if (is_neighbour_discovery(packet))
		return verdict_neighbour_discovery(packet);
	/* RFC 3810 5.1.14: ignore a query from any other source. */
	if (packet->icmp_type == ICMPV6_TYPE_MLD_QUERY &&
	    phonewall_packet_source_is_link_local(packet))
		return PHONEWALL_REASON_MULTICAST_QUERY;
	return PHONEWALL_REASON_ICMP_TYPE;
}

static enum phonewall_reason
verdict_igmp(const struct phonewall_packet *packet)
{
	if (packet->icmp_type == IGMP_TYPE_MEMBERSHIP_QUERY)
		return PHONEWALL_REASON_MULTICAST_QUERY;
	return PHONEWALL_REASON_ICMP_TYPE;
}

enum phonewall_reason
phonewall_verdict_in(const struct phonewall_policy *policy,
		     const struct phonewall_packet *packet)
{
	if (packet->protocol == IPPROTO_UDP)
		return verdict_udp(policy, packet);
	if (packet->protocol == IPPROTO_TCP)
		return verdict_tcp(policy, packet);
	if (phonewall_packet_is_icmp(packet))
		return verdict_icmp(policy, packet);
	if (packet->family == AF_INET && packet->protocol == IPPROTO_IGMP)
		return verdict_igmp(packet);
	return PHONEWALL_REASON_PROTOCOL;
}

enum phonewall_reason
phonewall_verdict_yields(const struct phonewall_packet *packet,
			 enum phonewall_reason reason)
{
	switch (reason) {
	case PHONEWALL_REASON_UDP_REJECTED:
	case PHONEWALL_REASON_UDP_BLOCKED:
	case PHONEWALL_REASON_TCP_BLOCKED:
	case PHONEWALL_REASON_PROTOCOL:
		return PHONEWALL_REASON_LIVE_FLOW;
	case PHONEWALL_REASON_ICMP_TYPE:
		if (phonewall_packet_is_echo_reply(packet))
			return PHONEWALL_REASON_LIVE_FLOW;
		return reason;
	case PHONEWALL_REASON_ICMP_ERROR:
		if (is_sender_of_quoted(packet))
			return PHONEWALL_REASON_ICMP_ERROR_OF_FLOW;
		return reason;
	default:
		return reason;
	}
}

static bool is_port_unreachable(const struct phonewall_packet *packet)
{
	if (!phonewall_packet_is_icmp(packet))
		return false;
	if (packet->family == AF_INET)
		return packet->icmp_type == ICMP_DEST_UNREACH &&
		       packet->icmp_code == ICMP_PORT_UNREACH;
	return packet->icmp_type == ICMPV6_DEST_UNREACH &&
	       packet->icmp_code == ICMPV6_CODE_PORT_UNREACHABLE;
}

/* A quote that cannot be read may be of any port. */
static bool may_be_about_silent_port(const struct phonewall_policy *policy,
				     const struct phonewall_packet *quoted)
{
	if (!quoted)
		return policy->flags & PHONEWALL_FLAG_NO_ICMP_UNREACHABLE;
	return quoted->protocol == IPPROTO_UDP &&
	       !phonewall_port_is_answered(policy, quoted->destination_port);
}

enum phonewall_reason
phonewall_verdict_out(const struct phonewall_policy *policy,
		      const struct phonewall_packet *packet)
{
	if (is_port_unreachable(packet) &&
	    may_be_about_silent_port(policy, packet->quoted))
		return PHONEWALL_REASON_UNREACHABLE_SUPPRESSED;
	return PHONEWALL_REASON_OUTGOING;
}
