// SPDX-License-Identifier: MIT
#include "sip/message.h"

#include <string.h>

#include "sip/value.h"

#define CSEQ_MAX		0x7fffffff	/* RFC 3261 section 8.1.1.5 */
#define MAX_FORWARDS_MAX	255

static const struct {
	const char *name;
	const char *compact;
	enum phonewall_sip_header_id id;
	bool is_single, is_required;
} known[] = {
	{ "Authorization", NULL, PHONEWALL_SIP_HEADER_AUTHORIZATION, 0, 0 },
	{ "Call-ID", "i", PHONEWALL_SIP_HEADER_CALL_ID, 1, 1 },
	{ "Contact", "m", PHONEWALL_SIP_HEADER_CONTACT, 0, 0 },
	{ "Content-Length", "l", PHONEWALL_SIP_HEADER_CONTENT_LENGTH, 1, 0 },
	{ "Content-Type", "c", PHONEWALL_SIP_HEADER_CONTENT_TYPE, 1, 0 },
	{ "CSeq", NULL, PHONEWALL_SIP_HEADER_CSEQ, 1, 1 },
	{ "From", "f", PHONEWALL_SIP_HEADER_FROM, 1, 1 },
	{ "Max-Forwards", NULL, PHONEWALL_SIP_HEADER_MAX_FORWARDS, 1, 0 },
	{ "Proxy-Authenticate", NULL,
	  PHONEWALL_SIP_HEADER_PROXY_AUTHENTICATE, 0, 0 },
	{ "Proxy-Authorization", NULL,
	  PHONEWALL_SIP_HEADER_PROXY_AUTHORIZATION, 0, 0 },
	{ "Proxy-Require", NULL, PHONEWALL_SIP_HEADER_PROXY_REQUIRE, 0, 0 },
	{ "Record-Route", NULL, PHONEWALL_SIP_HEADER_RECORD_ROUTE, 0, 0 },
	{ "Require", NULL, PHONEWALL_SIP_HEADER_REQUIRE, 0, 0 },
	{ "Route", NULL, PHONEWALL_SIP_HEADER_ROUTE, 0, 0 },
	{ "Security-Client", NULL, PHONEWALL_SIP_HEADER_SECURITY_CLIENT, 0, 0 },
	{ "Security-Server", NULL, PHONEWALL_SIP_HEADER_SECURITY_SERVER, 0, 0 },
	{ "Security-Verify", NULL, PHONEWALL_SIP_HEADER_SECURITY_VERIFY, 0, 0 },
	{ "To", "t", PHONEWALL_SIP_HEADER_TO, 1, 1 },
	{ "Unsupported", NULL, PHONEWALL_SIP_HEADER_UNSUPPORTED, 0, 0 },
	{ "Via", "v", PHONEWALL_SIP_HEADER_VIA, 0, 1 },
	{ "WWW-Authenticate", NULL,
	  PHONEWALL_SIP_HEADER_WWW_AUTHENTICATE, 0, 0 },
};

#define KNOWN_COUNT	(sizeof(known) / sizeof(known[0]))

