// SPDX-License-Identifier: MIT
#include "harness/eap_peer.h"

#include <openssl/evp.h>

#include "harness/assertion.h"

#define PACKET		18	/* behind the addresses, EtherType and EAPOL */
#define EAP_HEADER	4
#define TYPE_IDENTITY	1
#define TYPE_MD5	4
#define DIGEST		16

static size_t packet_length(const struct eapol_frame *frame)
{
	const uint8_t *packet = frame->bytes + PACKET;
	size_t length;

	if (frame->length < PACKET + EAP_HEADER ||
	    eapol_frame_protocol(frame) != 0x888e ||
	    frame->bytes[15] != EAPOL_EAP)
		return 0;
	length = packet[2] << 8 | packet[3];
	return PACKET + length <= frame->length ? length : 0;
}

static bool has_challenge(const uint8_t *packet, size_t length)
{
	return length > EAP_HEADER + 2 && packet[5] &&
	       length >= EAP_HEADER + 2U + packet[5];
}

enum eap_request eap_peer_read(const struct eapol_frame *frame)
{
	const uint8_t *packet = frame->bytes + PACKET;
	size_t length = packet_length(frame);

	if (length <= EAP_HEADER || packet[0] != EAP_REQUEST)
		return EAP_ASKS_NOTHING;
	if (packet[4] == TYPE_IDENTITY)
		return EAP_ASKS_IDENTITY;
	if (packet[4] == TYPE_MD5 && has_challenge(packet, length))
		return EAP_ASKS_MD5;
	return EAP_ASKS_NOTHING;
}

uint8_t eap_peer_identifier(const struct eapol_frame *frame)
{
	return packet_length(frame) ? frame->bytes[PACKET + 1] : 0;
}

static struct eapol_frame response(const struct eapol_frame *request,
				   struct station from, size_t data)
{
	size_t length = EAP_HEADER + 1 + data;
	struct eapol_frame frame =
		eapol_frame_sized(pae_group, from, EAPOL_EAP, PACKET + length);
	uint8_t *packet = frame.bytes + PACKET;

	packet[0] = EAP_RESPONSE;
	packet[1] = request->bytes[PACKET + 1];
	packet[2] = length >> 8;
	packet[3] = length;
	packet[4] = request->bytes[PACKET + EAP_HEADER];
	return frame;
}

static struct eapol_frame answer_identity(const struct eapol_frame *request,
					  struct station from,
					  const char *user)
{
	struct eapol_frame frame = response(request, from, strlen(user));

	memcpy(frame.bytes + PACKET + EAP_HEADER + 1, user, strlen(user));
	return frame;
}

/* Over identifier, secret and challenge, in that order (RFC 1994 4.1). */
static void digest(const uint8_t *request, const char *secret,
		   uint8_t result[DIGEST])
{
	const uint8_t *challenge = request + EAP_HEADER + 1;
	size_t length = strlen(secret);
	uint8_t text[512];

	assert_true(1 + length + challenge[0] <= sizeof(text));
	text[0] = request[1];
	memcpy(text + 1, secret, length);
	memcpy(text + 1 + length, challenge + 1, challenge[0]);
	assert_int_equal(EVP_Digest(text, 1 + length + challenge[0], result,
				    NULL, EVP_md5(), NULL), 1);
}

static struct eapol_frame answer_md5(const struct eapol_frame *request,
				     struct station from, const char *secret)
{
	struct eapol_frame frame = response(request, from, 1 + DIGEST);
	uint8_t *data = frame.bytes + PACKET + EAP_HEADER + 1;

	data[0] = DIGEST;
	digest(request->bytes + PACKET, secret, data + 1);
	return frame;
}

struct eapol_frame eap_peer_answer(const struct eapol_frame *request,
				   struct station from, const char *user,
				   const char *secret)
{
	enum eap_request asked = eap_peer_read(request);

	assert_int_not_equal(asked, EAP_ASKS_NOTHING);
	return asked == EAP_ASKS_MD5 ? answer_md5(request, from, secret) :
				       answer_identity(request, from, user);
}
