/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PACKET_SPEC_H
#define PHONEWALL_PACKET_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <linux/phonewall.h>

#include "base/address.h"
#include "base/fault.h"

/**
 * struct phonewall_datagram - one IP packet, as a user describes it
 * @protocol: IPPROTO_*
 * @source: source address
 * @destination: destination address, same family
 * @source_port: UDP and TCP, host byte order
 * @destination_port: UDP and TCP, host byte order
 * @tcp_flags: the flag byte of the TCP header
 * @icmp_type: ICMP, ICMPv6 and IGMP
 * @icmp_code: ICMP and ICMPv6
 * @icmp_id: echo identifier, host byte order
 * @hop_limit: TTL or hop limit
 */
struct phonewall_datagram {
	uint8_t protocol;
	struct phonewall_address source;
	struct phonewall_address destination;
	uint16_t source_port;
	uint16_t destination_port;
	uint8_t tcp_flags;
	uint8_t icmp_type;
	uint8_t icmp_code;
	uint16_t icmp_id;
	uint8_t hop_limit;
};

/**
 * struct phonewall_packet_spec - a packet to decide about
 * @direction: which way it goes
 * @packet: the packet
 * @quotes: true if it is an ICMP error that quotes a packet
 * @quoted: the packet that it quotes
 */
struct phonewall_packet_spec {
	enum phonewall_direction direction;
	struct phonewall_datagram packet;
	bool quotes;
	struct phonewall_datagram quoted;
};

/**
 * phonewall_packet_spec_parse - read a packet in words
 * @words: in|out PROTOCOL SOURCE DESTINATION [type TYPE] [code NUMBER]
 *	[id NUMBER] [hop-limit NUMBER] [flags FLAG,...] [quoting PROTOCOL SOURCE
 *	DESTINATION ...]
 * @count: how many
 * @line: line that they stand on, for the fault; 0 if none applies
 * @spec: set whole if there is no fault
 * @faults: the first fault is added here
 *
 * SOURCE and DESTINATION are as phonewall_address_parse() takes them, with a
 * port for UDP and TCP. What is left out is: code 0, id 0, hop-limit 64, flags
 * SYN.
 *
 * Return: 0, or -1 if a fault was added.
 */
int phonewall_packet_spec_parse(char *const *words, size_t count,
				unsigned int line,
				struct phonewall_packet_spec *spec,
				struct phonewall_faults *faults);

/**
 * phonewall_packet_spec_build - make the packet that is described
 * @spec: the packet
 * @bytes: set to the packet from its IPv4 or IPv6 header on, without
 *	checksums and with no data behind the upper layer's header
 *
 * Return: bytes of the packet.
 */
size_t phonewall_packet_spec_build(const struct phonewall_packet_spec *spec,
				   uint8_t bytes[PHONEWALL_PACKET_MAX]);

/**
 * phonewall_packet_spec_read - read a packet
 * @direction: which way it goes
 * @bytes: the packet from its IPv4 or IPv6 header on, aligned to 4
 * @length: how many
 * @spec: set whole if the packet can be read
 *
 * Safe for @bytes of any content.
 *
 * Return: whether it can be read.
 */
bool phonewall_packet_spec_read(enum phonewall_direction direction,
				const uint8_t *bytes, size_t length,
				struct phonewall_packet_spec *spec);

/**
 * phonewall_packet_spec_print - write a packet in words
 * @spec: the packet
 * @stream: where to write what phonewall_packet_spec_parse() reads
 */
void phonewall_packet_spec_print(const struct phonewall_packet_spec *spec,
				 FILE *stream);

#endif /* PHONEWALL_PACKET_SPEC_H */
