// SPDX-License-Identifier: GPL-2.0
#include <linux/netdevice.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/netfilter/ipv4/nf_reject.h>
#include <net/netfilter/ipv6/nf_defrag_ipv6.h>
#include <net/netfilter/ipv6/nf_reject.h>

#include "events.h"
#include "filter.h"
#include "hooks.h"
#include "netns.h"
#include "shortcut.h"
#include "socket.h"
#include "verdict.h"

static void reject(const struct phonewall_net *phonewall, struct sk_buff *skb,
		   const struct nf_hook_state *state)
{
	if (state->pf == NFPROTO_IPV4)
		nf_send_unreach(skb, ICMP_PORT_UNREACH, state->hook);
	else
		nf_send_unreach6(phonewall->net, skb, ICMPV6_PORT_UNREACH,
				 state->hook);
}

static noinline unsigned int filter_in(struct phonewall_net *phonewall,
				       const struct phonewall_policy *policy,
				       struct sk_buff *skb,
				       const struct nf_hook_state *state,
				       u8 family)
{
	struct phonewall_passage passage = {
		.phonewall = phonewall,
		.policy = policy,
		.skb = skb,
		.device = state->in,
		.family = family,
	};
	enum phonewall_reason reason = phonewall_filter_in(&passage);

	/* The phone's own multicast, looped back by the stack. */
	if (phonewall_reason_blocks(reason) &&
	    skb->pkt_type == PACKET_LOOPBACK)
		reason = PHONEWALL_REASON_LOOPBACK;
	phonewall_stats_count(phonewall->stats, reason);
	if (!phonewall_reason_blocks(reason))
		return NF_ACCEPT;
	phonewall_events_blocked(&passage, PHONEWALL_IN, reason);
	if (reason == PHONEWALL_REASON_UDP_REJECTED)
		reject(phonewall, skb, state);
	return NF_DROP;
}

static __always_inline unsigned int
accept(const struct phonewall_net *phonewall, enum phonewall_reason reason)
{
	phonewall_stats_count(phonewall->stats, reason);
	return NF_ACCEPT;
}

/* A SYN opens a connection: it belongs to none. */
static bool is_connection_ipv4(const struct phonewall_net *phonewall,
			       struct sk_buff *skb)
{
	const struct tcphdr *tcp = phonewall_shortcut_tcp(skb);

	return tcp && !tcp->syn && !skb->sk &&
	       phonewall_socket_demultiplex(phonewall->net, skb, tcp);
}

static bool is_flow_ipv4(struct phonewall_net *phonewall,
			 const struct phonewall_policy *policy,
			 const struct sk_buff *skb)
{
	const struct udphdr *udp = phonewall_shortcut_udp(skb);

	return udp && phonewall_flow_meet_in(&phonewall->flows, policy,
					     (const void *)skb->data, udp);
}

/* Apart, lest the packets that need no look-up pay for its stack. */
static noinline unsigned int
look_up_in_ipv4(struct phonewall_net *phonewall,
		const struct phonewall_policy *policy, struct sk_buff *skb,
		const struct nf_hook_state *state)
{
	if (!is_flow_ipv4(phonewall, policy, skb) &&
	    !is_connection_ipv4(phonewall, skb))
		return filter_in(phonewall, policy, skb, state, AF_INET);
	return accept(phonewall, PHONEWALL_REASON_LIVE_FLOW);
}

static __always_inline unsigned int hook_in(struct phonewall_net *phonewall,
					    struct sk_buff *skb,
					    const struct nf_hook_state *state,
					    u8 family)
{
	const struct phonewall_policy *policy;
	enum phonewall_reason reason;

	if (unlikely(state->in->flags & IFF_LOOPBACK))
		return accept(phonewall, PHONEWALL_REASON_LOOPBACK);
	policy = rcu_dereference(phonewall->policy);
	reason = phonewall_shortcut_in(policy, skb, family);
	if (reason != PHONEWALL_REASON_DISABLED)
		return accept(phonewall, reason);
	return family == AF_INET ?
	       look_up_in_ipv4(phonewall, policy, skb, state) :
	       filter_in(phonewall, policy, skb, state, family);
}

