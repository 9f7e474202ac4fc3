/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_LLDP_H
#define PHONEWALL_LLDP_H

#include <stdbool.h>

#include <event2/event.h>

#include "vlan/choice.h"

/**
 * struct phonewall_lldp - what the LAN switch tells by LLDP-MED, as lldpd(8), a
 *	service of its own, hears it
 */
struct phonewall_lldp;

/**
 * phonewall_lldp_open - begin
 * @base: the event loop
 * @changed: called when lldpd tells something else than before, or begins or
 *	ceases to answer; perhaps from within phonewall_lldp_set()
 * @argument: handed to @changed
 *
 * Return: it, or NULL where memory is exhausted.
 */
struct phonewall_lldp *phonewall_lldp_open(struct event_base *base,
					   void (*changed)(void *argument),
					   void *argument);

/**
 * phonewall_lldp_set - say where to listen
 * @lldp: it
 * @port: device name of the port that the LAN switch is at, or "" for none
 * @enabled: whether lldpd is to speak LLDP there, and to be heard; where not, it
 *	is told to be silent
 */
void phonewall_lldp_set(struct phonewall_lldp *lldp, const char *port,
			bool enabled);

/**
 * phonewall_lldp_voice - what is told now of the voice VLAN
 * @lldp: it
 *
 * Return: that.
 */
struct phonewall_learned_vlan
phonewall_lldp_voice(const struct phonewall_lldp *lldp);

/**
 * phonewall_lldp_error - why nothing can be told
 * @lldp: it
 *
 * Return: a clause with its remedy, or NULL.
 */
const char *phonewall_lldp_error(const struct phonewall_lldp *lldp);

/**
 * phonewall_lldp_close - end
 * @lldp: may be NULL
 */
void phonewall_lldp_close(struct phonewall_lldp *lldp);

#endif /* PHONEWALL_LLDP_H */
