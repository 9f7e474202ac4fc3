// SPDX-License-Identifier: GPL-2.0
/*
 * What the stack would do with a packet is certain if its headers are plain and
 * right, it is to an address of the phone, and no other hook sees it before
 * ours in LOCAL_IN: another one may translate it, or act on it.
 */
#include <linux/if_vlan.h>
#include <linux/inetdevice.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/addrconf.h>
#include <net/ip.h>
#include <net/sock.h>

#include "compat/inet_hashtables.h"
#include "core/verdict.h"
#include "firewall/filter.h"
#include "firewall/ingress.h"
#include "firewall/socket.h"

static unsigned int count_hooks(const struct nf_hook_entries *entries)
{
	return entries ? entries->num_hook_entries : 0;
}

/* @before: the hooks in PRE_ROUTING that are known. */
static bool is_first(const struct phonewall_firewall *firewall,
		     struct nf_hook_entries __rcu *const *hooks,
		     unsigned int before)
{
	const struct nf_hook_entries *entries;

	entries = rcu_dereference(hooks[NF_INET_PRE_ROUTING]);
	if (count_hooks(entries) != before)
		return false;
	entries = rcu_dereference(hooks[NF_INET_LOCAL_IN]);
	return count_hooks(entries) && entries->hooks[0].priv == firewall;
}

static unsigned int transport_length(u8 protocol)
{
	switch (protocol) {
	case IPPROTO_UDP:
		return sizeof(struct udphdr);
	case IPPROTO_TCP:
		return sizeof(struct tcphdr);
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return sizeof(struct icmphdr);
	default:
		return 0;
	}
}

static unsigned int packet_length(const struct sk_buff *skb, u8 family)
{
	if (family == AF_INET)
		return ntohs(((const struct iphdr *)skb->data)->tot_len);
	return sizeof(struct ipv6hdr) +
	       ntohs(((const struct ipv6hdr *)skb->data)->payload_len);
}

static u8 family_of(const struct sk_buff *skb)
{
	return skb->protocol == htons(ETH_P_IP) ? AF_INET : AF_INET6;
}

/* The headers are linear, and the packet is as long as it says. */
static bool has_headers(const struct sk_buff *skb, unsigned int network_length,
			unsigned int length, u8 protocol)
{
	unsigned int transport = transport_length(protocol);

	return transport &&
	       length >= network_length + transport && length <= skb->len &&
	       skb_headlen(skb) >= network_length + transport;
}

/* Most packets are to the first address of the device that they come in by. */
static bool is_local_ipv4(struct net *net, const struct net_device *device,
			  __be32 address)
{
	const struct in_device *in_device = __in_dev_get_rcu(device);
	const struct in_ifaddr *first;

	first = in_device ? rcu_dereference(in_device->ifa_list) : NULL;
	return (first && first->ifa_local == address) ||
	       __ip_dev_find(net, address, false);
}

static bool is_certain_ipv4(const struct phonewall_firewall *firewall,
			    const struct sk_buff *skb)
{
	const struct iphdr *ip = (const void *)skb->data;

	return skb_headlen(skb) >= sizeof(*ip) && skb->data[0] == 0x45 &&
	       !ip_is_fragment(ip) && !ipv4_is_multicast(ip->daddr) &&
	       has_headers(skb, sizeof(*ip), packet_length(skb, AF_INET),
			   ip->protocol) &&
	       !ip_fast_csum(ip, 5) &&
	       is_first(firewall, firewall->net->nf.hooks_ipv4, 0) &&
	       is_local_ipv4(firewall->net, skb->dev, ip->daddr);
}

/* The hook that is known reassembles; firewall.c has it registered. */
static bool is_certain_ipv6(const struct phonewall_firewall *firewall,
			    const struct sk_buff *skb)
{
#if IS_ENABLED(CONFIG_IPV6)
	const struct ipv6hdr *ip = (const void *)skb->data;

	return skb_headlen(skb) >= sizeof(*ip) && ip->version == 6 &&
	       has_headers(skb, sizeof(*ip), packet_length(skb, AF_INET6),
			   ip->nexthdr) &&
	       is_first(firewall, firewall->net->nf.hooks_ipv6, 1) &&
	       ipv6_chk_addr(firewall->net, &ip->daddr, NULL, 0);
#else
	return false;
#endif
}

