// SPDX-License-Identifier: MIT
#include "harness/raw_packet.h"

#include <arpa/inet.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>

#include "harness/assertion.h"

#define HOP_LIMIT	64

static uint32_t sum(uint32_t before, const void *data, size_t length)
{
	const uint8_t *bytes = data;
	size_t i;

	for (i = 0; i < length; i++)
		before += i % 2 ? bytes[i] : bytes[i] << 8;
	return before;
}

static uint16_t fold(uint32_t total)
{
	while (total >> 16)
		total = (total & 0xffff) + (total >> 16);
	return htons(~total);
}

static struct iphdr *ipv4_header(struct raw_packet *packet)
{
	return (void *)packet->bytes;
}

static struct ip6_hdr *ipv6_header(struct raw_packet *packet)
{
	return (void *)packet->bytes;
}

static void *upper_header(struct raw_packet *packet)
{
	return packet->bytes + packet->upper;
}

/* Sets the lengths and the checksum in the IP header. */
static void seal(struct raw_packet *packet)
{
	struct iphdr *header = ipv4_header(packet);

	if (packet->family == AF_INET6) {
		ipv6_header(packet)->ip6_plen =
			htons(packet->length - sizeof(struct ip6_hdr));
		return;
	}
	header->tot_len = htons(packet->length);
	header->check = 0;
	header->check = fold(sum(0, header, header->ihl * 4));
}

static void begin_ipv4(struct raw_packet *packet, const struct path *path,
		       uint8_t protocol)
{
	struct iphdr *header = ipv4_header(packet);

	header->version = 4;
	header->ihl = sizeof(*header) / 4;
	header->ttl = HOP_LIMIT;
	header->protocol = protocol;
	memcpy(&header->saddr, path->from.bytes, sizeof(header->saddr));
	memcpy(&header->daddr, path->to.bytes, sizeof(header->daddr));
	packet->next_header = offsetof(struct iphdr, protocol);
	packet->length = sizeof(*header);
}

static void begin_ipv6(struct raw_packet *packet, const struct path *path,
		       uint8_t protocol)
{
	struct ip6_hdr *header = ipv6_header(packet);

	header->ip6_flow = htonl(6U << 28);
	header->ip6_hops = HOP_LIMIT;
	header->ip6_nxt = protocol;
	memcpy(&header->ip6_src, path->from.bytes, sizeof(header->ip6_src));
	memcpy(&header->ip6_dst, path->to.bytes, sizeof(header->ip6_dst));
	packet->next_header = offsetof(struct ip6_hdr, ip6_nxt);
	packet->length = sizeof(*header);
}

static void begin(struct raw_packet *packet, const struct path *path,
		  uint8_t protocol)
{
	memset(packet, 0, sizeof(*packet));
	packet->family = path->from.family;
	if (packet->family == AF_INET)
		begin_ipv4(packet, path, protocol);
	else
		begin_ipv6(packet, path, protocol);
	packet->upper = packet->length;
}

static void append(struct raw_packet *packet, const void *data, size_t length)
{
	assert_true(packet->length + length <= sizeof(packet->bytes));
	if (length)
		memcpy(packet->bytes + packet->length, data, length);
	packet->length += length;
}

/* Over the upper layer, whose own field is still zero. */
static uint16_t upper_checksum(struct raw_packet *packet,
			       const struct path *path, bool pseudo_header)
{
	size_t length = packet->length - packet->upper;
	size_t address = path->from.family == AF_INET ? 4 : 16;
	uint32_t total = sum(0, upper_header(packet), length);

	if (pseudo_header) {
		total = sum(total, path->from.bytes, address);
		total = sum(total, path->to.bytes, address);
		total += length + packet->bytes[packet->next_header];
	}
	return fold(total);
}

void raw_packet_make(struct raw_packet *packet, const struct path *path,
		     uint8_t protocol, const void *body, size_t length)
{
	begin(packet, path, protocol);
	append(packet, body, length);
	seal(packet);
}

void raw_packet_make_udp(struct raw_packet *packet, const struct path *path,
			 const void *data, size_t length)
{
	struct udphdr *header;

	begin(packet, path, IPPROTO_UDP);
	header = upper_header(packet);
	header->uh_sport = htons(path->from_port);
	header->uh_dport = htons(path->to_port);
	header->uh_ulen = htons(sizeof(*header) + length);
	packet->length += sizeof(*header);
	append(packet, data, length);
	header->uh_sum = upper_checksum(packet, path, true);
	seal(packet);
}

void raw_packet_make_text(struct raw_packet *packet, const struct path *path,
			  const char *text)
{
	raw_packet_make_udp(packet, path, text, strlen(text));
}

