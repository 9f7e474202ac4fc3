// SPDX-License-Identifier: MIT
/*
 * What the library reads from the kernel's netlink messages: replies, events
 * and errors of the family, and the answers of rtnetlink about devices and
 * their VLANs.
 *
 * The input is the payload of a message: of a reply or an event from the
 * generic netlink header on, of an error from the errno on, of an answer of
 * rtnetlink from struct ifinfomsg on. Every reader gets it.
 */
#include <errno.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "base/memory.h"
#include "firewall/packet_spec.h"
#include "fuzzer.h"
#include "module/extack.h"
#include "module/message.h"
#include "module/message_dot1x.h"
#include "module/names.h"
#include "policy_message.h"
#include "rtnetlink/bridge_vlan.h"
#include "rtnetlink/link.h"

#define REFUSAL_TEXT	512

static void require_ranges(const struct phonewall_port_range *ranges,
			   size_t count)
{
	for (size_t i = 0; i < count; i++)
		REQUIRE(ranges[i].first && ranges[i].first <= ranges[i].last);
}

static void require_address(const struct phonewall_address *address)
{
	char text[PHONEWALL_ADDRESS_TEXT];

	REQUIRE(address->family == AF_INET || address->family == AF_INET6);
	REQUIRE(*phonewall_address_print(address, text));
}

static struct phonewall_opening *
openings_of(const struct phonewall_kernel_policy *policy, size_t *count)
{
	struct phonewall_opening *openings;

	*count = policy->udp_count + policy->tcp_count;
	openings = phonewall_memory_resize(NULL, *count + 1, sizeof(*openings));
	for (size_t i = 0; i < *count; i++) {
		bool is_udp = i < policy->udp_count;

		openings[i] = (struct phonewall_opening){
			.protocol = is_udp ? IPPROTO_UDP : IPPROTO_TCP,
			.range = is_udp ? policy->udp[i] :
					  policy->tcp[i - policy->udp_count],
		};
	}
	return openings;
}

/* One byte less than the library wrote is no policy. */
static void require_cut_refused(const struct phonewall_translation *translation,
				size_t seed)
{
	struct nl_msg *message = policy_message(translation);
	struct nlmsghdr *header = nlmsg_hdr(message);
	struct phonewall_kernel_policy policy;

	header->nlmsg_len = seed % header->nlmsg_len;
	REQUIRE(phonewall_message_read_policy(header, &policy) == -EBADMSG);
	nlmsg_free(message);
}

static void take_policy(struct nlmsghdr *header, size_t seed)
{
	struct phonewall_kernel_policy policy;
	struct phonewall_translation translation;
	int error = phonewall_message_read_policy(header, &policy);

	REQUIRE(!error || error == -EBADMSG);
	if (error)
		return;
	require_ranges(policy.udp, policy.udp_count);
	require_ranges(policy.tcp, policy.tcp_count);
	require_ranges(&policy.rtp, policy.rtp.first ? 1 : 0);
	translation = (struct phonewall_translation){
		.enabled = policy.enabled,
		.flags = policy.flags,
		.rtp = policy.rtp,
		.limits = policy.limits,
		.endpoints = policy.endpoints,
		.endpoint_count = policy.endpoint_count,
	};
	translation.openings = openings_of(&policy, &translation.opening_count);
	require_policy_round_trip(&translation);
	require_cut_refused(&translation, seed);
	free(translation.openings);
	phonewall_kernel_policy_clear(&policy);
}

static void take_status(struct nlmsghdr *header)
{
	struct phonewall_status status;
	int error = phonewall_message_read_status(header, &status);

	REQUIRE(!error || error == -EBADMSG);
	REQUIRE(strnlen(status.version, sizeof(status.version)) <
		sizeof(status.version));
}

/* A simple reader: the last attribute of a type, or NULL. */
static const struct nlattr *find_last(const struct nlattr *attributes,
				      int length, int type)
{
	const struct nlattr *attribute, *last = NULL;
	int rest;

	nla_for_each_attr(attribute, attributes, length, rest)
		if (nla_type(attribute) == type)
			last = attribute;
	return last;
}

