// SPDX-License-Identifier: GPL-2.0
/*
 * What the stack would do with a packet is certain if its headers are plain and
 * right, it is to an address of the phone, and no other hook sees it before ours
 * in LOCAL_IN: another one may translate it, or act on it.
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

#include "core/verdict.h"
#include "firewall/filter.h"
#include "firewall/ingress.h"

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

/* The headers are linear, and the packet is as long as it says. */
static bool has_headers(const struct sk_buff *skb, unsigned int network_length,
			unsigned int length, u8 protocol)
{
	unsigned int transport = transport_length(protocol);

	return transport &&
	       length >= network_length + transport && length <= skb->len &&
	       skb_headlen(skb) >= network_length + transport;
}

static bool is_certain_ipv4(const struct phonewall_firewall *firewall,
			    const struct sk_buff *skb)
{
	const struct iphdr *ip = (const void *)skb->data;

	return skb_headlen(skb) >= sizeof(*ip) && skb->data[0] == 0x45 &&
	       !ip_is_fragment(ip) &&
	       has_headers(skb, sizeof(*ip), packet_length(skb, AF_INET),
			   ip->protocol) &&
	       !ip_fast_csum(ip, 5) &&
	       is_first(firewall, firewall->net->nf.hooks_ipv4, 0) &&
	       __ip_dev_find(firewall->net, ip->daddr, false);
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

/*
 * What ip_rcv() or ipv6_rcv() would do next, and phonewall_filter_in() and the
 * event rely on. A short frame was padded; a socket on the packet is that of a
 * sender on this host. The headers stay linear.
 *
 * Return: false without memory.
 */
static bool begin_reception(struct sk_buff *skb, u8 family)
{
	if (pskb_trim_rcsum(skb, packet_length(skb, family)))
		return false;
	skb_orphan(skb);
	if (family == AF_INET) {
		memset(IPCB(skb), 0, sizeof(*IPCB(skb)));
		IPCB(skb)->iif = skb->skb_iif;
	} else {
		memset(IP6CB(skb), 0, sizeof(*IP6CB(skb)));
		IP6CB(skb)->iif = skb->dev->ifindex;
	}
	return true;
}

static unsigned int hook(void *priv, struct sk_buff *skb,
			 const struct nf_hook_state *state)
{
	struct phonewall_firewall *firewall = priv;
	struct phonewall_pktinfo pkt = {
		.firewall = firewall,
		.policy = rcu_dereference(firewall->policy),
		.skb = skb,
		.device = state->in,
		.family = skb->protocol == htons(ETH_P_IP) ? AF_INET : AF_INET6,
	};
	enum phonewall_reason reason;

	if (!is_certain(firewall, skb) || !begin_reception(skb, pkt.family))
		return NF_ACCEPT;
	reason = phonewall_filter_in(&pkt);
	if (!phonewall_reason_blocks(reason) ||
	    (reason == PHONEWALL_REASON_UDP_REJECTED &&
	     phonewall_flood_may_answer(&firewall->flood)))
		return NF_ACCEPT;
	phonewall_stats_count(firewall->stats, reason);
	phonewall_events_blocked(firewall->net, &firewall->events, skb,
				 state->in, PHONEWALL_IN, reason);
	return NF_DROP;
}

/* Last, so that other hooks of the device see what they would see without it. */
const struct nf_hook_ops phonewall_ingress = {
	.hook = hook,
	.pf = NFPROTO_NETDEV,
	.hooknum = NF_NETDEV_INGRESS,
	.priority = INT_MAX,
};
