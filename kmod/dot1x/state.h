/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_DOT1X_STATE_H
#define PHONEWALL_DOT1X_STATE_H

#include <linux/notifier.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <net/net_namespace.h>

#include <linux/phonewall.h>

#include "core/session.h"
#include "dot1x/port.h"
#include "events.h"

#define PHONEWALL_BRIDGE_HOOKS	2

/**
 * struct phonewall_dot1x_settings - what 802.1X at the PC port is set to
 * @pc_port: name of the PC port; empty where nothing is set
 * @switch_port: name of the switch port; empty where @pc_port is
 * @pc_port_enabled: whether anything crosses the PC port
 * @hold_time: milliseconds that its carrier is gone before a Logoff, at most
 *	PHONEWALL_HOLD_TIME_MAX
 * @session_limit: sessions at most, 1 to PHONEWALL_SESSION_LIMIT_MAX
 */
struct phonewall_dot1x_settings {
	char pc_port[IFNAMSIZ];
	char switch_port[IFNAMSIZ];
	bool pc_port_enabled;
	u32 hold_time;
	u32 session_limit;
};

/**
 * struct phonewall_dot1x_stats - what one processor has counted
 * @packets: indexed by enum phonewall_dot1x_count
 */
struct phonewall_dot1x_stats {
	u64 packets[PHONEWALL_DOT1X_MAX + 1];
};

/**
 * struct phonewall_dot1x - 802.1X at the PC port of a namespace
 * @pc_port: the PC port
 * @switch_port: the switch port
 * @pc_port_enabled: whether anything crosses the PC port; written under RTNL
 * @own_addresses: phonewall_port_addresses() of both ports; written under RTNL
 * @hold_time: of the settings; under RTNL
 * @lock: guards @sessions and @unplugged; taken in softirq too
 * @sessions: the PCs behind the PC port
 * @unplugged: whether Logoffs were sent and the PC port's link has not been
 *	seen since
 * @stats: the counters
 * @net: the namespace
 * @bridge: the hooks that keep a bridge from forwarding what was forwarded
 * @bridge_hooked: whether @bridge are registered: while there are settings
 * @notifier: hears what becomes of the ports
 * @watching: whether @notifier is registered; under the generic netlink lock
 * @hold: sends the Logoffs after the hold time
 * @retry: sends the Logoffs that could not be sent before
 * @events: limits EVENT_SESSION
 */
struct phonewall_dot1x {
	struct phonewall_port pc_port;
	struct phonewall_port switch_port;
	bool pc_port_enabled;
	u64 own_addresses;
	u32 hold_time;
	spinlock_t lock;
	struct phonewall_sessions sessions;
	bool unplugged;
	struct phonewall_dot1x_stats __percpu *stats;
	struct net *net;
	struct nf_hook_ops bridge[PHONEWALL_BRIDGE_HOOKS];
	bool bridge_hooked;
	struct notifier_block notifier;
	bool watching;
	struct delayed_work hold;
	struct delayed_work retry;
	struct phonewall_event_limit events;
};

/**
 * phonewall_dot1x_inc - count at the ports
 * @dot1x: the state
 * @count: what
 *
 * Context: any.
 */
static inline void phonewall_dot1x_inc(struct phonewall_dot1x *dot1x,
				       enum phonewall_dot1x_count count)
{
	this_cpu_inc(dot1x->stats->packets[count]);
}

/**
 * phonewall_dot1x_read - what all processors have counted
 * @dot1x: the state
 * @count: of what
 *
 * Context: any.
 */
u64 phonewall_dot1x_read(const struct phonewall_dot1x *dot1x,
			 enum phonewall_dot1x_count count);

/**
 * phonewall_dot1x_now - the clock of the sessions
 *
 * Context: any.
 * Return: milliseconds; does not go back.
 */
u64 phonewall_dot1x_now(void);

/**
 * phonewall_dot1x_notify - tell the listeners of a session that has changed
 * @dot1x: the state
 * @session: the session as it is now
 * @flags: GFP_ATOMIC or GFP_KERNEL, as the context allows
 *
 * Context: any.
 */
void phonewall_dot1x_notify(struct phonewall_dot1x *dot1x,
			    const struct phonewall_session *session,
			    gfp_t flags);

#endif /* PHONEWALL_DOT1X_STATE_H */
