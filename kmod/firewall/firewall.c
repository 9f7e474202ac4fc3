// SPDX-License-Identifier: GPL-2.0
#include <linux/netlink.h>
#include <net/net_namespace.h>

#include "compat/nf_defrag_ipv6.h"
#include "firewall/fastpath.h"
#include "firewall/firewall.h"
#include "firewall/ingress.h"
#include "firewall/policy.h"

static void prepare_hooks(struct phonewall_firewall *firewall)
{
	unsigned int i;

	for (i = 0; i < PHONEWALL_FAMILIES; i++) {
		firewall->hooks_in[i] = phonewall_fastpath_in[i];
		firewall->hooks_in[i].priv = firewall;
		firewall->hooks_out[i] = phonewall_fastpath_out[i];
		firewall->hooks_out[i].priv = firewall;
	}
}

/*
 * Output first, then wait for packets that left without a flow, then input: the
 * answer to a packet that leaves meanwhile finds its flow.
 */
static int register_hooks(struct phonewall_firewall *firewall)
{
	int error;

	error = nf_register_net_hooks(firewall->net, firewall->hooks_out,
				      PHONEWALL_FAMILIES);
	if (error)
		return error;
	synchronize_net();
	error = nf_register_net_hooks(firewall->net, firewall->hooks_in,
				      PHONEWALL_FAMILIES);
	if (error)
		nf_unregister_net_hooks(firewall->net, firewall->hooks_out,
					PHONEWALL_FAMILIES);
	return error;
}

/* Input first: do not judge the answer to a packet that made no flow. */
static void unregister_hooks(struct phonewall_firewall *firewall)
{
	nf_unregister_net_hooks(firewall->net, firewall->hooks_in,
				PHONEWALL_FAMILIES);
	nf_unregister_net_hooks(firewall->net, firewall->hooks_out,
				PHONEWALL_FAMILIES);
}

static int firewall_hook(struct phonewall_firewall *firewall)
{
	int error;

	if (firewall->hooked)
		return 0;
	/* IPv4 is reassembled before LOCAL_IN, IPv6 only after it. */
	error = phonewall_defrag_ipv6_enable(firewall->net);
	if (error)
		return error;
	prepare_hooks(firewall);
	error = register_hooks(firewall);
	if (error)
		goto disable_defrag;
	error = phonewall_flood_start(&firewall->flood);
	if (error)
		goto unregister_hooks;
	firewall->hooked = true;
	return 0;

unregister_hooks:
	unregister_hooks(firewall);
disable_defrag:
	phonewall_defrag_ipv6_disable(firewall->net);
	return error;
}

void phonewall_firewall_unhook(struct phonewall_firewall *firewall)
{
	if (!firewall->hooked)
		return;
	phonewall_flood_stop(&firewall->flood);
	unregister_hooks(firewall);
	phonewall_defrag_ipv6_disable(firewall->net);
	firewall->hooked = false;
}

struct phonewall_policy *
phonewall_firewall_policy(const struct phonewall_firewall *firewall)
{
	return rcu_dereference_protected(firewall->policy, true);
}

/* Put a disabled policy in force only after the last hook has run. */
static void firewall_disable(struct phonewall_firewall *firewall,
			     struct phonewall_policy *policy)
{
	phonewall_firewall_unhook(firewall);
	synchronize_net();
	rcu_assign_pointer(firewall->policy, policy);
}

static int firewall_enable(struct phonewall_firewall *firewall,
			   struct phonewall_policy *policy,
			   struct netlink_ext_ack *extack)
{
	struct phonewall_policy *old = phonewall_firewall_policy(firewall);
	int error;

	rcu_assign_pointer(firewall->policy, policy);
	error = firewall_hook(firewall);
	if (!error)
		return 0;
	/* Hooks that were registered for a moment may still use the policy. */
	firewall_disable(firewall, old);
	NL_SET_ERR_MSG(extack, "cannot register the netfilter hooks");
	return error;
}

int phonewall_firewall_set_policy(struct phonewall_firewall *firewall,
				  struct phonewall_policy *policy,
				  struct netlink_ext_ack *extack)
{
	struct phonewall_policy *old = phonewall_firewall_policy(firewall);
	int error = 0;

	policy->generation = old->generation + 1;
	if (policy->enabled) {
		error = phonewall_flow_table_grow(&firewall->flows,
						  policy->flow_limit);
		if (!error)
			error = firewall_enable(firewall, policy, extack);
		if (!error)
			phonewall_flow_table_shrink(&firewall->flows,
						    policy->flow_limit);
	} else {
		firewall_disable(firewall, policy);
	}
	if (!error)
		phonewall_policy_free(old);
	return error;
}

int phonewall_firewall_init(struct phonewall_firewall *firewall,
			    struct net *net)
{
	struct nf_hook_ops ingress = phonewall_ingress;
	int error;

	BUILD_BUG_ON(offsetofend(struct phonewall_firewall, flows.hash) >
		     SMP_CACHE_BYTES);

	firewall->net = net;
	phonewall_event_limit_init(&firewall->events);
	firewall->stats = alloc_percpu_gfp(struct phonewall_stats,
					   GFP_KERNEL_ACCOUNT);
	if (!firewall->stats)
		return -ENOMEM;
	error = phonewall_flow_table_init(&firewall->flows);
	if (error)
		goto free_stats;
	ingress.priv = firewall;
	phonewall_flood_init(&firewall->flood, net, firewall->stats, &ingress);
	RCU_INIT_POINTER(firewall->policy, &phonewall_policy_none);
	return 0;

free_stats:
	free_percpu(firewall->stats);
	return error;
}

void phonewall_firewall_exit(struct phonewall_firewall *firewall)
{
	phonewall_flood_exit(&firewall->flood);
	phonewall_flow_table_destroy(&firewall->flows);
	phonewall_policy_free(phonewall_firewall_policy(firewall));
	free_percpu(firewall->stats);
}
