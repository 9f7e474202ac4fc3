// SPDX-License-Identifier: MIT
#include "provisioning/domains.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/host_name.h"
#include "base/memory.h"
#include "base/text.h"

static bool parse_address(const char *text, struct phonewall_address *address)
{
	uint16_t port;
	bool has_port;

	return phonewall_address_parse(text, address, &port, &has_port) &&
	       !has_port;
}

static char *copy_lower(const char *text)
{
	char *copy = phonewall_memory_print("%s", text);

	for (char *byte = copy; *byte; byte++)
		*byte = tolower((unsigned char)*byte);
	return copy;
}

static const char *fault_of(const char *entry)
{
	if (!*entry)
		return "an entry is empty; remove a comma, or the whole value if there is to be no limit";
	if (!strncmp(entry, "*.", 2))
		return "has a wildcard; write the domain alone, which includes its sub-domains";
	if (strstr(entry, "://"))
		return "is a URL; write its host name alone";
	if (strpbrk(entry, " \t\r\n;"))
		return "is more than one name; separate them by commas";
	return "is neither a host name nor an address; correct it";
}

/* Return: true if the entry was added. */
static bool add(struct phonewall_domains *domains, const char *entry)
{
	struct phonewall_domain domain = { 0 };

	if (!parse_address(entry, &domain.address)) {
		if (!phonewall_host_name_is_valid(entry))
			return false;
		domain.name = copy_lower(entry);
	}
	domains->list = phonewall_memory_resize(domains->list,
						domains->count + 1,
						sizeof(*domains->list));
	domains->list[domains->count++] = domain;
	return true;
}

static void parse_entries(char *rest, const char *parameter, unsigned int line,
			  struct phonewall_domains *domains,
			  struct phonewall_faults *faults)
{
	char *entry;

	while ((entry = strsep(&rest, ","))) {
		entry = phonewall_text_trim(entry);
		if (domains->count == PHONEWALL_DOMAINS_MAX) {
			phonewall_fault_add(faults, line, parameter, NULL,
					    "has more than %d entries; remove some",
					    PHONEWALL_DOMAINS_MAX);
			return;
		}
		if (!add(domains, entry))
			phonewall_fault_add(faults, line, parameter,
					    *entry ? entry : NULL, "%s",
					    fault_of(entry));
	}
}

int phonewall_domains_parse(const char *text, const char *parameter,
			    unsigned int line,
			    struct phonewall_domains *domains,
			    struct phonewall_faults *faults)
{
	size_t before = phonewall_faults_total(faults);
	char *copy;

	*domains = (struct phonewall_domains){ 0 };
	if (phonewall_text_is_blank(text, strlen(text)))
		return 0;
	copy = phonewall_memory_print("%s", text);
	parse_entries(copy, parameter, line, domains, faults);
	free(copy);
	if (phonewall_faults_total(faults) != before) {
		phonewall_domains_clear(domains);
		domains->is_limited = true;
		return -1;
	}
	domains->is_limited = true;
	return 0;
}

static bool is_address_of(const struct phonewall_domain *domain,
			  const struct phonewall_address *address)
{
	return !domain->name && domain->address.family == address->family &&
	       !memcmp(domain->address.bytes, address->bytes,
		       sizeof(address->bytes));
}

/* The name itself, or what ends in a dot and the name. */
static bool is_in(const struct phonewall_domain *domain, const char *host)
{
	size_t of_host = strlen(host);
	size_t of_domain = domain->name ? strlen(domain->name) : 0;

	if (!domain->name || of_host < of_domain ||
	    strcasecmp(host + of_host - of_domain, domain->name))
		return false;
	return of_host == of_domain || host[of_host - of_domain - 1] == '.';
}

bool phonewall_domains_allow(const struct phonewall_domains *domains,
			     const char *host)
{
	struct phonewall_address address;
	bool is_address = parse_address(host, &address);

	if (!domains->is_limited)
		return true;
	if (!is_address && !phonewall_host_name_is_valid(host))
		return false;
	for (size_t i = 0; i < domains->count; i++)
		if (is_address ? is_address_of(&domains->list[i], &address) :
				 is_in(&domains->list[i], host))
			return true;
	return false;
}

void phonewall_domains_clear(struct phonewall_domains *domains)
{
	for (size_t i = 0; i < domains->count; i++)
		free(domains->list[i].name);
	free(domains->list);
	*domains = (struct phonewall_domains){ 0 };
}