static bool is_certain(const struct phonewall_firewall *firewall,
		       struct sk_buff *skb)
{
	if (skb->pkt_type != PACKET_HOST || skb_vlan_tag_present(skb) ||
	    skb_shared(skb) || skb_sk_is_prefetched(skb))
		return false;
	if (skb->protocol == htons(ETH_P_IP))
		return is_certain_ipv4(firewall, skb);
	return skb->protocol == htons(ETH_P_IPV6) &&
	       is_certain_ipv6(firewall, skb);
}

/* The table has no flow, expectation or query that would let it in. */
static bool has_no_flow(const struct phonewall_firewall *firewall,
			const struct iphdr *ip, __be16 local, __be16 remote)
{
	const union phonewall_flow_ports ports = {
		.local = local, .remote = remote,
	};

	return !READ_ONCE(firewall->flows.expectations) &&
	       !phonewall_flow_hash_find_ipv4(
		       rcu_dereference(firewall->flows.hash), ports.pair,
		       ip->protocol, ip->daddr, ip->saddr);
}

/*
 * The filter would look for the flow between these addresses and ports, for
 * expectations and queries, and for a connected socket. It would say
 * UDP_REJECTED of no port that is not answered. No group of the policy is an
 * address of the phone.
 */
static enum phonewall_reason
quick_reason_udp(const struct phonewall_firewall *firewall,
		 const struct phonewall_policy *policy, const struct iphdr *ip)
{
	const struct udphdr *udp = (const void *)(ip + 1);

	if (phonewall_port_is_open(policy->udp, udp->dest))
		return PHONEWALL_REASON_OPEN_PORT;
	if (!phonewall_port_is_answered(policy, ntohs(udp->dest)) &&
	    has_no_flow(firewall, ip, udp->dest, udp->source) &&
	    !phonewall_socket_may_take_udp(firewall->net, udp))
		return PHONEWALL_REASON_UDP_BLOCKED;
	return PHONEWALL_REASON_DISABLED;
}

/* LOCAL_IN judges a segment of a connection again. */
static enum phonewall_reason
quick_reason_tcp(const struct phonewall_firewall *firewall,
		 const struct phonewall_policy *policy, const struct iphdr *ip,
		 const struct net_device *device)
{
	const struct tcphdr *tcp = (const void *)(ip + 1);

	if (phonewall_port_is_open(policy->tcp, tcp->dest))
		return PHONEWALL_REASON_OPEN_PORT;
	if (phonewall_socket_may_take_tcp(firewall->net, ip, tcp,
					  device->ifindex))
		return PHONEWALL_REASON_LIVE_FLOW;
	return PHONEWALL_REASON_TCP_BLOCKED;
}

/* The filter knows what an error is about. */
static enum phonewall_reason
quick_reason_icmp(const struct phonewall_firewall *firewall,
		  const struct phonewall_policy *policy,
		  const struct iphdr *ip)
{
	const struct icmphdr *icmp = (const void *)(ip + 1);

	switch (icmp->type) {
	case ICMP_ECHO:
		if (policy->flags & PHONEWALL_FLAG_NO_ICMP_PING)
			return PHONEWALL_REASON_NO_ICMP_PING;
		return PHONEWALL_REASON_ECHO_REQUEST;
	case ICMP_ECHOREPLY:
		if (has_no_flow(firewall, ip, icmp->un.echo.id, 0))
			return PHONEWALL_REASON_ICMP_TYPE;
		return PHONEWALL_REASON_DISABLED;
	default:
		return PHONEWALL_REASON_DISABLED;
	}
}

static enum phonewall_reason
quick_reason_ipv4(const struct phonewall_firewall *firewall,
		  const struct sk_buff *skb)
{
	const struct phonewall_policy *policy =
		rcu_dereference(firewall->policy);
	const struct iphdr *ip = (const void *)skb->data;

	switch (ip->protocol) {
	case IPPROTO_UDP:
		return quick_reason_udp(firewall, policy, ip);
	case IPPROTO_TCP:
		return quick_reason_tcp(firewall, policy, ip, skb->dev);
	case IPPROTO_ICMP:
		return quick_reason_icmp(firewall, policy, ip);
	default:
		return PHONEWALL_REASON_DISABLED;
	}
}

