// SPDX-License-Identifier: MIT
#include "module/message_dot1x.h"

#include <errno.h>
#include <string.h>

#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>

#define EXACTLY(bytes)	{ .type = NLA_UNSPEC, .minlen = (bytes), \
			  .maxlen = (bytes) }
#define NAME		{ .type = NLA_STRING, .maxlen = IFNAMSIZ }
#define NESTED		{ .type = NLA_NESTED }

static const struct nla_policy top_policy[PHONEWALL_A_MAX + 1] = {
	[PHONEWALL_A_LEFT_OUT] = EXACTLY(4),
	[PHONEWALL_A_DOT1X] = NESTED,
};

static const struct nla_policy dot1x_policy[PHONEWALL_A_DOT1X_MAX + 1] = {
	[PHONEWALL_A_DOT1X_PC_PORT] = NAME,
	[PHONEWALL_A_DOT1X_SWITCH_PORT] = NAME,
	[PHONEWALL_A_DOT1X_PC_PORT_ENABLED] = EXACTLY(1),
	[PHONEWALL_A_DOT1X_HOLD_TIME] = EXACTLY(4),
	[PHONEWALL_A_DOT1X_SESSION_LIMIT] = EXACTLY(4),
	[PHONEWALL_A_DOT1X_PC_PORT_DEVICE] = EXACTLY(4),
	[PHONEWALL_A_DOT1X_SWITCH_PORT_DEVICE] = EXACTLY(4),
	[PHONEWALL_A_DOT1X_COUNT] = NESTED,
	[PHONEWALL_A_DOT1X_SESSION] = NESTED,
};

static const struct nla_policy count_policy[PHONEWALL_A_COUNT_MAX + 1] = {
	[PHONEWALL_A_COUNT_PACKETS] = EXACTLY(8),
	[PHONEWALL_A_COUNT_DOT1X] = EXACTLY(4),
};

static const struct nla_policy session_policy[PHONEWALL_A_SESSION_MAX + 1] = {
	[PHONEWALL_A_SESSION_ADDRESS] = EXACTLY(ETH_ALEN),
	[PHONEWALL_A_SESSION_STATE] = EXACTLY(1),
	[PHONEWALL_A_SESSION_VERSION] = EXACTLY(1),
	[PHONEWALL_A_SESSION_SILENT] = EXACTLY(4),
	[PHONEWALL_A_SESSION_LOGOFF] = EXACTLY(1),
	[PHONEWALL_A_SESSION_LOGOFF_AGE] = EXACTLY(4),
	[PHONEWALL_A_SESSION_LOGOFF_UNSENT] = EXACTLY(1),
};

static int put_settings(struct nl_msg *message,
			const struct phonewall_dot1x_settings *dot1x,
			bool pc_port_enabled)
{
	if (nla_put_string(message, PHONEWALL_A_DOT1X_PC_PORT,
			   dot1x->pc_port) ||
	    nla_put_string(message, PHONEWALL_A_DOT1X_SWITCH_PORT,
			   dot1x->switch_port) ||
	    nla_put_u8(message, PHONEWALL_A_DOT1X_PC_PORT_ENABLED,
		       pc_port_enabled) ||
	    nla_put_u32(message, PHONEWALL_A_DOT1X_HOLD_TIME,
			dot1x->hold_time) ||
	    nla_put_u32(message, PHONEWALL_A_DOT1X_SESSION_LIMIT,
			dot1x->session_limit))
		return -EMSGSIZE;
	return 0;
}

int phonewall_message_put_dot1x(struct nl_msg *message,
				const struct phonewall_dot1x_settings *dot1x,
				bool pc_port_enabled)
{
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_DOT1X);

	if (!nest)
		return -EMSGSIZE;
	if (dot1x && *dot1x->pc_port &&
	    put_settings(message, dot1x, pc_port_enabled))
		return -EMSGSIZE;
	return nla_nest_end_keep_empty(message, nest) ? -EMSGSIZE : 0;
}

static uint8_t read_u8(const struct nlattr *attribute)
{
	return attribute ? nla_get_u8(attribute) : 0;
}

static uint32_t read_u32(const struct nlattr *attribute)
{
	return attribute ? nla_get_u32(attribute) : 0;
}

/* A name that fills its room has no NUL, so it is none of the kernel's. */
static int read_name(const struct nlattr *attribute, char name[IFNAMSIZ])
{
	if (!attribute)
		return 0;
	nla_strlcpy(name, attribute, IFNAMSIZ);
	return *name && strnlen(nla_data(attribute), nla_len(attribute)) <
		IFNAMSIZ ? 0 : -EBADMSG;
}

static int read_ports(struct nlattr *attributes[],
		      struct phonewall_kernel_dot1x *dot1x)
{
	if (!attributes[PHONEWALL_A_DOT1X_PC_PORT] !=
	    !attributes[PHONEWALL_A_DOT1X_SWITCH_PORT])
		return -EBADMSG;
	if (read_name(attributes[PHONEWALL_A_DOT1X_PC_PORT], dot1x->pc_port))
		return -EBADMSG;
	return read_name(attributes[PHONEWALL_A_DOT1X_SWITCH_PORT],
			 dot1x->switch_port);
}