static const char *const fault_texts[] = {
	[PHONEWALL_SIP_FAULT_NONE] = "no fault",
	[PHONEWALL_SIP_FAULT_START_LINE] = "malformed start line",
	[PHONEWALL_SIP_FAULT_VERSION] = "version other than SIP/2.0",
	[PHONEWALL_SIP_FAULT_STATUS] = "status code outside 100 to 699",
	[PHONEWALL_SIP_FAULT_REQUEST_URI] = "malformed Request-URI",
	[PHONEWALL_SIP_FAULT_LINE_END] = "line end other than CRLF",
	[PHONEWALL_SIP_FAULT_HEADER] = "malformed header",
	[PHONEWALL_SIP_FAULT_TOO_MANY_HEADERS] = "more than 128 headers",
	[PHONEWALL_SIP_FAULT_TOO_LONG] = "message longer than 65535 bytes",
	[PHONEWALL_SIP_FAULT_NO_END] = "no empty line after the headers",
	[PHONEWALL_SIP_FAULT_MISSING] =
		"Call-ID, CSeq, From, To or Via missing",
	[PHONEWALL_SIP_FAULT_REPEATED] = "header repeated that must not be",
	[PHONEWALL_SIP_FAULT_CONTENT_LENGTH] = "malformed Content-Length",
	[PHONEWALL_SIP_FAULT_CUT_OFF] = "body shorter than Content-Length",
	[PHONEWALL_SIP_FAULT_CSEQ] = "malformed CSeq, or another method in it",
	[PHONEWALL_SIP_FAULT_MAX_FORWARDS] = "Max-Forwards outside 0 to 255",
	[PHONEWALL_SIP_FAULT_VIA] = "malformed Via",
	[PHONEWALL_SIP_FAULT_ADDRESS] = "malformed From or To",
};

const char *phonewall_sip_fault_text(enum phonewall_sip_fault fault)
{
	return (size_t)fault < sizeof(fault_texts) / sizeof(fault_texts[0]) ?
	       fault_texts[fault] : "unknown fault";
}

unsigned int phonewall_sip_fault_status(enum phonewall_sip_fault fault)
{
	switch (fault) {
	case PHONEWALL_SIP_FAULT_VERSION:
		return 505;
	case PHONEWALL_SIP_FAULT_TOO_LONG:
	case PHONEWALL_SIP_FAULT_TOO_MANY_HEADERS:
		return 513;
	default:
		return 400;
	}
}

enum phonewall_sip_header_id
phonewall_sip_header_id(struct phonewall_sip_text name)
{
	for (size_t i = 0; i < KNOWN_COUNT; i++)
		if (phonewall_sip_text_is(name, known[i].name) ||
		    (known[i].compact &&
		     phonewall_sip_text_is(name, known[i].compact)))
			return known[i].id;
	return PHONEWALL_SIP_HEADER_OTHER;
}

const struct phonewall_sip_header *
phonewall_sip_header_next(const struct phonewall_sip_message *message,
			  enum phonewall_sip_header_id id,
			  const struct phonewall_sip_header *previous)
{
	size_t i = previous ? (size_t)(previous - message->headers) + 1 : 0;

	for (; i < message->header_count; i++)
		if (message->headers[i].id == id)
			return &message->headers[i];
	return NULL;
}

bool phonewall_sip_header_has(const struct phonewall_sip_message *message,
			      enum phonewall_sip_header_id id,
			      const char *word)
{
	const struct phonewall_sip_header *header = NULL;
	struct phonewall_sip_text rest, element;

	while ((header = phonewall_sip_header_next(message, id, header))) {
		rest = header->value;
		while (phonewall_sip_element_next(&rest, &element) == 1)
			if (phonewall_sip_text_is(element, word))
				return true;
	}
	return false;
}

bool phonewall_sip_message_is(const struct phonewall_sip_message *message,
			      const char *method)
{
	return !message->status &&
	       phonewall_sip_text_is_same(message->method,
					  phonewall_sip_text_of(method));
}

/* Takes a line with its CRLF; false if it ends in a bare CR or LF, or not. */
static bool take_line(struct phonewall_sip_text *rest,
		      struct phonewall_sip_text *line,
		      enum phonewall_sip_fault *fault)
{
	const char *feed = rest->length ?
			   memchr(rest->start, '\n', rest->length) : NULL;
	size_t length = feed ? (size_t)(feed - rest->start) : rest->length;

	if (memchr(rest->start, '\r', length) !=
	    (feed ? feed - 1 : NULL)) {
		*fault = PHONEWALL_SIP_FAULT_LINE_END;
		return false;
	}
	if (!feed) {
		*fault = PHONEWALL_SIP_FAULT_NO_END;
		return false;
	}
	*line = (struct phonewall_sip_text){ rest->start, length - 1 };
	rest->start += length + 1;
	rest->length -= length + 1;
	return true;
}

