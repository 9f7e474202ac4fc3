// SPDX-License-Identifier: MIT
#include "firewall/explain.h"

#include <string.h>

#include "core/verdict.h"

static void add_endpoint(struct phonewall_policy *policy,
			 const struct phonewall_endpoint *endpoint)
{
	struct phonewall_multicast_endpoint *added =
		&policy->endpoints[policy->endpoint_count++];

	memcpy(added->address, &endpoint->address,
	       endpoint->family == AF_INET ? 4 : 16);
	added->port = endpoint->port;
	added->family = endpoint->family;
}

static void fill_policy(struct phonewall_policy *policy,
			const struct phonewall_translation *translation)
{
	memset(policy, 0, sizeof(*policy));
	policy->flags = translation->flags;
	policy->rtp = translation->rtp;
	policy->enabled = translation->enabled;
	for (size_t i = 0; i < translation->opening_count; i++)
		phonewall_port_open_range(translation->openings[i].protocol ==
					  IPPROTO_UDP ?
					  policy->udp : policy->tcp,
					  &translation->openings[i].range);
	for (size_t i = 0; i < translation->endpoint_count; i++)
		add_endpoint(policy, &translation->endpoints[i]);
}

static enum phonewall_parsed parse(const uint8_t *bytes, size_t length,
				   struct phonewall_packet *packet,
				   struct phonewall_packet *quoted)
{
	enum phonewall_parsed parsed;

	if (!length)
		return PHONEWALL_PARSED_SHORT;
	parsed = bytes[0] >> 4 == 4 ?
		 phonewall_packet_parse_ipv4(bytes, length, packet) :
		 phonewall_packet_parse_ipv6(bytes, length, packet);
	if (parsed == PHONEWALL_PARSED && packet->quoted_offset &&
	    phonewall_packet_parse_quoted(bytes, length, packet, quoted) ==
	    PHONEWALL_PARSED)
		packet->quoted = quoted;
	return parsed;
}

static enum phonewall_reason judge(const struct phonewall_policy *policy,
				   enum phonewall_direction direction,
				   const uint8_t *bytes, size_t length)
{
	struct phonewall_packet packet;
	struct phonewall_packet quoted;
	enum phonewall_parsed parsed = parse(bytes, length, &packet, &quoted);

	if (direction == PHONEWALL_OUT)
		return parsed == PHONEWALL_PARSED ?
		       phonewall_verdict_out(policy, &packet) :
		       PHONEWALL_REASON_OUTGOING;
	if (parsed == PHONEWALL_PARSED)
		return phonewall_verdict_in(policy, &packet);
	return parsed == PHONEWALL_PARSED_FRAGMENT ?
	       PHONEWALL_REASON_FRAGMENT : PHONEWALL_REASON_MALFORMED;
}

enum phonewall_reason
phonewall_explain(const struct phonewall_translation *translation,
		  enum phonewall_direction direction, const uint8_t *packet,
		  size_t length)
{
	struct phonewall_policy policy;

	if (!translation->enabled)
		return PHONEWALL_REASON_DISABLED;
	fill_policy(&policy, translation);
	return judge(&policy, direction, packet, length);
}
