// SPDX-License-Identifier: GPL-2.0
#include <linux/netlink.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "firewall/hooks.h"
#include "netns.h"

#define EVENTS_INTERVAL	HZ
#define EVENTS_BURST	20

static unsigned int phonewall_net_id;

struct phonewall_net *phonewall_net_get(const struct net *net)
{
	return net_generic(net, phonewall_net_id);
}

struct phonewall_policy *
phonewall_net_policy(const struct phonewall_net *phonewall)
{
	return rcu_dereference_protected(phonewall->policy, true);
}

/* No packet is judged by the policy that is not enabled: no hook runs then. */
static void disable(struct phonewall_net *phonewall,
		    struct phonewall_policy *policy)
{
	phonewall_hooks_unregister(phonewall);
	synchronize_net();
	rcu_assign_pointer(phonewall->policy, policy);
}

static int enable(struct phonewall_net *phonewall,
		  struct phonewall_policy *policy,
		  struct netlink_ext_ack *extack)
{
	struct phonewall_policy *old = phonewall_net_policy(phonewall);
	int error;

	rcu_assign_pointer(phonewall->policy, policy);
	error = phonewall_hooks_register(phonewall);
	if (!error)
		return 0;
	/* Registered for a moment, hooks may still judge by the policy. */
	disable(phonewall, old);
	NL_SET_ERR_MSG(extack, "the netfilter hooks could not be registered");
	return error;
}

int phonewall_net_set_policy(struct phonewall_net *phonewall,
			     struct phonewall_policy *policy,
			     struct netlink_ext_ack *extack)
{
	struct phonewall_policy *old = phonewall_net_policy(phonewall);
	int error = 0;

	policy->generation = old->generation + 1;
	if (policy->enabled) {
		error = phonewall_flow_table_grow(&phonewall->flows,
						  policy->flow_limit);
		if (!error)
			error = enable(phonewall, policy, extack);
		if (!error)
			phonewall_flow_table_shrink(&phonewall->flows,
						    policy->flow_limit);
	} else {
		disable(phonewall, policy);
	}
	if (!error)
		phonewall_policy_free(old);
	return error;
}

static int __net_init phonewall_net_init(struct net *net)
{
	struct phonewall_net *phonewall = phonewall_net_get(net);
	int error;

	BUILD_BUG_ON(offsetofend(struct phonewall_net, flows.hash) >
		     SMP_CACHE_BYTES);

	phonewall->net = net;
	ratelimit_state_init(&phonewall->events, EVENTS_INTERVAL, EVENTS_BURST);
	ratelimit_set_flags(&phonewall->events, RATELIMIT_MSG_ON_RELEASE);
	phonewall->stats = alloc_percpu_gfp(struct phonewall_stats,
					    GFP_KERNEL_ACCOUNT);
	if (!phonewall->stats)
		return -ENOMEM;
	error = phonewall_flow_table_init(&phonewall->flows);
	if (error)
		goto free_stats;
	error = phonewall_dot1x_init(&phonewall->dot1x, net);
	if (error)
		goto destroy_flows;
	RCU_INIT_POINTER(phonewall->policy, &phonewall_policy_none);
	return 0;

destroy_flows:
	phonewall_flow_table_destroy(&phonewall->flows);
free_stats:
	free_percpu(phonewall->stats);
	return error;
}

/* The core waits for a grace period between this and the exit below. */
static void __net_exit phonewall_net_pre_exit(struct net *net)
{
	struct phonewall_net *phonewall = phonewall_net_get(net);

	phonewall_dot1x_withdraw(&phonewall->dot1x);
	phonewall_hooks_unregister(phonewall);
}

static void __net_exit phonewall_net_exit(struct net *net)
{
	struct phonewall_net *phonewall = phonewall_net_get(net);

	phonewall_dot1x_exit(&phonewall->dot1x);
	phonewall_flow_table_destroy(&phonewall->flows);
	phonewall_policy_free(phonewall_net_policy(phonewall));
	free_percpu(phonewall->stats);
}

static struct pernet_operations phonewall_net_operations = {
	.init = phonewall_net_init,
	.pre_exit = phonewall_net_pre_exit,
	.exit = phonewall_net_exit,
	.id = &phonewall_net_id,
	.size = sizeof(struct phonewall_net),
};

int phonewall_netns_init(void)
{
	return register_pernet_subsys(&phonewall_net_operations);
}

void phonewall_netns_exit(void)
{
	unregister_pernet_subsys(&phonewall_net_operations);
}
