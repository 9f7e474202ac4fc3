// SPDX-License-Identifier: MIT
/*
 * A SIP message: its parts lie within it and follow each other without a gap; it
 * leaves as it came if nothing is changed, and what is added is found again.
 */
#include <string.h>

#include "fuzzer.h"
#include "sip/edit.h"
#include "sip/framing.h"

#define OUT_MAX	8192

static struct phonewall_sip_message message, changed;
static struct phonewall_sip_edits edits;
static char out[OUT_MAX];

static void require_inside(struct phonewall_sip_text part,
			   struct phonewall_sip_text whole)
{
	REQUIRE(!part.length || (part.start >= whole.start &&
				 part.start + part.length <=
				 whole.start + whole.length));
}

static void require_parts(void)
{
	const struct phonewall_sip_header *header = message.headers;
	const char *end = message.whole.start + message.headers_end;

	for (size_t i = 0; i < message.header_count; i++, header++) {
		require_inside(header->name, header->whole);
		require_inside(header->value, header->whole);
		REQUIRE(i + 1 == message.header_count ?
			header->whole.start + header->whole.length == end :
			header->whole.start + header->whole.length ==
			header[1].whole.start);
	}
	REQUIRE(!memcmp(end, "\r\n", 2));
	REQUIRE(message.body.start == end + 2);
	REQUIRE(message.body.start + message.body.length ==
		message.whole.start + message.whole.length);
	require_inside(message.uri, message.whole);
	require_inside(message.from_tag, message.whole);
	require_inside(message.to_tag, message.whole);
	require_inside(message.call_id, message.whole);
	REQUIRE(message.call_id.length);
}

/* Without a change the same bytes leave. */
static void require_same(void)
{
	size_t length;

	memset(&edits, 0, offsetof(struct phonewall_sip_edits, text));
	edits.used = 0;
	edits.has_failed = false;
	length = phonewall_sip_edits_apply(&edits, &message, out, sizeof(out));
	REQUIRE(length == message.whole.length);
	REQUIRE(!memcmp(out, message.whole.start, length));
}

/* A header and a byte of the body more are read as such. */
static void require_added(void)
{
	const struct phonewall_sip_text end = {
		message.whole.start + message.whole.length, 0 };
	size_t length;

	if (message.header_count == PHONEWALL_SIP_HEADERS_MAX)
		return;
	phonewall_sip_edit_add_header(&edits, &message, "X-Added",
				      phonewall_sip_text_of("y"));
	phonewall_sip_edit_print(&edits, &message, end, "z");
	length = phonewall_sip_edits_apply(&edits, &message, out, sizeof(out));
	REQUIRE(length);
	REQUIRE(!phonewall_sip_message_parse(out, length, &changed));
	REQUIRE(changed.header_count == message.header_count + 1);
	REQUIRE(phonewall_sip_text_is(changed.headers[message.header_count].name,
				      "X-Added"));
	REQUIRE(changed.body.length == message.body.length + 1);
	REQUIRE(phonewall_sip_text_is_same(changed.call_id, message.call_id));
	REQUIRE(phonewall_sip_text_is_same(changed.to_tag, message.to_tag));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size ?: 1);

	REQUIRE(copy);
	memcpy(copy, data, size);
	if (!phonewall_sip_message_parse(copy, size, &message)) {
		require_parts();
		require_same();
		require_added();
	}
	phonewall_sip_is_keep_alive(copy, size);
	free(copy);
	return 0;
}
