/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_STORE_OPEN_PORTS_H
#define PHONEWALL_STORE_OPEN_PORTS_H

#include <json-c/json_types.h>

#include "firewall/translation.h"

/**
 * phonewall_store_open_ports - tell what is open, and why
 * @firewall: the policy in force
 *
 * Return: an array of objects, each of ports with their protocol, purpose and
 * reason, or of a multicast group with its port and reason; to be released with
 * json_object_put().
 */
struct json_object *
phonewall_store_open_ports(const struct phonewall_translation *firewall);

#endif /* PHONEWALL_STORE_OPEN_PORTS_H */
