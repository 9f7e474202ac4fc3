// SPDX-License-Identifier: MIT
#include "sip/media_rule.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* @port: of the line "m="; missing if there is none yet. */
struct media {
	struct phonewall_sip_text port;
	bool is_secure;
	bool has_crypto;
};

/* The form in which multipart bodies name an encoding (RFC 2045 section 6). */
static const char part_encoding[] = "content-transfer-encoding:";

static bool begins_with(struct phonewall_sip_text line, const char *start)
{
	return line.length >= strlen(start) &&
	       !strncasecmp(line.start, start, strlen(start));
}

/* Whatever a reader of SDP might take for a line end is one. */
static struct phonewall_sip_text take_line(struct phonewall_sip_text *rest)
{
	struct phonewall_sip_text line = { rest->start, 0 };

	while (line.length < rest->length &&
	       line.start[line.length] != '\n' &&
	       line.start[line.length] != '\r')
		line.length++;
	rest->start += line.length;
	rest->length -= line.length;
	if (rest->length) {
		rest->start++;
		rest->length--;
	}
	return line;
}

static struct phonewall_sip_text take_word(struct phonewall_sip_text *line)
{
	struct phonewall_sip_text word;

	while (line->length && (*line->start == ' ' || *line->start == '\t')) {
		line->start++;
		line->length--;
	}
	word = (struct phonewall_sip_text){ line->start, 0 };
	while (word.length < line->length && word.start[word.length] != ' ' &&
	       word.start[word.length] != '\t')
		word.length++;
	line->start += word.length;
	line->length -= word.length;
	return word;
}

/* RTP/SAVP, RTP/SAVPF, UDP/TLS/RTP/SAVP, TCP/TLS/MSRP, UDP/DTLS/SCTP. */
static bool is_secure(struct phonewall_sip_text protocol)
{
	static const char *const names[] = { "SAVP", "SAVPF", "TLS", "DTLS" };

	while (protocol.length) {
		const char *slash = memchr(protocol.start, '/',
					   protocol.length);
		struct phonewall_sip_text part = protocol;

		if (slash)
			part.length = (size_t)(slash - protocol.start);
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			if (phonewall_sip_text_is(part, names[i]))
				return true;
		protocol.start += part.length + !!slash;
		protocol.length -= part.length + !!slash;
	}
	return false;
}

static struct media read_media(struct phonewall_sip_text line)
{
	struct media media = { .is_secure = false };

	line.start += 2;
	line.length -= 2;
	take_word(&line);
	media.port = take_word(&line);
	media.is_secure = is_secure(take_word(&line));
	return media;
}

static bool obeys(const struct media *media, enum phonewall_sip_media_rule rule)
{
	if (!media->port.start || phonewall_sip_text_is(media->port, "0"))
		return true;
	if (rule == PHONEWALL_SIP_MEDIA_SECURE)
		return media->is_secure;
	return !media->is_secure && !media->has_crypto;
}

static int refuse(const struct media *media,
		  const struct phonewall_sip_message *message,
		  enum phonewall_sip_media_rule rule,
		  struct phonewall_sip_edits *edits)
{
	if (obeys(media, rule))
		return 0;
	if (edits)
		phonewall_sip_edit_replace(edits, message, media->port,
					   phonewall_sip_text_of("0"));
	return 1;
}

static bool is_judged(const struct phonewall_sip_message *message)
{
	static const char *const methods[] = { "INVITE", "UPDATE", "PRACK",
					       "ACK" };

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (phonewall_sip_text_is_same(message->method,
				phonewall_sip_text_of(methods[i])))
			return message->body.length;
	return false;
}

static bool is_encoded(const struct phonewall_sip_message *message)
{
	struct phonewall_sip_text name;

	for (size_t i = 0; i < message->header_count; i++) {
		name = message->headers[i].name;
		if (phonewall_sip_text_is(name, "Content-Encoding") ||
		    phonewall_sip_text_is(name, "e"))
			return true;
	}
	return false;
}

/* Return: how many do not obey; -EINVAL if the body cannot be read. */
static int judge(const struct phonewall_sip_message *message,
		 enum phonewall_sip_media_rule rule,
		 struct phonewall_sip_edits *edits)
{
	struct phonewall_sip_text rest = message->body, line;
	struct media media = { .is_secure = false };
	int count = 0;

	if (rule == PHONEWALL_SIP_MEDIA_ANY || !is_judged(message))
		return 0;
	if (is_encoded(message))
		return -EINVAL;
	while (rest.length) {
		line = take_line(&rest);
		if (begins_with(line, part_encoding))
			return -EINVAL;
		if (begins_with(line, "a=crypto:"))
			media.has_crypto = true;
		if (!begins_with(line, "m="))
			continue;
		count += refuse(&media, message, rule, edits);
		media = read_media(line);
		if (!media.port.length)
			return -EINVAL;
	}
	return count + refuse(&media, message, rule, edits);
}

int phonewall_sip_media_obey(const struct phonewall_sip_message *message,
			     enum phonewall_sip_media_rule rule)
{
	int count = judge(message, rule, NULL);

	return count > 0 ? -EACCES : count;
}

int phonewall_sip_media_refuse(const struct phonewall_sip_message *message,
			       enum phonewall_sip_media_rule rule,
			       struct phonewall_sip_edits *edits)
{
	return judge(message, rule, edits);
}
