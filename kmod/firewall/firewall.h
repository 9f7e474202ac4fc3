/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_FIREWALL_H
#define PHONEWALL_FIREWALL_H

#include "firewall/state.h"

struct netlink_ext_ack;

/**
 * phonewall_firewall_init - begin with phonewall_policy_none
 * @firewall: zeroed
 * @net: the namespace, which outlives it
 *
 * Context: process; may sleep.
 * Return: 0 or -ENOMEM.
 */
int phonewall_firewall_init(struct phonewall_firewall *firewall,
			    struct net *net);

/**
 * phonewall_firewall_unhook - see no more packets of the namespace
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
 * phonewall_firewall_policy - the policy in force, for who changes it
 * @firewall: the firewall
 *
 * Context: a generic netlink request of the family: no other runs.
 */
struct phonewall_policy *
phonewall_firewall_policy(const struct phonewall_firewall *firewall);

/**
 * phonewall_firewall_set_policy - put a policy in force
 * @firewall: the firewall
 * @policy: taken over if 0 is returned, else still the caller's; its generation
 *	is set
 * @extack: told of what fails; may be NULL
 *
 * A packet sees the old policy or the new one. Registers the hooks if it is
 * enabled and takes them out if it is not; no packet is judged any more when a
 * policy that is not enabled is in force.
 *
 * Context: a generic netlink request of the family; may sleep.
 * Return: 0 or a negative errno; the old policy then stays in force.
 */
int phonewall_firewall_set_policy(struct phonewall_firewall *firewall,
				  struct phonewall_policy *policy,
				  struct netlink_ext_ack *extack);

#endif /* PHONEWALL_FIREWALL_H */
