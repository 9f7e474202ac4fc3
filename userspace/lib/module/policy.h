/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_HELD_POLICY_H
#define PHONEWALL_HELD_POLICY_H

#include <stdbool.h>

#include "module/client.h"
#include "firewall/translation.h"

/**
 * phonewall_kernel_policy_matches - whether the module holds a translation
 * @policy: what phonewall_client_get_policy() gave
 * @translation: what it should hold
 *
 * Ports and endpoints are compared as sets: neither the order nor the division
 * into ranges counts.
 *
 * Return: false also where no policy was set yet.
 */
bool phonewall_kernel_policy_matches(
	const struct phonewall_kernel_policy *policy,
	const struct phonewall_translation *translation);

#endif /* PHONEWALL_HELD_POLICY_H */
