/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The packets that make up nearly all traffic, recognised by a few loads: media
 * and signalling on open ports, segments of live TCP connections, and pings.
 * What is said of them here is what phonewall_filter_in() or
 * phonewall_filter_out() would say; whatever is unusual about a packet goes that
 * long way.
 *
 * IPv4 is reassembled before LOCAL_IN, so no fragment is seen there. What leaves
 * as a fragment, from a raw socket, is let out and makes no flow, whatever is
 * read from it.
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

#include "core/policy.h"

/* Not these: phonewall_socket_is_live() looks closer. */
#define SHORTCUT_TCP_EXCLUDED	(TCPF_LISTEN | TCPF_CLOSE | TCPF_TIME_WAIT)

/**
 * phonewall_shortcut_protocol - the protocol behind the IP header
 * @skb: the packet; skb->data is its IP header, which the stack has checked
 * @family: AF_INET or AF_INET6, a constant
 */
static __always_inline u8
phonewall_shortcut_protocol(const struct sk_buff *skb, u8 family)
{
	return family == AF_INET ? ((const struct iphdr *)skb->data)->protocol :
				   ((const struct ipv6hdr *)skb->data)->nexthdr;
}

static __always_inline unsigned int shortcut_header_length(u8 family)
{
	return family == AF_INET ? sizeof(struct iphdr) :
				   sizeof(struct ipv6hdr);
}

/**
 * phonewall_shortcut_has - whether so many bytes lie right behind a plain header
 * @skb: the packet
 * @family: AF_INET or AF_INET6, a constant
 * @length: bytes of the transport header
 *
 * An IPv4 header is plain that has no options.
 */
static __always_inline bool phonewall_shortcut_has(const struct sk_buff *skb,
						   u8 family,
						   unsigned int length)
{
	return skb_headlen(skb) >= shortcut_header_length(family) + length &&
	       (family == AF_INET6 || skb->data[0] == 0x45);
}

/**
 * phonewall_shortcut_transport - the header right behind a plain IP header
 * @skb: the packet, of which phonewall_shortcut_has() said yes
 * @family: AF_INET or AF_INET6, a constant
 */
static __always_inline const void *
phonewall_shortcut_transport(const struct sk_buff *skb, u8 family)
{
	return skb->data + shortcut_header_length(family);
}

/**
 * phonewall_shortcut_connection - whether TCP plainly belongs to a connection
 * @skb: the packet, which is TCP
 *
 * Early demultiplexing, which has looked at the TCP header, has put the socket
 * on the packet.
 */
static __always_inline bool
phonewall_shortcut_connection(const struct sk_buff *skb)
{
	return skb->sk && !(1 << READ_ONCE(skb->sk->sk_state) &
			    SHORTCUT_TCP_EXCLUDED);
}

/**
 * phonewall_shortcut_connected - whether UDP plainly is for a connected socket
 * @skb: the packet, which is UDP and came in
 *
 * Early demultiplexing has put the socket on the packet. One that may send to a
 * broadcast address may be connected to one, from which nothing is let in: of
 * those nothing is plain.
 */
static __always_inline bool
phonewall_shortcut_connected(const struct sk_buff *skb)
{
	return unlikely(skb->sk) &&
	       READ_ONCE(skb->sk->sk_state) == TCP_ESTABLISHED &&
	       !sock_flag(skb->sk, SOCK_BROADCAST);
}

#endif /* PHONEWALL_SHORTCUT_H */
