// SPDX-License-Identifier: MIT
#include "sip/dns.h"

#include <string.h>
#include <strings.h>

/* RFC 1035 section 4.1, and RFC 2181 section 8 for the TTL. */
#define HEADER_LENGTH	12
#define FIXED_LENGTH	10	/* of a record, behind its name */
#define POINTER		0xc0
#define NAME_STEPS	(255 + 127)	/* bytes of its labels, and pointers */
#define TTL_MAX		0x7fffffff
#define TYPE_CNAME	5
#define CLASS_IN	1

enum { RCODE_NONE = 0, RCODE_NO_SUCH_NAME = 3 };

/**
 * struct reader - how far a message is read
 * @bytes: the message
 * @length: its bytes
 * @at: place of the next byte
 * @has_failed: something went beyond the end, or is malformed
 */
struct reader {
	const uint8_t *bytes;
	size_t length;
	size_t at;
	bool has_failed;
};

/* A record with its owner; @data is the offset of its data. */
struct raw_record {
	char owner[PHONEWALL_SIP_DNS_NAME];
	unsigned int type, class;
	uint32_t ttl;
	size_t data;
	size_t length;
};

static unsigned int take_byte(struct reader *reader)
{
	if (reader->at >= reader->length) {
		reader->has_failed = true;
		return 0;
	}
	return reader->bytes[reader->at++];
}

static unsigned int take_short(struct reader *reader)
{
	unsigned int high = take_byte(reader);

	return high << 8 | take_byte(reader);
}

static uint32_t take_long(struct reader *reader)
{
	uint32_t high = take_short(reader);

	return high << 16 | take_short(reader);
}

/* In lower case; false if the byte cannot be written in a name as text. */
static bool add_byte(char *text, size_t size, size_t *used, unsigned int byte)
{
	if (byte <= ' ' || byte >= 0x7f || *used + 1 >= size)
		return false;
	text[(*used)++] = (char)(byte >= 'A' && byte <= 'Z' ?
				 byte - 'A' + 'a' : byte);
	return true;
}

/* A label with the dot before it. */
static bool take_label(struct reader *reader, unsigned int length, char *name,
		       size_t *used)
{
	bool is_text = !*used ||
		       add_byte(name, PHONEWALL_SIP_DNS_NAME, used, '.');

	while (length--) {
		unsigned int byte = take_byte(reader);

		is_text = is_text && byte != '.' &&
			  add_byte(name, PHONEWALL_SIP_DNS_NAME, used, byte);
	}
	return is_text;
}

/* A pointer may only lead to a smaller offset than its own, so it ends. */
static void take_name(struct reader *reader, char *name)
{
	size_t start = reader->at, end = 0, used = 0, steps = 0;
	bool is_text = true;
	unsigned int length;

	while ((length = take_byte(reader)) && !reader->has_failed) {
		steps += length < POINTER ? length + 1 : 1;
		if (steps > NAME_STEPS || (length > 63 && length < POINTER)) {
			reader->has_failed = true;
			break;
		}
		if (length < POINTER) {
			is_text = take_label(reader, length, name, &used) &&
				  is_text;
			continue;
		}
		length = (length & ~POINTER) << 8 | take_byte(reader);
		if (!end)
			end = reader->at;
		reader->has_failed |= length >= start;
		reader->at = start = length;
	}
	if (end)
		reader->at = end;
	name[is_text ? used : 0] = '\0';
	if (!is_text)
		strcpy(name, "?");
}

static bool take_record(struct reader *reader, struct raw_record *record)
{
	take_name(reader, record->owner);
	record->type = take_short(reader);
	record->class = take_short(reader);
	record->ttl = take_long(reader);
	record->length = take_short(reader);
	record->data = reader->at;
	if (reader->has_failed ||
	    record->length > reader->length - reader->at) {
		reader->has_failed = true;
		return false;
	}
	reader->at += record->length;
	if (record->ttl > TTL_MAX)
		record->ttl = 0;
	return true;
}

/* A string of NAPTR: a length and bytes. */
static void take_string(struct reader *reader,
			char text[PHONEWALL_SIP_DNS_WORD])
{
	unsigned int length = take_byte(reader);
	bool is_text = true;
	size_t used = 0;

	while (length--)
		is_text = add_byte(text, PHONEWALL_SIP_DNS_WORD, &used,
				   take_byte(reader)) && is_text;
	text[is_text ? used : 0] = '\0';
	if (!is_text)
		strcpy(text, "?");
}

static void take_naptr(struct reader *reader,
		       struct phonewall_sip_dns_record *record)
{
	char regexp[PHONEWALL_SIP_DNS_WORD];

	record->order = (uint16_t)take_short(reader);
	record->preference = (uint16_t)take_short(reader);
	take_string(reader, record->flags);
	take_string(reader, record->service);
	take_string(reader, regexp);
	record->has_regexp = *regexp;
	take_name(reader, record->name);
}

static void take_srv(struct reader *reader,
		     struct phonewall_sip_dns_record *record)
{
	record->order = (uint16_t)take_short(reader);
	record->preference = (uint16_t)take_short(reader);
	record->port = (uint16_t)take_short(reader);
	take_name(reader, record->name);
}

