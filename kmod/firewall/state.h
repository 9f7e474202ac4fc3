/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_FIREWALL_STATE_H
#define PHONEWALL_FIREWALL_STATE_H

#include <linux/netfilter.h>
#include <net/net_namespace.h>

#include "core/policy.h"
#include "events.h"
#include "firewall/flood.h"
#include "firewall/flow.h"
#include "firewall/stats.h"

#define PHONEWALL_FAMILIES	(IS_ENABLED(CONFIG_IPV6) ? 2 : 1)

/**
 * struct phonewall_firewall - the firewall of a network namespace
 * @policy: the policy in force; never NULL. Replaced under the generic netlink
 *	lock, which serialises the requests
 * @stats: packets by reason
 * @flows: UDP, echo and other flows; the socket table has TCP's state
 * @net: the namespace, which outlives this
 * @hooks_in: input hooks by family; a copy for each namespace, because the
 *	kernel keeps the pointers
 * @hooks_out: output hooks, the same
 * @hooked: both are registered
 * @events: limits EVENT_BLOCKED
 * @flood: drops early what comes too often
 */
struct phonewall_firewall {
	/* Packets read these and the flows' hash, all in one cache line. */
	struct phonewall_policy __rcu *policy;
	struct phonewall_stats __percpu *stats;
	struct phonewall_flow_table flows;
	struct net *net;
	struct nf_hook_ops hooks_in[PHONEWALL_FAMILIES];
	struct nf_hook_ops hooks_out[PHONEWALL_FAMILIES];
	bool hooked;
	struct phonewall_event_limit events;
	struct phonewall_flood flood;
};

#endif /* PHONEWALL_FIREWALL_STATE_H */
