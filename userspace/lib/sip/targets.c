// SPDX-License-Identifier: MIT
#include "sip/targets.h"

#include <string.h>

static bool is_same_address(const struct phonewall_address *one,
			    const struct phonewall_address *other)
{
	return one->family == other->family &&
	       !memcmp(one->bytes, other->bytes,
		       one->family == AF_INET ? sizeof(struct in_addr) :
						sizeof(struct in6_addr));
}

static const struct phonewall_sip_endpoint *
find(const struct phonewall_sip_targets *targets,
     const struct phonewall_address *address, uint16_t port)
{
	const struct phonewall_sip_endpoint *endpoint = targets->endpoints;

	for (size_t i = 0; i < targets->count; i++, endpoint++)
		if (endpoint->port == port &&
		    is_same_address(&endpoint->address, address))
			return endpoint;
	return NULL;
}

void phonewall_sip_targets_add(struct phonewall_sip_targets *targets,
			       const struct phonewall_address *address,
			       uint16_t port, uint8_t host)
{
	if (targets->count == PHONEWALL_SIP_ENDPOINTS_MAX ||
	    find(targets, address, port))
		return;
	targets->endpoints[targets->count++] = (struct phonewall_sip_endpoint){
		.address = *address, .port = port, .host = host,
	};
}

struct phonewall_sip_endpoint *
phonewall_sip_targets_choose(struct phonewall_sip_targets *targets,
			     uint64_t now)
{
	struct phonewall_sip_endpoint *endpoint = targets->endpoints;
	struct phonewall_sip_endpoint *chosen = NULL;

	for (size_t i = 0; i < targets->count; i++, endpoint++) {
		if (endpoint->down_until <= now)
			return endpoint;
		if (!chosen || endpoint->down_until < chosen->down_until)
			chosen = endpoint;
	}
	return chosen;
}

void phonewall_sip_endpoint_failed(struct phonewall_sip_endpoint *endpoint,
				   uint64_t now)
{
	uint64_t delay = PHONEWALL_SIP_DOWN_MIN;

	for (unsigned int i = 0; i < endpoint->failures &&
	     delay < PHONEWALL_SIP_DOWN_MAX; i++)
		delay *= 2;
	if (endpoint->failures < UINT8_MAX)
		endpoint->failures++;
	endpoint->down_until = now + delay;
}

void phonewall_sip_endpoint_worked(struct phonewall_sip_endpoint *endpoint)
{
	endpoint->failures = 0;
	endpoint->down_until = 0;
}

void phonewall_sip_targets_inherit(struct phonewall_sip_targets *targets,
				   const struct phonewall_sip_targets *old)
{
	struct phonewall_sip_endpoint *endpoint = targets->endpoints;
	const struct phonewall_sip_endpoint *known;

	if (targets->transport != old->transport)
		return;
	for (size_t i = 0; i < targets->count; i++, endpoint++) {
		known = find(old, &endpoint->address, endpoint->port);
		if (!known)
			continue;
		endpoint->failures = known->failures;
		endpoint->down_until = known->down_until;
	}
}
