// SPDX-License-Identifier: GPL-2.0
#include <linux/jiffies.h>
#include <net/sock.h>

#include "firewall/flow.h"
#include "netlink/netlink.h"
#include "netns.h"

/**
 * struct flow_dump - the position of a dump of the flows between messages
 * @bucket: the next one to dump
 * @dumped: how many of its flows were dumped, if it does not fit into a message
 * @generation: that of the table in the last message
 */
struct flow_dump {
	u32 bucket;
	u32 dumped;
	u32 generation;
};

static struct flow_dump *flow_dump_of(struct netlink_callback *callback)
{
	BUILD_BUG_ON(sizeof(struct flow_dump) > sizeof(callback->ctx));
	return (struct flow_dump *)callback->ctx;
}

static u32 flow_remaining_ms(const struct phonewall_flow *flow)
{
	unsigned long expires = READ_ONCE(flow->expires);
	unsigned long now = jiffies;

	return time_before(now, expires) ? jiffies_to_msecs(expires - now) : 0;
}

/* The remote address of a query is not known, only its link. */
static int put_remote(struct sk_buff *message,
		      const struct phonewall_flow *flow, int length)
{
	static const __be32 unspecified[4];
	const __be32 *remote = phonewall_flow_remote(flow);
	u32 link = 0;

	if (phonewall_flow_is_query(flow))
		link = (__force u32)remote[0];
	else if (flow->kind & PHONEWALL_FLOW_IPV6)
		link = phonewall_flow_link(flow);
	return nla_put(message, PHONEWALL_A_FLOW_REMOTE_ADDRESS, length,
		       phonewall_flow_is_query(flow) ? unspecified : remote) ||
	       (link && nla_put_u32(message, PHONEWALL_A_FLOW_LINK, link));
}

static int put_flow(struct sk_buff *message, const struct phonewall_flow *flow)
{
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_FLOW);
	int length = 4 * phonewall_flow_address_words(flow->kind);

	if (!nest ||
	    nla_put_u8(message, PHONEWALL_A_FLOW_PROTOCOL,
		       flow->protocol) ||
	    nla_put(message, PHONEWALL_A_FLOW_LOCAL_ADDRESS, length,
		    phonewall_flow_local(flow)) ||
	    put_remote(message, flow, length) ||
	    nla_put_u16(message, PHONEWALL_A_FLOW_LOCAL_PORT,
			ntohs(flow->ports.local)) ||
	    nla_put_u16(message, PHONEWALL_A_FLOW_REMOTE_PORT,
			ntohs(flow->ports.remote)) ||
	    (flow_is_replied(flow) &&
	     nla_put_flag(message, PHONEWALL_A_FLOW_REPLIED)) ||
	    (phonewall_flow_is_expectation(flow) &&
	     nla_put_flag(message, PHONEWALL_A_FLOW_EXPECTATION)) ||
	    nla_put_u32(message, PHONEWALL_A_FLOW_EXPIRES,
			flow_remaining_ms(flow)))
		return -EMSGSIZE;
	nla_nest_end(message, nest);
	return 0;
}

static int put_flow_message(struct sk_buff *message,
			    struct netlink_callback *callback,
			    const struct phonewall_flow *flow)
{
	void *header;

	header = genlmsg_put(message, NETLINK_CB(callback->skb).portid,
			     callback->nlh->nlmsg_seq, &phonewall_genl_family,
			     NLM_F_MULTI, PHONEWALL_CMD_FLOW_GET);
	if (!header)
		return -EMSGSIZE;
	genl_dump_check_consistent(callback, header);
	if (put_flow(message, flow)) {
		genlmsg_cancel(message, header);
		return -EMSGSIZE;
	}
	genlmsg_end(message, header);
	return 0;
}

/*
 * Dumps the flows of a bucket, except those that were dumped before. The bucket
 * may change between two messages, so a message has all of it or none. Only if
 * it does not fit into an empty message, that has a part of it, and the dump
 * says that it was interrupted.
 */
static int put_bucket(struct sk_buff *message,
		      struct netlink_callback *callback,
		      const struct phonewall_flow_hash *hash,
		      struct flow_dump *dump)
{
	unsigned char *start = skb_tail_pointer(message);
	const struct phonewall_flow *flow;
	bool first = !message->len;
	u32 dumped = 0;

	for (flow = rcu_dereference(hash->heads[dump->bucket]); flow;
	     flow = rcu_dereference(flow->next[hash->side])) {
		if (dumped++ < dump->dumped || !flow_remaining_ms(flow) ||
		    !put_flow_message(message, callback, flow))
			continue;
		if (first && message->len) {
			dump->dumped = dumped - 1;
			callback->prev_seq = hash->generation + 1;
		} else {
			nlmsg_trim(message, start);
		}
		return -EMSGSIZE;
	}
	dump->dumped = 0;
	return 0;
}

/* If the table was resized since the last message, start the dump again. */
static void resume_dump(struct netlink_callback *callback,
			struct flow_dump *dump, u32 generation)
{
	if (dump->generation != generation) {
		dump->bucket = 0;
		dump->dumped = 0;
	}
	dump->generation = generation;
	callback->seq = generation;
}

static int put_buckets(struct sk_buff *message,
		       struct netlink_callback *callback,
		       struct phonewall_flow_table *table)
{
	struct flow_dump *dump = flow_dump_of(callback);
	const struct phonewall_flow_hash *hash;
	int error = 0;

	rcu_read_lock();
	hash = rcu_dereference(table->hash);
	resume_dump(callback, dump, hash->generation);
	for (; !error && dump->bucket <= hash->mask; dump->bucket += !error)
		error = put_bucket(message, callback, hash, dump);
	rcu_read_unlock();
	return message->len ? message->len : error;
}

int phonewall_nl_flow_get_dumpit(struct sk_buff *message,
				 struct netlink_callback *callback)
{
	struct net *net = sock_net(callback->skb->sk);
	int error;

	/* Not in .start: 6.1 loses the message of a refusal there. */
	error = phonewall_netlink_may_change(callback->skb, callback->extack);
	if (error)
		return error;
	return put_buckets(message, callback, &phonewall_net_get(net)->firewall.flows);
}

int phonewall_nl_flow_flush_doit(struct sk_buff *request,
				 struct genl_info *info)
{
	struct phonewall_net *phonewall = phonewall_net_get(genl_info_net(info));
	struct phonewall_reply reply;
	unsigned int flushed;
	int error;

	error = phonewall_netlink_may_change(request, info->extack);
	if (error)
		return error;
	error = phonewall_reply_begin(&reply, info, nla_total_size(sizeof(u32)));
	if (error)
		return error;
	flushed = phonewall_flow_flush(&phonewall->firewall.flows);
	error = nla_put_u32(reply.message, PHONEWALL_A_FLUSHED, flushed);
	if (error) {
		phonewall_reply_cancel(&reply);
		return error;
	}
	return phonewall_reply_send(&reply, info);
}