static void require_bytes(const struct nlattr *nest, int type,
			  const void *bytes, int length)
{
	const struct nlattr *member = find_last(nla_data(nest), nla_len(nest),
						type);

	REQUIRE(member && nla_len(member) == length);
	REQUIRE(!memcmp(nla_data(member), bytes, length));
}

static void require_address_in(const struct nlattr *nest, int type,
			       const struct phonewall_address *address)
{
	require_address(address);
	require_bytes(nest, type, address->bytes,
		      address->family == AF_INET ? 4 : 16);
}

static void take_flow(struct nlmsghdr *header)
{
	struct phonewall_flow flow;
	const struct nlattr *nest;
	int error = phonewall_message_read_flow(header, &flow);

	REQUIRE(!error || error == -EBADMSG);
	if (error)
		return;
	nest = find_last(nlmsg_attrdata(header, GENL_HDRLEN),
			 nlmsg_attrlen(header, GENL_HDRLEN),
			 PHONEWALL_A_FLOW);
	REQUIRE(nest);
	require_address_in(nest, PHONEWALL_A_FLOW_LOCAL_ADDRESS, &flow.local);
	require_address_in(nest, PHONEWALL_A_FLOW_REMOTE_ADDRESS, &flow.remote);
	require_bytes(nest, PHONEWALL_A_FLOW_PROTOCOL, &flow.protocol, 1);
	if (flow.local_port)
		require_bytes(nest, PHONEWALL_A_FLOW_LOCAL_PORT,
			      &flow.local_port, 2);
	if (flow.remote_port)
		require_bytes(nest, PHONEWALL_A_FLOW_REMOTE_PORT,
			      &flow.remote_port, 2);
	if (flow.expires_ms)
		require_bytes(nest, PHONEWALL_A_FLOW_EXPIRES, &flow.expires_ms,
			      4);
}

static void require_reason(enum phonewall_reason reason)
{
	REQUIRE(*phonewall_reason_name(reason));
	REQUIRE(*phonewall_reason_text(reason));
	REQUIRE(*phonewall_reason_verdict(reason));
}

static void take_numbers(struct nlmsghdr *header)
{
	uint32_t flushed;
	enum phonewall_reason reason;
	int error = phonewall_message_read_flushed(header, &flushed);

	REQUIRE(!error || error == -EBADMSG);
	error = phonewall_message_read_verdict(header, &reason);
	REQUIRE(!error || error == -EBADMSG);
	if (!error)
		require_reason(reason);
}

static void require_name(const char name[IFNAMSIZ])
{
	REQUIRE(strnlen(name, IFNAMSIZ) < IFNAMSIZ);
}

static void require_dot1x(const struct phonewall_kernel_dot1x *dot1x)
{
	static const uint8_t no_address[ETH_ALEN];

	require_name(dot1x->pc_port);
	require_name(dot1x->switch_port);
	REQUIRE(!*dot1x->pc_port == !*dot1x->switch_port);
	REQUIRE(dot1x->session_count <= PHONEWALL_SESSION_LIMIT_MAX);
	for (size_t i = 0; i < dot1x->session_count; i++) {
		const struct phonewall_kernel_session *session =
			&dot1x->sessions[i];

		REQUIRE(*phonewall_session_state_name(session->state));
		REQUIRE(*phonewall_logoff_name(session->logoff));
		REQUIRE(session->has_address ||
			!memcmp(session->address, no_address,
				sizeof(no_address)));
	}
}

