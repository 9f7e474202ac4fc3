/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RANDOM_PACKET_H
#define RANDOM_PACKET_H

#include "firewall/translation.h"
#include "harness/raw_packet.h"

/* The port and the groups of a policy's endpoints that packets go to. */
#define RANDOM_PAGE_PORT	34560
#define RANDOM_PAGE_IPV4	"239.1.2.3"
#define RANDOM_PAGE_IPV6	"ff15::3"
/* Groups that are no endpoints. */
#define RANDOM_OTHER_IPV4	"239.1.2.4"
#define RANDOM_OTHER_IPV6	"ff15::4"

/**
 * random_packet_seed - begin a sequence of packets
 * @seed: which one
 */
void random_packet_seed(unsigned int seed);

/**
 * random_below - a random number
 * @limit: above it
 */
unsigned int random_below(unsigned int limit);

/**
 * random_packet_open_pages - add the endpoints of RANDOM_PAGE_* to a policy
 * @policy: its endpoints are replaced, and stay this file's
 */
void random_packet_open_pages(struct phonewall_translation *policy);

/**
 * random_packet_make - make a packet that the phone's IP layer takes in
 * @packet: set whole; no longer than PHONEWALL_PACKET_MAX
 *
 * To the phone or to a group that it has joined, of any protocol, with ports
 * round those of firewall_policy(), of live_flows() or anywhere, forged and
 * right, cut at times. No fragment other than an atomic one.
 */
void random_packet_make(struct raw_packet *packet);

/**
 * random_packet_spoil - change bytes of a packet at random
 * @packet: the packet, which the phone's IP layer need not take in any more;
 *	its addresses stay
 */
void random_packet_spoil(struct raw_packet *packet);

#endif /* RANDOM_PACKET_H */
