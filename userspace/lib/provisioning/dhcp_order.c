// SPDX-License-Identifier: MIT
#include "provisioning/dhcp_order.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

#define IPV4_CODES	"66,160,159,150,60,43,125"
#define IPV6_CODES	"17,160,159"

static const uint16_t ipv4_codes[] = {
	PHONEWALL_DHCP_VENDOR_SPECIFIC, PHONEWALL_DHCP_VENDOR_CLASS,
	PHONEWALL_DHCP_TFTP_SERVER_NAME, PHONEWALL_DHCP_VENDOR_IDENTIFYING,
	PHONEWALL_DHCP_TFTP_SERVER_ADDRESS, PHONEWALL_DHCP_SERVER,
	PHONEWALL_DHCP_URL, 0
};

static const uint16_t ipv6_codes[] = {
	PHONEWALL_DHCP_VENDOR_OPTIONS, PHONEWALL_DHCP_SERVER,
	PHONEWALL_DHCP_URL, 0
};

const char *phonewall_dhcp_order_default(bool is_ipv6)
{
	return is_ipv6 ? IPV6_CODES : IPV4_CODES;
}

static bool is_allowed(uint32_t code, bool is_ipv6)
{
	const uint16_t *allowed = is_ipv6 ? ipv6_codes : ipv4_codes;

	for (; *allowed; allowed++)
		if (*allowed == code)
			return true;
	return false;
}

static bool has(const struct phonewall_dhcp_order *order, uint32_t code)
{
	for (size_t i = 0; i < order->count; i++)
		if (order->codes[i] == code)
			return true;
	return false;
}

/* As each code that is allowed is there once at most, they have room. */
int phonewall_dhcp_order_parse(const char *text, bool is_ipv6,
			       const char *parameter, unsigned int line,
			       struct phonewall_dhcp_order *order,
			       struct phonewall_faults *faults)
{
	size_t before = phonewall_faults_total(faults);
	char *copy = phonewall_memory_print("%s", text);
	char *rest = copy;
	char *entry;

	*order = (struct phonewall_dhcp_order){ 0 };
	while ((entry = strsep(&rest, ","))) {
		uint32_t code;

		entry = phonewall_text_trim(entry);
		if (!phonewall_text_number(entry, 10, UINT16_MAX, &code) ||
		    !is_allowed(code, is_ipv6))
			phonewall_fault_add(faults, line, parameter, entry,
					    "is no option that can be used; write some of %s",
					    phonewall_dhcp_order_default(is_ipv6));
		else if (has(order, code))
			phonewall_fault_add(faults, line, parameter, entry,
					    "is there twice; remove one");
		else
			order->codes[order->count++] = code;
	}
	free(copy);
	if (phonewall_faults_total(faults) == before)
		return 0;
	*order = (struct phonewall_dhcp_order){ 0 };
	return -1;
}
