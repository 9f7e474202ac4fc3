/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_PORT_H
#define PHONEWALL_PORT_H

#include <linux/if.h>
#include <linux/if_ether.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>

#include "compat/egress.h"

struct netlink_ext_ack;

/**
 * struct phonewall_port - the PC port or the switch port
 * @device: the device, NULL where there is none of that name. Written under
 *	RTNL, read under RTNL or RCU: an unregistered device is gone from here
 *	before its grace period begins
 * @name: its name; empty where there is no such port
 * @ingress: the hook at what comes in
 * @egress: the look at what goes out, where it is blocked
 * @blocked: whether @egress is registered
 * @carrier_losses: what the device's counter said when it was last looked at
 */
struct phonewall_port {
	struct net_device __rcu *device;
	char name[IFNAMSIZ];
	struct nf_hook_ops ingress;
	struct phonewall_egress egress;
	bool blocked;
	unsigned int carrier_losses;
};

/**
 * phonewall_port_device - the device of a port
 * @port: the port
 *
 * Context: RTNL.
 * Return: the device or NULL.
 */
struct net_device *phonewall_port_device(const struct phonewall_port *port);

/**
 * phonewall_port_check - whether a device can be a port
 * @device: the device
 * @extack: told where it cannot; may be NULL
 *
 * Return: 0 or -EINVAL.
 */
int phonewall_port_check(const struct net_device *device,
			 struct netlink_ext_ack *extack);

/**
 * phonewall_port_attach - see the frames of a device
 * @port: the port, without a device, whose hooks have their functions
 * @device: the device
 * @blocked: whether nothing may go out
 * @extack: told of what fails; may be NULL
 *
 * The device hears the PAE group address from then on.
 *
 * Context: RTNL; may sleep.
 * Return: 0 or a negative errno; the port then has no device.
 */
int phonewall_port_attach(struct phonewall_port *port,
			  struct net_device *device, bool blocked,
			  struct netlink_ext_ack *extack);

/**
 * phonewall_port_detach - see no more frames of a port's device
 * @port: the port; may be without a device
 *
 * Context: RTNL; may sleep. A hook may still run until a grace period is over.
 */
void phonewall_port_detach(struct phonewall_port *port);

/**
 * phonewall_port_block - let nothing out, or all
 * @port: the port; may be without a device
 * @blocked: whether nothing may go out
 * @extack: told of what fails; may be NULL
 *
 * Context: RTNL; may sleep.
 * Return: 0 or a negative errno; nothing is changed then.
 */
int phonewall_port_block(struct phonewall_port *port, bool blocked,
			 struct netlink_ext_ack *extack);

/**
 * phonewall_port_has_chip_mate - whether another port of a switch chip is there
 * @port: a port, of a chip or not
 * @upper: a device
 *
 * A chip forwards by itself between those of its ports that are under the same
 * bridge, and no hook sees what it forwards. Whether its driver has the chip do
 * so cannot be seen from here.
 *
 * Context: RTNL.
 * Return: whether @upper is, or is above, another port of the chip of @port.
 */
bool phonewall_port_has_chip_mate(struct net_device *port,
				  struct net_device *upper);

/**
 * phonewall_port_is_offloaded - whether a switch chip may forward from a port
 * @port: the port
 * @upper: the port itself, or a device that it is about to be under
 *
 * Context: RTNL.
 * Return: whether a device above @upper is above another port of the chip of
 * @port, too.
 */
bool phonewall_port_is_offloaded(struct net_device *port,
				 struct net_device *upper);

/**
 * phonewall_port_address_bit - where an address is in phonewall_port_addresses()
 * @address: a MAC address
 */
static inline u64 phonewall_port_address_bit(const u8 *address)
{
	return 1ULL << (address[ETH_ALEN - 1] & 63);
}

/**
 * phonewall_port_addresses - the phone's own addresses at a port, as a filter
 * @port: the port; may be without a device
 *
 * Those of the device and of every device above it: bridges, VLANs and others.
 *
 * Context: RTNL.
 * Return: phonewall_port_address_bit() of each, or of all ports together. An
 * address whose bit is not set is none of them.
 */
u64 phonewall_port_addresses(const struct phonewall_port *port);

/**
 * phonewall_port_has_address - whether an address is the phone's own at a port
 * @port: the port; may be without a device
 * @address: the address
 *
 * Context: RCU.
 */
bool phonewall_port_has_address(const struct phonewall_port *port,
				const u8 *address);

/**
 * phonewall_port_has_link - whether somebody can be at the other end
 * @port: the port
 *
 * Context: RTNL.
 * Return: whether the device is there, up, and has its carrier.
 */
bool phonewall_port_has_link(const struct phonewall_port *port);

/**
 * phonewall_port_lost_carrier - whether the carrier was lost meanwhile
 * @port: the port
 *
 * Context: RTNL.
 * Return: whether it was, since this was last asked or the device attached;
 * it may be back.
 */
bool phonewall_port_lost_carrier(struct phonewall_port *port);

#endif /* PHONEWALL_PORT_H */
