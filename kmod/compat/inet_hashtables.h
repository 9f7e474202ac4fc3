/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_COMPAT_INET_HASHTABLES_H
#define PHONEWALL_COMPAT_INET_HASHTABLES_H

#include <linux/version.h>
#include <net/inet6_hashtables.h>
#include <net/inet_hashtables.h>
#include <net/tcp.h>

/*
 * Since 6.1 a network namespace can have a connection table of its own, and
 * since 6.18 the look-up finds it by itself.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 18, 0)
#define phonewall_tcp_lookup_established(net, ...) \
	__inet_lookup_established(net, __VA_ARGS__)
#define phonewall_tcp_lookup_established_ipv6(net, ...) \
	__inet6_lookup_established(net, __VA_ARGS__)
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 0)
#define phonewall_tcp_lookup_established(net, ...) \
	__inet_lookup_established(net, (net)->ipv4.tcp_death_row.hashinfo, \
				  __VA_ARGS__)
#define phonewall_tcp_lookup_established_ipv6(net, ...) \
	__inet6_lookup_established(net, (net)->ipv4.tcp_death_row.hashinfo, \
				   __VA_ARGS__)
#else
#define phonewall_tcp_lookup_established(net, ...) \
	__inet_lookup_established(net, &tcp_hashinfo, __VA_ARGS__)
#define phonewall_tcp_lookup_established_ipv6(net, ...) \
	__inet6_lookup_established(net, &tcp_hashinfo, __VA_ARGS__)
#endif

/**
 * phonewall_tcp_port_is_free - whether no connection has a local port
 * @net: the namespace
 * @port: host byte order
 *
 * Looks at the table by port only, in which each bound socket is too: those
 * that listen, those of connections, which get the port of their listener, and
 * those in TIME-WAIT. A handshake whose listener was closed has no socket; the
 * stack would reset it. Since 6.18 the table is no part of the interface.
 *
 * Context: RCU.
 * Return: true if none has it; false if one may have it.
 */
static inline bool phonewall_tcp_port_is_free(const struct net *net, u16 port)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 18, 0)
	return false;
#else
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 0)
	const struct inet_hashinfo *table = net->ipv4.tcp_death_row.hashinfo;
#else
	const struct inet_hashinfo *table = &tcp_hashinfo;
#endif
	u32 slot = inet_bhashfn(net, port, table->bhash_size);

	return hlist_empty(&table->bhash[slot].chain);
#endif
}

/**
 * phonewall_inet_sdif - the input device of an IPv4 packet in a VRF
 * @skb: the packet
 *
 * inet_sdif() of 5.10 takes a packet that is not const, but does not change it.
 *
 * Context: any.
 * Return: the interface index, or 0.
 */
static inline int phonewall_inet_sdif(const struct sk_buff *skb)
{
	return inet_sdif((struct sk_buff *)skb);
}

#endif /* PHONEWALL_COMPAT_INET_HASHTABLES_H */
