// SPDX-License-Identifier: MIT
#include "provisioning/configuration.h"

#include <json-c/json.h>
#include <stdlib.h>

#include "base/json_text.h"
#include "base/memory.h"
#include "provisioning/parameters.h"

#define GENERATION	"generation"
#define ANY_TFTP_PORT	"any_tftp_port"
#define PARAMETERS	"parameters"

static const struct phonewall_system systems[] = {
	{ &phonewall_provisioning_parameters, 0,
	  phonewall_provisioning_settings_read,
	  phonewall_provisioning_settings_clear },
	{ 0 }
};

char *phonewall_provisioning_configuration_print(
	const struct phonewall_provisioning_values *values, bool any_tftp_port,
	uint64_t generation)
{
	struct json_object *root = json_object_new_object();
	struct json_object *parameters = json_object_new_object();
	char *text;

	for (size_t i = 0; i < values->count; i++)
		json_object_object_add(parameters, values->list[i].name,
				json_object_new_string(values->list[i].value));
	json_object_object_add(root, GENERATION,
			       json_object_new_uint64(generation));
	json_object_object_add(root, ANY_TFTP_PORT,
			       json_object_new_boolean(any_tftp_port));
	json_object_object_add(root, PARAMETERS, parameters);
	text = phonewall_memory_print("%s\n",
			json_object_to_json_string_ext(root,
					JSON_C_TO_STRING_PRETTY |
					JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(root);
	return text;
}

static bool read_value(const char *name, struct json_object *value,
		       struct phonewall_provisioning_values *values)
{
	if (!json_object_is_type(value, json_type_string) ||
	    !phonewall_parameter_is_used(systems, name))
		return false;
	values->list = phonewall_memory_resize(values->list, values->count + 1,
					       sizeof(*values->list));
	values->list[values->count++] = (struct phonewall_provisioning_value){
		.name = phonewall_memory_print("%s", name),
		.value = phonewall_memory_print("%s",
						json_object_get_string(value)),
	};
	return true;
}

static bool read_root(struct json_object *root,
		      struct phonewall_provisioning_values *values,
		      bool *any_tftp_port, uint64_t *generation)
{
	struct json_object *number;
	struct json_object *any;
	struct json_object *parameters;

	if (!json_object_object_get_ex(root, GENERATION, &number) ||
	    !json_object_is_type(number, json_type_int) ||
	    !json_object_object_get_ex(root, ANY_TFTP_PORT, &any) ||
	    !json_object_is_type(any, json_type_boolean) ||
	    !json_object_object_get_ex(root, PARAMETERS, &parameters) ||
	    !json_object_is_type(parameters, json_type_object))
		return false;
	*any_tftp_port = json_object_get_boolean(any);
	*generation = json_object_get_uint64(number);
	json_object_object_foreach(parameters, name, value)
		if (!read_value(name, value, values))
			return false;
	return true;
}

int phonewall_provisioning_configuration_parse(
	const char *text, struct phonewall_provisioning_values *values,
	bool *any_tftp_port, uint64_t *generation)
{
	struct json_object *root = phonewall_json_text_parse(text);
	bool is_read;

	*values = (struct phonewall_provisioning_values){ 0 };
	is_read = root && read_root(root, values, any_tftp_port,
				    generation);
	json_object_put(root);
	if (is_read)
		return 0;
	phonewall_provisioning_values_clear(values);
	return -1;
}

void
phonewall_provisioning_interpret(const struct phonewall_provisioning_values *values,
				 struct phonewall_provisioning_settings *settings,
				 struct phonewall_faults *faults)
{
	struct phonewall_profile profile = { 0 };
	struct phonewall_parameters parameters;
	const struct phonewall_reading reading = {
		.parameters = &parameters,
		.faults = faults,
	};

	profile.list = phonewall_memory_resize(NULL, values->count + 1,
					       sizeof(*profile.list));
	for (; profile.count < values->count; profile.count++)
		profile.list[profile.count] = (struct phonewall_profile_element){
			.name = values->list[profile.count].name,
			.value = values->list[profile.count].value,
			.line = values->list[profile.count].line,
		};
	phonewall_parameters_read(systems, &profile, &parameters, faults, NULL);
	phonewall_provisioning_settings_read(&reading, settings);
	phonewall_parameters_clear(&parameters);
	free(profile.list);
}
