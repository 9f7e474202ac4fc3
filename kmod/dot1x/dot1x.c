// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/net.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "dot1x/dot1x.h"
#include "dot1x/logoff.h"
#include "dot1x/passthrough.h"

static struct phonewall_port *port_of(struct phonewall_dot1x *dot1x,
				      const struct net_device *device)
{
	if (phonewall_port_device(&dot1x->pc_port) == device)
		return &dot1x->pc_port;
	if (phonewall_port_device(&dot1x->switch_port) == device)
		return &dot1x->switch_port;
	return NULL;
}

static struct phonewall_port *port_named(struct phonewall_dot1x *dot1x,
					 const char *name)
{
	if (!strcmp(dot1x->pc_port.name, name))
		return &dot1x->pc_port;
	if (!strcmp(dot1x->switch_port.name, name))
		return &dot1x->switch_port;
	return NULL;
}

/* Looks a device up by its name; an alternative name does not count. */
static struct net_device *device_named(const struct phonewall_dot1x *dot1x,
				       const char *name)
{
	struct net_device *device = __dev_get_by_name(dot1x->net, name);

	return device && !strcmp(device->name, name) ? device : NULL;
}

static void update_own_addresses(struct phonewall_dot1x *dot1x)
{
	WRITE_ONCE(dot1x->own_addresses,
		   phonewall_port_addresses(&dot1x->pc_port) |
		   phonewall_port_addresses(&dot1x->switch_port));
}

/*
 * Call once the PC port drops all input. Waits for frames in flight, so that
 * none can start a session after the Logoffs.
 */
static void end_sessions(struct phonewall_dot1x *dot1x,
			 enum phonewall_logoff reason)
{
	synchronize_net();
	cancel_delayed_work(&dot1x->hold);
	phonewall_logoff_all(dot1x, reason);
}

static void detach_pc_port(struct phonewall_dot1x *dot1x,
			   enum phonewall_logoff reason)
{
	phonewall_port_detach(&dot1x->pc_port);
	end_sessions(dot1x, reason);
}

static void detach_port(struct phonewall_dot1x *dot1x,
			struct phonewall_port *port)
{
	if (port == &dot1x->pc_port)
		detach_pc_port(dot1x, PHONEWALL_LOGOFF_REMOVED);
	else
		phonewall_port_detach(port);
	update_own_addresses(dot1x);
}

/* A switch chip does not forward from a port that is down. */
static bool is_pc_port_closed(const struct phonewall_dot1x *dot1x,
			      const struct net_device *pc_port)
{
	return !dot1x->pc_port_enabled && !netif_running(pc_port);
}

static int refuse_offload(struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG(extack,
		       "the PC port is in a bridge with another port of its switch chip, which would forward past the kernel: remove one of them from the bridge");
	return -EOPNOTSUPP;
}

static int attach_port(struct phonewall_dot1x *dot1x,
		       struct phonewall_port *port, struct net_device *device,
		       struct netlink_ext_ack *extack)
{
	bool blocked = port == &dot1x->pc_port && !dot1x->pc_port_enabled;
	int error;

	if (port_of(dot1x, device)) {
		NL_SET_ERR_MSG(extack,
			       "the PC port and the switch port must be different devices");
		return -EBUSY;
	}
	if (port == &dot1x->pc_port &&
	    phonewall_port_is_offloaded(device, device) &&
	    !is_pc_port_closed(dot1x, device))
		return refuse_offload(extack);
	error = phonewall_port_attach(port, device, blocked, extack);
	update_own_addresses(dot1x);
	return error;
}

/* A device was registered or renamed, or is about to be brought up. */
static int attach_or_detach(struct phonewall_dot1x *dot1x,
			    struct net_device *device)
{
	struct phonewall_port *port = port_named(dot1x, device->name);
	struct phonewall_port *before = port_of(dot1x, device);
	int error;

