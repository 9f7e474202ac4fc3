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
 * @device: the device, NULL if there is none of that name. Written under RTNL,
 *	read under RTNL or RCU: an unregistered device is removed from here
 *	before its grace period begins
 * @name: its name; empty if there is no such port
 * @ingress: the ingress hook
 * @egress: the egress hooks, which block the port
 * @blocked: @egress is registered
 * @carrier_losses: the device's counter when it was last read
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
 * @extack: set on error; may be NULL
 *
 * Return: 0 or -EINVAL.
 */
int phonewall_port_check(const struct net_device *device,
			 struct netlink_ext_ack *extack);

/**
 * phonewall_port_attach - make a device the port
 * @port: the port, without a device, whose hooks have their functions
 * @device: the device
 * @blocked: block all output
 * @extack: set on error; may be NULL
 *
 * Registers the hooks and adds the PAE group address to the device.
 *
 * Context: RTNL; may sleep.
 * Return: 0 or a negative errno; the port then has no device.
 */
int phonewall_port_attach(struct phonewall_port *port,
			  struct net_device *device, bool blocked,
			  struct netlink_ext_ack *extack);

/**
 * phonewall_port_detach - undo phonewall_port_attach()
 * @port: the port; may be without a device
 *
 * Context: RTNL; may sleep. A hook may still run until a grace period is over.
 */
void phonewall_port_detach(struct phonewall_port *port);

/**
 * phonewall_port_block - block or unblock all output
 * @port: the port; may be without a device
 * @blocked: block it
 * @extack: set on error; may be NULL
 *
 * Context: RTNL; may sleep.
 * Return: 0 or a negative errno; nothing is changed then.
 */
int phonewall_port_block(struct phonewall_port *port, bool blocked,
			 struct netlink_ext_ack *extack);

/**
 * phonewall_port_has_chip_mate - look for another port of the same switch chip
 * @port: a port, of a chip or not
 * @upper: a device
 *
 * A chip may forward by itself between its ports under the same bridge, and no
 * hook sees what it forwards. The kernel does not show if its driver has it do
 * so.
 *
 * Context: RTNL.
 * Return: true if @upper is, or is above, another port of the chip of @port.
 */
bool phonewall_port_has_chip_mate(struct net_device *port,
				  struct net_device *upper);

/**
 * phonewall_port_is_offloaded - whether a switch chip may forward from a port
 * @port: the port
 * @upper: the port itself, or a device that it is about to be under
 *
 * Context: RTNL.
 * Return: true if a device above @upper is also above another port of the chip
 * of
 * @port.
 */
bool phonewall_port_is_offloaded(struct net_device *port,
				 struct net_device *upper);

/**
 * phonewall_port_address_bit - the bit of an address in a filter
 * @address: a MAC address
 *
 * Return: its bit in phonewall_port_addresses().
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
 * Return: phonewall_port_address_bit() of each, ORed. An address whose bit is
 * not set is none of them; the values of several ports can be ORed.
 */
u64 phonewall_port_addresses(const struct phonewall_port *port);

/**
 * phonewall_port_has_address - whether an address is the phone's own at a port
 * @port: the port; may be without a device
 * @address: the address
 *
 * Context: RCU.
 * Return: true if the device or one above it has the address.
 */
bool phonewall_port_has_address(const struct phonewall_port *port,
				const u8 *address);

/**
 * phonewall_port_has_link - whether a port has a link
 * @port: the port
 *
 * Context: RTNL.
 * Return: true if the port has a device, which is up and has a carrier.
 */
bool phonewall_port_has_link(const struct phonewall_port *port);

/**
 * phonewall_port_lost_carrier - whether the carrier was lost since the last
 *	call
 * @port: the port
 *
 * Context: RTNL.
 * Return: true if it was lost since the last call or since the device was
 * attached, even if it is back.
 */
bool phonewall_port_lost_carrier(struct phonewall_port *port);

#endif /* PHONEWALL_PORT_H */
