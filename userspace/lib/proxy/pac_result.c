// SPDX-License-Identifier: MIT
#include "proxy/pac_result.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"

#define WHITE_SPACE	" \t\r\n"

/* @is_skipped: it is known, and cannot be used. */
struct keyword {
	const char *word;
	enum phonewall_proxy_kind kind;
	uint16_t port;
	bool is_skipped;
};

static const struct keyword keywords[] = {
	{ "DIRECT", PHONEWALL_PROXY_DIRECT, 0, false },
	{ "PROXY", PHONEWALL_PROXY_HTTP, 80, false },
	{ "HTTP", PHONEWALL_PROXY_HTTP, 80, false },
	{ "HTTPS", PHONEWALL_PROXY_HTTPS, 443, false },
	{ "SOCKS", PHONEWALL_PROXY_DIRECT, 0, true },
	{ "SOCKS4", PHONEWALL_PROXY_DIRECT, 0, true },
	{ "SOCKS5", PHONEWALL_PROXY_DIRECT, 0, true },
};

static const struct keyword *find_keyword(const char *word)
{
	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
		if (!strcasecmp(keywords[i].word, word))
			return &keywords[i];
	return NULL;
}

/* Return: NULL, or what is wrong. */
static const char *read_proxy(const struct keyword *keyword, const char *host,
			      struct phonewall_pac_result *result)
{
	struct phonewall_proxy *proxy = &result->proxies[result->count];

	if (result->count == PHONEWALL_PAC_PROXIES_MAX)
		return "names more than 16 proxies";
	*proxy = (struct phonewall_proxy){ .kind = keyword->kind };
	if (keyword->kind == PHONEWALL_PROXY_DIRECT && *host)
		return "has something behind DIRECT";
	if (keyword->kind != PHONEWALL_PROXY_DIRECT &&
	    !phonewall_proxy_parse(host, keyword->port, proxy))
		return "has a proxy that is not HOST or HOST:PORT";
	result->count++;
	return NULL;
}

static const char *read_entry(char *entry, struct phonewall_pac_result *result)
{
	size_t length = strcspn(entry, WHITE_SPACE);
	const struct keyword *keyword;
	const char *host;

	host = entry + length + strspn(entry + length, WHITE_SPACE);
	entry[length] = '\0';
	keyword = find_keyword(entry);
	if (!keyword)
		return "has a word that is not DIRECT, PROXY, HTTP, HTTPS or SOCKS";
	if (!keyword->is_skipped)
		return read_proxy(keyword, host, result);
	result->skipped++;
	return NULL;
}

static const char *read_entries(char *rest, struct phonewall_pac_result *result)
{
	const char *fault = NULL;
	char *entry;

	while (!fault && (entry = strsep(&rest, ";"))) {
		entry = phonewall_text_trim(entry);
		if (*entry)
			fault = read_entry(entry, result);
	}
	if (fault || result->count)
		return fault;
	return result->skipped ? "names SOCKS proxies alone, which are not supported" :
				 "names no proxy and is not DIRECT";
}

const char *phonewall_pac_result_parse(const char *text,
				       struct phonewall_pac_result *result)
{
	char *copy = phonewall_memory_print("%s", text);
	const char *fault;

	*result = (struct phonewall_pac_result){ 0 };
	fault = read_entries(copy, result);
	if (fault)
		*result = (struct phonewall_pac_result){ 0 };
	free(copy);
	return fault;
}
