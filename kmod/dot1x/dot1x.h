/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_DOT1X_H
#define PHONEWALL_DOT1X_H

#include "dot1x/state.h"

struct netlink_ext_ack;

/**
 * phonewall_dot1x_init - begin with nothing set
 * @dot1x: zeroed
 * @net: the namespace, which outlives it
 *
 * Context: process; may sleep.
 * Return: 0 or -ENOMEM.
 */
int phonewall_dot1x_init(struct phonewall_dot1x *dot1x, struct net *net);

/**
 * phonewall_dot1x_exit - release what phonewall_dot1x_init() took
 * @dot1x: with nothing set, a grace period after it was unset
 */
void phonewall_dot1x_exit(struct phonewall_dot1x *dot1x);

/**
 * phonewall_dot1x_set - put settings in force
 * @dot1x: the state
 * @settings: the settings
 * @extack: told of what fails; may be NULL
 *
 * Sends the Logoffs that the change makes due.
 *
 * Context: a generic netlink request of the family; takes RTNL; may sleep.
 * Return: 0 or a negative errno; the old settings then stay in force, if need be
 * without the devices that there is no memory to hook.
 */
int phonewall_dot1x_set(struct phonewall_dot1x *dot1x,
			const struct phonewall_dot1x_settings *settings,
			struct netlink_ext_ack *extack);

/**
 * phonewall_dot1x_unset - have nothing set any more
 * @dot1x: the state
 *
 * Sends the Logoffs that are due.
 *
 * Context: process; no other call changes the settings meanwhile; takes RTNL;
 * may sleep.
 */
void phonewall_dot1x_unset(struct phonewall_dot1x *dot1x);

#endif /* PHONEWALL_DOT1X_H */
