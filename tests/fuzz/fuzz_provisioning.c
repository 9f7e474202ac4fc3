// SPDX-License-Identifier: MIT
/*
 * The parameters of provisioning, as a profile gives them, each line NAME=VALUE:
 * whatever they are, what is read of them can be used.
 */
#include <string.h>

#include "base/memory.h"
#include "config/profile.h"
#include "fuzzer.h"
#include "provisioning/settings.h"

#define ELEMENTS_MAX	64

static const struct phonewall_system systems[] = {
	{ &phonewall_provisioning_parameters, 0,
	  phonewall_provisioning_settings_read,
	  phonewall_provisioning_settings_clear },
	{ 0 }
};

static void take_rule(const struct phonewall_rule *rule,
		      const struct phonewall_macro_values *values)
{
	const struct phonewall_alternative *alternative;

	REQUIRE(!phonewall_rule_select(rule, values, &alternative) ==
		!!alternative);
}

static void
take_settings(const struct phonewall_provisioning_settings *settings)
{
	struct phonewall_macro_values values = { 0 };

	phonewall_provisioning_settings_set_macros(settings, &values);
	for (size_t i = 0; i < PHONEWALL_PROFILE_RULES; i++)
		take_rule(&settings->profile_rules[i], &values);
	take_rule(&settings->upgrade_rule, &values);
	take_rule(&settings->report_rule, &values);
	take_rule(&settings->custom_ca_rule, &values);
	phonewall_triggers_allow(settings->triggers, PHONEWALL_TRIGGERS,
				 &values);
	for (size_t i = 0; i < PHONEWALL_LOG_MESSAGES; i++)
		free(phonewall_template_show(&settings->log_messages[i],
					     &values));
	REQUIRE(settings->resync.time < 86400);
	REQUIRE(settings->dhcp_order.count <= PHONEWALL_DHCP_ORDER_MAX);
	REQUIRE(settings->domains.is_limited || !settings->domains.count);
}

static size_t read_elements(char *rest, struct phonewall_profile_element *list)
{
	size_t count = 0;
	char *name;

	while (count < ELEMENTS_MAX && (name = strsep(&rest, "\n"))) {
		char *value = strchr(name, '=');

		if (!value)
			continue;
		*value++ = '\0';
		list[count] = (struct phonewall_profile_element){
			.name = name, .value = value, .line = count + 1,
		};
		count++;
	}
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct phonewall_profile_element list[ELEMENTS_MAX];
	struct phonewall_profile profile = { .list = list };
	struct phonewall_provisioning_settings settings;
	struct phonewall_faults faults = { 0 }, warnings = { 0 };
	struct phonewall_parameters parameters;
	struct phonewall_reading reading = {
		.parameters = &parameters,
		.faults = &faults,
		.warnings = &warnings,
	};
	char *text = phonewall_memory_copy((const char *)data, size);

	profile.count = read_elements(text, list);
	phonewall_parameters_read(systems, &profile, &parameters, &faults,
				  &warnings);
	phonewall_provisioning_settings_read(&reading, &settings);
	phonewall_parameters_clear(&parameters);
	free(text);
	take_settings(&settings);
	phonewall_provisioning_settings_clear(&settings);
	phonewall_faults_clear(&warnings);
	phonewall_faults_clear(&faults);
	return 0;
}
