/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_VLAN_CHANGE_H
#define PHONEWALL_VLAN_CHANGE_H

#include "rtnetlink/rtnetlink.h"
#include "vlan/plan.h"

/**
 * phonewall_vlan_ports_read() - read the state of the phone's ports
 * @rtnetlink: the connection
 * @switch_port: device name of the port that the LAN switch is at
 * @pc_port: device name of the port that the PC is at, or ""
 * @ports: filled in; all zero for a device that does not exist
 *
 * Return: 0, or a negative errno.
 */
int phonewall_vlan_ports_read(struct phonewall_rtnetlink *rtnetlink,
			      const char *switch_port, const char *pc_port,
			      struct phonewall_vlan_ports *ports);

/**
 * phonewall_vlan_change_read() - read the current value of what a change
 *	affects
 * @rtnetlink: the connection
 * @change: the change
 * @now: set to the value, in the form of @before and @after of a change; 0 if a
 *	device does not exist
 *
 * Return: 0, or a negative errno.
 */
int phonewall_vlan_change_read(struct phonewall_rtnetlink *rtnetlink,
			       const struct phonewall_vlan_change *change,
			       uint8_t *now);

/**
 * phonewall_vlan_change_obstacle() - check whether a change can be made
 * @rtnetlink: the connection
 * @change: the change, which has not been made
 *
 * To be called first, so that no other changes are made and undone for nothing.
 *
 * Return: NULL, or a sentence, to be released with free(), if another device
 * has the name of the one to be created, or that could not be checked.
 */
char *phonewall_vlan_change_obstacle(struct phonewall_rtnetlink *rtnetlink,
				     const struct phonewall_vlan_change *change);

/**
 * phonewall_vlan_change_is_moot() - check whether what a change affects is gone
 * @rtnetlink: the connection
 * @change: the change
 *
 * A port that leaves its bridge, or is removed, loses its VLANs.
 *
 * Return: 1 if it is gone, 0 if it is not, or a negative errno.
 */
int phonewall_vlan_change_is_moot(struct phonewall_rtnetlink *rtnetlink,
				  const struct phonewall_vlan_change *change);

/**
 * phonewall_vlan_change_make() - make or undo a change
 * @rtnetlink: the connection
 * @change: the change
 * @value: its @after or @before
 *
 * Return: 0, or a negative errno.
 */
int phonewall_vlan_change_make(struct phonewall_rtnetlink *rtnetlink,
			       const struct phonewall_vlan_change *change,
			       uint8_t value);

/**
 * phonewall_vlan_change_remedy - what to do if a change cannot be made
 * @target: what was to change
 * @code: the errno, positive
 *
 * Return: the remedy behind "; ", or "" if none is known: static text.
 */
const char *phonewall_vlan_change_remedy(enum phonewall_vlan_target target,
					 int code);

/**
 * phonewall_vlan_change_error() - describe why a change could not be made
 * @rtnetlink: the connection, which has the kernel's message
 * @change: the change
 *
 * Return: a sentence, to be released with free().
 */
char *phonewall_vlan_change_error(const struct phonewall_rtnetlink *rtnetlink,
				  const struct phonewall_vlan_change *change);

#endif /* PHONEWALL_VLAN_CHANGE_H */
