// SPDX-License-Identifier: MIT
/*
 * The text of a lease record. What is taken is printed, and read again, as the
 * same.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzzer.h"
#include "provisioning/lease_record.h"

static void require_same(char *text)
{
	static struct phonewall_lease_record again;
	char *other;

	REQUIRE(strlen(text) <= PHONEWALL_LEASE_TEXT_MAX);
	REQUIRE(!phonewall_lease_record_parse(text, strlen(text), &again));
	other = phonewall_lease_record_print(&again);
	REQUIRE(!strcmp(text, other));
	free(other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct phonewall_lease_record record;
	char name[PHONEWALL_LEASE_NAME_SIZE];
	char *text;

	if (phonewall_lease_record_parse((const char *)data, size, &record)) {
		REQUIRE(!record.option_count && !*record.interface);
		return 0;
	}
	REQUIRE(record.length <= PHONEWALL_LEASE_BYTES_MAX);
	phonewall_lease_record_get_name(&record, name);
	REQUIRE(!strchr(name, '/') && *name);
	text = phonewall_lease_record_print(&record);
	require_same(text);
	free(text);
	return 0;
}
