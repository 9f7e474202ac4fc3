// SPDX-License-Identifier: MIT
#include "sip/framing.h"

#include <string.h>

#define END		"\r\n\r\n"
#define END_LENGTH	4

/* The place behind the empty line; 0 if it has not arrived. */
static size_t find_end(struct phonewall_sip_framer *framer, const char *bytes,
		       size_t length)
{
	size_t from = framer->scanned < END_LENGTH ?
		      0 : framer->scanned - (END_LENGTH - 1);
	const char *end = memmem(bytes + from, length - from, END, END_LENGTH);

	framer->scanned = length;
	return end ? (size_t)(end - bytes) + END_LENGTH : 0;
}

static bool is_continued(const char *line, const char *end)
{
	return line < end && (*line == ' ' || *line == '\t');
}

/* A header's line with those that continue it, without the last line end. */
static struct phonewall_sip_text take_header(const char **rest,
					     const char *end)
{
	struct phonewall_sip_text header = { *rest, 0 };
	const char *feed;

	do {
		feed = memchr(*rest, '\n', (size_t)(end - *rest));
		*rest = feed ? feed + 1 : end;
	} while (is_continued(*rest, end));
	header.length = (size_t)(*rest - header.start);
	return phonewall_sip_text_trim(header);
}

static bool read_length(struct phonewall_sip_text header, bool *is_found,
			uint32_t *number)
{
	const char *colon = header.length ?
			    memchr(header.start, ':', header.length) : NULL;
	struct phonewall_sip_text name, value;

	if (!colon)
		return true;
	name = (struct phonewall_sip_text){ header.start,
					    (size_t)(colon - header.start) };
	value = (struct phonewall_sip_text){
		colon + 1, header.length - name.length - 1 };
	if (phonewall_sip_header_id(phonewall_sip_text_trim(name)) !=
	    PHONEWALL_SIP_HEADER_CONTENT_LENGTH)
		return true;
	if (*is_found)
		return false;
	*is_found = true;
	return phonewall_sip_text_number(phonewall_sip_text_trim(value),
					 UINT32_MAX, number);
}

/* Bytes of the message whose headers end there. */
static enum phonewall_sip_fault measure(const char *bytes, size_t end,
					size_t *length)
{
	const char *rest = memchr(bytes, '\n', end);
	bool is_found = false;
	uint32_t number = 0;

	rest = rest ? rest + 1 : bytes + end;
	while (rest < bytes + end)
		if (!read_length(take_header(&rest, bytes + end), &is_found,
				 &number))
			return PHONEWALL_SIP_FAULT_CONTENT_LENGTH;
	if (!is_found)
		return PHONEWALL_SIP_FAULT_CONTENT_LENGTH;
	if (number > PHONEWALL_SIP_MESSAGE_MAX - end)
		return PHONEWALL_SIP_FAULT_TOO_LONG;
	*length = end + number;
	return PHONEWALL_SIP_FAULT_NONE;
}

static enum phonewall_sip_frame take_crlf(struct phonewall_sip_framer *framer,
					  size_t *frame)
{
	bool is_ping = framer->had_crlf;

	*framer = (struct phonewall_sip_framer){ .had_crlf = !is_ping };
	*frame = 2;
	return is_ping ? PHONEWALL_SIP_FRAME_PING : PHONEWALL_SIP_FRAME_CRLF;
}

/* Sets the message's length once its headers are there. */
static void find_length(struct phonewall_sip_framer *framer, const char *bytes,
			size_t length)
{
	size_t seen = length < PHONEWALL_SIP_MESSAGE_MAX ?
		      length : PHONEWALL_SIP_MESSAGE_MAX;
	size_t end = find_end(framer, bytes, seen);

	if (end)
		framer->fault = measure(bytes, end, &framer->length);
	else if (length >= PHONEWALL_SIP_MESSAGE_MAX)
		framer->fault = PHONEWALL_SIP_FAULT_TOO_LONG;
}

enum phonewall_sip_frame
phonewall_sip_framer_next(struct phonewall_sip_framer *framer,
			  const char *bytes, size_t length, size_t *frame)
{
	*frame = 0;
	if (framer->fault)
		return PHONEWALL_SIP_FRAME_BROKEN;
	if (!length || (length == 1 && *bytes == '\r'))
		return PHONEWALL_SIP_FRAME_INCOMPLETE;
	if (bytes[0] == '\r' && bytes[1] == '\n')
		return take_crlf(framer, frame);
	framer->had_crlf = false;
	if (!framer->length)
		find_length(framer, bytes, length);
	if (framer->fault)
		return PHONEWALL_SIP_FRAME_BROKEN;
	if (!framer->length || framer->length > length)
		return PHONEWALL_SIP_FRAME_INCOMPLETE;
	*frame = framer->length;
	*framer = (struct phonewall_sip_framer){ 0 };
	return PHONEWALL_SIP_FRAME_MESSAGE;
}

bool phonewall_sip_is_keep_alive(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] != '\r' && bytes[i] != '\n' && bytes[i])
			return false;
	return true;
}
