/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_COMPAT_NF_DEFRAG_IPV6_H
#define PHONEWALL_COMPAT_NF_DEFRAG_IPV6_H

#include <linux/version.h>
#include <net/netfilter/ipv6/nf_defrag_ipv6.h>

/**
 * phonewall_defrag_ipv6_enable - reassemble IPv6 before the hooks
 * @net: the namespace
 *
 * Does nothing without CONFIG_IPV6.
 *
 * Context: process; may sleep.
 * Return: 0 or a negative errno.
 */
static inline int phonewall_defrag_ipv6_enable(struct net *net)
{
	return IS_ENABLED(CONFIG_IPV6) ? nf_defrag_ipv6_enable(net) : 0;
}

/**
 * phonewall_defrag_ipv6_disable - undo phonewall_defrag_ipv6_enable()
 * @net: the namespace
 *
 * Before 5.13 reassembly in a namespace goes on until the namespace or the
 * module nf_defrag_ipv6 is removed.
 *
 * Context: process; may sleep.
 */
static inline void phonewall_defrag_ipv6_disable(struct net *net)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 13, 0)
	if (IS_ENABLED(CONFIG_IPV6))
		nf_defrag_ipv6_disable(net);
#endif
}

#endif /* PHONEWALL_COMPAT_NF_DEFRAG_IPV6_H */
