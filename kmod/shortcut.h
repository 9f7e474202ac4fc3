/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The packets that make up nearly all traffic, recognised by a few loads: media
 * and signalling on open ports, and segments of live TCP connections. A
 * shortcut says what phonewall_filter_in() or phonewall_filter_out() would say,
 * or nothing; whatever is unusual about a packet goes the long way.
 */
#ifndef PHONEWALL_SHORTCUT_H
#define PHONEWALL_SHORTCUT_H

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

/* The transport header of a plain IPv4 packet, or NULL. */
static inline const void *shortcut_ipv4(const struct sk_buff *skb,
					unsigned int length)
{
	const struct iphdr *header = (const void *)skb->data;

	if (skb_headlen(skb) < sizeof(*header) + length ||
	    header->version != 4 || header->ihl != 5 || ip_is_fragment(header))
		return NULL;
	return header + 1;
}

/* The same of IPv6; its caller knows the next header. */
static inline const void *shortcut_ipv6(const struct sk_buff *skb,
					unsigned int length)
{
	const struct ipv6hdr *header = (const void *)skb->data;

	if (skb_headlen(skb) < sizeof(*header) + length)
		return NULL;
	return header + 1;
}

static inline const void *shortcut_transport(const struct sk_buff *skb,
					     u8 family, unsigned int length)
{
	return family == AF_INET ? shortcut_ipv4(skb, length) :
				   shortcut_ipv6(skb, length);
}

static inline u8 shortcut_protocol(const struct sk_buff *skb, u8 family)
{
	return family == AF_INET ? ((const struct iphdr *)skb->data)->protocol :
				   ((const struct ipv6hdr *)skb->data)->nexthdr;
}

/**
 * phonewall_shortcut_in - whether a packet to the phone plainly passes
 * @policy: the policy in force
 * @skb: the packet; skb->data is its IP header, which the stack has checked
 * @family: AF_INET or AF_INET6, a constant
 *
 * Context: RCU.
 * Return: PHONEWALL_REASON_OPEN_PORT or PHONEWALL_REASON_LIVE_FLOW, or
 * PHONEWALL_REASON_DISABLED where the packet has to go the long way.
 */
static inline enum phonewall_reason
phonewall_shortcut_in(const struct phonewall_policy *policy,
		      const struct sk_buff *skb, u8 family)
{
	u8 protocol = shortcut_protocol(skb, family);
	const struct udphdr *udp;

	if (protocol == IPPROTO_UDP) {
		udp = shortcut_transport(skb, family, sizeof(*udp));
		if (udp && phonewall_port_is_open(policy->udp,
						  ntohs(udp->dest)))
			return PHONEWALL_REASON_OPEN_PORT;
	} else if (protocol == IPPROTO_TCP && skb->sk) {
		if (shortcut_transport(skb, family, sizeof(struct tcphdr)) &&
		    !(1 << READ_ONCE(skb->sk->sk_state) &
		      PHONEWALL_SHORTCUT_TCP_EXCLUDED))
			return PHONEWALL_REASON_LIVE_FLOW;
	}
	return PHONEWALL_REASON_DISABLED;
}

/**
 * phonewall_shortcut_out - whether a packet from the phone plainly passes
 * @policy: the policy in force
 * @skb: the packet; skb->data is its IP header
 * @family: AF_INET or AF_INET6, a constant
 *
 * TCP, whose state the socket table holds, and UDP from an open port, whose
 * answers need no flow.
 *
 * Context: RCU.
 */
static inline bool phonewall_shortcut_out(const struct phonewall_policy *policy,
					  const struct sk_buff *skb, u8 family)
{
	u8 protocol = shortcut_protocol(skb, family);
	const struct udphdr *udp;

	if (protocol == IPPROTO_TCP)
		return true;
	if (protocol != IPPROTO_UDP)
		return false;
	udp = shortcut_transport(skb, family, sizeof(*udp));
	return udp && phonewall_port_is_open(policy->udp, ntohs(udp->source));
}

#endif /* PHONEWALL_SHORTCUT_H */
