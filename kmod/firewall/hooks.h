/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_HOOKS_H
#define PHONEWALL_HOOKS_H

struct phonewall_net;

/**
 * phonewall_hooks_register - see the packets of a namespace
 * @phonewall: its state, with an enabled policy in force
 *
 * Nothing to do if they are registered. Outgoing packets are seen a grace period
 * before incoming ones.
 *
 * Context: process; may sleep.
 * Return: 0 or a negative errno; no hook is registered then, but one may still
 * run until a grace period is over.
 */
int phonewall_hooks_register(struct phonewall_net *phonewall);

/**
 * phonewall_hooks_unregister - see no more packets of a namespace
 * @phonewall: its state, which must outlive a grace period
 *
 * Nothing to do if they are not registered. A hook may still run until a grace
 * period is over.
 *
 * Context: process; may sleep.
 */
void phonewall_hooks_unregister(struct phonewall_net *phonewall);

#endif /* PHONEWALL_HOOKS_H */
