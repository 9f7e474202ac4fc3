/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PORT_VLANS_H
#define PHONEWALL_PORT_VLANS_H

#include <stdbool.h>
#include <stdint.h>

#include "rtnetlink/rtnetlink.h"

#define PHONEWALL_VLAN_COUNT	4096

/**
 * enum phonewall_membership - what a bridge port is in a VLAN
 * @PHONEWALL_VLAN_MEMBER: frames of the VLAN come in and go out
 * @PHONEWALL_VLAN_UNTAG: they go out without their tag
 * @PHONEWALL_VLAN_PVID: frames that come in without a tag belong to it
 *
 * A membership is a sum of these, 0 for none; the latter two go with the first.
 */
enum phonewall_membership {
	PHONEWALL_VLAN_MEMBER = 1,
	PHONEWALL_VLAN_UNTAG = 2,
	PHONEWALL_VLAN_PVID = 4,
};

/**
 * struct phonewall_port_vlans - the VLANs of a bridge port, or of a bridge itself
 * @membership: for each VLAN a sum of enum phonewall_membership
 */
struct phonewall_port_vlans {
	uint8_t membership[PHONEWALL_VLAN_COUNT];
};

/**
 * phonewall_port_vlans_get - ask for the VLANs of a port
 * @rtnetlink: the connection
 * @index: interface index of a bridge port, or of a bridge for the VLANs that
 *	its own device is in
 * @vlans: set whole; empty where it is neither
 *
 * Return: 0, or a negative errno.
 */
int phonewall_port_vlans_get(struct phonewall_rtnetlink *rtnetlink,
			     unsigned int index,
			     struct phonewall_port_vlans *vlans);

/**
 * phonewall_port_vlans_set - make a port what it is to be in a VLAN
 * @rtnetlink: the connection
 * @index: interface index of a bridge port or of a bridge
 * @bridge: whether it is a bridge
 * @vlan: the VLAN, 1 to 4094
 * @membership: a sum of enum phonewall_membership; 0 for none
 *
 * A port has one PHONEWALL_VLAN_PVID at most: setting it takes it from another
 * VLAN.
 *
 * Return: 0, or a negative errno; leaving a VLAN that the port is not in is
 * none.
 */
int phonewall_port_vlans_set(struct phonewall_rtnetlink *rtnetlink,
			     unsigned int index, bool bridge, uint16_t vlan,
			     uint8_t membership);

/**
 * phonewall_port_vlans_pvid - the VLAN of frames without a tag
 * @vlans: the VLANs of a port
 *
 * Return: that VLAN, or 0 where such frames are dropped.
 */
uint16_t phonewall_port_vlans_pvid(const struct phonewall_port_vlans *vlans);

#endif /* PHONEWALL_PORT_VLANS_H */
