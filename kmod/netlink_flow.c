// SPDX-License-Identifier: GPL-2.0
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <net/sock.h>

#include "flow.h"
#include "netlink.h"
#include "netns.h"

/**
 * struct flow_dump - a dump of the flows, between its messages
 * @iterator: where it is
 */
struct flow_dump {
	struct rhashtable_iter iterator;
};

static struct flow_dump **flow_dump_of(struct netlink_callback *callback)
{
	return (struct flow_dump **)callback->ctx;
}

int phonewall_flow_get_start(struct netlink_callback *callback)
{
	struct net *net = sock_net(callback->skb->sk);
	struct flow_dump *dump;

	dump = kzalloc(sizeof(*dump), GFP_KERNEL);
	if (!dump)
		return -ENOMEM;
	rhashtable_walk_enter(&phonewall_net_get(net)->flows.hash,
			      &dump->iterator);
	*flow_dump_of(callback) = dump;
	callback->seq = 1;
	return 0;
}

int phonewall_flow_get_done(struct netlink_callback *callback)
{
	struct flow_dump *dump = *flow_dump_of(callback);

	if (dump) {
		rhashtable_walk_exit(&dump->iterator);
		kfree(dump);
	}
	return 0;
}

static u32 flow_remaining_ms(const struct phonewall_flow *flow)
{
	unsigned long expires = READ_ONCE(flow->expires);
	unsigned long now = jiffies;

	return time_before(now, expires) ? jiffies_to_msecs(expires - now) : 0;
}

static int put_flow(struct sk_buff *message, const struct phonewall_flow *flow)
{
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_FLOW);
	int length = flow->key.family == AF_INET ? 4 : 16;

	if (!nest ||
	    nla_put_u8(message, PHONEWALL_A_FLOW_PROTOCOL,
		       flow->key.protocol) ||
	    nla_put(message, PHONEWALL_A_FLOW_LOCAL_ADDRESS, length,
		    flow->key.local) ||
	    nla_put(message, PHONEWALL_A_FLOW_REMOTE_ADDRESS, length,
		    flow->key.remote) ||
	    nla_put_u16(message, PHONEWALL_A_FLOW_LOCAL_PORT,
			flow->key.local_port) ||
	    nla_put_u16(message, PHONEWALL_A_FLOW_REMOTE_PORT,
			flow->key.remote_port) ||
	    (READ_ONCE(flow->replied) &&
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
 * Where the table was resized since the last message the dump begins anew, with
 * a new iterator: the old one points to a flow that may have been released.
 */
static void resume_walk(struct netlink_callback *callback,
			struct rhashtable_iter *iterator)
	__acquires(RCU)
{
	struct rhashtable *hash = iterator->ht;

	if (!rhashtable_walk_start_check(iterator))
		return;
	callback->seq++;
	rhashtable_walk_stop(iterator);
	rhashtable_walk_exit(iterator);
	rhashtable_walk_enter(hash, iterator);
	rhashtable_walk_start(iterator);
}

int phonewall_flow_get(struct sk_buff *message,
		       struct netlink_callback *callback)
{
	struct rhashtable_iter *iterator;
	struct phonewall_flow *flow;
	int error;

	/* Not asked at the start: 6.1 loses the words of a refusal there. */
	error = phonewall_netlink_may_change(callback->skb, callback->extack);
	if (error)
		return error;
	iterator = &(*flow_dump_of(callback))->iterator;
	resume_walk(callback, iterator);
	for (flow = rhashtable_walk_peek(iterator); flow;
	     flow = rhashtable_walk_next(iterator)) {
		/* -EAGAIN: resized, so a flow may be told twice. */
		if (IS_ERR(flow))
			callback->seq++;
		else if (flow_remaining_ms(flow) &&
			 put_flow_message(message, callback, flow))
			break;
	}
	rhashtable_walk_stop(iterator);
	return message->len;
}

int phonewall_flow_flush_request(struct sk_buff *request,
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
	flushed = phonewall_flow_flush(&phonewall->flows);
	error = nla_put_u32(reply.message, PHONEWALL_A_FLUSHED, flushed);
	if (error) {
		phonewall_reply_cancel(&reply);
		return error;
	}
	return phonewall_reply_send(&reply, info);
}
