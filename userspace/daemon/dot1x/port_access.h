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
 * struct phonewall_port_access - phonewalld's part of 802.1X: it sets the
 *	module's ports as configured, and authenticates the phone
 */
struct phonewall_port_access;

/**
 * phonewall_port_access_open() - create the handle; nothing is done yet
 * @base: the event loop
 * @paths: kept by the caller
 * @changed: called when the result of phonewall_port_access_to_json() or
 *	phonewall_port_access_faults() has changed, also within
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
 * phonewall_port_access_apply() - apply the settings and cfg.xml
 * @port_access: the handle
 * @settings: the ports and the phone's credentials; copied, like the others
 * @access: what cfg.xml says about 802.1X
 * @vlan: what cfg.xml says about the VLANs, for what the switch must support
 *
 * Does not touch what is as configured already. Call it again when the module
 * may have been loaded.
 */
void phonewall_port_access_apply(struct phonewall_port_access *port_access,
				 const struct phonewall_dot1x_settings *settings,
				 const struct phonewall_network_access *access,
				 const struct phonewall_vlan_settings *vlan);

/**
 * phonewall_port_access_retry() - authenticate again now if that has failed
 * @port_access: the handle
 */
void phonewall_port_access_retry(struct phonewall_port_access *port_access);

/**
 * phonewall_port_access_check_ports() - check whether the module's ports
 *	changed
 * @port_access: the handle
 */
void phonewall_port_access_check_ports(
	struct phonewall_port_access *port_access);

/**
 * phonewall_port_access_lose_module() - note that the module was unloaded
 * @port_access: the handle
 */
void phonewall_port_access_lose_module(
	struct phonewall_port_access *port_access);

/**
 * phonewall_port_access_to_json() - describe the status
 * @port_access: the handle
 *
 * Return: the member "dot1x" of phonewalld's status, to be released with
 * json_object_put(); NULL if there are neither ports nor authentication.
 */
struct json_object *
phonewall_port_access_to_json(const struct phonewall_port_access *port_access);

/**
 * phonewall_port_access_faults() - get the faults of the phone's credentials
 * @port_access: the handle
 *
 * Return: a JSON array that belongs to the handle, or NULL if no credentials
 * are needed.
 */
struct json_object *
phonewall_port_access_faults(const struct phonewall_port_access *port_access);

/**
 * phonewall_port_access_close() - stop authenticating and release the handle
 * @port_access: may be NULL; the module keeps its ports
 */
void phonewall_port_access_close(struct phonewall_port_access *port_access);

#endif /* PHONEWALL_PORT_ACCESS_H */
