/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_NETLINK_H
#define PHONEWALL_NETLINK_H

#include <linux/phonewall.h>

#include "compat/netlink.h"

extern struct genl_family phonewall_genl_family;

extern const struct nla_policy
phonewall_policy_set_nl_policy[PHONEWALL_A_POLICY + 1];
extern const struct nla_policy
phonewall_verdict_get_nl_policy[PHONEWALL_A_PACKET + 1];
extern const struct nla_policy
phonewall_dot1x_set_nl_policy[PHONEWALL_A_DOT1X + 1];

/**
 * phonewall_netlink_init - register the family
 *
 * Context: process; may sleep. Call it last: requests may come at once.
 * Return: 0 or a negative errno.
 */
int phonewall_netlink_init(void);

/**
 * phonewall_netlink_exit - unregister the family
 *
 * Context: process; may sleep. Call it first.
 */
void phonewall_netlink_exit(void);

/**
 * phonewall_netlink_is_privileged - whether the sender has CAP_NET_ADMIN
 * @request: the message
 *
 * As GENL_UNS_ADMIN_PERM: in the user namespace that owns the network
 * namespace, and the opener of the socket must have it, too.
 *
 * Context: process.
 * Return: true if it has.
 */
bool phonewall_netlink_is_privileged(struct sk_buff *request);

/**
 * phonewall_netlink_may_change - whether the sender may change the namespace
 * @request: the message
 * @extack: set on error
 *
 * phonewall_netlink_is_privileged() with a message.
 *
 * Context: process.
 * Return: 0 or -EPERM.
 */
int phonewall_netlink_may_change(struct sk_buff *request,
				 struct netlink_ext_ack *extack);

/**
 * struct phonewall_reply - a reply under construction
 * @message: the message
 * @header: the family's header in it
 */
struct phonewall_reply {
	struct sk_buff *message;
	void *header;
};

/**
 * phonewall_reply_begin - begin the reply to a request
 * @reply: set
 * @info: the request, whose command the reply has
 * @size: bytes for attributes
 *
 * Context: process; may sleep.
 * Return: 0 or -ENOMEM. End it with phonewall_reply_send() or
 * phonewall_reply_cancel().
 */
int phonewall_reply_begin(struct phonewall_reply *reply, struct genl_info *info,
			  size_t size);

/**
 * phonewall_reply_send - send the reply
 * @reply: the reply, consumed
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int phonewall_reply_send(struct phonewall_reply *reply, struct genl_info *info);

/**
 * phonewall_reply_cancel - discard a reply
 * @reply: the reply, consumed
 */
void phonewall_reply_cancel(struct phonewall_reply *reply);

/*
 * The commands, as include/uapi/linux/phonewall.h describes them, named as
 * ynl-gen-c.py names the handlers of a family. Context: process; the family's
 * requests run one at a time.
 */
int phonewall_nl_policy_set_doit(struct sk_buff *request,
				 struct genl_info *info);
int phonewall_nl_policy_get_doit(struct sk_buff *request,
				 struct genl_info *info);
int phonewall_nl_status_get_doit(struct sk_buff *request,
				 struct genl_info *info);
int phonewall_nl_flow_get_dumpit(struct sk_buff *message,
				 struct netlink_callback *callback);
int phonewall_nl_flow_flush_doit(struct sk_buff *request,
				 struct genl_info *info);
int phonewall_nl_verdict_get_doit(struct sk_buff *request,
				  struct genl_info *info);
int phonewall_nl_dot1x_set_doit(struct sk_buff *request,
				struct genl_info *info);
int phonewall_nl_dot1x_get_doit(struct sk_buff *request,
				struct genl_info *info);

#endif /* PHONEWALL_NETLINK_H */
