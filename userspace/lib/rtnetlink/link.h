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
 * @index: its interface index; 0 where there is no such device
 * @name: its name
 * @master: interface index of the bridge, or other master, that it is a port of;
 *	0 where it is none's
 * @lower: interface index of the device that a VLAN device lies on; 0 where it
 *	lies on none
 * @kind: the driver's name for it, "bridge" or "vlan" say; "" where it is a
 *	plain device
 * @vlan_id: the VLAN of a VLAN device, else 0
 * @vlan_filtering: whether a bridge keeps its VLANs apart
 * @up: whether it is set up
 * @carrier: whether it has a link
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
 * phonewall_link_get - look a device up by its name
 * @rtnetlink: the connection
 * @name: its name
 * @link: set whole; without a device zero
 *
 * Return: 0, also where there is no such device, or a negative errno.
 */
int phonewall_link_get(struct phonewall_rtnetlink *rtnetlink, const char *name,
		       struct phonewall_link *link);

/**
 * phonewall_link_get_by_index - look a device up by its interface index
 * @rtnetlink: the connection
 * @index: its interface index
 * @link: set whole; without a device zero
 *
 * Return: 0, also where there is no such device, or a negative errno.
 */
int phonewall_link_get_by_index(struct phonewall_rtnetlink *rtnetlink,
				unsigned int index,
				struct phonewall_link *link);

/**
 * phonewall_link_set_up - set a device up
 * @rtnetlink: the connection
 * @name: its name
 *
 * Return: 0, also if it is up, or a negative errno.
 */
int phonewall_link_set_up(struct phonewall_rtnetlink *rtnetlink,
			  const char *name);

/**
 * phonewall_link_add_vlan - make a VLAN device (802.1Q) and set it up
 * @rtnetlink: the connection
 * @name: its name
 * @lower: interface index of the device that it lies on
 * @vlan: its VLAN, 1 to 4094
 *
 * Return: 0, or a negative errno; -EEXIST where the name is taken.
 */
int phonewall_link_add_vlan(struct phonewall_rtnetlink *rtnetlink,
			    const char *name, unsigned int lower,
			    uint16_t vlan);

/**
 * phonewall_link_delete - remove a device
 * @rtnetlink: the connection
 * @index: its interface index
 *
 * Return: 0, also where there is no such device, or a negative errno.
 */
int phonewall_link_delete(struct phonewall_rtnetlink *rtnetlink,
			  unsigned int index);

/**
 * phonewall_link_set_vlan_filtering - have a bridge keep its VLANs apart, or not
 * @rtnetlink: the connection
 * @index: the bridge's interface index
 * @on: whether it is to
 *
 * Return: 0, or a negative errno.
 */
int phonewall_link_set_vlan_filtering(struct phonewall_rtnetlink *rtnetlink,
				      unsigned int index, bool on);

#endif /* PHONEWALL_LINK_H */
