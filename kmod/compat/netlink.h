/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_COMPAT_NETLINK_H
#define PHONEWALL_COMPAT_NETLINK_H

#include <linux/version.h>
#include <net/genetlink.h>
#include <net/netlink.h>

/* Renamed in 5.11: it returns what strscpy() returns. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 11, 0)
#define nla_strscpy	nla_strlcpy
#endif

/*
 * Events carry packets and MAC addresses, which not every user may read. Since
 * 5.12 and 5.10.204 a flag makes the kernel check who joins the group.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 204) || \
	(LINUX_VERSION_CODE >= KERNEL_VERSION(5, 11, 0) && \
	 LINUX_VERSION_CODE < KERNEL_VERSION(5, 12, 0))
#error "phonewall needs Linux 5.10.204 or later of 5.10, or 5.12 or later: in this one every user could join its events and read packets"
#endif

/* Since 6.8 and its backports it is not the flag of requests any more. */
#ifndef GENL_MCAST_CAP_NET_ADMIN
#define GENL_MCAST_CAP_NET_ADMIN	GENL_UNS_ADMIN_PERM
#endif

#endif /* PHONEWALL_COMPAT_NETLINK_H */
