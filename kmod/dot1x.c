// SPDX-License-Identifier: GPL-2.0
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>

#include "dot1x.h"
#include "events.h"
#include "passthrough.h"

#define EVENTS_INTERVAL	HZ
#define EVENTS_BURST	20

u64 phonewall_dot1x_read(const struct phonewall_dot1x *dot1x,
			 enum phonewall_dot1x_count count)
{
	u64 packets = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		packets += READ_ONCE(per_cpu_ptr(dot1x->stats,
						 cpu)->packets[count]);
	return packets;
}

u64 phonewall_dot1x_now(void)
{
	return jiffies64_to_msecs(get_jiffies_64());
}

static void send_logoff(struct phonewall_dot1x *dot1x,
			struct net_device *device,
			const struct phonewall_session *session)
{
	int headroom = LL_RESERVED_SPACE(device);
	struct sk_buff *skb;

	skb = alloc_skb(headroom + PHONEWALL_ETHERNET_MINIMUM +
			device->needed_tailroom, GFP_KERNEL);
	if (!skb) {
		phonewall_dot1x_count(dot1x, PHONEWALL_DOT1X_NOT_SENT);
		return;
	}
	skb_reserve(skb, headroom);
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ETH_HLEN);
	phonewall_eapol_build_logoff(skb_put(skb, PHONEWALL_ETHERNET_MINIMUM),
				     session->address, session->version);
	skb->protocol = htons(ETH_P_PAE);
	skb->priority = TC_PRIO_CONTROL;
	skb->dev = device;
	phonewall_dot1x_count(dot1x, PHONEWALL_DOT1X_LOGOFFS);
	dev_queue_xmit(skb);
}

static bool next_log_off(struct phonewall_dot1x *dot1x,
			 enum phonewall_logoff reason, bool is_sent,
			 struct phonewall_session *session)
{
	bool is_due;

	spin_lock_bh(&dot1x->lock);
	dot1x->is_unplugged = true;
	is_due = phonewall_session_log_off(&dot1x->sessions, reason, is_sent,
					   phonewall_dot1x_now(), session);
	spin_unlock_bh(&dot1x->lock);
	return is_due;
}

/* A switch port without a link tells the switch enough: there is no port. */
static void log_off(struct phonewall_dot1x *dot1x, enum phonewall_logoff reason)
{
	struct net_device *device = phonewall_port_device(&dot1x->switch_port);
	bool is_sent = phonewall_port_has_link(&dot1x->switch_port);
	struct phonewall_session session;

	while (next_log_off(dot1x, reason, is_sent, &session)) {
		if (is_sent)
			send_logoff(dot1x, device, &session);
		else
			phonewall_dot1x_count(dot1x, PHONEWALL_DOT1X_NOT_SENT);
		phonewall_events_session(dot1x, &session, GFP_KERNEL);
	}
	phonewall_port_lost_carrier(&dot1x->pc);
}

static bool is_unplugged(struct phonewall_dot1x *dot1x)
{
	bool is_unplugged;

	spin_lock_bh(&dot1x->lock);
	is_unplugged = dot1x->is_unplugged;
	spin_unlock_bh(&dot1x->lock);
	return is_unplugged;
}

/* Returns whether the link had been thought gone. */
static bool plug(struct phonewall_dot1x *dot1x)
{
	bool was_unplugged;

	spin_lock_bh(&dot1x->lock);
	was_unplugged = dot1x->is_unplugged;
	dot1x->is_unplugged = false;
	spin_unlock_bh(&dot1x->lock);
	return was_unplugged;
}

/*
 * A Logoff for a PC that is still there would shut it out, so what counts is
 * how the carrier is now, not what the event says.
 */
static void check_carrier(struct phonewall_dot1x *dot1x)
{
	bool was_lost;

	if (phonewall_port_has_link(&dot1x->pc)) {
		cancel_delayed_work(&dot1x->hold);
		was_lost = phonewall_port_lost_carrier(&dot1x->pc);
		if (!plug(dot1x) && was_lost)
			phonewall_dot1x_count(dot1x, PHONEWALL_DOT1X_FLAPS);
	} else if (!dot1x->hold_time) {
		log_off(dot1x, PHONEWALL_LOGOFF_CARRIER);
	} else if (!is_unplugged(dot1x)) {
		schedule_delayed_work(&dot1x->hold,
				      msecs_to_jiffies(dot1x->hold_time));
	}
}

