// SPDX-License-Identifier: MIT
/*
 * A lease. The first byte tells whether it is DHCPv6, and how long the order is
 * that follows as text; the rest is options: code, length, bytes.
 */
#include <string.h>

#include "base/memory.h"
#include "base/url.h"
#include "fuzzer.h"
#include "provisioning/dhcp_choice.h"

#define OPTIONS_MAX	16
#define LENGTH_MASK	0x7f

static const struct phonewall_macro_values values = {
	.text = {
		[PHONEWALL_MACRO_MA] = "000e08012345",
		[PHONEWALL_MACRO_A] = "private",
		[PHONEWALL_MACRO_SA] = "private",
	},
};

static const struct phonewall_macro_values others = {
	.text = { [PHONEWALL_MACRO_MA] = "000e08012345" },
};

static void take_server(const struct phonewall_dhcp_choice *choice)
{
	const struct phonewall_dhcp_server *server = &choice->server;

	if (!choice->server_code) {
		REQUIRE(!server->url.host && !server->address_count);
		return;
	}
	REQUIRE(!server->url.host == !!server->address_count);
	REQUIRE(server->address_count <= PHONEWALL_DHCP_ADDRESSES_MAX);
	REQUIRE(!server->url.path || server->url.host);
}

/* The LAN does not read what the parameters hold. */
static void require_same(const struct phonewall_dhcp_lease *lease,
			 const struct phonewall_dhcp_order *order,
			 const struct phonewall_dhcp_choice *choice)
{
	const char *path = choice->server.url.path;
	struct phonewall_dhcp_choice other;

	phonewall_dhcp_choose(lease, order, &others, &other);
	REQUIRE(other.server_code == choice->server_code);
	REQUIRE(!path == !other.server.url.path);
	REQUIRE(!path || !strcmp(path, other.server.url.path));
	phonewall_dhcp_choice_clear(&other);
}

static void take_choice(const struct phonewall_dhcp_choice *choice,
			const struct phonewall_dhcp_order *order)
{
	uint16_t port;

	take_server(choice);
	REQUIRE(!choice->acs_code == !*choice->acs.url);
	REQUIRE(!choice->acs_code || phonewall_url_port(choice->acs.url, &port));
	REQUIRE(choice->skip_count <= order->count);
	for (size_t i = 0; i < choice->skip_count; i++)
		REQUIRE(choice->skips[i].reason &&
			choice->skips[i].code != choice->server_code);
}

static size_t read_options(const uint8_t *data, size_t size,
			   struct phonewall_dhcp_option *options)
{
	size_t count = 0;

	while (size >= 2 && count < OPTIONS_MAX) {
		size_t length = data[1] < size - 2 ? data[1] : size - 2;

		options[count++] = (struct phonewall_dhcp_option){
			.code = data[0], .bytes = data + 2, .length = length,
		};
		data += 2 + length;
		size -= 2 + length;
	}
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct phonewall_dhcp_option options[OPTIONS_MAX];
	struct phonewall_dhcp_lease lease = { .options = options };
	struct phonewall_faults faults = { 0 };
	struct phonewall_dhcp_choice choice;
	struct phonewall_dhcp_order order;
	size_t length;
	char *text;

	if (!size)
		return 0;
	length = data[0] & LENGTH_MASK;
	if (length > size - 1)
		length = size - 1;
	lease.is_ipv6 = data[0] > LENGTH_MASK;
	text = phonewall_memory_copy((const char *)data + 1, length);
	lease.count = read_options(data + 1 + length, size - 1 - length,
				   options);
	REQUIRE(!phonewall_dhcp_order_parse(text, lease.is_ipv6, "x", 1, &order,
					    &faults) ==
		!phonewall_faults_total(&faults));
	phonewall_dhcp_choose(&lease, &order, &values, &choice);
	take_choice(&choice, &order);
	require_same(&lease, &order, &choice);
	phonewall_dhcp_choice_clear(&choice);
	phonewall_faults_clear(&faults);
	free(text);
	return 0;
}
