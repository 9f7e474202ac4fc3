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
 * phonewall_discovery_open() - create the handle
 * @base: the event loop
 * @changed: called from the event loop when the VLANs that were learned have
 *	changed, or what cannot be received
 * @argument: handed to @changed
 *
 * Whatever the neighbours send, the VLANs change at most once in
 * PHONEWALL_DAMPING_MIN: see struct phonewall_damping.
 *
 * Return: the handle, or NULL if memory is exhausted.
 */
struct phonewall_discovery *
phonewall_discovery_open(struct event_base *base,
			 void (*changed)(void *argument), void *argument);

/**
 * phonewall_discovery_set() - set the port and the protocols
 * @discovery: the handle
 * @port: device name of the port that the LAN switch is at, or "" for none
 * @lldp_med: true to send and receive LLDP-MED
 * @cdp: true to receive CDP
 *
 * VLANs that were learned at another port, or by a protocol that is now off,
 * are forgotten at once. Call it again if the device may be a new one of this
 * name.
 */
void phonewall_discovery_set(struct phonewall_discovery *discovery,
			     const char *port, bool lldp_med, bool cdp);

/**
 * phonewall_discovery_remember() - restore what was learned before a restart
 * @discovery: the handle
 * @source: the protocol; others than LLDP-MED and CDP are ignored
 * @vlan: the VLAN, 0 for none
 *
 * It is valid until something else is learned, or until it expires because the
 * switch does not announce it again.
 */
void phonewall_discovery_remember(struct phonewall_discovery *discovery,
				  enum phonewall_vlan_source source,
				  uint16_t vlan);

/**
 * phonewall_discovery_learned() - get the VLANs that were learned
 * @discovery: the handle
 *
 * Return: the VLANs. One from LLDP-MED stays for 120 s after lldpd no longer
 * reports it, which is longer than a restart or a replugged cable; one from CDP
 * stays for the hold time that the switch sent.
 */
struct phonewall_learned_vlans
phonewall_discovery_learned(const struct phonewall_discovery *discovery);

/**
 * phonewall_discovery_limits() - describe what cannot be received
 * @discovery: the handle
 *
 * Return: a clause with its remedy, or NULL; to be released with free().
 */
char *phonewall_discovery_limits(const struct phonewall_discovery *discovery);

/**
 * phonewall_discovery_close() - stop discovery and release the handle
 * @discovery: may be NULL
 */
void phonewall_discovery_close(struct phonewall_discovery *discovery);

#endif /* PHONEWALL_DISCOVERY_H */
