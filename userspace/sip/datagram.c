// SPDX-License-Identifier: MIT
#include "datagram.h"

#include <errno.h>
#include <netinet/in.h>
#include <unistd.h>

#include "sip/message.h"

/* Datagrams before other sockets have their turn. */
#define TURNS	32

int phonewall_datagram_open(const struct sockaddr *address, socklen_t length)
{
	int descriptor = socket(address->sa_family, SOCK_DGRAM | SOCK_NONBLOCK |
				SOCK_CLOEXEC, 0);
	int error;

	if (descriptor < 0 || !bind(descriptor, address, length))
		return descriptor;
	error = errno;
	close(descriptor);
	errno = error;
	return -1;
}

void phonewall_datagram_ask_errors(int descriptor, int family)
{
	static const int yes = 1;

	if (family == AF_INET)
		setsockopt(descriptor, IPPROTO_IP, IP_RECVERR, &yes,
			   sizeof(yes));
	else
		setsockopt(descriptor, IPPROTO_IPV6, IPV6_RECVERR, &yes,
			   sizeof(yes));
}

bool phonewall_datagram_take_error(int descriptor,
				   struct sockaddr_storage *receiver)
{
	struct msghdr message = {
		.msg_name = receiver, .msg_namelen = sizeof(*receiver),
	};

	*receiver = (struct sockaddr_storage){ 0 };
	return recvmsg(descriptor, &message, MSG_ERRQUEUE) >= 0;
}

void phonewall_datagram_receive(int descriptor,
	void (*take)(const char *bytes, size_t length,
		     const struct sockaddr_storage *source, void *argument),
	void *argument)
{
	static char bytes[PHONEWALL_SIP_MESSAGE_MAX];
	struct sockaddr_storage source;
	socklen_t length;
	ssize_t count;

	for (int turn = 0; turn < TURNS; turn++) {
		length = sizeof(source);
		count = recvfrom(descriptor, bytes, sizeof(bytes), 0,
				 (struct sockaddr *)&source, &length);
		if (count >= 0)
			take(bytes, (size_t)count, &source, argument);
		else if (errno != EINTR && errno != ECONNREFUSED)
			return;
	}
}
