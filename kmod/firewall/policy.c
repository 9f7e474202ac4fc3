// SPDX-License-Identifier: GPL-2.0
#include <linux/gfp.h>
#include <linux/rcupdate.h>

#include "firewall/policy.h"

struct phonewall_policy phonewall_policy_none = {
	.flow_limit = PHONEWALL_FLOW_LIMIT_DEFAULT,
	.timeout_udp = PHONEWALL_TIMEOUT_UDP,
	.timeout_udp_replied = PHONEWALL_TIMEOUT_UDP_REPLIED,
	.timeout_echo = PHONEWALL_TIMEOUT_ECHO,
	.timeout_other = PHONEWALL_TIMEOUT_OTHER,
};

/* In pages: kmalloc() would take 32 KiB for 17 KiB. */
struct phonewall_policy *phonewall_policy_alloc(void)
{
	struct phonewall_policy *policy;

	policy = alloc_pages_exact(sizeof(*policy), GFP_KERNEL_ACCOUNT);
	if (policy)
		*policy = phonewall_policy_none;
	return policy;
}

static void policy_free_rcu(struct rcu_head *rcu)
{
	free_pages_exact(container_of(rcu, struct phonewall_policy, rcu),
			 sizeof(struct phonewall_policy));
}

void phonewall_policy_free(struct phonewall_policy *policy)
{
	if (policy != &phonewall_policy_none)
		call_rcu(&policy->rcu, policy_free_rcu);
}

static bool is_open(const unsigned long *ports, unsigned int port)
{
	return phonewall_port_is_open(ports, htons(port));
}

bool phonewall_policy_next_range(const unsigned long *ports,
				 struct phonewall_port_range *range,
				 unsigned int from)
{
	while (from < PHONEWALL_PORTS && !is_open(ports, from))
		from++;
	if (from == PHONEWALL_PORTS)
		return false;
	range->first = from;
	while (from < PHONEWALL_PORTS && is_open(ports, from))
		from++;
	range->last = from - 1;
	return true;
}
