/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_EXPLAIN_H
#define PHONEWALL_EXPLAIN_H

#include <stddef.h>
#include <stdint.h>

#include "firewall/translation.h"

/**
 * phonewall_explain - what the module would do with a packet
 * @translation: what the module would hold
 * @direction: which way the packet goes
 * @packet: its bytes from the IPv4 or IPv6 header on, aligned to 4
 * @length: how many
 *
 * Runs the module's own decision code, on the assumption that there is no live
 * flow. A broadcast address of a subnet is taken for a unicast address, since
 * the subnets are not known. Pure.
 *
 * Return: what decides.
 */
enum phonewall_reason
phonewall_explain(const struct phonewall_translation *translation,
		  enum phonewall_direction direction, const uint8_t *packet,
		  size_t length);

#endif /* PHONEWALL_EXPLAIN_H */
