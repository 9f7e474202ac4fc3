/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_COMPAT_UDP_H
#define PHONEWALL_COMPAT_UDP_H

#include <linux/version.h>
#include <net/udp.h>

/*
 * Since 6.2 a network namespace can have a socket table of its own, and since
 * 7.1 the look-up finds it by itself. The packet is NULL, so that no BPF
 * program of a reuseport group can see or change it.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 1, 0)
#define phonewall_udp_lookup(net, ...) \
	__udp4_lib_lookup(net, __VA_ARGS__, NULL)
#define phonewall_udp_lookup_ipv6(net, ...) \
	__udp6_lib_lookup(net, __VA_ARGS__, NULL)
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
#define phonewall_udp_lookup(net, ...) \
	__udp4_lib_lookup(net, __VA_ARGS__, (net)->ipv4.udp_table, NULL)
#define phonewall_udp_lookup_ipv6(net, ...) \
	__udp6_lib_lookup(net, __VA_ARGS__, (net)->ipv4.udp_table, NULL)
#else
#define phonewall_udp_lookup(net, ...) \
	__udp4_lib_lookup(net, __VA_ARGS__, &udp_table, NULL)
#define phonewall_udp_lookup_ipv6(net, ...) \
	__udp6_lib_lookup(net, __VA_ARGS__, &udp_table, NULL)
#endif

/**
 * phonewall_udp_port_is_free - whether no UDP socket has a port
 * @net: the namespace
 * @port: host byte order
 *
 * Looks at the table by port only, in which each bound socket is too. That is
 * no part of the interface of 7.1, which thus looks the socket up.
 *
 * Context: RCU.
 * Return: true if none has it; false if one may have it.
 */
static inline bool phonewall_udp_port_is_free(struct net *net, u16 port)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 1, 0)
	return false;
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
	return hlist_empty(&udp_hashslot(net->ipv4.udp_table, net, port)->head);
#else
	return hlist_empty(&udp_hashslot(&udp_table, net, port)->head);
#endif
}

#endif /* PHONEWALL_COMPAT_UDP_H */
