// SPDX-License-Identifier: MIT
#include "systems/systems.h"

#include <string.h>

#include "config/profile.h"
#include "provisioning/parameters.h"
#include "systems/sip_servers.h"
#include "tls/configuration.h"

#define COUNT	(sizeof(phonewall_system_list) / \
		 sizeof(phonewall_system_list[0]) - 1)

#define SECTION(member)	offsetof(struct phonewall_systems, member)

const struct phonewall_system phonewall_system_list[] = {
	{ &phonewall_firewall_parameters, SECTION(firewall),
	  phonewall_translation_read, phonewall_translation_clear },
	{ &phonewall_dot1x_parameters, SECTION(dot1x),
	  phonewall_network_access_read, NULL },
	{ &phonewall_vlan_parameters, SECTION(vlan),
	  phonewall_vlan_settings_read, NULL },
	{ &phonewall_tls_parameters, SECTION(tls),
	  phonewall_tls_configuration_read, phonewall_tls_configuration_clear },
	{ &phonewall_directory_parameters, SECTION(directory),
	  phonewall_directory_settings_read,
	  phonewall_directory_settings_clear },
	{ &phonewall_provisioning_parameters, SECTION(provisioning),
	  phonewall_provisioning_values_read,
	  phonewall_provisioning_values_clear },
	{ &phonewall_proxy_parameters, SECTION(proxy),
	  phonewall_proxy_settings_read, phonewall_proxy_settings_clear },
	{ &phonewall_sip_parameters, SECTION(sip),
	  phonewall_sip_settings_read, phonewall_sip_settings_clear },
	{ &phonewall_web_parameters, SECTION(web),
	  phonewall_web_settings_read, phonewall_web_settings_clear },
	{ 0 }
};

bool phonewall_systems_use(const char *name)
{
	return phonewall_parameter_is_used(phonewall_system_list, name);
}

static void warn_of_name(const char *name, unsigned int line,
			 struct phonewall_faults *warnings)
{
	phonewall_parameter_warn(phonewall_system_list, name, line, warnings);
}

static void *section_of(size_t number, struct phonewall_systems *systems)
{
	return (char *)systems + phonewall_system_list[number].section;
}

static void read_sections(const struct phonewall_parameters *parameters,
			  const struct phonewall_settings *settings,
			  struct phonewall_systems *systems,
			  struct phonewall_faults *faults,
			  struct phonewall_faults *warnings)
{
	for (size_t i = 0; i < COUNT; i++) {
		const struct phonewall_reading reading = {
			.parameters = &parameters[i],
			.settings = settings,
			.faults = faults,
			.warnings = warnings,
		};

		phonewall_system_list[i].read(&reading,
					      section_of(i, systems));
	}
}

static void read_parameters(const struct phonewall_profile *profile,
			    const struct phonewall_settings *settings,
			    struct phonewall_systems *systems,
			    struct phonewall_faults *faults,
			    struct phonewall_faults *warnings)
{
	struct phonewall_parameters parameters[COUNT];

	phonewall_parameters_read(phonewall_system_list, profile, parameters,
				  faults, warnings);
	read_sections(parameters, settings, systems, faults, warnings);
	phonewall_sip_servers_warn(systems, warnings);
	for (size_t i = 0; i < COUNT; i++)
		phonewall_parameters_clear(&parameters[i]);
}

int phonewall_systems_read_profile(const struct phonewall_profile *profile,
				   const struct phonewall_settings *settings,
				   struct phonewall_systems *systems,
				   struct phonewall_faults *faults,
				   struct phonewall_faults *warnings)
{
	size_t before = phonewall_faults_total(faults);

	*systems = (struct phonewall_systems){ 0 };
	read_parameters(profile, settings, systems, faults, warnings);
	if (phonewall_faults_total(faults) == before)
		return 0;
	phonewall_systems_clear(systems);
	return -1;
}

int phonewall_systems_read(const char *text, size_t length,
			   const struct phonewall_settings *settings,
			   struct phonewall_systems *systems,
			   struct phonewall_faults *faults,
			   struct phonewall_faults *warnings)
{
	static const struct phonewall_profile_names names = {
		.uses = phonewall_systems_use,
		.unknown = warn_of_name,
	};
	size_t before = phonewall_faults_total(faults);
	struct phonewall_profile profile = { 0 };

	*systems = (struct phonewall_systems){ 0 };
	if (text)
		phonewall_profile_check(text, length, &names, &profile, faults,
					warnings);
	read_parameters(&profile, settings, systems, faults, warnings);
	phonewall_profile_clear(&profile);
	if (phonewall_faults_total(faults) == before)
		return 0;
	phonewall_systems_clear(systems);
	return -1;
}

static bool find_in(const struct phonewall_parameters *parameters,
		    const char *name, struct phonewall_parameter *parameter)
{
	for (size_t i = 0; i < parameters->table->count; i++) {
		unsigned int count = parameters->table->rows[i].instances ?: 1;

		for (unsigned int j = 0; j < count; j++) {
			*parameter = parameters->list[i][j];
			if (!strcmp(parameter->name, name))
				return true;
		}
	}
	return false;
}

bool phonewall_systems_find(const struct phonewall_profile *profile,
			    const char *name,
			    struct phonewall_parameter *parameter)
{
	struct phonewall_parameters parameters[COUNT];
	struct phonewall_faults faults = { 0 };
	bool is_found = false;

	phonewall_parameters_read(phonewall_system_list, profile, parameters,
				  &faults, NULL);
	for (size_t i = 0; i < COUNT; i++) {
		is_found = is_found || find_in(&parameters[i], name, parameter);
		phonewall_parameters_clear(&parameters[i]);
	}
	phonewall_faults_clear(&faults);
	return is_found;
}

void phonewall_systems_clear(struct phonewall_systems *systems)
{
	for (size_t i = 0; i < COUNT; i++)
		if (phonewall_system_list[i].clear)
			phonewall_system_list[i].clear(section_of(i, systems));
	*systems = (struct phonewall_systems){ 0 };
}
