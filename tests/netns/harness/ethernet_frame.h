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

/**
 * ethernet_frame_make - put a packet into a frame
 * @frame: set
 * @packet: the packet
 * @to: where it goes, unless it is to a group or a broadcast address of the
 *	test's LAN, which have addresses of their own (RFC 1112 6.4, RFC 2464 7)
 * @from: where it comes from
 *
 * Return: bytes of the frame.
 */
size_t ethernet_frame_make(struct ethernet_frame *frame,
			   const struct raw_packet *packet,
			   const uint8_t to[ETHER_ADDR_LEN],
			   const uint8_t from[ETHER_ADDR_LEN]);

/**
 * ethernet_frame_read - take the IP packet out of a frame
 * @frame: the frame
 * @length: bytes of it, those of its header at least
 * @packet: set whole; its upper layer begins right behind the fixed IPv6
 *	header, whatever follows that
 *
 * Return: whether there is one.
 */
bool ethernet_frame_read(const struct ethernet_frame *frame, size_t length,
			 struct raw_packet *packet);

#endif /* ETHERNET_FRAME_H */
