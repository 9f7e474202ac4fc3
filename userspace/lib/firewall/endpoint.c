// SPDX-License-Identifier: MIT
#include "firewall/endpoint.h"

#include <string.h>

#include "base/address.h"

static bool is_multicast(const struct phonewall_endpoint *endpoint)
{
	if (endpoint->family == AF_INET)
		return IN_MULTICAST(ntohl(endpoint->address.ipv4.s_addr));
	return IN6_IS_ADDR_MULTICAST(&endpoint->address.ipv6);
}

bool phonewall_endpoint_parse(const char *text,
			      struct phonewall_endpoint *endpoint)
{
	struct phonewall_endpoint parsed = { 0 };
	struct phonewall_address address;
	bool has_port;

	if (!phonewall_address_parse(text, &address, &parsed.port, &has_port) ||
	    !parsed.port)
		return false;
	parsed.family = address.family;
	memcpy(&parsed.address, address.bytes, sizeof(parsed.address));
	if (!is_multicast(&parsed))
		return false;
	*endpoint = parsed;
	return true;
}

bool phonewall_endpoint_equal(const struct phonewall_endpoint *a,
			      const struct phonewall_endpoint *b)
{
	if (a->family != b->family || a->port != b->port)
		return false;
	if (a->family == AF_INET)
		return a->address.ipv4.s_addr == b->address.ipv4.s_addr;
	return IN6_ARE_ADDR_EQUAL(&a->address.ipv6, &b->address.ipv6);
}
