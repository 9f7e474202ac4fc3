/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_FIREWALL_POLICY_H
#define PHONEWALL_FIREWALL_POLICY_H

#include "core/policy.h"

/**
 * phonewall_policy_none - the policy of a namespace before the first POLICY_SET
 *
 * Disabled, nothing open, generation 0, every limit at its default. All
 * namespaces share it, because most of them never get another.
 */
extern struct phonewall_policy phonewall_policy_none;

/**
 * phonewall_policy_alloc - allocate a policy: disabled, nothing open
 *
 * Context: process; may sleep.
 * Return: the policy with every limit at its default, or NULL. Release with
 * phonewall_policy_free().
 */
struct phonewall_policy *phonewall_policy_alloc(void);

/**
 * phonewall_policy_free - release a policy after a grace period
 * @policy: the policy; phonewall_policy_none is not released
 *
 * Context: any. Module exit waits with rcu_barrier().
 */
void phonewall_policy_free(struct phonewall_policy *policy);

/**
 * phonewall_policy_next_range - find the next open range of a port map
 * @ports: @udp or @tcp of the policy
 * @range: set to the first open range that begins at or after @from
 * @from: port to begin with, 0 to 65536
 *
 * Return: true if there was one.
 */
bool phonewall_policy_next_range(const unsigned long *ports,
				 struct phonewall_port_range *range,
				 unsigned int from);

#endif /* PHONEWALL_FIREWALL_POLICY_H */
