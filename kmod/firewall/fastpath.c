// SPDX-License-Identifier: GPL-2.0
/*
 * A few loads recognise the packets that make up nearly all traffic: media and
 * signalling on open ports, segments of live TCP connections, and pings. The
 * verdict on them here is that of phonewall_filter_in() or
 * phonewall_filter_out(), which see all other packets.
 *
 * IPv4 is reassembled before LOCAL_IN, which sees no fragments. A fragment that
 * leaves, from a raw socket, is accepted and makes no flow, whatever its bytes
 * say.
 */
#include <linux/icmp.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/netfilter/ipv4/nf_reject.h>
#include <net/netfilter/ipv6/nf_reject.h>
#include <net/sock.h>
#include <net/tcp_states.h>

#include "core/verdict.h"
#include "events.h"
#include "firewall/fastpath.h"
#include "firewall/filter.h"
#include "firewall/socket.h"

/* phonewall_socket_is_live() decides on these. */
#define TCP_EXCLUDED	(TCPF_LISTEN | TCPF_CLOSE | TCPF_TIME_WAIT)

/* The stack has checked the IP header at skb->data. @family is a constant. */
static __always_inline u8 transport_protocol(const struct sk_buff *skb,
					     u8 family)
{
	return family == AF_INET ? ((const struct iphdr *)skb->data)->protocol :
				   ((const struct ipv6hdr *)skb->data)->nexthdr;
}

static __always_inline unsigned int header_length(u8 family)
{
	return family == AF_INET ? sizeof(struct iphdr) :
				   sizeof(struct ipv6hdr);
}

/*
 * Return: true if @length bytes of a transport header follow a plain IP header
 * directly; an IPv4 header with options is not plain.
 */
static __always_inline bool has_plain_header(const struct sk_buff *skb,
					     u8 family, unsigned int length)
{
	return skb_headlen(skb) >= header_length(family) + length &&
	       (family == AF_INET6 || skb->data[0] == 0x45);
}

/* After has_plain_header(). */
static __always_inline const void *transport_header(const struct sk_buff *skb,
						    u8 family)
{
	return skb->data + header_length(family);
}

/* Early demultiplexing has checked the TCP header and set the socket. */
static __always_inline bool is_of_connection(const struct sk_buff *skb)
{
	return skb->sk && !(1 << READ_ONCE(skb->sk->sk_state) & TCP_EXCLUDED);
}

/*
 * UDP on which early demultiplexing has set a connected socket. A socket that
 * may send to a broadcast address may be connected to one, from which nothing
 * is accepted: filter_in() decides on those.
 */
static __always_inline bool is_for_connected_socket(const struct sk_buff *skb)
{
	return unlikely(skb->sk) &&
	       READ_ONCE(skb->sk->sk_state) == TCP_ESTABLISHED &&
	       !sock_flag(skb->sk, SOCK_BROADCAST);
}

static void send_unreachable(const struct phonewall_firewall *firewall,
			     struct sk_buff *skb,
			     const struct nf_hook_state *state)
{
	if (state->pf == NFPROTO_IPV4)
		nf_send_unreach(skb, ICMP_PORT_UNREACH, state->hook);
	else if (IS_ENABLED(CONFIG_IPV6))
		nf_send_unreach6(firewall->net, skb, ICMPV6_PORT_UNREACH,
				 state->hook);
}

static __always_inline unsigned int
accept_packet(const struct phonewall_firewall *firewall,
	      enum phonewall_reason reason)
{
	phonewall_stats_count(firewall->stats, reason);
	return NF_ACCEPT;
}

static noinline unsigned int filter_in(struct phonewall_firewall *firewall,
				       struct sk_buff *skb,
				       const struct nf_hook_state *state)
{
	struct phonewall_pktinfo pkt = {
		.firewall = firewall,
		.policy = rcu_dereference(firewall->policy),
		.skb = skb,
		.device = state->in,
		.family = state->pf == NFPROTO_IPV4 ? AF_INET : AF_INET6,
	};
	enum phonewall_reason reason;

	if (unlikely(state->in->flags & IFF_LOOPBACK))
		return accept_packet(firewall, PHONEWALL_REASON_LOOPBACK);
	reason = phonewall_filter_in(&pkt);
	/* The phone's own multicast, looped back by the stack. */
	if (phonewall_reason_blocks(reason) &&
	    skb->pkt_type == PACKET_LOOPBACK)
		reason = PHONEWALL_REASON_LOOPBACK;
	phonewall_stats_count(firewall->stats, reason);
	if (!phonewall_reason_blocks(reason))
		return NF_ACCEPT;
	phonewall_events_blocked(firewall->net, &firewall->events, skb,
				 state->in, PHONEWALL_IN, reason);
	phonewall_flood_count(&firewall->flood, skb, state->in, reason);
	if (reason == PHONEWALL_REASON_UDP_REJECTED)
		send_unreachable(firewall, skb, state);
	return NF_DROP;
}

