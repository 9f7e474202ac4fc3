/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_COMPAT_NF_DEFRAG_IPV6_H
#define PHONEWALL_COMPAT_NF_DEFRAG_IPV6_H

#include <linux/version.h>
#include <net/netfilter/ipv6/nf_defrag_ipv6.h>

/*
 * Before 5.13 reassembly that a namespace has begun with goes on until it or
 * the module nf_defrag_ipv6 goes.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 13, 0)
static inline void nf_defrag_ipv6_disable(struct net *net)
{
}
#endif

#endif /* PHONEWALL_COMPAT_NF_DEFRAG_IPV6_H */
