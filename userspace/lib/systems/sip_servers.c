// SPDX-License-Identifier: MIT
#include "systems/sip_servers.h"

#include <stdio.h>
#include <string.h>

#include "base/address.h"
#include "provisioning/domains.h"

/* Room for a name of DNS, or an address. */
#define HOST	256

/* HOST, HOST:PORT, ADDRESS or [ADDRESS]:PORT, without the port. */
static void copy_host(const char *server, char host[HOST])
{
	char text[PHONEWALL_ADDRESS_TEXT];
	struct phonewall_address address;
	bool has_port;
	uint16_t port;

	if (phonewall_address_parse(server, &address, &port, &has_port)) {
		phonewall_address_print(&address, text);
		snprintf(host, HOST, "%s", text);
		return;
	}
	snprintf(host, HOST, "%.*s", (int)strcspn(server, ":"), server);
}

static void warn_of_line(const struct phonewall_sip_line *line,
			 unsigned int number,
			 const struct phonewall_domains *domains,
			 struct phonewall_faults *warnings)
{
	bool is_outbound = *line->outbound_proxy;
	char host[HOST], name[32];

	copy_host(is_outbound ? line->outbound_proxy : line->proxy, host);
	if (!*host || phonewall_domains_allow(domains, host))
		return;
	snprintf(name, sizeof(name), is_outbound ? "Outbound_Proxy_%u_" :
		 "Proxy_%u_", number);
	phonewall_warning_add(warnings, "blocked-server", 0, name, host,
			      "is not in Restricted_Access_Domains, so the line is not served; add it there");
}

void phonewall_sip_servers_warn(const struct phonewall_systems *systems,
				struct phonewall_faults *warnings)
{
	const char *text = phonewall_provisioning_values_get(
		&systems->provisioning, "Restricted_Access_Domains") ?: "";
	struct phonewall_domains domains = { 0 };
	struct phonewall_faults faults = { 0 };
	const struct phonewall_sip_line *line;

	if (!phonewall_domains_parse(text, "", 0, &domains, &faults))
		for (unsigned int i = 0; i < PHONEWALL_LINES_MAX; i++) {
			line = &systems->sip.lines[i];
			if (line->is_enabled)
				warn_of_line(line, i + 1, &domains, warnings);
		}
	phonewall_domains_clear(&domains);
	phonewall_faults_clear(&faults);
}
