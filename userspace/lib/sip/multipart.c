// SPDX-License-Identifier: MIT
#include "sip/multipart.h"

#include <string.h>
#include <strings.h>

#include "sip/value.h"

#define BOUNDARY_MAX	70

static void skip(struct phonewall_sip_text *text, size_t length)
{
	text->start += length;
	text->length -= length;
}

/* A line with its end; the last may have none. */
static struct phonewall_sip_text take_line(struct phonewall_sip_text *rest)
{
	const char *feed = memchr(rest->start, '\n', rest->length);
	struct phonewall_sip_text line = { rest->start, feed ?
		(size_t)(feed - rest->start) + 1 : rest->length };

	skip(rest, line.length);
	return line;
}

/* Without the line end, and white space around it. */
static struct phonewall_sip_text trim_line(struct phonewall_sip_text line)
{
	while (line.length && (line.start[line.length - 1] == '\n' ||
			       line.start[line.length - 1] == '\r'))
		line.length--;
	return phonewall_sip_text_trim(line);
}

/* Return: whether it is a delimiter; @is_last is set if no part follows. */
static bool is_delimiter(struct phonewall_sip_text line,
			 struct phonewall_sip_text boundary, bool *is_last)
{
	if (line.length < boundary.length + 2 || memcmp(line.start, "--", 2) ||
	    memcmp(line.start + 2, boundary.start, boundary.length))
		return false;
	skip(&line, boundary.length + 2);
	line = trim_line(line);
	*is_last = line.length == 2 && !memcmp(line.start, "--", 2);
	return !line.length || *is_last;
}

/* Takes all until a delimiter; @before is what was there. */
static bool take_delimiter(struct phonewall_sip_multipart *multipart,
			   struct phonewall_sip_text *before, bool *is_last)
{
	struct phonewall_sip_text line;

	*before = (struct phonewall_sip_text){ multipart->rest.start, 0 };
	while (multipart->rest.length) {
		line = take_line(&multipart->rest);
		if (is_delimiter(line, multipart->boundary, is_last))
			return true;
		before->length += line.length;
	}
	return false;
}

static bool find_boundary(struct phonewall_sip_text type,
			  struct phonewall_sip_text *boundary)
{
	const char *semicolon = memchr(type.start, ';', type.length);
	struct phonewall_sip_text parameters;

	if (type.length < 10 || strncasecmp(type.start, "multipart/", 10) ||
	    !semicolon)
		return false;
	parameters = (struct phonewall_sip_text){
		semicolon, type.length - (size_t)(semicolon - type.start) };
	if (!phonewall_sip_parameter_find(parameters, "boundary", boundary))
		return false;
	if (boundary->length > 2 && *boundary->start == '"') {
		boundary->start++;
		boundary->length -= 2;
	}
	return boundary->length && boundary->length <= BOUNDARY_MAX;
}

bool phonewall_sip_multipart_begin(const struct phonewall_sip_message *message,
				   struct phonewall_sip_multipart *multipart)
{
	const struct phonewall_sip_header *header = phonewall_sip_header_next(
		message, PHONEWALL_SIP_HEADER_CONTENT_TYPE, NULL);
	struct phonewall_sip_text preamble;
	bool is_last;

	if (!header || !header->value.length || !message->body.length)
		return false;
	*multipart = (struct phonewall_sip_multipart){ .rest = message->body };
	return find_boundary(header->value, &multipart->boundary) &&
	       take_delimiter(multipart, &preamble, &is_last) && !is_last;
}

/* Return: whether the line is this header; @value is set. */
static bool is_header(struct phonewall_sip_text line, const char *name,
		      struct phonewall_sip_text *value)
{
	size_t length = strlen(name);

	if (line.length < length || strncasecmp(line.start, name, length))
		return false;
	skip(&line, length);
	*value = phonewall_sip_text_trim(line);
	return true;
}

static bool is_plain(struct phonewall_sip_text encoding)
{
	return phonewall_sip_text_is(encoding, "7bit") ||
	       phonewall_sip_text_is(encoding, "8bit") ||
	       phonewall_sip_text_is(encoding, "binary");
}

/* The content begins behind the empty line. */
static void read_headers(struct phonewall_sip_part *part)
{
	struct phonewall_sip_text line, value;

	while (part->content.length) {
		line = trim_line(take_line(&part->content));
		if (!line.length)
			return;
		if (is_header(line, "Content-Type:", &value))
			part->type = value;
		else if (is_header(line, "Content-Encoding:", &value) ||
			 (is_header(line, "Content-Transfer-Encoding:",
				    &value) && !is_plain(value)))
			part->is_encoded = true;
	}
}

static void remove_line_end(struct phonewall_sip_text *text)
{
	if (text->length && text->start[text->length - 1] == '\n')
		text->length--;
	if (text->length && text->start[text->length - 1] == '\r')
		text->length--;
}

bool phonewall_sip_multipart_next(struct phonewall_sip_multipart *multipart,
				  struct phonewall_sip_part *part)
{
	bool is_last;

	*part = (struct phonewall_sip_part){ .is_encoded = false };
	if (!take_delimiter(multipart, &part->content, &is_last))
		return false;
	if (is_last)
		multipart->rest.length = 0;
	read_headers(part);
	remove_line_end(&part->content);
	return true;
}
