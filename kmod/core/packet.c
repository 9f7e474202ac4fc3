// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "core/packet.h"

/* RFC 8200 4.1 lists seven headers, destination options twice. */
#define PHONEWALL_EXTENSION_HEADERS_MAX	8

#define IPV4_MORE_FRAGMENTS	0x2000
#define IPV4_OFFSET		0x1fff
#define IPV6_MORE_FRAGMENTS	0x0001
#define IPV6_OFFSET		0xfff8

#define TCP_FLAGS_BYTE		13	/* RFC 9293 3.1 */

#define ICMP_HEADER_LENGTH	8

/* The first bytes of every extension header that is walked (RFC 8200 4). */
struct extension_header {
	__u8 next_header;
	__u8 length;
	__be16 fragment;
	__be32 rest;
};

static __u16 read_u16(const __u8 *data)
{
	return data[0] << 8 | data[1];
}

static enum phonewall_parsed parse_ports(const __u8 *data, unsigned int length,
					 struct phonewall_packet *packet)
{
	if (length < 4)
		return PHONEWALL_PARSED_SHORT;
	packet->source_port = read_u16(data);
	packet->destination_port = read_u16(data + 2);
	return PHONEWALL_PARSED;
}

static enum phonewall_parsed parse_udp(const __u8 *data, unsigned int length,
				       struct phonewall_packet *packet)
{
	if (length < sizeof(struct udphdr))
		return PHONEWALL_PARSED_SHORT;
	return parse_ports(data, length, packet);
}

static enum phonewall_parsed parse_tcp(const __u8 *data, unsigned int length,
				       struct phonewall_packet *packet)
{
	if (length < sizeof(struct tcphdr))
		return PHONEWALL_PARSED_SHORT;
	packet->tcp_flags = data[TCP_FLAGS_BYTE];
	return parse_ports(data, length, packet);
}

static enum phonewall_parsed parse_icmp(const __u8 *data, unsigned int offset,
					unsigned int length,
					struct phonewall_packet *packet)
{
	if (length < offset + ICMP_HEADER_LENGTH)
		return PHONEWALL_PARSED_SHORT;
	packet->icmp_type = data[offset];
	packet->icmp_code = data[offset + 1];
	if (phonewall_packet_is_echo_request(packet) ||
	    phonewall_packet_is_echo_reply(packet))
		packet->icmp_id = read_u16(data + offset + 4);
	else if (phonewall_packet_is_icmp_error(packet))
		packet->quoted_offset = offset + ICMP_HEADER_LENGTH;
	return PHONEWALL_PARSED;
}

static enum phonewall_parsed parse_igmp(const __u8 *data, unsigned int length,
					struct phonewall_packet *packet)
{
	if (length < sizeof(struct igmphdr))
		return PHONEWALL_PARSED_SHORT;
	packet->icmp_type = data[0];
	return PHONEWALL_PARSED;
}

static enum phonewall_parsed parse_upper(const __u8 *data, unsigned int offset,
					 unsigned int length,
					 struct phonewall_packet *packet)
{
	const __u8 *header = data + offset;

	if (packet->protocol == IPPROTO_UDP)
		return parse_udp(header, length - offset, packet);
	if (packet->protocol == IPPROTO_TCP)
		return parse_tcp(header, length - offset, packet);
	if (phonewall_packet_is_icmp(packet))
		return parse_icmp(data, offset, length, packet);
	if (packet->family == AF_INET && packet->protocol == IPPROTO_IGMP)
		return parse_igmp(header, length - offset, packet);
	return PHONEWALL_PARSED;
}

/* Sets @offset to the upper layer's. */
static enum phonewall_parsed parse_ipv4_header(const __u8 *data,
					       unsigned int *offset,
					       unsigned int length,
					       struct phonewall_packet *packet)
{
	const struct iphdr *header = (const void *)(data + *offset);
	__u16 fragment;

