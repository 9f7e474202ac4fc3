// SPDX-License-Identifier: MIT
/*
 * Option 252, a domain, a URL that a proxy is looked for, and the functions that
 * compare hosts, all of the same bytes.
 */
#include <string.h>

#include "base/memory.h"
#include "fuzzer.h"
#include "proxy/pac_functions.h"
#include "proxy/target.h"
#include "proxy/wpad.h"

static bool is_printable(const char *text)
{
	for (; *text; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

static void take_option(const uint8_t *data, size_t size)
{
	char *url;
	const char *fault = phonewall_wpad_url_of_dhcp(data, size, &url);

	REQUIRE(!fault == !!url);
	if (url) {
		REQUIRE(strlen(url) <= PHONEWALL_WPAD_URL_MAX);
		REQUIRE(is_printable(url));
		REQUIRE(!phonewall_pac_url_fault(url));
	}
	free(url);
}

static void take_domain(const char *domain)
{
	char *url = phonewall_wpad_url_of_domain(domain);

	if (url) {
		REQUIRE(!phonewall_pac_url_fault(url));
		REQUIRE(strchr(domain, '.'));
		REQUIRE(!strncmp(url + strlen("http://wpad."), domain,
				 strlen(domain) - 1));
	}
	free(url);
}

static void take_url(const char *url)
{
	struct phonewall_proxy_target target;
	const char *authority;

	if (!phonewall_proxy_target_parse(url, &target))
		return;
	REQUIRE(is_printable(target.url));
	REQUIRE(*target.host && !strpbrk(target.host, "/?#@[]"));
	authority = strstr(target.url, "://") + strlen("://");
	REQUIRE(!memchr(authority, '@', strcspn(authority, "/")));
	REQUIRE(!strchr(target.url, '#'));
	if (target.url[4] != ':')
		REQUIRE(!authority[strcspn(authority, "/") + 1]);
	phonewall_proxy_target_clear(&target);
}

/* The first line and the rest. */
static void compare(char *text)
{
	char *rest = text;
	const char *first = strsep(&rest, "\n");

	if (!rest)
		return;
	phonewall_pac_is_domain(first, rest);
	phonewall_pac_is_local_host_or_domain(first, rest);
	phonewall_pac_is_in_net(first, rest, rest);
	REQUIRE(phonewall_pac_matches(first, "*"));
	if (!strpbrk(first, "*?"))
		REQUIRE(phonewall_pac_matches(rest, first) ==
			!strcmp(first, rest));
	phonewall_pac_matches(first, rest);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = phonewall_memory_copy((const char *)data, size);

	take_option(data, size);
	take_domain(text);
	take_url(text);
	compare(text);
	free(text);
	return 0;
}
