// SPDX-License-Identifier: GPL-2.0
#include "events.h"
#include "firewall/firewall.h"
#include "firewall/policy.h"
#include "netlink/netlink.h"
#include "netns.h"

static struct netlink_range_validation flow_limit_range = {
	.min = 1,
	.max = PHONEWALL_FLOW_LIMIT_MAX,
};

static struct netlink_range_validation timeout_range = {
	.min = 1,
	.max = PHONEWALL_TIMEOUT_MAX,
};

#define TIMEOUT	NLA_POLICY_FULL_RANGE(NLA_U32, &timeout_range)

static const struct nla_policy ports_nl_policy[PHONEWALL_A_PORTS_MAX + 1] = {
	[PHONEWALL_A_PORTS_RANGE] =
		NLA_POLICY_EXACT_LEN(sizeof(struct phonewall_port_range)),
};

static const struct nla_policy
endpoint_nl_policy[PHONEWALL_A_ENDPOINT_MAX + 1] = {
	[PHONEWALL_A_ENDPOINT_ADDRESS] =
		NLA_POLICY_RANGE(NLA_BINARY, sizeof(struct in_addr),
				 sizeof(struct in6_addr)),
	[PHONEWALL_A_ENDPOINT_PORT] = NLA_POLICY_MIN(NLA_U16, 1),
};

static const struct nla_policy
endpoints_nl_policy[PHONEWALL_A_ENDPOINTS_MAX + 1] = {
	[PHONEWALL_A_ENDPOINT] = NLA_POLICY_NESTED(endpoint_nl_policy),
};

static const struct nla_policy policy_nl_policy[PHONEWALL_A_POLICY_MAX + 1] = {
	[PHONEWALL_A_POLICY_ENABLED] = NLA_POLICY_MAX(NLA_U8, 1),
	[PHONEWALL_A_POLICY_FLAGS] =
		NLA_POLICY_MASK(NLA_U32, PHONEWALL_FLAGS_KNOWN),
	[PHONEWALL_A_POLICY_RTP] =
		NLA_POLICY_EXACT_LEN(sizeof(struct phonewall_port_range)),
	[PHONEWALL_A_POLICY_UDP_PORTS] = NLA_POLICY_NESTED(ports_nl_policy),
	[PHONEWALL_A_POLICY_TCP_PORTS] = NLA_POLICY_NESTED(ports_nl_policy),
	[PHONEWALL_A_POLICY_ENDPOINTS] = NLA_POLICY_NESTED(endpoints_nl_policy),
	[PHONEWALL_A_POLICY_FLOW_LIMIT] =
		NLA_POLICY_FULL_RANGE(NLA_U32, &flow_limit_range),
	[PHONEWALL_A_POLICY_TIMEOUT_UDP] = TIMEOUT,
	[PHONEWALL_A_POLICY_TIMEOUT_UDP_REPLIED] = TIMEOUT,
	[PHONEWALL_A_POLICY_TIMEOUT_ECHO] = TIMEOUT,
	[PHONEWALL_A_POLICY_TIMEOUT_OTHER] = TIMEOUT,
	[PHONEWALL_A_POLICY_GENERATION] = {
		.type = NLA_REJECT,
		.reject_message = "POLICY_GENERATION is read-only: leave it out",
	},
	[PHONEWALL_A_POLICY_EXPECTED_GENERATION] = { .type = NLA_U32 },
};

const struct nla_policy
phonewall_policy_set_nl_policy[PHONEWALL_A_POLICY + 1] = {
	[PHONEWALL_A_POLICY] = NLA_POLICY_NESTED(policy_nl_policy),
};

/* The nla_policy checks the length, but cannot compare the ports. */
static int read_range(const struct nlattr *attribute,
		      struct phonewall_port_range *range,
		      struct netlink_ext_ack *extack)
{
	nla_memcpy(range, attribute, sizeof(*range));
	if (range->first && range->first <= range->last)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attribute,
			    "invalid struct phonewall_port_range: it must have 1 <= first <= last <= 65535");
	return -EINVAL;
}

static int read_ports(const struct nlattr *nest, unsigned long *ports,
		      struct netlink_ext_ack *extack)
{
	struct phonewall_port_range range;
	const struct nlattr *attribute;
	unsigned int count = 0;
	int remaining;
	int error;

