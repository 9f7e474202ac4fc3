/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_FIREWALL_STATE_H
#define PHONEWALL_FIREWALL_STATE_H

#include <linux/netfilter.h>
#include <net/net_namespace.h>

#include "core/policy.h"
#include "events.h"
#include "firewall/flow.h"
#include "firewall/stats.h"

#define PHONEWALL_FAMILIES	(IS_ENABLED(CONFIG_IPV6) ? 2 : 1)

/**
 * struct phonewall_firewall - the firewall of a network namespace
 * @policy: the policy in force; never NULL. Replaced under the generic netlink
 *	lock, which serialises every request
 * @stats: packets for each reason
 * @flows: UDP, echo and other flows; TCP's state is the socket table
 * @net: the namespace, which outlives this
 * @hooks_in: at what comes in, for each family; the namespace's own, because the
 *	kernel keeps the pointers
 * @hooks_out: the same at what goes out
 * @hooked: whether they are registered
 * @events: limits EVENT_BLOCKED
 */
struct phonewall_firewall {
	/* What packets read lies in one cache line, with the flows' hash. */
	struct phonewall_policy __rcu *policy;
	struct phonewall_stats __percpu *stats;
	struct phonewall_flow_table flows;
	struct net *net;
	struct nf_hook_ops hooks_in[PHONEWALL_FAMILIES];
	struct nf_hook_ops hooks_out[PHONEWALL_FAMILIES];
	bool hooked;
	struct phonewall_event_limit events;
};

#endif /* PHONEWALL_FIREWALL_STATE_H */
