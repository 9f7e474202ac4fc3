// SPDX-License-Identifier: MIT
#include "base/mac_address.h"

#include <stdio.h>

const char *phonewall_mac_address_print(const uint8_t address[ETH_ALEN],
					char text[PHONEWALL_MAC_ADDRESS_TEXT])
{
	snprintf(text, PHONEWALL_MAC_ADDRESS_TEXT,
		 "%02x:%02x:%02x:%02x:%02x:%02x", address[0], address[1],
		 address[2], address[3], address[4], address[5]);
	return text;
}
