/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_DOT1X_H
#define PHONEWALL_DOT1X_H

#include "dot1x/state.h"

struct netlink_ext_ack;

/**
 * phonewall_dot1x_init - initialise without settings
 * @dot1x: zeroed
 * @net: the namespace, which outlives it
 *
 * Context: process; may sleep.
 * Return: 0 or -ENOMEM.
 */
int phonewall_dot1x_init(struct phonewall_dot1x *dot1x, struct net *net);

/**
 * phonewall_dot1x_exit - release what phonewall_dot1x_init() took
 * @dot1x: without settings, a grace period after they were unset
 */
void phonewall_dot1x_exit(struct phonewall_dot1x *dot1x);

/**
 * phonewall_dot1x_set - put settings in force
 * @dot1x: the state
 * @settings: the settings
 * @extack: set on error; may be NULL
 *
 * Sends the Logoffs that the change makes due.
 *
 * Context: a generic netlink request of the family; takes RTNL; may sleep.
 * Return: 0 or a negative errno; the old settings then stay in force, but
 * without devices whose hooks could not be restored for lack of memory.
 */
int phonewall_dot1x_set(struct phonewall_dot1x *dot1x,
			const struct phonewall_dot1x_settings *settings,
			struct netlink_ext_ack *extack);

/**
 * phonewall_dot1x_unset - remove the settings
 * @dot1x: the state
 *
 * Sends the Logoffs that are due.
 *
 * Context: process; the caller excludes other changes of the settings; takes
 * RTNL; may sleep.
 */
void phonewall_dot1x_unset(struct phonewall_dot1x *dot1x);

#endif /* PHONEWALL_DOT1X_H */
