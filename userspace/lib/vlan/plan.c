// SPDX-License-Identifier: MIT
#include "vlan/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define UNTAGGED_MEMBER							\
	(PHONEWALL_VLAN_MEMBER | PHONEWALL_VLAN_UNTAG | PHONEWALL_VLAN_PVID)

/* Default PVID of the ports of a Linux bridge. */
#define DEFAULT_PVID	1

struct phonewall_vlan_change *
phonewall_vlan_changes_find(const struct phonewall_vlan_changes *changes,
			    const struct phonewall_vlan_change *change)
{
	for (size_t i = 0; i < changes->count; i++) {
		const struct phonewall_vlan_change *other = &changes->list[i];

		if (other->target == change->target &&
		    other->device == change->device &&
		    other->vlan == change->vlan)
			return (struct phonewall_vlan_change *)other;
	}
	return NULL;
}

bool phonewall_vlan_changes_add(struct phonewall_vlan_changes *changes,
				const struct phonewall_vlan_change *change)
{
	if (changes->count == PHONEWALL_VLAN_CHANGES_MAX)
		return false;
	changes->list[changes->count++] = *change;
	return true;
}

void phonewall_vlan_changes_remove(struct phonewall_vlan_changes *changes,
				   size_t position)
{
	changes->count--;
	memmove(&changes->list[position], &changes->list[position + 1],
		(changes->count - position) * sizeof(changes->list[0]));
}

/* A plan always has fewer changes than there is room for. */
static void want(struct phonewall_vlan_plan *plan,
		 enum phonewall_vlan_target target,
		 const struct phonewall_link *device, uint16_t vlan,
		 uint8_t after)
{
	const struct phonewall_vlan_change change = {
		.target = target,
		.device = device->index,
		.bridge = !strcmp(device->kind, "bridge"),
		.vlan = vlan,
		.after = after,
	};

	if (!phonewall_vlan_changes_find(&plan->wanted, &change))
		phonewall_vlan_changes_add(&plan->wanted, &change);
}

static void want_membership(struct phonewall_vlan_plan *plan,
			    const struct phonewall_link *port, uint16_t vlan,
			    uint8_t after)
{
	want(plan, PHONEWALL_VLAN_TARGET_MEMBERSHIP, port, vlan, after);
}

/* Return: the VLAN of a port's untagged frames before any change was made. */
static uint16_t original_pvid(const struct phonewall_link *port,
			      const struct phonewall_port_vlans *vlans,
			      const struct phonewall_vlan_changes *applied)
{
	for (size_t i = 0; i < applied->count; i++) {
		const struct phonewall_vlan_change *change = &applied->list[i];

		if (change->target == PHONEWALL_VLAN_TARGET_MEMBERSHIP &&
		    change->device == port->index &&
		    change->before & PHONEWALL_VLAN_PVID)
			return change->vlan;
	}
	return phonewall_port_vlans_pvid(vlans);
}

static bool is_bridged(const struct phonewall_vlan_ports *ports)
{
	return ports->bridge.index;
}

static bool pc_is_bridged(const struct phonewall_vlan_ports *ports)
{
	return is_bridged(ports) &&
	       ports->pc_port.master == ports->bridge.index;
}

static bool filters_by_itself(const struct phonewall_vlan_ports *ports,
			      const struct phonewall_vlan_changes *applied)
{
	const struct phonewall_vlan_change filtering = {
		.target = PHONEWALL_VLAN_TARGET_FILTERING,
		.device = ports->bridge.index,
	};

	return ports->bridge.vlan_filtering &&
	       !phonewall_vlan_changes_find(applied, &filtering);
}

/*
 * Return: a port whose untagged VLAN is @vlan, so that the PC would be in the
 * voice VLAN; or NULL.
 */
static const struct phonewall_link *
find_untagged_in(uint16_t vlan, const struct phonewall_vlan_ports *ports,
		 const struct phonewall_vlan_changes *applied, bool pc_moves)
{
	if (vlan ==
	    original_pvid(&ports->switch_port, &ports->switch_vlans, applied))
		return &ports->switch_port;
	if (pc_is_bridged(ports) && !pc_moves &&
	    vlan == original_pvid(&ports->pc_port, &ports->pc_vlans, applied))
		return &ports->pc_port;
	return NULL;
}

static void refuse_voice(const struct phonewall_vlan_ports *ports,
			 const struct phonewall_vlan_changes *applied,
			 struct phonewall_vlan_plan *plan)
{
	const struct phonewall_link *port;

	port = find_untagged_in(plan->voice, ports, applied, plan->pc);
	if (!port)
		return;
	phonewall_memory_append(&plan->error, phonewall_memory_print(
		"VLAN %u cannot be the voice VLAN: it is the untagged VLAN of %s, which the PC is in; choose another",
		plan->voice, port->name));
	plan->voice = 0;
}

