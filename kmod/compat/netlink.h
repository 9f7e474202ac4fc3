/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_COMPAT_NETLINK_H
#define PHONEWALL_COMPAT_NETLINK_H

#include <linux/version.h>
#include <net/genetlink.h>
#include <net/netlink.h>

/* 5.11 renamed it, for it returns as strscpy() does. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 11, 0)
#define nla_strscpy	nla_strlcpy
#endif

/* 6.8, and what it was ported back to, parted it from the flag of requests. */
#ifndef GENL_MCAST_CAP_NET_ADMIN
#define GENL_MCAST_CAP_NET_ADMIN	GENL_UNS_ADMIN_PERM
#endif

#endif /* PHONEWALL_COMPAT_NETLINK_H */
