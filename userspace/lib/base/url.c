// SPDX-License-Identifier: MIT
#include "base/url.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

#define DECIMAL_DIGITS	"0123456789"
#define HEX_DIGITS	DECIMAL_DIGITS "abcdefABCDEF"
#define ALPHANUMERICS	HEX_DIGITS "ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ"

static const char *skip_scheme(const char *url, uint16_t *port)
{
	if (!strncasecmp(url, "http://", 7)) {
		*port = 80;
		return url + 7;
	}
	if (!strncasecmp(url, "https://", 8)) {
		*port = 443;
		return url + 8;
	}
	return NULL;
}

static const char *skip_host(const char *host)
{
	size_t length;

	if (*host == '[') {
		length = strspn(host + 1, HEX_DIGITS ":.");
		if (!length || host[length + 1] != ']')
			return NULL;
		return host + length + 2;
	}
	length = strspn(host, ALPHANUMERICS "-._~");
	return length ? host + length : NULL;
}

static const char *skip_port(const char *rest, uint16_t *port)
{
	char digits[6] = "";
	size_t length;
	uint32_t number;

	if (*rest != ':')
		return rest;
	rest++;
	length = strspn(rest, DECIMAL_DIGITS);
	if (length >= sizeof(digits))
		return NULL;
	memcpy(digits, rest, length);
	if (!phonewall_text_number(digits, 10, UINT16_MAX, &number) || !number)
		return NULL;
	*port = number;
	return rest + length;
}

static bool is_printable(const char *text)
{
	for (; *text; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

bool phonewall_url_port(const char *url, uint16_t *port)
{
	const char *rest = skip_scheme(url, port);

	if (rest)
		rest = skip_host(rest);
	if (rest)
		rest = skip_port(rest, port);
	return rest && (!*rest || strchr("/?#", *rest)) && is_printable(rest);
}

/* Return: true if @rest is ":" and digits, which may be too many. */
static bool is_numeric_port(const char *rest)
{
	size_t digits;

	if (*rest != ':')
		return false;
	digits = strspn(rest + 1, DECIMAL_DIGITS);
	return digits && (!rest[1 + digits] || strchr("/?#", rest[1 + digits]));
}

const char *phonewall_url_fault(const char *url)
{
	uint16_t port;
	const char *rest = skip_scheme(url, &port);

	if (rest && memchr(rest, '@', strcspn(rest, "/?#")))
		return "has a user name";
	if (rest)
		rest = skip_host(rest);
	if (rest && is_numeric_port(rest) && !skip_port(rest, &port))
		return "has a port that is not a number from 1 to 65535";
	return "is not a connection request URL";
}
