// SPDX-License-Identifier: MIT
#include "module/policy.h"

#include <stdlib.h>
#include <string.h>

#include "firewall/endpoint.h"

struct port_set {
	bool open[UINT16_MAX + 1];
};

static void add_range(struct port_set *set,
		      const struct phonewall_port_range *range)
{
	if (range->first <= range->last)
		memset(&set->open[range->first], true,
		       range->last - range->first + 1);
}

static bool ports_match(const struct phonewall_port_range *held, size_t count,
			const struct phonewall_translation *translation,
			uint8_t protocol)
{
	struct port_set is = { 0 };
	struct port_set wanted = { 0 };

	for (size_t i = 0; i < count; i++)
		add_range(&is, &held[i]);
	for (size_t i = 0; i < translation->opening_count; i++) {
		if (translation->openings[i].protocol == protocol)
			add_range(&wanted, &translation->openings[i].range);
	}
	return !memcmp(&is, &wanted, sizeof(is));
}

static bool has_endpoint(const struct phonewall_kernel_policy *policy,
			 const struct phonewall_endpoint *endpoint)
{
	for (size_t i = 0; i < policy->endpoint_count; i++) {
		if (phonewall_endpoint_equal(&policy->endpoints[i], endpoint))
			return true;
	}
	return false;
}

/* No list names an endpoint twice, so equal counts and inclusion will do. */
static bool endpoints_match(const struct phonewall_kernel_policy *policy,
			    const struct phonewall_translation *translation)
{
	if (policy->endpoint_count != translation->endpoint_count)
		return false;
	for (size_t i = 0; i < translation->endpoint_count; i++) {
		if (!has_endpoint(policy, &translation->endpoints[i]))
			return false;
	}
	return true;
}

static bool limits_match(const struct phonewall_limits *a,
			 const struct phonewall_limits *b)
{
	return a->flows == b->flows && a->timeout_udp == b->timeout_udp &&
	       a->timeout_udp_replied == b->timeout_udp_replied &&
	       a->timeout_echo == b->timeout_echo &&
	       a->timeout_other == b->timeout_other;
}

bool phonewall_kernel_policy_matches(
	const struct phonewall_kernel_policy *policy,
	const struct phonewall_translation *translation)
{
	return policy->generation &&
	       policy->enabled == translation->enabled &&
	       policy->flags == translation->flags &&
	       policy->rtp.first == translation->rtp.first &&
	       policy->rtp.last == translation->rtp.last &&
	       limits_match(&policy->limits, &translation->limits) &&
	       ports_match(policy->udp, policy->udp_count, translation,
			   IPPROTO_UDP) &&
	       ports_match(policy->tcp, policy->tcp_count, translation,
			   IPPROTO_TCP) &&
	       endpoints_match(policy, translation);
}

void phonewall_kernel_policy_clear(struct phonewall_kernel_policy *policy)
{
	free(policy->udp);
	free(policy->tcp);
	free(policy->endpoints);
	memset(policy, 0, sizeof(*policy));
}
