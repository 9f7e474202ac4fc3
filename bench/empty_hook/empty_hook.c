// SPDX-License-Identifier: GPL-2.0
/*
 * empty_hook - the least that a firewall in netfilter can cost: hooks that
 * accept, at the places of phonewall's, in the network namespace of the process
 * that loads the module.
 */
#include <linux/module.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <net/net_namespace.h>

static struct net *home;

static unsigned int accept(void *unused, struct sk_buff *skb,
			   const struct nf_hook_state *state)
{
	return NF_ACCEPT;
}

static const struct nf_hook_ops hooks[] = {
	{
		.hook = accept,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_LOCAL_IN,
		.priority = NF_IP_PRI_FILTER,
	},
	{
		.hook = accept,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_LOCAL_OUT,
		.priority = NF_IP_PRI_FILTER,
	},
	{
		.hook = accept,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_LOCAL_IN,
		.priority = NF_IP6_PRI_FILTER,
	},
	{
		.hook = accept,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_LOCAL_OUT,
		.priority = NF_IP6_PRI_FILTER,
	},
};

static int __init empty_hook_init(void)
{
	int error;

	home = get_net(current->nsproxy->net_ns);
	error = nf_register_net_hooks(home, hooks, ARRAY_SIZE(hooks));
	if (error)
		put_net(home);
	return error;
}

static void __exit empty_hook_exit(void)
{
	nf_unregister_net_hooks(home, hooks, ARRAY_SIZE(hooks));
	put_net(home);
}

module_init(empty_hook_init);
module_exit(empty_hook_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("The least that a netfilter hook can cost");
