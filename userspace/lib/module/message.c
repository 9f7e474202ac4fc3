// SPDX-License-Identifier: MIT
#include "module/message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>

#include "module/message_dot1x.h"

#define EXACTLY(bytes)	{ .type = NLA_UNSPEC, .minlen = (bytes), \
			  .maxlen = (bytes) }
#define BETWEEN(least, most)	{ .type = NLA_UNSPEC, .minlen = (least), \
				  .maxlen = (most) }
#define NESTED		{ .type = NLA_NESTED }

static const struct nla_policy top_policy[PHONEWALL_A_MAX + 1] = {
	[PHONEWALL_A_POLICY] = NESTED,
	[PHONEWALL_A_STATUS] = NESTED,
	[PHONEWALL_A_FLOW] = NESTED,
	[PHONEWALL_A_FLUSHED] = EXACTLY(4),
	[PHONEWALL_A_DIRECTION] = EXACTLY(1),
	[PHONEWALL_A_PACKET] = BETWEEN(0, PHONEWALL_PACKET_MAX),
	[PHONEWALL_A_LENGTH] = EXACTLY(4),
	[PHONEWALL_A_DEVICE] = EXACTLY(4),
	[PHONEWALL_A_REASON] = EXACTLY(4),
	[PHONEWALL_A_LEFT_OUT] = EXACTLY(4),
};

static const struct nla_policy policy_policy[PHONEWALL_A_POLICY_MAX + 1] = {
	[PHONEWALL_A_POLICY_ENABLED] = EXACTLY(1),
	[PHONEWALL_A_POLICY_FLAGS] = EXACTLY(4),
	[PHONEWALL_A_POLICY_RTP] = EXACTLY(sizeof(struct phonewall_port_range)),
	[PHONEWALL_A_POLICY_UDP_PORTS] = NESTED,
	[PHONEWALL_A_POLICY_TCP_PORTS] = NESTED,
	[PHONEWALL_A_POLICY_ENDPOINTS] = NESTED,
	[PHONEWALL_A_POLICY_FLOW_LIMIT] = EXACTLY(4),
	[PHONEWALL_A_POLICY_TIMEOUT_UDP] = EXACTLY(4),
	[PHONEWALL_A_POLICY_TIMEOUT_UDP_REPLIED] = EXACTLY(4),
	[PHONEWALL_A_POLICY_TIMEOUT_ECHO] = EXACTLY(4),
	[PHONEWALL_A_POLICY_TIMEOUT_OTHER] = EXACTLY(4),
	[PHONEWALL_A_POLICY_GENERATION] = EXACTLY(4),
};

static const struct nla_policy endpoint_policy[PHONEWALL_A_ENDPOINT_MAX + 1] = {
	[PHONEWALL_A_ENDPOINT_ADDRESS] = BETWEEN(4, 16),
	[PHONEWALL_A_ENDPOINT_PORT] = EXACTLY(2),
};

static const struct nla_policy status_policy[PHONEWALL_A_STATUS_MAX + 1] = {
	[PHONEWALL_A_STATUS_VERSION] = { .type = NLA_STRING },
	[PHONEWALL_A_STATUS_ENABLED] = EXACTLY(1),
	[PHONEWALL_A_STATUS_GENERATION] = EXACTLY(4),
	[PHONEWALL_A_STATUS_FLOWS] = EXACTLY(4),
	[PHONEWALL_A_STATUS_FLOW_LIMIT] = EXACTLY(4),
	[PHONEWALL_A_STATUS_REASON] = NESTED,
	[PHONEWALL_A_STATUS_FLOWS_CREATED] = EXACTLY(8),
	[PHONEWALL_A_STATUS_FLOWS_EVICTED] = EXACTLY(8),
	[PHONEWALL_A_STATUS_FLOWS_REFUSED] = EXACTLY(8),
	[PHONEWALL_A_STATUS_FLOOD_DEVICE] = EXACTLY(4),
};

static const struct nla_policy count_policy[PHONEWALL_A_COUNT_MAX + 1] = {
	[PHONEWALL_A_COUNT_REASON] = EXACTLY(4),
	[PHONEWALL_A_COUNT_PACKETS] = EXACTLY(8),
};

