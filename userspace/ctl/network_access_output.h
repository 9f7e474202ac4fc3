/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_NETWORK_ACCESS_OUTPUT_H
#define PHONEWALL_NETWORK_ACCESS_OUTPUT_H

#include <json-c/json_types.h>

#include "configuration.h"

/**
 * phonewall_network_access_output - print what a configuration says of 802.1X,
 *	the PC port and the VLANs, a line each
 * @configuration: the configuration, without a fault
 */
void phonewall_network_access_output(
		const struct phonewall_configuration *configuration);

/**
 * phonewall_network_access_output_json - the same as members of a JSON object
 * @configuration: the configuration, without a fault
 * @object: gets "dot1x" and "vlan"
 */
void phonewall_network_access_output_json(
		const struct phonewall_configuration *configuration,
		struct json_object *object);

#endif /* PHONEWALL_NETWORK_ACCESS_OUTPUT_H */
