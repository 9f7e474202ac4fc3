// SPDX-License-Identifier: MIT
#include "harness/tcp.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "harness/assertion.h"

int tcp_listen(enum host host, sa_family_t family, uint16_t port)
{
	struct socket_address any = socket_address_any(family, port);
	int fd = socket_bound(host, SOCK_STREAM | SOCK_NONBLOCK, &any);

	if (listen(fd, 8))
		fail_msg("cannot listen: %s", strerror(errno));
	return fd;
}

int tcp_begin(enum host host, const struct path *path)
{
	struct socket_address from, to;
	int fd;

	from = socket_address_make(host, &path->from, path->from_port);
	to = socket_address_make(host, &path->to, path->to_port);
	fd = socket_bound(host, SOCK_STREAM | SOCK_NONBLOCK, &from);
	if (connect(fd, (const void *)&to.storage, to.length) &&
	    errno != EINPROGRESS)
		fail_msg("cannot connect: %s", strerror(errno));
	return fd;
}

int tcp_connect(enum host host, const struct path *path)
{
	int fd = tcp_begin(host, path);
	socklen_t length = sizeof(int);
	int error;

	if (!socket_wait(fd, POLLOUT, WAIT_MS))
		fail_msg("a connection was not established");
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length))
		fail_msg("a socket has no state: %s", strerror(errno));
	if (error)
		fail_msg("a connection failed: %s", strerror(error));
	return fd;
}

void tcp_expect_connecting(int fd)
{
	assert_int_equal(tcp_state(fd), TCP_SYN_SENT);
}

int tcp_accept(int listener)
{
	int fd;

	if (!socket_wait(listener, POLLIN, WAIT_MS))
		fail_msg("no connection has come");
	fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0)
		fail_msg("cannot accept: %s", strerror(errno));
	return host_keep_socket(fd);
}

void tcp_expect_end(int fd)
{
	char received;

	if (!socket_wait(fd, POLLIN, WAIT_MS))
		fail_msg("the peer has not closed");
	assert_int_equal(recv(fd, &received, sizeof(received), 0), 0);
}

unsigned int tcp_state(int fd)
{
	struct tcp_info info;
	socklen_t length = sizeof(info);

	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length))
		fail_msg("a socket has no state: %s", strerror(errno));
	return info.tcpi_state;
}

void tcp_round_trip(int one, int other)
{
	socket_send(one, "there");
	socket_expect(other, "there");
	socket_send(other, "and back");
	socket_expect(one, "and back");
}