	if (before == port)
		return 0;
	if (before)
		detach_port(dot1x, before);
	if (!port || phonewall_port_device(port))
		return 0;
	error = attach_port(dot1x, port, device, NULL);
	if (error)
		net_err_ratelimited("%s: cannot use the device as %s: error %d\n",
				    device->name, port == &dot1x->pc_port ?
				    "the PC port" : "the switch port", error);
	return error;
}

/*
 * Fail closed: if the PC port could not get its hooks when it was registered,
 * it must get them before it is brought up. Keep it down if that alone disables
 * it.
 */
static int check_up(struct phonewall_dot1x *dot1x, struct net_device *device)
{
	int error = attach_or_detach(dot1x, device);

	if (port_named(dot1x, device->name) != &dot1x->pc_port)
		return 0;
	if (error || dot1x->pc_port_enabled ||
	    !phonewall_port_is_offloaded(device, device))
		return error;
	net_err_ratelimited("%s: the disabled PC port stays down: its switch chip would forward frames past the kernel\n",
			    device->name);
	return -EPERM;
}

static bool is_at_or_under(struct net_device *device, struct net_device *upper)
{
	bool under;

	rcu_read_lock();
	under = device == upper || netdev_has_upper_dev_all_rcu(device, upper);
	rcu_read_unlock();
	return under;
}

/* What a switch chip forwards from the PC port would bypass the hooks. */
static int check_upper(const struct phonewall_dot1x *dot1x,
		       const struct netdev_notifier_changeupper_info *change)
{
	struct net_device *pc_port = phonewall_port_device(&dot1x->pc_port);
	struct net_device *device = change->info.dev;
	struct net_device *upper = change->upper_dev;
	bool forwards = false;

	if (!change->linking || !pc_port || is_pc_port_closed(dot1x, pc_port))
		return 0;
	if (is_at_or_under(pc_port, device))
		forwards = phonewall_port_has_chip_mate(pc_port, upper) ||
			       phonewall_port_is_offloaded(pc_port, upper);
	else if (is_at_or_under(pc_port, upper))
		forwards = phonewall_port_has_chip_mate(pc_port, device);
	return forwards ? refuse_offload(change->info.extack) : 0;
}

/* unregister closes a device first, so NETDEV_DOWN may mean removal. */
static enum phonewall_logoff logoff_reason_of(const struct net_device *device)
{
	return list_empty(&device->unreg_list) ? PHONEWALL_LOGOFF_DOWN :
						 PHONEWALL_LOGOFF_REMOVED;
}

static void carrier_event(struct phonewall_dot1x *dot1x,
			  const struct phonewall_port *port)
{
	if (port == &dot1x->pc_port)
		phonewall_logoff_check_carrier(dot1x);
	else if (port == &dot1x->switch_port)
		phonewall_logoff_retry(dot1x);
}

static int netdev_event(struct notifier_block *notifier, unsigned long event,
			void *info)
{
	struct phonewall_dot1x *dot1x = container_of(notifier,
						     struct phonewall_dot1x,
						     notifier);
	struct net_device *device = netdev_notifier_info_to_dev(info);
	struct phonewall_port *port = port_of(dot1x, device);

	switch (event) {
	case NETDEV_REGISTER:
	case NETDEV_CHANGENAME:
		/* Fail the event: a port must not exist without its hooks. */
		return notifier_from_errno(attach_or_detach(dot1x, device));
	case NETDEV_PRE_UP:
		return notifier_from_errno(check_up(dot1x, device));
	case NETDEV_PRECHANGEUPPER:
		return notifier_from_errno(check_upper(dot1x, info));
	case NETDEV_CHANGEUPPER:
	case NETDEV_CHANGEADDR:
		update_own_addresses(dot1x);
		break;
	case NETDEV_UNREGISTER:
		if (port)
			detach_port(dot1x, port);
		break;
	case NETDEV_DOWN:
		if (port == &dot1x->pc_port)
			phonewall_logoff_all(dot1x, logoff_reason_of(device));
		break;
	case NETDEV_UP:
	case NETDEV_CHANGE:
		carrier_event(dot1x, port);
		break;
	}
	return NOTIFY_DONE;
}

