/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * What the files of kmod/core need, in the kernel and outside it: they are
 * built into the module, the library, the unit tests and the fuzzers from the
 * same source.
 */
#ifndef PHONEWALL_PORTABLE_H
#define PHONEWALL_PORTABLE_H

#ifdef __KERNEL__

#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/igmp.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/kernel.h>
#include <linux/socket.h>
#include <linux/string.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#else

#include <arpa/inet.h>
#include <net/if.h>	/* cannot come after linux/icmp.h */
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/igmp.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#define __force	/* for sparse, in the kernel */

#endif

#include <linux/phonewall.h>

#endif /* PHONEWALL_PORTABLE_H */
