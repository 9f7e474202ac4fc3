// SPDX-License-Identifier: MIT
#include "proxy/target.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/url.h"

/* Return: a copy without what stands before the "@" of the authority. */
static char *without_user(const char *url)
{
	const char *authority = strstr(url, "://");
	const char *end = authority;
	size_t length;

	if (!authority)
		return phonewall_memory_print("%s", url);
	authority += strlen("://");
	length = strcspn(authority, "/?#");
	end = memrchr(authority, '@', length);
	if (!end)
		return phonewall_memory_print("%s", url);
	return phonewall_memory_print("%.*s%s", (int)(authority - url), url,
				      end + 1);
}

static char *host_of(const char *authority)
{
	size_t length = strcspn(authority, ":/?#");
	char *host;

	if (*authority == '[') {
		authority++;
		length = strcspn(authority, "]");
	}
	host = phonewall_memory_copy(authority, length);
	for (char *byte = host; *byte; byte++)
		*byte = tolower((unsigned char)*byte);
	return host;
}

bool phonewall_proxy_target_parse(const char *url,
				  struct phonewall_proxy_target *target)
{
	const char *authority, *rest;
	char *copy;
	uint16_t port;

	*target = (struct phonewall_proxy_target){ 0 };
	if (strlen(url) > PHONEWALL_PROXY_URL_MAX)
		return false;
	copy = without_user(url);
	if (!phonewall_url_port(copy, &port)) {
		free(copy);
		return false;
	}
	authority = strstr(copy, "://") + strlen("://");
	rest = authority + strcspn(authority, "/?#");
	target->host = host_of(authority);
	if (!strncasecmp(copy, "https:", strlen("https:")) || *rest == '#')
		target->url = phonewall_memory_print("%.*s/",
						     (int)(rest - copy), copy);
	else
		target->url = phonewall_memory_print("%.*s%s%.*s",
			(int)(rest - copy), copy, *rest == '/' ? "" : "/",
			(int)strcspn(rest, "#"), rest);
	free(copy);
	return true;
}

void phonewall_proxy_target_clear(struct phonewall_proxy_target *target)
{
	free(target->url);
	free(target->host);
	*target = (struct phonewall_proxy_target){ 0 };
}

/* What TFTP has for a server and a file is what HTTP has. */
const char *phonewall_pac_url_fault(const char *url)
{
	bool is_tftp = !strncasecmp(url, "tftp://", strlen("tftp://"));
	bool is_url;
	uint16_t port;
	char *as_http;

	if (!is_tftp && strncasecmp(url, "http://", strlen("http://")) &&
	    strncasecmp(url, "https://", strlen("https://")))
		return "does not begin with tftp://, http:// or https://";
	as_http = phonewall_memory_print("%s%s", is_tftp ? "http" : "",
					 url + (is_tftp ? strlen("tftp") : 0));
	is_url = phonewall_url_port(as_http, &port);
	free(as_http);
	return is_url ? NULL : "is not SCHEME://HOST[:PORT]/PATH";
}
