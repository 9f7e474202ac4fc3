/* SPDX-License-Identifier: MIT */
#ifndef INET_SOCKET_H
#define INET_SOCKET_H

#include "harness/path.h"

/**
 * wait_limit - how long a test waits for what must come
 *
 * Return: milliseconds: far more than a packet needs, even in the debug kernel
 * on a busy machine, unless WAIT_MS in the environment says less, as where most
 * tests fail.
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

/**
 * socket_address_make - an address and port as system calls take it
 * @host: whose socket it is for; a link-local address is that of its device
 * @address: the address
 * @port: host byte order
 */
struct socket_address
socket_address_make(enum host host, const struct phonewall_address *address,
		    uint16_t port);

/**
 * socket_address_any - every address of a host
 * @family: AF_INET or AF_INET6
 * @port: host byte order; 0 where the kernel is to choose
 */
struct socket_address socket_address_any(sa_family_t family, uint16_t port);

/**
 * socket_bound - open a socket on a host and bind it
 * @host: the host
 * @type: SOCK_STREAM or SOCK_DGRAM, with SOCK_NONBLOCK where wanted
 * @address: where; an IPv6 one hears no IPv4
 *
 * Return: the descriptor, which hosts_close_sockets() closes.
 */
int socket_bound(enum host host, int type,
		 const struct socket_address *address);

/**
 * socket_connect - connect a socket, which must succeed
 * @fd: a UDP socket
 * @address: the peer
 */
void socket_connect(int fd, const struct socket_address *address);

/**
 * socket_port - the local port of a socket
 * @fd: of IPv4 or IPv6
 *
 * Return: the port, host byte order.
 */
uint16_t socket_port(int fd);

/**
 * socket_enable - turn an option of a socket on
 * @fd: the socket
 * @level: as for setsockopt(2)
 * @option: one that takes an int
 */
void socket_enable(int fd, int level, int option);

/**
 * socket_wait - wait for a socket to be ready
 * @fd: the socket
 * @events: POLLIN or POLLOUT
 * @milliseconds: how long
 *
 * An error that is pending on the socket makes it ready too.
 *
 * Return: whether it is ready.
 */
bool socket_wait(int fd, short events, int milliseconds);

/**
 * socket_send - send a text
 * @fd: a connected socket
 * @text: what to send, without its NUL
 */
void socket_send(int fd, const char *text);

/**
 * socket_expect - assert that a text arrives
 * @fd: the socket
 * @text: what is to arrive; of TCP, all that has arrived meanwhile
 */
void socket_expect(int fd, const char *text);

/**
 * socket_expect_none - assert that nothing is waiting, data or error
 * @fd: the socket
 *
 * Proves nothing unless something that was sent later has arrived:
 * control_pass().
 */
void socket_expect_none(int fd);

#endif /* INET_SOCKET_H */
