/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_COMPAT_EGRESS_H
#define PHONEWALL_COMPAT_EGRESS_H

#include <linux/if_vlan.h>
#include <linux/limits.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/netfilter_arp.h>
#include <linux/netfilter_bridge.h>

/*
 * Since 5.16 netfilter's egress hook sees everything that a device is to send,
 * if the kernel's configuration has it. Otherwise hook the senders instead:
 * bridge, IPv4, IPv6 and ARP. These hooks do not see packet sockets.
 */
#ifdef CONFIG_NETFILTER_EGRESS
#define PHONEWALL_EGRESS_HOOKS	1
#define PHONEWALL_EGRESS_NEEDS	"CONFIG_NETFILTER_EGRESS"
#else
#define PHONEWALL_EGRESS_HOOKS	5
#define PHONEWALL_EGRESS_NEEDS \
	"CONFIG_NETFILTER_FAMILY_BRIDGE and CONFIG_NETFILTER_FAMILY_ARP"
#endif

/**
 * struct phonewall_egress - hooks at the output of a device
 * @hooks: the hooks
 * @function: decides on a packet
 * @priv: given to @function
 * @device: the device, if the hooks are the senders'
 */
struct phonewall_egress {
	struct nf_hook_ops hooks[PHONEWALL_EGRESS_HOOKS];
	nf_hookfn *function;
	void *priv;
	const struct net_device *device;
};

#ifdef CONFIG_NETFILTER_EGRESS
static inline void phonewall_egress_prepare(struct phonewall_egress *egress,
					    struct net_device *device)
{
	egress->hooks[0] = (struct nf_hook_ops){
		.hook = egress->function,
		.priv = egress->priv,
		.dev = device,
		.pf = NFPROTO_NETDEV,
		.hooknum = NF_NETDEV_EGRESS,
		.priority = INT_MIN,
	};
}
#else
/* For the device itself and its VLANs. */
static inline unsigned int phonewall_egress_hook(void *priv,
						 struct sk_buff *skb,
						 const struct nf_hook_state *state)
{
	const struct phonewall_egress *egress = priv;

	if (state->out != egress->device &&
	    (!is_vlan_dev(state->out) ||
	     vlan_dev_real_dev(state->out) != egress->device))
		return NF_ACCEPT;
	return egress->function(egress->priv, skb, state);
}

static inline void phonewall_egress_prepare(struct phonewall_egress *egress,
					    struct net_device *device)
{
	/* A bridge sends its own queries and STP through LOCAL_OUT only. */
	static const struct nf_hook_ops senders[PHONEWALL_EGRESS_HOOKS] = {
		{ .pf = NFPROTO_BRIDGE, .hooknum = NF_BR_LOCAL_OUT },
		{ .pf = NFPROTO_BRIDGE, .hooknum = NF_BR_POST_ROUTING },
		{ .pf = NFPROTO_IPV4, .hooknum = NF_INET_POST_ROUTING },
		{ .pf = NFPROTO_IPV6, .hooknum = NF_INET_POST_ROUTING },
		{ .pf = NFPROTO_ARP, .hooknum = NF_ARP_OUT },
	};
	unsigned int i;

	egress->device = device;
	for (i = 0; i < PHONEWALL_EGRESS_HOOKS; i++) {
		egress->hooks[i] = senders[i];
		egress->hooks[i].hook = phonewall_egress_hook;
		egress->hooks[i].priv = egress;
		egress->hooks[i].priority = INT_MIN;
	}
}
#endif

/**
 * phonewall_egress_register - hook the output of a device
 * @egress: with @function and @priv; not registered
 * @device: the device
 *
 * Context: RTNL; may sleep.
 * Return: 0 or a negative errno.
 */
static inline int phonewall_egress_register(struct phonewall_egress *egress,
					    struct net_device *device)
{
	phonewall_egress_prepare(egress, device);
	return nf_register_net_hooks(dev_net(device), egress->hooks,
				     PHONEWALL_EGRESS_HOOKS);
}

/**
 * phonewall_egress_unregister - undo phonewall_egress_register()
 * @egress: registered
 * @device: the same device
 *
 * Context: RTNL; may sleep. A hook may still run until a grace period is over.
 */
static inline void phonewall_egress_unregister(struct phonewall_egress *egress,
					       struct net_device *device)
{
	nf_unregister_net_hooks(dev_net(device), egress->hooks,
				PHONEWALL_EGRESS_HOOKS);
}

#endif /* PHONEWALL_COMPAT_EGRESS_H */