static void hold_is_over(struct work_struct *work)
{
	struct phonewall_dot1x *dot1x = container_of(to_delayed_work(work),
						     struct phonewall_dot1x,
						     hold);

	rtnl_lock();
	if (phonewall_port_device(&dot1x->pc) &&
	    !phonewall_port_has_link(&dot1x->pc))
		log_off(dot1x, PHONEWALL_LOGOFF_CARRIER);
	rtnl_unlock();
}

static struct phonewall_port *port_of(struct phonewall_dot1x *dot1x,
				      const struct net_device *device)
{
	if (phonewall_port_device(&dot1x->pc) == device)
		return &dot1x->pc;
	if (phonewall_port_device(&dot1x->switch_port) == device)
		return &dot1x->switch_port;
	return NULL;
}

static struct phonewall_port *port_named(struct phonewall_dot1x *dot1x,
					 const char *name)
{
	if (!strcmp(dot1x->pc.name, name))
		return &dot1x->pc;
	if (!strcmp(dot1x->switch_port.name, name))
		return &dot1x->switch_port;
	return NULL;
}

/*
 * Where the PC port lets nothing in any more: no frame that is on its way begins
 * a session behind the Logoffs.
 */
static void end_sessions(struct phonewall_dot1x *dot1x,
			 enum phonewall_logoff reason)
{
	synchronize_net();
	cancel_delayed_work(&dot1x->hold);
	log_off(dot1x, reason);
}

static void detach_pc(struct phonewall_dot1x *dot1x,
		      enum phonewall_logoff reason)
{
	phonewall_port_detach(&dot1x->pc);
	end_sessions(dot1x, reason);
}

static void detach(struct phonewall_dot1x *dot1x, struct phonewall_port *port)
{
	if (port == &dot1x->pc)
		detach_pc(dot1x, PHONEWALL_LOGOFF_REMOVED);
	else
		phonewall_port_detach(port);
}

static int attach(struct phonewall_dot1x *dot1x, struct phonewall_port *port,
		  struct net_device *device, struct netlink_ext_ack *extack)
{
	bool is_blocked = port == &dot1x->pc && !dot1x->pc_port_enabled;

	return phonewall_port_attach(port, device, is_blocked, extack);
}

/* A device has a name that it did not have, or is new. */
static int named(struct phonewall_dot1x *dot1x, struct net_device *device)
{
	struct phonewall_port *port = port_named(dot1x, device->name);
	struct phonewall_port *before = port_of(dot1x, device);
	int error;

	if (before == port)
		return 0;
	if (before)
		detach(dot1x, before);
	if (!port || phonewall_port_device(port))
		return 0;
	error = attach(dot1x, port, device, NULL);
	if (error)
		netdev_err(device, "phonewall cannot make it a port: error %d\n",
			   error);
	return error;
}

/* A device that is removed is set down first. */
static enum phonewall_logoff why_down(const struct net_device *device)
{
	return list_empty(&device->unreg_list) ? PHONEWALL_LOGOFF_DOWN :
						 PHONEWALL_LOGOFF_REMOVED;
}

static int heard(struct notifier_block *notifier, unsigned long event,
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
		/* Without its hooks a port would be open: there is none then. */
		return notifier_from_errno(named(dot1x, device));
	case NETDEV_UNREGISTER:
		if (port)
			detach(dot1x, port);
		break;
	case NETDEV_DOWN:
		if (port == &dot1x->pc)
			log_off(dot1x, why_down(device));
		break;
	case NETDEV_UP:
	case NETDEV_CHANGE:
		if (port == &dot1x->pc)
			check_carrier(dot1x);
		break;
	}
	return NOTIFY_DONE;
}

static bool is_set(const struct phonewall_dot1x *dot1x)
{
	return dot1x->pc.name[0];
}

