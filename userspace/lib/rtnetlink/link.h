/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_LINK_H
#define PHONEWALL_LINK_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "rtnetlink/rtnetlink.h"

#define PHONEWALL_LINK_KIND_MAX	16

/**
 * struct phonewall_link - a network device, as the kernel describes it
 * @index: its interface index; 0 if there is no such device
 * @name: its name
 * @master: interface index of the bridge, or other master, that it is a port
 *	of; 0 if there is none
 * @lower: interface index of the device that a VLAN device is on (IFLA_LINK); 0
 *	if there is none
 * @kind: the driver's name for it, such as "bridge" or "vlan"; "" for a plain
 *	device
 * @vlan_id: the VLAN of a VLAN device, else 0
 * @vlan_filtering: true if a bridge filters VLANs
 * @up: true if it is up (IFF_UP)
 * @carrier: true if it has a carrier
 */
struct phonewall_link {
	unsigned int index;
	char name[IFNAMSIZ];
	unsigned int master;
	unsigned int lower;
	char kind[PHONEWALL_LINK_KIND_MAX];
	uint16_t vlan_id;
	bool vlan_filtering;
	bool up;
	bool carrier;
};

/**
 * phonewall_link_get() - look up a device by its name
 * @rtnetlink: the connection
 * @name: its name
 * @link: filled in; all zero if there is no such device
 *
 * Return: 0, also if there is no such device, or a negative errno.
 */
int phonewall_link_get(struct phonewall_rtnetlink *rtnetlink, const char *name,
		       struct phonewall_link *link);

/**
 * phonewall_link_get_by_index() - look up a device by its interface index
 * @rtnetlink: the connection
 * @index: its interface index
 * @link: filled in; all zero if there is no such device
 *
 * Return: 0, also if there is no such device, or a negative errno.
 */
int phonewall_link_get_by_index(struct phonewall_rtnetlink *rtnetlink,
				unsigned int index,
				struct phonewall_link *link);

/**
 * phonewall_link_set_up() - bring a device up
 * @rtnetlink: the connection
 * @name: its name
 *
 * Return: 0, also if it is up, or a negative errno.
 */
int phonewall_link_set_up(struct phonewall_rtnetlink *rtnetlink,
			  const char *name);

/**
 * phonewall_link_add_vlan() - create a VLAN device (802.1Q) and bring it up
 * @rtnetlink: the connection
 * @name: its name
 * @lower: interface index of the device that it is on
 * @vlan: its VLAN, 1 to 4094
 *
 * Return: 0, or a negative errno; -EEXIST if the name is taken. If only
 * bringing it up fails, the device stays.
 */
int phonewall_link_add_vlan(struct phonewall_rtnetlink *rtnetlink,
			    const char *name, unsigned int lower,
			    uint16_t vlan);

/**
 * phonewall_link_delete() - remove a device
 * @rtnetlink: the connection
 * @index: its interface index
 *
 * Return: 0, also if there is no such device, or a negative errno.
 */
int phonewall_link_delete(struct phonewall_rtnetlink *rtnetlink,
			  unsigned int index);

/**
 * phonewall_link_set_vlan_filtering() - set whether a bridge filters VLANs
 * @rtnetlink: the connection
 * @index: the bridge's interface index
 * @on: true if it is to
 *
 * Return: 0, or a negative errno.
 */
int phonewall_link_set_vlan_filtering(struct phonewall_rtnetlink *rtnetlink,
				      unsigned int index, bool on);

#endif /* PHONEWALL_LINK_H */