static bool has_settings(const struct phonewall_dot1x *dot1x)
{
	return dot1x->pc_port.name[0];
}

static void read_settings(const struct phonewall_dot1x *dot1x,
			  struct phonewall_dot1x_settings *settings)
{
	*settings = (struct phonewall_dot1x_settings){
		.pc_port_enabled = dot1x->pc_port_enabled,
		.hold_time = dot1x->hold_time,
		.session_limit = dot1x->sessions.limit,
	};
	strscpy(settings->pc_port, dot1x->pc_port.name, IFNAMSIZ);
	strscpy(settings->switch_port, dot1x->switch_port.name, IFNAMSIZ);
}

static void forget_sessions(struct phonewall_dot1x *dot1x)
{
	spin_lock_bh(&dot1x->lock);
	dot1x->sessions.count = 0;
	spin_unlock_bh(&dot1x->lock);
}

static void set_limits(struct phonewall_dot1x *dot1x,
		       const struct phonewall_dot1x_settings *settings)
{
	dot1x->hold_time = settings->hold_time;
	spin_lock_bh(&dot1x->lock);
	dot1x->sessions.limit = settings->session_limit;
	spin_unlock_bh(&dot1x->lock);
}

static void put_settings(struct phonewall_dot1x *dot1x,
			 const struct phonewall_dot1x_settings *settings)
{
	strscpy(dot1x->pc_port.name, settings->pc_port, IFNAMSIZ);
	strscpy(dot1x->switch_port.name, settings->switch_port, IFNAMSIZ);
	WRITE_ONCE(dot1x->pc_port_enabled, settings->pc_port_enabled);
	set_limits(dot1x, settings);
}

static void detach_ports(struct phonewall_dot1x *dot1x)
{
	detach_pc_port(dot1x, PHONEWALL_LOGOFF_WITHDRAWN);
	phonewall_port_detach(&dot1x->switch_port);
	update_own_addresses(dot1x);
	forget_sessions(dot1x);
}

static int hook_bridge(struct phonewall_dot1x *dot1x,
		       struct netlink_ext_ack *extack)
{
	int error;

	if (dot1x->bridge_hooked)
		return 0;
	error = nf_register_net_hooks(dot1x->net, dot1x->bridge,
				      PHONEWALL_BRIDGE_HOOKS);
	if (error)
		NL_SET_ERR_MSG(extack,
			       "cannot register the bridge's netfilter hooks: the kernel needs CONFIG_NETFILTER_FAMILY_BRIDGE");
	dot1x->bridge_hooked = !error;
	return error;
}

static void unset_settings(struct phonewall_dot1x *dot1x)
{
	if (has_settings(dot1x))
		detach_ports(dot1x);
	if (dot1x->bridge_hooked)
		nf_unregister_net_hooks(dot1x->net, dot1x->bridge,
					PHONEWALL_BRIDGE_HOOKS);
	dot1x->bridge_hooked = false;
	dot1x->pc_port.name[0] = '\0';
	dot1x->switch_port.name[0] = '\0';
}

static int check_name(const struct phonewall_dot1x *dot1x, const char *name,
		      struct netlink_ext_ack *extack)
{
	struct net_device *device = __dev_get_by_name(dot1x->net, name);

	if (!device)
		return 0;
	if (!strcmp(device->name, name))
		return phonewall_port_check(device, extack);
	NL_SET_ERR_MSG(extack,
		       "the port is an alternative name of a device: give the device's own name");
	return -EINVAL;
}

static int check_ports(const struct phonewall_dot1x *dot1x,
		       const struct phonewall_dot1x_settings *settings,
		       struct netlink_ext_ack *extack)
{
	struct net_device *pc_port = device_named(dot1x, settings->pc_port);
	int error = check_name(dot1x, settings->pc_port, extack);

	if (!error)
		error = check_name(dot1x, settings->switch_port, extack);
	if (error || !pc_port || !settings->pc_port_enabled ||
	    !phonewall_port_is_offloaded(pc_port, pc_port))
		return error;
	return refuse_offload(extack);
}

