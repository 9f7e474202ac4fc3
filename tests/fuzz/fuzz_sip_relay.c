// SPDX-License-Identifier: MIT
/*
 * What the edge makes of any message: it is a message again; nobody but the line's
 * server gets credentials, or may ask for them; the edge knows its branch; what it
 * adds to a number it takes away again; an ACK of its own is one of the INVITE; and
 * media that are not allowed are there no more.
 */
#include <errno.h>
#include <string.h>

#include "fuzzer.h"
#include "sip/acknowledgement.h"
#include "sip/media_rule.h"
#include "sip/relay.h"
#include "sip/sequence.h"

#define OUT_MAX	(64 * 1024)

static struct phonewall_sip_message message, changed;
static struct phonewall_sip_edits edits;
static char out[OUT_MAX];

static struct phonewall_sip_relay relay = {
	.key = { 1 },
	.edge = { "127.0.0.1:5161", "UDP" },
	.stack = { "127.0.0.1:5070", "tcp" },
	.outside = { "192.0.2.1:5060", "TLS" },
	.media = "IP4 192.0.2.1",
};

static const struct phonewall_sip_origin origin = {
	.path = "U5070-P", .host = "192.0.2.7", .port = 5060,
};

static void clear_edits(void)
{
	memset(&edits, 0, offsetof(struct phonewall_sip_edits, text));
	edits.used = 0;
	edits.has_failed = false;
}

static bool has(enum phonewall_sip_header_id id)
{
	return phonewall_sip_header_next(&changed, id, NULL);
}

/* Return: whether there is a changed message, which can be read like the first. */
static bool apply(int error)
{
	size_t length = error ? 0 : phonewall_sip_edits_apply(&edits, &message,
						out, sizeof(out));

	if (!length || message.header_count + 3 > PHONEWALL_SIP_HEADERS_MAX)
		return false;
	REQUIRE(!phonewall_sip_message_parse(out, length, &changed));
	REQUIRE(changed.status == message.status);
	REQUIRE(changed.cseq == message.cseq);
	REQUIRE(phonewall_sip_text_is_same(changed.call_id, message.call_id));
	return true;
}

static void relay_request(void)
{
	struct phonewall_sip_branch branch;

	clear_edits();
	if (apply(phonewall_sip_relay_request_out(&relay, &message, &origin,
						  false, &edits))) {
		REQUIRE(!has(PHONEWALL_SIP_HEADER_AUTHORIZATION));
		REQUIRE(!has(PHONEWALL_SIP_HEADER_PROXY_AUTHORIZATION));
		REQUIRE(phonewall_sip_relay_branch(&relay, &changed, &branch));
		REQUIRE(!strcmp(branch.path + 1, origin.path));
	}
	clear_edits();
	apply(phonewall_sip_relay_request_in(&relay, &message, &origin,
					     &edits));
}

static struct phonewall_sip_text value_of(const struct phonewall_sip_message *of,
					  enum phonewall_sip_header_id id)
{
	return phonewall_sip_header_next(of, id, NULL)->value;
}

/* Return: whether there is a changed message. */
static bool change(void)
{
	size_t length = phonewall_sip_edits_apply(&edits, &message, out,
						  sizeof(out));

	if (!length)
		return false;
	REQUIRE(!phonewall_sip_message_parse(out, length, &changed));
	return true;
}

static void raise_number(void)
{
	static struct phonewall_sip_sequences sequences;
	char mark[PHONEWALL_SIP_MARK];
	uint32_t difference;

	memset(&sequences, 0, sizeof(sequences));
	phonewall_sip_sequence_mark(relay.key, &message, mark);
	if (!phonewall_sip_sequence_raise(&sequences, mark, message.cseq))
		return;
	clear_edits();
	if (!phonewall_sip_sequence_out(&sequences, mark, &message, &edits,
					&difference) && change()) {
		REQUIRE(difference == 1);
		REQUIRE(changed.cseq == message.cseq + 1);
	}
	clear_edits();
	if (message.cseq)
		phonewall_sip_sequence_in(&message, 1, &edits);
	if (message.cseq && change())
		REQUIRE(changed.cseq == message.cseq - 1);
}

static void acknowledge(void)
{
	clear_edits();
	phonewall_sip_acknowledgement(&message, &message, &edits);
	if (!change())
		return;
	REQUIRE(phonewall_sip_message_is(&changed, "ACK"));
	REQUIRE(changed.cseq == message.cseq && !changed.body.length);
	REQUIRE(phonewall_sip_text_is_same(
		value_of(&changed, PHONEWALL_SIP_HEADER_VIA),
		value_of(&message, PHONEWALL_SIP_HEADER_VIA)));
	REQUIRE(!has(PHONEWALL_SIP_HEADER_AUTHORIZATION));
}

static void refuse_media(enum phonewall_sip_media_rule rule)
{
	int count;

	clear_edits();
	count = phonewall_sip_media_refuse(&message, rule, &edits);
	REQUIRE((count > 0 ? -EACCES : count) ==
		phonewall_sip_media_obey(&message, rule));
	if (count > 0 && change())
		REQUIRE(!phonewall_sip_media_obey(&changed, rule));
}

static void relay_response(void)
{
	struct phonewall_sip_branch branch = {
		.path = "rU5070-P", .sent_by = "127.0.0.1:5070",
		.branch = "z9hG4bKx",
	};

	clear_edits();
	REQUIRE(!phonewall_sip_relay_branch(&relay, &message, &branch));
	memcpy(branch.path, "rU5070-P", sizeof("rU5070-P"));
	memcpy(branch.sent_by, "127.0.0.1", sizeof("127.0.0.1"));
	memcpy(branch.branch, "z9hG4bKx", sizeof("z9hG4bKx"));
	if (apply(phonewall_sip_relay_response_in(&relay, &message, &branch,
						  "UDP", 5070, NULL,
						  &edits))) {
		REQUIRE(!has(PHONEWALL_SIP_HEADER_WWW_AUTHENTICATE));
		REQUIRE(!has(PHONEWALL_SIP_HEADER_PROXY_AUTHENTICATE));
	}
	clear_edits();
	REQUIRE(phonewall_sip_relay_response_out(&relay, &message, &edits,
						 &branch));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (phonewall_sip_message_parse((const char *)data, size, &message))
		return 0;
	phonewall_sip_relay_learn(&relay, &message);
	raise_number();
	refuse_media(PHONEWALL_SIP_MEDIA_SECURE);
	refuse_media(PHONEWALL_SIP_MEDIA_PLAIN);
	if (!message.status)
		acknowledge();
	if (message.status)
		relay_response();
	else
		relay_request();
	return 0;
}
