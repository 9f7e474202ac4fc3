/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PORT_VLANS_H
#define PHONEWALL_PORT_VLANS_H

#include <stdbool.h>
#include <stdint.h>

#include "rtnetlink/rtnetlink.h"

#define PHONEWALL_VLAN_COUNT	4096

/**
 * enum phonewall_membership - membership of a bridge port in a VLAN
 * @PHONEWALL_VLAN_MEMBER: the port receives and sends frames of the VLAN
 * @PHONEWALL_VLAN_UNTAG: it sends them without a tag
 * @PHONEWALL_VLAN_PVID: frames that it receives without a tag belong to the
 *	VLAN
 *
 * A membership is a sum of these, 0 for none; the latter two require the first.
 */
enum phonewall_membership {
	PHONEWALL_VLAN_MEMBER = 1,
	PHONEWALL_VLAN_UNTAG = 2,
	PHONEWALL_VLAN_PVID = 4,
};

/**
 * struct phonewall_port_vlans - the VLANs of a bridge port or of a bridge
 *	itself
 * @membership: for each VLAN a sum of enum phonewall_membership
 */
struct phonewall_port_vlans {
	uint8_t membership[PHONEWALL_VLAN_COUNT];
};

/**
 * phonewall_port_vlans_get() - read the VLANs of a port
 * @rtnetlink: the connection
 * @index: interface index of a bridge port, or of a bridge for the VLANs that
 *	its own device is in
 * @vlans: filled in; empty if it is neither
 *
 * Return: 0, or a negative errno.
 */
int phonewall_port_vlans_get(struct phonewall_rtnetlink *rtnetlink,
			     unsigned int index,
			     struct phonewall_port_vlans *vlans);

/**
 * phonewall_port_vlans_set() - set the membership of a port in a VLAN
 * @rtnetlink: the connection
 * @index: interface index of a bridge port or of a bridge
 * @bridge: true if it is a bridge
 * @vlan: the VLAN, 1 to 4094
 * @membership: a sum of enum phonewall_membership; 0 for none
 *
 * A port has at most one PHONEWALL_VLAN_PVID: setting it takes it from another
 * VLAN.
 *
 * Return: 0, or a negative errno; it is no error to leave a VLAN that the port
 * is not in.
 */
int phonewall_port_vlans_set(struct phonewall_rtnetlink *rtnetlink,
			     unsigned int index, bool bridge, uint16_t vlan,
			     uint8_t membership);

/**
 * phonewall_port_vlans_pvid() - get the VLAN of frames without a tag
 * @vlans: the VLANs of a port
 *
 * Return: the VLAN, or 0 if such frames are dropped.
 */
uint16_t phonewall_port_vlans_pvid(const struct phonewall_port_vlans *vlans);

#endif /* PHONEWALL_PORT_VLANS_H */
