// SPDX-License-Identifier: MIT
#include "errand.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static char *copy_of(const char *text)
{
	return phonewall_memory_print("%s", text);
}

char *phonewall_errand_choose(const struct phonewall_errand *errand,
			      const struct phonewall_rule *rule,
			      const char *name,
			      const struct phonewall_alternative **alternative)
{
	const struct phonewall_faults *faults = errand->faults;
	int error;

	*alternative = NULL;
	for (size_t i = 0; i < faults->count; i++)
		if (!strcmp(faults->list[i].parameter, name))
			return copy_of(faults->list[i].message);
	error = phonewall_rule_select(rule, &errand->values, alternative);
	if (error && error != -ENOENT)
		return copy_of("a condition compares what is no number or version; write both in quotation marks");
	if (!*alternative || !(*alternative)->assignment_count)
		return NULL;
	*alternative = NULL;
	return copy_of("assignments are for Profile_Rule; remove them");
}

char *phonewall_errand_resolve(const struct phonewall_errand *errand,
			       const struct phonewall_target *target,
			       struct phonewall_server_url *url)
{
	const char *fault = phonewall_server_url_resolve(&target->url,
							 &errand->values, url);

	if (!fault && !url->host)
		fault = "the URL has no server; add it";
	if (!fault && url->scheme == PHONEWALL_SCHEME_TFTP)
		fault = "TFTP is for profiles; write https://";
	if (!fault && !phonewall_domains_allow(&errand->settings->domains,
					       url->host))
		fault = "the server is not in Restricted_Access_Domains; add it there, or name another";
	if (!fault)
		return NULL;
	phonewall_server_url_clear(url);
	return copy_of(fault);
}