static void refuse_pc(const struct phonewall_vlan_ports *ports,
		      struct phonewall_vlan_plan *plan)
{
	if (plan->pc == plan->voice)
		phonewall_memory_append(&plan->error, phonewall_memory_print(
			"PC_Port_VLAN_ID %u is the voice VLAN, so the PC's frames stay untagged; choose another",
			plan->pc));
	else if (!pc_is_bridged(ports))
		phonewall_memory_append(&plan->limits, phonewall_memory_print(
			"PC_Port_VLAN_ID has no effect, since the PC port is not in a bridge with %s; put both into one",
			ports->switch_port.name));
	else
		return;
	plan->pc = 0;
}

/* A bridge that filters drops the untagged frames of a port without a PVID. */
static void want_untagged(const struct phonewall_link *port,
			  const struct phonewall_port_vlans *vlans,
			  const struct phonewall_vlan_changes *applied,
			  struct phonewall_vlan_plan *plan)
{
	const struct phonewall_vlan_change change = {
		.target = PHONEWALL_VLAN_TARGET_MEMBERSHIP,
		.device = port->index,
		.vlan = DEFAULT_PVID,
	};

	if (!phonewall_port_vlans_pvid(vlans) ||
	    phonewall_vlan_changes_find(applied, &change))
		want_membership(plan, port, DEFAULT_PVID, UNTAGGED_MEMBER);
}

static void plan_voice(const struct phonewall_vlan_ports *ports,
		       struct phonewall_vlan_plan *plan)
{
	want_membership(plan, &ports->switch_port, plan->voice,
			PHONEWALL_VLAN_MEMBER);
	want_membership(plan, &ports->bridge, plan->voice,
			PHONEWALL_VLAN_MEMBER);
	if (pc_is_bridged(ports))
		want_membership(plan, &ports->pc_port, plan->voice, 0);
}

/* The PC port leaves its previous VLAN, so that it receives only its own. */
static void plan_pc(const struct phonewall_vlan_ports *ports,
		    const struct phonewall_vlan_changes *applied,
		    struct phonewall_vlan_plan *plan)
{
	uint16_t before =
		original_pvid(&ports->pc_port, &ports->pc_vlans, applied);

	if (plan->pc == before)
		return;
	if (plan->pc !=
	    original_pvid(&ports->switch_port, &ports->switch_vlans, applied))
		want_membership(plan, &ports->switch_port, plan->pc,
				PHONEWALL_VLAN_MEMBER);
	want_membership(plan, &ports->pc_port, plan->pc, UNTAGGED_MEMBER);
	if (before)
		want_membership(plan, &ports->pc_port, before, 0);
}

/* Enable filtering last, so no port is ever in a VLAN it must not be in. */
static void plan_bridge(const struct phonewall_vlan_ports *ports,
			const struct phonewall_vlan_changes *applied,
			struct phonewall_vlan_plan *plan)
{
	if (filters_by_itself(ports, applied)) {
		phonewall_memory_append(&plan->limits, phonewall_memory_print(
			"%s already filters VLANs; phonewalld adds only what it needs",
			ports->bridge.name));
	} else {
		want_untagged(&ports->switch_port, &ports->switch_vlans,
			      applied, plan);
		want_untagged(&ports->bridge, &ports->bridge_vlans, applied,
			      plan);
		if (pc_is_bridged(ports) && !plan->pc)
			want_untagged(&ports->pc_port, &ports->pc_vlans,
				      applied, plan);
	}
	if (plan->voice)
		plan_voice(ports, plan);
	if (plan->pc)
		plan_pc(ports, applied, plan);
	want(plan, PHONEWALL_VLAN_TARGET_FILTERING, &ports->bridge, 0, 1);
}

void phonewall_vlan_plan_make(const struct phonewall_vlan_choice *choice,
			      const struct phonewall_vlan_ports *ports,
			      const struct phonewall_vlan_changes *applied,
			      struct phonewall_vlan_plan *plan)
{
	*plan = (struct phonewall_vlan_plan){
		.voice = choice->voice, .pc = choice->pc,
	};
	if (plan->pc)
		refuse_pc(ports, plan);
	if (plan->voice && is_bridged(ports))
		refuse_voice(ports, applied, plan);
	if (!plan->voice && !plan->pc)
		return;
	if (is_bridged(ports))
		plan_bridge(ports, applied, plan);
	if (plan->voice)
		want(plan, PHONEWALL_VLAN_TARGET_DEVICE,
		     is_bridged(ports) ? &ports->bridge : &ports->switch_port,
		     plan->voice, 1);
}

void phonewall_vlan_plan_clear(struct phonewall_vlan_plan *plan)
{
	free(plan->error);
	free(plan->limits);
	*plan = (struct phonewall_vlan_plan){ 0 };
}
