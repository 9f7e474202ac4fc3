/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_VLAN_APPLIED_H
#define PHONEWALL_VLAN_APPLIED_H

#include <stdbool.h>

#include "rtnetlink/rtnetlink.h"
#include "vlan/plan.h"
#include "vlan/record.h"

/**
 * struct phonewall_vlan_applied - what was made in the kernel for the VLANs
 * @directory: the state directory, kept by the caller
 * @record: what was made, as the state directory has it
 * @is_unsaved: whether it could not be written there; each call tries again
 */
struct phonewall_vlan_applied {
	const char *directory;
	struct phonewall_vlan_record record;
	bool is_unsaved;
};

/**
 * phonewall_vlan_applied_load - learn what was made in this boot
 * @applied: zero-initialised but for @directory
 *
 * Logs what goes wrong; nothing was made then, as in another boot.
 */
void phonewall_vlan_applied_load(struct phonewall_vlan_applied *applied);

/**
 * phonewall_vlan_apply - have the kernel as a plan says
 * @applied: what was made before; what the plan does not want is undone, unless
 *	somebody has changed it since
 * @rtnetlink: the connection
 * @choice: the VLANs in use, for the record
 * @wanted: the plan's end
 *
 * What is to be made is recorded first, so that it can be undone whatever comes
 * between. Where the kernel refuses something, all is undone.
 *
 * Return: NULL, or the reason, to be released with free().
 */
char *phonewall_vlan_apply(struct phonewall_vlan_applied *applied,
			   struct phonewall_rtnetlink *rtnetlink,
			   const struct phonewall_vlan_choice *choice,
			   const struct phonewall_vlan_changes *wanted);

#endif /* PHONEWALL_VLAN_APPLIED_H */
