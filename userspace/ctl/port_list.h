/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PORT_LIST_H
#define PHONEWALL_PORT_LIST_H

#include "firewall/translation.h"
#include "output/writer.h"

/**
 * struct phonewall_port_list - what is open, as it is printed
 * @openings: the open ports
 * @opening_count: how many
 * @to_pick: the ports of which phonewalld is to pick one; NULL if there are
 *	none
 * @endpoints: the multicast endpoints
 * @endpoint_count: how many
 *
 * Nothing of it belongs to the list.
 */
struct phonewall_port_list {
	const struct phonewall_opening *openings;
	size_t opening_count;
	const struct phonewall_opening *to_pick;
	const struct phonewall_endpoint *endpoints;
	size_t endpoint_count;
};

/**
 * phonewall_port_list_of - what a configuration opens
 * @translation: what it asks for
 *
 * Return: a list of what belongs to @translation.
 */
struct phonewall_port_list
phonewall_port_list_of(const struct phonewall_translation *translation);

/**
 * phonewall_port_list_compare - the order in which openings are printed
 * @left: a struct phonewall_opening
 * @right: another
 *
 * UDP before TCP, then by port; of the same ports by purpose and reason.
 *
 * Return: as for qsort().
 */
int phonewall_port_list_compare(const void *left, const void *right);

/**
 * phonewall_port_list_count - how many ports are open
 * @list: what is open
 * @protocol: IPPROTO_UDP or IPPROTO_TCP
 *
 * Return: the number; a port that several openings hold counts once, and the
 * one that phonewalld is to pick counts too.
 */
unsigned int phonewall_port_list_count(const struct phonewall_port_list *list,
				       uint8_t protocol);

/**
 * phonewall_port_list_write - write what is open, in text as a table
 * @writer: the writer, in an object, which gets "ports", an array of objects
 *	with "protocol", "first", "last", "purpose" and "reason", the last two
 *	null if they are not known; "to_pick", such an object or null; and
 *	"endpoints", an array of objects with "address", "port" and "reason"
 * @list: what is open
 * @unknown: what text shows in place of a reason that is not known
 */
void phonewall_port_list_write(struct phonewall_writer *writer,
			       const struct phonewall_port_list *list,
			       const char *unknown);

#endif /* PHONEWALL_PORT_LIST_H */