/* Takes what is before the next space, which must not be empty. */
static bool take_until_space(struct phonewall_sip_text *rest,
			     struct phonewall_sip_text *word)
{
	const char *space = rest->length ?
			    memchr(rest->start, ' ', rest->length) : NULL;

	if (!space || space == rest->start)
		return false;
	*word = (struct phonewall_sip_text){ rest->start,
					     (size_t)(space - rest->start) };
	rest->start += word->length + 1;
	rest->length -= word->length + 1;
	return true;
}

/* The reason phrase may be empty, and some leave the space before it out. */
static enum phonewall_sip_fault
parse_status_line(struct phonewall_sip_text rest,
		  struct phonewall_sip_message *message)
{
	struct phonewall_sip_text digits = rest;
	uint32_t number;

	if (!take_until_space(&rest, &digits) && digits.length != 3)
		return PHONEWALL_SIP_FAULT_START_LINE;
	if (digits.length != 3 ||
	    !phonewall_sip_text_number(digits, 699, &number) || number < 100)
		return PHONEWALL_SIP_FAULT_STATUS;
	message->status = number;
	return PHONEWALL_SIP_FAULT_NONE;
}

static enum phonewall_sip_fault
parse_request_uri(struct phonewall_sip_text text,
		  struct phonewall_sip_message *message)
{
	struct phonewall_sip_uri uri;

	/* RFC 3261 section 19.1.1: no headers in a Request-URI. */
	if (phonewall_sip_uri_parse(text, &uri) || uri.headers.start)
		return PHONEWALL_SIP_FAULT_REQUEST_URI;
	message->uri = text;
	return PHONEWALL_SIP_FAULT_NONE;
}

static enum phonewall_sip_fault
parse_start_line(struct phonewall_sip_text line,
		 struct phonewall_sip_message *message)
{
	struct phonewall_sip_text word, uri, version = line;

	if (!take_until_space(&version, &word))
		return PHONEWALL_SIP_FAULT_START_LINE;
	if (phonewall_sip_text_is(word, "SIP/2.0"))
		return parse_status_line(version, message);
	if (!phonewall_sip_text_is_token(word) ||
	    !take_until_space(&version, &uri))
		return PHONEWALL_SIP_FAULT_START_LINE;
	message->method = word;
	if (phonewall_sip_text_is(version, "SIP/2.0"))
		return parse_request_uri(uri, message);
	if (version.length > 4 && !memchr(version.start, ' ', version.length) &&
	    phonewall_sip_text_is((struct phonewall_sip_text){ version.start,
							       4 }, "SIP/"))
		return PHONEWALL_SIP_FAULT_VERSION;
	return PHONEWALL_SIP_FAULT_START_LINE;
}

static bool is_continued(struct phonewall_sip_text rest)
{
	return rest.length && (*rest.start == ' ' || *rest.start == '\t');
}

/* A header with the lines that continue it. */
static enum phonewall_sip_fault
parse_header(struct phonewall_sip_text line, struct phonewall_sip_text *rest,
	     struct phonewall_sip_header *header)
{
	struct phonewall_sip_text whole = line, value;
	enum phonewall_sip_fault fault;
	const char *colon;

	while (is_continued(*rest))
		if (!take_line(rest, &line, &fault))
			return fault;
	whole.length = (size_t)(rest->start - whole.start);
	colon = memchr(whole.start, ':', whole.length);
	if (!colon)
		return PHONEWALL_SIP_FAULT_HEADER;
	header->whole = whole;
	/* Not folded: the name is in the first line. */
	header->name = (struct phonewall_sip_text){
		whole.start, (size_t)(colon - whole.start) };
	value = (struct phonewall_sip_text){
		colon + 1, whole.length - header->name.length - 1 };
	header->value = phonewall_sip_text_trim(value);
	while (header->name.length &&
	       strchr(" \t", header->name.start[header->name.length - 1]))
		header->name.length--;
	if (!phonewall_sip_text_is_token(header->name))
		return PHONEWALL_SIP_FAULT_HEADER;
	header->id = phonewall_sip_header_id(header->name);
	return PHONEWALL_SIP_FAULT_NONE;
}

