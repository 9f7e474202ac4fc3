/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_VLAN_RECORD_H
#define PHONEWALL_VLAN_RECORD_H

#include "vlan/choice.h"
#include "vlan/plan.h"

#define PHONEWALL_BOOT_ID_SIZE	40

/**
 * struct phonewall_vlan_record - what phonewalld must know again after a restart
 * @boot_id: the boot in which it was so, as
 *	/proc/sys/kernel/random/boot_id has it
 * @choice: the VLANs that were in use
 * @changes: what was changed for them, with the state before it
 */
struct phonewall_vlan_record {
	char boot_id[PHONEWALL_BOOT_ID_SIZE];
	struct phonewall_vlan_choice choice;
	struct phonewall_vlan_changes changes;
};

/**
 * phonewall_vlan_record_print - write a record down
 * @record: the record
 *
 * Return: its text, JSON, to be released with free().
 */
char *phonewall_vlan_record_print(const struct phonewall_vlan_record *record);

/**
 * phonewall_vlan_record_parse - read a record
 * @text: a text that phonewall_vlan_record_print() has made, or any other
 * @record: set whole; empty where the text is no record
 *
 * Return: 0, or -1 where the text is no record.
 */
int phonewall_vlan_record_parse(const char *text,
				struct phonewall_vlan_record *record);

#endif /* PHONEWALL_VLAN_RECORD_H */
