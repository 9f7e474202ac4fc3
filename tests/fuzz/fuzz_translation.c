// SPDX-License-Identifier: GPL-2.0
/*
 * The text of cfg.xml on its whole way to a policy or to faults.
 */
#include <string.h>

#include "connection_request.h"
#include "endpoint.h"
#include "explain.h"
#include "fault_list.h"
#include "fuzzer.h"
#include "memory.h"
#include "policy_message.h"
#include "translation.h"

/* What is kept of the file, or of the file with something added, as well. */
struct outcome {
	int error;
	struct phonewall_translation translation;
	struct phonewall_faults faults;
};

static void translate(const char *text, size_t length, struct outcome *outcome)
{
	struct phonewall_settings settings;

	phonewall_settings_default(&settings);
	settings.connection_request_port = PHONEWALL_CONNECTION_REQUEST_FIRST;
	*outcome = (struct outcome){ 0 };
	outcome->error = phonewall_translate(text, length, &settings,
					     &outcome->translation,
					     &outcome->faults);
}

static void clear(struct outcome *outcome)
{
	phonewall_translation_clear(&outcome->translation);
	phonewall_faults_clear(&outcome->faults);
}

static void require_same_text(const char *a, const char *b)
{
	REQUIRE(a && b && !strcmp(a, b));
}

static void require_same(const struct phonewall_translation *a,
			 const struct phonewall_translation *b)
{
	REQUIRE(a->enabled == b->enabled && a->flags == b->flags &&
		a->broadcast_echo == b->broadcast_echo &&
		a->rtp.first == b->rtp.first && a->rtp.last == b->rtp.last);
	REQUIRE(!memcmp(&a->limits, &b->limits, sizeof(a->limits)));
	REQUIRE(!memcmp(&a->access, &b->access, sizeof(a->access)));
	REQUIRE(a->opening_count == b->opening_count &&
		a->endpoint_count == b->endpoint_count);
	for (size_t i = 0; i < a->opening_count; i++) {
		REQUIRE(a->openings[i].protocol == b->openings[i].protocol &&
			!memcmp(&a->openings[i].range, &b->openings[i].range,
				sizeof(a->openings[i].range)));
		require_same_text(a->openings[i].purpose,
				  b->openings[i].purpose);
		require_same_text(a->openings[i].reason, b->openings[i].reason);
	}
	for (size_t i = 0; i < a->endpoint_count; i++) {
		REQUIRE(phonewall_endpoint_equal(&a->endpoints[i],
						 &b->endpoints[i]));
		require_same_text(a->endpoints[i].reason,
				  b->endpoints[i].reason);
	}
}

static bool is_open(const struct phonewall_translation *translation,
		    uint8_t protocol, uint16_t port)
{
	for (size_t i = 0; i < translation->opening_count; i++) {
		const struct phonewall_opening *opening =
			&translation->openings[i];

		if (opening->protocol == protocol &&
		    opening->range.first <= port && port <= opening->range.last)
			return true;
	}
	return false;
}

static void require_openings(const struct phonewall_translation *translation)
{
	for (size_t i = 0; i < translation->opening_count; i++) {
		const struct phonewall_opening *opening =
			&translation->openings[i];

		REQUIRE(opening->protocol == IPPROTO_UDP ||
			opening->protocol == IPPROTO_TCP);
		REQUIRE(opening->range.first &&
			opening->range.first <= opening->range.last);
		REQUIRE(*opening->purpose && *opening->reason);
	}
	REQUIRE(is_open(translation, IPPROTO_UDP, 68) &&
		is_open(translation, IPPROTO_UDP, 546) &&
		is_open(translation, IPPROTO_UDP, translation->rtp.first) &&
		is_open(translation, IPPROTO_UDP, translation->rtp.last));
	REQUIRE(translation->rtp.first >= 2048 &&
		translation->rtp.last <= 49152 &&
		translation->rtp.last - translation->rtp.first > 16);
}

static bool is_multicast(const struct phonewall_endpoint *endpoint)
{
	const uint8_t *address = (const uint8_t *)&endpoint->address;

	return endpoint->family == AF_INET ? address[0] >> 4 == 0xe :
	       endpoint->family == AF_INET6 && address[0] == 0xff;
}