static enum phonewall_sip_fault
parse_headers(struct phonewall_sip_text *rest,
	      struct phonewall_sip_message *message)
{
	enum phonewall_sip_fault fault = PHONEWALL_SIP_FAULT_NONE;
	struct phonewall_sip_text line;

	if (is_continued(*rest))
		return PHONEWALL_SIP_FAULT_HEADER;
	while (take_line(rest, &line, &fault)) {
		if (!line.length) {
			message->headers_end =
				(size_t)(line.start - message->whole.start);
			return PHONEWALL_SIP_FAULT_NONE;
		}
		if (message->header_count == PHONEWALL_SIP_HEADERS_MAX)
			return PHONEWALL_SIP_FAULT_TOO_MANY_HEADERS;
		fault = parse_header(line, rest,
				     &message->headers[message->header_count]);
		if (fault)
			return fault;
		message->header_count++;
	}
	return fault;
}

static enum phonewall_sip_fault
count_headers(const struct phonewall_sip_message *message)
{
	enum phonewall_sip_fault fault = PHONEWALL_SIP_FAULT_NONE;
	const struct phonewall_sip_header *first;

	for (size_t i = 0; i < KNOWN_COUNT; i++) {
		first = phonewall_sip_header_next(message, known[i].id, NULL);
		if (first && known[i].is_single &&
		    phonewall_sip_header_next(message, known[i].id, first))
			return PHONEWALL_SIP_FAULT_REPEATED;
		if (!first && known[i].is_required)
			fault = PHONEWALL_SIP_FAULT_MISSING;
	}
	return fault;
}

static struct phonewall_sip_text
value_of(const struct phonewall_sip_message *message,
	 enum phonewall_sip_header_id id)
{
	const struct phonewall_sip_header *header =
		phonewall_sip_header_next(message, id, NULL);

	return header ? header->value : (struct phonewall_sip_text){ 0 };
}

static enum phonewall_sip_fault
parse_cseq(struct phonewall_sip_message *message)
{
	struct phonewall_sip_text method =
		value_of(message, PHONEWALL_SIP_HEADER_CSEQ);
	struct phonewall_sip_text number = method;

	number.length = 0;
	while (number.length < method.length &&
	       method.start[number.length] >= '0' &&
	       method.start[number.length] <= '9')
		number.length++;
	method.start += number.length;
	method.length -= number.length;
	if (!method.length || !strchr(" \t\r", *method.start) ||
	    !phonewall_sip_text_number(number, CSEQ_MAX, &message->cseq))
		return PHONEWALL_SIP_FAULT_CSEQ;
	method = phonewall_sip_text_trim(method);
	if (!phonewall_sip_text_is_token(method))
		return PHONEWALL_SIP_FAULT_CSEQ;
	if (message->status)
		message->method = method;
	return phonewall_sip_text_is_same(method, message->method) ?
	       PHONEWALL_SIP_FAULT_NONE : PHONEWALL_SIP_FAULT_CSEQ;
}

static enum phonewall_sip_fault
parse_party(const struct phonewall_sip_message *message,
	    enum phonewall_sip_header_id id, struct phonewall_sip_text *tag)
{
	struct phonewall_sip_address address;
	struct phonewall_sip_uri uri;

	if (phonewall_sip_address_parse(value_of(message, id), &address) ||
	    phonewall_sip_uri_parse(address.uri, &uri))
		return PHONEWALL_SIP_FAULT_ADDRESS;
	phonewall_sip_parameter_find(address.parameters, "tag", tag);
	return PHONEWALL_SIP_FAULT_NONE;
}

