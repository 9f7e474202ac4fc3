/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_NETNS_H
#define PHONEWALL_NETNS_H

#include <linux/netfilter.h>
#include <linux/ratelimit.h>
#include <net/net_namespace.h>

#include "dot1x/dot1x.h"
#include "firewall/flow.h"
#include "core/policy.h"
#include "firewall/stats.h"

#define PHONEWALL_FAMILIES	(IS_ENABLED(CONFIG_IPV6) ? 2 : 1)

/**
 * struct phonewall_net - what the module holds for a network namespace
 * @policy: the policy in force; never NULL. Replaced under the generic netlink
 *	lock, which serialises every request
 * @stats: packets for each reason
 * @flows: UDP, echo and other flows; TCP's state is the socket table
 * @net: the namespace, which outlives this
 * @hooks_in: at what comes in, for each family; the namespace's own, because the
 *	kernel keeps the pointers
 * @hooks_out: the same at what goes out
 * @hooked: whether they are registered
 * @events: limits the rate of EVENT_BLOCKED
 * @left_out: blocked packets that the limit or a lack of memory kept back
 * @dot1x: 802.1X at the PC port
 */
struct phonewall_net {
	/* What packets read lies in one cache line, with the flows' hash. */
	struct phonewall_policy __rcu *policy;
	struct phonewall_stats __percpu *stats;
	struct phonewall_flow_table flows;
	struct net *net;
	struct nf_hook_ops hooks_in[PHONEWALL_FAMILIES];
	struct nf_hook_ops hooks_out[PHONEWALL_FAMILIES];
	bool hooked;
	struct ratelimit_state events;
	atomic_t left_out;
	struct phonewall_dot1x dot1x;
};

/**
 * phonewall_net_get - what the module holds for a namespace
 * @net: a live namespace
 *
 * Context: any.
 */
struct phonewall_net *phonewall_net_get(const struct net *net);

/**
 * phonewall_net_policy - the policy in force, for who changes it
 * @phonewall: the namespace's state
 *
 * Context: a generic netlink request of the family: no other runs.
 */
struct phonewall_policy *
phonewall_net_policy(const struct phonewall_net *phonewall);

/**
 * phonewall_net_set_policy - put a policy in force
 * @phonewall: the namespace's state
 * @policy: taken over where 0 is returned, else still the caller's; its
 *	generation is set
 * @extack: told of what fails; may be NULL
 *
 * A packet sees the old policy or the new one. Registers the hooks if it is
 * enabled and takes them out if it is not; no packet is judged any more when a
 * policy that is not enabled is in force.
 *
 * Context: a generic netlink request of the family; may sleep.
 * Return: 0 or a negative errno; the old policy then stays in force.
 */
int phonewall_net_set_policy(struct phonewall_net *phonewall,
			     struct phonewall_policy *policy,
			     struct netlink_ext_ack *extack);

/**
 * phonewall_netns_init - hold state for every namespace, now and to come
 *
 * Context: process; may sleep.
 * Return: 0 or a negative errno.
 */
int phonewall_netns_init(void);

/**
 * phonewall_netns_exit - undo phonewall_netns_init()
 *
 * Context: process; may sleep.
 */
void phonewall_netns_exit(void);

#endif /* PHONEWALL_NETNS_H */
