// SPDX-License-Identifier: MIT
/*
 * What a PAC script returns. What is accepted is the same when it is written as
 * a script would, and names nothing but hosts.
 */
#include <string.h>

#include "base/address.h"
#include "base/memory.h"
#include "fuzzer.h"
#include "proxy/pac_result.h"

static const char *const keywords[] = {
	[PHONEWALL_PROXY_DIRECT] = "DIRECT",
	[PHONEWALL_PROXY_HTTP] = "PROXY",
	[PHONEWALL_PROXY_HTTPS] = "HTTPS",
};

static void require_host(const struct phonewall_proxy *proxy)
{
	struct phonewall_address address;
	bool has_port;
	uint16_t port;

	if (proxy->kind == PHONEWALL_PROXY_DIRECT) {
		REQUIRE(!*proxy->host && !proxy->port);
		return;
	}
	REQUIRE(proxy->port);
	REQUIRE(phonewall_host_name_is_valid(proxy->host) ||
		(phonewall_address_parse(proxy->host, &address, &port,
					 &has_port) && !has_port));
}

static char *print(const struct phonewall_pac_result *result)
{
	char *text = NULL;

	for (size_t i = 0; i < result->count; i++) {
		const struct phonewall_proxy *proxy = &result->proxies[i];
		const char *keyword = keywords[proxy->kind];
		bool is_ipv6 = strchr(proxy->host, ':');

		phonewall_memory_append(&text,
			proxy->kind == PHONEWALL_PROXY_DIRECT ?
			phonewall_memory_print("%s", keyword) :
			phonewall_memory_print("%s %s%s%s:%u", keyword,
					       is_ipv6 ? "[" : "", proxy->host,
					       is_ipv6 ? "]" : "",
					       proxy->port));
	}
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = phonewall_memory_copy((const char *)data, size);
	struct phonewall_pac_result result, again;
	char *printed;

	if (phonewall_pac_result_parse(text, &result)) {
		REQUIRE(!result.count && !result.skipped);
		free(text);
		return 0;
	}
	REQUIRE(result.count && result.count <= PHONEWALL_PAC_PROXIES_MAX);
	for (size_t i = 0; i < result.count; i++)
		require_host(&result.proxies[i]);
	printed = print(&result);
	REQUIRE(!phonewall_pac_result_parse(printed, &again));
	REQUIRE(again.count == result.count && !again.skipped);
	REQUIRE(!memcmp(again.proxies, result.proxies, sizeof(result.proxies)));
	free(printed);
	free(text);
	return 0;
}