/* A plain datagram to a closed port. */
static noinline unsigned int flow_in_ipv4(struct phonewall_firewall *firewall,
					  struct sk_buff *skb,
					  const struct nf_hook_state *state)
{
	const struct iphdr *ip = (const void *)skb->data;

	if (phonewall_flow_match_in(&firewall->flows,
				    rcu_dereference(firewall->policy), ip,
				    (const void *)(ip + 1)) ||
	    is_for_connected_socket(skb))
		return accept_packet(firewall, PHONEWALL_REASON_LIVE_FLOW);
	return filter_in(firewall, skb, state);
}

static __always_inline unsigned int
udp_in(struct phonewall_firewall *firewall, struct sk_buff *skb,
       const struct nf_hook_state *state, u8 family)
{
	const struct udphdr *udp = transport_header(skb, family);

	if (!has_plain_header(skb, family, sizeof(*udp)))
		return filter_in(firewall, skb, state);
	if (likely(phonewall_port_is_open(rcu_dereference(firewall->policy)->udp,
					  udp->dest)))
		return accept_packet(firewall, PHONEWALL_REASON_OPEN_PORT);
	return family == AF_INET ? flow_in_ipv4(firewall, skb, state) :
				   filter_in(firewall, skb, state);
}

/* A SYN never belongs to an established connection. */
static bool is_connection_ipv4(const struct phonewall_firewall *firewall,
			       struct sk_buff *skb)
{
	const struct tcphdr *tcp = transport_header(skb, AF_INET);

	return has_plain_header(skb, AF_INET, sizeof(*tcp)) &&
	       !tcp->syn && !skb->sk &&
	       phonewall_socket_demultiplex(firewall->net, skb, tcp);
}

static noinline unsigned int
connection_in_ipv4(struct phonewall_firewall *firewall, struct sk_buff *skb,
		   const struct nf_hook_state *state)
{
	if (is_connection_ipv4(firewall, skb))
		return accept_packet(firewall, PHONEWALL_REASON_LIVE_FLOW);
	return filter_in(firewall, skb, state);
}

static __always_inline unsigned int
tcp_in(struct phonewall_firewall *firewall, struct sk_buff *skb,
       const struct nf_hook_state *state, u8 family)
{
	if (is_of_connection(skb))
		return accept_packet(firewall, PHONEWALL_REASON_LIVE_FLOW);
	return family == AF_INET ? connection_in_ipv4(firewall, skb, state) :
				   filter_in(firewall, skb, state);
}

/* Out of line, so that UDP and TCP do not spill registers. */
static noinline unsigned int icmp_in_ipv4(struct phonewall_firewall *firewall,
					  struct sk_buff *skb,
					  const struct nf_hook_state *state)
{
	const struct icmphdr *icmp = transport_header(skb, AF_INET);

	if (has_plain_header(skb, AF_INET, sizeof(*icmp)) &&
	    icmp->type == ICMP_ECHO &&
	    !(rcu_dereference(firewall->policy)->flags &
	      PHONEWALL_FLAG_NO_ICMP_PING))
		return accept_packet(firewall, PHONEWALL_REASON_ECHO_REQUEST);
	return filter_in(firewall, skb, state);
}

static __always_inline unsigned int hook_in(struct phonewall_firewall *firewall,
					    struct sk_buff *skb,
					    const struct nf_hook_state *state,
					    u8 family)
{
	u8 protocol = transport_protocol(skb, family);

	if (likely(protocol == IPPROTO_UDP))
		return udp_in(firewall, skb, state, family);
	if (protocol == IPPROTO_TCP)
		return tcp_in(firewall, skb, state, family);
	if (family == AF_INET && protocol == IPPROTO_ICMP)
		return icmp_in_ipv4(firewall, skb, state);
	return filter_in(firewall, skb, state);
}

static noinline unsigned int filter_out(struct phonewall_firewall *firewall,
					struct sk_buff *skb,
					const struct nf_hook_state *state)
{
	struct phonewall_pktinfo pkt = {
		.firewall = firewall,
		.policy = rcu_dereference(firewall->policy),
		.skb = skb,
		.device = state->out,
		.family = state->pf == NFPROTO_IPV4 ? AF_INET : AF_INET6,
	};
	enum phonewall_reason reason;

	if (unlikely(state->out->flags & IFF_LOOPBACK))
		return accept_packet(firewall, PHONEWALL_REASON_OUTGOING);
	reason = phonewall_filter_out(&pkt);
	phonewall_stats_count(firewall->stats, reason);
	if (!phonewall_reason_blocks(reason))
		return NF_ACCEPT;
	phonewall_events_blocked(firewall->net, &firewall->events, skb,
				 state->out, PHONEWALL_OUT, reason);
	return NF_DROP;
}

