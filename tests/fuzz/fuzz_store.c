// SPDX-License-Identifier: MIT
/*
 * The file of the configuration store.
 */
#include <string.h>

#include "fault_list.h"
#include "fuzzer.h"
#include "store/store_file.h"

static bool is_same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static void require_same(const struct phonewall_store_entry *a,
			 const struct phonewall_store_entry *b)
{
	REQUIRE(is_same_text(a->name, b->name) &&
		is_same_text(a->value, b->value) &&
		is_same_text(a->ua, b->ua) &&
		is_same_text(a->source, b->source) &&
		a->origin == b->origin && a->time == b->time);
}

/* What is printed of a store that was read is read as the same. */
static void require_round_trip(const struct phonewall_store *store)
{
	char *text = phonewall_store_print(store);
	struct phonewall_store again;
	struct phonewall_faults faults = { 0 };

	if (strlen(text) <= PHONEWALL_STORE_SIZE_MAX) {
		REQUIRE(!phonewall_store_read(text, strlen(text), &again,
					      &faults));
		REQUIRE(again.count == store->count);
		for (size_t i = 0; i < again.count; i++)
			require_same(&store->list[i], &again.list[i]);
		phonewall_store_clear(&again);
	}
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct phonewall_faults faults = { 0 };
	struct phonewall_store store;
	int error = phonewall_store_read((const char *)data, size, &store,
					 &faults);

	REQUIRE(error == (faults.count ? -1 : 0));
	REQUIRE(!error || !store.count);
	require_faults(&faults);
	require_round_trip(&store);
	phonewall_faults_clear(&faults);
	phonewall_store_clear(&store);
	return 0;
}
