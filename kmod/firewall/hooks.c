// SPDX-License-Identifier: GPL-2.0
#include <linux/netdevice.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/netfilter/ipv4/nf_reject.h>
#include <net/netfilter/ipv6/nf_reject.h>

#include "compat/nf_defrag_ipv6.h"
#include "events.h"
#include "firewall/filter.h"
#include "firewall/hooks.h"
#include "netns.h"
#include "firewall/shortcut.h"
#include "firewall/socket.h"
#include "core/verdict.h"

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
				   (const void *)(ip + 1)) ||
	    phonewall_shortcut_connected(skb))
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

/* A SYN never belongs to an established connection. */
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

/* Out of line, so that UDP and TCP do not spill registers. */
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

static __always_inline unsigned int
new_flow_out_ipv4(struct phonewall_net *phonewall, struct sk_buff *skb,
		  const struct nf_hook_state *state)
{
	const struct iphdr *ip = (const void *)skb->data;

	/* A VRF's device has IFF_MASTER, which filter_out() looks closer at. */
	if (ip_is_fragment(ip) ||
	    state->out->flags & (IFF_LOOPBACK | IFF_MASTER) ||
	    !phonewall_flow_make_udp_ipv4(&phonewall->flows,
					  rcu_dereference(phonewall->policy),
					  skb))
		return filter_out(phonewall, skb, state);
	return accept(phonewall, PHONEWALL_REASON_OUTGOING);
}

/* From a connected socket; filter_out() makes the flow if there is to be one. */
static noinline unsigned int
connected_out_ipv4(struct phonewall_net *phonewall, struct sk_buff *skb,
		   const struct nf_hook_state *state)
{
	const struct udphdr *udp = phonewall_shortcut_transport(skb, AF_INET);

	if (udp->dest != htons(PHONEWALL_TFTP_PORT) &&
	    phonewall_socket_tells_answers(phonewall->net, skb->sk,
					   udp->source, udp->dest))
		return accept(phonewall, PHONEWALL_REASON_OUTGOING);
	return filter_out(phonewall, skb, state);
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
	if (skb->sk && READ_ONCE(skb->sk->sk_state) == TCP_ESTABLISHED)
		return connected_out_ipv4(phonewall, skb, state);
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

/*
 * Packets are judged as the sockets see them: what leaves before the translation
 * of local destinations, what arrives after that has been undone. In each
 * direction IPv6 comes last: without it that hook is not registered.
 */
static const struct nf_hook_ops hooks_in[] = {
	{
		.hook = hook_in_ipv4,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_LOCAL_IN,
		.priority = NF_IP_PRI_NAT_SRC + 1,
	},
	{
		.hook = hook_in_ipv6,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_LOCAL_IN,
		.priority = NF_IP6_PRI_NAT_SRC + 1,
	},
};

static const struct nf_hook_ops hooks_out[] = {
	{
		.hook = hook_out_ipv4,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_LOCAL_OUT,
		.priority = NF_IP_PRI_NAT_DST - 1,
	},
	{
		.hook = hook_out_ipv6,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_LOCAL_OUT,
		.priority = NF_IP6_PRI_NAT_DST - 1,
	},
};

static void prepare_hooks(struct phonewall_net *phonewall)
{
	unsigned int i;

	for (i = 0; i < PHONEWALL_FAMILIES; i++) {
		phonewall->hooks_in[i] = hooks_in[i];
		phonewall->hooks_in[i].priv = phonewall;
		phonewall->hooks_out[i] = hooks_out[i];
		phonewall->hooks_out[i].priv = phonewall;
	}
}

/*
 * Out first, and in only once every packet that passed without being seen has
 * left: the answer to what goes out meanwhile finds its flow.
 */
static int register_hooks(struct phonewall_net *phonewall)
{
	int error;

	error = nf_register_net_hooks(phonewall->net, phonewall->hooks_out,
				      PHONEWALL_FAMILIES);
	if (error)
		return error;
	synchronize_net();
	error = nf_register_net_hooks(phonewall->net, phonewall->hooks_in,
				      PHONEWALL_FAMILIES);
	if (error)
		nf_unregister_net_hooks(phonewall->net, phonewall->hooks_out,
					PHONEWALL_FAMILIES);
	return error;
}

int phonewall_hooks_register(struct phonewall_net *phonewall)
{
	int error;

	if (phonewall->hooked)
		return 0;
	/* IPv4 is reassembled before LOCAL_IN, IPv6 only after it. */
	error = phonewall_defrag_ipv6_enable(phonewall->net);
	if (error)
		return error;
	prepare_hooks(phonewall);
	error = register_hooks(phonewall);
	if (error)
		goto disable_defrag;
	phonewall->hooked = true;
	return 0;

disable_defrag:
	phonewall_defrag_ipv6_disable(phonewall->net);
	return error;
}

/* In first: what is not noted any more is answered without being judged. */
void phonewall_hooks_unregister(struct phonewall_net *phonewall)
{
	if (!phonewall->hooked)
		return;
	nf_unregister_net_hooks(phonewall->net, phonewall->hooks_in,
				PHONEWALL_FAMILIES);
	nf_unregister_net_hooks(phonewall->net, phonewall->hooks_out,
				PHONEWALL_FAMILIES);
	phonewall_defrag_ipv6_disable(phonewall->net);
	phonewall->hooked = false;
}
