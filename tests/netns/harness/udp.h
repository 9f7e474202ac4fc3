/* SPDX-License-Identifier: MIT */
#ifndef UDP_H
#define UDP_H

#include "harness/inet_socket.h"

/**
 * udp_open - open a UDP socket that hears every address of a host
 * @host: the host
 * @family: AF_INET or AF_INET6
 * @port: host byte order; 0 where the kernel is to choose
 *
 * Return: the descriptor, which hosts_close_sockets() closes.
 */
int udp_open(enum host host, sa_family_t family, uint16_t port);

/**
 * udp_open_path - open a UDP socket at the source of a path
 * @host: the host that the source is an address of
 * @path: the path; not connected to its destination
 *
 * Return: as udp_open().
 */
int udp_open_path(enum host host, const struct path *path);

/**
 * udp_connect - connect a UDP socket to a path's destination
 * @fd: the socket
 * @host: the host that it is on
 * @path: the path
 */
void udp_connect(int fd, enum host host, const struct path *path);

/**
 * udp_send_to - send a datagram to an address
 * @fd: a socket that is not connected
 * @host: the host that it is on
 * @to: destination address
 * @port: destination port, host byte order
 * @text: what to send
 */
void udp_send_to(int fd, enum host host, const struct phonewall_address *to,
		 uint16_t port, const char *text);

/**
 * udp_send - send a datagram to a path's destination
 * @fd: as for udp_send_to()
 * @host: the host that it is on
 * @path: the path
 * @text: what to send
 */
void udp_send(int fd, enum host host, const struct path *path,
	      const char *text);

#endif /* UDP_H */
