// SPDX-License-Identifier: GPL-2.0
/*
 * cdp DEVICE HOLD-TIME [VLAN [CAPABILITIES]]: sends one frame as a Cisco LAN
 * switch does, with the voice VLAN if one is given; 0 and 4095 are sent as they
 * are. Other capabilities than a switch's make it another device's. No package of
 * the distribution's sends the VoIP VLAN Reply.
 */
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <linux/if_packet.h>

#define HEADER		22	/* addresses, length, LLC and SNAP */
#define FRAME_MAX	256
#define SWITCH		0x28	/* Switch and IGMP */

struct frame {
	uint8_t bytes[FRAME_MAX];
	size_t length;
};

static void put(struct frame *frame, const void *bytes, size_t length)
{
	memcpy(frame->bytes + frame->length, bytes, length);
	frame->length += length;
}

static void put_u16(struct frame *frame, uint16_t number)
{
	number = htons(number);
	put(frame, &number, sizeof(number));
}

static void put_entry(struct frame *frame, uint16_t type, const void *value,
		      size_t length)
{
	put_u16(frame, type);
	put_u16(frame, 4 + length);
	put(frame, value, length);
}

/* The Internet checksum; the length is made even by the choice of entries. */
static void set_checksum(struct frame *frame)
{
	uint32_t sum = 0;

	for (size_t i = HEADER; i < frame->length; i += 2)
		sum += frame->bytes[i] << 8 | frame->bytes[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	sum = ~sum;
	frame->bytes[HEADER + 2] = sum >> 8;
	frame->bytes[HEADER + 3] = sum;
}

static void make_frame(struct frame *frame, uint8_t hold_time,
		       uint16_t capabilities, const char *voice)
{
	static const uint8_t addresses[] = {
		0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc,
		0x02, 0x00, 0x00, 0x00, 0x00, 0x01,
	};
	static const uint8_t snap[] = {
		0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x20, 0x00,
	};
	const uint8_t header[] = { 2, hold_time, 0, 0 };
	uint16_t vlan = voice ? atoi(voice) : 0;
	const uint8_t reply[] = { 1, vlan >> 8, vlan };
	const uint8_t what[] = { 0, 0, capabilities >> 8, capabilities };

	put(frame, addresses, sizeof(addresses));
	put_u16(frame, 0);
	put(frame, snap, sizeof(snap));
	put(frame, header, sizeof(header));
	put_entry(frame, 0x0001, "switch", 6);
	put_entry(frame, 0x0003, "Gi1/0/1x", 8);
	put_entry(frame, 0x0004, what, sizeof(what));
	put_entry(frame, 0x000a, "\0\1", 2);
	put_entry(frame, 0x000b, "\1", 1);
	if (voice)
		put_entry(frame, 0x000e, reply, sizeof(reply));
	else
		put_entry(frame, 0x0005, "IOS", 3);
	frame->bytes[12] = (frame->length - 14) >> 8;
	frame->bytes[13] = frame->length - 14;
	set_checksum(frame);
}

int main(int count, char **arguments)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET };
	struct frame frame = { 0 };
	uint16_t capabilities = SWITCH;
	int descriptor;

	if (count < 3) {
		fputs("Usage: cdp DEVICE HOLD-TIME [VLAN [CAPABILITIES]]\n",
		      stderr);
		return 2;
	}
	if (count > 4)
		capabilities = strtoul(arguments[4], NULL, 0);
	make_frame(&frame, atoi(arguments[2]), capabilities, arguments[3]);
	address.sll_ifindex = if_nametoindex(arguments[1]);
	descriptor = socket(AF_PACKET, SOCK_RAW, 0);
	if (descriptor < 0 || sendto(descriptor, frame.bytes, frame.length, 0,
				     (struct sockaddr *)&address,
				     sizeof(address)) < 0) {
		perror("cdp");
		return 1;
	}
	return 0;
}
