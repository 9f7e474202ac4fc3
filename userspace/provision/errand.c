// SPDX-License-Identifier: MIT
#include "errand.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "tls/policy_file.h"

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

static void note(const char *text, void *argument)
{
	(void)argument;
	phonewall_log(LOG_INFO, "%s", text);
}

/* Return: the policy in force, or NULL with errno set. */
static struct phonewall_tls_policy *load_policy(const char *agent_directory)
{
	static const struct phonewall_tls_settings defaults;
	char *path = phonewall_memory_print("%s/tls.conf", agent_directory);
	struct phonewall_tls_policy *policy = phonewall_tls_policy_load(path);

	if (!policy && errno == ENOENT)
		policy = phonewall_tls_policy_new(&defaults);
	free(path);
	return policy;
}

char *phonewall_errand_transfer(const struct phonewall_errand *errand,
				struct phonewall_transfer_request *request,
				phonewall_transfer_done done, void *argument,
				struct phonewall_transfer **transfer)
{
	char *const *facts = errand->device->facts;
	struct phonewall_tls_policy *policy =
		load_policy(errand->agent_directory);
	char *custom;

	if (!policy)
		return phonewall_memory_print("the TLS policy of phonewalld cannot be read: %s; restart phonewalld",
					      strerror(errno));
	custom = phonewall_memory_print("%s/" PHONEWALL_CUSTOM_CA_FILE,
					errand->state_directory);
	request->domains = &errand->settings->domains;
	request->tls = policy;
	request->application = PHONEWALL_TLS_PROVISIONING;
	request->authorities = facts[PHONEWALL_DEVICE_AUTHORITIES];
	request->more_authorities = access(custom, F_OK) ? NULL : custom;
	request->certificate = facts[PHONEWALL_DEVICE_CERTIFICATE];
	request->key = facts[PHONEWALL_DEVICE_KEY];
	request->note = note;
	*transfer = phonewall_transfer_begin(errand->base, request, done,
					     argument);
	phonewall_tls_policy_free(policy);
	free(custom);
	return NULL;
}
