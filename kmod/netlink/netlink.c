// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <net/sock.h>

#include "netlink/netlink.h"

bool phonewall_netlink_is_privileged(struct sk_buff *request)
{
	struct net *net = sock_net(request->sk);

	return netlink_ns_capable(request, net->user_ns, CAP_NET_ADMIN);
}

int phonewall_netlink_may_change(struct sk_buff *request,
				 struct netlink_ext_ack *extack)
{
	if (phonewall_netlink_is_privileged(request))
		return 0;
	NL_SET_ERR_MSG(extack,
		       "CAP_NET_ADMIN is needed in the user namespace that owns this network namespace");
	return -EPERM;
}

int phonewall_reply_begin(struct phonewall_reply *reply, struct genl_info *info,
			  size_t size)
{
	reply->message = genlmsg_new(size, GFP_KERNEL);
	if (!reply->message)
		return -ENOMEM;
	reply->header = genlmsg_put_reply(reply->message, info,
					  &phonewall_genl_family, 0,
					  info->genlhdr->cmd);
	if (reply->header)
		return 0;
	nlmsg_free(reply->message);
	return -ENOMEM;
}

int phonewall_reply_send(struct phonewall_reply *reply, struct genl_info *info)
{
	genlmsg_end(reply->message, reply->header);
	return genlmsg_reply(reply->message, info);
}

void phonewall_reply_cancel(struct phonewall_reply *reply)
{
	nlmsg_free(reply->message);
}

/* The core would refuse them, too, but its message does not say why. */
static const struct nla_policy no_attributes[PHONEWALL_A_MAX + 1] = {
	[1 ... PHONEWALL_A_MAX] = {
		.type = NLA_REJECT,
		.reject_message = "this command takes no attributes",
	},
};

static const struct genl_ops phonewall_operations[] = {
	{
		.cmd = PHONEWALL_CMD_POLICY_SET,
		.policy = phonewall_policy_set_nl_policy,
		.maxattr = PHONEWALL_A_POLICY,
		.doit = phonewall_nl_policy_set_doit,
	},
	{
		.cmd = PHONEWALL_CMD_POLICY_GET,
		.policy = no_attributes,
		.maxattr = PHONEWALL_A_MAX,
		.doit = phonewall_nl_policy_get_doit,
	},
	{
		.cmd = PHONEWALL_CMD_STATUS_GET,
		.policy = no_attributes,
		.maxattr = PHONEWALL_A_MAX,
		.doit = phonewall_nl_status_get_doit,
	},
	{
		.cmd = PHONEWALL_CMD_FLOW_GET,
		.policy = no_attributes,
		.maxattr = PHONEWALL_A_MAX,
		.dumpit = phonewall_nl_flow_get_dumpit,
	},
	{
		.cmd = PHONEWALL_CMD_FLOW_FLUSH,
		.policy = no_attributes,
		.maxattr = PHONEWALL_A_MAX,
		.doit = phonewall_nl_flow_flush_doit,
	},
	{
		.cmd = PHONEWALL_CMD_VERDICT_GET,
		.policy = phonewall_verdict_get_nl_policy,
		.maxattr = PHONEWALL_A_PACKET,
		.doit = phonewall_nl_verdict_get_doit,
	},
	{
		.cmd = PHONEWALL_CMD_DOT1X_SET,
		.policy = phonewall_dot1x_set_nl_policy,
		.maxattr = PHONEWALL_A_DOT1X,
		.doit = phonewall_nl_dot1x_set_doit,
	},
	{
		.cmd = PHONEWALL_CMD_DOT1X_GET,
		.policy = no_attributes,
		.maxattr = PHONEWALL_A_MAX,
		.doit = phonewall_nl_dot1x_get_doit,
	},
};

static const struct genl_multicast_group phonewall_groups[] = {
	{
		.name = PHONEWALL_GENL_EVENTS,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
};

struct genl_family phonewall_genl_family __ro_after_init = {
	.name = PHONEWALL_GENL_NAME,
	.version = PHONEWALL_GENL_VERSION,
	.netnsok = true,
	.module = THIS_MODULE,
	.ops = phonewall_operations,
	.n_ops = ARRAY_SIZE(phonewall_operations),
	.mcgrps = phonewall_groups,
	.n_mcgrps = ARRAY_SIZE(phonewall_groups),
};

int phonewall_netlink_init(void)
{
	return genl_register_family(&phonewall_genl_family);
}

void phonewall_netlink_exit(void)
{
	genl_unregister_family(&phonewall_genl_family);
}
