// SPDX-License-Identifier: MIT
/*
 * lease_choice FILE [ORDER]: prints which server and which ACS of a lease record
 * are used, and which options are malformed, each with the option's code.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "provisioning/lease_record.h"

static const struct phonewall_macro_values values = {
	.text = {
		[PHONEWALL_MACRO_MA] = "000e08012345",
		[PHONEWALL_MACRO_A] = "private",
	},
};

static void print_server(const struct phonewall_dhcp_choice *choice)
{
	const struct phonewall_dhcp_server *server = &choice->server;
	char text[PHONEWALL_ADDRESS_TEXT];

	printf("server %u", choice->server_code);
	for (size_t i = 0; i < server->address_count; i++)
		printf(" %s", phonewall_address_print(&server->addresses[i],
						      text));
	if (server->url.host)
		printf(" %s %s %s", phonewall_scheme_name(server->url.scheme),
		       server->url.host,
		       server->url.path ? server->url.path : "-");
	putchar('\n');
}

static void print_choice(const struct phonewall_dhcp_choice *choice)
{
	if (choice->server_code)
		print_server(choice);
	if (choice->acs_code)
		printf("acs %u %s\n", choice->acs_code, choice->acs.url);
	for (size_t i = 0; i < choice->skip_count; i++)
		printf("skip %u\n", choice->skips[i].code);
}

int main(int count, char **arguments)
{
	static struct phonewall_lease_record record;
	struct phonewall_faults faults = { 0 };
	struct phonewall_dhcp_choice choice;
	struct phonewall_dhcp_lease lease;
	struct phonewall_dhcp_order order;
	struct phonewall_file file = { 0 };

	if (count < 2 ||
	    phonewall_file_read(arguments[1], PHONEWALL_LEASE_TEXT_MAX,
				&file) ||
	    phonewall_lease_record_parse(file.text, file.length, &record)) {
		fputs("lease_choice: no valid record\n", stderr);
		return 1;
	}
	lease = phonewall_lease_record_get_lease(&record);
	if (phonewall_dhcp_order_parse(count > 2 ? arguments[2] :
				       phonewall_dhcp_order_default(
					       lease.is_ipv6), lease.is_ipv6,
				       "ORDER", 0, &order, &faults)) {
		fputs("lease_choice: no valid order\n", stderr);
		return 2;
	}
	phonewall_dhcp_choose(&lease, &order, &values, &choice);
	print_choice(&choice);
	phonewall_dhcp_choice_clear(&choice);
	phonewall_file_clear(&file);
	return 0;
}
