// SPDX-License-Identifier: GPL-2.0
#include <linux/netdevice.h>
#include <net/genetlink.h>

#include "events.h"
#include "netlink/netlink.h"

#define EVENTS_GROUP	0	/* the only one */
#define EVENTS_INTERVAL	HZ
#define EVENTS_BURST	20

void phonewall_event_limit_init(struct phonewall_event_limit *limit)
{
	ratelimit_state_init(&limit->rate, EVENTS_INTERVAL, EVENTS_BURST);
	ratelimit_set_flags(&limit->rate, RATELIMIT_MSG_ON_RELEASE);
}

struct sk_buff *phonewall_events_new(u8 command, void **header, gfp_t flags)
{
	struct sk_buff *message;

	message = genlmsg_new(GENLMSG_DEFAULT_SIZE, flags);
	if (!message)
		return NULL;
	*header = genlmsg_put(message, 0, 0, &phonewall_genl_family, 0,
			      command);
	if (*header)
		return message;
	nlmsg_free(message);
	return NULL;
}

void phonewall_events_send(struct net *net, struct sk_buff *message,
			   void *header, gfp_t flags)
{
	genlmsg_end(message, header);
	genlmsg_multicast_netns(&phonewall_genl_family, net, message, 0,
				EVENTS_GROUP, flags);
}

bool phonewall_events_are_heard(struct net *net)
{
	return genl_has_listeners(&phonewall_genl_family, net, EVENTS_GROUP);
}

/* @message may be NULL. */
static void miss_event(struct phonewall_event_limit *limit,
		       struct sk_buff *message)
{
	nlmsg_free(message);
	atomic_inc(&limit->missed);
}

static int put_packet(struct sk_buff *message, const struct sk_buff *skb)
{
	unsigned int length = min_t(unsigned int, skb->len,
				    PHONEWALL_PACKET_MAX);
	struct nlattr *attribute;

	attribute = nla_reserve(message, PHONEWALL_A_PACKET, length);
	if (!attribute)
		return -EMSGSIZE;
	return skb_copy_bits(skb, 0, nla_data(attribute), length);
}

static int put_blocked(struct sk_buff *message,
		       struct phonewall_event_limit *limit,
		       const struct sk_buff *skb,
		       const struct net_device *device,
		       enum phonewall_direction direction,
		       enum phonewall_reason reason)
{
	unsigned int missed = atomic_xchg(&limit->missed, 0);

	if (nla_put_u32(message, PHONEWALL_A_REASON, reason) ||
	    nla_put_u8(message, PHONEWALL_A_DIRECTION, direction) ||
	    nla_put_u32(message, PHONEWALL_A_LENGTH, skb->len) ||
	    nla_put_u32(message, PHONEWALL_A_DEVICE, device->ifindex) ||
	    nla_put_u32(message, PHONEWALL_A_LEFT_OUT, missed))
		return -EMSGSIZE;
	return put_packet(message, skb);
}

void phonewall_events_send_blocked(struct net *net,
				   struct phonewall_event_limit *limit,
				   const struct sk_buff *skb,
				   const struct net_device *device,
				   enum phonewall_direction direction,
				   enum phonewall_reason reason)
{
	struct sk_buff *message = NULL;
	void *header;

	if (__ratelimit(&limit->rate))
		message = phonewall_events_new(PHONEWALL_CMD_EVENT_BLOCKED,
					       &header, GFP_ATOMIC);
	if (message &&
	    !put_blocked(message, limit, skb, device, direction, reason))
		phonewall_events_send(net, message, header, GFP_ATOMIC);
	else
		miss_event(limit, message);
}

static int put_logoff(struct sk_buff *message,
		      const struct phonewall_session *session, u64 now)
{
	if (session->logoff_due)
		return nla_put_u8(message, PHONEWALL_A_SESSION_LOGOFF_UNSENT,
				  session->logoff);
	if (!session->logoff_sent)
		return 0;
	if (nla_put_u8(message, PHONEWALL_A_SESSION_LOGOFF, session->logoff) ||
	    nla_put_u32(message, PHONEWALL_A_SESSION_LOGOFF_AGE,
			div_u64(now - session->logoff_time, MSEC_PER_SEC)))
		return -EMSGSIZE;
	return 0;
}

int phonewall_events_put_session(struct sk_buff *message,
				 const struct phonewall_session *session,
				 u64 now, bool with_address)
{
	struct nlattr *nest = nla_nest_start(message,
					     PHONEWALL_A_DOT1X_SESSION);

	if (!nest ||
	    (with_address &&
	     nla_put(message, PHONEWALL_A_SESSION_ADDRESS,
		     sizeof(session->address), session->address)) ||
	    nla_put_u8(message, PHONEWALL_A_SESSION_STATE, session->state) ||
	    nla_put_u8(message, PHONEWALL_A_SESSION_VERSION,
		       session->version) ||
	    nla_put_u32(message, PHONEWALL_A_SESSION_SILENT,
			div_u64(now - session->last_seen, MSEC_PER_SEC)) ||
	    put_logoff(message, session, now))
		return -EMSGSIZE;
	nla_nest_end(message, nest);
	return 0;
}

static int put_session_event(struct sk_buff *message,
			     struct phonewall_event_limit *limit,
			     const struct phonewall_session *session, u64 now)
{
	unsigned int missed = atomic_xchg(&limit->missed, 0);
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_DOT1X);

	if (!nest || phonewall_events_put_session(message, session, now, true))
		return -EMSGSIZE;
	nla_nest_end(message, nest);
	return nla_put_u32(message, PHONEWALL_A_LEFT_OUT, missed);
}

void phonewall_events_session(struct net *net,
			      struct phonewall_event_limit *limit,
			      const struct phonewall_session *session, u64 now,
			      gfp_t flags)
{
	struct sk_buff *message = NULL;
	void *header;

	if (!phonewall_events_are_heard(net))
		return;
	if (flags == GFP_KERNEL || __ratelimit(&limit->rate))
		message = phonewall_events_new(PHONEWALL_CMD_EVENT_SESSION,
					       &header, flags);
	if (message && !put_session_event(message, limit, session, now))
		phonewall_events_send(net, message, header, flags);
	else
		miss_event(limit, message);
}
