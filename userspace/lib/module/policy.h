/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_HELD_POLICY_H
#define PHONEWALL_HELD_POLICY_H

#include <stdbool.h>

#include "module/client.h"
#include "firewall/translation.h"

/**
 * phonewall_kernel_policy_matches() - compare the policy with a translation
 * @policy: the policy from phonewall_client_get_policy()
 * @translation: what the module should hold
 *
 * Ports and endpoints are compared as sets: neither the order nor the division
 * into ranges matters.
 *
 * Return: true if the module holds it; false also if no policy was set yet.
 */
bool phonewall_kernel_policy_matches(
	const struct phonewall_kernel_policy *policy,
	const struct phonewall_translation *translation);

#endif /* PHONEWALL_HELD_POLICY_H */
