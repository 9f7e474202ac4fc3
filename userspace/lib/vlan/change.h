/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_VLAN_CHANGE_H
#define PHONEWALL_VLAN_CHANGE_H

#include "rtnetlink/rtnetlink.h"
#include "vlan/plan.h"

/**
 * phonewall_vlan_ports_read - look at the phone's ports
 * @rtnetlink: the connection
 * @switch_port: device name of the port that the LAN switch is at
 * @pc_port: device name of the port that the PC is at, or ""
 * @ports: set whole; a device that is not there is zero
 *
 * Return: 0, or a negative errno.
 */
int phonewall_vlan_ports_read(struct phonewall_rtnetlink *rtnetlink,
			      const char *switch_port, const char *pc_port,
			      struct phonewall_vlan_ports *ports);

/**
 * phonewall_vlan_change_read - look how that is now which a change is about
 * @rtnetlink: the connection
 * @change: the change
 * @now: set to what @before and @after of a change would be; 0 where a device is
 *	not there
 *
 * Return: 0, or a negative errno.
 */
int phonewall_vlan_change_read(struct phonewall_rtnetlink *rtnetlink,
			       const struct phonewall_vlan_change *change,
			       uint8_t *now);

/**
 * phonewall_vlan_change_obstacle - what is in the way of a change
 * @rtnetlink: the connection
 * @change: the change, which has not been made
 *
 * Known beforehand, lest other changes are made and undone for nothing.
 *
 * Return: that another's device has the name of the one to be made, in a sentence
 * to be released with free(); else NULL.
 */
char *phonewall_vlan_change_obstacle(struct phonewall_rtnetlink *rtnetlink,
				     const struct phonewall_vlan_change *change);

/**
 * phonewall_vlan_change_is_moot - whether that is no more which a change is about
 * @rtnetlink: the connection
 * @change: the change
 *
 * A port that leaves its bridge, or goes, takes its VLANs with it.
 *
 * Return: 1, 0, or a negative errno.
 */
int phonewall_vlan_change_is_moot(struct phonewall_rtnetlink *rtnetlink,
				  const struct phonewall_vlan_change *change);

/**
 * phonewall_vlan_change_make - make that so which a change is about
 * @rtnetlink: the connection
 * @change: the change
 * @value: its @before or @after
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
 * phonewall_vlan_change_error - tell that a change could not be made
 * @rtnetlink: the connection, which has the kernel's words
 * @change: the change
 *
 * Return: a sentence, to be released with free().
 */
char *phonewall_vlan_change_error(const struct phonewall_rtnetlink *rtnetlink,
				  const struct phonewall_vlan_change *change);

#endif /* PHONEWALL_VLAN_CHANGE_H */
