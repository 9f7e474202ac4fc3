/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_MAC_ADDRESS_H
#define PHONEWALL_MAC_ADDRESS_H

#include <linux/if_ether.h>
#include <stdint.h>

/* Room for a MAC address and the NUL. */
#define PHONEWALL_MAC_ADDRESS_TEXT	sizeof("00:00:00:00:00:00")

/**
 * phonewall_mac_address_print() - print a MAC address as "02:00:00:00:00:01"
 * @address: the address
 * @text: set to the text
 *
 * Return: @text.
 */
const char *phonewall_mac_address_print(const uint8_t address[ETH_ALEN],
					char text[PHONEWALL_MAC_ADDRESS_TEXT]);

#endif /* PHONEWALL_MAC_ADDRESS_H */
