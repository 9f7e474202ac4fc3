// SPDX-License-Identifier: MIT
#include "harness/discovery_frame.h"

#include <string.h>

#include <arpa/inet.h>

#define CDP_HEADER	22	/* addresses, length, LLC and SNAP */
#define VOICE		1	/* application type of LLDP-MED */

static void put(struct discovery_frame *frame, const void *bytes, size_t length)
{
	if (!length)
		return;
	memcpy(frame->bytes + frame->length, bytes, length);
	frame->length += length;
}

static void put_u16(struct discovery_frame *frame, uint16_t number)
{
	number = htons(number);
	put(frame, &number, sizeof(number));
}

/* CDP */

static void put_entry(struct discovery_frame *frame, uint16_t type,
		      const void *value, size_t length)
{
	put_u16(frame, type);
	put_u16(frame, 4 + length);
	put(frame, value, length);
}

/* The Internet checksum; the length is even, as a name's is. */
static void set_checksum(struct discovery_frame *frame)
{
	uint32_t sum = 0;

	for (size_t i = CDP_HEADER; i < frame->length; i += 2)
		sum += frame->bytes[i] << 8 | frame->bytes[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	sum = ~sum;
	frame->bytes[CDP_HEADER + 2] = sum >> 8;
	frame->bytes[CDP_HEADER + 3] = sum;
}

static void put_cdp_header(struct discovery_frame *frame, uint8_t hold_time)
{
	static const uint8_t addresses[] = {
		0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc,
		0x02, 0x00, 0x00, 0x00, 0x00, 0x01,
	};
	static const uint8_t snap[] = {
		0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x20, 0x00,
	};
	const uint8_t header[] = { 2, hold_time, 0, 0 };

	put(frame, addresses, sizeof(addresses));
	put_u16(frame, 0);
	put(frame, snap, sizeof(snap));
	put(frame, header, sizeof(header));
}

void discovery_frame_cdp(struct discovery_frame *frame,
			 const struct announcement *announcement)
{
	uint16_t capabilities = announcement->capabilities;
	uint16_t vlan = announcement->vlan;
	const uint8_t what[] = { 0, 0, capabilities >> 8, capabilities };
	const uint8_t reply[] = { 1, vlan >> 8, vlan };

	frame->length = 0;
	put_cdp_header(frame, announcement->hold_time);
	put_entry(frame, 0x0001, announcement->name,
		  strlen(announcement->name));
	put_entry(frame, 0x0003, "Gi1/0/1x", 8);
	put_entry(frame, 0x0004, what, sizeof(what));
	put_entry(frame, 0x000a, "\0\1", 2);
	put_entry(frame, 0x000b, "\1", 1);
	if (announcement->vlan >= 0)
		put_entry(frame, 0x000e, reply, sizeof(reply));
	else
		put_entry(frame, 0x0005, "IOS", 3);
	frame->bytes[12] = (frame->length - 14) >> 8;
	frame->bytes[13] = frame->length - 14;
	set_checksum(frame);
}

/* LLDP (802.1AB 8.4), and LLDP-MED (ANSI/TIA-1057 10.2) */

static void put_tlv(struct discovery_frame *frame, uint8_t type,
		    const void *value, size_t length)
{
	put_u16(frame, type << 9 | length);
	put(frame, value, length);
}

/* put_id - a chassis ID or port ID that is a locally assigned name. */
static void put_id(struct discovery_frame *frame, uint8_t type, const char *name)
{
	uint8_t value[64] = { 7 };
	size_t length = strlen(name);

	memcpy(value + 1, name, length);
	put_tlv(frame, type, value, 1 + length);
}

static void put_med(struct discovery_frame *frame, int vlan)
{
	static const uint8_t capabilities[] = {
		0x00, 0x12, 0xbb, 1, 0x00, 0x03, 4,
	};
	uint32_t tagged = 1 << 22 | (uint32_t)vlan << 9 | 5 << 6 | 46;
	const uint8_t policy[] = {
		0x00, 0x12, 0xbb, 2, VOICE, tagged >> 16, tagged >> 8, tagged,
	};

	put_tlv(frame, 127, capabilities, sizeof(capabilities));
	if (vlan >= 0)
		put_tlv(frame, 127, policy, sizeof(policy));
}

void discovery_frame_lldp(struct discovery_frame *frame,
			  const struct announcement *announcement)
{
	static const uint8_t addresses[] = {
		0x01, 0x80, 0xc2, 0x00, 0x00, 0x0e,
		0x02, 0x00, 0x00, 0x00, 0x00, 0x01, 0x88, 0xcc,
	};
	static const uint8_t bridge[] = { 0x00, 0x04, 0x00, 0x04 };
	const uint8_t time_to_live[] = { 0, announcement->hold_time };

	frame->length = 0;
	put(frame, addresses, sizeof(addresses));
	put_id(frame, 1, announcement->name);
	put_id(frame, 2, "port");
	put_tlv(frame, 3, time_to_live, sizeof(time_to_live));
	put_tlv(frame, 5, announcement->name, strlen(announcement->name));
	put_tlv(frame, 7, bridge, sizeof(bridge));
	put_med(frame, announcement->vlan);
	put_tlv(frame, 0, NULL, 0);
}
