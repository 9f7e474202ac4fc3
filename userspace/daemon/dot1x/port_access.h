/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PORT_ACCESS_H
#define PHONEWALL_PORT_ACCESS_H

#include <event2/event.h>
#include <json-c/json_types.h>

#include "base/paths.h"
#include "config/settings.h"
#include "dot1x/network_access.h"
#include "vlan/settings.h"

/**
 * struct phonewall_port_access - what phonewalld does for 802.1X: it keeps the
 *	module's ports true to the settings, and authenticates the phone
 */
struct phonewall_port_access;

/**
 * phonewall_port_access_open - be ready; nothing is done yet
 * @base: the event loop
 * @paths: files, kept by the caller
 * @changed: called when what phonewall_port_access_to_json() or
 *	phonewall_port_access_faults() gives has changed, also within
 *	phonewall_port_access_apply()
 * @argument: handed to @changed
 *
 * Return: the handle, or NULL with the reason logged.
 */
struct phonewall_port_access *
phonewall_port_access_open(struct event_base *base,
		     const struct phonewall_agent_paths *paths,
		     void (*changed)(void *argument), void *argument);

/**
 * phonewall_port_access_apply - do what settings and cfg.xml say
 * @port_access: the handle
 * @settings: the ports and the phone's credentials; copied, as is all
 * @access: what cfg.xml says of 802.1X
 * @vlan: what cfg.xml says of the VLANs, for what the switch must support
 *
 * What is as wanted already is left alone. To be called again when the module
 * may have come, too.
 */
void phonewall_port_access_apply(struct phonewall_port_access *port_access,
				 const struct phonewall_dot1x_settings *settings,
				 const struct phonewall_network_access *access,
				 const struct phonewall_vlan_settings *vlan);

/**
 * phonewall_port_access_retry - authenticate again now where that has failed
 * @port_access: the handle
 */
void phonewall_port_access_retry(struct phonewall_port_access *port_access);

/**
 * phonewall_port_access_check_ports - somebody may have set the module's ports
 * @port_access: the handle
 */
void phonewall_port_access_check_ports(
	struct phonewall_port_access *port_access);

/**
 * phonewall_port_access_lose_module - the module was unloaded
 * @port_access: the handle
 */
void phonewall_port_access_lose_module(
	struct phonewall_port_access *port_access);

/**
 * phonewall_port_access_to_json - how it stands
 * @port_access: the handle
 *
 * Return: the member "dot1x" of phonewalld's status, to be released with
 * json_object_put(); NULL where there are neither ports nor authentication.
 */
struct json_object *
phonewall_port_access_to_json(const struct phonewall_port_access *port_access);

/**
 * phonewall_port_access_faults - what is wrong with the phone's credentials
 * @port_access: the handle
 *
 * Return: a JSON array of the handle's, or NULL where nobody needs credentials.
 */
struct json_object *
phonewall_port_access_faults(const struct phonewall_port_access *port_access);

/**
 * phonewall_port_access_close - authenticate no more; the ports stay
 * @port_access: may be NULL
 */
void phonewall_port_access_close(struct phonewall_port_access *port_access);

#endif /* PHONEWALL_PORT_ACCESS_H */