static void take_address(struct reader *reader, sa_family_t family,
			 size_t length, struct phonewall_address *address)
{
	address->family = family;
	for (size_t i = 0; i < length; i++)
		address->bytes[i] = (uint8_t)take_byte(reader);
}

/* Return: false if the data are malformed, or end elsewhere than they should. */
static bool read_data(const struct reader *message,
		      const struct raw_record *raw,
		      struct phonewall_sip_dns_record *record)
{
	struct reader reader = { message->bytes, raw->data + raw->length,
				 raw->data, false };

	*record = (struct phonewall_sip_dns_record){ 0 };
	switch (raw->type) {
	case PHONEWALL_SIP_DNS_A:
		take_address(&reader, AF_INET, 4, &record->address);
		break;
	case PHONEWALL_SIP_DNS_AAAA:
		take_address(&reader, AF_INET6, 16, &record->address);
		break;
	case PHONEWALL_SIP_DNS_SRV:
		take_srv(&reader, record);
		break;
	default:
		take_naptr(&reader, record);
	}
	return !reader.has_failed && reader.at == reader.length;
}

static void note_ttl(struct phonewall_sip_dns_answer *answer, uint32_t ttl)
{
	if (ttl < answer->ttl)
		answer->ttl = ttl;
}

/*
 * Return: 1 if a CNAME record leads on, and @name is set to its target; 0 if none
 * does, -1 if one is malformed.
 */
static int follow(struct reader reader, unsigned int count, char *name,
		  struct phonewall_sip_dns_answer *answer)
{
	struct raw_record raw;

	while (count-- && take_record(&reader, &raw))
		if (raw.type == TYPE_CNAME && raw.class == CLASS_IN &&
		    !strcmp(raw.owner, name)) {
			reader.at = raw.data;
			take_name(&reader, name);
			note_ttl(answer, raw.ttl);
			return reader.has_failed || *name == '?' ? -1 : 1;
		}
	return reader.has_failed ? -1 : 0;
}

/* Return: false if the message is malformed. */
static bool collect(struct reader reader, unsigned int count, const char *name,
		    unsigned int type, struct phonewall_sip_dns_answer *answer)
{
	struct raw_record raw;

	while (count--) {
		if (!take_record(&reader, &raw))
			return false;
		if (raw.type != type || raw.class != CLASS_IN ||
		    strcmp(raw.owner, name) ||
		    answer->count == PHONEWALL_SIP_DNS_RECORDS)
			continue;
		if (!read_data(&reader, &raw,
			       &answer->records[answer->count]))
			return false;
		answer->count++;
		note_ttl(answer, raw.ttl);
	}
	return true;
}

/* Return: whether it is an answer, to this question; @count is set. */
static bool take_header(struct reader *reader, const char *name,
			unsigned int type, unsigned int *count)
{
	char asked[PHONEWALL_SIP_DNS_NAME];
	unsigned int flags, questions, rcode;

	take_short(reader);
	flags = take_short(reader);
	rcode = flags & 15;
	questions = take_short(reader);
	*count = take_short(reader);
	reader->at = HEADER_LENGTH;
	take_name(reader, asked);
	return take_short(reader) == type && take_short(reader) == CLASS_IN &&
	       !reader->has_failed && flags & 0x8000 && questions == 1 &&
	       (rcode == RCODE_NONE || rcode == RCODE_NO_SUCH_NAME) &&
	       !strcasecmp(asked, name);
}

/* Return: false if the message is malformed. */
static bool read_answers(const struct reader *reader, unsigned int count,
			 char *name, enum phonewall_sip_dns_type type,
			 struct phonewall_sip_dns_answer *answer)
{
	unsigned int aliases = 0;
	int found;

	while ((found = follow(*reader, count, name, answer)) > 0)
		if (++aliases > PHONEWALL_SIP_DNS_ALIASES)
			return false;
	return !found && collect(*reader, count, name, type, answer);
}

void phonewall_sip_dns_read(const uint8_t *bytes, size_t length,
			    const char *name, enum phonewall_sip_dns_type type,
			    struct phonewall_sip_dns_answer *answer)
{
	struct reader reader = { bytes, bytes ? length : 0, 0,
				 length > PHONEWALL_SIP_DNS_MESSAGE };
	char owner[PHONEWALL_SIP_DNS_NAME];
	unsigned int count;

	*answer = (struct phonewall_sip_dns_answer){ .ttl = TTL_MAX };
	if (!take_header(&reader, name, type, &count))
		return;
	reader.at = HEADER_LENGTH;
	take_name(&reader, owner);
	reader.at += 4;
	if (!read_answers(&reader, count, owner, type, answer)) {
		*answer = (struct phonewall_sip_dns_answer){ 0 };
		return;
	}
	answer->outcome = answer->count ? PHONEWALL_SIP_DNS_SOME :
					  PHONEWALL_SIP_DNS_NONE;
	if (!answer->count)
		answer->ttl = 0;
}
