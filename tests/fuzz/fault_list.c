// SPDX-License-Identifier: MIT
#include "fault_list.h"

#include <string.h>

#include "base/text.h"
#include "fuzzer.h"

static void require_text(const char *text)
{
	REQUIRE(!text || strlen(text) <= PHONEWALL_FAULT_TEXT_MAX);
}

/*
 * Each fault begins a line; continuation lines are indented. All is printable
 * ASCII, and no line is too long.
 */
static void require_printed(const char *text, size_t faults)
{
	size_t begun = 0;

	for (size_t length; *text; text += length + 1) {
		length = strcspn(text, "\n");
		REQUIRE(text[length] == '\n');
		REQUIRE(length && length <= PHONEWALL_TEXT_COLUMNS);
		for (size_t i = 0; i < length; i++)
			REQUIRE(text[i] >= ' ' && text[i] <= '~');
		if (!strncmp(text, "file:", strlen("file:")))
			begun++;
		else
			REQUIRE(!strncmp(text, "    ", strlen("    ")));
	}
	REQUIRE(begun == faults);
}

void require_faults(const struct phonewall_faults *faults)
{
	char *text;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	REQUIRE(stream && faults->count <= PHONEWALL_FAULTS_MAX);
	REQUIRE(!faults->more || faults->count == PHONEWALL_FAULTS_MAX);
	for (size_t i = 0; i < faults->count; i++) {
		REQUIRE(faults->list[i].message && *faults->list[i].message);
		require_text(faults->list[i].parameter);
		require_text(faults->list[i].token);
	}
	phonewall_faults_print(faults, "file", stream);
	REQUIRE(!fclose(stream));
	require_printed(text, faults->count + !!faults->more);
	free(text);
}

static void require_same_text(const char *a, const char *b)
{
	REQUIRE(!a == !b);
	REQUIRE(!a || !strcmp(a, b));
}

void require_same_faults(const struct phonewall_faults *a,
			 const struct phonewall_faults *b)
{
	REQUIRE(a->count == b->count && a->more == b->more);
	for (size_t i = 0; i < a->count; i++) {
		REQUIRE(a->list[i].line == b->list[i].line);
		require_same_text(a->list[i].parameter, b->list[i].parameter);
		require_same_text(a->list[i].token, b->list[i].token);
		require_same_text(a->list[i].message, b->list[i].message);
	}
}
