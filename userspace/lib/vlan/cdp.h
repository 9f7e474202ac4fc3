/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CDP_H
#define PHONEWALL_CDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vlan/choice.h"

/* Maximum bytes of a frame with CDP: 802.3's maximum, without FCS. */
#define PHONEWALL_CDP_FRAME_MAX	1514

/**
 * struct phonewall_cdp - the content of a frame of the Cisco Discovery Protocol
 * @hold_time: seconds for which it is valid; 0 withdraws what was announced
 *	before
 * @is_switch: true if the sender's capabilities (type 0x0004) include Switch
 *	(bit 0x08) but not Phone (0x80); a router with a switch in it sets both
 *	Router and Switch. Do not trust other senders
 * @voice: the VLAN for voice, of the VoIP VLAN Reply (type 0x000e); all zero if
 *	the frame has none
 */
struct phonewall_cdp {
	uint8_t hold_time;
	bool is_switch;
	struct phonewall_learned_vlan voice;
};

/**
 * phonewall_cdp_parse() - parse a frame
 * @frame: a whole Ethernet frame from its destination address on, as it was
 *	received, without a VLAN tag
 * @length: bytes of @frame
 * @cdp: filled in
 *
 * CDP is sent to 01:00:0c:cc:cc:cc in an 802.3 frame with a SNAP header of OUI
 * 00-00-0c and type 0x2000: version, hold time and checksum, then entries of
 * type, length and value. The checksum is not verified: Ethernet's own is
 * stronger, and senders differ in how they compute it for an odd number of
 * bytes.
 *
 * Return: 0, or -1 if it is not CDP, or an entry extends beyond the frame.
 */
int phonewall_cdp_parse(const uint8_t *frame, size_t length,
			struct phonewall_cdp *cdp);

#endif /* PHONEWALL_CDP_H */
