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
