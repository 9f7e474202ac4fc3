// SPDX-License-Identifier: MIT
/*
 * The value of Authorization: nobody is let in who does not know the password,
 * nothing is remembered of him, and what is parsed lies within the value.
 */
#include <string.h>

#include "fuzzer.h"
#include "sip/challenge.h"

static const uint8_t secret[PHONEWALL_SIP_SECRET] = { 1 };

static struct phonewall_sip_message message = {
	.method = { "INVITE", 6 },
	.headers = { { .id = PHONEWALL_SIP_HEADER_AUTHORIZATION } },
	.header_count = 1,
};

static void require_inside(struct phonewall_sip_text part,
			   struct phonewall_sip_text whole)
{
	REQUIRE(!part.start || (part.start >= whole.start &&
				part.start + part.length <=
				whole.start + whole.length));
}

static void parse(struct phonewall_sip_text value)
{
	struct phonewall_sip_credentials credentials;

	if (phonewall_sip_credentials_parse(value, &credentials))
		return;
	require_inside(credentials.username, value);
	require_inside(credentials.realm, value);
	require_inside(credentials.nonce, value);
	require_inside(credentials.uri, value);
	require_inside(credentials.response, value);
	require_inside(credentials.algorithm, value);
	require_inside(credentials.cnonce, value);
	require_inside(credentials.qop, value);
	require_inside(credentials.nc, value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct phonewall_sip_challenger challenger, before;
	char *copy = malloc(size ?: 1);
	const struct phonewall_sip_text value = { copy, size };

	REQUIRE(copy);
	memcpy(copy, data, size);
	REQUIRE(!phonewall_sip_challenger_init(&challenger, "bob",
					       "example.org", "a secret", true,
					       secret));
	before = challenger;
	message.headers[0].value = value;
	parse(value);
	REQUIRE(phonewall_sip_challenger_check(&challenger, &message, 1) !=
		PHONEWALL_SIP_ACCEPTED);
	REQUIRE(!memcmp(&before, &challenger, sizeof(before)));
	free(copy);
	return 0;
}
