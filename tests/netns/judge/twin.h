/* SPDX-License-Identifier: MIT */
#ifndef TWIN_H
#define TWIN_H

#include "harness/raw_packet.h"

/**
 * enum twin - two phones that differ only in their firewall
 * @TWIN_PHONEWALL: phonewall; HOST_PHONE
 * @TWIN_NFTABLES: nftables with conntrack; HOST_PC, with HOST_PHONE's addresses
 * @TWINS: how many there are
 *
 * Each has a device of its own, whose other end is the test program: a packet
 * that leaves by it has been filtered when the call that sends it returns.
 */
enum twin {
	TWIN_PHONEWALL,
	TWIN_NFTABLES,
	TWINS,
};

/**
 * struct twin_packet - a packet that is the same for both, except for what
 *	differs between them, such as TCP sequence numbers
 * @of: the packet for each
 */
struct twin_packet {
	struct raw_packet of[TWINS];
};

/* Seconds for which every flow of either twin lives after its last packet. */
#define TWIN_TIMEOUT	10

/* Connect the two hosts that hosts_create() has made. */
void twins_build(void);

/* Close what twins_build() opened. */
void twins_close(void);

/*
 * Set firewall_policy() with the endpoints of random_packet.h and flags
 * (PHONEWALL_FLAG_*) on both.
 */
void twins_set_flags(uint32_t flags);

/* Return the flags in force. */
uint32_t twins_flags(void);

/* Return the host of a twin. */
enum host twin_host(enum twin twin);

/*
 * Return the protocols whose packets twin_deliver() can see arrive; @count is
 * set to how many.
 */
const uint8_t *twin_protocols(sa_family_t family, size_t *count);

/*
 * Deliver a packet of one of twin_protocols() to a twin; a fragment has the
 * protocol of the whole packet. Return whether a packet of that protocol passed
 * the firewall, that is, reached a raw socket.
 */
bool twin_deliver(enum twin twin, const struct raw_packet *packet);

/* Deliver a packet so often, none of which may pass. */
void twin_expect_blocked(enum twin twin, const struct raw_packet *packet,
			 unsigned int count);

/* Assert that no raw socket has received anything else. */
void twin_expect_quiet(enum twin twin);

/* Make a twin send a packet as it is, from its address. */
void twin_send(enum twin twin, const struct raw_packet *packet);

/*
 * Take the next IP packet that a twin's device has sent; return whether there
 * was one. The upper layer of @packet begins behind the fixed IPv6 header.
 */
bool twin_take(enum twin twin, struct raw_packet *packet);

#endif /* TWIN_H */
