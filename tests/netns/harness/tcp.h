/* SPDX-License-Identifier: MIT */
#ifndef TCP_H
#define TCP_H

#include "harness/inet_socket.h"

/* Listen at every address of a host. Port 0 lets the kernel choose. */
int tcp_listen(enum host host, sa_family_t family, uint16_t port);

/*
 * Begin to connect without blocking. Port 0 of the source lets the kernel
 * choose.
 */
int tcp_begin(enum host host, const struct path *path);

/* Connect, which must succeed; otherwise as tcp_begin(). */
int tcp_connect(enum host host, const struct path *path);

/* Assert that a connection is neither established nor refused. */
void tcp_expect_connecting(int fd);

/* Accept a connection, which must come. */
int tcp_accept(int listener);

/* Assert that the peer has closed. Nothing may be left to read. */
void tcp_expect_end(int fd);

/*
 * Return the state of a connection: TCP_ESTABLISHED and so on, of
 * <netinet/tcp.h>.
 */
unsigned int tcp_state(int fd);

/* Assert that a connection carries data both ways. */
void tcp_round_trip(int one, int other);

#endif /* TCP_H */
