// SPDX-License-Identifier: MIT
#include "base/address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static bool parse_plain(const char *text, size_t length,
			struct phonewall_address *address)
{
	char copy[INET6_ADDRSTRLEN];

	if (length >= sizeof(copy))
		return false;
	memcpy(copy, text, length);
	copy[length] = '\0';
	address->family = strchr(copy, ':') ? AF_INET6 : AF_INET;
	return inet_pton(address->family, copy, address->bytes) == 1;
}

static bool parse_port(const char *text, uint16_t *port)
{
	uint32_t number;

	if (!phonewall_text_number(text, 10, UINT16_MAX, &number))
		return false;
	*port = number;
	return true;
}

/* [ADDRESS] or [ADDRESS]:PORT */
static bool parse_bracketed(const char *text, struct phonewall_address *address,
			    uint16_t *port, bool *has_port)
{
	const char *end = strchr(text, ']');

	if (!end || !parse_plain(text + 1, end - text - 1, address) ||
	    address->family != AF_INET6)
		return false;
	*has_port = end[1] == ':';
	return *has_port ? parse_port(end + 2, port) : end[1] == '\0';
}

static bool parse_bare(const char *text, struct phonewall_address *address,
		       uint16_t *port, bool *has_port)
{
	const char *colon = strchr(text, ':');

	*has_port = colon && colon == strrchr(text, ':');
	if (!*has_port)
		return parse_plain(text, strlen(text), address);
	return parse_plain(text, colon - text, address) &&
	       parse_port(colon + 1, port);
}

bool phonewall_address_parse(const char *text,
			     struct phonewall_address *address, uint16_t *port,
			     bool *has_port)
{
	struct phonewall_address parsed = { 0 };
	uint16_t parsed_port = 0;
	bool parsed_has_port = false;

	if (*text == '[' ?
	    !parse_bracketed(text, &parsed, &parsed_port, &parsed_has_port) :
	    !parse_bare(text, &parsed, &parsed_port, &parsed_has_port))
		return false;
	*address = parsed;
	*port = parsed_port;
	*has_port = parsed_has_port;
	return true;
}

const char *phonewall_address_print(const struct phonewall_address *address,
				    char text[PHONEWALL_ADDRESS_TEXT])
{
	if (!inet_ntop(address->family, address->bytes, text,
		       PHONEWALL_ADDRESS_TEXT))
		strcpy(text, "unknown");
	return text;
}

const char *
phonewall_address_print_port(const struct phonewall_address *address,
			     uint16_t port, char text[PHONEWALL_ADDRESS_TEXT])
{
	char plain[PHONEWALL_ADDRESS_TEXT];

	snprintf(text, PHONEWALL_ADDRESS_TEXT,
		 address->family == AF_INET6 ? "[%.45s]:%u" : "%.45s:%u",
		 phonewall_address_print(address, plain), port);
	return text;
}
