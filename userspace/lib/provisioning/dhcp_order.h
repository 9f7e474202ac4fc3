/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DHCP_ORDER_H
#define PHONEWALL_DHCP_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/* Options that an order may name, each once. */
#define PHONEWALL_DHCP_ORDER_MAX	7

/**
 * enum phonewall_dhcp_code - options of DHCP that tell of a server
 * @PHONEWALL_DHCP_VENDOR_OPTIONS: DHCPv6: vendor-specific information
 *	(RFC 8415, section 21.17)
 * @PHONEWALL_DHCP_VENDOR_SPECIFIC: vendor-specific information (RFC 2132,
 *	section 8.4)
 * @PHONEWALL_DHCP_VENDOR_CLASS: vendor class identifier (section 9.13)
 * @PHONEWALL_DHCP_TFTP_SERVER_NAME: TFTP server name (section 9.4)
 * @PHONEWALL_DHCP_VENDOR_IDENTIFYING: vendor-identifying vendor-specific
 *	information (RFC 3925, section 4)
 * @PHONEWALL_DHCP_TFTP_SERVER_ADDRESS: TFTP server addresses (RFC 5859)
 * @PHONEWALL_DHCP_SERVER: provisioning server, of no RFC; also in DHCPv6
 * @PHONEWALL_DHCP_URL: provisioning URL, of no RFC; also in DHCPv6
 */
enum phonewall_dhcp_code {
	PHONEWALL_DHCP_VENDOR_OPTIONS = 17,
	PHONEWALL_DHCP_VENDOR_SPECIFIC = 43,
	PHONEWALL_DHCP_VENDOR_CLASS = 60,
	PHONEWALL_DHCP_TFTP_SERVER_NAME = 66,
	PHONEWALL_DHCP_VENDOR_IDENTIFYING = 125,
	PHONEWALL_DHCP_TFTP_SERVER_ADDRESS = 150,
	PHONEWALL_DHCP_SERVER = 159,
	PHONEWALL_DHCP_URL = 160,
};

/**
 * struct phonewall_dhcp_order - which options are used, and in which order
 * @codes: the options, the first one first
 * @count: how many; 0 if none is used
 */
struct phonewall_dhcp_order {
	uint16_t codes[PHONEWALL_DHCP_ORDER_MAX];
	size_t count;
};

/**
 * phonewall_dhcp_order_default - the order of a phone that has none configured
 * @is_ipv6: DHCPv6, else DHCP for IPv4
 *
 * Return: "66,160,159,150,60,43,125", or "17,160,159" for DHCPv6.
 */
const char *phonewall_dhcp_order_default(bool is_ipv6);

/**
 * phonewall_dhcp_order_parse - parse DHCP_Option_To_Use or DHCPv6_Option_To_Use
 * @text: numbers separated by commas; white space beside them is ignored
 * @is_ipv6: DHCPv6, else DHCP for IPv4
 * @parameter: name of the parameter, for faults
 * @line: line of the file, for faults
 * @order: set whole, or left empty if there is a fault
 * @faults: every fault is added here
 *
 * Return: 0, or -1 if a fault was added.
 */
int phonewall_dhcp_order_parse(const char *text, bool is_ipv6,
			       const char *parameter, unsigned int line,
			       struct phonewall_dhcp_order *order,
			       struct phonewall_faults *faults);

#endif /* PHONEWALL_DHCP_ORDER_H */
