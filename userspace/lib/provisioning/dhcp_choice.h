/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DHCP_CHOICE_H
#define PHONEWALL_DHCP_CHOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "provisioning/dhcp_acs.h"
#include "provisioning/dhcp_order.h"
#include "provisioning/dhcp_server.h"

/* Bytes of an option that came in several parts, all together, at most. */
#define PHONEWALL_DHCP_OPTION_MAX	2048

/**
 * struct phonewall_dhcp_option - an option of a lease
 * @code: its code
 * @bytes: its bytes, which belong to the caller
 * @length: how many
 */
struct phonewall_dhcp_option {
	uint16_t code;
	const uint8_t *bytes;
	size_t length;
};

/**
 * struct phonewall_dhcp_lease - what a DHCP server has told
 * @is_ipv6: DHCPv6, else DHCP for IPv4
 * @options: the options in the order in which they came. Those of IPv4 with the
 *	same code are parts of one option (RFC 3396). Option 60 is what the
 *	server sent back or, if it did not, what the phone had sent
 * @count: how many
 */
struct phonewall_dhcp_lease {
	bool is_ipv6;
	const struct phonewall_dhcp_option *options;
	size_t count;
};

/**
 * struct phonewall_dhcp_skip - an option that was there and is not used
 * @code: its code
 * @reason: why not: a predicate whose subject is the option
 */
struct phonewall_dhcp_skip {
	uint16_t code;
	const char *reason;
};

/**
 * struct phonewall_dhcp_choice - what is used of a lease
 * @server_code: the option that @server is of; 0 if no option tells one
 * @server: the server of profiles, for rules without one
 * @acs_code: the option that @acs is of; 0 if no option tells one
 * @acs: the ACS, which gives no profile
 * @skips: the options that are malformed, in the configured order
 * @skip_count: how many
 *
 * Zero-initialise it; release it with phonewall_dhcp_choice_clear().
 */
struct phonewall_dhcp_choice {
	uint16_t server_code;
	struct phonewall_dhcp_server server;
	uint16_t acs_code;
	struct phonewall_dhcp_acs acs;
	struct phonewall_dhcp_skip skips[PHONEWALL_DHCP_ORDER_MAX];
	size_t skip_count;
};

/**
 * phonewall_dhcp_choose - choose what is used of a lease
 * @lease: the lease
 * @order: which options may be used, the first one first
 * @values: the macros' values, of which phonewall_dhcp_server_parse_text() uses
 *	some
 * @choice: set whole: the first option of the order that is there, well-formed
 *	and tells a server is used, and so is the first that tells an ACS
 *
 * Option 60 tells no server; with "dslforum.org" in it, option 43 is an ACS's.
 */
void phonewall_dhcp_choose(const struct phonewall_dhcp_lease *lease,
			   const struct phonewall_dhcp_order *order,
			   const struct phonewall_macro_values *values,
			   struct phonewall_dhcp_choice *choice);

/**
 * phonewall_dhcp_choice_clear - release a choice
 * @choice: emptied
 */
void phonewall_dhcp_choice_clear(struct phonewall_dhcp_choice *choice);

#endif /* PHONEWALL_DHCP_CHOICE_H */
