/* SPDX-License-Identifier: MIT */
#ifndef DISCOVERY_FRAME_H
#define DISCOVERY_FRAME_H

#include <stddef.h>
#include <stdint.h>

#define DISCOVERY_FRAME_MAX	256

/* Of CDP's capabilities, those that make a device a LAN switch. */
#define CDP_SWITCH		0x28	/* Switch and IGMP */

/**
 * struct discovery_frame - an Ethernet frame that announces a neighbour
 * @bytes: from the destination address on
 * @length: how many there are
 */
struct discovery_frame {
	uint8_t bytes[DISCOVERY_FRAME_MAX];
	size_t length;
};

/**
 * struct announcement - what a neighbour says of itself
 * @name: its own name, of an even number of characters and 32 at most
 * @vlan: the voice VLAN, sent as it is; below 0 none is announced
 * @hold_time: for how many seconds that is so
 * @capabilities: CDP's
 */
struct announcement {
	const char *name;
	int vlan;
	uint8_t hold_time;
	uint16_t capabilities;
};

/* Make the CDP frame of an announcement. */
void discovery_frame_cdp(struct discovery_frame *frame,
			 const struct announcement *announcement);

/*
 * Make the LLDP frame of an announcement, with LLDP-MED as a network
 * connectivity device. @capabilities is ignored: the frame says bridge.
 */
void discovery_frame_lldp(struct discovery_frame *frame,
			  const struct announcement *announcement);

#endif /* DISCOVERY_FRAME_H */
