// SPDX-License-Identifier: MIT
/*
 * The output of lldpcli about the neighbours.
 */
#include <string.h>

#include "base/memory.h"
#include "fuzzer.h"
#include "vlan/lldp_med.h"

#define PORT	"lan0"

/* How JSON can write a word: as it is, or with escapes. */
static bool may_hold(const char *text, const char *word)
{
	return strstr(text, word) || strchr(text, '\\');
}

static void require_same_with(const char *before, const char *text,
			      const struct phonewall_learned_vlan *voice,
			      int error)
{
	char *longer = phonewall_memory_print("%s%s", before, text);
	struct phonewall_learned_vlan again;

	REQUIRE(phonewall_lldp_med_parse(longer, PORT, &again) == error);
	REQUIRE(again.heard == voice->heard && again.vlan == voice->vlan);
	free(longer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = phonewall_memory_copy((const char *)data, size);
	struct phonewall_learned_vlan voice, other;
	int error = phonewall_lldp_med_parse(text, PORT, &voice);

	REQUIRE(!error || error == -1);
	REQUIRE(voice.vlan < PHONEWALL_VLAN_RESERVED);
	REQUIRE(voice.heard || !voice.vlan);
	REQUIRE(!error || !voice.heard);
	REQUIRE(!voice.heard || (may_hold(text, PORT) &&
				 may_hold(text, "Voice") &&
				 may_hold(text, "lldp-med")));
	require_same_with("", text, &voice, error);
	require_same_with("\n", text, &voice, error);
	REQUIRE(phonewall_lldp_med_parse(text, PORT "x", &other) == error);
	REQUIRE(!other.heard || may_hold(text, PORT "x"));
	free(text);
	return 0;
}