void raw_packet_make_tcp(struct raw_packet *packet, const struct path *path,
			 const struct tcp_fields *fields, const char *text)
{
	struct tcphdr *header;

	begin(packet, path, IPPROTO_TCP);
	header = upper_header(packet);
	header->th_sport = htons(path->from_port);
	header->th_dport = htons(path->to_port);
	header->th_seq = htonl(fields->sequence);
	header->th_ack = htonl(fields->acknowledgement);
	header->th_off = sizeof(*header) / 4;
	header->th_flags = fields->flags;
	header->th_win = htons(65535);
	packet->length += sizeof(*header);
	append(packet, text, strlen(text));
	header->th_sum = upper_checksum(packet, path, true);
	seal(packet);
}

void raw_packet_make_icmp(struct raw_packet *packet, const struct path *path,
			  const struct icmp_fields *fields, const void *body,
			  size_t length)
{
	bool ipv4 = path->from.family == AF_INET;
	struct icmp6_hdr *header;

	begin(packet, path, ipv4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
	header = upper_header(packet);
	header->icmp6_type = fields->type;
	header->icmp6_code = fields->code;
	header->icmp6_data32[0] = htonl(fields->rest);
	packet->length += sizeof(*header);
	append(packet, body, length);
	header->icmp6_cksum = upper_checksum(packet, path, !ipv4);
	seal(packet);
}

void raw_packet_make_echo(struct raw_packet *packet, const struct path *path,
			  uint16_t id)
{
	struct icmp_fields fields = {
		.type = path->from.family == AF_INET ? ICMP_ECHO :
						       ICMP6_ECHO_REQUEST,
		.rest = (uint32_t)id << 16,
	};

	raw_packet_make_icmp(packet, path, &fields, "echo", 4);
}

void raw_packet_make_echo_reply(struct raw_packet *packet,
				const struct path *path, uint16_t id)
{
	struct icmp_fields fields = {
		.type = path->from.family == AF_INET ? ICMP_ECHOREPLY :
						       ICMP6_ECHO_REPLY,
		.rest = (uint32_t)id << 16,
	};

	raw_packet_make_icmp(packet, path, &fields, "echo", 4);
}

void raw_packet_set_hop_limit(struct raw_packet *packet, uint8_t hop_limit)
{
	if (packet->family == AF_INET)
		ipv4_header(packet)->ttl = hop_limit;
	else
		ipv6_header(packet)->ip6_hops = hop_limit;
	seal(packet);
}

static void insert_before_upper(struct raw_packet *packet, const void *data,
				size_t length)
{
	uint8_t *place = upper_header(packet);

	assert_true(packet->length + length <= sizeof(packet->bytes));
	memmove(place + length, place, packet->length - packet->upper);
	memcpy(place, data, length);
	packet->upper += length;
	packet->length += length;
}

void raw_packet_insert(struct raw_packet *packet, uint8_t type,
		       const void *header, size_t length)
{
	size_t place = packet->upper;

	assert_int_equal(packet->family, AF_INET6);
	insert_before_upper(packet, header, length);
	packet->bytes[place] = packet->bytes[packet->next_header];
	packet->bytes[packet->next_header] = type;
	packet->next_header = place;
	seal(packet);
}

void raw_packet_insert_options(struct raw_packet *packet, const void *options,
			       size_t length)
{
	assert_int_equal(packet->family, AF_INET);
	insert_before_upper(packet, options, length);
	ipv4_header(packet)->ihl += length / 4;
	seal(packet);
}

void raw_packet_cut(struct raw_packet *packet, size_t length)
{
	assert_true(length <= packet->length);
	packet->length = length;
	seal(packet);
}

static void mark_fragment(struct raw_packet *packet,
			  const struct fragment *fragment)
{
	struct iphdr *header = ipv4_header(packet);
	struct ip6_frag extension = {
		.ip6f_offlg = htons(fragment->offset | fragment->more),
		.ip6f_ident = htonl(fragment->id),
	};

	if (packet->family == AF_INET6) {
		raw_packet_insert(packet, IPPROTO_FRAGMENT, &extension,
				  sizeof(extension));
		return;
	}
	header->id = htons(fragment->id);
	header->frag_off = htons(fragment->offset / 8 |
				 (fragment->more ? IP_MF : 0));
	seal(packet);
}

void raw_packet_make_fragment(struct raw_packet *packet,
			      const struct raw_packet *whole,
			      const struct fragment *fragment)
{
	assert_int_equal(fragment->offset % 8, 0);
	assert_true(whole->upper + fragment->offset + fragment->length <=
		    whole->length);
	*packet = *whole;
	packet->length = packet->upper;
	append(packet, whole->bytes + whole->upper + fragment->offset,
	       fragment->length);
	mark_fragment(packet, fragment);
}
