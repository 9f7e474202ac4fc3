// SPDX-License-Identifier: MIT
#include "judge/random_message.h"

#include <linux/genetlink.h>
#include <stdlib.h>

#include "harness/firewall.h"
#include "harness/phone_ports.h"
#include "judge/random_packet.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))
#define PICK(array)	((array)[random_below(COUNT(array))])
#define DEPTH_MAX	4
#define SIZE_MAX_ANY	2000

static bool one_in(unsigned int times)
{
	return !random_below(times);
}

static void randomise(void *bytes, size_t length)
{
	uint8_t *byte = bytes;

	while (length--)
		*byte++ = random();
}

static void put_ranges(struct nlmsghdr *header, uint16_t type)
{
	struct nlattr *nest = mnl_attr_nest_start(header, type);
	unsigned int count = one_in(8) ? random_below(PHONEWALL_RANGES_MAX) :
					 random_below(6);
	struct phonewall_port_range range;

	while (count--) {
		range.first = 1 + random_below(65535);
		range.last = range.first + random_below(65536 - range.first);
		mnl_attr_put(header, PHONEWALL_A_PORTS_RANGE, sizeof(range),
			     &range);
	}
	mnl_attr_nest_end(header, nest);
}

static void put_endpoint(struct nlmsghdr *header)
{
	struct nlattr *nest = mnl_attr_nest_start(header, PHONEWALL_A_ENDPOINT);
	uint8_t address[16];
	bool is_ipv4 = one_in(2);

	randomise(address, sizeof(address));
	address[0] = is_ipv4 ? 0xe0 | random_below(16) : 0xff;
	mnl_attr_put(header, PHONEWALL_A_ENDPOINT_ADDRESS, is_ipv4 ? 4 : 16,
		     address);
	mnl_attr_put_u16(header, PHONEWALL_A_ENDPOINT_PORT,
			 1 + random_below(65535));
	mnl_attr_nest_end(header, nest);
}

static void put_endpoints(struct nlmsghdr *header)
{
	struct nlattr *nest;

	nest = mnl_attr_nest_start(header, PHONEWALL_A_POLICY_ENDPOINTS);
	for (unsigned int i = random_below(PHONEWALL_ENDPOINTS_MAX + 1); i; i--)
		put_endpoint(header);
	mnl_attr_nest_end(header, nest);
}

static void put_limits(struct nlmsghdr *header)
{
	mnl_attr_put_u32(header, PHONEWALL_A_POLICY_FLOW_LIMIT,
			 1 + random_below(PHONEWALL_FLOW_LIMIT_MAX));
	for (uint16_t type = PHONEWALL_A_POLICY_TIMEOUT_UDP;
	     type <= PHONEWALL_A_POLICY_TIMEOUT_OTHER; type++)
		mnl_attr_put_u32(header, type,
				 1 + random_below(PHONEWALL_TIMEOUT_MAX));
}

static void put_policy(struct nlmsghdr *header)
{
	struct nlattr *nest = mnl_attr_nest_start(header, PHONEWALL_A_POLICY);
	const struct phonewall_port_range rtp = { 16384, 16402 };

	mnl_attr_put_u8(header, PHONEWALL_A_POLICY_ENABLED, !one_in(3));
	if (one_in(2))
		mnl_attr_put_u32(header, PHONEWALL_A_POLICY_FLAGS,
				 random_below(FIREWALL_FLAGS + 1));
	if (one_in(2))
		mnl_attr_put(header, PHONEWALL_A_POLICY_RTP, sizeof(rtp), &rtp);
	if (one_in(2))
		put_ranges(header, PHONEWALL_A_POLICY_UDP_PORTS);
	if (one_in(2))
		put_ranges(header, PHONEWALL_A_POLICY_TCP_PORTS);
	if (one_in(2))
		put_endpoints(header);
	if (one_in(2))
		put_limits(header);
	mnl_attr_nest_end(header, nest);
}

static void put_verdict(struct nlmsghdr *header)
{
	size_t length = 20 + random_below(PHONEWALL_PACKET_MAX - 19);
	uint8_t packet[PHONEWALL_PACKET_MAX];

	randomise(packet, length);
	packet[0] = one_in(2) ? 0x45 : 0x60;
	if (one_in(2))
		packet[packet[0] == 0x45 ? 9 : 6] = one_in(2) ? 6 : 17;
	mnl_attr_put_u8(header, PHONEWALL_A_DIRECTION, random_below(2));
	mnl_attr_put(header, PHONEWALL_A_PACKET, length, packet);
}

