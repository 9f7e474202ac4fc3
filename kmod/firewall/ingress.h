/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_INGRESS_H
#define PHONEWALL_INGRESS_H

#include <linux/netfilter.h>

/**
 * phonewall_ingress - the hook at the ingress of a device
 *
 * Drops what phonewall_fastpath_in would drop after routing, if that is
 * certain, with the same reason, count and event; the stack goes on with all
 * else. Set priv to the struct phonewall_firewall, with its other hooks
 * registered and an enabled policy, and dev to the device.
 */
extern const struct nf_hook_ops phonewall_ingress;

#endif /* PHONEWALL_INGRESS_H */
