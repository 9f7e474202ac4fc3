/* SPDX-License-Identifier: MIT */
#ifndef TCP_H
#define TCP_H

#include "harness/inet_socket.h"

/**
 * tcp_listen - listen at every address of a host
 * @host: the host
 * @family: AF_INET or AF_INET6
 * @port: host byte order; 0 where the kernel is to choose
 *
 * Return: the descriptor, which hosts_close_sockets() closes.
 */
int tcp_listen(enum host host, sa_family_t family, uint16_t port);

/**
 * tcp_begin - begin to connect
 * @host: the host that @path begins at
 * @path: from where, with port 0 where the kernel is to choose, to where
 *
 * Return: the descriptor, which does not block and which hosts_close_sockets()
 * closes.
 */
int tcp_begin(enum host host, const struct path *path);

/**
 * tcp_connect - connect, which must succeed
 * @host: the host that @path begins at
 * @path: as for tcp_begin()
 *
 * Return: as tcp_begin().
 */
int tcp_connect(enum host host, const struct path *path);

/**
 * tcp_expect_connecting - assert that a connection is not established
 * @fd: what tcp_begin() returned
 *
 * Neither established nor refused: nobody has answered yet.
 */
void tcp_expect_connecting(int fd);

/**
 * tcp_accept - accept a connection, which must come
 * @listener: what tcp_listen() returned
 *
 * Return: the descriptor, which hosts_close_sockets() closes.
 */
int tcp_accept(int listener);

/**
 * tcp_expect_end - assert that the peer has closed
 * @fd: a connected socket with nothing left to read
 */
void tcp_expect_end(int fd);

/**
 * tcp_state - the state of a connection
 * @fd: a TCP socket
 *
 * Return: TCP_ESTABLISHED and the like, of <netinet/tcp.h>.
 */
unsigned int tcp_state(int fd);

/**
 * tcp_round_trip - assert that a connection carries data both ways
 * @one: one end
 * @other: the other end
 */
void tcp_round_trip(int one, int other);

#endif /* TCP_H */
