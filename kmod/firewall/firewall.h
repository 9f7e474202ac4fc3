/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_FIREWALL_H
#define PHONEWALL_FIREWALL_H

#include "firewall/state.h"

struct netlink_ext_ack;

/**
 * phonewall_firewall_init - initialise with phonewall_policy_none
 * @firewall: zeroed
 * @net: the namespace, which outlives it
 *
 * Context: process; may sleep.
 * Return: 0 or -ENOMEM.
 */
int phonewall_firewall_init(struct phonewall_firewall *firewall,
			    struct net *net);

/**
 * phonewall_firewall_unhook - unregister the hooks
 * @firewall: the firewall
 *
 * A hook may still run until a grace period is over.
 *
 * Context: process; may sleep.
 */
void phonewall_firewall_unhook(struct phonewall_firewall *firewall);

/**
 * phonewall_firewall_exit - release what phonewall_firewall_init() took
 * @firewall: the firewall, a grace period after it was unhooked
 *
 * Context: process; may sleep.
 */
void phonewall_firewall_exit(struct phonewall_firewall *firewall);

/**
 * phonewall_firewall_policy - the policy in force, for requests
 * @firewall: the firewall
 *
 * Context: a generic netlink request of the family: no other runs.
 * Return: the policy; stays valid until phonewall_firewall_set_policy().
 */
struct phonewall_policy *
phonewall_firewall_policy(const struct phonewall_firewall *firewall);

/**
 * phonewall_firewall_set_policy - put a policy in force
 * @firewall: the firewall
 * @policy: the policy; if 0 is returned it is no longer the caller's, and its
 *	generation is set
 * @extack: set on error; may be NULL
 *
 * A packet sees the old policy or the new one. Registers the hooks if the
 * policy is enabled and unregisters them if it is not; no hook runs any more
 * once a disabled policy is in force.
 *
 * Context: a generic netlink request of the family; may sleep.
 * Return: 0 or a negative errno; the old policy then stays in force.
 */
int phonewall_firewall_set_policy(struct phonewall_firewall *firewall,
				  struct phonewall_policy *policy,
				  struct netlink_ext_ack *extack);

#endif /* PHONEWALL_FIREWALL_H */