static noinline unsigned int filter_out(struct phonewall_net *phonewall,
					const struct phonewall_policy *policy,
					const struct sk_buff *skb,
					const struct nf_hook_state *state,
					u8 family)
{
	struct phonewall_passage passage = {
		.phonewall = phonewall,
		.policy = policy,
		.skb = skb,
		.device = state->out,
		.family = family,
	};
	enum phonewall_reason reason = phonewall_filter_out(&passage);

	phonewall_stats_count(phonewall->stats, reason);
	if (!phonewall_reason_blocks(reason))
		return NF_ACCEPT;
	phonewall_events_blocked(&passage, PHONEWALL_OUT, reason);
	return NF_DROP;
}

static noinline unsigned int
look_up_out_ipv4(struct phonewall_net *phonewall,
		 const struct phonewall_policy *policy,
		 const struct sk_buff *skb, const struct nf_hook_state *state)
{
	const struct udphdr *udp = phonewall_shortcut_udp(skb);

	if (!udp || !phonewall_flow_meet_out(&phonewall->flows, policy,
					     (const void *)skb->data, udp))
		return filter_out(phonewall, policy, skb, state, AF_INET);
	return accept(phonewall, PHONEWALL_REASON_OUTGOING);
}

static __always_inline unsigned int hook_out(struct phonewall_net *phonewall,
					     struct sk_buff *skb,
					     const struct nf_hook_state *state,
					     u8 family)
{
	const struct phonewall_policy *policy;

	policy = rcu_dereference(phonewall->policy);
	if (!phonewall_shortcut_out(policy, skb, family) &&
	    !(state->out->flags & IFF_LOOPBACK))
		return family == AF_INET ?
		       look_up_out_ipv4(phonewall, policy, skb, state) :
		       filter_out(phonewall, policy, skb, state, family);
	return accept(phonewall, PHONEWALL_REASON_OUTGOING);
}

static unsigned int hook_in_ipv4(void *phonewall, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	return hook_in(phonewall, skb, state, AF_INET);
}

static unsigned int hook_in_ipv6(void *phonewall, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	return hook_in(phonewall, skb, state, AF_INET6);
}

static unsigned int hook_out_ipv4(void *phonewall, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	return hook_out(phonewall, skb, state, AF_INET);
}

static unsigned int hook_out_ipv6(void *phonewall, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	return hook_out(phonewall, skb, state, AF_INET6);
}

static const struct nf_hook_ops hook_templates[PHONEWALL_HOOKS] = {
	{
		.hook = hook_in_ipv4,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_LOCAL_IN,
		.priority = NF_IP_PRI_FILTER,
	},
	{
		.hook = hook_out_ipv4,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_LOCAL_OUT,
		.priority = NF_IP_PRI_FILTER,
	},
	{
		.hook = hook_in_ipv6,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_LOCAL_IN,
		.priority = NF_IP6_PRI_FILTER,
	},
	{
		.hook = hook_out_ipv6,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_LOCAL_OUT,
		.priority = NF_IP6_PRI_FILTER,
	},
};

int phonewall_hooks_register(struct phonewall_net *phonewall)
{
	unsigned int i;
	int error;

	if (phonewall->hooked)
		return 0;
	/* IPv4 is reassembled before LOCAL_IN, IPv6 only after it. */
	error = nf_defrag_ipv6_enable(phonewall->net);
	if (error)
		return error;
	for (i = 0; i < PHONEWALL_HOOKS; i++) {
		phonewall->hooks[i] = hook_templates[i];
		phonewall->hooks[i].priv = phonewall;
	}
	error = nf_register_net_hooks(phonewall->net, phonewall->hooks,
				      PHONEWALL_HOOKS);
	if (error)
		goto disable_defrag;
	phonewall->hooked = true;
	return 0;

disable_defrag:
	nf_defrag_ipv6_disable(phonewall->net);
	return error;
}

void phonewall_hooks_unregister(struct phonewall_net *phonewall)
{
	if (!phonewall->hooked)
		return;
	nf_unregister_net_hooks(phonewall->net, phonewall->hooks,
				PHONEWALL_HOOKS);
	nf_defrag_ipv6_disable(phonewall->net);
	phonewall->hooked = false;
}