static const struct nla_policy flow_policy[PHONEWALL_A_FLOW_MAX + 1] = {
	[PHONEWALL_A_FLOW_PROTOCOL] = EXACTLY(1),
	[PHONEWALL_A_FLOW_LOCAL_ADDRESS] = BETWEEN(4, 16),
	[PHONEWALL_A_FLOW_REMOTE_ADDRESS] = BETWEEN(4, 16),
	[PHONEWALL_A_FLOW_LOCAL_PORT] = EXACTLY(2),
	[PHONEWALL_A_FLOW_REMOTE_PORT] = EXACTLY(2),
	[PHONEWALL_A_FLOW_REPLIED] = { .type = NLA_FLAG },
	[PHONEWALL_A_FLOW_EXPECTATION] = { .type = NLA_FLAG },
	[PHONEWALL_A_FLOW_EXPIRES] = EXACTLY(4),
	[PHONEWALL_A_FLOW_LINK] = EXACTLY(4),
};

/* Appending. Only a lack of room can make these fail. */

static int put_address(struct nl_msg *message, int type, sa_family_t family,
		       const void *bytes)
{
	return nla_put(message, type, family == AF_INET ? 4 : 16, bytes);
}

static int put_ports(struct nl_msg *message, int type,
		     const struct phonewall_translation *translation,
		     uint8_t protocol)
{
	struct nlattr *nest = nla_nest_start(message, type);

	if (!nest)
		return -EMSGSIZE;
	for (size_t i = 0; i < translation->opening_count; i++) {
		const struct phonewall_opening *opening =
			&translation->openings[i];

		if (opening->protocol == protocol &&
		    nla_put(message, PHONEWALL_A_PORTS_RANGE,
			    sizeof(opening->range), &opening->range))
			return -EMSGSIZE;
	}
	return nla_nest_end_keep_empty(message, nest) ? -EMSGSIZE : 0;
}

static int put_endpoint(struct nl_msg *message,
			const struct phonewall_endpoint *endpoint)
{
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_ENDPOINT);

	if (!nest ||
	    put_address(message, PHONEWALL_A_ENDPOINT_ADDRESS, endpoint->family,
			&endpoint->address) ||
	    nla_put_u16(message, PHONEWALL_A_ENDPOINT_PORT, endpoint->port))
		return -EMSGSIZE;
	return nla_nest_end(message, nest) ? -EMSGSIZE : 0;
}

static int put_endpoints(struct nl_msg *message,
			 const struct phonewall_translation *translation)
{
	struct nlattr *nest;

	nest = nla_nest_start(message, PHONEWALL_A_POLICY_ENDPOINTS);
	if (!nest)
		return -EMSGSIZE;
	for (size_t i = 0; i < translation->endpoint_count; i++)
		if (put_endpoint(message, &translation->endpoints[i]))
			return -EMSGSIZE;
	return nla_nest_end_keep_empty(message, nest) ? -EMSGSIZE : 0;
}

static int put_limits(struct nl_msg *message,
		      const struct phonewall_limits *limits)
{
	if (nla_put_u32(message, PHONEWALL_A_POLICY_FLOW_LIMIT,
			limits->flows) ||
	    nla_put_u32(message, PHONEWALL_A_POLICY_TIMEOUT_UDP,
			limits->timeout_udp) ||
	    nla_put_u32(message, PHONEWALL_A_POLICY_TIMEOUT_UDP_REPLIED,
			limits->timeout_udp_replied) ||
	    nla_put_u32(message, PHONEWALL_A_POLICY_TIMEOUT_ECHO,
			limits->timeout_echo) ||
	    nla_put_u32(message, PHONEWALL_A_POLICY_TIMEOUT_OTHER,
			limits->timeout_other))
		return -EMSGSIZE;
	return 0;
}

