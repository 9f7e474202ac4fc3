// SPDX-License-Identifier: MIT
#include "host.h"

#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/tool.h"

#define BYTES_MAX	1500

struct sockaddr_in host_address(uint32_t address, uint16_t port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(address),
		.sin_port = htons(port),
	};
}

int host_socket(const char *name, int type, int protocol)
{
	int fd;

	tool_enter_namespace(name);
	fd = socket(AF_INET, type | SOCK_CLOEXEC, protocol);
	if (fd < 0)
		err(1, "socket at %s", name);
	return fd;
}

void host_set_ipv4(const char *name, const char *value)
{
	char path[64];
	size_t length = strlen(value);
	int fd;

	snprintf(path, sizeof(path), "/proc/sys/net/ipv4/%s", name);
	tool_enter_namespace("phone");
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, value, length) != (ssize_t)length)
		err(1, "%s", path);
	close(fd);
}

int host_bound(const char *name, int type, uint16_t port)
{
	struct sockaddr_in any = host_address(INADDR_ANY, port);
	int fd = host_socket(name, type, 0);
	int yes = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) ||
	    bind(fd, (struct sockaddr *)&any, sizeof(any)))
		err(1, "bind to port %u at %s", port, name);
	return fd;
}

void host_send(int fd, const struct sockaddr_in *to, size_t length)
{
	static const char bytes[BYTES_MAX];

	if (sendto(fd, bytes, length, 0, (const struct sockaddr *)to,
		   sizeof(*to)) != (ssize_t)length)
		err(1, "send");
}

bool host_receive(int fd, size_t length)
{
	char bytes[BYTES_MAX];
	ssize_t size = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	if (size < 0)
		return false;
	if (size != (ssize_t)length)
		errx(1, "%zd bytes arrived instead of %zu", size, length);
	return true;
}

void host_must_receive(int fd, size_t length)
{
	if (!host_receive(fd, length))
		errx(1, "a datagram of %zu bytes did not arrive", length);
}
