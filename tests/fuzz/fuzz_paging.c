// SPDX-License-Identifier: MIT
/*
 * The value of a paging script.
 */
#include <string.h>

#include "base/address.h"
#include "base/memory.h"
#include "endpoint_list.h"
#include "fault_list.h"
#include "firewall/endpoint.h"
#include "firewall/paging.h"
#include "fuzzer.h"

#define PARAMETER "Group_Paging_Script"

static void parse(const char *value, struct phonewall_translation *translation,
		  struct phonewall_faults *faults)
{
	*translation = (struct phonewall_translation){ 0 };
	*faults = (struct phonewall_faults){ 0 };
	phonewall_paging_parse(PARAMETER, value, 1, translation, faults, NULL);
}

static void require_reasons(const struct phonewall_translation *translation)
{
	for (size_t i = 0; i < translation->endpoint_count; i++)
		REQUIRE(!strcmp(translation->endpoints[i].reason,
				PARAMETER " with listen=yes"));
}

static void require_same(const struct phonewall_translation *a,
			 const struct phonewall_translation *b)
{
	REQUIRE(a->endpoint_count == b->endpoint_count);
	for (size_t i = 0; i < a->endpoint_count; i++)
		REQUIRE(phonewall_endpoint_equal(&a->endpoints[i],
						 &b->endpoints[i]));
}

static void print(const struct phonewall_endpoint *endpoint, FILE *stream)
{
	struct phonewall_address address = { .family = endpoint->family };
	char text[PHONEWALL_ADDRESS_TEXT];

	memcpy(address.bytes, &endpoint->address, sizeof(address.bytes));
	fprintf(stream, "pggrp=%s;num=1;listen=yes;",
		phonewall_address_print_port(&address, endpoint->port, text));
}

/* The caller releases it with free(). */
static char *text_of(const struct phonewall_translation *translation)
{
	char *text;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	REQUIRE(stream);
	for (size_t i = 0; i < translation->endpoint_count; i++)
		print(&translation->endpoints[i], stream);
	REQUIRE(!fclose(stream));
	return text;
}

/* The printed form of what was read is read as the same. */
static void require_round_trip(const struct phonewall_translation *translation)
{
	struct phonewall_translation again;
	struct phonewall_faults faults;
	char *text = text_of(translation);

	parse(text, &again, &faults);
	REQUIRE(!faults.count);
	require_same(translation, &again);
	phonewall_translation_clear(&again);
	free(text);
}

static size_t count_words(const char *text, const char *word)
{
	size_t count = 0;

	while ((text = strcasestr(text, word))) {
		text += strlen(word);
		count++;
	}
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *value = phonewall_memory_copy((const char *)data, size);
	struct phonewall_translation translation, again;
	struct phonewall_faults faults, faults_again;

	parse(value, &translation, &faults);
	require_faults(&faults);
	require_endpoints(&translation);
	require_reasons(&translation);
	/* No endpoint is listened to unless the script says so. */
	REQUIRE(translation.endpoint_count <= count_words(value, "pggrp") &&
		translation.endpoint_count <= count_words(value, "listen") &&
		translation.endpoint_count <= count_words(value, "yes"));
	require_round_trip(&translation);

	parse(value, &again, &faults_again);
	require_same(&translation, &again);
	require_same_faults(&faults, &faults_again);
	phonewall_translation_clear(&again);
	phonewall_faults_clear(&faults_again);
	phonewall_translation_clear(&translation);
	phonewall_faults_clear(&faults);
	free(value);
	return 0;
}