int phonewall_message_put_policy(struct nl_msg *message,
				 const struct phonewall_translation *translation,
				 const uint32_t *expected)
{
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_POLICY);

	if (!nest ||
	    nla_put_u8(message, PHONEWALL_A_POLICY_ENABLED,
		       translation->enabled) ||
	    nla_put_u32(message, PHONEWALL_A_POLICY_FLAGS, translation->flags))
		return -EMSGSIZE;
	if (translation->rtp.first &&
	    nla_put(message, PHONEWALL_A_POLICY_RTP, sizeof(translation->rtp),
		    &translation->rtp))
		return -EMSGSIZE;
	if (expected &&
	    nla_put_u32(message, PHONEWALL_A_POLICY_EXPECTED_GENERATION,
			*expected))
		return -EMSGSIZE;
	if (put_ports(message, PHONEWALL_A_POLICY_UDP_PORTS, translation,
		      IPPROTO_UDP) ||
	    put_ports(message, PHONEWALL_A_POLICY_TCP_PORTS, translation,
		      IPPROTO_TCP) ||
	    put_endpoints(message, translation) ||
	    put_limits(message, &translation->limits))
		return -EMSGSIZE;
	return nla_nest_end(message, nest) ? -EMSGSIZE : 0;
}

int phonewall_message_put_packet(struct nl_msg *message,
				 enum phonewall_direction direction,
				 const uint8_t *packet, size_t length)
{
	if (nla_put_u8(message, PHONEWALL_A_DIRECTION, direction) ||
	    nla_put(message, PHONEWALL_A_PACKET, length, packet))
		return -EMSGSIZE;
	return 0;
}

/* Reading. Attributes that this version does not know are passed over. */

static int parse_message(struct nlmsghdr *header,
			 struct nlattr *attributes[PHONEWALL_A_MAX + 1])
{
	return genlmsg_parse(header, 0, attributes, PHONEWALL_A_MAX,
			     top_policy) < 0 ? -EBADMSG : 0;
}

/* Reads the message and its one nest @type. */
static int parse_nest(struct nlmsghdr *header, int type,
		      struct nlattr *attributes[], int last,
		      const struct nla_policy policy[])
{
	struct nlattr *top[PHONEWALL_A_MAX + 1];

	if (parse_message(header, top) || !top[type] ||
	    nla_parse_nested(attributes, last, top[type], policy) < 0)
		return -EBADMSG;
	return 0;
}

static int read_address(const struct nlattr *attribute,
			struct phonewall_address *address)
{
	int length = nla_len(attribute);

	if (length != 4 && length != 16)
		return -EBADMSG;
	address->family = length == 4 ? AF_INET : AF_INET6;
	memcpy(address->bytes, nla_data(attribute), length);
	return 0;
}

static uint32_t read_u32(const struct nlattr *attribute)
{
	return attribute ? nla_get_u32(attribute) : 0;
}

static uint64_t read_u64(const struct nlattr *attribute)
{
	return attribute ? nla_get_u64(attribute) : 0;
}

static size_t count_members(struct nlattr *nest, int type)
{
	struct nlattr *member;
	size_t count = 0;
	int rest;

	nla_for_each_nested(member, nest, rest)
		if (nla_type(member) == type)
			count++;
	return count;
}

static int read_range(const struct nlattr *attribute,
		      struct phonewall_port_range *range)
{
	if (nla_len(attribute) != sizeof(*range))
		return -EBADMSG;
	memcpy(range, nla_data(attribute), sizeof(*range));
	return range->first && range->first <= range->last ? 0 : -EBADMSG;
}

static int read_ports(struct nlattr *nest, struct phonewall_port_range **ranges,
		      size_t *count)
{
	size_t room = nest ? count_members(nest, PHONEWALL_A_PORTS_RANGE) : 0;
	struct nlattr *member;
	int rest;

	if (!room)
		return 0;
	*ranges = calloc(room, sizeof(**ranges));
	if (!*ranges)
		return -ENOMEM;
	nla_for_each_nested(member, nest, rest) {
		if (nla_type(member) != PHONEWALL_A_PORTS_RANGE)
			continue;
		if (read_range(member, &(*ranges)[*count]))
			return -EBADMSG;
		(*count)++;
	}
	return 0;
}

