// SPDX-License-Identifier: MIT
#include "provisioning/values.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "provisioning/advice.h"
#include "provisioning/parameters.h"
#include "provisioning/settings.h"

static void add_value(const struct phonewall_parameter *parameter,
		      struct phonewall_provisioning_values *values)
{
	values->list = phonewall_memory_resize(values->list, values->count + 1,
					       sizeof(*values->list));
	values->list[values->count++] = (struct phonewall_provisioning_value){
		.name = phonewall_memory_print("%s", parameter->name),
		.value = parameter->text ?
			phonewall_memory_print("%s", parameter->text) :
			phonewall_memory_print("%u", parameter->number),
		.line = parameter->line,
	};
}

static void add_values(const struct phonewall_parameters *parameters,
		       struct phonewall_provisioning_values *values)
{
	const struct phonewall_parameter_table *table = parameters->table;

	for (size_t row = 0; row < table->count; row++) {
		unsigned int instances = table->rows[row].instances ?: 1;

		for (unsigned int i = 0; i < instances; i++)
			if (!parameters->list[row][i].is_default)
				add_value(&parameters->list[row][i], values);
	}
}

/* What provisioning does until the value is mended. */
static const char *consequence(const char *parameter)
{
	if (!strcmp(parameter, "Restricted_Access_Domains"))
		return "until then no server is allowed";
	if (strstr(parameter, "_Rule"))
		return "until then what it asks for fails";
	return "until then it is not used";
}

static void warn_of_faults(const struct phonewall_faults *faults,
			   struct phonewall_faults *warnings)
{
	for (size_t i = 0; i < faults->count; i++) {
		const struct phonewall_fault *fault = &faults->list[i];

		phonewall_warning_add(warnings, "provisioning", fault->line,
				      fault->parameter, fault->token, "%s; %s",
				      fault->message,
				      consequence(fault->parameter));
	}
}

void phonewall_provisioning_values_read(const struct phonewall_reading *reading,
					void *section)
{
	struct phonewall_provisioning_values *values = section;
	struct phonewall_provisioning_settings settings;
	struct phonewall_faults faults = { 0 };
	struct phonewall_reading own = *reading;

	*values = (struct phonewall_provisioning_values){ 0 };
	own.faults = &faults;
	add_values(reading->parameters, values);
	phonewall_provisioning_settings_read(&own, &settings);
	if (faults.count)
		values->fault = phonewall_memory_print("%s %s",
						faults.list[0].parameter,
						faults.list[0].message);
	warn_of_faults(&faults, reading->warnings);
	phonewall_provisioning_advise(&settings, reading);
	phonewall_provisioning_settings_clear(&settings);
	phonewall_faults_clear(&faults);
}

const char *phonewall_provisioning_values_get(
	const struct phonewall_provisioning_values *values, const char *name)
{
	for (size_t i = 0; i < values->count; i++)
		if (!strcmp(values->list[i].name, name))
			return values->list[i].value;
	return NULL;
}

void phonewall_provisioning_values_clear(void *section)
{
	struct phonewall_provisioning_values *values = section;

	for (size_t i = 0; i < values->count; i++) {
		struct phonewall_provisioning_value *value = &values->list[i];

		explicit_bzero(value->value, strlen(value->value));
		free(value->value);
		free(value->name);
	}
	free(values->list);
	free(values->fault);
	*values = (struct phonewall_provisioning_values){ 0 };
}
