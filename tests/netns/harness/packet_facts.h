/* SPDX-License-Identifier: MIT */
#ifndef PACKET_FACTS_H
#define PACKET_FACTS_H

#include "core/packet.h"
#include "harness/raw_packet.h"

/**
 * packet_facts_read - read a packet as the module does
 * @packet: the packet
 * @facts: set to what is in it, which points into @packet; of an ICMP error
 *	with what it quotes, in @quoted
 * @quoted: what it quotes
 *
 * Return: whether it can be read.
 */
bool packet_facts_read(const struct raw_packet *packet,
		       struct phonewall_packet *facts,
		       struct phonewall_packet *quoted);

#endif /* PACKET_FACTS_H */