static int read_endpoint(struct nlattr *nest,
			 struct phonewall_endpoint *endpoint)
{
	struct nlattr *attributes[PHONEWALL_A_ENDPOINT_MAX + 1];
	struct phonewall_address address;

	if (nla_parse_nested(attributes, PHONEWALL_A_ENDPOINT_MAX, nest,
			     endpoint_policy) < 0 ||
	    !attributes[PHONEWALL_A_ENDPOINT_ADDRESS] ||
	    !attributes[PHONEWALL_A_ENDPOINT_PORT] ||
	    read_address(attributes[PHONEWALL_A_ENDPOINT_ADDRESS], &address))
		return -EBADMSG;
	endpoint->family = address.family;
	memcpy(&endpoint->address, address.bytes,
	       address.family == AF_INET ? 4 : 16);
	endpoint->port = nla_get_u16(attributes[PHONEWALL_A_ENDPOINT_PORT]);
	return 0;
}

static int read_endpoints(struct nlattr *nest,
			  struct phonewall_kernel_policy *policy)
{
	size_t room = nest ? count_members(nest, PHONEWALL_A_ENDPOINT) : 0;
	struct nlattr *member;
	int rest;

	if (!room)
		return 0;
	policy->endpoints = calloc(room, sizeof(*policy->endpoints));
	if (!policy->endpoints)
		return -ENOMEM;
	nla_for_each_nested(member, nest, rest) {
		if (nla_type(member) != PHONEWALL_A_ENDPOINT)
			continue;
		if (read_endpoint(member,
				  &policy->endpoints[policy->endpoint_count]))
			return -EBADMSG;
		policy->endpoint_count++;
	}
	return 0;
}

static void read_limits(struct nlattr *attributes[],
			struct phonewall_limits *limits)
{
	limits->flows = read_u32(attributes[PHONEWALL_A_POLICY_FLOW_LIMIT]);
	limits->timeout_udp =
		read_u32(attributes[PHONEWALL_A_POLICY_TIMEOUT_UDP]);
	limits->timeout_udp_replied =
		read_u32(attributes[PHONEWALL_A_POLICY_TIMEOUT_UDP_REPLIED]);
	limits->timeout_echo =
		read_u32(attributes[PHONEWALL_A_POLICY_TIMEOUT_ECHO]);
	limits->timeout_other =
		read_u32(attributes[PHONEWALL_A_POLICY_TIMEOUT_OTHER]);
}

int phonewall_message_read_policy(struct nlmsghdr *header,
				  struct phonewall_kernel_policy *policy)
{
	struct nlattr *attributes[PHONEWALL_A_POLICY_MAX + 1];
	int error;

	memset(policy, 0, sizeof(*policy));
	if (parse_nest(header, PHONEWALL_A_POLICY, attributes,
		       PHONEWALL_A_POLICY_MAX, policy_policy) ||
	    !attributes[PHONEWALL_A_POLICY_ENABLED])
		return -EBADMSG;
	policy->enabled = nla_get_u8(attributes[PHONEWALL_A_POLICY_ENABLED]);
	policy->generation =
		read_u32(attributes[PHONEWALL_A_POLICY_GENERATION]);
	policy->flags = read_u32(attributes[PHONEWALL_A_POLICY_FLAGS]);
	if (attributes[PHONEWALL_A_POLICY_RTP] &&
	    read_range(attributes[PHONEWALL_A_POLICY_RTP], &policy->rtp))
		return -EBADMSG;
	read_limits(attributes, &policy->limits);

	error = read_ports(attributes[PHONEWALL_A_POLICY_UDP_PORTS],
			   &policy->udp, &policy->udp_count);
	if (!error)
		error = read_ports(attributes[PHONEWALL_A_POLICY_TCP_PORTS],
				   &policy->tcp, &policy->tcp_count);
	if (!error)
		error = read_endpoints(attributes[PHONEWALL_A_POLICY_ENDPOINTS],
				       policy);
	if (error)
		phonewall_kernel_policy_clear(policy);
	return error;
}

