/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_VLAN_PLAN_H
#define PHONEWALL_VLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rtnetlink/link.h"
#include "rtnetlink/bridge_vlan.h"
#include "vlan/choice.h"

/* The device that the phone's voice goes through, where there is a voice VLAN. */
#define PHONEWALL_VOICE_DEVICE	"voice0"

#define PHONEWALL_VLAN_CHANGES_MAX	16

/**
 * enum phonewall_vlan_target - what a change is about
 * @PHONEWALL_VLAN_TARGET_MEMBERSHIP: what a port, or a bridge's own device, is in
 *	a VLAN
 * @PHONEWALL_VLAN_TARGET_FILTERING: whether a bridge keeps VLANs apart
 * @PHONEWALL_VLAN_TARGET_DEVICE: PHONEWALL_VOICE_DEVICE
 */
enum phonewall_vlan_target {
	PHONEWALL_VLAN_TARGET_MEMBERSHIP,
	PHONEWALL_VLAN_TARGET_FILTERING,
	PHONEWALL_VLAN_TARGET_DEVICE,
};

/**
 * struct phonewall_vlan_change - something that is one way and is to be another
 * @target: what it is about
 * @device: interface index of the port, of the bridge, or of the device that
 *	PHONEWALL_VOICE_DEVICE lies on
 * @bridge: whether @device is a bridge
 * @vlan: the VLAN; 0 for PHONEWALL_VLAN_TARGET_FILTERING
 * @before: a sum of enum phonewall_membership; for the other targets 0 or 1
 * @after: the same
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
 * @list: the changes; no two are about the same
 * @count: how many
 */
struct phonewall_vlan_changes {
	struct phonewall_vlan_change list[PHONEWALL_VLAN_CHANGES_MAX];
	size_t count;
};

/**
 * struct phonewall_vlan_ports - the phone's ports as they are
 * @switch_port: the port that the LAN switch is at
 * @pc_port: the port that the PC is at
 * @bridge: the bridge that the switch port is in; zero where it is in none
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
 * struct phonewall_vlan_plan - how the ports are to be
 * @wanted: the state to reach, as @after of each change; @before is 0 throughout
 * @voice: the voice VLAN that can be had; 0 for none
 * @pc: the VLAN of the PC's untagged frames that can be had; 0 for none
 * @error: why a VLAN that was asked for cannot be had, or NULL
 * @limits: what falls short all the same, or NULL
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
 * phonewall_vlan_plan_make - plan how the ports are to be
 * @choice: the VLANs that are to be used
 * @ports: the ports as they are, perhaps after @applied
 * @applied: what was made of an earlier plan, with the state before it
 * @plan: set whole
 *
 * Where the switch port is in a bridge, the bridge comes to keep its VLANs apart:
 * the switch port and the bridge's own device are in the voice VLAN, tagged, and
 * the PC port is not, so that it neither sends into that VLAN nor hears it. Where
 * it is in none, PHONEWALL_VOICE_DEVICE on it is all.
 */
void phonewall_vlan_plan_make(const struct phonewall_vlan_choice *choice,
			      const struct phonewall_vlan_ports *ports,
			      const struct phonewall_vlan_changes *applied,
			      struct phonewall_vlan_plan *plan);

/**
 * phonewall_vlan_plan_clear - release a plan
 * @plan: emptied
 */
void phonewall_vlan_plan_clear(struct phonewall_vlan_plan *plan);

/**
 * phonewall_vlan_changes_find - the change about the same thing
 * @changes: where to look
 * @change: what to look for: its target, device and VLAN
 *
 * Return: the change, or NULL.
 */
struct phonewall_vlan_change *
phonewall_vlan_changes_find(const struct phonewall_vlan_changes *changes,
			    const struct phonewall_vlan_change *change);

/**
 * phonewall_vlan_changes_add - add a change at the end
 * @changes: where to add it
 * @change: the change, copied; about nothing that @changes has already
 *
 * Return: whether there was room.
 */
bool phonewall_vlan_changes_add(struct phonewall_vlan_changes *changes,
				const struct phonewall_vlan_change *change);

/**
 * phonewall_vlan_changes_remove - forget a change
 * @changes: where it is
 * @position: which, from 0
 */
void phonewall_vlan_changes_remove(struct phonewall_vlan_changes *changes,
				   size_t position);

#endif /* PHONEWALL_VLAN_PLAN_H */
