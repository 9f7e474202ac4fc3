/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DISCOVERY_H
#define PHONEWALL_DISCOVERY_H

#include <stdbool.h>

#include <event2/event.h>

#include "vlan/choice.h"

/**
 * struct phonewall_discovery - learns the voice VLAN from the LAN switch
 */
struct phonewall_discovery;

/**
 * phonewall_discovery_open - begin
 * @base: the event loop
 * @changed: called when something else is learned than before, or something else
 *	cannot be heard; perhaps from within phonewall_discovery_set()
 * @argument: handed to @changed
 *
 * What is learned changes as often as struct phonewall_damping allows, whatever
 * the neighbours say: at most once in PHONEWALL_DAMPING_MIN.
 *
 * Return: it, or NULL where memory is exhausted.
 */
struct phonewall_discovery *
phonewall_discovery_open(struct event_base *base,
			 void (*changed)(void *argument), void *argument);

/**
 * phonewall_discovery_set - say where to listen, and to what
 * @discovery: it
 * @port: device name of the port that the LAN switch is at, or "" for none
 * @lldp_med: whether LLDP-MED is to be spoken and heard
 * @cdp: whether CDP is to be heard
 *
 * What was learned at another port, or by what is heard no longer, is forgotten at
 * once.
 * Where a device of that name may have come anew this must be called again.
 */
void phonewall_discovery_set(struct phonewall_discovery *discovery,
			     const char *port, bool lldp_med, bool cdp);

/**
 * phonewall_discovery_remember - what was learned before a restart
 * @discovery: it
 * @source: from what; others than LLDP-MED and CDP are ignored
 * @vlan: the VLAN, 0 for none
 *
 * It holds good until something else is learned, or as long as it would without
 * being told again.
 */
void phonewall_discovery_remember(struct phonewall_discovery *discovery,
				  enum phonewall_vlan_source source,
				  uint16_t vlan);

/**
 * phonewall_discovery_learned - what has been learned
 * @discovery: it
 *
 * Return: that. By LLDP-MED it is so for 120 s after lldpd has ceased to tell it,
 * which is longer than a restart or a replugged cable; by CDP for the time that
 * the switch gives.
 */
struct phonewall_learned_vlans
phonewall_discovery_learned(const struct phonewall_discovery *discovery);

/**
 * phonewall_discovery_limits - what cannot be heard
 * @discovery: it
 *
 * Return: a clause with its remedy, or NULL; to be released with free().
 */
char *phonewall_discovery_limits(const struct phonewall_discovery *discovery);

/**
 * phonewall_discovery_close - end
 * @discovery: may be NULL
 */
void phonewall_discovery_close(struct phonewall_discovery *discovery);

#endif /* PHONEWALL_DISCOVERY_H */