	if (!nest)
		return 0;
	nla_for_each_nested(attribute, nest, remaining) {
		if (count++ == PHONEWALL_RANGES_MAX) {
			NL_SET_ERR_MSG_ATTR(extack, attribute,
					    "too many PORTS_RANGE attributes: at most 1024 for a protocol; merge ranges");
			return -E2BIG;
		}
		error = read_range(attribute, &range, extack);
		if (error)
			return error;
		phonewall_port_open_range(ports, &range);
	}
	return 0;
}

static int read_address(const struct nlattr *attribute,
			struct phonewall_multicast_endpoint *endpoint,
			struct netlink_ext_ack *extack)
{
	const u8 *address = nla_data(attribute);
	int length = nla_len(attribute);

	if ((length == sizeof(struct in_addr) && (address[0] & 0xf0) == 0xe0) ||
	    (length == sizeof(struct in6_addr) && address[0] == 0xff)) {
		endpoint->family = length == sizeof(struct in_addr) ? AF_INET :
								      AF_INET6;
		memcpy(endpoint->address, address, length);
		return 0;
	}
	NL_SET_ERR_MSG_ATTR(extack, attribute,
			    "ENDPOINT_ADDRESS is not a multicast group: it must be 4 bytes in 224.0.0.0/4 or 16 bytes in ff00::/8");
	return -EINVAL;
}

static int read_endpoint(const struct nlattr *nest,
			 struct phonewall_multicast_endpoint *endpoint,
			 struct netlink_ext_ack *extack)
{
	struct nlattr *attributes[PHONEWALL_A_ENDPOINT_MAX + 1];
	const struct nlattr *address;
	int error;

	error = nla_parse_nested(attributes, PHONEWALL_A_ENDPOINT_MAX, nest,
				 endpoint_nl_policy, extack);
	if (error)
		return error;
	address = attributes[PHONEWALL_A_ENDPOINT_ADDRESS];
	if (address)
		error = read_address(address, endpoint, extack);
	if (error)
		return error;
	if (!address || !attributes[PHONEWALL_A_ENDPOINT_PORT]) {
		NL_SET_ERR_MSG_ATTR(extack, nest,
				    "ENDPOINT needs both ENDPOINT_ADDRESS and ENDPOINT_PORT");
		return -EINVAL;
	}
	endpoint->port = nla_get_u16(attributes[PHONEWALL_A_ENDPOINT_PORT]);
	return 0;
}

static int read_endpoints(const struct nlattr *nest,
			  struct phonewall_policy *policy,
			  struct netlink_ext_ack *extack)
{
	const struct nlattr *attribute;
	int remaining;
	int error;

	if (!nest)
		return 0;
	nla_for_each_nested(attribute, nest, remaining) {
		if (policy->endpoint_count == PHONEWALL_ENDPOINTS_MAX) {
			NL_SET_ERR_MSG_ATTR(extack, attribute,
					    "too many ENDPOINT attributes: at most 32");
			return -E2BIG;
		}
		error = read_endpoint(attribute,
				      &policy->endpoints[policy->endpoint_count],
				      extack);
		if (error)
			return error;
		policy->endpoint_count++;
	}
	return 0;
}

static void read_u32(const struct nlattr *attribute, u32 *value)
{
	if (attribute)
		*value = nla_get_u32(attribute);
}

static void read_limits(struct nlattr **attributes,
			struct phonewall_policy *policy)
{
	read_u32(attributes[PHONEWALL_A_POLICY_FLOW_LIMIT],
		 &policy->flow_limit);
	read_u32(attributes[PHONEWALL_A_POLICY_TIMEOUT_UDP],
		 &policy->timeout_udp);
	read_u32(attributes[PHONEWALL_A_POLICY_TIMEOUT_UDP_REPLIED],
		 &policy->timeout_udp_replied);
	read_u32(attributes[PHONEWALL_A_POLICY_TIMEOUT_ECHO],
		 &policy->timeout_echo);
	read_u32(attributes[PHONEWALL_A_POLICY_TIMEOUT_OTHER],
		 &policy->timeout_other);
}

