/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef PHONEWALL_PACKET_H
#define PHONEWALL_PACKET_H

#include "core/portable.h"

/**
 * struct phonewall_packet - the facts about a packet that a verdict needs
 * @source: source address inside the parsed bytes, 4 or 16 bytes by @family
 * @destination: destination address, the same
 * @quoted: the packet that an ICMP error quotes; NULL if there is none or it
 *	cannot be read. Set by the caller from phonewall_packet_parse_quoted()
 * @quoted_offset: offset of the packet that an ICMP error quotes; else 0
 * @source_port: UDP and TCP, host byte order; else 0
 * @destination_port: UDP and TCP, host byte order; else 0
 * @icmp_id: identifier of an echo request or reply, host byte order; else 0
 * @family: AF_INET or AF_INET6
 * @protocol: IPPROTO_* of the upper layer, after any extension headers
 * @hop_limit: TTL or hop limit
 * @tcp_flags: the flag byte of the TCP header; else 0
 * @icmp_type: ICMP, ICMPv6 and IGMP; else 0
 * @icmp_code: ICMP and ICMPv6; else 0
 */
struct phonewall_packet {
	const void *source;
	const void *destination;
	const struct phonewall_packet *quoted;
	unsigned int quoted_offset;
	__u16 source_port;
	__u16 destination_port;
	__u16 icmp_id;
	__u8 family;
	__u8 protocol;
	__u8 hop_limit;
	__u8 tcp_flags;
	__u8 icmp_type;
	__u8 icmp_code;
};

/**
 * enum phonewall_parsed - how the parse of a packet ended
 * @PHONEWALL_PARSED: the facts are there
 * @PHONEWALL_PARSED_SHORT: the bytes end within a header: try again with more
 *	of them; if there are none, the packet is truncated
 * @PHONEWALL_PARSED_MALFORMED: a header contradicts itself or there are too
 *	many of them
 * @PHONEWALL_PARSED_FRAGMENT: a fragment, whose ports cannot be trusted
 */
enum phonewall_parsed {
	PHONEWALL_PARSED,
	PHONEWALL_PARSED_SHORT,
	PHONEWALL_PARSED_MALFORMED,
	PHONEWALL_PARSED_FRAGMENT,
};

#define PHONEWALL_TCP_SYN	0x02
#define PHONEWALL_TCP_ACK	0x10

/**
 * phonewall_packet_parse_ipv4 - read an IPv4 packet (RFC 791)
 * @data: its bytes from the IPv4 header on, aligned to 4
 * @length: how many of them may be read
 * @packet: the facts, which point into @data; defined only if
 *	PHONEWALL_PARSED is returned
 *
 * Reads no byte at or beyond @data + @length. Does not check checksums.
 *
 * Context: any; pure.
 * Return: how it ended.
 */
enum phonewall_parsed
phonewall_packet_parse_ipv4(const __u8 *data, unsigned int length,
			    struct phonewall_packet *packet);

/**
 * phonewall_packet_parse_ipv6 - read an IPv6 packet (RFC 8200)
 * @data: its bytes from the IPv6 header on, aligned to 4
 * @length: how many of them may be read
 * @packet: the facts, as for phonewall_packet_parse_ipv4()
 *
 * Walks hop-by-hop, routing, destination options and atomic fragment headers
 * (RFC 6946), at most PHONEWALL_EXTENSION_HEADERS_MAX of them.
 *
 * Context: any; pure.
 * Return: how it ended.
 */
enum phonewall_parsed
phonewall_packet_parse_ipv6(const __u8 *data, unsigned int length,
			    struct phonewall_packet *packet);

/**
 * phonewall_packet_parse_quoted - read the packet that an ICMP error quotes
 * @data: the bytes of the error, as it was parsed
 * @length: how many of them may be read
 * @error: the facts about the error
 * @quoted: the facts about the quoted packet; its TCP flags are not read,
 *	because an error need quote no more than 8 bytes after the IP header
 *	(RFC 792)
 *
 * Context: any; pure.
 * Return: how it ended. A quoted fragment other than the first is
 * PHONEWALL_PARSED_FRAGMENT.
 */
enum phonewall_parsed
phonewall_packet_parse_quoted(const __u8 *data, unsigned int length,
			      const struct phonewall_packet *error,
			      struct phonewall_packet *quoted);

/**
 * phonewall_packet_is_icmp - test for ICMP
 * @packet: the packet
 *
 * Return: true for ICMP over IPv4 and for ICMPv6 over IPv6.
 */
static inline bool
phonewall_packet_is_icmp(const struct phonewall_packet *packet)
{
	return packet->protocol ==
	       (packet->family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6);
}

/**
 * phonewall_packet_is_icmp_error - test for an ICMP error
 * @packet: the packet
 *
 * Return: true for destination unreachable, time exceeded, parameter problem
 * (RFC 792) and, in ICMPv6, packet too big (RFC 4443); false for redirect and
 * source quench.
 */
bool phonewall_packet_is_icmp_error(const struct phonewall_packet *packet);

/**
 * phonewall_packet_is_echo_request - test for an echo request
 * @packet: the packet
 *
 * Return: true for an ICMP or ICMPv6 echo request.
 */
bool phonewall_packet_is_echo_request(const struct phonewall_packet *packet);

/**
 * phonewall_packet_is_echo_reply - test for an echo reply
 * @packet: the packet
 *
 * Return: true for an ICMP or ICMPv6 echo reply.
 */
bool phonewall_packet_is_echo_reply(const struct phonewall_packet *packet);

/**
 * phonewall_packet_is_to_group - test for a destination of several hosts
 * @packet: the packet
 *
 * The bytes do not show which address is the broadcast address of a subnet.
 *
 * Return: true for a multicast group and for the limited broadcast address.
 */
bool phonewall_packet_is_to_group(const struct phonewall_packet *packet);

/**
 * phonewall_packet_is_from_host - test for a source that can be another host
 * @packet: the packet
 *
 * The bytes do not show which address is the broadcast address of a subnet.
 *
 * Return: false for a multicast group and for a broadcast, unspecified or
 * loopback address (RFC 1122 3.2.1.3, RFC 4291 2.5.2, 2.5.3, 2.7).
 */
bool phonewall_packet_is_from_host(const struct phonewall_packet *packet);

/**
 * phonewall_packet_source_is_link_local - test for a link-local source
 * @packet: an IPv6 packet
 *
 * Return: true if the source address is in fe80::/10.
 */
bool phonewall_packet_source_is_link_local(const struct phonewall_packet *packet);

#endif /* PHONEWALL_PACKET_H */
