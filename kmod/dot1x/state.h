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
 * struct phonewall_dot1x_settings - the settings of 802.1X at the PC port
 * @pc_port: name of the PC port; empty if there are no settings
 * @switch_port: name of the switch port; empty if @pc_port is
 * @pc_port_enabled: traffic may cross the PC port
 * @hold_time: milliseconds without carrier at the PC port before a Logoff is
 *	sent, at most PHONEWALL_HOLD_TIME_MAX
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
 * struct phonewall_dot1x_stats - the counters of one CPU
 * @packets: indexed by enum phonewall_dot1x_count
 */
struct phonewall_dot1x_stats {
	u64 packets[PHONEWALL_DOT1X_MAX + 1];
};

/**
 * struct phonewall_dot1x - 802.1X at the PC port of a namespace
 * @pc_port: the PC port
 * @switch_port: the switch port
 * @pc_port_enabled: traffic may cross the PC port; written under RTNL
 * @own_addresses: phonewall_port_addresses() of both ports; written under RTNL
 * @hold_time: of the settings; under RTNL
 * @lock: guards @sessions and @unplugged; taken in softirq too
 * @sessions: the PCs behind the PC port
 * @unplugged: Logoffs were sent and the PC port's link has not been seen since
 * @stats: the counters
 * @net: the namespace
 * @bridge: the hooks that keep a bridge from forwarding a frame a second time
 * @bridge_hooked: @bridge are registered, as they are while there are settings
 * @notifier: receives the events of the ports' devices
 * @watching: @notifier is registered; under the generic netlink lock
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
 * phonewall_dot1x_inc - increment a counter of the ports
 * @dot1x: the state
 * @count: which
 *
 * Context: any.
 */
static inline void phonewall_dot1x_inc(struct phonewall_dot1x *dot1x,
				       enum phonewall_dot1x_count count)
{
	this_cpu_inc(dot1x->stats->packets[count]);
}

/**
 * phonewall_dot1x_read - read a counter of the ports
 * @dot1x: the state
 * @count: which
 *
 * Context: any.
 * Return: the sum over all CPUs.
 */
u64 phonewall_dot1x_read(const struct phonewall_dot1x *dot1x,
			 enum phonewall_dot1x_count count);

/**
 * phonewall_dot1x_now - the clock of the sessions
 *
 * Context: any.
 * Return: milliseconds; monotonic.
 */
u64 phonewall_dot1x_now(void);

/**
 * phonewall_dot1x_notify - send EVENT_SESSION for a session that has changed
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
