/* SPDX-License-Identifier: MIT */
#ifndef TWIN_H
#define TWIN_H

#include "harness/raw_packet.h"

/**
 * enum twin - two phones that are alike but for what guards them
 * @TWIN_PHONEWALL: phonewall; HOST_PHONE
 * @TWIN_NFTABLES: nftables with conntrack; HOST_PC, with HOST_PHONE's addresses
 * @TWINS: how many there are
 *
 * Each has a device of its own, whose other end is the test program: what goes
 * out by it is judged when the call that sends it returns.
 */
enum twin {
	TWIN_PHONEWALL,
	TWIN_NFTABLES,
	TWINS,
};

/**
 * struct twin_packet - a packet that is the same for both but for what only one
 *	of them knows, as its own TCP sequence numbers
 * @of: the packet for each
 */
struct twin_packet {
	struct raw_packet of[TWINS];
};

/* Seconds for which every flow of either twin lives after its last packet. */
#define TWIN_TIMEOUT	10

/**
 * twins_build - connect the two hosts that hosts_create() has made
 */
void twins_build(void);

/**
 * twins_close - close what twins_build() opened
 */
void twins_close(void);

/**
 * twins_set_flags - put firewall_policy(), the endpoints of random_packet.h and
 *	flags in force on both
 * @flags: PHONEWALL_FLAG_*
 */
void twins_set_flags(uint32_t flags);

/**
 * twins_flags - the flags in force
 */
uint32_t twins_flags(void);

/**
 * twin_host - the host that a twin is
 * @twin: the twin
 */
enum host twin_host(enum twin twin);

/**
 * twin_protocols - the protocols whose packets twin_deliver() can see arrive
 * @family: AF_INET or AF_INET6
 * @count: set to how many
 */
const uint8_t *twin_protocols(sa_family_t family, size_t *count);

/**
 * twin_deliver - have a packet come in
 * @twin: to which
 * @packet: of one of twin_protocols(); a fragment's is that of the whole
 *
 * Return: whether a packet of its protocol has passed the firewall thereby: a
 * raw socket has heard it.
 */
bool twin_deliver(enum twin twin, const struct raw_packet *packet);

/**
 * twin_expect_quiet - assert that no raw socket has heard anything else
 * @twin: the twin
 */
void twin_expect_quiet(enum twin twin);

/**
 * twin_send - have a twin send a packet as it is
 * @twin: the twin
 * @packet: the packet, from its address
 */
void twin_send(enum twin twin, const struct raw_packet *packet);

/**
 * twin_take - take the next IP packet that has gone out by a twin's device
 * @twin: the twin
 * @packet: set to it; its upper layer begins behind the fixed IPv6 header
 *
 * Return: whether there was one.
 */
bool twin_take(enum twin twin, struct raw_packet *packet);

#endif /* TWIN_H */
