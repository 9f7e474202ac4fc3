// SPDX-License-Identifier: MIT
/*
 * Restricted_Access_Domains: the first line is a host, the rest the list. What
 * is allowed ends in an entry, as the text of the list shows.
 */
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"
#include "fuzzer.h"
#include "provisioning/domains.h"

/* Whether an entry, as written, is the host or a domain that it is in. */
static bool is_listed(const char *text, const char *host)
{
	char *copy = phonewall_memory_print("%s", text);
	char *rest = copy, *entry;
	bool found = false;

	while (!found && (entry = strsep(&rest, ","))) {
		size_t of_host = strlen(host), of_entry;

		entry = phonewall_text_trim(entry);
		of_entry = strlen(entry);
		found = of_entry && of_host >= of_entry &&
			!strcasecmp(host + of_host - of_entry, entry) &&
			(of_host == of_entry ||
			 host[of_host - of_entry - 1] == '.');
	}
	free(copy);
	return found;
}

static void take(const char *text, const char *host)
{
	struct phonewall_faults faults = { 0 };
	struct phonewall_domains domains;
	int error = phonewall_domains_parse(text, "Restricted_Access_Domains",
					    1, &domains, &faults);
	bool is_allowed = phonewall_domains_allow(&domains, host);

	REQUIRE(!error == !phonewall_faults_total(&faults));
	REQUIRE(domains.is_limited ==
		!phonewall_text_is_blank(text, strlen(text)));
	REQUIRE(!error || !is_allowed);
	REQUIRE(domains.count <= PHONEWALL_DOMAINS_MAX);
	/* An IPv6 address has many forms. */
	if (domains.is_limited && is_allowed && !strchr(host, ':'))
		REQUIRE(is_listed(text, host));
	phonewall_domains_clear(&domains);
	phonewall_faults_clear(&faults);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = phonewall_memory_copy((const char *)data, size);
	char *rest = copy;
	const char *host = strsep(&rest, "\n");

	if (rest)
		take(rest, host);
	free(copy);
	return 0;
}
