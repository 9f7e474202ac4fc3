/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_FASTPATH_H
#define PHONEWALL_FASTPATH_H

#include <linux/netfilter.h>

#include "firewall/state.h"

/**
 * phonewall_fastpath_in - the input hooks, IPv4 and IPv6
 *
 * Set priv to a struct phonewall_firewall with an enabled policy, which
 * outlives the hooks by a grace period. Without CONFIG_IPV6 only the first
 * PHONEWALL_FAMILIES can be registered.
 */
extern const struct nf_hook_ops phonewall_fastpath_in[2];

/* phonewall_fastpath_out - the output hooks, the same */
extern const struct nf_hook_ops phonewall_fastpath_out[2];

#endif /* PHONEWALL_FASTPATH_H */
