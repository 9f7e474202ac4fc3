// SPDX-License-Identifier: GPL-2.0
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "dot1x/dot1x.h"
#include "events.h"
#include "netlink/netlink.h"
#include "netns.h"

static struct netlink_range_validation hold_time_range = {
	.max = PHONEWALL_HOLD_TIME_MAX,
};

#define DEVICE_NAME	{ .type = NLA_NUL_STRING, .len = IFNAMSIZ - 1 }

#define READ_ONLY { \
	.type = NLA_REJECT, \
	.reject_message = "DOT1X_*_DEVICE, DOT1X_COUNT and DOT1X_SESSION are read-only: leave them out", \
}

static const struct nla_policy dot1x_nl_policy[PHONEWALL_A_DOT1X_MAX + 1] = {
	[PHONEWALL_A_DOT1X_PC_PORT] = DEVICE_NAME,
	[PHONEWALL_A_DOT1X_SWITCH_PORT] = DEVICE_NAME,
	[PHONEWALL_A_DOT1X_PC_PORT_ENABLED] = NLA_POLICY_MAX(NLA_U8, 1),
	[PHONEWALL_A_DOT1X_HOLD_TIME] =
		NLA_POLICY_FULL_RANGE(NLA_U32, &hold_time_range),
	[PHONEWALL_A_DOT1X_SESSION_LIMIT] =
		NLA_POLICY_RANGE(NLA_U32, 1, PHONEWALL_SESSION_LIMIT_MAX),
	[PHONEWALL_A_DOT1X_PC_PORT_DEVICE] = READ_ONLY,
	[PHONEWALL_A_DOT1X_SWITCH_PORT_DEVICE] = READ_ONLY,
	[PHONEWALL_A_DOT1X_COUNT] = READ_ONLY,
	[PHONEWALL_A_DOT1X_SESSION] = READ_ONLY,
};

const struct nla_policy phonewall_dot1x_set_nl_policy[PHONEWALL_A_DOT1X + 1] = {
	[PHONEWALL_A_DOT1X] = NLA_POLICY_NESTED(dot1x_nl_policy),
};

/* Beyond the nla_policy, the first NUL must be the last byte. */
static int read_name(const struct nlattr *attribute, char name[IFNAMSIZ],
		     struct netlink_ext_ack *extack)
{
	nla_strscpy(name, attribute, IFNAMSIZ);
	if (strlen(name) + 1 == nla_len(attribute) && dev_valid_name(name))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attribute,
			    "DOT1X_*_PORT is not a device name: it must have 1 to 15 characters and a NUL");
	return -EINVAL;
}

static int read_ports(struct nlattr **attributes, const struct nlattr *nest,
		      struct phonewall_dot1x_settings *settings,
		      struct netlink_ext_ack *extack)
{
	const struct nlattr *pc_port, *switch_port;
	int error = 0;

	pc_port = attributes[PHONEWALL_A_DOT1X_PC_PORT];
	switch_port = attributes[PHONEWALL_A_DOT1X_SWITCH_PORT];
	if (pc_port)
		error = read_name(pc_port, settings->pc_port, extack);
	if (!error && switch_port)
		error = read_name(switch_port, settings->switch_port, extack);
	if (error)
		return error;
	if (!pc_port != !switch_port) {
		NL_SET_ERR_MSG_ATTR(extack, nest,
				    "DOT1X needs both DOT1X_PC_PORT and DOT1X_SWITCH_PORT, or neither");
		return -EINVAL;
	}
	if (!pc_port || strcmp(settings->pc_port, settings->switch_port))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, switch_port,
			    "DOT1X_SWITCH_PORT must differ from DOT1X_PC_PORT");
	return -EINVAL;
}

static int check_withdrawal(struct nlattr **attributes,
			    const struct nlattr *nest,
			    struct netlink_ext_ack *extack)
{
	if (attributes[PHONEWALL_A_DOT1X_PC_PORT] ||
	    (!attributes[PHONEWALL_A_DOT1X_PC_PORT_ENABLED] &&
	     !attributes[PHONEWALL_A_DOT1X_HOLD_TIME] &&
	     !attributes[PHONEWALL_A_DOT1X_SESSION_LIMIT]))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, nest,
			    "DOT1X without ports unsets the settings and must be empty");
	return -EINVAL;
}