/* For a disabled PC port: the hooks do not see what a switch chip forwards. */
static void close_offloaded(struct phonewall_dot1x *dot1x)
{
	struct net_device *pc_port = device_named(dot1x, dot1x->pc_port.name);

	if (pc_port && netif_running(pc_port) &&
	    phonewall_port_is_offloaded(pc_port, pc_port))
		dev_close(pc_port);
}

static int attach_named(struct phonewall_dot1x *dot1x,
			struct phonewall_port *port,
			struct netlink_ext_ack *extack)
{
	struct net_device *device = device_named(dot1x, port->name);

	if (!device || phonewall_port_device(port))
		return 0;
	return attach_port(dot1x, port, device, extack);
}

static int attach_ports(struct phonewall_dot1x *dot1x,
			struct netlink_ext_ack *extack)
{
	int error;

	if (!dot1x->pc_port_enabled)
		close_offloaded(dot1x);
	error = attach_named(dot1x, &dot1x->switch_port, extack);
	return error ? error : attach_named(dot1x, &dot1x->pc_port, extack);
}

static int claim_ports(struct phonewall_dot1x *dot1x,
		       const struct phonewall_dot1x_settings *settings,
		       struct netlink_ext_ack *extack)
{
	put_settings(dot1x, settings);
	spin_lock_bh(&dot1x->lock);
	dot1x->unplugged = false;
	spin_unlock_bh(&dot1x->lock);
	return attach_ports(dot1x, extack);
}

/*
 * Fail closed: if the hooks of the PC port cannot be restored, bring it down;
 * check_up() lets it up again once it has them.
 */
static void restore_settings(struct phonewall_dot1x *dot1x,
			     const struct phonewall_dot1x_settings *old)
{
	struct net_device *device;

	detach_ports(dot1x);
	if (!claim_ports(dot1x, old, NULL))
		return;
	device = device_named(dot1x, old->pc_port);
	if (!device || phonewall_port_device(&dot1x->pc_port) == device)
		return;
	net_err_ratelimited("%s: cannot register hooks at the PC port; bringing it down\n",
			    device->name);
	dev_close(device);
}

static int set_pc_port_enabled(struct phonewall_dot1x *dot1x, bool enabled,
			       struct netlink_ext_ack *extack)
{
	int error;

	if (dot1x->pc_port_enabled == enabled)
		return 0;
	error = phonewall_port_block(&dot1x->pc_port, !enabled, extack);
	if (error)
		return error;
	WRITE_ONCE(dot1x->pc_port_enabled, enabled);
	if (enabled)
		phonewall_logoff_check_carrier(dot1x);
	else
		phonewall_logoff_all(dot1x, PHONEWALL_LOGOFF_DISABLED);
	return 0;
}

/*
 * The PC port keeps its hooks: a disabled one must not open meanwhile, and an
 * enabled one lets nothing in meanwhile.
 */
static int move_switch_port(struct phonewall_dot1x *dot1x, const char *name,
			    struct netlink_ext_ack *extack)
{
	struct phonewall_port *port = &dot1x->switch_port;
	bool was_enabled = dot1x->pc_port_enabled;
	char old[IFNAMSIZ];
	int error;

	strscpy(old, port->name, IFNAMSIZ);
	WRITE_ONCE(dot1x->pc_port_enabled, false);
	end_sessions(dot1x, PHONEWALL_LOGOFF_WITHDRAWN);
	forget_sessions(dot1x);
	phonewall_port_detach(port);
	strscpy(port->name, name, IFNAMSIZ);
	error = attach_named(dot1x, port, extack);
	if (error) {
		strscpy(port->name, old, IFNAMSIZ);
		attach_named(dot1x, port, NULL);
	}
	WRITE_ONCE(dot1x->pc_port_enabled, was_enabled);
	phonewall_logoff_check_carrier(dot1x);
	return error;
}

/* Disable first: re-enabling cannot fail if a later step does. */
static int apply_at_pc_port(struct phonewall_dot1x *dot1x,
			    const struct phonewall_dot1x_settings *settings,
			    struct netlink_ext_ack *extack)
{
	bool was_enabled = dot1x->pc_port_enabled;
	int error = attach_ports(dot1x, extack);

