// SPDX-License-Identifier: GPL-2.0
#include <linux/bitmap.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "policy.h"

#define PORT_MAP_BYTES	(PHONEWALL_PORTS / 8)

static unsigned long no_ports[PHONEWALL_PORT_WORDS];

struct phonewall_policy phonewall_policy_none = {
	.udp = no_ports,
	.tcp = no_ports,
	.flow_limit = PHONEWALL_FLOW_LIMIT_DEFAULT,
	.timeout_udp = PHONEWALL_TIMEOUT_UDP,
	.timeout_udp_replied = PHONEWALL_TIMEOUT_UDP_REPLIED,
	.timeout_echo = PHONEWALL_TIMEOUT_ECHO,
	.timeout_other = PHONEWALL_TIMEOUT_OTHER,
};

/* Three allocations: one of 16.5 KiB would take 32 KiB. */
struct phonewall_policy *phonewall_policy_alloc(void)
{
	struct phonewall_policy *policy;

	policy = kmemdup(&phonewall_policy_none, sizeof(phonewall_policy_none),
			 GFP_KERNEL_ACCOUNT);
	if (!policy)
		return NULL;
	policy->udp = kzalloc(PORT_MAP_BYTES, GFP_KERNEL_ACCOUNT);
	if (!policy->udp)
		goto free_policy;
	policy->tcp = kzalloc(PORT_MAP_BYTES, GFP_KERNEL_ACCOUNT);
	if (!policy->tcp)
		goto free_udp;
	return policy;

free_udp:
	kfree(policy->udp);
free_policy:
	kfree(policy);
	return NULL;
}

static void policy_free_rcu(struct rcu_head *rcu)
{
	struct phonewall_policy *policy;

	policy = container_of(rcu, struct phonewall_policy, rcu);
	kfree(policy->tcp);
	kfree(policy->udp);
	kfree(policy);
}

void phonewall_policy_free(struct phonewall_policy *policy)
{
	if (policy != &phonewall_policy_none)
		call_rcu(&policy->rcu, policy_free_rcu);
}

void phonewall_policy_open(unsigned long *ports,
			   const struct phonewall_port_range *range)
{
	bitmap_set(ports, range->first, range->last - range->first + 1);
}

bool phonewall_policy_next_range(const unsigned long *ports,
				 struct phonewall_port_range *range,
				 unsigned int from)
{
	unsigned long first = find_next_bit(ports, PHONEWALL_PORTS, from);

	if (first >= PHONEWALL_PORTS)
		return false;
	range->first = first;
	range->last = find_next_zero_bit(ports, PHONEWALL_PORTS, first) - 1;
	return true;
}
