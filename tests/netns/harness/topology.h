/* SPDX-License-Identifier: MIT */
#ifndef TOPOLOGY_H
#define TOPOLOGY_H

#include "harness/host.h"

/*
 *     phone          LAN neighbour          PC
 *   .1  ::1       .2 ::2  .4 ::4          .3  ::3
 *     eth0             eth0                eth0
 *      |                 |                   |
 *      +------ bridge in the switch ---------+
 *
 * 192.0.2.0/24, 2001:db8::/64 and fe80::/64, each with the same last byte.
 * No host resolves addresses: the neighbours are permanent.
 */
#define TOPOLOGY_DEVICE	"eth0"

#define ETHERNET_ADDRESS_LENGTH	6

/* Connect the hosts that hosts_create() made. */
void topology_build(void);

/* Connect a host again after its device was removed. */
void topology_connect(enum host host);

/* Enter the permanent neighbours of a host again after a flush. */
void topology_know_neighbours(enum host host);

/* Return the address of a host other than the switch. */
struct phonewall_address host_address(enum host host, sa_family_t family);

/* Return the IPv6 link-local address of a host other than the switch. */
struct phonewall_address host_link_local(enum host host);

/* Return the second address of the LAN neighbour. */
struct phonewall_address lan_other_address(sa_family_t family);

/* Parse an address without a port. */
struct phonewall_address make_address(const char *text);

/* Get the Ethernet address of a host other than the switch. */
void host_mac(enum host host, uint8_t mac[ETHERNET_ADDRESS_LENGTH]);

/* Return the interface index of eth0 of a host other than the switch. */
unsigned int host_device(enum host host);

#endif /* TOPOLOGY_H */
