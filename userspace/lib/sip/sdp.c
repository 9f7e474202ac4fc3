// SPDX-License-Identifier: MIT
#include "sip/sdp.h"

#include <errno.h>
#include <string.h>

#include "sip/multipart.h"

#define CRYPTO	"a=crypto:"
#define REQUEST	"a=3ge2ae"

/* A line without its end; the last may have none. */
static struct phonewall_sip_text take_line(struct phonewall_sip_text *rest)
{
	const char *feed = memchr(rest->start, '\n', rest->length);
	size_t taken = feed ? (size_t)(feed - rest->start) + 1 : rest->length;
	struct phonewall_sip_text line = { rest->start, taken };

	while (line.length && strchr("\r\n", line.start[line.length - 1]) &&
	       line.start[line.length - 1])
		line.length--;
	rest->start += taken;
	rest->length -= taken;
	return line;
}

static bool begins_with(struct phonewall_sip_text text, const char *start)
{
	return text.length >= strlen(start) &&
	       !memcmp(text.start, start, strlen(start));
}

/* The third word: m=audio 16384 RTP/SAVP 0 8 */
static bool is_secure(struct phonewall_sip_text line)
{
	struct phonewall_sip_text protocol = line;
	unsigned int spaces = 0;

	for (size_t i = 0; i < line.length; i++) {
		if (line.start[i] != ' ')
			continue;
		spaces++;
		if (spaces == 2)
			protocol.start = line.start + i + 1;
		if (spaces == 3)
			protocol.length = (size_t)(line.start + i -
						   protocol.start);
	}
	return spaces >= 3 && (phonewall_sip_text_is(protocol, "RTP/SAVP") ||
			       phonewall_sip_text_is(protocol, "RTP/SAVPF"));
}

static int take_media(struct phonewall_sip_text line,
		      struct phonewall_sip_sdp *sdp)
{
	if (sdp->media_count == PHONEWALL_SIP_MEDIA_MAX)
		return -E2BIG;
	sdp->media[sdp->media_count++] = (struct phonewall_sip_media){
		.line = line,
		.is_secure = is_secure(line),
	};
	return 0;
}

static void take_attribute(struct phonewall_sip_text line,
			   struct phonewall_sip_media *media)
{
	struct phonewall_sip_text name = line;
	const char *colon = memchr(line.start, ':', line.length);

	if (colon)
		name.length = (size_t)(colon - line.start);
	if (begins_with(line, CRYPTO))
		media->has_crypto = true;
	if (phonewall_sip_text_is_same(name, phonewall_sip_text_of(REQUEST)))
		media->has_request = true;
}

int phonewall_sip_sdp_parse(struct phonewall_sip_text body,
			    struct phonewall_sip_sdp *sdp)
{
	struct phonewall_sip_media *media;
	struct phonewall_sip_text line;
	int error;

	*sdp = (struct phonewall_sip_sdp){ 0 };
	if (!begins_with(body, "v=0\r\n") && !begins_with(body, "v=0\n"))
		return -EINVAL;
	while (body.length) {
		line = take_line(&body);
		if (line.length < 2 || line.start[1] != '=' ||
		    *line.start < 'a' || *line.start > 'z')
			return -EINVAL;
		if (*line.start == 'm') {
			error = take_media(line, sdp);
			if (error)
				return error;
		}
		if (!sdp->media_count)
			continue;
		media = &sdp->media[sdp->media_count - 1];
		media->whole.start = media->line.start;
		media->whole.length = (size_t)(body.start - media->line.start);
		if (*line.start == 'a')
			take_attribute(line, media);
	}
	return 0;
}

static bool is_sdp(struct phonewall_sip_text type)
{
	const char *semicolon;

	if (!type.length)
		return false;
	semicolon = memchr(type.start, ';', type.length);
	if (semicolon)
		type.length = (size_t)(semicolon - type.start);
	return phonewall_sip_text_is(phonewall_sip_text_trim(type),
				     "application/sdp");
}

/*
 * Behind the last line, which may lack its end. In a part, that end belongs to the
 * delimiter.
 */
static void add_request(const struct phonewall_sip_message *message,
			const struct phonewall_sip_media *media,
			struct phonewall_sip_edits *edits)
{
	const char *end = media->whole.start + media->whole.length;
	const struct phonewall_sip_text place = { end, 0 };
	const char *text = "\r\n" REQUEST ":requested";

	if (end[-1] == '\n')
		text = REQUEST ":requested\r\n";
	else if (end == message->body.start + message->body.length)
		text = "\r\n" REQUEST ":requested\r\n";
	phonewall_sip_edit_replace(edits, message, place,
				   phonewall_sip_text_of(text));
}

static int request_in(const struct phonewall_sip_message *message,
		      struct phonewall_sip_text body,
		      struct phonewall_sip_edits *edits)
{
	struct phonewall_sip_sdp sdp;
	int error = phonewall_sip_sdp_parse(body, &sdp), count = 0;

	if (error)
		return error;
	for (size_t i = 0; i < sdp.media_count; i++) {
		if (!sdp.media[i].has_crypto)
			continue;
		count++;
		if (!sdp.media[i].has_request)
			add_request(message, &sdp.media[i], edits);
	}
	return count;
}

/* All parts are judged before any is changed. */
static int request_in_parts(const struct phonewall_sip_message *message,
			    struct phonewall_sip_multipart first,
			    struct phonewall_sip_edits *edits)
{
	struct phonewall_sip_multipart multipart = first;
	struct phonewall_sip_part part;
	struct phonewall_sip_sdp sdp;
	int error, count = 0;

	while (phonewall_sip_multipart_next(&multipart, &part)) {
		if (!is_sdp(part.type) || part.is_encoded)
			continue;
		error = phonewall_sip_sdp_parse(part.content, &sdp);
		if (error)
			return error;
	}
	while (phonewall_sip_multipart_next(&first, &part))
		if (is_sdp(part.type) && !part.is_encoded)
			count += request_in(message, part.content, edits);
	return count;
}

int phonewall_sip_sdp_request(const struct phonewall_sip_message *message,
			      struct phonewall_sip_edits *edits)
{
	const struct phonewall_sip_header *header = phonewall_sip_header_next(
		message, PHONEWALL_SIP_HEADER_CONTENT_TYPE, NULL);
	struct phonewall_sip_multipart multipart;

	if (!header || !message->body.length)
		return 0;
	if (is_sdp(header->value))
		return request_in(message, message->body, edits);
	return phonewall_sip_multipart_begin(message, &multipart) ?
	       request_in_parts(message, multipart, edits) : 0;
}