	if (length - *offset < sizeof(*header))
		return PHONEWALL_PARSED_SHORT;
	if (header->version != 4 || header->ihl * 4 < sizeof(*header))
		return PHONEWALL_PARSED_MALFORMED;
	if (length - *offset < header->ihl * 4)
		return PHONEWALL_PARSED_SHORT;
	memset(packet, 0, sizeof(*packet));
	packet->family = AF_INET;
	packet->source = &header->saddr;
	packet->destination = &header->daddr;
	packet->protocol = header->protocol;
	packet->hop_limit = header->ttl;
	*offset += header->ihl * 4;
	fragment = ntohs(header->frag_off);
	if (fragment & IPV4_OFFSET)
		return PHONEWALL_PARSED_FRAGMENT;
	return PHONEWALL_PARSED;
}

static bool is_extension_header(__u8 next_header)
{
	return next_header == IPPROTO_HOPOPTS ||
	       next_header == IPPROTO_ROUTING ||
	       next_header == IPPROTO_DSTOPTS ||
	       next_header == IPPROTO_FRAGMENT;
}

/*
 * A fragment other than the first holds no upper layer header. Only the caller
 * cares if more fragments follow: a first fragment that is quoted in an error
 * is as good as a whole packet.
 */
static enum phonewall_parsed skip_extension_header(const __u8 *data,
						   unsigned int *offset,
						   unsigned int length,
						   bool *more_fragments,
						   __u8 *next_header)
{
	const struct extension_header *header = (const void *)(data + *offset);

	if (length - *offset < sizeof(*header))
		return PHONEWALL_PARSED_SHORT;
	if (*next_header == IPPROTO_FRAGMENT) {
		if (ntohs(header->fragment) & IPV6_OFFSET)
			return PHONEWALL_PARSED_FRAGMENT;
		*more_fragments |= ntohs(header->fragment) & IPV6_MORE_FRAGMENTS;
		*offset += sizeof(*header);
	} else {
		if (length - *offset < (header->length + 1U) * 8)
			return PHONEWALL_PARSED_SHORT;
		*offset += (header->length + 1U) * 8;
	}
	*next_header = header->next_header;
	return PHONEWALL_PARSED;
}

static enum phonewall_parsed skip_extension_headers(const __u8 *data,
						    unsigned int *offset,
						    unsigned int length,
						    bool *more_fragments,
						    __u8 *next_header)
{
	enum phonewall_parsed parsed;
	unsigned int count;

	for (count = 0; is_extension_header(*next_header); count++) {
		if (count == PHONEWALL_EXTENSION_HEADERS_MAX)
			return PHONEWALL_PARSED_MALFORMED;
		parsed = skip_extension_header(data, offset, length,
					       more_fragments, next_header);
		if (parsed != PHONEWALL_PARSED)
			return parsed;
	}
	return PHONEWALL_PARSED;
}

/* Sets @offset to the upper layer's. */
static enum phonewall_parsed parse_ipv6_header(const __u8 *data,
					       unsigned int *offset,
					       unsigned int length,
					       bool *more_fragments,
					       struct phonewall_packet *packet)
{
	const struct ipv6hdr *header = (const void *)(data + *offset);

	if (length - *offset < sizeof(*header))
		return PHONEWALL_PARSED_SHORT;
	if (header->version != 6)
		return PHONEWALL_PARSED_MALFORMED;
	memset(packet, 0, sizeof(*packet));
	packet->family = AF_INET6;
	packet->source = &header->saddr;
	packet->destination = &header->daddr;
	packet->protocol = header->nexthdr;
	packet->hop_limit = header->hop_limit;
	*offset += sizeof(*header);
	return skip_extension_headers(data, offset, length, more_fragments,
				      &packet->protocol);
}

enum phonewall_parsed
phonewall_packet_parse_ipv4(const __u8 *data, unsigned int length,
			    struct phonewall_packet *packet)
{
	const struct iphdr *header = (const void *)data;
	enum phonewall_parsed parsed;
	unsigned int offset = 0;

	parsed = parse_ipv4_header(data, &offset, length, packet);
	if (parsed != PHONEWALL_PARSED)
		return parsed;
	if (ntohs(header->frag_off) & IPV4_MORE_FRAGMENTS)
		return PHONEWALL_PARSED_FRAGMENT;
	return parse_upper(data, offset, length, packet);
}

