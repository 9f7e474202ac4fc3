// SPDX-License-Identifier: MIT
#include "sip/value.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#define PORT_MAX	65535

static struct phonewall_sip_text part(struct phonewall_sip_text text,
				      size_t start, size_t end)
{
	return (struct phonewall_sip_text){ text.start + start, end - start };
}

/* The text from a place on. */
static struct phonewall_sip_text after(struct phonewall_sip_text text,
				       size_t start)
{
	return part(text, start, text.length);
}

/*
 * The first of some bytes outside quoted strings and, unless they are wanted,
 * outside "<" and ">". The text's length if there is none, SIZE_MAX if a quote
 * or "<" is not closed.
 */
static size_t find_outside(struct phonewall_sip_text text, const char *wanted)
{
	bool skips_brackets = !strchr(wanted, '<');
	bool is_quoted = false, is_bracketed = false;

	for (size_t i = 0; i < text.length; i++) {
		char byte = text.start[i];

		if (is_quoted) {
			if (byte == '\\')
				i++;
			else if (byte == '"')
				is_quoted = false;
		} else if (is_bracketed) {
			is_bracketed = byte != '>';
		} else if (byte && strchr(wanted, byte)) {
			return i;
		} else if (byte == '"') {
			is_quoted = true;
		} else if (byte == '<' && skips_brackets) {
			is_bracketed = true;
		}
	}
	return is_quoted || is_bracketed ? SIZE_MAX : text.length;
}

static bool is_blank(struct phonewall_sip_text text)
{
	return !phonewall_sip_text_trim(text).length;
}

int phonewall_sip_element_next(struct phonewall_sip_text *rest,
			       struct phonewall_sip_text *element)
{
	size_t end;

	if (is_blank(*rest))
		return 0;
	end = find_outside(*rest, ",");
	if (end == SIZE_MAX)
		return -EINVAL;
	*element = phonewall_sip_text_trim(part(*rest, 0, end));
	if (!element->length)
		return -EINVAL;
	if (end == rest->length) {
		*rest = after(*rest, end);
		return 1;
	}
	*rest = after(*rest, end + 1);
	return is_blank(*rest) ? -EINVAL : 1;
}

int phonewall_sip_parameter_next(struct phonewall_sip_text *rest,
				 struct phonewall_sip_text *name,
				 struct phonewall_sip_text *value)
{
	struct phonewall_sip_text whole = phonewall_sip_text_trim(*rest);
	size_t end, equals;

	if (!whole.length)
		return 0;
	if (*whole.start != ';')
		return -EINVAL;
	whole = after(whole, 1);
	end = find_outside(whole, ";");
	if (end == SIZE_MAX)
		return -EINVAL;
	*rest = after(whole, end);
	whole = part(whole, 0, end);
	equals = find_outside(whole, "=");
	*name = phonewall_sip_text_trim(part(whole, 0, equals));
	*value = (struct phonewall_sip_text){ 0 };
	if (equals < whole.length)
		*value = phonewall_sip_text_trim(after(whole, equals + 1));
	if (equals < whole.length && !value->length)
		return -EINVAL;
	return phonewall_sip_text_is_token(*name) ? 1 : -EINVAL;
}

static bool are_parameters(struct phonewall_sip_text rest)
{
	struct phonewall_sip_text name, value;
	int found;

	do
		found = phonewall_sip_parameter_next(&rest, &name, &value);
	while (found == 1);
	return !found;
}

bool phonewall_sip_parameter_find(struct phonewall_sip_text parameters,
				  const char *name,
				  struct phonewall_sip_text *value)
{
	struct phonewall_sip_text found;

	while (phonewall_sip_parameter_next(&parameters, &found, value) == 1)
		if (phonewall_sip_text_is(found, name))
			return true;
	*value = (struct phonewall_sip_text){ 0 };
	return false;
}

static bool is_host_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' ||
	       byte == '_';
}

