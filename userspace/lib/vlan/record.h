/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_VLAN_RECORD_H
#define PHONEWALL_VLAN_RECORD_H

#include "vlan/choice.h"
#include "vlan/plan.h"

#define PHONEWALL_BOOT_ID_SIZE	40

/**
 * struct phonewall_vlan_record - what phonewalld must know after a restart
 * @boot_id: the boot that it is valid in, as /proc/sys/kernel/random/boot_id
 *	has it
 * @choice: the VLANs that were in use
 * @changes: the changes that were made for them, with the values before
 */
struct phonewall_vlan_record {
	char boot_id[PHONEWALL_BOOT_ID_SIZE];
	struct phonewall_vlan_choice choice;
	struct phonewall_vlan_changes changes;
};

/**
 * phonewall_vlan_record_print() - print a record as JSON
 * @record: the record
 *
 * Return: the text, to be released with free().
 */
char *phonewall_vlan_record_print(const struct phonewall_vlan_record *record);

/**
 * phonewall_vlan_record_parse() - parse a record
 * @text: a text of phonewall_vlan_record_print(), or any other
 * @record: filled in; empty if the text is not a valid record
 *
 * Return: 0, or -1 if the text is not a valid record.
 */
int phonewall_vlan_record_parse(const char *text,
				struct phonewall_vlan_record *record);

#endif /* PHONEWALL_VLAN_RECORD_H */
