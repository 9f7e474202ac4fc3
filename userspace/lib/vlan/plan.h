/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_VLAN_PLAN_H
#define PHONEWALL_VLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rtnetlink/link.h"
#include "rtnetlink/bridge_vlan.h"
#include "vlan/choice.h"

/* The device for the phone's voice, if there is a voice VLAN. */
#define PHONEWALL_VOICE_DEVICE	"voice0"

#define PHONEWALL_VLAN_CHANGES_MAX	16

/**
 * enum phonewall_vlan_target - what a change affects
 * @PHONEWALL_VLAN_TARGET_MEMBERSHIP: membership of a port, or of a bridge's own
 *	device, in a VLAN
 * @PHONEWALL_VLAN_TARGET_FILTERING: whether a bridge filters VLANs
 * @PHONEWALL_VLAN_TARGET_DEVICE: whether there is a PHONEWALL_VOICE_DEVICE
 */
enum phonewall_vlan_target {
	PHONEWALL_VLAN_TARGET_MEMBERSHIP,
	PHONEWALL_VLAN_TARGET_FILTERING,
	PHONEWALL_VLAN_TARGET_DEVICE,
};

/**
 * struct phonewall_vlan_change - a change of one value in the kernel
 * @target: what it affects
 * @device: interface index of the port, of the bridge, or of the device that
 *	PHONEWALL_VOICE_DEVICE is on
 * @bridge: true if @device is a bridge
 * @vlan: the VLAN; 0 for PHONEWALL_VLAN_TARGET_FILTERING
 * @before: the value before: a sum of enum phonewall_membership; for the other
 *	targets 0 or 1
 * @after: the value after, likewise
 */
struct phonewall_vlan_change {
	enum phonewall_vlan_target target;
	unsigned int device;
	bool bridge;
	uint16_t vlan;
	uint8_t before;
	uint8_t after;
};

/**
 * struct phonewall_vlan_changes - changes in the order in which they are made
 * @list: the changes; no two affect the same value
 * @count: how many
 */
struct phonewall_vlan_changes {
	struct phonewall_vlan_change list[PHONEWALL_VLAN_CHANGES_MAX];
	size_t count;
};

/**
 * struct phonewall_vlan_ports - the current state of the phone's ports
 * @switch_port: the port that the LAN switch is at
 * @pc_port: the port that the PC is at
 * @bridge: the bridge that the switch port is in; all zero if there is none
 * @switch_vlans: VLANs of the switch port
 * @pc_vlans: VLANs of the PC port
 * @bridge_vlans: VLANs of the bridge's own device
 */
struct phonewall_vlan_ports {
	struct phonewall_link switch_port;
	struct phonewall_link pc_port;
	struct phonewall_link bridge;
	struct phonewall_port_vlans switch_vlans;
	struct phonewall_port_vlans pc_vlans;
	struct phonewall_port_vlans bridge_vlans;
};

/**
 * struct phonewall_vlan_plan - the planned state of the ports
 * @wanted: the state to reach, as @after of each change; @before is always 0
 * @voice: the voice VLAN that is possible; 0 for none
 * @pc: the VLAN of the PC's untagged frames that is possible; 0 for none
 * @error: why a VLAN that was asked for is not possible, or NULL
 * @limits: what will not work even so, or NULL
 *
 * Release it with phonewall_vlan_plan_clear().
 */
struct phonewall_vlan_plan {
	struct phonewall_vlan_changes wanted;
	uint16_t voice;
	uint16_t pc;
	char *error;
	char *limits;
};

/**
 * phonewall_vlan_plan_make() - plan the state of the ports
 * @choice: the VLANs that are to be used
 * @ports: the current state of the ports, perhaps after @applied
 * @applied: changes that were made for an earlier plan, with the values before
 * @plan: filled in
 *
 * If the switch port is in a bridge, the bridge is to filter VLANs: the switch
 * port and the bridge's own device are tagged members of the voice VLAN, and
 * the PC port is not a member, so that it neither sends nor receives frames of
 * that VLAN. If it is not in a bridge, only PHONEWALL_VOICE_DEVICE is needed,
 * on the switch port.
 */
void phonewall_vlan_plan_make(const struct phonewall_vlan_choice *choice,
			      const struct phonewall_vlan_ports *ports,
			      const struct phonewall_vlan_changes *applied,
			      struct phonewall_vlan_plan *plan);

/**
 * phonewall_vlan_plan_clear() - release a plan
 * @plan: emptied
 */
void phonewall_vlan_plan_clear(struct phonewall_vlan_plan *plan);

/**
 * phonewall_vlan_changes_find() - find the change that affects the same value
 * @changes: where to look
 * @change: what to look for: its target, device and VLAN
 *
 * Return: the change, or NULL.
 */
struct phonewall_vlan_change *
phonewall_vlan_changes_find(const struct phonewall_vlan_changes *changes,
			    const struct phonewall_vlan_change *change);

/**
 * phonewall_vlan_changes_add() - add a change at the end
 * @changes: where to add it
 * @change: the change, copied; none of @changes may affect the same value
 *
 * Return: true if there was room.
 */
bool phonewall_vlan_changes_add(struct phonewall_vlan_changes *changes,
				const struct phonewall_vlan_change *change);

/**
 * phonewall_vlan_changes_remove() - remove a change
 * @changes: the list
 * @position: its index, from 0
 */
void phonewall_vlan_changes_remove(struct phonewall_vlan_changes *changes,
				   size_t position);

#endif /* PHONEWALL_VLAN_PLAN_H */