static int read_settings(const struct nlattr *nest,
			 struct phonewall_dot1x_settings *settings,
			 struct netlink_ext_ack *extack)
{
	struct nlattr *attributes[PHONEWALL_A_DOT1X_MAX + 1];
	int error;

	error = nla_parse_nested(attributes, PHONEWALL_A_DOT1X_MAX, nest,
				 dot1x_nl_policy, extack);
	if (!error)
		error = read_ports(attributes, nest, settings, extack);
	if (!error)
		error = check_withdrawal(attributes, nest, extack);
	if (error)
		return error;
	if (attributes[PHONEWALL_A_DOT1X_PC_PORT_ENABLED])
		settings->pc_port_enabled =
			nla_get_u8(attributes[PHONEWALL_A_DOT1X_PC_PORT_ENABLED]);
	if (attributes[PHONEWALL_A_DOT1X_HOLD_TIME])
		settings->hold_time =
			nla_get_u32(attributes[PHONEWALL_A_DOT1X_HOLD_TIME]);
	if (attributes[PHONEWALL_A_DOT1X_SESSION_LIMIT])
		settings->session_limit =
			nla_get_u32(attributes[PHONEWALL_A_DOT1X_SESSION_LIMIT]);
	return 0;
}

static int put_ports(struct sk_buff *message,
		     const struct phonewall_dot1x *dot1x)
{
	if (!dot1x->pc_port.name[0])
		return 0;
	if (nla_put_string(message, PHONEWALL_A_DOT1X_PC_PORT,
			   dot1x->pc_port.name) ||
	    nla_put_string(message, PHONEWALL_A_DOT1X_SWITCH_PORT,
			   dot1x->switch_port.name))
		return -EMSGSIZE;
	return 0;
}

static int put_settings(struct sk_buff *message,
			const struct phonewall_dot1x *dot1x)
{
	if (put_ports(message, dot1x) ||
	    nla_put_u8(message, PHONEWALL_A_DOT1X_PC_PORT_ENABLED,
		       dot1x->pc_port_enabled) ||
	    nla_put_u32(message, PHONEWALL_A_DOT1X_HOLD_TIME,
			dot1x->hold_time) ||
	    nla_put_u32(message, PHONEWALL_A_DOT1X_SESSION_LIMIT,
			dot1x->sessions.limit))
		return -EMSGSIZE;
	return 0;
}

static void notify_dot1x(struct phonewall_dot1x *dot1x)
{
	struct sk_buff *message;
	struct nlattr *nest;
	void *header;

	message = phonewall_events_new(PHONEWALL_CMD_EVENT_DOT1X, &header,
				       GFP_KERNEL);
	if (!message)
		return;
	nest = nla_nest_start(message, PHONEWALL_A_DOT1X);
	if (!nest || put_settings(message, dot1x))
		goto free_message;
	nla_nest_end(message, nest);
	phonewall_events_send(dot1x->net, message, header, GFP_KERNEL);
	return;

free_message:
	nlmsg_free(message);
}

int phonewall_nl_dot1x_set_doit(struct sk_buff *request, struct genl_info *info)
{
	struct phonewall_net *phonewall = phonewall_net_get(genl_info_net(info));
	struct phonewall_dot1x_settings settings = {
		.pc_port_enabled = true,
		.session_limit = PHONEWALL_SESSION_LIMIT_DEFAULT,
	};
	int error;

	error = phonewall_netlink_may_change(request, info->extack);
	if (error)
		return error;
	if (!info->attrs[PHONEWALL_A_DOT1X]) {
		GENL_SET_ERR_MSG(info, "DOT1X_SET needs DOT1X");
		return -EINVAL;
	}
	error = read_settings(info->attrs[PHONEWALL_A_DOT1X], &settings,
			      info->extack);
	if (!error)
		error = phonewall_dot1x_set(&phonewall->dot1x, &settings,
					    info->extack);
	if (!error)
		notify_dot1x(&phonewall->dot1x);
	return error;
}

