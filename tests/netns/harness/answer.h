/* SPDX-License-Identifier: MIT */
#ifndef ANSWER_H
#define ANSWER_H

#include "harness/raw_packet.h"

/*
 * What the phone answers, seen by the LAN neighbour. Each fails the test where
 * no such packet arrives at the wire; others before it are passed over.
 */

/**
 * answer_expect_unreachable - Destination Unreachable (port) comes back
 * @wire: what wire_open() returned
 * @path: of the UDP datagram that it is to quote
 */
void answer_expect_unreachable(int wire, const struct path *path);

/**
 * answer_expect_echo_reply - an echo reply comes back
 * @wire: what wire_open() returned
 * @family: AF_INET or AF_INET6
 * @id: identifier of the request
 */
void answer_expect_echo_reply(int wire, sa_family_t family, uint16_t id);

/**
 * answer_expect_tcp - a TCP segment comes back
 * @wire: what wire_open() returned
 * @path: of the segment that it answers
 * @flags: its flags, of enum tcp_flag
 * @packet: set to it; may be NULL
 */
void answer_expect_tcp(int wire, const struct path *path, uint8_t flags,
		       struct raw_packet *packet);

/**
 * answer_expect_udp - a UDP datagram comes
 * @wire: what wire_open() returned
 * @path: of the datagram itself
 * @packet: set to it; may be NULL
 */
void answer_expect_udp(int wire, const struct path *path,
		       struct raw_packet *packet);

/**
 * answer_expect_icmp - an ICMP, ICMPv6 or IGMP message of a type comes
 * @wire: what wire_open() returned
 * @protocol: IPPROTO_ICMP, IPPROTO_ICMPV6 or IPPROTO_IGMP
 * @type: type
 * @packet: set to it; may be NULL
 */
void answer_expect_icmp(int wire, uint8_t protocol, uint8_t type,
			struct raw_packet *packet);

#endif /* ANSWER_H */
