/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_EXPLAIN_H
#define PHONEWALL_EXPLAIN_H

#include <stddef.h>
#include <stdint.h>

#include "firewall/translation.h"

/**
 * phonewall_explain() - predict what the module does with a packet
 * @translation: the policy that the module is to hold
 * @direction: which way the packet goes
 * @packet: its bytes from the IPv4 or IPv6 header on, aligned to 4
 * @length: how many
 *
 * Runs the module's own decision code, on the assumption that there is no live
 * flow. A subnet's broadcast address counts as a unicast address, because the
 * subnets are not known. Pure.
 *
 * Return: the reason for the verdict.
 */
enum phonewall_reason
phonewall_explain(const struct phonewall_translation *translation,
		  enum phonewall_direction direction, const uint8_t *packet,
		  size_t length);

#endif /* PHONEWALL_EXPLAIN_H */
