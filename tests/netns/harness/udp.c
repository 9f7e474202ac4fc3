// SPDX-License-Identifier: MIT
#include "harness/udp.h"

#include <errno.h>
#include <sys/socket.h>

#include "harness/assertion.h"

int udp_open(enum host host, sa_family_t family, uint16_t port)
{
	struct socket_address any = socket_address_any(family, port);

	return socket_bound(host, SOCK_DGRAM, &any);
}

int udp_open_path(enum host host, const struct path *path)
{
	struct socket_address from;

	from = socket_address_make(host, &path->from, path->from_port);
	return socket_bound(host, SOCK_DGRAM, &from);
}

void udp_connect(int fd, enum host host, const struct path *path)
{
	struct socket_address to;

	to = socket_address_make(host, &path->to, path->to_port);
	socket_connect(fd, &to);
}

void udp_send_to(int fd, enum host host, const struct phonewall_address *to,
		 uint16_t port, const char *text)
{
	struct socket_address address = socket_address_make(host, to, port);

	if (sendto(fd, text, strlen(text), 0, (void *)&address.storage,
		   address.length) < 0)
		fail_msg("cannot send: %s", strerror(errno));
}

void udp_send(int fd, enum host host, const struct path *path,
	      const char *text)
{
	udp_send_to(fd, host, &path->to, path->to_port, text);
}
