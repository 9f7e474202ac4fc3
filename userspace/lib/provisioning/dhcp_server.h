/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DHCP_SERVER_H
#define PHONEWALL_DHCP_SERVER_H

#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "provisioning/server_url.h"

/* Bytes of an option that names a server, addresses that are tried, at most. */
#define PHONEWALL_DHCP_TEXT_MAX		1024
#define PHONEWALL_DHCP_ADDRESSES_MAX	4

/**
 * struct phonewall_dhcp_server - the server, or the file, that DHCP tells
 * @url: server and path; its host is NULL if there are @addresses. Its path is
 *	NULL if only the server is told, so that the path is the rule's
 * @addresses: TFTP servers, to be tried in this order
 * @address_count: how many
 *
 * Zero-initialise it; release it with phonewall_dhcp_server_clear().
 */
struct phonewall_dhcp_server {
	struct phonewall_server_url url;
	struct phonewall_address addresses[PHONEWALL_DHCP_ADDRESSES_MAX];
	size_t address_count;
};

/**
 * phonewall_dhcp_server_parse_text - parse options 66 and 160, and 159 of IPv6
 * @bytes: the option's bytes: SERVER[:PORT], or a URL, with a path or without
 * @length: how many; NUL and white space at the end are ignored
 * @values: the macros' values
 * @server: set whole, or left empty
 *
 * The macros that tell what the phone is are replaced: MA, MAU, MAC, PN, PSN,
 * SN, SWVER, HWVER and IP. Any other is refused, so that nobody on the LAN
 * reads what the parameters hold.
 *
 * Return: NULL; else what is wrong.
 */
const char *
phonewall_dhcp_server_parse_text(const uint8_t *bytes, size_t length,
				 const struct phonewall_macro_values *values,
				 struct phonewall_dhcp_server *server);

/**
 * phonewall_dhcp_server_parse_addresses - parse option 150 (RFC 5859)
 * @bytes: the option's bytes: IPv4 addresses
 * @length: how many
 * @server: set whole, or left empty; addresses beyond
 *	PHONEWALL_DHCP_ADDRESSES_MAX are left out
 *
 * Return: NULL; else what is wrong.
 */
const char *
phonewall_dhcp_server_parse_addresses(const uint8_t *bytes, size_t length,
				      struct phonewall_dhcp_server *server);

/**
 * phonewall_dhcp_server_parse_either - parse option 159 of IPv4
 * @bytes: as of phonewall_dhcp_server_parse_text(); or one IPv4 address, if they
 *	are four of which one is not printable
 * @length: how many
 * @values: the macros' values
 * @server: set whole, or left empty
 *
 * No document tells which of both the option has, and servers send either. Four
 * bytes that may be both are taken for a name.
 *
 * Return: NULL; else what is wrong.
 */
const char *
phonewall_dhcp_server_parse_either(const uint8_t *bytes, size_t length,
				   const struct phonewall_macro_values *values,
				   struct phonewall_dhcp_server *server);

/**
 * phonewall_dhcp_server_clear - release a server
 * @server: emptied
 */
void phonewall_dhcp_server_clear(struct phonewall_dhcp_server *server);

#endif /* PHONEWALL_DHCP_SERVER_H */
