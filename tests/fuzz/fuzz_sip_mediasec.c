// SPDX-License-Identifier: MIT
/*
 * The list of a server, and behind a NUL the SDP of a call: what is mirrored is
 * what came, and the SDP gets whole lines only.
 */
#include <string.h>

#include "fuzzer.h"
#include "sip/mediasec.h"
#include "sip/sdp.h"

#define TEXT_MAX	16384

static const char start[] =
	" sip:a@b SIP/2.0\r\nVia: SIP/2.0/TLS a\r\nFrom: <sip:a@b>\r\n"
	"To: <sip:a@b>\r\nCall-ID: a\r\n";

static struct phonewall_sip_message response, request, sent;
static struct phonewall_sip_edits edits;
static struct phonewall_sip_mediasec mediasec;

static void take_list(const char *list, size_t length)
{
	static char text[TEXT_MAX];
	int used = snprintf(text, sizeof(text),
			    "SIP/2.0 494 x\r\nVia: SIP/2.0/TLS a\r\n"
			    "From: <sip:a@b>\r\nTo: <sip:a@b>\r\nCall-ID: a\r\n"
			    "CSeq: 1 INVITE\r\n%.*s\r\n\r\n", (int)length, list);

	phonewall_sip_mediasec_init(&mediasec, true, true, true);
	if (phonewall_sip_message_parse(text, (size_t)used, &response))
		response.header_count = 0;
	else
		phonewall_sip_mediasec_response(&mediasec, &response, 0);
	REQUIRE(mediasec.count <= PHONEWALL_SIP_MECHANISMS_MAX);
	REQUIRE(!mediasec.count || mediasec.ends[mediasec.count - 1] <=
		PHONEWALL_SIP_MECHANISMS_TEXT);
}

/* Each Security-Server is there as Security-Verify, in the same order. */
static void require_mirrored(void)
{
	const struct phonewall_sip_header *server = NULL, *verify = NULL;

	if (!mediasec.count)
		return;
	do {
		server = phonewall_sip_header_next(&response,
			PHONEWALL_SIP_HEADER_SECURITY_SERVER, server);
		verify = phonewall_sip_header_next(&sent,
			PHONEWALL_SIP_HEADER_SECURITY_VERIFY, verify);
		REQUIRE(!server == !verify);
		REQUIRE(!server || phonewall_sip_text_is_same(server->value,
							      verify->value));
	} while (server);
}

/* What is added to the SDP are lines of its own. */
static void require_sdp(int result)
{
	struct phonewall_sip_sdp before, after;

	if (phonewall_sip_sdp_parse(request.body, &before)) {
		REQUIRE(sent.body.length == request.body.length);
		return;
	}
	REQUIRE(!result);
	REQUIRE(!phonewall_sip_sdp_parse(sent.body, &after));
	REQUIRE(before.media_count == after.media_count);
	for (size_t i = 0; i < before.media_count; i++) {
		REQUIRE(phonewall_sip_text_is_same(before.media[i].line,
						   after.media[i].line));
		REQUIRE(before.media[i].has_crypto == after.media[i].has_crypto);
		if (mediasec.state == PHONEWALL_SIP_MEDIASEC_AGREED &&
		    before.media[i].has_crypto)
			REQUIRE(after.media[i].has_request);
	}
}

static void send_request(const char *sdp, size_t length)
{
	static char text[TEXT_MAX], out[2 * TEXT_MAX];
	size_t used;
	int result;

	used = (size_t)snprintf(text, sizeof(text),
				"INVITE%sCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\nl: %zu\r\n\r\n",
				start, length);
	memcpy(text + used, sdp, length);
	REQUIRE(!phonewall_sip_message_parse(text, used + length, &request));
	edits = (struct phonewall_sip_edits){ 0 };
	result = phonewall_sip_mediasec_request(&mediasec, &request, &edits);
	used = phonewall_sip_edits_apply(&edits, &request, out, sizeof(out));
	REQUIRE(used);
	REQUIRE(!phonewall_sip_message_parse(out, used, &sent));
	require_mirrored();
	require_sdp(result);
}

/* A part of a body, which is no SDP at all else; it stays a body of that type. */
static void send_part(const char *part, size_t length)
{
	static char text[TEXT_MAX], out[2 * TEXT_MAX];
	size_t used;
	int result;

	used = (size_t)snprintf(text, sizeof(text),
				"INVITE%sCSeq: 1 INVITE\r\nContent-Type: multipart/mixed;boundary=b\r\nl: %zu\r\n\r\n--b\r\n",
				start, length + 5);
	memcpy(text + used, part, length);
	REQUIRE(!phonewall_sip_message_parse(text, used + length, &request));
	edits = (struct phonewall_sip_edits){ 0 };
	result = phonewall_sip_mediasec_request(&mediasec, &request, &edits);
	used = phonewall_sip_edits_apply(&edits, &request, out, sizeof(out));
	REQUIRE(used || edits.has_failed);
	if (!used)
		return;
	REQUIRE(!phonewall_sip_message_parse(out, used, &sent));
	REQUIRE(sent.body.length == request.body.length || !result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nul = size ? memchr(data, '\0', size) : NULL;
	size_t length = nul ? (size_t)(nul - data) : size;

	take_list((const char *)data, length);
	if (!nul) {
		send_request("", 0);
		return 0;
	}
	send_request((const char *)nul + 1, size - length - 1);
	send_part((const char *)nul + 1, size - length - 1);
	return 0;
}