static int read_ranges(struct nlattr **attributes,
		       struct phonewall_policy *policy,
		       struct netlink_ext_ack *extack)
{
	const struct nlattr *rtp = attributes[PHONEWALL_A_POLICY_RTP];
	int error = 0;

	if (rtp)
		error = read_range(rtp, &policy->rtp, extack);
	if (!error)
		error = read_ports(attributes[PHONEWALL_A_POLICY_UDP_PORTS],
				   policy->udp, extack);
	if (!error)
		error = read_ports(attributes[PHONEWALL_A_POLICY_TCP_PORTS],
				   policy->tcp, extack);
	return error;
}

/* Requests run one at a time: the generation cannot change before the set. */
static int check_generation(const struct nlattr *expected,
			    const struct phonewall_firewall *firewall,
			    struct netlink_ext_ack *extack)
{
	if (!expected || nla_get_u32(expected) ==
			 phonewall_firewall_policy(firewall)->generation)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, expected,
			    "POLICY_EXPECTED_GENERATION is not the generation of the policy in force: another program has set one since; read it again");
	return -ERESTART;
}

static int read_policy(const struct nlattr *nest,
		       const struct phonewall_firewall *firewall,
		       struct phonewall_policy *policy,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *attributes[PHONEWALL_A_POLICY_MAX + 1];
	int error;

	error = nla_parse_nested(attributes, PHONEWALL_A_POLICY_MAX, nest,
				 policy_nl_policy, extack);
	if (error)
		return error;
	if (!attributes[PHONEWALL_A_POLICY_ENABLED]) {
		NL_SET_ERR_MSG_ATTR(extack, nest,
				    "POLICY needs POLICY_ENABLED, a u8, 0 or 1");
		return -EINVAL;
	}
	policy->enabled = nla_get_u8(attributes[PHONEWALL_A_POLICY_ENABLED]);
	read_u32(attributes[PHONEWALL_A_POLICY_FLAGS], &policy->flags);
	read_limits(attributes, policy);
	error = read_ranges(attributes, policy, extack);
	if (!error)
		error = read_endpoints(attributes[PHONEWALL_A_POLICY_ENDPOINTS],
				       policy, extack);
	if (!error)
		error = check_generation(attributes[PHONEWALL_A_POLICY_EXPECTED_GENERATION],
					 firewall, extack);
	return error;
}

static struct phonewall_firewall *firewall_of(struct genl_info *info)
{
	return &phonewall_net_get(genl_info_net(info))->firewall;
}

static int put_event(struct sk_buff *message,
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

/* A listener that misses the event can ask for the generation. */
static void notify_policy(const struct phonewall_firewall *firewall)
{
	struct sk_buff *message;
	void *header;

	message = phonewall_events_new(PHONEWALL_CMD_EVENT_POLICY, &header,
				       GFP_KERNEL);
	if (!message)
		return;
	if (put_event(message, phonewall_firewall_policy(firewall)))
		goto free_message;
	phonewall_events_send(firewall->net, message, header, GFP_KERNEL);
	return;

free_message:
	nlmsg_free(message);
}

int phonewall_nl_policy_set_doit(struct sk_buff *request,
				 struct genl_info *info)
{
	struct phonewall_firewall *firewall = firewall_of(info);
	struct phonewall_policy *policy;
	int error;

	error = phonewall_netlink_may_change(request, info->extack);
	if (error)
		return error;
	if (!info->attrs[PHONEWALL_A_POLICY]) {
		GENL_SET_ERR_MSG(info, "POLICY_SET needs POLICY");
		return -EINVAL;
	}
	policy = phonewall_policy_alloc();
	if (!policy)
		return -ENOMEM;
	error = read_policy(info->attrs[PHONEWALL_A_POLICY], firewall, policy,
			    info->extack);
	if (error)
		goto free_policy;
	error = phonewall_firewall_set_policy(firewall, policy, info->extack);
	if (error)
		goto free_policy;
	notify_policy(firewall);
	return 0;

free_policy:
	phonewall_policy_free(policy);
	return error;
}

static int put_ports(struct sk_buff *message, int type,
		     const unsigned long *ports)
{
	struct nlattr *nest = nla_nest_start(message, type);
	struct phonewall_port_range range;
	unsigned int from = 0;

	if (!nest)
		return -EMSGSIZE;
	while (phonewall_policy_next_range(ports, &range, from)) {
		if (nla_put(message, PHONEWALL_A_PORTS_RANGE, sizeof(range),
			    &range))
			return -EMSGSIZE;
		from = range.last + 1;
	}
	nla_nest_end(message, nest);
	return 0;
}

static int put_endpoint(struct sk_buff *message,
			const struct phonewall_multicast_endpoint *endpoint)
{
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_ENDPOINT);
	int length = endpoint->family == AF_INET ? 4 : 16;

	if (!nest ||
	    nla_put(message, PHONEWALL_A_ENDPOINT_ADDRESS, length,
		    endpoint->address) ||
	    nla_put_u16(message, PHONEWALL_A_ENDPOINT_PORT, endpoint->port))
		return -EMSGSIZE;
	nla_nest_end(message, nest);
	return 0;
}