static int read_count(struct nlattr *nest, struct phonewall_status *status)
{
	struct nlattr *attributes[PHONEWALL_A_COUNT_MAX + 1];
	uint32_t reason;

	if (nla_parse_nested(attributes, PHONEWALL_A_COUNT_MAX, nest,
			     count_policy) < 0 ||
	    !attributes[PHONEWALL_A_COUNT_REASON] ||
	    !attributes[PHONEWALL_A_COUNT_PACKETS])
		return -EBADMSG;
	reason = nla_get_u32(attributes[PHONEWALL_A_COUNT_REASON]);
	if (reason <= PHONEWALL_REASON_MAX)
		status->packets[reason] =
			nla_get_u64(attributes[PHONEWALL_A_COUNT_PACKETS]);
	return 0;
}

static int read_counts(struct nlmsghdr *header, struct phonewall_status *status)
{
	struct nlattr *nest = nlmsg_find_attr(header, GENL_HDRLEN,
					      PHONEWALL_A_STATUS);
	struct nlattr *member;
	int rest;

	nla_for_each_nested(member, nest, rest)
		if (nla_type(member) == PHONEWALL_A_STATUS_REASON &&
		    read_count(member, status))
			return -EBADMSG;
	return 0;
}

int phonewall_message_read_status(struct nlmsghdr *header,
				  struct phonewall_status *status)
{
	struct nlattr *attributes[PHONEWALL_A_STATUS_MAX + 1];

	memset(status, 0, sizeof(*status));
	if (parse_nest(header, PHONEWALL_A_STATUS, attributes,
		       PHONEWALL_A_STATUS_MAX, status_policy) ||
	    !attributes[PHONEWALL_A_STATUS_ENABLED])
		return -EBADMSG;
	if (attributes[PHONEWALL_A_STATUS_VERSION])
		nla_strlcpy(status->version,
			    attributes[PHONEWALL_A_STATUS_VERSION],
			    sizeof(status->version));
	status->enabled = nla_get_u8(attributes[PHONEWALL_A_STATUS_ENABLED]);
	status->generation =
		read_u32(attributes[PHONEWALL_A_STATUS_GENERATION]);
	status->flows = read_u32(attributes[PHONEWALL_A_STATUS_FLOWS]);
	status->flow_limit =
		read_u32(attributes[PHONEWALL_A_STATUS_FLOW_LIMIT]);
	status->flows_created =
		read_u64(attributes[PHONEWALL_A_STATUS_FLOWS_CREATED]);
	status->flows_evicted =
		read_u64(attributes[PHONEWALL_A_STATUS_FLOWS_EVICTED]);
	status->flows_refused =
		read_u64(attributes[PHONEWALL_A_STATUS_FLOWS_REFUSED]);
	status->flood_device =
		read_u32(attributes[PHONEWALL_A_STATUS_FLOOD_DEVICE]);
	return read_counts(header, status);
}

int phonewall_message_read_flow(struct nlmsghdr *header,
				struct phonewall_flow *flow)
{
	struct nlattr *attributes[PHONEWALL_A_FLOW_MAX + 1];

	memset(flow, 0, sizeof(*flow));
	if (parse_nest(header, PHONEWALL_A_FLOW, attributes,
		       PHONEWALL_A_FLOW_MAX, flow_policy) ||
	    !attributes[PHONEWALL_A_FLOW_PROTOCOL] ||
	    !attributes[PHONEWALL_A_FLOW_LOCAL_ADDRESS] ||
	    !attributes[PHONEWALL_A_FLOW_REMOTE_ADDRESS] ||
	    read_address(attributes[PHONEWALL_A_FLOW_LOCAL_ADDRESS],
			 &flow->local) ||
	    read_address(attributes[PHONEWALL_A_FLOW_REMOTE_ADDRESS],
			 &flow->remote))
		return -EBADMSG;
	flow->protocol = nla_get_u8(attributes[PHONEWALL_A_FLOW_PROTOCOL]);
	if (attributes[PHONEWALL_A_FLOW_LOCAL_PORT])
		flow->local_port =
			nla_get_u16(attributes[PHONEWALL_A_FLOW_LOCAL_PORT]);
	if (attributes[PHONEWALL_A_FLOW_REMOTE_PORT])
		flow->remote_port =
			nla_get_u16(attributes[PHONEWALL_A_FLOW_REMOTE_PORT]);
	flow->replied = attributes[PHONEWALL_A_FLOW_REPLIED];
	flow->expectation = attributes[PHONEWALL_A_FLOW_EXPECTATION];
	flow->expires_ms = read_u32(attributes[PHONEWALL_A_FLOW_EXPIRES]);
	flow->link = read_u32(attributes[PHONEWALL_A_FLOW_LINK]);
	return 0;
}

