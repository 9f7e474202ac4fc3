// SPDX-License-Identifier: MIT
#include "harness/inet_socket.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "harness/assertion.h"
#include "harness/topology.h"

#define WAIT_LIMIT_MS	30000

uint16_t wait_limit(void)
{
	const char *given = getenv("WAIT_MS");
	unsigned long milliseconds = WAIT_LIMIT_MS;

	if (given)
		milliseconds = strtoul(given, NULL, 10);
	assert_in_range(milliseconds, 1, WAIT_LIMIT_MS);
	return milliseconds;
}

static bool is_link_local(const struct phonewall_address *address)
{
	return address->family == AF_INET6 && address->bytes[0] == 0xfe &&
	       (address->bytes[1] & 0xc0) == 0x80;
}

struct socket_address socket_address_any(sa_family_t family, uint16_t port)
{
	struct socket_address any = { 0 };
	struct sockaddr_in6 *ipv6 = (void *)&any.storage;
	struct sockaddr_in *ipv4 = (void *)&any.storage;

	any.storage.ss_family = family;
	if (family == AF_INET) {
		ipv4->sin_port = htons(port);
		any.length = sizeof(*ipv4);
	} else {
		ipv6->sin6_port = htons(port);
		any.length = sizeof(*ipv6);
	}
	return any;
}

struct socket_address
socket_address_make(enum host host, const struct phonewall_address *address,
		    uint16_t port)
{
	struct socket_address made = socket_address_any(address->family, port);
	struct sockaddr_in6 *ipv6 = (void *)&made.storage;
	struct sockaddr_in *ipv4 = (void *)&made.storage;

	if (address->family == AF_INET)
		memcpy(&ipv4->sin_addr, address->bytes, 4);
	else
		memcpy(&ipv6->sin6_addr, address->bytes, 16);
	if (is_link_local(address))
		ipv6->sin6_scope_id = host_device(host);
	return made;
}

int socket_bound(enum host host, int type, const struct socket_address *address)
{
	sa_family_t family = address->storage.ss_family;
	int fd = host_socket(host, family, type, 0);

	socket_enable(fd, SOL_SOCKET, SO_REUSEADDR);
	if (family == AF_INET6)
		socket_enable(fd, IPPROTO_IPV6, IPV6_V6ONLY);
	if (bind(fd, (const void *)&address->storage, address->length))
		fail_msg("cannot bind a socket: %s", strerror(errno));
	return fd;
}

void socket_connect(int fd, const struct socket_address *address)
{
	if (connect(fd, (const void *)&address->storage, address->length))
		fail_msg("cannot connect: %s", strerror(errno));
}

uint16_t socket_port(int fd)
{
	struct sockaddr_storage storage;
	socklen_t length = sizeof(storage);

	if (getsockname(fd, (void *)&storage, &length))
		fail_msg("a socket has no name: %s", strerror(errno));
	if (storage.ss_family == AF_INET)
		return ntohs(((struct sockaddr_in *)&storage)->sin_port);
	return ntohs(((struct sockaddr_in6 *)&storage)->sin6_port);
}

void socket_enable(int fd, int level, int option)
{
	int on = 1;

	if (setsockopt(fd, level, option, &on, sizeof(on)))
		fail_msg("cannot set option %d of a socket: %s", option,
			 strerror(errno));
}

bool socket_wait(int fd, short events, int milliseconds)
{
	struct pollfd polled = { .fd = fd, .events = events };
	int ready = poll(&polled, 1, milliseconds);

	if (ready < 0)
		fail_msg("cannot poll: %s", strerror(errno));
	return ready;
}

void socket_send(int fd, const char *text)
{
	ssize_t sent = send(fd, text, strlen(text), MSG_NOSIGNAL);

	if (sent != (ssize_t)strlen(text))
		fail_msg("cannot send: %s", strerror(errno));
}

void socket_expect(int fd, const char *text)
{
	char received[2048];
	ssize_t length;

	if (!socket_wait(fd, POLLIN, WAIT_MS))
		fail_msg("\"%s\" did not arrive", text);
	length = recv(fd, received, sizeof(received) - 1, MSG_DONTWAIT);
	if (length < 0)
		fail_msg("\"%s\" did not arrive: %s", text, strerror(errno));
	received[length] = '\0';
	assert_string_equal(received, text);
}

void socket_expect_none(int fd)
{
	char received[2048];
	ssize_t length;

	if (!socket_wait(fd, POLLIN, 0))
		return;
	length = recv(fd, received, sizeof(received), MSG_DONTWAIT);
	if (length < 0)
		fail_msg("an error has arrived: %s", strerror(errno));
	fail_msg("%zd bytes have arrived that should not", length);
}
