/* SPDX-License-Identifier: MIT */
#ifndef ETHERNET_FRAME_H
#define ETHERNET_FRAME_H

#include <net/ethernet.h>
#include <stdbool.h>

#include "harness/raw_packet.h"

/**
 * struct ethernet_frame - an IP packet in an Ethernet frame
 * @header: of Ethernet
 * @data: the packet
 */
struct ethernet_frame {
	struct ether_header header;
	uint8_t data[RAW_PACKET_MAX];
} __attribute__((packed));

/*
 * Put a packet into a frame and return its length in bytes. A packet to a group
 * or a broadcast address of the test's LAN goes to the Ethernet address of that
 * (RFC 1112 6.4, RFC 2464 7), any other to @to.
 */
size_t ethernet_frame_make(struct ethernet_frame *frame,
			   const struct raw_packet *packet,
			   const uint8_t to[ETHER_ADDR_LEN],
			   const uint8_t from[ETHER_ADDR_LEN]);

/*
 * Take the IP packet out of a frame of @length bytes, at least those of the
 * header. The upper layer of @packet begins directly behind the fixed IPv6
 * header. Return whether there is one.
 */
bool ethernet_frame_read(const struct ethernet_frame *frame, size_t length,
			 struct raw_packet *packet);

#endif /* ETHERNET_FRAME_H */