static __always_inline unsigned int
new_flow_out_ipv4(struct phonewall_firewall *firewall, struct sk_buff *skb,
		  const struct nf_hook_state *state)
{
	const struct iphdr *ip = (const void *)skb->data;

	/* filter_out() decides on IFF_MASTER, which the device of a VRF has. */
	if (ip_is_fragment(ip) ||
	    state->out->flags & (IFF_LOOPBACK | IFF_MASTER) ||
	    !phonewall_flow_make_udp_ipv4(&firewall->flows,
					  rcu_dereference(firewall->policy),
					  skb))
		return filter_out(firewall, skb, state);
	return accept_packet(firewall, PHONEWALL_REASON_OUTGOING);
}

/* From a connected socket; filter_out() creates the flow if it needs one. */
static noinline unsigned int
connected_out_ipv4(struct phonewall_firewall *firewall, struct sk_buff *skb,
		   const struct nf_hook_state *state)
{
	const struct udphdr *udp = transport_header(skb, AF_INET);

	if (udp->dest != htons(PHONEWALL_TFTP_PORT) &&
	    phonewall_socket_matches_answers(firewall->net, skb->sk,
					     udp->source, udp->dest))
		return accept_packet(firewall, PHONEWALL_REASON_OUTGOING);
	return filter_out(firewall, skb, state);
}

/* A plain datagram from a closed port. */
static noinline unsigned int flow_out_ipv4(struct phonewall_firewall *firewall,
					   struct sk_buff *skb,
					   const struct nf_hook_state *state)
{
	const struct iphdr *ip = (const void *)skb->data;
	const struct udphdr *udp = (const void *)(ip + 1);

	if (udp->dest != htons(PHONEWALL_TFTP_PORT) &&
	    phonewall_flow_match_out(&firewall->flows,
				     rcu_dereference(firewall->policy), ip,
				     udp))
		return accept_packet(firewall, PHONEWALL_REASON_OUTGOING);
	if (skb->sk && READ_ONCE(skb->sk->sk_state) == TCP_ESTABLISHED)
		return connected_out_ipv4(firewall, skb, state);
	return new_flow_out_ipv4(firewall, skb, state);
}

static __always_inline unsigned int
udp_out(struct phonewall_firewall *firewall, struct sk_buff *skb,
	const struct nf_hook_state *state, u8 family)
{
	const struct udphdr *udp = transport_header(skb, family);

	if (!has_plain_header(skb, family, sizeof(*udp)))
		return filter_out(firewall, skb, state);
	if (phonewall_port_is_open(rcu_dereference(firewall->policy)->udp,
				   udp->source))
		return accept_packet(firewall, PHONEWALL_REASON_OUTGOING);
	return family == AF_INET ? flow_out_ipv4(firewall, skb, state) :
				   filter_out(firewall, skb, state);
}

static bool is_echo_reply_ipv4(const struct sk_buff *skb)
{
	const struct icmphdr *icmp = transport_header(skb, AF_INET);

	return has_plain_header(skb, AF_INET, sizeof(*icmp)) &&
	       icmp->type == ICMP_ECHOREPLY;
}

/* The socket table has the state of TCP; an answer to a ping needs none. */
static __always_inline unsigned int hook_out(struct phonewall_firewall *firewall,
					     struct sk_buff *skb,
					     const struct nf_hook_state *state,
					     u8 family)
{
	u8 protocol = transport_protocol(skb, family);

	if (protocol == IPPROTO_UDP)
		return udp_out(firewall, skb, state, family);
	if (protocol == IPPROTO_TCP ||
	    (family == AF_INET && protocol == IPPROTO_ICMP &&
	     is_echo_reply_ipv4(skb)))
		return accept_packet(firewall, PHONEWALL_REASON_OUTGOING);
	return filter_out(firewall, skb, state);
}

static unsigned int hook_in_ipv4(void *firewall, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	return hook_in(firewall, skb, state, AF_INET);
}

static unsigned int hook_in_ipv6(void *firewall, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	return hook_in(firewall, skb, state, AF_INET6);
}

static unsigned int hook_out_ipv4(void *firewall, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	return hook_out(firewall, skb, state, AF_INET);
}

static unsigned int hook_out_ipv6(void *firewall, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	return hook_out(firewall, skb, state, AF_INET6);
}

/*
 * The hooks see packets as the sockets do: output before the translation of
 * local destinations, input after that has been undone. IPv6 is last in both
 * arrays: without CONFIG_IPV6 it is not registered.
 */
const struct nf_hook_ops phonewall_fastpath_in[2] = {
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

const struct nf_hook_ops phonewall_fastpath_out[2] = {
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
