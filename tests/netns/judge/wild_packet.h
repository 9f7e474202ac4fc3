/* SPDX-License-Identifier: MIT */
#ifndef WILD_PACKET_H
#define WILD_PACKET_H

#include "harness/raw_packet.h"

/* Fits into a frame of 1500 bytes. */
#define WILD_PACKET_MAX	1400

/**
 * wild_packet_make - make a packet to the phone that need be nothing
 * @packet: set whole: a packet as random_packet_make() makes it, the same with
 *	bytes changed, cut, with wrong lengths, with a chain of extension headers
 *	or options, a fragment that may overlap others, or noise
 *
 * Most IPv4 headers, right or wrong, have their right checksum.
 * random_packet_seed() begins a sequence of them.
 */
void wild_packet_make(struct raw_packet *packet);

/**
 * wild_packet_turn - let a packet come from the phone
 * @packet: a packet to the phone or to a group; of any other length than its
 *	header has room for it stays as it is
 * @to: set to where it goes then
 */
void wild_packet_turn(struct raw_packet *packet, struct phonewall_address *to);

#endif /* WILD_PACKET_H */