static enum phonewall_reason
quick_reason_ipv6(const struct phonewall_firewall *firewall,
		  const struct sk_buff *skb)
{
	const struct phonewall_policy *policy =
		rcu_dereference(firewall->policy);
	const struct ipv6hdr *ip = (const void *)skb->data;
	const struct tcphdr *tcp = (const void *)(ip + 1);
	const struct udphdr *udp = (const void *)(ip + 1);

	if (ip->nexthdr == IPPROTO_UDP &&
	    phonewall_port_is_open(policy->udp, udp->dest))
		return PHONEWALL_REASON_OPEN_PORT;
	if (ip->nexthdr != IPPROTO_TCP)
		return PHONEWALL_REASON_DISABLED;
	if (phonewall_port_is_open(policy->tcp, tcp->dest))
		return PHONEWALL_REASON_OPEN_PORT;
	return phonewall_tcp_port_is_free(firewall->net, ntohs(tcp->dest)) ?
	       PHONEWALL_REASON_TCP_BLOCKED : PHONEWALL_REASON_DISABLED;
}

/*
 * What phonewall_filter_in() would say after more work.
 *
 * Return: a reason, or PHONEWALL_REASON_DISABLED if only the filter can say.
 */
static enum phonewall_reason
quick_reason(const struct phonewall_firewall *firewall,
	     const struct sk_buff *skb)
{
	if (skb->protocol == htons(ETH_P_IP))
		return quick_reason_ipv4(firewall, skb);
	return quick_reason_ipv6(firewall, skb);
}

/*
 * What ip_rcv() or ipv6_rcv() would do next, and phonewall_filter_in() relies
 * on. A socket on the packet is that of a sender on this host.
 */
static void begin_reception(struct sk_buff *skb, u8 family)
{
	skb_orphan(skb);
	if (family == AF_INET) {
		memset(IPCB(skb), 0, sizeof(*IPCB(skb)));
		IPCB(skb)->iif = skb->skb_iif;
	} else {
		memset(IP6CB(skb), 0, sizeof(*IP6CB(skb)));
		IP6CB(skb)->iif = skb->dev->ifindex;
	}
}

static noinline enum phonewall_reason
filter_in(struct phonewall_firewall *firewall, struct sk_buff *skb)
{
	struct phonewall_pktinfo pkt = {
		.firewall = firewall,
		.policy = rcu_dereference(firewall->policy),
		.skb = skb,
		.device = skb->dev,
		.family = family_of(skb),
		.only_ask = true,
	};

	begin_reception(skb, pkt.family);
	return phonewall_filter_in(&pkt);
}

static unsigned int hook(void *priv, struct sk_buff *skb,
			 const struct nf_hook_state *state)
{
	struct phonewall_firewall *firewall = priv;
	enum phonewall_reason reason;

	/* A short frame was padded, which is no part of the packet. */
	if (!is_certain(firewall, skb) ||
	    pskb_trim_rcsum(skb, packet_length(skb, family_of(skb))))
		return NF_ACCEPT;
	reason = quick_reason(firewall, skb);
	if (reason == PHONEWALL_REASON_DISABLED)
		reason = filter_in(firewall, skb);
	if (!phonewall_reason_blocks(reason) ||
	    (reason == PHONEWALL_REASON_UDP_REJECTED &&
	     phonewall_flood_may_answer(&firewall->flood)))
		return NF_ACCEPT;
	phonewall_stats_count(firewall->stats, reason);
	phonewall_events_blocked(firewall->net, &firewall->events, skb,
				 state->in, PHONEWALL_IN, reason);
	return NF_DROP;
}

/* Last, so that other hooks of the device see what they see without it. */
const struct nf_hook_ops phonewall_ingress = {
	.hook = hook,
	.pf = NFPROTO_NETDEV,
	.hooknum = NF_NETDEV_INGRESS,
	.priority = INT_MAX,
};