enum phonewall_parsed
phonewall_packet_parse_ipv6(const __u8 *data, unsigned int length,
			    struct phonewall_packet *packet)
{
	enum phonewall_parsed parsed;
	bool more_fragments = false;
	unsigned int offset = 0;

	parsed = parse_ipv6_header(data, &offset, length, &more_fragments,
				   packet);
	if (parsed != PHONEWALL_PARSED)
		return parsed;
	if (more_fragments)
		return PHONEWALL_PARSED_FRAGMENT;
	return parse_upper(data, offset, length, packet);
}

/* A quote of TCP or UDP need hold no more than the ports. */
static enum phonewall_parsed parse_quoted_upper(const __u8 *data,
						unsigned int offset,
						unsigned int length,
						struct phonewall_packet *quoted)
{
	if (quoted->protocol == IPPROTO_UDP || quoted->protocol == IPPROTO_TCP)
		return parse_ports(data + offset, length - offset, quoted);
	return parse_upper(data, offset, length, quoted);
}

enum phonewall_parsed
phonewall_packet_parse_quoted(const __u8 *data, unsigned int length,
			      const struct phonewall_packet *error,
			      struct phonewall_packet *quoted)
{
	unsigned int offset = error->quoted_offset;
	enum phonewall_parsed parsed;
	bool more_fragments = false;

	if (length < offset)
		return PHONEWALL_PARSED_SHORT;
	if (error->family == AF_INET)
		parsed = parse_ipv4_header(data, &offset, length, quoted);
	else
		parsed = parse_ipv6_header(data, &offset, length,
					   &more_fragments, quoted);
	if (parsed != PHONEWALL_PARSED)
		return parsed;
	return parse_quoted_upper(data, offset, length, quoted);
}

bool phonewall_packet_is_icmp_error(const struct phonewall_packet *packet)
{
	if (!phonewall_packet_is_icmp(packet))
		return false;
	if (packet->family == AF_INET6)
		return packet->icmp_type >= ICMPV6_DEST_UNREACH &&
		       packet->icmp_type <= ICMPV6_PARAMPROB;
	return packet->icmp_type == ICMP_DEST_UNREACH ||
	       packet->icmp_type == ICMP_TIME_EXCEEDED ||
	       packet->icmp_type == ICMP_PARAMETERPROB;
}

bool phonewall_packet_is_echo_request(const struct phonewall_packet *packet)
{
	return phonewall_packet_is_icmp(packet) &&
	       packet->icmp_type == (packet->family == AF_INET ?
				     ICMP_ECHO : ICMPV6_ECHO_REQUEST);
}

bool phonewall_packet_is_echo_reply(const struct phonewall_packet *packet)
{
	return phonewall_packet_is_icmp(packet) &&
	       packet->icmp_type == (packet->family == AF_INET ?
				     ICMP_ECHOREPLY : ICMPV6_ECHO_REPLY);
}

bool phonewall_packet_is_to_group(const struct phonewall_packet *packet)
{
	const __u8 *destination = packet->destination;

	if (packet->family == AF_INET6)
		return destination[0] == 0xff;
	return (destination[0] & 0xf0) == 0xe0 ||
	       !memcmp(destination, "\xff\xff\xff\xff", 4);
}

/* Not in 0.0.0.0/8, 127.0.0.0/8 or 224.0.0.0/4, nor 255.255.255.255. */
static bool is_host_ipv4(const __u8 *address)
{
	return address[0] != 0 && address[0] != 127 &&
	       (address[0] & 0xf0) != 0xe0 &&
	       memcmp(address, "\xff\xff\xff\xff", 4);
}

/* Not ::, ::1 or in ff00::/8. */
static bool is_host_ipv6(const __u8 *address)
{
	static const __u8 zero[15];

	return address[0] != 0xff &&
	       (memcmp(address, zero, sizeof(zero)) || address[15] > 1);
}

bool phonewall_packet_is_from_host(const struct phonewall_packet *packet)
{
	return packet->family == AF_INET ? is_host_ipv4(packet->source) :
					   is_host_ipv6(packet->source);
}

bool phonewall_packet_source_is_link_local(const struct phonewall_packet *packet)
{
	const __u8 *source = packet->source;

	return source[0] == 0xfe && (source[1] & 0xc0) == 0x80;
}
