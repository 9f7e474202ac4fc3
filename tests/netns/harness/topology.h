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
 * Nobody need resolve an address: every host knows its neighbours for good.
 */
#define TOPOLOGY_DEVICE	"eth0"

#define ETHERNET_ADDRESS_LENGTH	6

/**
 * topology_build - connect the hosts that hosts_create() made
 */
void topology_build(void);

/**
 * topology_connect - connect a host anew
 * @host: a host whose device was removed
 */
void topology_connect(enum host host);

/**
 * topology_know_neighbours - enter a host's neighbours for good
 * @host: a host whose neighbour table was flushed
 */
void topology_know_neighbours(enum host host);

/**
 * host_address - a host's address
 * @host: not the switch
 * @family: AF_INET or AF_INET6
 */
struct phonewall_address host_address(enum host host, sa_family_t family);

/**
 * host_link_local - a host's IPv6 link-local address
 * @host: not the switch
 */
struct phonewall_address host_link_local(enum host host);

/**
 * lan_other_address - the second address of the LAN neighbour
 * @family: AF_INET or AF_INET6
 */
struct phonewall_address lan_other_address(sa_family_t family);

/**
 * make_address - an address from its text
 * @text: as phonewall_address_parse() takes it, without a port
 */
struct phonewall_address make_address(const char *text);

/**
 * host_mac - a host's Ethernet address
 * @host: not the switch
 * @mac: set to it
 */
void host_mac(enum host host, uint8_t mac[ETHERNET_ADDRESS_LENGTH]);

/**
 * host_device - the interface index of a host's eth0
 * @host: not the switch
 */
unsigned int host_device(enum host host);

#endif /* TOPOLOGY_H */
