// SPDX-License-Identifier: GPL-2.0
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "dot1x/dot1x.h"
#include "firewall/firewall.h"
#include "netns.h"

static unsigned int phonewall_net_id;

struct phonewall_net *phonewall_net_get(const struct net *net)
{
	return net_generic(net, phonewall_net_id);
}

static int __net_init phonewall_net_init(struct net *net)
{
	struct phonewall_net *phonewall = phonewall_net_get(net);
	int error;

	error = phonewall_firewall_init(&phonewall->firewall, net);
	if (error)
		return error;
	error = phonewall_dot1x_init(&phonewall->dot1x, net);
	if (error)
		goto exit_firewall;
	return 0;

exit_firewall:
	phonewall_firewall_exit(&phonewall->firewall);
	return error;
}

/* The core waits for a grace period between .pre_exit and .exit. */
static void __net_exit phonewall_net_pre_exit(struct net *net)
{
	struct phonewall_net *phonewall = phonewall_net_get(net);

	phonewall_dot1x_unset(&phonewall->dot1x);
	phonewall_firewall_unhook(&phonewall->firewall);
}

static void __net_exit phonewall_net_exit(struct net *net)
{
	struct phonewall_net *phonewall = phonewall_net_get(net);

	phonewall_dot1x_exit(&phonewall->dot1x);
	phonewall_firewall_exit(&phonewall->firewall);
}

static struct pernet_operations phonewall_net_operations = {
	.init = phonewall_net_init,
	.pre_exit = phonewall_net_pre_exit,
	.exit = phonewall_net_exit,
	.id = &phonewall_net_id,
	.size = sizeof(struct phonewall_net),
};

int phonewall_netns_init(void)
{
	return register_pernet_subsys(&phonewall_net_operations);
}

void phonewall_netns_exit(void)
{
	unregister_pernet_subsys(&phonewall_net_operations);
}
