/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_PORT_H
#define PHONEWALL_PORT_H

#include <linux/if.h>
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
 * @is_blocked: whether @egress is registered
 * @carrier_losses: what the device's counter said when it was last looked at
 */
struct phonewall_port {
	struct net_device __rcu *device;
	char name[IFNAMSIZ];
	struct nf_hook_ops ingress;
	struct phonewall_egress egress;
	bool is_blocked;
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
 * @is_blocked: whether nothing may go out
 * @extack: told of what fails; may be NULL
 *
 * The device hears the PAE group address from then on.
 *
 * Context: RTNL; may sleep.
 * Return: 0 or a negative errno; the port then has no device.
 */
int phonewall_port_attach(struct phonewall_port *port,
			  struct net_device *device, bool is_blocked,
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
 * @is_blocked: whether nothing may go out
 * @extack: told of what fails; may be NULL
 *
 * Context: RTNL; may sleep.
 * Return: 0 or a negative errno; nothing is changed then.
 */
int phonewall_port_block(struct phonewall_port *port, bool is_blocked,
			 struct netlink_ext_ack *extack);

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
