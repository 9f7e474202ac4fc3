/* SPDX-License-Identifier: MIT */
#ifndef INET_SOCKET_H
#define INET_SOCKET_H

#include "harness/path.h"

/*
 * Return how many milliseconds a test waits for what must come: far more than a
 * packet needs, even in the debug kernel on a busy machine. WAIT_MS in the
 * environment makes it less, for runs in which most tests fail.
 */
uint16_t wait_limit(void);

#define WAIT_MS	wait_limit()

/**
 * struct socket_address - an address and port as system calls take it
 * @storage: sockaddr_in or sockaddr_in6
 * @length: bytes of it in use
 */
struct socket_address {
	struct sockaddr_storage storage;
	socklen_t length;
};

/*
 * Make a socket address. @host is the host of the socket: a link-local address
 * gets its device.
 */
struct socket_address
socket_address_make(enum host host, const struct phonewall_address *address,
		    uint16_t port);

/* Make the wildcard address. Port 0 lets the kernel choose. */
struct socket_address socket_address_any(sa_family_t family, uint16_t port);

/*
 * Open a socket on a host and bind it. @type is SOCK_STREAM or SOCK_DGRAM, with
 * SOCK_NONBLOCK if wanted. An IPv6 socket receives no IPv4.
 * hosts_close_sockets() closes it.
 */
int socket_bound(enum host host, int type,
		 const struct socket_address *address);

/* Connect a UDP socket, which must succeed. */
void socket_connect(int fd, const struct socket_address *address);

/* Return the local port of a socket. */
uint16_t socket_port(int fd);

/* Set a socket option that takes an int to 1. */
void socket_enable(int fd, int level, int option);

/*
 * Wait @milliseconds for POLLIN or POLLOUT and return whether the socket is
 * ready; a pending error makes it ready too.
 */
bool socket_wait(int fd, short events, int milliseconds);

/* Send a text without its NUL on a connected socket. */
void socket_send(int fd, const char *text);

/* Assert that a text arrives; of TCP, that it is all that has arrived. */
void socket_expect(int fd, const char *text);

/*
 * Assert that neither data nor an error is pending. This proves nothing unless
 * something that was sent later has arrived: see control_pass().
 */
void socket_expect_none(int fd);

#endif /* INET_SOCKET_H */
