/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_NETWORK_ACCESS_OUTPUT_H
#define PHONEWALL_NETWORK_ACCESS_OUTPUT_H

#include "configuration.h"
#include "output/writer.h"

/**
 * phonewall_network_access_write - write what a configuration says of 802.1X,
 *	the PC port and the VLANs, in text a line each
 * @writer: the writer, in an object, which gets "dot1x" and "vlan"
 * @configuration: the configuration, without a fault
 */
void phonewall_network_access_write(
		struct phonewall_writer *writer,
		const struct phonewall_configuration *configuration);

#endif /* PHONEWALL_NETWORK_ACCESS_OUTPUT_H */
