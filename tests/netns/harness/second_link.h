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

/* Create the link. */
void second_link_begin(void);

/* Remove the link. */
void second_link_end(void);

/*
 * Open a UDP socket that sends by the second link only: bound to the host's
 * link-local address there for IPv6, to its address of that link for IPv4.
 * hosts_close_sockets() closes it.
 */
int second_link_open(enum host host, sa_family_t family, uint16_t port);

/*
 * Send a datagram by the second link. @host is that of the socket; @to may be
 * an address of the phone on either link.
 */
void second_link_send(int fd, enum host host,
		      const struct phonewall_address *to, uint16_t port,
		      const char *text);

#endif /* SECOND_LINK_H */
