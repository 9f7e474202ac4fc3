/* SPDX-License-Identifier: MIT */
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

/* Begin a sequence of packets. */
void random_packet_seed(unsigned int seed);

/* Return a random number below @limit. */
unsigned int random_below(unsigned int limit);

/*
 * Set the endpoints of a policy to those of RANDOM_PAGE_*, which stay owned by
 * this file.
 */
void random_packet_open_pages(struct phonewall_translation *policy);

/*
 * Make a packet that the phone's IP layer accepts, PHONEWALL_PACKET_MAX bytes
 * at most: to the phone or to a group that it has joined, of any protocol, with
 * ports near those of firewall_policy(), of live_flows() or any, valid or
 * forged, sometimes cut. Never a fragment, except an atomic one.
 */
void random_packet_make(struct raw_packet *packet);

/*
 * Change bytes of a packet at random, except its addresses. The phone's IP
 * layer need not accept it any more.
 */
void random_packet_spoil(struct raw_packet *packet);

#endif /* RANDOM_PACKET_H */
