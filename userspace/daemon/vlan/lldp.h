/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_LLDP_H
#define PHONEWALL_LLDP_H

#include <stdbool.h>

#include <event2/event.h>

#include "vlan/choice.h"

/**
 * struct phonewall_lldp - gets the LAN switch's LLDP-MED from lldpd(8), which
 *	is a service of its own
 */
struct phonewall_lldp;

/**
 * phonewall_lldp_open() - create the handle
 * @base: the event loop
 * @changed: called from the event loop when lldpd reports another voice VLAN,
 *	or begins or ceases to answer
 * @argument: handed to @changed
 *
 * Return: the handle, or NULL if memory is exhausted.
 */
struct phonewall_lldp *phonewall_lldp_open(struct event_base *base,
					   void (*changed)(void *argument),
					   void *argument);

/**
 * phonewall_lldp_set() - set the port
 * @lldp: the handle
 * @port: device name of the port that the LAN switch is at, or "" for none
 * @enabled: true to have lldpd send and receive LLDP there, false to have it
 *	disabled there
 */
void phonewall_lldp_set(struct phonewall_lldp *lldp, const char *port,
			bool enabled);

/**
 * phonewall_lldp_voice() - get the voice VLAN that is announced now
 * @lldp: the handle
 *
 * Return: the VLAN.
 */
struct phonewall_learned_vlan
phonewall_lldp_voice(const struct phonewall_lldp *lldp);

/**
 * phonewall_lldp_error() - get the reason why nothing is received
 * @lldp: the handle
 *
 * Return: a clause with its remedy, a constant string; or NULL.
 */
const char *phonewall_lldp_error(const struct phonewall_lldp *lldp);

/**
 * phonewall_lldp_close() - stop and release the handle
 * @lldp: may be NULL
 */
void phonewall_lldp_close(struct phonewall_lldp *lldp);

#endif /* PHONEWALL_LLDP_H */
