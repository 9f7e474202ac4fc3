// SPDX-License-Identifier: GPL-2.0
#include <linux/netdevice.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/netfilter/ipv4/nf_reject.h>
#include <net/netfilter/ipv6/nf_reject.h>

#include "compat/nf_defrag_ipv6.h"
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
	else if (IS_ENABLED(CONFIG_IPV6))
		nf_send_unreach6(phonewall->net, skb, ICMPV6_PORT_UNREACH,
				 state->hook);
}

static __always_inline unsigned int
accept(const struct phonewall_net *phonewall, enum phonewall_reason reason)
{
	phonewall_stats_count(phonewall->stats, reason);
	return NF_ACCEPT;
}

static noinline unsigned int filter_in(struct phonewall_net *phonewall,
				       struct sk_buff *skb,
				       const struct nf_hook_state *state)
{
	struct phonewall_passage passage = {
		.phonewall = phonewall,
		.policy = rcu_dereference(phonewall->policy),
		.skb = skb,
		.device = state->in,
		.family = state->pf == NFPROTO_IPV4 ? AF_INET : AF_INET6,
	};
	enum phonewall_reason reason;

	if (unlikely(state->in->flags & IFF_LOOPBACK))
		return accept(phonewall, PHONEWALL_REASON_LOOPBACK);
	reason = phonewall_filter_in(&passage);
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

/* A plain datagram to a closed port. */
static noinline unsigned int flow_in_ipv4(struct phonewall_net *phonewall,
					  struct sk_buff *skb,
					  const struct nf_hook_state *state)
{
	const struct iphdr *ip = (const void *)skb->data;

	if (phonewall_flow_meet_in(&phonewall->flows,
				   rcu_dereference(phonewall->policy), ip,
				   (const void *)(ip + 1)))
		return accept(phonewall, PHONEWALL_REASON_LIVE_FLOW);
	return filter_in(phonewall, skb, state);
}

static __always_inline unsigned int
udp_in(struct phonewall_net *phonewall, struct sk_buff *skb,
       const struct nf_hook_state *state, u8 family)
{
	const struct udphdr *udp = phonewall_shortcut_transport(skb, family);

	if (!phonewall_shortcut_has(skb, family, sizeof(*udp)))
		return filter_in(phonewall, skb, state);
	if (likely(phonewall_port_is_open(rcu_dereference(phonewall->policy)->udp,
					  udp->dest)))
		return accept(phonewall, PHONEWALL_REASON_OPEN_PORT);
	return family == AF_INET ? flow_in_ipv4(phonewall, skb, state) :
				   filter_in(phonewall, skb, state);
}

/* A SYN opens a connection: it belongs to none. */
static bool is_connection_ipv4(const struct phonewall_net *phonewall,
			       struct sk_buff *skb)
{
	const struct tcphdr *tcp = phonewall_shortcut_transport(skb, AF_INET);

	return phonewall_shortcut_has(skb, AF_INET, sizeof(*tcp)) &&
	       !tcp->syn && !skb->sk &&
	       phonewall_socket_demultiplex(phonewall->net, skb, tcp);
}

static noinline unsigned int
connection_in_ipv4(struct phonewall_net *phonewall, struct sk_buff *skb,
		   const struct nf_hook_state *state)
{
	if (is_connection_ipv4(phonewall, skb))
		return accept(phonewall, PHONEWALL_REASON_LIVE_FLOW);
	return filter_in(phonewall, skb, state);
}

static __always_inline unsigned int
tcp_in(struct phonewall_net *phonewall, struct sk_buff *skb,
       const struct nf_hook_state *state, u8 family)
{
	if (phonewall_shortcut_connection(skb))
		return accept(phonewall, PHONEWALL_REASON_LIVE_FLOW);
	return family == AF_INET ? connection_in_ipv4(phonewall, skb, state) :
				   filter_in(phonewall, skb, state);
}

/* Apart, lest the packets that are more have to spare registers for it. */
static noinline unsigned int icmp_in_ipv4(struct phonewall_net *phonewall,
					  struct sk_buff *skb,
					  const struct nf_hook_state *state)
{
	const struct icmphdr *icmp = phonewall_shortcut_transport(skb, AF_INET);

	if (phonewall_shortcut_has(skb, AF_INET, sizeof(*icmp)) &&
	    icmp->type == ICMP_ECHO &&
	    !(rcu_dereference(phonewall->policy)->flags &
	      PHONEWALL_FLAG_NO_ICMP_PING))
		return accept(phonewall, PHONEWALL_REASON_ECHO_REQUEST);
	return filter_in(phonewall, skb, state);
}

static __always_inline unsigned int hook_in(struct phonewall_net *phonewall,
					    struct sk_buff *skb,
					    const struct nf_hook_state *state,
					    u8 family)
{
	u8 protocol = phonewall_shortcut_protocol(skb, family);

	if (likely(protocol == IPPROTO_UDP))
		return udp_in(phonewall, skb, state, family);
	if (protocol == IPPROTO_TCP)
		return tcp_in(phonewall, skb, state, family);
	if (family == AF_INET && protocol == IPPROTO_ICMP)
		return icmp_in_ipv4(phonewall, skb, state);
	return filter_in(phonewall, skb, state);
}

static noinline unsigned int filter_out(struct phonewall_net *phonewall,
					struct sk_buff *skb,
					const struct nf_hook_state *state)
{
	struct phonewall_passage passage = {
		.phonewall = phonewall,
		.policy = rcu_dereference(phonewall->policy),
		.skb = skb,
		.device = state->out,
		.family = state->pf == NFPROTO_IPV4 ? AF_INET : AF_INET6,
	};
	enum phonewall_reason reason;

	if (unlikely(state->out->flags & IFF_LOOPBACK))
		return accept(phonewall, PHONEWALL_REASON_OUTGOING);
	reason = phonewall_filter_out(&passage);
	phonewall_stats_count(phonewall->stats, reason);
	if (!phonewall_reason_blocks(reason))
		return NF_ACCEPT;
	phonewall_events_blocked(&passage, PHONEWALL_OUT, reason);
	return NF_DROP;
}

static noinline unsigned int
new_flow_out_ipv4(struct phonewall_net *phonewall, struct sk_buff *skb,
		  const struct nf_hook_state *state)
{
	const struct iphdr *ip = (const void *)skb->data;

	if (ip_is_fragment(ip) || state->out->flags & IFF_LOOPBACK ||
	    !phonewall_flow_make_udp_ipv4(&phonewall->flows,
					  rcu_dereference(phonewall->policy),
					  ip, (const void *)(ip + 1)))
		return filter_out(phonewall, skb, state);
	return accept(phonewall, PHONEWALL_REASON_OUTGOING);
}

/* A plain datagram from a closed port. */
static noinline unsigned int flow_out_ipv4(struct phonewall_net *phonewall,
					   struct sk_buff *skb,
					   const struct nf_hook_state *state)
{
	const struct iphdr *ip = (const void *)skb->data;
	const struct udphdr *udp = (const void *)(ip + 1);

	if (udp->dest != htons(PHONEWALL_TFTP_PORT) &&
	    phonewall_flow_meet_out(&phonewall->flows,
				    rcu_dereference(phonewall->policy), ip,
				    udp))
		return accept(phonewall, PHONEWALL_REASON_OUTGOING);
	return new_flow_out_ipv4(phonewall, skb, state);
}

static __always_inline unsigned int
udp_out(struct phonewall_net *phonewall, struct sk_buff *skb,
	const struct nf_hook_state *state, u8 family)
{
	const struct udphdr *udp = phonewall_shortcut_transport(skb, family);

	if (!phonewall_shortcut_has(skb, family, sizeof(*udp)))
		return filter_out(phonewall, skb, state);
	if (phonewall_port_is_open(rcu_dereference(phonewall->policy)->udp,
				   udp->source))
		return accept(phonewall, PHONEWALL_REASON_OUTGOING);
	return family == AF_INET ? flow_out_ipv4(phonewall, skb, state) :
				   filter_out(phonewall, skb, state);
}

static bool is_echo_reply_ipv4(const struct sk_buff *skb)
{
	const struct icmphdr *icmp = phonewall_shortcut_transport(skb, AF_INET);

	return phonewall_shortcut_has(skb, AF_INET, sizeof(*icmp)) &&
	       icmp->type == ICMP_ECHOREPLY;
}

/* The socket table holds the state of TCP; an answer to a ping needs none. */
static __always_inline unsigned int hook_out(struct phonewall_net *phonewall,
					     struct sk_buff *skb,
					     const struct nf_hook_state *state,
					     u8 family)
{
	u8 protocol = phonewall_shortcut_protocol(skb, family);

	if (protocol == IPPROTO_UDP)
		return udp_out(phonewall, skb, state, family);
	if (protocol == IPPROTO_TCP ||
	    (family == AF_INET && protocol == IPPROTO_ICMP &&
	     is_echo_reply_ipv4(skb)))
		return accept(phonewall, PHONEWALL_REASON_OUTGOING);
	return filter_out(phonewall, skb, state);
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

/* Those of IPv6 come last: without it they are not registered. */
static const struct nf_hook_ops hook_templates[] = {
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
	error = phonewall_defrag_ipv6_enable(phonewall->net);
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
	phonewall_defrag_ipv6_disable(phonewall->net);
	return error;
}

void phonewall_hooks_unregister(struct phonewall_net *phonewall)
{
	if (!phonewall->hooked)
		return;
	nf_unregister_net_hooks(phonewall->net, phonewall->hooks,
				PHONEWALL_HOOKS);
	phonewall_defrag_ipv6_disable(phonewall->net);
	phonewall->hooked = false;
}