static u32 device_index(const struct phonewall_port *port)
{
	const struct net_device *device;
	u32 index;

	rcu_read_lock();
	device = rcu_dereference(port->device);
	index = device ? device->ifindex : 0;
	rcu_read_unlock();
	return index;
}

static int put_devices(struct sk_buff *message,
		       const struct phonewall_dot1x *dot1x)
{
	if (!dot1x->pc_port.name[0])
		return 0;
	if (nla_put_u32(message, PHONEWALL_A_DOT1X_PC_PORT_DEVICE,
			device_index(&dot1x->pc_port)) ||
	    nla_put_u32(message, PHONEWALL_A_DOT1X_SWITCH_PORT_DEVICE,
			device_index(&dot1x->switch_port)))
		return -EMSGSIZE;
	return 0;
}

static int put_count(struct sk_buff *message,
		     const struct phonewall_dot1x *dot1x,
		     enum phonewall_dot1x_count count)
{
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_DOT1X_COUNT);

	if (!nest ||
	    nla_put_u32(message, PHONEWALL_A_COUNT_DOT1X, count) ||
	    nla_put_u64_64bit(message, PHONEWALL_A_COUNT_PACKETS,
			      phonewall_dot1x_read(dot1x, count),
			      PHONEWALL_A_COUNT_PAD))
		return -EMSGSIZE;
	nla_nest_end(message, nest);
	return 0;
}

static int put_counts(struct sk_buff *message,
		      const struct phonewall_dot1x *dot1x)
{
	enum phonewall_dot1x_count count;

	for (count = 0; count <= PHONEWALL_DOT1X_MAX; count++) {
		if (put_count(message, dot1x, count))
			return -EMSGSIZE;
	}
	return 0;
}

static int put_sessions(struct sk_buff *message, struct phonewall_dot1x *dot1x,
			bool with_addresses)
{
	u64 now = phonewall_dot1x_now();
	unsigned int i;
	int error = 0;

	spin_lock_bh(&dot1x->lock);
	phonewall_session_expire(&dot1x->sessions, now);
	for (i = 0; i < dot1x->sessions.count && !error; i++)
		error = phonewall_events_put_session(message,
						     &dot1x->sessions.list[i],
						     now, with_addresses);
	spin_unlock_bh(&dot1x->lock);
	return error;
}

static int put_dot1x(struct sk_buff *message, struct phonewall_dot1x *dot1x,
		     bool with_addresses)
{
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_DOT1X);

	if (!nest ||
	    put_settings(message, dot1x) ||
	    put_devices(message, dot1x) ||
	    put_counts(message, dot1x) ||
	    put_sessions(message, dot1x, with_addresses))
		return -EMSGSIZE;
	nla_nest_end(message, nest);
	return 0;
}

static size_t dot1x_size(void)
{
	size_t count = nla_total_size(nla_total_size(sizeof(u32)) +
				      nla_total_size_64bit(sizeof(u64)));
	size_t session = nla_total_size(nla_total_size(PHONEWALL_ETHERNET_ADDRESS) +
					PHONEWALL_A_SESSION_MAX *
					nla_total_size(sizeof(u32)));

	return nla_total_size(PHONEWALL_A_DOT1X_MAX *
			      nla_total_size(IFNAMSIZ) +
			      (PHONEWALL_DOT1X_MAX + 1) * count +
			      PHONEWALL_SESSION_LIMIT_MAX * session);
}

int phonewall_nl_dot1x_get_doit(struct sk_buff *request, struct genl_info *info)
{
	struct phonewall_net *phonewall = phonewall_net_get(genl_info_net(info));
	struct phonewall_reply reply;
	int error;

	error = phonewall_reply_begin(&reply, info, dot1x_size());
	if (error)
		return error;
	error = put_dot1x(reply.message, &phonewall->dot1x,
			  phonewall_netlink_is_privileged(request));
	if (error) {
		phonewall_reply_cancel(&reply);
		return error;
	}
	return phonewall_reply_send(&reply, info);
}