static void require_endpoints(const struct phonewall_translation *translation)
{
	REQUIRE(translation->endpoint_count <= PHONEWALL_ENDPOINTS_MAX);
	for (size_t i = 0; i < translation->endpoint_count; i++) {
		const struct phonewall_endpoint *endpoint =
			&translation->endpoints[i];

		REQUIRE(is_multicast(endpoint));
		REQUIRE(endpoint->port && *endpoint->reason);
		for (size_t j = 0; j < i; j++)
			REQUIRE(!phonewall_endpoint_equal(endpoint,
						&translation->endpoints[j]));
	}
}

static void require_access(const struct phonewall_network_access *access)
{
	uint16_t most = access->vlan_enabled ? PHONEWALL_VLAN_RESERVED - 1 :
					       PHONEWALL_VLAN_RESERVED;

	REQUIRE(access->vlan_id <= most && access->pc_port_vlan_id <= most);
	REQUIRE(access->certificate == PHONEWALL_CERTIFICATE_MANUFACTURING ||
		access->certificate == PHONEWALL_CERTIFICATE_CUSTOM);
}

/* The module's own code finds open what is listed as open, and nothing else. */
static void require_verdict(const struct phonewall_translation *translation,
			    uint16_t port)
{
	uint8_t packet[40] __attribute__((aligned(4))) = {
		[0] = 0x45, [9] = IPPROTO_TCP, [12] = 192, [16] = 10,
		[22] = port >> 8, [23] = port & 0xff, [33] = 0x02,
	};
	enum phonewall_reason reason = PHONEWALL_REASON_TCP_BLOCKED;

	if (is_open(translation, IPPROTO_TCP, port))
		reason = PHONEWALL_REASON_OPEN_PORT;
	if (!translation->enabled)
		reason = PHONEWALL_REASON_DISABLED;
	REQUIRE(phonewall_explain(translation, PHONEWALL_IN, packet,
				  sizeof(packet)) == reason);
}

static void require_policy(const struct phonewall_translation *translation)
{
	REQUIRE(!(translation->flags & ~PHONEWALL_FLAG_ALL));
	require_openings(translation);
	require_endpoints(translation);
	require_access(&translation->access);
	require_policy_round_trip(translation);
	require_verdict(translation, 22);
	for (size_t i = 0; i < translation->opening_count; i++) {
		require_verdict(translation,
				translation->openings[i].range.last);
		require_verdict(translation,
				translation->openings[i].range.last + 1);
	}
}

static void require_nothing(const struct phonewall_translation *translation)
{
	REQUIRE(!translation->enabled && !translation->flags &&
		!translation->broadcast_echo && !translation->rtp.first &&
		!translation->limits.flows);
	REQUIRE(!translation->openings && !translation->opening_count &&
		!translation->endpoints && !translation->endpoint_count);
}

/* The text with something behind it that says nothing. */
static void require_same_with(const char *addition, const char *text,
			      size_t length, const struct outcome *outcome)
{
	size_t more = strlen(addition);
	char *longer = phonewall_memory_resize(NULL, length + more, 1);
	struct outcome again;

	memcpy(longer, text, length);
	memcpy(longer + length, addition, more);
	translate(longer, length + more, &again);
	free(longer);
	REQUIRE(again.error == outcome->error);
	require_same(&again.translation, &outcome->translation);
	clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct outcome outcome, again;

	translate(text, size, &outcome);
	REQUIRE(outcome.error == (outcome.faults.count ? -1 : 0));
	require_faults(&outcome.faults);
	if (outcome.error)
		require_nothing(&outcome.translation);
	else
		require_policy(&outcome.translation);

	translate(text, size, &again);
	REQUIRE(again.error == outcome.error);
	require_same(&again.translation, &outcome.translation);
	require_same_faults(&again.faults, &outcome.faults);
	clear(&again);
	require_same_with(outcome.error ? "\n" : "\n<!-- nothing -->\n", text,
			  size, &outcome);
	clear(&outcome);
	return 0;
}
