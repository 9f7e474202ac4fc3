// SPDX-License-Identifier: MIT
#include "harness/packet_facts.h"

bool packet_facts_read(const struct raw_packet *packet,
		       struct phonewall_packet *facts,
		       struct phonewall_packet *quoted)
{
	enum phonewall_parsed parsed;

	parsed = packet->family == AF_INET ?
		 phonewall_packet_parse_ipv4(packet->bytes, packet->length,
					     facts) :
		 phonewall_packet_parse_ipv6(packet->bytes, packet->length,
					     facts);
	if (parsed != PHONEWALL_PARSED)
		return false;
	if (facts->quoted_offset &&
	    phonewall_packet_parse_quoted(packet->bytes, packet->length, facts,
					  quoted) == PHONEWALL_PARSED)
		facts->quoted = quoted;
	return true;
}