static enum phonewall_sip_fault
parse_vias(const struct phonewall_sip_message *message)
{
	const struct phonewall_sip_header *header = NULL;
	struct phonewall_sip_text rest, element;
	struct phonewall_sip_via via;
	int found;

	while ((header = phonewall_sip_header_next(message,
			PHONEWALL_SIP_HEADER_VIA, header))) {
		rest = header->value;
		if (!rest.length)
			return PHONEWALL_SIP_FAULT_VIA;
		while ((found = phonewall_sip_element_next(&rest,
							   &element)) == 1)
			if (phonewall_sip_via_parse(element, &via))
				return PHONEWALL_SIP_FAULT_VIA;
		if (found)
			return PHONEWALL_SIP_FAULT_VIA;
	}
	return PHONEWALL_SIP_FAULT_NONE;
}

static enum phonewall_sip_fault
parse_values(struct phonewall_sip_message *message)
{
	const struct phonewall_sip_header *hops = phonewall_sip_header_next(
		message, PHONEWALL_SIP_HEADER_MAX_FORWARDS, NULL);
	enum phonewall_sip_fault fault;
	uint32_t number;

	message->call_id = value_of(message, PHONEWALL_SIP_HEADER_CALL_ID);
	if (!message->call_id.length)
		return PHONEWALL_SIP_FAULT_MISSING;
	fault = parse_cseq(message);
	if (fault)
		return fault;
	if (hops && !phonewall_sip_text_number(hops->value, MAX_FORWARDS_MAX,
					       &number))
		return PHONEWALL_SIP_FAULT_MAX_FORWARDS;
	fault = parse_party(message, PHONEWALL_SIP_HEADER_FROM,
			    &message->from_tag);
	if (!fault)
		fault = parse_party(message, PHONEWALL_SIP_HEADER_TO,
				    &message->to_tag);
	return fault ? fault : parse_vias(message);
}

/* RFC 3261 section 18.3: what follows the body in a datagram is not of it. */
static enum phonewall_sip_fault
take_body(struct phonewall_sip_text rest,
	  struct phonewall_sip_message *message)
{
	const struct phonewall_sip_header *header = phonewall_sip_header_next(
		message, PHONEWALL_SIP_HEADER_CONTENT_LENGTH, NULL);
	uint32_t length = (uint32_t)rest.length;

	if (header && !phonewall_sip_text_number(header->value, UINT32_MAX,
						 &length))
		return PHONEWALL_SIP_FAULT_CONTENT_LENGTH;
	if (length > rest.length)
		return PHONEWALL_SIP_FAULT_CUT_OFF;
	message->whole.length -= rest.length - length;
	message->body = (struct phonewall_sip_text){ rest.start, length };
	return PHONEWALL_SIP_FAULT_NONE;
}

/* The rest of a request that has a method, but is refused for its first line. */
static void parse_refused(struct phonewall_sip_text rest,
			  struct phonewall_sip_message *message)
{
	if (message->method.start && !parse_headers(&rest, message) &&
	    !count_headers(message) && !parse_values(message))
		return;
	message->header_count = 0;
}

enum phonewall_sip_fault
phonewall_sip_message_parse(const char *bytes, size_t length,
			    struct phonewall_sip_message *message)
{
	struct phonewall_sip_text rest = { bytes, length }, line;
	enum phonewall_sip_fault fault;

	*message = (struct phonewall_sip_message){ .whole = rest };
	if (length > PHONEWALL_SIP_MESSAGE_MAX)
		return PHONEWALL_SIP_FAULT_TOO_LONG;
	if (!take_line(&rest, &line, &fault))
		return fault;
	fault = parse_start_line(line, message);
	if (fault) {
		parse_refused(rest, message);
		return fault;
	}
	fault = parse_headers(&rest, message);
	if (fault)
		return fault;
	fault = count_headers(message);
	if (!fault)
		fault = take_body(rest, message);
	return fault ? fault : parse_values(message);
}
