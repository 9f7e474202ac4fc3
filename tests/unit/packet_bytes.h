/* SPDX-License-Identifier: MIT */
#ifndef PACKET_BYTES_H
#define PACKET_BYTES_H

/*
 * Headers as lists of bytes, to be put one after the other in an array. Fields
 * that the parser ignores (lengths, checksums) are zero.
 */
#define BYTES_U16(number)	(number) >> 8, (number) & 0xff

#define BYTES_PEER4		192, 0, 2, 9
#define BYTES_PHONE4		192, 0, 2, 1
#define BYTES_PEER6		0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, \
				0, 0, 0, 0, 0, 0, 0, 9
#define BYTES_PHONE6		0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, \
				0, 0, 0, 0, 0, 0, 0, 1

#define BYTES_IPV4_WITH(version_ihl, fragment, protocol) \
	version_ihl, 0, 0, 0, 0, 0, BYTES_U16(fragment), 61, protocol, 0, 0, \
	BYTES_PEER4, BYTES_PHONE4
#define BYTES_IPV4(protocol)	BYTES_IPV4_WITH(0x45, 0, protocol)

#define BYTES_IPV6_WITH(version, next_header) \
	(version) << 4, 0, 0, 0, 0, 0, next_header, 62, \
	BYTES_PEER6, BYTES_PHONE6
#define BYTES_IPV6(next_header)	BYTES_IPV6_WITH(6, next_header)

/* RFC 8200 4.3, 4.4, 4.6: 8 bytes, and 16 bytes. */
#define BYTES_EXTENSION(next_header)	next_header, 0, 1, 4, 0, 0, 0, 0
#define BYTES_EXTENSION_LONG(next_header) \
	next_header, 1, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0

/* RFC 8200 4.5: the offset in bytes, a multiple of 8, and the M bit. */
#define BYTES_FRAGMENT(next_header, offset, more) \
	next_header, 0, BYTES_U16((offset) | (more)), 0xde, 0xad, 0xbe, 0xef

#define BYTES_UDP(source, destination) \
	BYTES_U16(source), BYTES_U16(destination), 0, 8, 0, 0
#define BYTES_TCP(source, destination, flags) \
	BYTES_U16(source), BYTES_U16(destination), 0, 0, 0, 1, 0, 0, 0, 2, \
	0x50, flags, 0, 0, 0, 0, 0, 0
#define BYTES_ICMP(type, code, id) \
	type, code, 0, 0, BYTES_U16(id), 0, 7
#define BYTES_IGMP(type)	type, 0, 0, 0, 224, 0, 0, 1

#endif /* PACKET_BYTES_H */
