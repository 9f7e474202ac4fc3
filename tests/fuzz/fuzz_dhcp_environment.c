// SPDX-License-Identifier: MIT
/*
 * An environment: variables, each ended by a NUL. An odd first byte means that
 * udhcpc's action is the first of them. What comes out is a record that is read
 * as the same.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "fuzzer.h"
#include "provisioning/dhcp_environment.h"

#define VARIABLES_MAX	64

static size_t split(char *text, size_t length, const char *variables[])
{
	size_t count = 0;

	for (size_t i = 0; i < length && count < VARIABLES_MAX;
	     i += strlen(text + i) + 1)
		variables[count++] = text + i;
	variables[count] = NULL;
	return count;
}

static void take_record(const struct phonewall_lease_record *record)
{
	static struct phonewall_lease_record again;
	char *text = phonewall_lease_record_print(record);

	REQUIRE(strlen(text) <= PHONEWALL_LEASE_TEXT_MAX);
	REQUIRE(!phonewall_lease_record_parse(text, strlen(text), &again));
	REQUIRE(again.option_count == record->option_count);
	REQUIRE(again.length == record->length);
	REQUIRE(!memcmp(again.bytes, record->bytes, record->length));
	free(text);
}

static void take_event(const struct phonewall_dhcp_event *event)
{
	REQUIRE(event->skip_count <= PHONEWALL_DHCP_TAKEN_MAX);
	REQUIRE(!event->change == !*event->record.interface);
	REQUIRE(event->change == PHONEWALL_DHCP_LEASED ||
		!event->record.option_count);
	if (event->change == PHONEWALL_DHCP_LEASED)
		take_record(&event->record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct phonewall_dhcp_event event;
	const char *variables[VARIABLES_MAX + 1];
	const char *action = NULL;
	size_t count, first = 0;
	const char *fault;
	char *text;

	if (!size)
		return 0;
	text = phonewall_memory_copy((const char *)data + 1, size - 1);
	count = split(text, size - 1, variables);
	if (data[0] & 1 && count)
		action = variables[first++];
	fault = phonewall_dhcp_environment_read(variables + first, action,
						&event);
	REQUIRE(!fault || !event.change);
	take_event(&event);
	free(text);
	return 0;
}
