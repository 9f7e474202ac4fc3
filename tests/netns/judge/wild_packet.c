// SPDX-License-Identifier: MIT
#include "judge/wild_packet.h"

#include <stdlib.h>

#include "harness/assertion.h"
#include "harness/firewall.h"
#include "harness/topology.h"
#include "judge/random_packet.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))
#define PICK(array)	((array)[random_below(COUNT(array))])
#define IPV4_HEADER	20
#define IPV6_HEADER	40
#define HEADERS_MAX	12
#define FRAGMENTS_OF	8

static bool one_in(unsigned int times)
{
	return !random_below(times);
}

static void randomise(uint8_t *bytes, size_t length)
{
	while (length--)
		*bytes++ = random();
}

static size_t header_length(const struct raw_packet *packet)
{
	return packet->family == AF_INET ? IPV4_HEADER : IPV6_HEADER;
}

/* RFC 791 3.1, over as much of the header as the packet claims to have. */
static void set_checksum(struct raw_packet *packet)
{
	size_t length = (packet->bytes[0] & 15) * 4;
	uint32_t sum = 0;

	if (packet->family != AF_INET || packet->length < IPV4_HEADER)
		return;
	packet->bytes[10] = 0;
	packet->bytes[11] = 0;
	for (size_t i = 0; i < length; i += 2)
		sum += packet->bytes[i] << 8 | packet->bytes[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	packet->bytes[10] = ~sum >> 8;
	packet->bytes[11] = ~sum;
}

static void make_spoilt(struct raw_packet *packet)
{
	random_packet_make(packet);
	random_packet_spoil(packet);
}

/* Its header claims to be longer. */
static void make_cut(struct raw_packet *packet)
{
	random_packet_make(packet);
	packet->length = random_below(packet->length + 1);
}

static void make_of_wrong_length(struct raw_packet *packet)
{
	size_t place;
	uint16_t length;

	random_packet_make(packet);
	place = packet->family == AF_INET ? 2 : 4;
	length = one_in(2) ? random() :
			     packet->bytes[place] << 8 |
			     packet->bytes[place + 1];
	length += random_below(9) - 4;
	packet->bytes[place] = length >> 8;
	packet->bytes[place + 1] = length;
	if (packet->family == AF_INET && one_in(4))
		packet->bytes[0] = 0x40 | random_below(16);
}

static void add_options(struct raw_packet *packet)
{
	uint8_t options[40];
	size_t length = 4 * (1 + random_below(sizeof(options) / 4));

	randomise(options, length);
	if (one_in(2))
		options[0] = one_in(2) ? 7 : 131;
	raw_packet_insert_options(packet, options, length);
}

static void add_extension_header(struct raw_packet *packet)
{
	static const uint8_t types[] = {
		IPPROTO_HOPOPTS, IPPROTO_ROUTING, IPPROTO_FRAGMENT, IPPROTO_AH,
		IPPROTO_DSTOPTS, IPPROTO_DSTOPTS, IPPROTO_NONE, 135, 139, 140,
		253,
	};
	size_t length = 8 * (1 + random_below(5));
	uint8_t header[40];

	randomise(header, length);
	if (!one_in(4))
		header[1] = length / 8 - 1;
	if (one_in(2))
		memset(header + 2, 0, length - 2);
	raw_packet_insert(packet, PICK(types), header, length);
}

static void make_chain(struct raw_packet *packet)
{
	struct path path = path_to_phone(one_in(2) ? AF_INET : AF_INET6, 7,
					 one_in(2) ? UDP_OPEN : UDP_CLOSED);

	raw_packet_make_text(packet, &path, "chain");
	if (packet->family == AF_INET) {
		add_options(packet);
		return;
	}
	for (unsigned int i = random_below(HEADERS_MAX + 1); i; i--)
		add_extension_header(packet);
}

static void make_whole(struct raw_packet *whole)
{
	uint8_t data[WILD_PACKET_MAX - IPV6_HEADER - 16];
	struct path path = path_to_phone(one_in(2) ? AF_INET : AF_INET6, 7,
					 one_in(2) ? UDP_OPEN : UDP_CLOSED);

	randomise(data, sizeof(data));
	raw_packet_make_udp(whole, &path, data, random_below(sizeof(data)));
}

/* The next fragment of the packet, or any part of it again. */
static void make_fragment(struct raw_packet *packet)
{
	static struct raw_packet whole;
	static struct fragment part;
	static unsigned int left;
	size_t body;

	if (!left--) {
		make_whole(&whole);
		left = random_below(FRAGMENTS_OF);
		part.id = random_below(FRAGMENTS_OF);
		part.offset = 0;
		part.length = 0;
	}
	body = whole.length - whole.upper;
	part.offset += part.length;
	if (part.offset >= body || part.offset % 8 || one_in(4))
		part.offset = random_below(body) / 8 * 8;
	part.length = 8 * (1 + random_below(body / 16 + 1));
	if (part.offset + part.length > body)
		part.length = body - part.offset;
	part.more = one_in(8) ? one_in(2) : part.offset + part.length < body;
	raw_packet_make_fragment(packet, &whole, &part);
}

static void make_noise(struct raw_packet *packet)
{
	memset(packet, 0, sizeof(*packet));
	packet->family = one_in(2) ? AF_INET : AF_INET6;
	packet->length = random_below(200);
	randomise(packet->bytes, packet->length);
	packet->upper = header_length(packet);
}

void wild_packet_make(struct raw_packet *packet)
{
	static void (*const makers[])(struct raw_packet *packet) = {
		random_packet_make, random_packet_make, make_spoilt,
		make_spoilt, make_spoilt, make_cut, make_of_wrong_length,
		make_chain, make_chain, make_fragment, make_fragment,
		make_fragment, make_noise,
	};

	PICK(makers)(packet);
	if (!one_in(8))
		set_checksum(packet);
	assert_true(packet->length <= WILD_PACKET_MAX);
}

static bool is_group(const struct phonewall_address *address)
{
	return address->family == AF_INET ? address->bytes[0] >= 224 :
					    address->bytes[0] == 0xff;
}

void wild_packet_turn(struct raw_packet *packet, struct phonewall_address *to)
{
	struct phonewall_address phone = host_address(HOST_PHONE,
						      packet->family);
	size_t length = packet->family == AF_INET ? 4 : 16;
	uint8_t *source = packet->bytes + (packet->family == AF_INET ? 12 : 8);

	*to = host_address(HOST_LAN, packet->family);
	if (packet->length < header_length(packet))
		return;
	memcpy(to->bytes, source + length, length);
	if (!is_group(to))
		*to = host_address(HOST_LAN, packet->family);
	memcpy(source, phone.bytes, length);
	memcpy(source + length, to->bytes, length);
	if (one_in(2))
		set_checksum(packet);
}
