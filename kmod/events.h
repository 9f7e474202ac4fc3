/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_EVENTS_H
#define PHONEWALL_EVENTS_H

#include <linux/ratelimit.h>
#include <linux/skbuff.h>
#include <net/net_namespace.h>

#include <linux/phonewall.h>

#include "core/session.h"

/**
 * struct phonewall_event_limit - rate limit of events that packets cause
 * @rate: at most 20 a second
 * @missed: events suppressed by the rate limit or by a lack of memory; the next
 *	event carries their number
 */
struct phonewall_event_limit {
	struct ratelimit_state rate;
	atomic_t missed;
};

/**
 * phonewall_event_limit_init - initialise a rate limit
 * @limit: zeroed
 *
 * Context: any.
 */
void phonewall_event_limit_init(struct phonewall_event_limit *limit);

/**
 * phonewall_events_new - begin a message to the listeners
 * @command: PHONEWALL_CMD_EVENT_*
 * @header: set to the family's header in the message
 * @flags: GFP_ATOMIC or GFP_KERNEL, as the context allows
 *
 * Return: the message, or NULL without memory. Send it with
 * phonewall_events_send() or release it with nlmsg_free().
 */
struct sk_buff *phonewall_events_new(u8 command, void **header, gfp_t flags);

/**
 * phonewall_events_send - send a message to the listeners
 * @net: the namespace of the listeners
 * @message: consumed
 * @header: the family's header in it
 * @flags: as for phonewall_events_new()
 *
 * A listener whose receive buffer is full gets ENOBUFS.
 */
void phonewall_events_send(struct net *net, struct sk_buff *message,
			   void *header, gfp_t flags);

/**
 * phonewall_events_are_heard - whether anybody listens to the events
 * @net: the namespace
 *
 * Context: any.
 * Return: true if somebody does.
 */
bool phonewall_events_are_heard(struct net *net);

/* The rest of phonewall_events_blocked(). */
void phonewall_events_send_blocked(struct net *net,
				   struct phonewall_event_limit *limit,
				   const struct sk_buff *skb,
				   const struct net_device *device,
				   enum phonewall_direction direction,
				   enum phonewall_reason reason);

/**
 * phonewall_events_blocked - send EVENT_BLOCKED for a packet
 * @net: the namespace
 * @limit: its rate limit of such events
 * @skb: the packet; skb->data is its IP header
 * @device: the input or output device
 * @direction: the direction of the packet
 * @reason: why it was blocked
 *
 * Costs a few instructions if nobody listens.
 *
 * Context: RCU; softirq or process. Does not sleep.
 */
static inline void
phonewall_events_blocked(struct net *net, struct phonewall_event_limit *limit,
			 const struct sk_buff *skb,
			 const struct net_device *device,
			 enum phonewall_direction direction,
			 enum phonewall_reason reason)
{
	if (phonewall_events_are_heard(net))
		phonewall_events_send_blocked(net, limit, skb, device,
					      direction, reason);
}

/**
 * phonewall_events_put_session - add a DOT1X_SESSION attribute
 * @message: the message, with DOT1X begun
 * @session: the session
 * @now: the clock of the sessions, in milliseconds
 * @with_address: add the MAC address: the receiver may see it
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int phonewall_events_put_session(struct sk_buff *message,
				 const struct phonewall_session *session,
				 u64 now, bool with_address);

/**
 * phonewall_events_session - send EVENT_SESSION for a session that has changed
 * @net: the namespace
 * @limit: its rate limit of such events
 * @session: the session as it is now
 * @now: the clock of the sessions, in milliseconds
 * @flags: GFP_ATOMIC or GFP_KERNEL, as the context allows
 *
 * Limited only if @flags is GFP_ATOMIC: a frame causes the event then.
 *
 * Context: any.
 */
void phonewall_events_session(struct net *net,
			      struct phonewall_event_limit *limit,
			      const struct phonewall_session *session, u64 now,
			      gfp_t flags);

#endif /* PHONEWALL_EVENTS_H */
