// SPDX-License-Identifier: MIT
#include "transfer/location.h"

#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/memory.h"
#include "base/text.h"
#include "tls/name_check.h"

/* Bytes of a URL that a server may send to at most. */
#define LOCATION_MAX	2048

/* Return: a copy of a part, to be released with free(); NULL if there is none. */
static char *part_of(const CURLU *parsed, CURLUPart which, unsigned int flags)
{
	char *part, *copy;

	if (curl_url_get((CURLU *)parsed, which, &part, flags))
		return NULL;
	copy = phonewall_memory_copy(part, strlen(part));
	curl_free(part);
	return copy;
}

/* Without the square brackets of an IPv6 address. */
static char *host_of(const CURLU *parsed)
{
	char *host = part_of(parsed, CURLUPART_HOST, 0);
	size_t length = host ? strlen(host) : 0;

	if (length > 2 && host[0] == '[') {
		memmove(host, host + 1, length - 2);
		host[length - 2] = '\0';
	}
	return host;
}

static CURLU *parse(const char *text)
{
	CURLU *parsed = curl_url();

	if (!parsed)
		phonewall_memory_exhausted();
	if (!curl_url_set(parsed, CURLUPART_URL, text, CURLU_PATH_AS_IS))
		return parsed;
	curl_url_cleanup(parsed);
	return NULL;
}

static bool read_scheme(const CURLU *parsed, enum phonewall_scheme *scheme)
{
	char *text = part_of(parsed, CURLUPART_SCHEME, 0);
	bool is_https = text && !strcmp(text, "https");
	bool is_http = text && !strcmp(text, "http");

	free(text);
	*scheme = is_https ? PHONEWALL_SCHEME_HTTPS : PHONEWALL_SCHEME_HTTP;
	return is_https || is_http;
}

static void read_path(const CURLU *parsed, struct phonewall_server_url *url)
{
	char *query = part_of(parsed, CURLUPART_QUERY, 0);

	url->shown_path = part_of(parsed, CURLUPART_PATH, 0);
	url->path = phonewall_memory_print("%s%s%s", url->shown_path,
					   query ? "?" : "", query ?: "");
	free(query);
}

static const char *read_parts(const CURLU *parsed,
			      const struct phonewall_server_url *from,
			      struct phonewall_server_url *url)
{
	char *port = part_of(parsed, CURLUPART_PORT, CURLU_DEFAULT_PORT);
	uint32_t number = 0;

	if (!read_scheme(parsed, &url->scheme)) {
		free(port);
		return "redirects to something else than HTTP or HTTPS; correct the server";
	}
	if (port)
		phonewall_text_number(port, 10, UINT16_MAX, &number);
	free(port);
	url->port = number;
	url->host = host_of(parsed);
	read_path(parsed, url);
	if (from->scheme == PHONEWALL_SCHEME_HTTPS &&
	    url->scheme != PHONEWALL_SCHEME_HTTPS)
		return "redirects from HTTPS to HTTP, which anybody could read and change; correct the server";
	if (!url->port || !url->host || !phonewall_name_is_host(url->host))
		return "redirects to no host; correct the server";
	return NULL;
}

/* Return: @from, then what @location changes in it; NULL if it is no URL. */
static CURLU *resolve(const char *location,
		      const struct phonewall_server_url *from)
{
	char *base = phonewall_location_text(from, from->path);
	CURLU *parsed = parse(base);

	free(base);
	if (parsed && !curl_url_set(parsed, CURLUPART_URL, location,
				    CURLU_PATH_AS_IS))
		return parsed;
	curl_url_cleanup(parsed);
	return NULL;
}

const char *phonewall_location_read(const char *location,
				    const struct phonewall_server_url *from,
				    struct phonewall_server_url *url)
{
	CURLU *parsed = location && strlen(location) <= LOCATION_MAX ?
			resolve(location, from) : NULL;
	const char *fault;

	if (!parsed)
		return "redirects to no URL of HTTP or HTTPS; correct the server";
	fault = read_parts(parsed, from, url);
	curl_url_cleanup(parsed);
	if (fault)
		phonewall_server_url_clear(url);
	return fault;
}

bool phonewall_location_is_normal(const char *host)
{
	bool is_ipv6 = strchr(host, ':');
	char *text = phonewall_memory_print("http://%s%s%s/",
					    is_ipv6 ? "[" : "", host,
					    is_ipv6 ? "]" : "");
	CURLU *parsed = parse(text);
	char *read = parsed ? host_of(parsed) : NULL;
	bool is_normal = read && !strcmp(read, host);

	free(read);
	free(text);
	curl_url_cleanup(parsed);
	return is_normal && phonewall_name_is_host(host);
}

char *phonewall_location_text(const struct phonewall_server_url *url,
			      const char *path)
{
	bool is_ipv6 = strchr(url->host, ':');

	return phonewall_memory_print("%s://%s%s%s:%u%s",
			url->scheme == PHONEWALL_SCHEME_HTTPS ? "https" : "http",
			is_ipv6 ? "[" : "", url->host, is_ipv6 ? "]" : "",
			url->port ?: phonewall_scheme_port(url->scheme), path);
}
