// SPDX-License-Identifier: MIT
/*
 * Text that names a host and a port: as a connection request URL, compared with
 * a second parser of the same grammar; as an address; and as an endpoint of a
 * paging group.
 */
#include <regex.h>
#include <string.h>
#include <strings.h>

#include "base/address.h"
#include "base/memory.h"
#include "base/url.h"
#include "firewall/endpoint.h"
#include "fuzzer.h"

#define PORT_PART	3

static const char grammar[] =
	"^https?://"
	"(\\[[0-9A-Fa-f:.]+]|[0-9A-Za-z._~-]+)"
	"(:([0-9]{1,5}))?"
	"([/?#][!-~]*)?$";

/* The result by the grammar: the port, or 0 if it is no such URL. */
static unsigned long expected_port(const char *url)
{
	static regex_t expression;
	static bool compiled;
	regmatch_t parts[PORT_PART + 1];
	unsigned long port;

	if (!compiled)
		REQUIRE(!regcomp(&expression, grammar,
				 REG_EXTENDED | REG_ICASE));
	compiled = true;
	if (regexec(&expression, url, PORT_PART + 1, parts, 0))
		return 0;
	if (parts[PORT_PART].rm_so < 0)
		return strncasecmp(url, "https", 5) ? 80 : 443;
	port = strtoul(url + parts[PORT_PART].rm_so, NULL, 10);
	return port <= UINT16_MAX ? port : 0;
}

static void take_url(const char *url)
{
	unsigned long expected = expected_port(url);
	uint16_t port = 0;
	bool accepted = phonewall_url_port(url, &port);

	REQUIRE(accepted == (expected > 0));
	REQUIRE(!accepted || port == expected);
}

/* The printed form of an address is read as the same. */
static void require_round_trip(const struct phonewall_address *address,
			       uint16_t port)
{
	char text[PHONEWALL_ADDRESS_TEXT];
	struct phonewall_address again;
	uint16_t port_again;
	bool has_port;

	phonewall_address_print_port(address, port, text);
	REQUIRE(phonewall_address_parse(text, &again, &port_again, &has_port));
	REQUIRE(has_port && port_again == port);
	REQUIRE(!memcmp(address, &again, sizeof(again)));
	phonewall_address_print(address, text);
	REQUIRE(phonewall_address_parse(text, &again, &port_again, &has_port));
	REQUIRE(!has_port && !memcmp(address, &again, sizeof(again)));
}

static bool is_group(const struct phonewall_address *address)
{
	return address->family == AF_INET ? address->bytes[0] >> 4 == 0xe :
	       address->bytes[0] == 0xff;
}

static void take_address(const char *text)
{
	struct phonewall_address address;
	struct phonewall_endpoint endpoint;
	uint16_t port = 0;
	bool has_port;
	bool accepted = phonewall_address_parse(text, &address, &port,
						&has_port);

	REQUIRE(phonewall_endpoint_parse(text, &endpoint) ==
		(accepted && has_port && port && is_group(&address)));
	if (!accepted)
		return;
	REQUIRE(address.family == AF_INET || address.family == AF_INET6);
	REQUIRE(has_port || !port);
	require_round_trip(&address, port);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = phonewall_memory_copy((const char *)data, size);

	take_url(text);
	take_address(text);
	free(text);
	return 0;
}
