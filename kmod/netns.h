/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_NETNS_H
#define PHONEWALL_NETNS_H

#include <net/net_namespace.h>

#include "dot1x/state.h"
#include "firewall/state.h"

/**
 * struct phonewall_net - the module's state in a network namespace
 * @firewall: the firewall
 * @dot1x: 802.1X at the PC port
 */
struct phonewall_net {
	struct phonewall_firewall firewall;
	struct phonewall_dot1x dot1x;
};

/**
 * phonewall_net_get - the module's state in a namespace
 * @net: a live namespace
 *
 * Context: any.
 * Return: the state.
 */
struct phonewall_net *phonewall_net_get(const struct net *net);

/**
 * phonewall_netns_init - set up the state of every namespace, present and
 *	future
 *
 * Context: process; may sleep.
 * Return: 0 or a negative errno.
 */
int phonewall_netns_init(void);

/**
 * phonewall_netns_exit - undo phonewall_netns_init()
 *
 * Context: process; may sleep.
 */
void phonewall_netns_exit(void);

#endif /* PHONEWALL_NETNS_H */
