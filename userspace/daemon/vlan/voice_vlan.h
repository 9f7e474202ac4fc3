/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_VOICE_VLAN_H
#define PHONEWALL_VOICE_VLAN_H

#include <event2/event.h>
#include <json-c/json_types.h>

#include "config/settings.h"
#include "dot1x/network_access.h"
#include "vlan/settings.h"

/**
 * struct phonewall_voice_vlan - sets up the voice VLAN and the PC's VLAN as
 *	cfg.xml and the LAN switch say
 *
 * What it sets up in the kernel outlives it, and is recorded for the next
 * start: a restart changes nothing. What is no longer wanted is undone, and
 * nothing else.
 */
struct phonewall_voice_vlan;

/**
 * phonewall_voice_vlan_open() - create the handle
 * @base: the event loop
 * @state_directory: where to record what was set up; kept by the caller
 * @changed: called from the event loop when the status has changed
 * @argument: handed to @changed
 *
 * Changes nothing yet.
 *
 * Return: the handle, or NULL with the reason logged.
 */
struct phonewall_voice_vlan *
phonewall_voice_vlan_open(struct event_base *base, const char *state_directory,
			  void (*changed)(void *argument), void *argument);

/**
 * phonewall_voice_vlan_apply() - set up the VLANs as cfg.xml says
 * @voice_vlan: the handle
 * @settings: the ports; copied, like the others
 * @access: what cfg.xml says about 802.1X
 * @vlan: what cfg.xml says about the VLANs
 */
void phonewall_voice_vlan_apply(struct phonewall_voice_vlan *voice_vlan,
				const struct phonewall_dot1x_settings *settings,
				const struct phonewall_network_access *access,
				const struct phonewall_vlan_settings *vlan);

/**
 * phonewall_voice_vlan_status() - describe the status, for the status file
 * @voice_vlan: the handle
 *
 * Return: an object that the caller owns, or NULL if no ports are configured.
 */
struct json_object *
phonewall_voice_vlan_status(const struct phonewall_voice_vlan *voice_vlan);

/**
 * phonewall_voice_vlan_close() - release the handle; the VLANs stay as they are
 * @voice_vlan: may be NULL
 */
void phonewall_voice_vlan_close(struct phonewall_voice_vlan *voice_vlan);

#endif /* PHONEWALL_VOICE_VLAN_H */
