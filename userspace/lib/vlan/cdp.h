/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CDP_H
#define PHONEWALL_CDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vlan/choice.h"

/* Bytes of an Ethernet frame that may hold CDP: 802.3's maximum, without FCS. */
#define PHONEWALL_CDP_FRAME_MAX	1514

/**
 * struct phonewall_cdp - what a frame of the Cisco Discovery Protocol tells
 * @hold_time: seconds for which it holds good; 0: what was told before is no
 *	longer so
 * @is_switch: whether its sender says that it is a switch and no phone, in the
 *	capabilities (type 0x0004: bit 0x08 and not 0x80); a router with a switch in
 *	it says both Router and Switch. What others say is not to be believed
 * @voice: the VLAN for voice, of the VoIP VLAN Reply (type 0x000e); not heard
 *	where the frame has none
 */
struct phonewall_cdp {
	uint8_t hold_time;
	bool is_switch;
	struct phonewall_learned_vlan voice;
};

/**
 * phonewall_cdp_parse - read a frame
 * @frame: a whole Ethernet frame from its destination address on, as it was
 *	received, without a VLAN tag
 * @length: bytes of @frame
 * @cdp: set whole
 *
 * CDP goes to 01:00:0c:cc:cc:cc in an 802.3 frame with a SNAP header of OUI
 * 00-00-0c and type 0x2000: version, hold time and checksum, then entries of type,
 * length and value. The checksum is not looked at: Ethernet's own is stronger,
 * and for an odd number of bytes senders differ in how they reckon it.
 *
 * Return: 0, or -1 where it is no CDP, or an entry ends behind the frame.
 */
int phonewall_cdp_parse(const uint8_t *frame, size_t length,
			struct phonewall_cdp *cdp);

#endif /* PHONEWALL_CDP_H */
