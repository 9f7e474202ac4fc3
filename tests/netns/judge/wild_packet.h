/* SPDX-License-Identifier: MIT */
#ifndef WILD_PACKET_H
#define WILD_PACKET_H

#include "harness/raw_packet.h"

/* Fits into a frame of 1500 bytes. */
#define WILD_PACKET_MAX	1400

/*
 * Make a packet to the phone that need not be valid: as random_packet_make()
 * makes it, the same with bytes changed, cut, with wrong lengths, with a chain
 * of extension headers or options, a fragment that may overlap others, or
 * noise. Most IPv4 headers have a right checksum. random_packet_seed() begins a
 * sequence.
 */
void wild_packet_make(struct raw_packet *packet);

/*
 * Turn a packet to the phone or to a group into one from the phone, and set @to
 * to its destination. A packet whose length is not that of its header stays as
 * it is.
 */
void wild_packet_turn(struct raw_packet *packet, struct phonewall_address *to);

#endif /* WILD_PACKET_H */
