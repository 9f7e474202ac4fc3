// SPDX-License-Identifier: MIT
#include "endpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

socklen_t phonewall_endpoint_length(const struct sockaddr_storage *endpoint)
{
	return endpoint->ss_family == AF_INET ? sizeof(struct sockaddr_in) :
						sizeof(struct sockaddr_in6);
}

socklen_t phonewall_endpoint_make(const struct phonewall_address *address,
				  uint16_t port,
				  struct sockaddr_storage *endpoint)
{
	struct sockaddr_in *ipv4 = (void *)endpoint;
	struct sockaddr_in6 *ipv6 = (void *)endpoint;

	*endpoint = (struct sockaddr_storage){ .ss_family = address->family };
	if (address->family == AF_INET) {
		ipv4->sin_port = htons(port);
		memcpy(&ipv4->sin_addr, address->bytes, sizeof(ipv4->sin_addr));
	} else {
		ipv6->sin6_port = htons(port);
		memcpy(&ipv6->sin6_addr, address->bytes,
		       sizeof(ipv6->sin6_addr));
	}
	return phonewall_endpoint_length(endpoint);
}

uint16_t phonewall_endpoint_split(const struct sockaddr_storage *endpoint,
				  struct phonewall_address *address)
{
	const struct sockaddr_in *ipv4 = (const void *)endpoint;
	const struct sockaddr_in6 *ipv6 = (const void *)endpoint;

	*address = (struct phonewall_address){ .family = endpoint->ss_family };
	if (endpoint->ss_family == AF_INET) {
		memcpy(address->bytes, &ipv4->sin_addr, sizeof(ipv4->sin_addr));
		return ntohs(ipv4->sin_port);
	}
	if (IN6_IS_ADDR_V4MAPPED(&ipv6->sin6_addr)) {
		address->family = AF_INET;
		memcpy(address->bytes, ipv6->sin6_addr.s6_addr + 12, 4);
	} else {
		memcpy(address->bytes, &ipv6->sin6_addr,
		       sizeof(ipv6->sin6_addr));
	}
	return ntohs(ipv6->sin6_port);
}

static size_t bytes_of(const struct phonewall_address *address)
{
	return address->family == AF_INET ? 4 : 16;
}

void phonewall_endpoint_print_token(const struct sockaddr_storage *endpoint,
				    char text[PHONEWALL_ENDPOINT_TOKEN])
{
	struct phonewall_address address;
	uint16_t port = phonewall_endpoint_split(endpoint, &address);
	size_t used = 0;

	for (size_t i = 0; i < bytes_of(&address); i++)
		used += snprintf(text + used, PHONEWALL_ENDPOINT_TOKEN - used,
				 "%02x", address.bytes[i]);
	snprintf(text + used, PHONEWALL_ENDPOINT_TOKEN - used, ".%u", port);
}

bool phonewall_endpoint_parse_token(const char *text,
				    struct sockaddr_storage *endpoint)
{
	const char *dot = strchr(text, '.');
	struct phonewall_address address = { .family = AF_INET };
	uint32_t port, byte;
	char digits[3] = "";

	if (!dot || !phonewall_text_number(dot + 1, 10, UINT16_MAX, &port))
		return false;
	if (dot - text == 32)
		address.family = AF_INET6;
	else if (dot - text != 8)
		return false;
	for (size_t i = 0; i < bytes_of(&address); i++) {
		memcpy(digits, text + 2 * i, 2);
		if (!phonewall_text_number(digits, 16, UINT8_MAX, &byte))
			return false;
		address.bytes[i] = byte;
	}
	phonewall_endpoint_make(&address, port, endpoint);
	return true;
}