static void read_settings(const struct phonewall_dot1x *dot1x,
			  struct phonewall_dot1x_settings *settings)
{
	*settings = (struct phonewall_dot1x_settings){
		.pc_port_enabled = dot1x->pc_port_enabled,
		.hold_time = dot1x->hold_time,
		.session_limit = dot1x->sessions.limit,
	};
	strscpy(settings->pc_port, dot1x->pc.name, IFNAMSIZ);
	strscpy(settings->switch_port, dot1x->switch_port.name, IFNAMSIZ);
}

static void forget_sessions(struct phonewall_dot1x *dot1x)
{
	spin_lock_bh(&dot1x->lock);
	dot1x->sessions.count = 0;
	spin_unlock_bh(&dot1x->lock);
}

static void release(struct phonewall_dot1x *dot1x)
{
	if (!is_set(dot1x))
		return;
	detach_pc(dot1x, PHONEWALL_LOGOFF_WITHDRAWN);
	phonewall_port_detach(&dot1x->switch_port);
	nf_unregister_net_hooks(dot1x->net, dot1x->bridge,
				PHONEWALL_BRIDGE_HOOKS);
	dot1x->pc.name[0] = '\0';
	dot1x->switch_port.name[0] = '\0';
	forget_sessions(dot1x);
}

static int check_named(struct phonewall_dot1x *dot1x, const char *name,
		       struct netlink_ext_ack *extack)
{
	struct net_device *device = __dev_get_by_name(dot1x->net, name);

	return device ? phonewall_port_check(device, extack) : 0;
}

static int attach_named(struct phonewall_dot1x *dot1x,
			struct phonewall_port *port,
			struct netlink_ext_ack *extack)
{
	struct net_device *device = __dev_get_by_name(dot1x->net, port->name);

	return device ? attach(dot1x, port, device, extack) : 0;
}

static void set_limits(struct phonewall_dot1x *dot1x,
		       const struct phonewall_dot1x_settings *settings)
{
	dot1x->hold_time = settings->hold_time;
	spin_lock_bh(&dot1x->lock);
	dot1x->sessions.limit = settings->session_limit;
	spin_unlock_bh(&dot1x->lock);
}

static int claim(struct phonewall_dot1x *dot1x,
		 const struct phonewall_dot1x_settings *settings,
		 struct netlink_ext_ack *extack)
{
	int error;

	error = nf_register_net_hooks(dot1x->net, dot1x->bridge,
				      PHONEWALL_BRIDGE_HOOKS);
	if (error) {
		NL_SET_ERR_MSG(extack,
			       "the bridge's netfilter hooks could not be registered: the kernel needs NETFILTER_FAMILY_BRIDGE");
		return error;
	}
	strscpy(dot1x->pc.name, settings->pc_port, IFNAMSIZ);
	strscpy(dot1x->switch_port.name, settings->switch_port, IFNAMSIZ);
	WRITE_ONCE(dot1x->pc_port_enabled, settings->pc_port_enabled);
	set_limits(dot1x, settings);
	plug(dot1x);
	error = attach_named(dot1x, &dot1x->switch_port, extack);
	if (!error)
		error = attach_named(dot1x, &dot1x->pc, extack);
	if (error)
		release(dot1x);
	return error;
}

/* Where there is no memory for it a disabled PC port is set down, not open. */
static void restore(struct phonewall_dot1x *dot1x,
		    const struct phonewall_dot1x_settings *old)
{
	struct net_device *device;

	if (!claim(dot1x, old, NULL) || old->pc_port_enabled)
		return;
	device = __dev_get_by_name(dot1x->net, old->pc_port);
	if (!device)
		return;
	netdev_err(device, "phonewall cannot keep it disabled: set down\n");
	dev_close(device);
}

static int set_pc_port_enabled(struct phonewall_dot1x *dot1x, bool is_enabled,
			       struct netlink_ext_ack *extack)
{
	int error;

