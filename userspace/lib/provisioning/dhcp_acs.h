/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DHCP_ACS_H
#define PHONEWALL_DHCP_ACS_H

#include <stddef.h>
#include <stdint.h>

/* TR-069, section 3.1: bytes of an ACS's URL and of a provisioning code. */
#define PHONEWALL_ACS_URL_MAX	256
#define PHONEWALL_ACS_CODE_MAX	64

/**
 * struct phonewall_dhcp_acs - the Auto Configuration Server that DHCP tells
 * @url: its URL, http or https
 * @code: the provisioning code; empty if there is none
 */
struct phonewall_dhcp_acs {
	char url[PHONEWALL_ACS_URL_MAX + 1];
	char code[PHONEWALL_ACS_CODE_MAX + 1];
};

/**
 * phonewall_dhcp_acs_parse_43 - parse option 43 of DHCP (TR-069, section 3.1)
 * @bytes: the option's bytes (RFC 2132, section 8.4): code, length and value,
 *	ended by 255 or by their end
 * @length: how many
 * @acs: set whole, or left empty
 *
 * The option means this only to a client whose vendor class identifier has
 * "dslforum.org" in it.
 *
 * Return: NULL; else what is wrong.
 */
const char *phonewall_dhcp_acs_parse_43(const uint8_t *bytes, size_t length,
					struct phonewall_dhcp_acs *acs);

/**
 * phonewall_dhcp_acs_parse_125 - parse option 125 of DHCP (RFC 3925, section 4)
 * @bytes: the option's bytes: for each vendor its number, a length, and then
 *	code, length and value
 * @length: how many
 * @acs: set whole, or left empty, of the Broadband Forum (3561)
 *
 * Return: NULL; else what is wrong.
 */
const char *phonewall_dhcp_acs_parse_125(const uint8_t *bytes, size_t length,
					 struct phonewall_dhcp_acs *acs);

/**
 * phonewall_dhcp_acs_parse_17 - parse option 17 of DHCPv6 (RFC 8415, 21.17)
 * @bytes: the option's bytes: the vendor's number, and then code, length and
 *	value
 * @length: how many
 * @acs: set whole, or left empty, of the Broadband Forum (3561)
 *
 * Return: NULL; else what is wrong.
 */
const char *phonewall_dhcp_acs_parse_17(const uint8_t *bytes, size_t length,
					struct phonewall_dhcp_acs *acs);

#endif /* PHONEWALL_DHCP_ACS_H */