static int read_number(struct nlmsghdr *header, int type, uint32_t *number)
{
	struct nlattr *attributes[PHONEWALL_A_MAX + 1];

	if (parse_message(header, attributes) || !attributes[type])
		return -EBADMSG;
	*number = nla_get_u32(attributes[type]);
	return 0;
}

int phonewall_message_read_flushed(struct nlmsghdr *header, uint32_t *flushed)
{
	return read_number(header, PHONEWALL_A_FLUSHED, flushed);
}

int phonewall_message_read_verdict(struct nlmsghdr *header,
				   enum phonewall_reason *reason)
{
	uint32_t number;

	if (read_number(header, PHONEWALL_A_REASON, &number))
		return -EBADMSG;
	*reason = number;
	return 0;
}

static int read_policy_event(struct nlmsghdr *header,
			     struct phonewall_event *event)
{
	struct nlattr *attributes[PHONEWALL_A_POLICY_MAX + 1];

	if (parse_nest(header, PHONEWALL_A_POLICY, attributes,
		       PHONEWALL_A_POLICY_MAX, policy_policy) ||
	    !attributes[PHONEWALL_A_POLICY_ENABLED])
		return -EBADMSG;
	event->enabled = nla_get_u8(attributes[PHONEWALL_A_POLICY_ENABLED]);
	event->generation = read_u32(attributes[PHONEWALL_A_POLICY_GENERATION]);
	return 0;
}

static int read_blocked_event(struct nlmsghdr *header,
			      struct phonewall_event *event)
{
	struct nlattr *attributes[PHONEWALL_A_MAX + 1];

	if (parse_message(header, attributes) ||
	    !attributes[PHONEWALL_A_REASON] ||
	    !attributes[PHONEWALL_A_DIRECTION] ||
	    !attributes[PHONEWALL_A_PACKET])
		return -EBADMSG;
	event->reason = nla_get_u32(attributes[PHONEWALL_A_REASON]);
	event->direction = nla_get_u8(attributes[PHONEWALL_A_DIRECTION]);
	event->packet = nla_data(attributes[PHONEWALL_A_PACKET]);
	event->captured = nla_len(attributes[PHONEWALL_A_PACKET]);
	event->length = read_u32(attributes[PHONEWALL_A_LENGTH]);
	event->device = read_u32(attributes[PHONEWALL_A_DEVICE]);
	event->left_out = read_u32(attributes[PHONEWALL_A_LEFT_OUT]);
	return 0;
}

static int read_session_event(struct nlmsghdr *header,
			      struct phonewall_event *event)
{
	if (phonewall_message_read_dot1x(header, &event->dot1x,
					 &event->left_out))
		return -EBADMSG;
	return event->dot1x.session_count == 1 ? 0 : -EBADMSG;
}

int phonewall_message_read_event(struct nlmsghdr *header,
				 struct phonewall_event *event)
{
	memset(event, 0, sizeof(*event));
	if (!genlmsg_valid_hdr(header, 0))
		return -EBADMSG;
	event->command = genlmsg_hdr(header)->cmd;
	switch (event->command) {
	case PHONEWALL_CMD_EVENT_POLICY:
		return read_policy_event(header, event);
	case PHONEWALL_CMD_EVENT_BLOCKED:
		return read_blocked_event(header, event);
	case PHONEWALL_CMD_EVENT_DOT1X:
		return phonewall_message_read_dot1x(header, &event->dot1x,
						    NULL);
	case PHONEWALL_CMD_EVENT_SESSION:
		return read_session_event(header, event);
	default:
		return -EBADMSG;
	}
}
