/* SPDX-License-Identifier: MIT */
#ifndef RAW_PACKET_H
#define RAW_PACKET_H

#include "harness/path.h"

#define RAW_PACKET_MAX	4096

/**
 * struct raw_packet - an IP packet, byte for byte
 * @family: AF_INET or AF_INET6
 * @length: bytes that it has
 * @upper: offset of its upper layer header
 * @next_header: offset of the upper layer's protocol number
 * @bytes: from the IP header on
 *
 * The functions below make it with right lengths and checksums; a test may
 * change it afterwards.
 */
struct raw_packet {
	sa_family_t family;
	size_t length;
	size_t upper;
	size_t next_header;
	uint8_t bytes[RAW_PACKET_MAX] __attribute__((aligned(4)));
};

/*
 * Make a packet of any protocol with a body of @length bytes and hop limit 64.
 */
void raw_packet_make(struct raw_packet *packet, const struct path *path,
		     uint8_t protocol, const void *body, size_t length);

/* Make a UDP datagram. */
void raw_packet_make_udp(struct raw_packet *packet, const struct path *path,
			 const void *data, size_t length);

/* Make a UDP datagram with a text. */
void raw_packet_make_text(struct raw_packet *packet, const struct path *path,
			  const char *text);

/* RFC 9293 3.1; no kernel header may stand beside <netinet/tcp.h>. */
enum tcp_flag {
	TCP_FIN	= 0x01,
	TCP_SYN	= 0x02,
	TCP_RST	= 0x04,
	TCP_PSH	= 0x08,
	TCP_ACK	= 0x10,
};

/**
 * struct tcp_fields - what a TCP segment says besides its ports
 * @flags: of enum tcp_flag
 * @sequence: sequence number
 * @acknowledgement: acknowledgement number
 */
struct tcp_fields {
	uint8_t flags;
	uint32_t sequence;
	uint32_t acknowledgement;
};

/* Make a TCP segment without options. */
void raw_packet_make_tcp(struct raw_packet *packet, const struct path *path,
			 const struct tcp_fields *fields, const char *text);

/**
 * struct icmp_fields - the header of an ICMP or ICMPv6 message
 * @type: type
 * @code: code
 * @rest: the four bytes after the checksum, host byte order
 */
struct icmp_fields {
	uint8_t type;
	uint8_t code;
	uint32_t rest;
};

/*
 * Make an ICMP or ICMPv6 message, by the family of @path. @body follows the
 * header.
 */
void raw_packet_make_icmp(struct raw_packet *packet, const struct path *path,
			  const struct icmp_fields *fields, const void *body,
			  size_t length);

/* Make an echo request with the identifier @id. */
void raw_packet_make_echo(struct raw_packet *packet, const struct path *path,
			  uint16_t id);

/* Make an echo reply with the identifier @id. */
void raw_packet_make_echo_reply(struct raw_packet *packet,
				const struct path *path, uint16_t id);

/* Set the hop limit or TTL. */
void raw_packet_set_hop_limit(struct raw_packet *packet, uint8_t hop_limit);

/*
 * Insert an extension header of @length bytes into an IPv6 packet, behind those
 * it has. The first byte of @header is filled in.
 */
void raw_packet_insert(struct raw_packet *packet, uint8_t type,
		       const void *header, size_t length);

/*
 * Insert options into an IPv4 header that has none; @length is a multiple of 4
 * up to 40.
 */
void raw_packet_insert_options(struct raw_packet *packet, const void *options,
			       size_t length);

/* Cut a packet to @length bytes; its IP header has the new length. */
void raw_packet_cut(struct raw_packet *packet, size_t length);

/**
 * struct fragment - which part of a packet a fragment is
 * @id: identification
 * @offset: of its first byte in what follows the IP header and its extension
 *	headers; a multiple of 8
 * @length: bytes of it
 * @more: whether more fragments follow
 */
struct fragment {
	uint16_t id;
	size_t offset;
	size_t length;
	bool more;
};

/* Make a fragment of a packet. */
void raw_packet_make_fragment(struct raw_packet *packet,
			      const struct raw_packet *whole,
			      const struct fragment *fragment);

#endif /* RAW_PACKET_H */