static int put_endpoints(struct sk_buff *message,
			 const struct phonewall_policy *policy)
{
	struct nlattr *nest;
	unsigned int i;

	nest = nla_nest_start(message, PHONEWALL_A_POLICY_ENDPOINTS);
	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < policy->endpoint_count; i++) {
		if (put_endpoint(message, &policy->endpoints[i]))
			return -EMSGSIZE;
	}
	nla_nest_end(message, nest);
	return 0;
}

static int put_limits(struct sk_buff *message,
		      const struct phonewall_policy *policy)
{
	if (nla_put_u32(message, PHONEWALL_A_POLICY_FLOW_LIMIT,
			policy->flow_limit) ||
	    nla_put_u32(message, PHONEWALL_A_POLICY_TIMEOUT_UDP,
			policy->timeout_udp) ||
	    nla_put_u32(message, PHONEWALL_A_POLICY_TIMEOUT_UDP_REPLIED,
			policy->timeout_udp_replied) ||
	    nla_put_u32(message, PHONEWALL_A_POLICY_TIMEOUT_ECHO,
			policy->timeout_echo) ||
	    nla_put_u32(message, PHONEWALL_A_POLICY_TIMEOUT_OTHER,
			policy->timeout_other))
		return -EMSGSIZE;
	return 0;
}

static int put_policy(struct sk_buff *message,
		      const struct phonewall_policy *policy)
{
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_POLICY);

	if (!nest ||
	    nla_put_u8(message, PHONEWALL_A_POLICY_ENABLED, policy->enabled) ||
	    nla_put_u32(message, PHONEWALL_A_POLICY_FLAGS, policy->flags) ||
	    (policy->rtp.first &&
	     nla_put(message, PHONEWALL_A_POLICY_RTP, sizeof(policy->rtp),
		     &policy->rtp)) ||
	    put_ports(message, PHONEWALL_A_POLICY_UDP_PORTS, policy->udp) ||
	    put_ports(message, PHONEWALL_A_POLICY_TCP_PORTS, policy->tcp) ||
	    put_endpoints(message, policy) ||
	    put_limits(message, policy) ||
	    nla_put_u32(message, PHONEWALL_A_POLICY_GENERATION,
			policy->generation))
		return -EMSGSIZE;
	nla_nest_end(message, nest);
	return 0;
}

static size_t policy_size(void)
{
	size_t ports = nla_total_size(PHONEWALL_RANGES_MAX *
				      nla_total_size(sizeof(struct phonewall_port_range)));
	size_t endpoint = nla_total_size(nla_total_size(16) +
					 nla_total_size(sizeof(u16)));

	return nla_total_size(2 * ports +
			      nla_total_size(PHONEWALL_ENDPOINTS_MAX * endpoint) +
			      PHONEWALL_A_POLICY_MAX * nla_total_size(sizeof(u32)));
}

int phonewall_nl_policy_get_doit(struct sk_buff *request,
				 struct genl_info *info)
{
	struct phonewall_firewall *firewall = firewall_of(info);
	struct phonewall_reply reply;
	int error;

	error = phonewall_reply_begin(&reply, info, policy_size());
	if (error)
		return error;
	error = put_policy(reply.message, phonewall_firewall_policy(firewall));
	if (error) {
		phonewall_reply_cancel(&reply);
		return error;
	}
	return phonewall_reply_send(&reply, info);
}
