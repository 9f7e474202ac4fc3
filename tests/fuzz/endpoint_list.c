// SPDX-License-Identifier: MIT
#include "endpoint_list.h"

#include "firewall/endpoint.h"
#include "fuzzer.h"

static bool is_multicast(const struct phonewall_endpoint *endpoint)
{
	const uint8_t *address = (const uint8_t *)&endpoint->address;

	return endpoint->family == AF_INET ? address[0] >> 4 == 0xe :
	       endpoint->family == AF_INET6 && address[0] == 0xff;
}

static void require_no_other(const struct phonewall_translation *translation,
			     size_t number)
{
	for (size_t i = 0; i < number; i++)
		REQUIRE(!phonewall_endpoint_equal(
				&translation->endpoints[number],
				&translation->endpoints[i]));
}

void require_endpoints(const struct phonewall_translation *translation)
{
	REQUIRE(translation->endpoint_count <= PHONEWALL_ENDPOINTS_MAX);
	for (size_t i = 0; i < translation->endpoint_count; i++) {
		REQUIRE(is_multicast(&translation->endpoints[i]));
		REQUIRE(translation->endpoints[i].port);
		REQUIRE(*translation->endpoints[i].reason);
		require_no_other(translation, i);
	}
}
