/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_VLAN_APPLIED_H
#define PHONEWALL_VLAN_APPLIED_H

#include <stdbool.h>

#include "rtnetlink/rtnetlink.h"
#include "vlan/plan.h"
#include "vlan/record.h"

/**
 * struct phonewall_vlan_applied - what was set up in the kernel for the VLANs
 * @directory: the state directory, kept by the caller
 * @record: what was set up, as recorded in the state directory
 * @is_unsaved: true if it could not be written there; each call tries again
 */
struct phonewall_vlan_applied {
	const char *directory;
	struct phonewall_vlan_record record;
	bool is_unsaved;
};

/**
 * phonewall_vlan_applied_load() - read what was set up in this boot
 * @applied: zero-initialised except for @directory
 *
 * Logs an error. The record is empty then, and if it is of another boot.
 */
void phonewall_vlan_applied_load(struct phonewall_vlan_applied *applied);

/**
 * phonewall_vlan_apply() - bring the kernel into the planned state
 * @applied: what was set up before; what the plan does not want is undone,
 *	unless another program has changed it since
 * @rtnetlink: the connection
 * @choice: the VLANs in use, for the record
 * @wanted: the planned state
 *
 * Changes are recorded before they are made, so that they can be undone
 * whatever happens. If the kernel refuses one, all are undone.
 *
 * Return: NULL, or the reason of the failure, to be released with free().
 */
char *phonewall_vlan_apply(struct phonewall_vlan_applied *applied,
			   struct phonewall_rtnetlink *rtnetlink,
			   const struct phonewall_vlan_choice *choice,
			   const struct phonewall_vlan_changes *wanted);

#endif /* PHONEWALL_VLAN_APPLIED_H */
