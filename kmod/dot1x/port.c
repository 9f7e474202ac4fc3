// SPDX-License-Identifier: GPL-2.0
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "core/eapol.h"
#include "dot1x/port.h"

struct net_device *phonewall_port_device(const struct phonewall_port *port)
{
	return rtnl_dereference(port->device);
}

static int register_ingress(struct phonewall_port *port,
			    struct net_device *device,
			    struct netlink_ext_ack *extack)
{
	int error;

	port->ingress.dev = device;
	error = nf_register_net_hook(dev_net(device), &port->ingress);
	if (error)
		NL_SET_ERR_MSG(extack,
			       "cannot register a netfilter hook at the port: the kernel needs CONFIG_NETFILTER_INGRESS");
	return error;
}

static int register_egress(struct phonewall_port *port,
			   struct net_device *device,
			   struct netlink_ext_ack *extack)
{
	int error = phonewall_egress_register(&port->egress, device);

	if (error)
		NL_SET_ERR_MSG(extack,
			       "cannot register the netfilter hooks that block the port: the kernel needs " PHONEWALL_EGRESS_NEEDS);
	return error;
}

int phonewall_port_block(struct phonewall_port *port, bool blocked,
			 struct netlink_ext_ack *extack)
{
	struct net_device *device = phonewall_port_device(port);
	int error;

	if (!device || port->blocked == blocked)
		return 0;
	if (blocked) {
		error = register_egress(port, device, extack);
		if (error)
			return error;
	} else {
		phonewall_egress_unregister(&port->egress, device);
	}
	port->blocked = blocked;
	return 0;
}

int phonewall_port_check(const struct net_device *device,
			 struct netlink_ext_ack *extack)
{
	if (device->type == ARPHRD_ETHER && !(device->flags & IFF_LOOPBACK))
		return 0;
	NL_SET_ERR_MSG(extack, "a port must be an Ethernet device");
	return -EINVAL;
}

static unsigned int carrier_losses(const struct net_device *device)
{
	return atomic_read(&device->carrier_down_count);
}

int phonewall_port_attach(struct phonewall_port *port,
			  struct net_device *device, bool blocked,
			  struct netlink_ext_ack *extack)
{
	int error;

	error = phonewall_port_check(device, extack);
	if (error)
		return error;
	/* A port in no bridge receives only the groups that it joined. */
	error = dev_mc_add(device, phonewall_pae_group);
	if (error) {
		NL_SET_ERR_MSG(extack,
			       "cannot add the PAE group address to the port");
		return error;
	}
	rcu_assign_pointer(port->device, device);
	port->carrier_losses = carrier_losses(device);
	error = phonewall_port_block(port, blocked, extack);
	if (error)
		goto forget_device;
	error = register_ingress(port, device, extack);
	if (error)
		goto unblock;
	return 0;

unblock:
	phonewall_port_block(port, false, NULL);
forget_device:
	RCU_INIT_POINTER(port->device, NULL);
	dev_mc_del(device, phonewall_pae_group);
	return error;
}

void phonewall_port_detach(struct phonewall_port *port)
{
	struct net_device *device = phonewall_port_device(port);

	if (!device)
		return;
	nf_unregister_net_hook(dev_net(device), &port->ingress);
	phonewall_port_block(port, false, NULL);
	RCU_INIT_POINTER(port->device, NULL);
	dev_mc_del(device, phonewall_pae_group);
}

/*
 * Return: 1 if @device is another port of the switch chip of the port in @priv.
 * A VLAN or bridge above the port reports the same chip, but is not another
 * port.
 */
static int is_chip_mate(struct net_device *device,
			struct netdev_nested_priv *priv)
{
	struct net_device *port = priv->data;

	return device != port && !netdev_has_upper_dev_all_rcu(port, device) &&
	       netdev_port_same_parent_id(port, device);
}

bool phonewall_port_has_chip_mate(struct net_device *port,
				  struct net_device *upper)
{
	struct netdev_nested_priv priv = { .data = port };
	bool found;

	rcu_read_lock();
	found = is_chip_mate(upper, &priv) ||
		   netdev_walk_all_lower_dev_rcu(upper, is_chip_mate, &priv);
	rcu_read_unlock();
	return found;
}

static int is_above_chip_mate(struct net_device *upper,
			      struct netdev_nested_priv *priv)
{
	return netdev_walk_all_lower_dev_rcu(upper, is_chip_mate, priv);
}

bool phonewall_port_is_offloaded(struct net_device *port,
				 struct net_device *upper)
{
	struct netdev_nested_priv priv = { .data = port };
	bool offloaded;

	rcu_read_lock();
	offloaded = netdev_walk_all_upper_dev_rcu(upper, is_above_chip_mate,
						  &priv);
	rcu_read_unlock();
	return offloaded;
}

static int add_address(struct net_device *device,
		       struct netdev_nested_priv *priv)
{
	*(u64 *)priv->data |= phonewall_port_address_bit(device->dev_addr);
	return 0;
}

u64 phonewall_port_addresses(const struct phonewall_port *port)
{
	struct net_device *device = phonewall_port_device(port);
	u64 addresses = 0;
	struct netdev_nested_priv priv = { .data = &addresses };

	if (!device)
		return 0;
	add_address(device, &priv);
	rcu_read_lock();
	netdev_walk_all_upper_dev_rcu(device, add_address, &priv);
	rcu_read_unlock();
	return addresses;
}

static int is_address_of(struct net_device *device,
			 struct netdev_nested_priv *priv)
{
	return ether_addr_equal(device->dev_addr, priv->data);
}

bool phonewall_port_has_address(const struct phonewall_port *port,
				const u8 *address)
{
	struct netdev_nested_priv priv = { .data = (void *)address };
	struct net_device *device = rcu_dereference(port->device);

	return device &&
	       (is_address_of(device, &priv) ||
		netdev_walk_all_upper_dev_rcu(device, is_address_of, &priv));
}

bool phonewall_port_has_link(const struct phonewall_port *port)
{
	const struct net_device *device = phonewall_port_device(port);

	return device && netif_running(device) && netif_carrier_ok(device);
}

bool phonewall_port_lost_carrier(struct phonewall_port *port)
{
	const struct net_device *device = phonewall_port_device(port);
	unsigned int before = port->carrier_losses;

	if (!device)
		return false;
	port->carrier_losses = carrier_losses(device);
	return port->carrier_losses != before;
}
