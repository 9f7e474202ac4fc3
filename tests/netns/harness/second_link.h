/* SPDX-License-Identifier: MIT */
#ifndef SECOND_LINK_H
#define SECOND_LINK_H

#include "harness/host.h"
#include "harness/path.h"

/*
 * A second link between the phone and the LAN neighbour, eth1 at each, beside
 * the switch: 198.51.100.0/24 and fe80::/64, where the phone is .1 and ::1 and
 * the neighbour .2 and ::2. fe80::1 and fe80::2 are on both links.
 */
#define SECOND_DEVICE	"eth1"

/**
 * second_link_begin - make the link
 */
void second_link_begin(void);

/**
 * second_link_end - take it away
 */
void second_link_end(void);

/**
 * second_link_open - open a UDP socket that sends by the second link only
 * @host: HOST_PHONE or HOST_LAN
 * @family: AF_INET or AF_INET6
 * @port: local port, host byte order
 *
 * Over IPv6 it is bound to the host's link-local address there, over IPv4 to
 * its address of that link.
 *
 * Return: the descriptor, which hosts_close_sockets() closes.
 */
int second_link_open(enum host host, sa_family_t family, uint16_t port);

/**
 * second_link_send - send a datagram by the second link
 * @fd: what second_link_open() returned
 * @host: the host that it is on
 * @to: destination address; of the phone's on either link
 * @port: destination port, host byte order
 * @text: what to send
 */
void second_link_send(int fd, enum host host,
		      const struct phonewall_address *to, uint16_t port,
		      const char *text);

#endif /* SECOND_LINK_H */
