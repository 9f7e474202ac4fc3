/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DOT1X_OUTPUT_H
#define PHONEWALL_DOT1X_OUTPUT_H

#include <json-c/json_types.h>

#include "module/dot1x.h"

/**
 * phonewall_dot1x_print_ports - print the two ports on lines of their own
 * @held: what the module holds, with ports
 */
void phonewall_dot1x_print_ports(const struct phonewall_kernel_dot1x *held);

/**
 * phonewall_dot1x_print_settings - print the settings in a few words, without
 *	a line end
 * @held: what the module holds; the devices do not count
 */
void phonewall_dot1x_print_settings(const struct phonewall_kernel_dot1x *held);

/**
 * phonewall_dot1x_settings_to_json - add the settings to a JSON object
 * @held: what the module holds
 * @object: gets "pc_port" and "switch_port", null where there are none,
 *	"pc_port_enabled", "hold_time" and "session_limit"
 */
void phonewall_dot1x_settings_to_json(const struct phonewall_kernel_dot1x *held,
				      struct json_object *object);

/**
 * phonewall_dot1x_print_session - print a session, without a line end
 * @session: the session
 */
void phonewall_dot1x_print_session(
	const struct phonewall_kernel_session *session);

/**
 * phonewall_dot1x_session_to_json - a session as a JSON object
 * @session: the session
 *
 * Return: an object with "address", "state", "version", "silent", "logoff", which
 * is null or an object with "reason" and "age", and "logoff_unsent", which is null
 * or the reason; times are in seconds.
 */
struct json_object *
phonewall_dot1x_session_to_json(const struct phonewall_kernel_session *session);

#endif /* PHONEWALL_DOT1X_OUTPUT_H */