/* With the brackets. */
static bool is_ipv6_reference(struct phonewall_sip_text host)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr address;

	if (host.length < 2 || host.length - 2 >= sizeof(text))
		return false;
	memcpy(text, host.start + 1, host.length - 2);
	text[host.length - 2] = '\0';
	return strlen(text) == host.length - 2 &&
	       inet_pton(AF_INET6, text, &address) == 1;
}

/* Splits the host off, up to what may be its port. */
static bool take_host(struct phonewall_sip_text *rest,
		      struct phonewall_sip_text *host)
{
	const char *bracket;
	size_t length = 0;

	if (rest->length && *rest->start == '[') {
		bracket = memchr(rest->start, ']', rest->length);
		if (!bracket)
			return false;
		length = (size_t)(bracket - rest->start) + 1;
		*host = part(*rest, 0, length);
		*rest = after(*rest, length);
		return is_ipv6_reference(*host);
	}
	while (length < rest->length && is_host_byte(rest->start[length]))
		length++;
	*host = part(*rest, 0, length);
	*rest = after(*rest, length);
	return length > 0;
}

/* RFC 3261 allows white space around the colon in Via only; URIs have none. */
static bool take_port(struct phonewall_sip_text *rest, uint16_t *port)
{
	struct phonewall_sip_text digits = phonewall_sip_text_trim(*rest);
	uint32_t number;
	size_t length = 0;

	*port = 0;
	if (!digits.length || *digits.start != ':')
		return true;
	digits = phonewall_sip_text_trim(after(digits, 1));
	while (length < digits.length && digits.start[length] >= '0' &&
	       digits.start[length] <= '9')
		length++;
	*rest = after(digits, length);
	if (!phonewall_sip_text_number(part(digits, 0, length), PORT_MAX,
				       &number))
		return false;
	*port = (uint16_t)number;
	return true;
}

/* Parameters of a URI have no quoted strings and no white space. */
static bool are_uri_bytes(struct phonewall_sip_text text)
{
	for (size_t i = 0; i < text.length; i++)
		if ((unsigned char)text.start[i] <= ' ' ||
		    text.start[i] == 0x7f || strchr("<>\"", text.start[i]))
			return false;
	return true;
}

static int parse_sip_uri(struct phonewall_sip_text rest,
			 struct phonewall_sip_uri *uri)
{
	const char *question, *at = memchr(rest.start, '@', rest.length);

	if (at) {
		uri->user = part(rest, 0, (size_t)(at - rest.start));
		rest = after(rest, uri->user.length + 1);
		if (!uri->user.length)
			return -EINVAL;
	}
	if (!take_host(&rest, &uri->host) || !take_port(&rest, &uri->port))
		return -EINVAL;
	question = rest.length ? memchr(rest.start, '?', rest.length) : NULL;
	if (question) {
		size_t place = (size_t)(question - rest.start);

		uri->headers = after(rest, place + 1);
		rest = part(rest, 0, place);
	}
	uri->parameters = rest;
	return rest.length && *rest.start != ';' ? -EINVAL : 0;
}

int phonewall_sip_uri_parse(struct phonewall_sip_text text,
			    struct phonewall_sip_uri *uri)
{
	const char *colon = text.length ?
			    memchr(text.start, ':', text.length) : NULL;
	struct phonewall_sip_text scheme;

	*uri = (struct phonewall_sip_uri){ 0 };
	if (!colon || !are_uri_bytes(text))
		return -EINVAL;
	scheme = part(text, 0, (size_t)(colon - text.start));
	if (!phonewall_sip_text_is_token(scheme))
		return -EINVAL;
	if (phonewall_sip_text_is(scheme, "sip"))
		uri->scheme = PHONEWALL_SIP_SCHEME_SIP;
	else if (phonewall_sip_text_is(scheme, "sips"))
		uri->scheme = PHONEWALL_SIP_SCHEME_SIPS;
	else
		return 0;
	text = after(text, scheme.length + 1);
	return text.length ? parse_sip_uri(text, uri) : -EINVAL;
}

