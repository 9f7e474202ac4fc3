// SPDX-License-Identifier: MIT
#include "harness/second_link.h"

#include <errno.h>
#include <sys/socket.h>

#include "harness/assertion.h"
#include "harness/inet_socket.h"
#include "harness/link.h"
#include "harness/topology.h"

#define MAC(host)	((host) == HOST_PHONE ? "02:00:00:00:01:01" : \
						"02:00:00:00:01:02")

/* The LAN neighbour reaches 192.0.2.1 by it too, if a socket is bound to it. */
static void configure(enum host host, unsigned int own, unsigned int other)
{
	const char *mac = MAC(host == HOST_PHONE ? HOST_LAN : HOST_PHONE);

	host_run(host, "ip -batch - <<'END'\n"
		 "link set dev " SECOND_DEVICE " address %s addrgenmode none\n"
		 "link set dev " SECOND_DEVICE " up\n"
		 "address add 198.51.100.%u/24 brd + dev " SECOND_DEVICE "\n"
		 "address add fe80::%u/64 nodad dev " SECOND_DEVICE "\n"
		 "neighbour replace 198.51.100.%u lladdr %s nud permanent dev "
		 SECOND_DEVICE "\n"
		 "neighbour replace 192.0.2.%u lladdr %s nud permanent dev "
		 SECOND_DEVICE "\n"
		 "neighbour replace fe80::%u lladdr %s nud permanent dev "
		 SECOND_DEVICE "\n"
		 "END", MAC(host), own, own, other, mac, other, mac, other,
		 mac);
}

void second_link_begin(void)
{
	host_run(HOST_PHONE, "ip link add " SECOND_DEVICE " type veth peer name "
		 SECOND_DEVICE " netns %s", host_path(HOST_LAN));
	configure(HOST_PHONE, 1, 2);
	configure(HOST_LAN, 2, 1);
	host_run(HOST_LAN, "ip route add 192.0.2.0/24 metric 500 dev "
		 SECOND_DEVICE);
	link_wait(HOST_PHONE, SECOND_DEVICE);
	link_wait(HOST_LAN, SECOND_DEVICE);
}

void second_link_end(void)
{
	host_run(HOST_PHONE, "ip link del " SECOND_DEVICE);
}

static struct socket_address make(enum host host,
				  const struct phonewall_address *address,
				  uint16_t port)
{
	struct socket_address made = socket_address_make(host, address, port);
	struct sockaddr_in6 *ipv6 = (void *)&made.storage;

	if (address->family == AF_INET6)
		ipv6->sin6_scope_id = link_index(host, SECOND_DEVICE);
	return made;
}

int second_link_open(enum host host, sa_family_t family, uint16_t port)
{
	struct phonewall_address own;
	struct socket_address address;
	int fd;

	if (family == AF_INET)
		own = make_address(host == HOST_PHONE ? "198.51.100.1" :
							"198.51.100.2");
	else
		own = host_link_local(host);
	address = make(host, &own, port);
	fd = host_socket(host, family, SOCK_DGRAM, 0);
	socket_enable(fd, SOL_SOCKET, SO_REUSEADDR);
	if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, SECOND_DEVICE,
		       sizeof(SECOND_DEVICE)) ||
	    bind(fd, (const void *)&address.storage, address.length))
		fail_msg("cannot bind a socket to the second link: %s",
			 strerror(errno));
	return fd;
}

void second_link_send(int fd, enum host host,
		      const struct phonewall_address *to, uint16_t port,
		      const char *text)
{
	struct socket_address address = make(host, to, port);

	if (sendto(fd, text, strlen(text), 0, (const void *)&address.storage,
		   address.length) != (ssize_t)strlen(text))
		fail_msg("cannot send by the second link: %s", strerror(errno));
}
