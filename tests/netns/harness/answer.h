/* SPDX-License-Identifier: MIT */
#ifndef ANSWER_H
#define ANSWER_H

#include "harness/raw_packet.h"

/*
 * The phone's answers at the LAN neighbour's wire. Each function fails the test
 * if no such packet arrives; other packets before it are skipped.
 */

/*
 * Expect an ICMP Destination Unreachable (port) that quotes the UDP datagram
 * sent along @path.
 */
void answer_expect_unreachable(int wire, const struct path *path);

/* Expect an echo reply with the identifier @id. */
void answer_expect_echo_reply(int wire, sa_family_t family, uint16_t id);

/*
 * Expect a TCP segment that answers one sent along @path and has exactly these
 * flags (enum tcp_flag). @packet is set to it; it may be NULL.
 */
void answer_expect_tcp(int wire, const struct path *path, uint8_t flags,
		       struct raw_packet *packet);

/*
 * Expect a UDP datagram whose own path is @path. @packet is set to it; it may
 * be NULL.
 */
void answer_expect_udp(int wire, const struct path *path,
		       struct raw_packet *packet);

/*
 * Expect a message of IPPROTO_ICMP, IPPROTO_ICMPV6 or IPPROTO_IGMP of this
 * type. @packet is set to it; it may be NULL.
 */
void answer_expect_icmp(int wire, uint8_t protocol, uint8_t type,
			struct raw_packet *packet);

#endif /* ANSWER_H */
