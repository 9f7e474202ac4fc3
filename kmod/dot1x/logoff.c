// SPDX-License-Identifier: GPL-2.0
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>

#include "dot1x/logoff.h"
#include "dot1x/state.h"

#define RETRY_INTERVAL	HZ

/* Return: true if the device has taken it. */
static bool send_logoff(struct net_device *device,
			const struct phonewall_session *session, gfp_t flags)
{
	int headroom = LL_RESERVED_SPACE(device);
	struct sk_buff *skb;

	skb = alloc_skb(headroom + PHONEWALL_ETHERNET_MINIMUM +
			device->needed_tailroom, flags);
	if (!skb)
		return false;
	skb_reserve(skb, headroom);
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ETH_HLEN);
	phonewall_eapol_build_logoff(skb_put(skb, PHONEWALL_ETHERNET_MINIMUM),
				     session->address, session->version);
	skb->protocol = htons(ETH_P_PAE);
	skb->priority = TC_PRIO_CONTROL;
	skb->dev = device;
	return dev_queue_xmit(skb) == NET_XMIT_SUCCESS;
}

bool phonewall_logoff_one(struct phonewall_dot1x *dot1x,
			  struct net_device *device,
			  const struct phonewall_session *session,
			  enum phonewall_logoff reason, gfp_t flags)
{
	struct phonewall_session copy = *session;
	bool changed;

	if (!device || !netif_running(device) || !netif_carrier_ok(device) ||
	    !send_logoff(device, session, flags))
		return false;
	phonewall_dot1x_inc(dot1x, PHONEWALL_DOT1X_LOGOFFS);
	spin_lock_bh(&dot1x->lock);
	changed = phonewall_session_sent_logoff(&dot1x->sessions, reason,
						phonewall_dot1x_now(), &copy);
	spin_unlock_bh(&dot1x->lock);
	if (changed)
		phonewall_dot1x_notify(dot1x, &copy, flags);
	return true;
}

static bool next_due_session(struct phonewall_dot1x *dot1x,
			     unsigned int *position,
			     struct phonewall_session *session)
{
	bool due;

	spin_lock_bh(&dot1x->lock);
	due = phonewall_session_next_due(&dot1x->sessions,
					 phonewall_dot1x_now(), position,
					 session);
	spin_unlock_bh(&dot1x->lock);
	return due;
}

void phonewall_logoff_retry(struct phonewall_dot1x *dot1x)
{
	struct net_device *device = phonewall_port_device(&dot1x->switch_port);
	struct phonewall_session session;
	unsigned int position = 0;
	bool unsent = false;

	while (next_due_session(dot1x, &position, &session)) {
		if (phonewall_logoff_one(dot1x, device, &session,
					 session.logoff, GFP_KERNEL))
			continue;
		unsent = true;
		/* A Logoff that cannot be sent is counted and reported once. */
		if (session.logoff_tried)
			continue;
		phonewall_dot1x_inc(dot1x, PHONEWALL_DOT1X_NOT_SENT);
		phonewall_dot1x_notify(dot1x, &session, GFP_KERNEL);
	}
	if (unsent)
		schedule_delayed_work(&dot1x->retry, RETRY_INTERVAL);
}

void phonewall_logoff_all(struct phonewall_dot1x *dot1x,
			  enum phonewall_logoff reason)
{
	spin_lock_bh(&dot1x->lock);
	dot1x->unplugged = true;
	phonewall_session_end(&dot1x->sessions, reason, phonewall_dot1x_now());
	spin_unlock_bh(&dot1x->lock);
	phonewall_logoff_retry(dot1x);
	phonewall_port_lost_carrier(&dot1x->pc_port);
}

static void retry_work(struct work_struct *work)
{
	struct phonewall_dot1x *dot1x = container_of(to_delayed_work(work),
						     struct phonewall_dot1x,
						     retry);

	rtnl_lock();
	phonewall_logoff_retry(dot1x);
	rtnl_unlock();
}

static bool is_unplugged(struct phonewall_dot1x *dot1x)
{
	bool unplugged;

	spin_lock_bh(&dot1x->lock);
	unplugged = dot1x->unplugged;
	spin_unlock_bh(&dot1x->lock);
	return unplugged;
}

/* Return: true if the port was marked unplugged. */
static bool set_plugged(struct phonewall_dot1x *dot1x)
{
	bool was_unplugged;

	spin_lock_bh(&dot1x->lock);
	was_unplugged = dot1x->unplugged;
	dot1x->unplugged = false;
	spin_unlock_bh(&dot1x->lock);
	return was_unplugged;
}

/*
 * The kernel delays and merges events of the carrier, so the link may have been
 * back since the hold began: each loss restarts it.
 */
static void begin_hold(struct phonewall_dot1x *dot1x)
{
	bool pending = delayed_work_pending(&dot1x->hold);

	if (!phonewall_port_lost_carrier(&dot1x->pc_port) && pending)
		return;
	if (pending)
		phonewall_dot1x_inc(dot1x, PHONEWALL_DOT1X_FLAPS);
	mod_delayed_work(system_wq, &dot1x->hold,
			 msecs_to_jiffies(dot1x->hold_time));
}

void phonewall_logoff_check_carrier(struct phonewall_dot1x *dot1x)
{
	bool held, lost;

	if (phonewall_port_has_link(&dot1x->pc_port)) {
		held = cancel_delayed_work(&dot1x->hold);
		lost = phonewall_port_lost_carrier(&dot1x->pc_port);
		if (!set_plugged(dot1x) && (held || lost))
			phonewall_dot1x_inc(dot1x, PHONEWALL_DOT1X_FLAPS);
	} else if (!dot1x->hold_time) {
		phonewall_logoff_all(dot1x, PHONEWALL_LOGOFF_CARRIER);
	} else if (!is_unplugged(dot1x)) {
		begin_hold(dot1x);
	}
}

static void hold_expired(struct work_struct *work)
{
	struct phonewall_dot1x *dot1x = container_of(to_delayed_work(work),
						     struct phonewall_dot1x,
						     hold);

	rtnl_lock();
	if (!phonewall_port_device(&dot1x->pc_port) ||
	    phonewall_port_has_link(&dot1x->pc_port))
		goto unlock;
	if (phonewall_port_lost_carrier(&dot1x->pc_port)) {
		phonewall_dot1x_inc(dot1x, PHONEWALL_DOT1X_FLAPS);
		schedule_delayed_work(&dot1x->hold,
				      msecs_to_jiffies(dot1x->hold_time));
		goto unlock;
	}
	phonewall_logoff_all(dot1x, PHONEWALL_LOGOFF_CARRIER);
unlock:
	rtnl_unlock();
}

void phonewall_logoff_init(struct phonewall_dot1x *dot1x)
{
	INIT_DELAYED_WORK(&dot1x->hold, hold_expired);
	INIT_DELAYED_WORK(&dot1x->retry, retry_work);
}

void phonewall_logoff_cancel(struct phonewall_dot1x *dot1x)
{
	cancel_delayed_work_sync(&dot1x->hold);
	cancel_delayed_work_sync(&dot1x->retry);
}
