// SPDX-License-Identifier: MIT
/*
 * The CDP parser, with an Ethernet frame from the destination address on.
 */
#include "fuzzer.h"
#include "vlan/cdp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct phonewall_cdp cdp;
	int error = phonewall_cdp_parse(data, size, &cdp);

	REQUIRE(cdp.voice.vlan < PHONEWALL_VLAN_RESERVED);
	REQUIRE(cdp.voice.heard || !cdp.voice.vlan);
	REQUIRE(!error || (!cdp.voice.heard && !cdp.hold_time &&
			   !cdp.is_switch));
	return 0;
}
