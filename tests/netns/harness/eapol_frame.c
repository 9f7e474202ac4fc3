// SPDX-License-Identifier: MIT
#include "harness/eapol_frame.h"

#include <net/ethernet.h>

#include "harness/assertion.h"

#define PROTOCOL_PAE	0x888e
#define PROTOCOL_SERVICE_TAG	0x88a8
#define TAG_LENGTH	4
#define EAPOL_HEADER	4
#define EAP_HEADER	4
#define EAP_IDENTITY	1
#define VERSION		2

const struct station pae_group = { { 0x01, 0x80, 0xc2, 0x00, 0x00, 0x03 } };

struct station station_number(uint8_t number)
{
	return (struct station){ { 0x02, 0, 0, 0, 0x01, number } };
}

bool station_equal(struct station one, struct station other)
{
	return !memcmp(one.bytes, other.bytes, sizeof(one.bytes));
}

static void put_u16(uint8_t *bytes, uint16_t value)
{
	bytes[0] = value >> 8;
	bytes[1] = value;
}

static uint16_t get_u16(const uint8_t *bytes)
{
	return bytes[0] << 8 | bytes[1];
}

static struct eapol_frame make(struct station to, struct station from,
			       uint16_t protocol, size_t length)
{
	struct eapol_frame frame = { .length = length };

	assert_in_range(length, ETH_HLEN, EAPOL_FRAME_MAX);
	memcpy(frame.bytes, to.bytes, ETH_ALEN);
	memcpy(frame.bytes + ETH_ALEN, from.bytes, ETH_ALEN);
	put_u16(frame.bytes + 2 * ETH_ALEN, protocol);
	return frame;
}

struct eapol_frame eapol_frame_sized(struct station to, struct station from,
				     uint8_t type, size_t length)
{
	struct eapol_frame frame = make(to, from, PROTOCOL_PAE, length);
	size_t body = length - ETH_HLEN - EAPOL_HEADER;
	uint8_t *header = frame.bytes + ETH_HLEN;

	assert_true(length >= ETH_HLEN + EAPOL_HEADER);
	header[0] = VERSION;
	header[1] = type;
	put_u16(header + 2, body);
	for (size_t i = 0; i < body; i++)
		header[EAPOL_HEADER + i] = i;
	return frame;
}

struct eapol_frame eapol_frame(struct station to, struct station from,
			       uint8_t type)
{
	return eapol_frame_sized(to, from, type, ETH_HLEN + EAPOL_HEADER);
}

struct eapol_frame eap_frame(struct station to, struct station from,
			     uint8_t code, uint8_t identifier)
{
	bool has_type = code == EAP_REQUEST || code == EAP_RESPONSE;
	size_t body = EAP_HEADER + has_type;
	struct eapol_frame frame =
		eapol_frame_sized(to, from, EAPOL_EAP,
				  ETH_HLEN + EAPOL_HEADER + body);
	uint8_t *packet = frame.bytes + ETH_HLEN + EAPOL_HEADER;

	packet[0] = code;
	packet[1] = identifier;
	put_u16(packet + 2, body);
	if (has_type)
		packet[EAP_HEADER] = EAP_IDENTITY;
	return frame;
}

struct eapol_frame eapol_logoff(struct station from, uint8_t version)
{
	struct eapol_frame frame = eapol_frame(pae_group, from, EAPOL_LOGOFF);

	frame.bytes[ETH_HLEN] = version;
	eapol_frame_pad(&frame);
	return frame;
}

/*
 * To the broadcast address from an unspecified one; no known protocol, and no
 * next header.
 */
static const uint8_t plain_ipv4[] = {
	0x45, 0, 0, 46, 0, 0, 0, 0, 64, 253, 0x79, 0xd4,
	0, 0, 0, 0, 255, 255, 255, 255,
};

static const uint8_t plain_ipv6[40] = {
	0x60, [5] = 6, [6] = 59, [7] = 64, [24] = 0xff, 2, [39] = 1,
};

struct eapol_frame plain_frame(struct station to, struct station from,
			       uint16_t protocol)
{
	struct eapol_frame frame = make(to, from, protocol, ETH_ZLEN);
	uint8_t *body = frame.bytes + sizeof(struct ether_header);

	if (protocol == ETH_P_IP)
		memcpy(body, plain_ipv4, sizeof(plain_ipv4));
	if (protocol == ETH_P_IPV6)
		memcpy(body, plain_ipv6, sizeof(plain_ipv6));
	return frame;
}

void eapol_frame_pad(struct eapol_frame *frame)
{
	if (frame->length >= ETH_ZLEN)
		return;
	memset(frame->bytes + frame->length, 0, ETH_ZLEN - frame->length);
	frame->length = ETH_ZLEN;
}

void eapol_frame_tag(struct eapol_frame *frame, uint16_t protocol,
		     uint16_t control)
{
	uint8_t *tag = frame->bytes + 2 * ETH_ALEN;

	assert_true(frame->length + TAG_LENGTH <= EAPOL_FRAME_MAX);
	memmove(tag + TAG_LENGTH, tag, frame->length - 2 * ETH_ALEN);
	put_u16(tag, protocol);
	put_u16(tag + 2, control);
	frame->length += TAG_LENGTH;
}

struct station eapol_frame_source(const struct eapol_frame *frame)
{
	struct station source;

	memcpy(source.bytes, frame->bytes + ETH_ALEN, ETH_ALEN);
	return source;
}

uint16_t eapol_frame_protocol(const struct eapol_frame *frame)
{
	size_t place = 2 * ETH_ALEN;
	uint16_t protocol;

	for (; place + 2 <= frame->length; place += TAG_LENGTH) {
		protocol = get_u16(frame->bytes + place);
		if (protocol != ETHERTYPE_VLAN &&
		    protocol != PROTOCOL_SERVICE_TAG)
			return protocol;
	}
	return 0;
}
