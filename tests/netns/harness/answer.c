// SPDX-License-Identifier: MIT
#include "harness/answer.h"

#include "harness/assertion.h"
#include "harness/wire.h"

/* What to look for: @path is that of the packet itself. */
struct sought {
	const struct path *path;
	uint8_t protocol;
	uint8_t type;
	uint8_t flags;
	uint16_t id;
};

static bool is_on_path(const struct phonewall_packet *packet,
		       const struct path *path)
{
	size_t length = path->from.family == AF_INET ? 4 : 16;

	return packet->family == path->from.family &&
	       !memcmp(packet->source, path->from.bytes, length) &&
	       !memcmp(packet->destination, path->to.bytes, length) &&
	       packet->source_port == path->from_port &&
	       packet->destination_port == path->to_port;
}

static bool is_port_unreachable(const struct phonewall_packet *packet)
{
	if (packet->protocol == IPPROTO_ICMP)
		return packet->icmp_type == ICMP_DEST_UNREACH &&
		       packet->icmp_code == ICMP_PORT_UNREACH;
	return packet->protocol == IPPROTO_ICMPV6 &&
	       packet->icmp_type == ICMPV6_DEST_UNREACH &&
	       packet->icmp_code == ICMPV6_PORT_UNREACH;
}

static bool is_unreachable(const struct phonewall_packet *packet,
			   const void *argument)
{
	return is_port_unreachable(packet) && packet->quoted &&
	       packet->quoted->protocol == IPPROTO_UDP &&
	       is_on_path(packet->quoted, argument);
}

static bool is_message(const struct phonewall_packet *packet,
		       const void *argument)
{
	const struct sought *sought = argument;

	return packet->protocol == sought->protocol &&
	       packet->icmp_type == sought->type &&
	       packet->icmp_id == sought->id;
}

static bool is_segment(const struct phonewall_packet *packet,
		       const void *argument)
{
	const struct sought *sought = argument;

	return packet->protocol == sought->protocol &&
	       packet->tcp_flags == sought->flags &&
	       is_on_path(packet, sought->path);
}

void answer_expect_unreachable(int wire, const struct path *path)
{
	wire_expect(wire, is_unreachable, path, NULL);
}

void answer_expect_echo_reply(int wire, sa_family_t family, uint16_t id)
{
	struct sought sought = {
		.protocol = family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6,
		.type = family == AF_INET ? ICMP_ECHOREPLY : ICMPV6_ECHO_REPLY,
		.id = id,
	};

	wire_expect(wire, is_message, &sought, NULL);
}

void answer_expect_tcp(int wire, const struct path *path, uint8_t flags,
		       struct raw_packet *packet)
{
	struct path back = path_back(path);
	struct sought sought = {
		.path = &back,
		.protocol = IPPROTO_TCP,
		.flags = flags,
	};

	wire_expect(wire, is_segment, &sought, packet);
}

void answer_expect_udp(int wire, const struct path *path,
		       struct raw_packet *packet)
{
	struct sought sought = {
		.path = path,
		.protocol = IPPROTO_UDP,
	};

	wire_expect(wire, is_segment, &sought, packet);
}

void answer_expect_icmp(int wire, uint8_t protocol, uint8_t type,
			struct raw_packet *packet)
{
	struct sought sought = {
		.protocol = protocol,
		.type = type,
	};

	wire_expect(wire, is_message, &sought, packet);
}