/* The settings that the library writes are the ones it reads. */
static void require_dot1x_round_trip(const struct phonewall_kernel_dot1x *dot1x)
{
	struct nl_msg *message = nlmsg_alloc();
	struct phonewall_kernel_dot1x again;
	struct phonewall_dot1x_settings settings = {
		.hold_time = dot1x->hold_time,
		.session_limit = dot1x->session_limit,
	};

	strcpy(settings.pc_port, dot1x->pc_port);
	strcpy(settings.switch_port, dot1x->switch_port);
	REQUIRE(message && genlmsg_put(message, 0, 0, 0, 0, 0,
				       PHONEWALL_CMD_DOT1X_SET,
				       PHONEWALL_GENL_VERSION));
	REQUIRE(!phonewall_message_put_dot1x(message, &settings,
					     dot1x->pc_port_enabled));
	REQUIRE(!phonewall_message_read_dot1x(nlmsg_hdr(message), &again,
					      NULL));
	REQUIRE(phonewall_kernel_dot1x_matches(&again, &settings,
					       dot1x->pc_port_enabled));
	nlmsg_free(message);
}

static void take_dot1x(struct nlmsghdr *header)
{
	struct phonewall_kernel_dot1x dot1x;
	uint32_t left_out;
	int error = phonewall_message_read_dot1x(header, &dot1x, &left_out);

	REQUIRE(!error || error == -EBADMSG);
	if (error)
		return;
	require_dot1x(&dot1x);
	require_dot1x_round_trip(&dot1x);
}

/* A packet that the library writes is the one that it reads. */
static void require_packet_round_trip(const struct phonewall_event *event)
{
	struct nl_msg *message = nlmsg_alloc();
	struct phonewall_event again;

	REQUIRE(message && genlmsg_put(message, 0, 0, 0, 0, 0,
				       PHONEWALL_CMD_EVENT_BLOCKED,
				       PHONEWALL_GENL_VERSION));
	REQUIRE(!nla_put_u32(message, PHONEWALL_A_REASON, event->reason));
	REQUIRE(!phonewall_message_put_packet(message, event->direction,
					      event->packet, event->captured));
	REQUIRE(!phonewall_message_read_event(nlmsg_hdr(message), &again));
	REQUIRE(again.reason == event->reason &&
		again.direction == event->direction &&
		again.captured == event->captured &&
		!memcmp(again.packet, event->packet, event->captured));
	nlmsg_free(message);
}

static void take_blocked(const struct nlmsghdr *header,
			 const struct phonewall_event *event)
{
	const uint8_t *begin = (const uint8_t *)header;
	struct phonewall_packet_spec description;

	require_reason(event->reason);
	REQUIRE(event->captured <= PHONEWALL_PACKET_MAX);
	REQUIRE(event->packet >= begin && event->packet + event->captured <=
		begin + header->nlmsg_len);
	require_packet_round_trip(event);
	phonewall_packet_spec_read(event->direction, event->packet,
				   event->captured, &description);
}

static void take_event(struct nlmsghdr *header)
{
	struct phonewall_event event;
	int error = phonewall_message_read_event(header, &event);

	REQUIRE(!error || error == -EBADMSG);
	if (error)
		return;
	if (event.command == PHONEWALL_CMD_EVENT_BLOCKED)
		take_blocked(header, &event);
	else if (event.command != PHONEWALL_CMD_EVENT_POLICY)
		require_dot1x(&event.dot1x);
	REQUIRE(event.command != PHONEWALL_CMD_EVENT_SESSION ||
		event.dot1x.session_count == 1);
}

/* With less room the text is the same, but cut. */
static void require_cut(const struct nlmsghdr *answer,
			const struct nlmsghdr *request, const char *text,
			size_t size)
{
	char *cut = phonewall_memory_resize(NULL, size, 1);

	phonewall_extack_describe(answer, request, cut, size);
	REQUIRE(strnlen(cut, size) < size);
	REQUIRE(!strncmp(text, cut, strlen(cut)));
	REQUIRE(strlen(cut) == size - 1 || strlen(cut) == strlen(text));
	free(cut);
}