static void put_dot1x(struct nlmsghdr *header)
{
	static const char *const ports[] = {
		PC_PORT, SWITCH_PORT, BRIDGE, "absent",
	};
	unsigned int pc = one_in(2) ? 0 : random_below(COUNT(ports));
	unsigned int lan = (pc + 1 + random_below(COUNT(ports) - 1)) %
			   COUNT(ports);
	const struct dot1x_settings settings = {
		.pc_port = one_in(4) ? NULL : ports[pc],
		.switch_port = ports[lan],
		.is_enabled = !one_in(4),
		.hold_time = one_in(2) ? 0 :
			     random_below(PHONEWALL_HOLD_TIME_MAX + 1),
		.session_limit = 1 + random_below(PHONEWALL_SESSION_LIMIT_MAX),
	};

	dot1x_put(header, &settings);
}

static uint8_t random_command(void)
{
	static const uint8_t commands[] = {
		PHONEWALL_CMD_POLICY_SET, PHONEWALL_CMD_POLICY_SET,
		PHONEWALL_CMD_POLICY_GET, PHONEWALL_CMD_STATUS_GET,
		PHONEWALL_CMD_FLOW_GET, PHONEWALL_CMD_FLOW_FLUSH,
		PHONEWALL_CMD_VERDICT_GET, PHONEWALL_CMD_VERDICT_GET,
		PHONEWALL_CMD_DOT1X_SET, PHONEWALL_CMD_DOT1X_SET,
		PHONEWALL_CMD_DOT1X_GET,
	};

	return PICK(commands);
}

static struct nlmsghdr *begin(const struct genetlink *genetlink,
			      struct genetlink_request *request,
			      uint8_t command)
{
	struct nlmsghdr *header = genetlink_begin(genetlink, request, command);

	if (command == PHONEWALL_CMD_FLOW_GET)
		header->nlmsg_flags |= NLM_F_DUMP;
	return header;
}

void random_message_make(const struct genetlink *genetlink,
			 struct genetlink_request *request)
{
	uint8_t command = random_command();
	struct nlmsghdr *header = begin(genetlink, request, command);

	if (command == PHONEWALL_CMD_POLICY_SET)
		put_policy(header);
	else if (command == PHONEWALL_CMD_VERDICT_GET)
		put_verdict(header);
	else if (command == PHONEWALL_CMD_DOT1X_SET)
		put_dot1x(header);
}

static void put_any(struct nlmsghdr *header, unsigned int depth)
{
	uint16_t type = random_below(16);
	uint8_t data[40];
	struct nlattr *nest;

	if (depth < DEPTH_MAX && one_in(2)) {
		nest = mnl_attr_nest_start(header, type);
		for (unsigned int i = random_below(5);
		     i && header->nlmsg_len < SIZE_MAX_ANY; i--)
			put_any(header, depth + 1);
		mnl_attr_nest_end(header, nest);
	} else {
		randomise(data, sizeof(data));
		mnl_attr_put(header, type, one_in(2) ? 1u << random_below(3) :
			     random_below(sizeof(data)), data);
	}
}

void random_message_make_any(const struct genetlink *genetlink,
			     struct genetlink_request *request)
{
	struct nlmsghdr *header;

	header = begin(genetlink, request,
		       one_in(8) ? random() : random_command());
	for (unsigned int i = random_below(6); i; i--)
		put_any(header, 0);
}

/* Behind the netlink header. */
static void change_bytes(struct genetlink_request *request)
{
	struct nlmsghdr *header = (void *)request->bytes;

	for (unsigned int i = 1 + random_below(4); i; i--)
		request->bytes[sizeof(*header) +
			       random_below(header->nlmsg_len -
					    sizeof(*header))] = random();
}

static void cut(struct genetlink_request *request)
{
	struct nlmsghdr *header = (void *)request->bytes;
	uint32_t least = sizeof(*header) + sizeof(struct genlmsghdr);

	header->nlmsg_len -= random_below(header->nlmsg_len - least + 1);
}

void random_message_spoil(struct genetlink_request *request)
{
	switch (random_below(4)) {
	case 0:
		cut(request);
		break;
	case 1:
		put_any((void *)request->bytes, 0);
		break;
	default:
		change_bytes(request);
	}
}
