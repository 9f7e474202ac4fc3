// SPDX-License-Identifier: GPL-2.0
/*
 * switch_chip - a switch chip of three ports, for tests of what such a chip
 * forwards past the processor
 *
 * Its ports are the devices chip0 to chip2, and what is at the other end of
 * their cables is cable0 to cable2, all in the network namespace of the process
 * that loads the module. Ports that are up and in one bridge are one LAN: what
 * comes in by one goes out by the others, and the processor is given only what
 * is for itself, what is sent to a group that bridges do not forward, and what
 * no other port takes.
 */
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>

#define PORTS	3

/**
 * struct end - one end of a cable
 * @other: its other end
 */
struct end {
	struct net_device *other;
};

static struct net_device *ports[PORTS];
static struct net_device *cables[PORTS];

static int open_end(struct net_device *device)
{
	struct end *end = netdev_priv(device);

	if (netif_running(end->other)) {
		netif_carrier_on(device);
		netif_carrier_on(end->other);
	}
	return 0;
}

static int close_end(struct net_device *device)
{
	struct end *end = netdev_priv(device);

	netif_carrier_off(device);
	netif_carrier_off(end->other);
	return 0;
}

static netdev_tx_t send_by_port(struct sk_buff *skb, struct net_device *port)
{
	struct end *end = netdev_priv(port);

	dev_forward_skb(end->other, skb);
	return NETDEV_TX_OK;
}

static bool is_for_processor(const struct sk_buff *skb,
			     const struct net_device *port,
			     const struct net_device *bridge)
{
	const struct ethhdr *header = (const struct ethhdr *)skb->data;

	return is_link_local_ether_addr(header->h_dest) ||
	       ether_addr_equal(header->h_dest, port->dev_addr) ||
	       ether_addr_equal(header->h_dest, bridge->dev_addr);
}

/* Returns true if another port accepted it. */
static bool forward(struct sk_buff *skb, struct net_device *from,
		    const struct net_device *bridge)
{
	bool is_taken = false;
	struct sk_buff *copy;
	unsigned int i;

	for (i = 0; i < PORTS; i++) {
		if (ports[i] == from || !netif_running(ports[i]) ||
		    netdev_master_upper_dev_get_rcu(ports[i]) != bridge)
			continue;
		copy = skb_clone(skb, GFP_ATOMIC);
		if (copy)
			dev_forward_skb(cables[i], copy);
		is_taken = true;
	}
	return is_taken;
}

static netdev_tx_t send_by_cable(struct sk_buff *skb, struct net_device *cable)
{
	struct end *end = netdev_priv(cable);
	struct net_device *port = end->other;
	const struct net_device *bridge;

	rcu_read_lock();
	bridge = netdev_master_upper_dev_get_rcu(port);
	if (netif_running(port) && bridge &&
	    !is_for_processor(skb, port, bridge) && forward(skb, port, bridge))
		consume_skb(skb);
	else
		dev_forward_skb(port, skb);
	rcu_read_unlock();
	return NETDEV_TX_OK;
}

static int get_chip(struct net_device *port, struct netdev_phys_item_id *id)
{
	static const u8 chip[] = { 'p', 'w', 1 };

	id->id_len = sizeof(chip);
	memcpy(id->id, chip, sizeof(chip));
	return 0;
}

static const struct net_device_ops port_ops = {
	.ndo_open = open_end,
	.ndo_stop = close_end,
	.ndo_start_xmit = send_by_port,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_get_port_parent_id = get_chip,
};

static const struct net_device_ops cable_ops = {
	.ndo_open = open_end,
	.ndo_stop = close_end,
	.ndo_start_xmit = send_by_cable,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
};

static struct net_device *create_end(const char *name,
				     const struct net_device_ops *ops)
{
	struct net_device *device;

	device = alloc_netdev(sizeof(struct end), name, NET_NAME_USER,
			      ether_setup);
	if (!device)
		return NULL;
	device->netdev_ops = ops;
	device->priv_flags |= IFF_NO_QUEUE;
	eth_hw_addr_random(device);
	dev_net_set(device, current->nsproxy->net_ns);
	netif_carrier_off(device);
	return device;
}

static int create_cable(unsigned int number)
{
	struct end *end;
	char name[IFNAMSIZ];

	snprintf(name, sizeof(name), "chip%u", number);
	ports[number] = create_end(name, &port_ops);
	snprintf(name, sizeof(name), "cable%u", number);
	cables[number] = create_end(name, &cable_ops);
	if (!ports[number] || !cables[number])
		return -ENOMEM;
	end = netdev_priv(ports[number]);
	end->other = cables[number];
	end = netdev_priv(cables[number]);
	end->other = ports[number];
	return 0;
}

static void unregister_end(struct net_device *device, struct list_head *list)
{
	if (device && device->reg_state == NETREG_REGISTERED)
		unregister_netdevice_queue(device, list);
}

static void remove_all(void)
{
	LIST_HEAD(list);
	unsigned int i;

	rtnl_lock();
	for (i = 0; i < PORTS; i++) {
		unregister_end(ports[i], &list);
		unregister_end(cables[i], &list);
	}
	unregister_netdevice_many(&list);
	rtnl_unlock();
	for (i = 0; i < PORTS; i++) {
		if (ports[i])
			free_netdev(ports[i]);
		if (cables[i])
			free_netdev(cables[i]);
	}
}

static int __init switch_chip_init(void)
{
	unsigned int i;
	int error = 0;

	for (i = 0; i < PORTS && !error; i++)
		error = create_cable(i);
	for (i = 0; i < PORTS && !error; i++) {
		error = register_netdev(ports[i]);
		if (!error)
			error = register_netdev(cables[i]);
	}
	if (error)
		remove_all();
	return error;
}

static void __exit switch_chip_exit(void)
{
	remove_all();
}

module_init(switch_chip_init);
module_exit(switch_chip_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A switch chip that forwards past the processor");