/* Of the value of a header without "<": the URI ends at the first ";". */
static int parse_bare_address(struct phonewall_sip_text text,
			      struct phonewall_sip_address *address)
{
	size_t end = find_outside(text, ";");

	if (end == SIZE_MAX)
		return -EINVAL;
	address->uri = phonewall_sip_text_trim(part(text, 0, end));
	address->parameters = after(text, end);
	/* RFC 3261 section 20: with "?" or a comma, "<" and ">" are required. */
	return address->uri.length && are_uri_bytes(address->uri) &&
	       !memchr(address->uri.start, '?', address->uri.length) &&
	       are_parameters(address->parameters) ? 0 : -EINVAL;
}

/*
 * A quoted string, or words without the bytes that another element could take for
 * the end of the address.
 */
static bool is_display(struct phonewall_sip_text text)
{
	if (text.length && *text.start == '"') {
		for (size_t i = 1; i < text.length; i++) {
			if (text.start[i] == '\\')
				i++;
			else if (text.start[i] == '"')
				return i + 1 == text.length;
		}
		return false;
	}
	for (size_t i = 0; i < text.length; i++)
		if (strchr(",;\"", text.start[i]) && text.start[i])
			return false;
	return true;
}

int phonewall_sip_address_parse(struct phonewall_sip_text text,
				struct phonewall_sip_address *address)
{
	const char *end;
	size_t start;

	*address = (struct phonewall_sip_address){ 0 };
	text = phonewall_sip_text_trim(text);
	start = find_outside(text, "<");
	if (start == SIZE_MAX)
		return -EINVAL;
	if (start == text.length)
		return parse_bare_address(text, address);
	address->display = phonewall_sip_text_trim(part(text, 0, start));
	if (!is_display(address->display))
		return -EINVAL;
	text = after(text, start + 1);
	end = memchr(text.start, '>', text.length);
	if (!end)
		return -EINVAL;
	address->uri = part(text, 0, (size_t)(end - text.start));
	address->parameters =
		phonewall_sip_text_trim(after(text, address->uri.length + 1));
	return address->uri.length && are_uri_bytes(address->uri) &&
	       are_parameters(address->parameters) ? 0 : -EINVAL;
}

/* Takes "word", or "word /" if a slash must follow. */
static bool take_word(struct phonewall_sip_text *rest, bool has_slash,
		      struct phonewall_sip_text *word)
{
	size_t end = 0;

	*rest = phonewall_sip_text_trim(*rest);
	while (end < rest->length && !strchr(" \t\r\n/", rest->start[end]))
		end++;
	*word = part(*rest, 0, end);
	*rest = phonewall_sip_text_trim(after(*rest, end));
	if (!phonewall_sip_text_is_token(*word))
		return false;
	if (!has_slash)
		return true;
	if (!rest->length || *rest->start != '/')
		return false;
	*rest = after(*rest, 1);
	return true;
}

int phonewall_sip_via_parse(struct phonewall_sip_text text,
			    struct phonewall_sip_via *via)
{
	struct phonewall_sip_text protocol, version;

	*via = (struct phonewall_sip_via){ 0 };
	if (!take_word(&text, true, &protocol) ||
	    !take_word(&text, true, &version) ||
	    !take_word(&text, false, &via->transport) ||
	    !phonewall_sip_text_is(protocol, "SIP") ||
	    !phonewall_sip_text_is(version, "2.0"))
		return -EINVAL;
	if (!take_host(&text, &via->host) || !take_port(&text, &via->port))
		return -EINVAL;
	via->parameters = phonewall_sip_text_trim(text);
	if (!are_parameters(via->parameters))
		return -EINVAL;
	phonewall_sip_parameter_find(via->parameters, "branch", &via->branch);
	return 0;
}
