// SPDX-License-Identifier: MIT
#include "harness/ethernet_frame.h"

#include <arpa/inet.h>
#include <string.h>

static bool is_broadcast(const uint8_t *destination)
{
	return !memcmp(destination, "\xc0\x00\x02\xff", 4) ||
	       !memcmp(destination, "\xff\xff\xff\xff", 4);
}

static void set_group(uint8_t address[ETHER_ADDR_LEN],
		      const struct raw_packet *packet)
{
	const uint8_t *ipv4 = packet->bytes + 16;
	const uint8_t *ipv6 = packet->bytes + 24;

	if (packet->family == AF_INET6 && ipv6[0] == 0xff) {
		memset(address, 0x33, 2);
		memcpy(address + 2, ipv6 + 12, 4);
	} else if (packet->family == AF_INET && (ipv4[0] & 0xf0) == 0xe0) {
		memcpy(address, "\x01\x00\x5e", 3);
		memcpy(address + 3, ipv4 + 1, 3);
		address[3] &= 0x7f;
	} else if (packet->family == AF_INET && is_broadcast(ipv4)) {
		memset(address, 0xff, ETHER_ADDR_LEN);
	}
}

size_t ethernet_frame_make(struct ethernet_frame *frame,
			   const struct raw_packet *packet,
			   const uint8_t to[ETHER_ADDR_LEN],
			   const uint8_t from[ETHER_ADDR_LEN])
{
	memcpy(frame->header.ether_dhost, to, ETHER_ADDR_LEN);
	set_group(frame->header.ether_dhost, packet);
	memcpy(frame->header.ether_shost, from, ETHER_ADDR_LEN);
	frame->header.ether_type = htons(packet->family == AF_INET ?
					 ETHERTYPE_IP : ETHERTYPE_IPV6);
	memcpy(frame->data, packet->bytes, packet->length);
	return sizeof(frame->header) + packet->length;
}

bool ethernet_frame_read(const struct ethernet_frame *frame, size_t length,
			 struct raw_packet *packet)
{
	uint16_t type = ntohs(frame->header.ether_type);

	if (type != ETHERTYPE_IP && type != ETHERTYPE_IPV6)
		return false;
	memset(packet, 0, sizeof(*packet));
	packet->family = type == ETHERTYPE_IP ? AF_INET : AF_INET6;
	packet->length = length - sizeof(frame->header);
	memcpy(packet->bytes, frame->data, packet->length);
	packet->upper = packet->family == AF_INET6 ? 40 :
						     (frame->data[0] & 15) * 4;
	return true;
}
