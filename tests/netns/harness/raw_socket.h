/* SPDX-License-Identifier: MIT */
#ifndef RAW_SOCKET_H
#define RAW_SOCKET_H

#include "harness/raw_packet.h"

/* Return IPPROTO_ICMP or IPPROTO_ICMPV6. */
uint8_t icmp_protocol(sa_family_t family);

/*
 * Open a socket that receives every packet of a protocol; on the phone, those
 * that passed the firewall. hosts_close_sockets() closes it.
 */
int raw_socket_open(enum host host, sa_family_t family, uint8_t protocol);

/*
 * Send from the phone what a packet has behind its IP header; the kernel makes
 * the IP header.
 */
void raw_socket_send(int fd, const struct raw_packet *packet,
		     const struct path *path);

/* Assert that a packet arrives, and take it. */
void raw_socket_expect(int fd);

/*
 * Take all packets that have arrived and return whether one had @length bytes;
 * of IPv6 without its header.
 */
bool raw_socket_drain(int fd, ssize_t length);

#endif /* RAW_SOCKET_H */
