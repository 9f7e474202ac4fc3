// SPDX-License-Identifier: MIT
#include "proxy/own_address.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

/* An address for documentation (RFC 5737), to which the default route leads. */
#define FAR_AWAY	0xc0000201
#define PORT_DISCARD	9

static void read_route(int descriptor, struct in_addr *address)
{
	struct sockaddr_in far = {
		.sin_family = AF_INET,
		.sin_port = htons(PORT_DISCARD),
		.sin_addr.s_addr = htonl(FAR_AWAY),
	};
	struct sockaddr_in own;
	socklen_t length = sizeof(own);

	if (connect(descriptor, (struct sockaddr *)&far, sizeof(far)) ||
	    getsockname(descriptor, (struct sockaddr *)&own, &length))
		return;
	*address = own.sin_addr;
}

const char *phonewall_own_address(char text[INET_ADDRSTRLEN])
{
	struct in_addr address = { .s_addr = htonl(INADDR_LOOPBACK) };
	int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (descriptor >= 0) {
		read_route(descriptor, &address);
		close(descriptor);
	}
	return inet_ntop(AF_INET, &address, text, INET_ADDRSTRLEN);
}
