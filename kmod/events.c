// SPDX-License-Identifier: GPL-2.0
#include <linux/netdevice.h>
#include <linux/ratelimit.h>
#include <net/genetlink.h>

#include "events.h"
#include "netlink/netlink.h"

#define EVENTS_GROUP	0	/* the family's only one */

static void send_event(struct net *net, struct sk_buff *message, void *header,
		       gfp_t flags)
{
	genlmsg_end(message, header);
	genlmsg_multicast_netns(&phonewall_genl_family, net, message, 0,
				EVENTS_GROUP, flags);
}

static int put_policy(struct sk_buff *message,
		      const struct phonewall_policy *policy)
{
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_POLICY);

	if (!nest ||
	    nla_put_u8(message, PHONEWALL_A_POLICY_ENABLED, policy->enabled) ||
	    nla_put_u32(message, PHONEWALL_A_POLICY_GENERATION,
			policy->generation))
		return -EMSGSIZE;
	nla_nest_end(message, nest);
	return 0;
}

void phonewall_events_policy(struct phonewall_net *phonewall)
{
	struct sk_buff *message;
	void *header;

	message = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!message)
		return;
	header = genlmsg_put(message, 0, 0, &phonewall_genl_family, 0,
			     PHONEWALL_CMD_EVENT_POLICY);
	if (!header || put_policy(message, phonewall_net_policy(phonewall)))
		goto free_message;
	send_event(phonewall->net, message, header, GFP_KERNEL);
	return;

free_message:
	nlmsg_free(message);
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
		       const struct phonewall_passage *passage,
		       enum phonewall_direction direction,
		       enum phonewall_reason reason)
{
	unsigned int left_out = atomic_xchg(&passage->phonewall->left_out, 0);

	if (nla_put_u32(message, PHONEWALL_A_REASON, reason) ||
	    nla_put_u8(message, PHONEWALL_A_DIRECTION, direction) ||
	    nla_put_u32(message, PHONEWALL_A_LENGTH, passage->skb->len) ||
	    nla_put_u32(message, PHONEWALL_A_DEVICE,
			passage->device->ifindex) ||
	    nla_put_u32(message, PHONEWALL_A_LEFT_OUT, left_out))
		return -EMSGSIZE;
	return put_packet(message, passage->skb);
}

/* Returns whether there was memory for it. */
static bool report_blocked(const struct phonewall_passage *passage,
			   enum phonewall_direction direction,
			   enum phonewall_reason reason)
{
	struct sk_buff *message;
	void *header;

	message = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_ATOMIC);
	if (!message)
		return false;
	header = genlmsg_put(message, 0, 0, &phonewall_genl_family, 0,
			     PHONEWALL_CMD_EVENT_BLOCKED);
	if (!header || put_blocked(message, passage, direction, reason))
		goto free_message;
	send_event(passage->phonewall->net, message, header, GFP_ATOMIC);
	return true;

free_message:
	nlmsg_free(message);
	return false;
}

void phonewall_events_blocked(const struct phonewall_passage *passage,
			      enum phonewall_direction direction,
			      enum phonewall_reason reason)
{
	struct phonewall_net *phonewall = passage->phonewall;

	if (!genl_has_listeners(&phonewall_genl_family, phonewall->net,
				EVENTS_GROUP))
		return;
	if (!__ratelimit(&phonewall->events) ||
	    !report_blocked(passage, direction, reason))
		atomic_inc(&phonewall->left_out);
}

void phonewall_events_dot1x(struct phonewall_dot1x *dot1x)
{
	struct sk_buff *message;
	void *header;

	message = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!message)
		return;
	header = genlmsg_put(message, 0, 0, &phonewall_genl_family, 0,
			     PHONEWALL_CMD_EVENT_DOT1X);
	if (!header || phonewall_dot1x_put_settings(message, dot1x))
		goto free_message;
	send_event(dot1x->net, message, header, GFP_KERNEL);
	return;

free_message:
	nlmsg_free(message);
}

static int put_session(struct sk_buff *message, struct phonewall_dot1x *dot1x,
		       const struct phonewall_session *session)
{
	unsigned int left_out = atomic_xchg(&dot1x->left_out, 0);
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_DOT1X);

	if (!nest || phonewall_dot1x_put_session(message, session, true))
		return -EMSGSIZE;
	nla_nest_end(message, nest);
	return nla_put_u32(message, PHONEWALL_A_LEFT_OUT, left_out);
}

/* Returns whether there was memory for it. */
static bool report_session(struct phonewall_dot1x *dot1x,
			   const struct phonewall_session *session, gfp_t flags)
{
	struct sk_buff *message;
	void *header;

	message = genlmsg_new(GENLMSG_DEFAULT_SIZE, flags);
	if (!message)
		return false;
	header = genlmsg_put(message, 0, 0, &phonewall_genl_family, 0,
			     PHONEWALL_CMD_EVENT_SESSION);
	if (!header || put_session(message, dot1x, session))
		goto free_message;
	send_event(dot1x->net, message, header, flags);
	return true;

free_message:
	nlmsg_free(message);
	return false;
}

void phonewall_events_session(struct phonewall_dot1x *dot1x,
			      const struct phonewall_session *session,
			      gfp_t flags)
{
	if (!genl_has_listeners(&phonewall_genl_family, dot1x->net,
				EVENTS_GROUP))
		return;
	if ((flags != GFP_KERNEL && !__ratelimit(&dot1x->events)) ||
	    !report_session(dot1x, session, flags))
		atomic_inc(&dot1x->left_out);
}