	if (dot1x->pc_port_enabled == is_enabled)
		return 0;
	error = phonewall_port_block(&dot1x->pc, !is_enabled, extack);
	if (error)
		return error;
	WRITE_ONCE(dot1x->pc_port_enabled, is_enabled);
	if (is_enabled)
		check_carrier(dot1x);
	else
		log_off(dot1x, PHONEWALL_LOGOFF_DISABLED);
	return 0;
}

/*
 * The PC port keeps its hooks, for one that is disabled may not be open
 * meanwhile. One that is not lets nothing in.
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
	check_carrier(dot1x);
	return error;
}

/* What closes comes first: to open again, where the rest fails, always works. */
static int apply_at_pc_port(struct phonewall_dot1x *dot1x,
			    const struct phonewall_dot1x_settings *settings,
			    struct netlink_ext_ack *extack)
{
	bool was_enabled = dot1x->pc_port_enabled;
	int error = 0;

	if (!settings->pc_port_enabled)
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

static int apply(struct phonewall_dot1x *dot1x,
		 const struct phonewall_dot1x_settings *settings,
		 struct netlink_ext_ack *extack)
{
	struct phonewall_dot1x_settings old;
	int error;

	error = check_named(dot1x, settings->pc_port, extack);
	if (!error)
		error = check_named(dot1x, settings->switch_port, extack);
	if (error)
		return error;
	if (is_set(dot1x) && !strcmp(dot1x->pc.name, settings->pc_port))
		return apply_at_pc_port(dot1x, settings, extack);
	read_settings(dot1x, &old);
	release(dot1x);
	if (!settings->pc_port[0])
		return 0;
	error = claim(dot1x, settings, extack);
	if (error && old.pc_port[0])
		restore(dot1x, &old);
	return error;
}

/* Nothing is judged by the events that registering repeats: no port is named. */
static int watch(struct phonewall_dot1x *dot1x, struct netlink_ext_ack *extack)
{
	int error;

	if (dot1x->is_watching)
		return 0;
	error = register_netdevice_notifier_net(dot1x->net, &dot1x->notifier);
	if (error) {
		NL_SET_ERR_MSG(extack, "the ports cannot be watched");
		return error;
	}
	dot1x->is_watching = true;
	return 0;
}

static void unwatch(struct phonewall_dot1x *dot1x)
{
	if (!dot1x->is_watching)
		return;
	unregister_netdevice_notifier_net(dot1x->net, &dot1x->notifier);
	cancel_delayed_work_sync(&dot1x->hold);
	dot1x->is_watching = false;
}

int phonewall_dot1x_set(struct phonewall_dot1x *dot1x,
			const struct phonewall_dot1x_settings *settings,
			struct netlink_ext_ack *extack)
{
	int error = 0;

	if (settings->pc_port[0])
		error = watch(dot1x, extack);
	if (error)
		return error;
	rtnl_lock();
	error = apply(dot1x, settings, extack);
	rtnl_unlock();
	if (!is_set(dot1x))
		unwatch(dot1x);
	return error;
}

void phonewall_dot1x_withdraw(struct phonewall_dot1x *dot1x)
{
	rtnl_lock();
	release(dot1x);
	rtnl_unlock();
	unwatch(dot1x);
}

int phonewall_dot1x_init(struct phonewall_dot1x *dot1x, struct net *net)
{
	dot1x->net = net;
	dot1x->pc_port_enabled = true;
	dot1x->sessions.limit = PHONEWALL_SESSION_LIMIT_DEFAULT;
	dot1x->notifier.notifier_call = heard;
	spin_lock_init(&dot1x->lock);
	INIT_DELAYED_WORK(&dot1x->hold, hold_is_over);
	ratelimit_state_init(&dot1x->events, EVENTS_INTERVAL, EVENTS_BURST);
	ratelimit_set_flags(&dot1x->events, RATELIMIT_MSG_ON_RELEASE);
	phonewall_passthrough_init(dot1x);
	dot1x->stats = alloc_percpu_gfp(struct phonewall_dot1x_stats,
					GFP_KERNEL_ACCOUNT);
	return dot1x->stats ? 0 : -ENOMEM;
}

void phonewall_dot1x_exit(struct phonewall_dot1x *dot1x)
{
	free_percpu(dot1x->stats);
}