/* A number that names no counter is passed over. */
static int read_count(struct nlattr *nest, struct phonewall_kernel_dot1x *dot1x)
{
	struct nlattr *attributes[PHONEWALL_A_COUNT_MAX + 1];
	uint32_t count;

	if (nla_parse_nested(attributes, PHONEWALL_A_COUNT_MAX, nest,
			     count_policy) < 0 ||
	    !attributes[PHONEWALL_A_COUNT_DOT1X] ||
	    !attributes[PHONEWALL_A_COUNT_PACKETS])
		return -EBADMSG;
	count = nla_get_u32(attributes[PHONEWALL_A_COUNT_DOT1X]);
	if (count <= PHONEWALL_DOT1X_MAX)
		dot1x->counts[count] =
			nla_get_u64(attributes[PHONEWALL_A_COUNT_PACKETS]);
	return 0;
}

static void read_logoff(struct nlattr *attributes[],
			struct phonewall_kernel_session *session)
{
	session->is_logoff_unsent =
		attributes[PHONEWALL_A_SESSION_LOGOFF_UNSENT];
	session->has_logoff = attributes[PHONEWALL_A_SESSION_LOGOFF];
	if (session->is_logoff_unsent)
		session->logoff = nla_get_u8(
			attributes[PHONEWALL_A_SESSION_LOGOFF_UNSENT]);
	if (!session->has_logoff)
		return;
	session->logoff = nla_get_u8(attributes[PHONEWALL_A_SESSION_LOGOFF]);
	session->logoff_age =
		read_u32(attributes[PHONEWALL_A_SESSION_LOGOFF_AGE]);
}

static int read_session(struct nlattr *nest,
			struct phonewall_kernel_dot1x *dot1x)
{
	struct nlattr *attributes[PHONEWALL_A_SESSION_MAX + 1];
	struct phonewall_kernel_session *session;

	if (dot1x->session_count == PHONEWALL_SESSION_LIMIT_MAX ||
	    nla_parse_nested(attributes, PHONEWALL_A_SESSION_MAX, nest,
			     session_policy) < 0 ||
	    !attributes[PHONEWALL_A_SESSION_STATE])
		return -EBADMSG;
	session = &dot1x->sessions[dot1x->session_count++];
	session->has_address = attributes[PHONEWALL_A_SESSION_ADDRESS];
	if (session->has_address)
		memcpy(session->address,
		       nla_data(attributes[PHONEWALL_A_SESSION_ADDRESS]),
		       ETH_ALEN);
	session->state = nla_get_u8(attributes[PHONEWALL_A_SESSION_STATE]);
	session->version = read_u8(attributes[PHONEWALL_A_SESSION_VERSION]);
	session->silent = read_u32(attributes[PHONEWALL_A_SESSION_SILENT]);
	read_logoff(attributes, session);
	return 0;
}

static int read_members(struct nlattr *nest,
			struct phonewall_kernel_dot1x *dot1x)
{
	struct nlattr *member;
	int rest;

	nla_for_each_nested(member, nest, rest) {
		if (nla_type(member) == PHONEWALL_A_DOT1X_COUNT &&
		    read_count(member, dot1x))
			return -EBADMSG;
		if (nla_type(member) == PHONEWALL_A_DOT1X_SESSION &&
		    read_session(member, dot1x))
			return -EBADMSG;
	}
	return 0;
}

int phonewall_message_read_dot1x(struct nlmsghdr *header,
				 struct phonewall_kernel_dot1x *dot1x,
				 uint32_t *left_out)
{
	struct nlattr *top[PHONEWALL_A_MAX + 1];
	struct nlattr *attributes[PHONEWALL_A_DOT1X_MAX + 1];

	memset(dot1x, 0, sizeof(*dot1x));
	if (genlmsg_parse(header, 0, top, PHONEWALL_A_MAX, top_policy) < 0 ||
	    !top[PHONEWALL_A_DOT1X] ||
	    nla_parse_nested(attributes, PHONEWALL_A_DOT1X_MAX,
			     top[PHONEWALL_A_DOT1X], dot1x_policy) < 0 ||
	    read_ports(attributes, dot1x))
		return -EBADMSG;
	dot1x->pc_port_enabled =
		read_u8(attributes[PHONEWALL_A_DOT1X_PC_PORT_ENABLED]);
	dot1x->hold_time = read_u32(attributes[PHONEWALL_A_DOT1X_HOLD_TIME]);
	dot1x->session_limit =
		read_u32(attributes[PHONEWALL_A_DOT1X_SESSION_LIMIT]);
	dot1x->pc_port_device =
		read_u32(attributes[PHONEWALL_A_DOT1X_PC_PORT_DEVICE]);
	dot1x->switch_port_device =
		read_u32(attributes[PHONEWALL_A_DOT1X_SWITCH_PORT_DEVICE]);
	if (left_out)
		*left_out = read_u32(top[PHONEWALL_A_LEFT_OUT]);
	return read_members(top[PHONEWALL_A_DOT1X], dot1x);
}
