// SPDX-License-Identifier: MIT
/*
 * Files that the agent saves for itself, as a broken disk may return them: the
 * record of the VLANs, and the connection request port. The other saved files
 * are copies, which the readers of the originals check.
 */
#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "config/state.h"
#include "firewall/connection_request.h"
#include "fuzzer.h"
#include "vlan/record.h"

static char directory[] = "/tmp/phonewall-fuzz-XXXXXX";

/* The sum of enum phonewall_membership; the rest follows from the first. */
static bool is_membership(uint8_t number)
{
	return !number || (number < 8 && number & PHONEWALL_VLAN_MEMBER);
}

/* Each target has its own set of values. */
static void require_values(const struct phonewall_vlan_change *change)
{
	if (change->target == PHONEWALL_VLAN_TARGET_MEMBERSHIP)
		REQUIRE(is_membership(change->before) &&
			is_membership(change->after));
	else
		REQUIRE(change->before <= 1 && change->after <= 1);
	if (change->target == PHONEWALL_VLAN_TARGET_FILTERING)
		REQUIRE(!change->vlan);
	else
		REQUIRE(change->vlan && change->vlan < PHONEWALL_VLAN_RESERVED);
}

static void require_change(const struct phonewall_vlan_changes *applied,
			   size_t i)
{
	const struct phonewall_vlan_change *change = &applied->list[i];

	REQUIRE(change->target <= PHONEWALL_VLAN_TARGET_DEVICE);
	REQUIRE(change->device);
	require_values(change);
	REQUIRE(phonewall_vlan_changes_find(applied, change) == change);
}

static void require_record(const struct phonewall_vlan_record *record)
{
	REQUIRE(strnlen(record->boot_id, sizeof(record->boot_id)) <
		sizeof(record->boot_id));
	REQUIRE(record->choice.source <= PHONEWALL_VLAN_SOURCE_VLAN_ID);
	REQUIRE(record->choice.voice < PHONEWALL_VLAN_RESERVED);
	REQUIRE(record->choice.pc < PHONEWALL_VLAN_RESERVED);
	REQUIRE(record->changes.count <= PHONEWALL_VLAN_CHANGES_MAX);
	for (size_t i = 0; i < record->changes.count; i++)
		require_change(&record->changes, i);
}

static void require_empty(const struct phonewall_vlan_record *record)
{
	REQUIRE(!*record->boot_id && !record->choice.source &&
		!record->choice.voice && !record->choice.pc &&
		!record->changes.count);
}

/* What is read and written again is the same; what is cut short is refused. */
static void require_round_trip(const struct phonewall_vlan_record *record,
			       size_t seed)
{
	struct phonewall_vlan_record again;
	char *text = phonewall_vlan_record_print(record);
	char *text_again;

	REQUIRE(!phonewall_vlan_record_parse(text, &again));
	text_again = phonewall_vlan_record_print(&again);
	REQUIRE(!strcmp(text, text_again));
	free(text_again);

	text[seed % (strrchr(text, '}') - text)] = '\0';
	REQUIRE(phonewall_vlan_record_parse(text, &again) == -1);
	require_empty(&again);
	free(text);
}

static void take_record(const char *text, size_t size)
{
	struct phonewall_vlan_record record;

	if (phonewall_vlan_record_parse(text, &record)) {
		require_empty(&record);
		return;
	}
	require_record(&record);
	require_round_trip(&record, size);
}

static void remove_directory(void)
{
	rmdir(directory);
}

static void write_port_file(const char *path, const void *data, size_t size)
{
	FILE *file = fopen(path, "w");

	REQUIRE(file);
	REQUIRE(!size || fwrite(data, size, 1, file) == 1);
	REQUIRE(!fclose(file));
}

/* The agent writes no leading zeros, but they do no harm. */
static bool is_port(const char *data, size_t size)
{
	static regex_t expression;
	static bool compiled;

	if (!compiled)
		REQUIRE(!regcomp(&expression, "^0*[89][0-9]{3}\n?$",
				 REG_EXTENDED | REG_NOSUB));
	compiled = true;
	return strlen(data) == size && !regexec(&expression, data, 0, NULL, 0);
}

static void take_port(const char *path, const char *data, size_t size)
{
	uint16_t port = 0, again;
	struct phonewall_file file;
	int error;

	write_port_file(path, data, size);
	error = phonewall_connection_request_read(directory, &port);
	REQUIRE(error == 0 || (error == -EBADMSG && !port));
	REQUIRE((error == 0) == (is_port(data, size) && size < 17));
	if (error)
		return;
	file = phonewall_connection_request_file(port);
	REQUIRE(!phonewall_state_write(directory, PHONEWALL_STATE_PORT, &file));
	phonewall_file_clear(&file);
	REQUIRE(!phonewall_connection_request_read(directory, &again));
	REQUIRE(port == again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool made;
	char *text = phonewall_memory_copy((const char *)data, size);
	char *path;

	if (!made) {
		REQUIRE(mkdtemp(directory));
		REQUIRE(!atexit(remove_directory));
		made = true;
	}
	path = phonewall_memory_print("%s/%s", directory, PHONEWALL_STATE_PORT);
	take_record(text, size);
	take_port(path, text, size);
	unlink(path);
	free(path);
	free(text);
	return 0;
}
