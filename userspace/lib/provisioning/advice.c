// SPDX-License-Identifier: MIT
#include "provisioning/advice.h"

#include "provisioning/parameters.h"
#include "provisioning/server_url.h"

/**
 * struct advice - what is known of the file
 * @settings: its settings
 * @values: the macros that the file sets
 * @warnings: every warning is added here; may be NULL
 */
struct advice {
	const struct phonewall_provisioning_settings *settings;
	struct phonewall_macro_values values;
	struct phonewall_faults *warnings;
};

static void look_at_url(const struct phonewall_server_url *url, bool is_fetched,
			const struct phonewall_parameter *parameter,
			const struct advice *advice)
{
	if (!phonewall_domains_allow(&advice->settings->domains, url->host))
		phonewall_warning_add(advice->warnings, "blocked-server",
				      parameter->line, parameter->name,
				      url->host,
				      "is not in Restricted_Access_Domains, so the phone does not ask it; add it there");
	if (is_fetched && url->scheme != PHONEWALL_SCHEME_HTTPS)
		phonewall_warning_add(advice->warnings, "unprotected-profile",
				      parameter->line, parameter->name, NULL,
				      "fetches by %s, so anybody on the way can answer; write https://",
				      phonewall_scheme_name(url->scheme));
}

static void look_at_target(const struct phonewall_target *target,
			   bool is_fetched,
			   const struct phonewall_parameter *parameter,
			   const struct advice *advice)
{
	struct phonewall_server_url url = { 0 };

	if (!phonewall_server_url_resolve(&target->url, &advice->values,
					  &url) && url.host)
		look_at_url(&url, is_fetched && !target->key.list, parameter,
			    advice);
	phonewall_server_url_clear(&url);
}

static void look_at_rule(const struct phonewall_rule *rule, bool is_fetched,
			 const struct phonewall_parameter *parameter,
			 const struct advice *advice)
{
	for (size_t i = 0; i < rule->count; i++)
		for (size_t j = 0; j < rule->alternatives[i].target_count; j++)
			look_at_target(&rule->alternatives[i].targets[j],
				       is_fetched, parameter, advice);
}

void
phonewall_provisioning_advise(const struct phonewall_provisioning_settings *settings,
			      const struct phonewall_reading *reading)
{
	struct phonewall_parameter **list = reading->parameters->list;
	struct advice advice = {
		.settings = settings,
		.warnings = reading->warnings,
	};

	phonewall_provisioning_settings_set_macros(settings, &advice.values);
	for (size_t i = 0; i < PHONEWALL_PROFILE_RULES; i++)
		look_at_rule(&settings->profile_rules[i], true,
			     list[PHONEWALL_PARAMETER_PROFILE_RULE + i],
			     &advice);
	look_at_rule(&settings->upgrade_rule, true,
		     list[PHONEWALL_PARAMETER_UPGRADE_RULE], &advice);
	look_at_rule(&settings->custom_ca_rule, true,
		     list[PHONEWALL_PARAMETER_CUSTOM_CA_RULE], &advice);
	look_at_rule(&settings->report_rule, false,
		     list[PHONEWALL_PARAMETER_REPORT_RULE], &advice);
}
