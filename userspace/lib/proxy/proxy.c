// SPDX-License-Identifier: MIT
#include "proxy/proxy.h"

#include <stdio.h>
#include <string.h>

#include "base/address.h"
#include "base/memory.h"
#include "base/text.h"

static void set(struct phonewall_proxy *proxy, const char *host, uint16_t port)
{
	snprintf(proxy->host, sizeof(proxy->host), "%s", host);
	proxy->port = port;
}

static bool parse_address(const char *text, uint16_t port,
			  struct phonewall_proxy *proxy)
{
	char host[PHONEWALL_ADDRESS_TEXT];
	struct phonewall_address address;
	uint16_t own_port;
	bool has_port;

	if (!phonewall_address_parse(text, &address, &own_port, &has_port) ||
	    (has_port && !own_port))
		return false;
	set(proxy, phonewall_address_print(&address, host),
	    has_port ? own_port : port);
	return true;
}

bool phonewall_proxy_parse(const char *text, uint16_t port,
			   struct phonewall_proxy *proxy)
{
	char host[PHONEWALL_HOST_NAME_MAX + 1];
	size_t length = strcspn(text, ":");
	uint32_t number = port;

	if (parse_address(text, port, proxy))
		return true;
	if (length >= sizeof(host))
		return false;
	memcpy(host, text, length);
	host[length] = '\0';
	if (text[length] &&
	    (!phonewall_text_number(text + length + 1, 10, UINT16_MAX,
				    &number) || !number))
		return false;
	if (!phonewall_host_name_is_valid(host))
		return false;
	set(proxy, host, number);
	return true;
}

char *phonewall_proxy_print(const struct phonewall_proxy *proxy)
{
	bool is_ipv6 = strchr(proxy->host, ':');

	return phonewall_memory_print("http%s://%s%s%s:%u",
				      proxy->kind == PHONEWALL_PROXY_HTTPS ?
				      "s" : "", is_ipv6 ? "[" : "", proxy->host,
				      is_ipv6 ? "]" : "", proxy->port);
}