static void take_refusal(struct nlmsghdr *answer, int type, int flags,
			 size_t seed)
{
	static const struct phonewall_opening opening = {
		.protocol = IPPROTO_UDP, .range = { 5060, 5060 },
	};
	static const struct phonewall_translation translation = {
		.openings = (struct phonewall_opening *)&opening,
		.opening_count = 1,
	};
	struct nl_msg *request = policy_message(&translation);
	char text[REFUSAL_TEXT] = "untouched";
	int error;

	answer->nlmsg_type = type;
	answer->nlmsg_flags = flags;
	error = phonewall_extack_describe(answer, nlmsg_hdr(request), text,
					  sizeof(text));
	REQUIRE(error <= 0 && error >= -4095);
	REQUIRE(error || !strcmp(text, "untouched"));
	REQUIRE(*text);
	if (error)
		require_cut(answer, nlmsg_hdr(request), text, 1 + seed % 200);
	nlmsg_free(request);
}

/* The answer of rtnetlink to every request. */
static struct nlmsghdr *rtnetlink_answer;

/* Replaces the library's function, which asks the kernel. */
int phonewall_rtnetlink_ask(struct phonewall_rtnetlink *rtnetlink,
			    struct nlmsghdr *request, mnl_cb_t answer,
			    void *argument)
{
	(void)rtnetlink;
	(void)request;
	REQUIRE(answer(rtnetlink_answer, argument) >= MNL_CB_ERROR);
	return 0;
}

static void take_link(void)
{
	struct phonewall_link link;

	REQUIRE(!phonewall_link_get(NULL, "lan0", &link));
	REQUIRE(strnlen(link.name, sizeof(link.name)) < sizeof(link.name));
	REQUIRE(strnlen(link.kind, sizeof(link.kind)) < sizeof(link.kind));
}

static void take_port_vlans(unsigned int index)
{
	struct phonewall_port_vlans vlans;
	uint16_t pvid;

	REQUIRE(!phonewall_port_vlans_get(NULL, index, &vlans));
	for (size_t i = 0; i < PHONEWALL_VLAN_COUNT; i++)
		REQUIRE(!vlans.membership[i] ||
			(vlans.membership[i] < 8 &&
			 vlans.membership[i] & PHONEWALL_VLAN_MEMBER));
	pvid = phonewall_port_vlans_pvid(&vlans);
	REQUIRE(!pvid || vlans.membership[pvid] & PHONEWALL_VLAN_PVID);
}

/* libmnl counts the padding as part of a message, so it must be there. */
static void take_rtnetlink(const struct nlmsghdr *header, size_t size)
{
	size_t padded = NLMSG_ALIGN(header->nlmsg_len);
	struct ifinfomsg info = { 0 };

	rtnetlink_answer = phonewall_memory_resize(NULL, padded, 1);
	memset(rtnetlink_answer, 0xff, padded);
	memcpy(rtnetlink_answer, header, header->nlmsg_len);
	if (size >= sizeof(info))
		memcpy(&info, nlmsg_data(header), sizeof(info));
	take_link();
	take_port_vlans(info.ifi_index);
	free(rtnetlink_answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t length = NLMSG_HDRLEN + size;
	struct nlmsghdr *header = phonewall_memory_resize(NULL, length, 1);
	size_t seed = size ? data[size - 1] * 257u : 0;

	*header = (struct nlmsghdr){ .nlmsg_len = length, .nlmsg_type = 0x20 };
	if (size)
		memcpy(nlmsg_data(header), data, size);
	take_policy(header, seed);
	take_status(header);
	take_flow(header);
	take_numbers(header);
	take_dot1x(header);
	take_event(header);
	take_rtnetlink(header, size);
	take_refusal(header, NLMSG_DONE, NLM_F_ACK_TLVS, seed);
	take_refusal(header, NLMSG_ERROR, NLM_F_ACK_TLVS, seed);
	take_refusal(header, NLMSG_ERROR, NLM_F_ACK_TLVS | NLM_F_CAPPED, seed);
	free(header);
	return 0;
}
