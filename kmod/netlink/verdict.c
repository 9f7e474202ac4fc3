// SPDX-License-Identifier: GPL-2.0
#include <linux/netdevice.h>
#include <linux/skbuff.h>

#include "firewall/filter.h"
#include "netlink/netlink.h"
#include "netns.h"

const struct nla_policy
phonewall_verdict_get_nl_policy[PHONEWALL_A_PACKET + 1] = {
	[PHONEWALL_A_DIRECTION] = NLA_POLICY_MAX(NLA_U8, PHONEWALL_OUT),
	[PHONEWALL_A_PACKET] =
		NLA_POLICY_RANGE(NLA_BINARY, sizeof(struct iphdr),
				 PHONEWALL_PACKET_MAX),
};

static int check_packet(const struct nlattr *packet,
			struct netlink_ext_ack *extack)
{
	const u8 *bytes = nla_data(packet);

	if (bytes[0] >> 4 == 4 || bytes[0] >> 4 == 6)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, packet,
			    "PACKET must begin with an IPv4 or IPv6 header");
	return -EINVAL;
}

static struct sk_buff *make_packet(struct net *net,
				   const struct nlattr *attribute)
{
	struct sk_buff *skb = alloc_skb(nla_len(attribute), GFP_KERNEL);

	if (!skb)
		return NULL;
	skb_put_data(skb, nla_data(attribute), nla_len(attribute));
	skb_reset_network_header(skb);
	skb->dev = net->loopback_dev;
	return skb;
}

static enum phonewall_reason query_verdict(struct net *net,
					   const struct sk_buff *skb,
					   enum phonewall_direction direction)
{
	struct phonewall_pktinfo pkt = {
		.firewall = &phonewall_net_get(net)->firewall,
		.skb = skb,
		.device = skb->dev,
		.family = skb->data[0] >> 4 == 4 ? AF_INET : AF_INET6,
		.only_ask = true,
	};
	enum phonewall_reason reason = PHONEWALL_REASON_DISABLED;

	rcu_read_lock();
	pkt.policy = rcu_dereference(pkt.firewall->policy);
	if (pkt.policy->enabled)
		reason = direction == PHONEWALL_IN ?
			 phonewall_filter_in(&pkt) :
			 phonewall_filter_out(&pkt);
	rcu_read_unlock();
	return reason;
}

static int reply_reason(struct genl_info *info, enum phonewall_reason reason)
{
	struct phonewall_reply reply;
	int error;

	error = phonewall_reply_begin(&reply, info, nla_total_size(sizeof(u32)));
	if (error)
		return error;
	error = nla_put_u32(reply.message, PHONEWALL_A_REASON, reason);
	if (error) {
		phonewall_reply_cancel(&reply);
		return error;
	}
	return phonewall_reply_send(&reply, info);
}

int phonewall_nl_verdict_get_doit(struct sk_buff *request,
				  struct genl_info *info)
{
	struct nlattr *direction = info->attrs[PHONEWALL_A_DIRECTION];
	struct nlattr *packet = info->attrs[PHONEWALL_A_PACKET];
	struct net *net = genl_info_net(info);
	enum phonewall_reason reason;
	struct sk_buff *skb;
	int error;

	error = phonewall_netlink_may_change(request, info->extack);
	if (error)
		return error;
	if (!direction || !packet) {
		GENL_SET_ERR_MSG(info,
				 "VERDICT_GET needs DIRECTION and PACKET");
		return -EINVAL;
	}
	error = check_packet(packet, info->extack);
	if (error)
		return error;
	skb = make_packet(net, packet);
	if (!skb)
		return -ENOMEM;
	reason = query_verdict(net, skb, nla_get_u8(direction));
	kfree_skb(skb);
	return reply_reason(info, reason);
}
