/* SPDX-License-Identifier: MIT */
#ifndef RAW_SOCKET_H
#define RAW_SOCKET_H

#include "harness/raw_packet.h"

/**
 * icmp_protocol - the ICMP of a family
 * @family: AF_INET or AF_INET6
 *
 * Return: IPPROTO_ICMP or IPPROTO_ICMPV6.
 */
uint8_t icmp_protocol(sa_family_t family);

/**
 * raw_socket_open - open a socket that hears every packet of a protocol
 * @host: the host; on the phone it hears what has passed the firewall
 * @family: AF_INET or AF_INET6
 * @protocol: IPPROTO_* or any other number
 *
 * Return: the descriptor, which hosts_close_sockets() closes.
 */
int raw_socket_open(enum host host, sa_family_t family, uint8_t protocol);

/**
 * raw_socket_send - send what a packet holds behind its IP header
 * @fd: a raw socket of the phone's
 * @packet: the packet, whose IP header the kernel makes anew
 * @path: from the phone
 */
void raw_socket_send(int fd, const struct raw_packet *packet,
		     const struct path *path);

/**
 * raw_socket_expect - assert that a packet arrives, and take it
 * @fd: a raw socket
 */
void raw_socket_expect(int fd);

/**
 * raw_socket_drain - take all that has arrived
 * @fd: a raw socket
 * @length: bytes of a packet that is looked for, of IPv6 without its header
 *
 * Return: whether there was one of that length.
 */
bool raw_socket_drain(int fd, ssize_t length);

#endif /* RAW_SOCKET_H */
