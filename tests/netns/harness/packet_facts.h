/* SPDX-License-Identifier: MIT */
#ifndef PACKET_FACTS_H
#define PACKET_FACTS_H

#include "core/packet.h"
#include "harness/raw_packet.h"

/*
 * Parse a packet as the module does and return whether it can be parsed. @facts
 * points into @packet; for an ICMP error, @quoted is set to what it quotes.
 */
bool packet_facts_read(const struct raw_packet *packet,
		       struct phonewall_packet *facts,
		       struct phonewall_packet *quoted);

#endif /* PACKET_FACTS_H */
