/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_VOICE_VLAN_H
#define PHONEWALL_VOICE_VLAN_H

#include <event2/event.h>
#include <json-c/json_types.h>

#include "config/settings.h"
#include "dot1x/network_access.h"
#include "vlan/settings.h"

/**
 * struct phonewall_voice_vlan - keeps the voice VLAN and the PC's VLAN as cfg.xml
 *	and the LAN switch say
 *
 * What it makes in the kernel outlives it, and is known again at the next start:
 * a restart changes nothing, and what is no longer asked for is undone, and
 * nothing else.
 */
struct phonewall_voice_vlan;

/**
 * phonewall_voice_vlan_open - begin
 * @base: the event loop
 * @state_directory: where to keep what was made; kept by the caller
 * @changed: called from the event loop when the status is another than before
 * @argument: handed to @changed
 *
 * Changes nothing yet.
 *
 * Return: it, or NULL with the reason logged.
 */
struct phonewall_voice_vlan *
phonewall_voice_vlan_open(struct event_base *base, const char *state_directory,
			  void (*changed)(void *argument), void *argument);

/**
 * phonewall_voice_vlan_apply - have the VLANs as cfg.xml says
 * @voice_vlan: it
 * @settings: the ports; copied, as is all
 * @access: what cfg.xml says of 802.1X
 * @vlan: what cfg.xml says of the VLANs
 */
void phonewall_voice_vlan_apply(struct phonewall_voice_vlan *voice_vlan,
				const struct phonewall_dot1x_settings *settings,
				const struct phonewall_network_access *access,
				const struct phonewall_vlan_settings *vlan);

/**
 * phonewall_voice_vlan_status - how it stands, for the status file
 * @voice_vlan: it
 *
 * Return: an object that the caller owns, or NULL where there are no ports.
 */
struct json_object *
phonewall_voice_vlan_status(const struct phonewall_voice_vlan *voice_vlan);

/**
 * phonewall_voice_vlan_close - end; the VLANs stay as they are
 * @voice_vlan: may be NULL
 */
void phonewall_voice_vlan_close(struct phonewall_voice_vlan *voice_vlan);

#endif /* PHONEWALL_VOICE_VLAN_H */
