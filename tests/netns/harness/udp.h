/* SPDX-License-Identifier: MIT */
#ifndef UDP_H
#define UDP_H

#include "harness/inet_socket.h"

/*
 * Open a UDP socket at every address of a host. Port 0 lets the kernel choose.
 * hosts_close_sockets() closes it.
 */
int udp_open(enum host host, sa_family_t family, uint16_t port);

/*
 * Open a UDP socket at the source of a path, not connected to its destination.
 * hosts_close_sockets() closes it.
 */
int udp_open_path(enum host host, const struct path *path);

/* Connect a UDP socket of @host to the destination of a path. */
void udp_connect(int fd, enum host host, const struct path *path);

/* Send a text from a socket of @host that is not connected. */
void udp_send_to(int fd, enum host host, const struct phonewall_address *to,
		 uint16_t port, const char *text);

/* Send a text to the destination of a path. */
void udp_send(int fd, enum host host, const struct path *path,
	      const char *text);

#endif /* UDP_H */
