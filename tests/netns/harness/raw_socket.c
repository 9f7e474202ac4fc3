// SPDX-License-Identifier: MIT
#include "harness/raw_socket.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "harness/assertion.h"
#include "harness/inet_socket.h"

uint8_t icmp_protocol(sa_family_t family)
{
	return family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6;
}

int raw_socket_open(enum host host, sa_family_t family, uint8_t protocol)
{
	return host_socket(host, family, SOCK_RAW | SOCK_NONBLOCK, protocol);
}

void raw_socket_send(int fd, const struct raw_packet *packet,
		     const struct path *path)
{
	struct socket_address to = socket_address_make(HOST_PHONE, &path->to,
						       0);

	if (sendto(fd, packet->bytes + packet->upper,
		   packet->length - packet->upper, 0, (void *)&to.storage,
		   to.length) < 0)
		fail_msg("cannot send: %s", strerror(errno));
}

void raw_socket_expect(int fd)
{
	char bytes[RAW_PACKET_MAX];

	if (!socket_wait(fd, POLLIN, WAIT_MS))
		fail_msg("the raw socket hears nothing");
	if (recv(fd, bytes, sizeof(bytes), 0) < 0)
		fail_msg("the raw socket has an error: %s", strerror(errno));
}

bool raw_socket_drain(int fd, ssize_t length)
{
	char bytes[RAW_PACKET_MAX];
	bool found = false;

	while (socket_wait(fd, POLLIN, 0))
		found |= recv(fd, bytes, sizeof(bytes), 0) == length;
	return found;
}
