// SPDX-License-Identifier: MIT
/*
 * A request to the configuration store, and what the store would be after it.
 */
#include <string.h>

#include "base/memory.h"
#include "fault_list.h"
#include "fuzzer.h"
#include "store/submission.h"
#include "systems/systems.h"

static void require_candidate(const struct phonewall_store *candidate)
{
	REQUIRE(candidate->count <= PHONEWALL_STORE_ENTRIES_MAX);
	for (size_t i = 0; i < candidate->count; i++) {
		const struct phonewall_store_entry *entry =
			&candidate->list[i];

		REQUIRE(phonewall_systems_use(entry->name));
		REQUIRE(strlen(entry->value) <= PHONEWALL_PROFILE_VALUE_MAX);
		REQUIRE(!strchr(entry->value, '\n'));
	}
}

static void submit(const struct phonewall_store_request *request)
{
	const struct phonewall_store_entry entry = {
		.name = "Firewall", .value = "Enabled", .source = "x",
	};
	struct phonewall_store store = { 0 };
	struct phonewall_faults faults = { 0 };
	struct phonewall_store candidate;
	int error;

	phonewall_store_put(&store, &entry);
	error = phonewall_store_submit(&store, request, 0, 0, &candidate,
				       &faults);
	REQUIRE(candidate.count || error ||
		request->kind == PHONEWALL_STORE_RESET);
	REQUIRE(error == (faults.count ? -1 : 0));
	REQUIRE(!error || !candidate.count);
	require_faults(&faults);
	require_candidate(&candidate);
	phonewall_faults_clear(&faults);
	phonewall_store_clear(&candidate);
	phonewall_store_clear(&store);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = phonewall_memory_copy((const char *)data, size);
	struct phonewall_store_request request;
	const char *fault = phonewall_store_request_read(text, size, &request);

	REQUIRE(!fault == (request.url || request.parameter ||
			   request.kind == PHONEWALL_STORE_ASSIGN ||
			   request.kind == PHONEWALL_STORE_RESET));
	if (!fault && request.kind != PHONEWALL_STORE_WHY)
		submit(&request);
	phonewall_store_request_clear(&request);
	free(text);
	return 0;
}
