// SPDX-License-Identifier: GPL-2.0
#include "firewall/firewall.h"
#include "netlink/netlink.h"
#include "netns.h"
#include "version.h"

static int put_reason(struct sk_buff *message,
		      const struct phonewall_firewall *firewall,
		      enum phonewall_reason reason)
{
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_STATUS_REASON);

	if (!nest ||
	    nla_put_u32(message, PHONEWALL_A_COUNT_REASON, reason) ||
	    nla_put_u64_64bit(message, PHONEWALL_A_COUNT_PACKETS,
			      phonewall_stats_read(firewall->stats, reason),
			      PHONEWALL_A_COUNT_PAD))
		return -EMSGSIZE;
	nla_nest_end(message, nest);
	return 0;
}

static int put_reasons(struct sk_buff *message,
		       const struct phonewall_firewall *firewall)
{
	enum phonewall_reason reason;

	for (reason = 0; reason <= PHONEWALL_REASON_MAX; reason++) {
		if (reason == __PHONEWALL_REASON_AFTER_LAST_ACCEPTED)
			reason = PHONEWALL_REASON_FIRST_BLOCKED;
		if (put_reason(message, firewall, reason))
			return -EMSGSIZE;
	}
	return 0;
}

static int put_flow_counts(struct sk_buff *message,
			   struct phonewall_flow_table *flows)
{
	u64 created, evicted, refused;
	u32 count;

	spin_lock_bh(&flows->lock);
	count = flows->count;
	created = flows->created;
	evicted = flows->evicted;
	refused = flows->refused;
	spin_unlock_bh(&flows->lock);
	if (nla_put_u32(message, PHONEWALL_A_STATUS_FLOWS, count) ||
	    nla_put_u64_64bit(message, PHONEWALL_A_STATUS_FLOWS_CREATED,
			      created, PHONEWALL_A_STATUS_PAD) ||
	    nla_put_u64_64bit(message, PHONEWALL_A_STATUS_FLOWS_EVICTED,
			      evicted, PHONEWALL_A_STATUS_PAD) ||
	    nla_put_u64_64bit(message, PHONEWALL_A_STATUS_FLOWS_REFUSED,
			      refused, PHONEWALL_A_STATUS_PAD))
		return -EMSGSIZE;
	return 0;
}

static int put_flood(struct sk_buff *message,
		     const struct phonewall_flood *flood)
{
	int ifindex = READ_ONCE(flood->hooked);

	if (!ifindex)
		return 0;
	return nla_put_u32(message, PHONEWALL_A_STATUS_FLOOD_DEVICE, ifindex);
}

static int put_status(struct sk_buff *message, struct phonewall_firewall *firewall)
{
	const struct phonewall_policy *policy = phonewall_firewall_policy(firewall);
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_STATUS);

	if (!nest ||
	    nla_put_string(message, PHONEWALL_A_STATUS_VERSION,
			   PHONEWALL_VERSION) ||
	    nla_put_u8(message, PHONEWALL_A_STATUS_ENABLED, policy->enabled) ||
	    nla_put_u32(message, PHONEWALL_A_STATUS_GENERATION,
			policy->generation) ||
	    nla_put_u32(message, PHONEWALL_A_STATUS_FLOW_LIMIT,
			policy->flow_limit) ||
	    put_reasons(message, firewall) ||
	    put_flow_counts(message, &firewall->flows) ||
	    put_flood(message, &firewall->flood))
		return -EMSGSIZE;
	nla_nest_end(message, nest);
	return 0;
}

int phonewall_nl_status_get_doit(struct sk_buff *request,
				 struct genl_info *info)
{
	struct phonewall_net *phonewall = phonewall_net_get(genl_info_net(info));
	struct phonewall_reply reply;
	int error;

	error = phonewall_reply_begin(&reply, info, GENLMSG_DEFAULT_SIZE);
	if (error)
		return error;
	error = put_status(reply.message, &phonewall->firewall);
	if (error) {
		phonewall_reply_cancel(&reply);
		return error;
	}
	return phonewall_reply_send(&reply, info);
}
