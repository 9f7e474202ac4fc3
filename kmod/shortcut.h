/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The packets that make up nearly all traffic, recognised by a few loads: media
 * and signalling on open ports, segments of live TCP connections, and pings. A
 * shortcut says what phonewall_filter_in() or phonewall_filter_out() would say,
 * or nothing; whatever is unusual about a packet goes the long way.
 */
#ifndef PHONEWALL_SHORTCUT_H
#define PHONEWALL_SHORTCUT_H

#include <linux/icmp.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/sock.h>
#include <net/tcp_states.h>

#include "policy.h"

/* Not these: phonewall_socket_is_live() looks closer. */
#define PHONEWALL_SHORTCUT_TCP_EXCLUDED \
	(TCPF_LISTEN | TCPF_CLOSE | TCPF_TIME_WAIT)

/* Whether so many bytes lie right behind a plain IPv4 header. */
static inline bool shortcut_ipv4_has(const struct sk_buff *skb,
				     unsigned int length)
{
	const struct iphdr *header = (const void *)skb->data;

	return skb_headlen(skb) >= sizeof(*header) + length &&
	       header->version == 4 && header->ihl == 5 &&
	       !ip_is_fragment(header);
}

/* The same of IPv6; its caller knows the next header. */
static inline bool shortcut_has(const struct sk_buff *skb, u8 family,
				unsigned int length)
{
	return family == AF_INET ?
	       shortcut_ipv4_has(skb, length) :
	       skb_headlen(skb) >= sizeof(struct ipv6hdr) + length;
}

static inline const void *shortcut_transport(const struct sk_buff *skb,
					     u8 family)
{
	return skb->data + (family == AF_INET ? sizeof(struct iphdr) :
						sizeof(struct ipv6hdr));
}

static inline u8 shortcut_protocol(const struct sk_buff *skb, u8 family)
{
	return family == AF_INET ? ((const struct iphdr *)skb->data)->protocol :
				   ((const struct ipv6hdr *)skb->data)->nexthdr;
}

/**
 * phonewall_shortcut_tcp - the TCP header of a plain IPv4 packet
 * @skb: the packet; skb->data is its IP header
 *
 * Return: the header, or NULL where it is another packet.
 */
static inline const struct tcphdr *
phonewall_shortcut_tcp(const struct sk_buff *skb)
{
	if (shortcut_protocol(skb, AF_INET) != IPPROTO_TCP ||
	    !shortcut_ipv4_has(skb, sizeof(struct tcphdr)))
		return NULL;
	return shortcut_transport(skb, AF_INET);
}

/**
 * phonewall_shortcut_udp - the UDP header of a plain IPv4 packet
 * @skb: the packet; skb->data is its IP header
 *
 * Return: the header, or NULL where it is another packet.
 */
static inline const struct udphdr *
phonewall_shortcut_udp(const struct sk_buff *skb)
{
	if (shortcut_protocol(skb, AF_INET) != IPPROTO_UDP ||
	    !shortcut_ipv4_has(skb, sizeof(struct udphdr)))
		return NULL;
	return shortcut_transport(skb, AF_INET);
}

static inline enum phonewall_reason
shortcut_udp_in(const struct phonewall_policy *policy,
		const struct sk_buff *skb, u8 family)
{
	const struct udphdr *udp = shortcut_transport(skb, family);

	if (shortcut_has(skb, family, sizeof(*udp)) &&
	    phonewall_port_is_open(policy->udp, ntohs(udp->dest)))
		return PHONEWALL_REASON_OPEN_PORT;
	return PHONEWALL_REASON_DISABLED;
}

static inline enum phonewall_reason
shortcut_tcp_in(const struct sk_buff *skb, u8 family)
{
	if (skb->sk &&
	    shortcut_has(skb, family, sizeof(struct tcphdr)) &&
	    !(1 << READ_ONCE(skb->sk->sk_state) &
	      PHONEWALL_SHORTCUT_TCP_EXCLUDED))
		return PHONEWALL_REASON_LIVE_FLOW;
	return PHONEWALL_REASON_DISABLED;
}

static inline enum phonewall_reason
shortcut_icmp_in(const struct phonewall_policy *policy,
		 const struct sk_buff *skb)
{
	const struct icmphdr *icmp = shortcut_transport(skb, AF_INET);

	if (shortcut_ipv4_has(skb, sizeof(*icmp)) && icmp->type == ICMP_ECHO &&
	    !(policy->flags & PHONEWALL_FLAG_NO_ICMP_PING))
		return PHONEWALL_REASON_ECHO_REQUEST;
	return PHONEWALL_REASON_DISABLED;
}

/**
 * phonewall_shortcut_in - whether a packet to the phone plainly passes
 * @policy: the policy in force
 * @skb: the packet; skb->data is its IP header, which the stack has checked
 * @family: AF_INET or AF_INET6, a constant
 *
 * Context: RCU.
 * Return: PHONEWALL_REASON_OPEN_PORT, PHONEWALL_REASON_LIVE_FLOW or
 * PHONEWALL_REASON_ECHO_REQUEST, or PHONEWALL_REASON_DISABLED where the packet
 * has to go the long way.
 */
static inline enum phonewall_reason
phonewall_shortcut_in(const struct phonewall_policy *policy,
		      const struct sk_buff *skb, u8 family)
{
	u8 protocol = shortcut_protocol(skb, family);

	if (protocol == IPPROTO_UDP)
		return shortcut_udp_in(policy, skb, family);
	if (protocol == IPPROTO_TCP)
		return shortcut_tcp_in(skb, family);
	if (family == AF_INET && protocol == IPPROTO_ICMP)
		return shortcut_icmp_in(policy, skb);
	return PHONEWALL_REASON_DISABLED;
}

static inline bool shortcut_udp_out(const struct phonewall_policy *policy,
				    const struct sk_buff *skb, u8 family)
{
	const struct udphdr *udp = shortcut_transport(skb, family);

	return shortcut_has(skb, family, sizeof(*udp)) &&
	       phonewall_port_is_open(policy->udp, ntohs(udp->source));
}

static inline bool shortcut_icmp_out(const struct sk_buff *skb)
{
	const struct icmphdr *icmp = shortcut_transport(skb, AF_INET);

	return shortcut_ipv4_has(skb, sizeof(*icmp)) &&
	       icmp->type == ICMP_ECHOREPLY;
}

/**
 * phonewall_shortcut_out - whether a packet from the phone plainly passes
 * @policy: the policy in force
 * @skb: the packet; skb->data is its IP header
 * @family: AF_INET or AF_INET6, a constant
 *
 * TCP, whose state the socket table holds, and UDP from an open port and
 * answers to echo requests, which need no flow.
 *
 * Context: RCU.
 */
static inline bool phonewall_shortcut_out(const struct phonewall_policy *policy,
					  const struct sk_buff *skb, u8 family)
{
	u8 protocol = shortcut_protocol(skb, family);

	if (protocol == IPPROTO_TCP)
		return true;
	if (protocol == IPPROTO_UDP)
		return shortcut_udp_out(policy, skb, family);
	return family == AF_INET && protocol == IPPROTO_ICMP &&
	       shortcut_icmp_out(skb);
}

#endif /* PHONEWALL_SHORTCUT_H */