	if (!error && !settings->pc_port_enabled)
		error = set_pc_port_enabled(dot1x, false, extack);
	if (error)
		return error;
	if (strcmp(dot1x->switch_port.name, settings->switch_port))
		error = move_switch_port(dot1x, settings->switch_port, extack);
	if (error) {
		set_pc_port_enabled(dot1x, was_enabled, NULL);
		return error;
	}
	set_limits(dot1x, settings);
	return set_pc_port_enabled(dot1x, settings->pc_port_enabled, NULL);
}

static int apply_settings(struct phonewall_dot1x *dot1x,
			  const struct phonewall_dot1x_settings *settings,
			  struct netlink_ext_ack *extack)
{
	struct phonewall_dot1x_settings old;
	int error;

	error = check_ports(dot1x, settings, extack);
	if (error)
		return error;
	if (has_settings(dot1x) &&
	    !strcmp(dot1x->pc_port.name, settings->pc_port))
		return apply_at_pc_port(dot1x, settings, extack);
	if (!settings->pc_port[0]) {
		unset_settings(dot1x);
		return 0;
	}
	error = hook_bridge(dot1x, extack);
	if (error)
		return error;
	read_settings(dot1x, &old);
	if (has_settings(dot1x))
		detach_ports(dot1x);
	error = claim_ports(dot1x, settings, extack);
	if (!error)
		return 0;
	if (old.pc_port[0])
		restore_settings(dot1x, &old);
	else
		unset_settings(dot1x);
	return error;
}

/*
 * Registration replays the events of existing devices. No port is configured
 * yet, so they are ignored.
 */
static int watch_devices(struct phonewall_dot1x *dot1x,
			 struct netlink_ext_ack *extack)
{
	int error;

	if (dot1x->watching)
		return 0;
	error = register_netdevice_notifier_net(dot1x->net, &dot1x->notifier);
	if (error) {
		NL_SET_ERR_MSG(extack, "cannot register the notifier of network devices");
		return error;
	}
	dot1x->watching = true;
	return 0;
}

static void unwatch_devices(struct phonewall_dot1x *dot1x)
{
	if (!dot1x->watching)
		return;
	unregister_netdevice_notifier_net(dot1x->net, &dot1x->notifier);
	phonewall_logoff_cancel(dot1x);
	dot1x->watching = false;
}

int phonewall_dot1x_set(struct phonewall_dot1x *dot1x,
			const struct phonewall_dot1x_settings *settings,
			struct netlink_ext_ack *extack)
{
	int error = 0;

	if (settings->pc_port[0])
		error = watch_devices(dot1x, extack);
	if (error)
		return error;
	rtnl_lock();
	error = apply_settings(dot1x, settings, extack);
	rtnl_unlock();
	if (!has_settings(dot1x))
		unwatch_devices(dot1x);
	return error;
}

void phonewall_dot1x_unset(struct phonewall_dot1x *dot1x)
{
	rtnl_lock();
	unset_settings(dot1x);
	rtnl_unlock();
	unwatch_devices(dot1x);
}

int phonewall_dot1x_init(struct phonewall_dot1x *dot1x, struct net *net)
{
	dot1x->net = net;
	dot1x->pc_port_enabled = true;
	dot1x->sessions.limit = PHONEWALL_SESSION_LIMIT_DEFAULT;
	dot1x->notifier.notifier_call = netdev_event;
	spin_lock_init(&dot1x->lock);
	phonewall_logoff_init(dot1x);
	phonewall_event_limit_init(&dot1x->events);
	phonewall_passthrough_init(dot1x);
	dot1x->stats = alloc_percpu_gfp(struct phonewall_dot1x_stats,
					GFP_KERNEL_ACCOUNT);
	return dot1x->stats ? 0 : -ENOMEM;
}

void phonewall_dot1x_exit(struct phonewall_dot1x *dot1x)
{
	free_percpu(dot1x->stats);
}
