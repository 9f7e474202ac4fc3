/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_COMPAT_UDP_H
#define PHONEWALL_COMPAT_UDP_H

#include <linux/version.h>
#include <net/udp.h>

/*
 * 6.2 gave network namespaces socket tables of their own, and since 7.1 the
 * look-up finds the namespace's by itself. Without the packet no program of a
 * reuseport group sees it, nor can change it.
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

#endif /* PHONEWALL_COMPAT_UDP_H */
