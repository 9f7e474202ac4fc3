/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_KERNEL_POLICY_H
#define PHONEWALL_KERNEL_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/phonewall.h>

#include "firewall/translation.h"

/**
 * struct phonewall_kernel_policy - the policy that the module holds
 * @enabled: true if it is in force
 * @generation: counts policies set in this namespace; 0 if none was
 * @flags: PHONEWALL_FLAG_*
 * @rtp: RTP range; first is 0 if there is none
 * @limits: limits of the flow table
 * @udp: open UDP ports, ascending, merged
 * @udp_count: how many ranges
 * @tcp: open TCP ports, ascending, merged
 * @tcp_count: how many ranges
 * @endpoints: multicast endpoints; their reason is NULL
 * @endpoint_count: how many
 */
struct phonewall_kernel_policy {
	bool enabled;
	uint32_t generation;
	uint32_t flags;
	struct phonewall_port_range rtp;
	struct phonewall_limits limits;
	struct phonewall_port_range *udp;
	size_t udp_count;
	struct phonewall_port_range *tcp;
	size_t tcp_count;
	struct phonewall_endpoint *endpoints;
	size_t endpoint_count;
};

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

/**
 * phonewall_kernel_policy_clear() - release a policy that the module gave
 * @policy: emptied
 */
void phonewall_kernel_policy_clear(struct phonewall_kernel_policy *policy);

#endif /* PHONEWALL_KERNEL_POLICY_H */
