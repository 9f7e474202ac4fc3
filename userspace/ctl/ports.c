// SPDX-License-Identifier: MIT
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include "annotation.h"
#include "base/json_text.h"
#include "base/memory.h"
#include "command.h"
#include "configuration.h"
#include "kernel.h"
#include "output.h"
#include "port_list.h"

/*
 * What is printed. @generation is NULL where it is a file that opens the ports;
 * @file is NULL where none is known that explains them.
 */
struct listing {
	const char *file;
	bool enabled;
	const uint32_t *generation;
	uint32_t flags;
	struct phonewall_port_list ports;
};

static void add(struct json_object *object, const char *name,
		struct json_object *value)
{
	json_object_object_add(object, name, value);
}

static void print_json(const struct listing *listing)
{
	struct json_object *object = json_object_new_object();

	add(object, "file", listing->file ?
	    phonewall_json_text_name(listing->file) : NULL);
	add(object, "enabled", json_object_new_boolean(listing->enabled));
	if (listing->generation)
		add(object, "generation",
		    json_object_new_uint64(*listing->generation));
	add(object, "flags", phonewall_output_flags_json(listing->flags));
	phonewall_port_list_to_json(&listing->ports, object);
	phonewall_output_json(object);
}

static void print_text(const struct listing *listing)
{
	char *unknown = phonewall_memory_print("not from %s", listing->file ?
					       listing->file : "a known file");

	printf("firewall %s", listing->enabled ? "enabled" : "disabled");
	phonewall_output_flags(listing->flags);
	puts(listing->enabled ? "" : ": every port is reachable; enabled it "
	     "would open these");
	phonewall_port_list_print(&listing->ports, unknown);
	free(unknown);
}

static void print(const struct listing *listing, bool json)
{
	if (json)
		print_json(listing);
	else
		print_text(listing);
}

static enum phonewall_exit
list_file(const struct phonewall_arguments *arguments)
{
	struct phonewall_configuration configuration = { 0 };
	const struct phonewall_translation *translation =
		&configuration.systems.firewall;
	int error = phonewall_configuration_load(&configuration,
						 arguments->words[0], arguments);

	if (!error)
		print(&(struct listing){
			.file = configuration.file,
			.enabled = translation->enabled,
			.flags = translation->flags,
			.ports = phonewall_port_list_of(translation),
		}, arguments->json);
	else
		phonewall_output_refusal(arguments->json, &configuration);
	phonewall_configuration_clear(&configuration);
	return error ? PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
}

static void list_policy(const struct phonewall_arguments *arguments,
			const struct phonewall_configuration *configuration,
			struct phonewall_kernel_policy *policy,
			const char *file)
{
	struct phonewall_annotation annotation = { 0 };

	phonewall_annotation_set(&annotation, policy,
				 &configuration->systems.firewall);
	print(&(struct listing){
		.file = file,
		.enabled = policy->enabled,
		.generation = &policy->generation,
		.flags = policy->flags,
		.ports = {
			.openings = annotation.openings,
			.opening_count = annotation.count,
			.endpoints = policy->endpoints,
			.endpoint_count = policy->endpoint_count,
		},
	}, arguments->json);
	phonewall_annotation_clear(&annotation);
}

/*
 * A file that the person named must be good. Without the one that phonewalld
 * keeps the list is still worth having.
 */
static int load(const struct phonewall_arguments *arguments,
		struct phonewall_configuration *configuration,
		const char **file)
{
	int error;

	if (arguments->config)
		error = phonewall_configuration_load(configuration,
						     arguments->config,
						     arguments);
	else
		error = phonewall_configuration_load_accepted(configuration,
							      arguments);
	*file = error ? NULL : configuration->file;
	return arguments->config ? error : 0;
}

static int get_policy(struct phonewall_kernel_policy *policy)
{
	struct phonewall_client *client = phonewall_kernel_open();
	int error;

	if (!client)
		return -1;
	error = phonewall_client_get_policy(client, policy);
	if (error)
		phonewall_kernel_report(client);
	phonewall_client_close(client);
	return error;
}

static enum phonewall_exit
list_kernel(const struct phonewall_arguments *arguments)
{
	struct phonewall_configuration configuration = { 0 };
	struct phonewall_kernel_policy policy = { 0 };
	const char *file;
	int error = load(arguments, &configuration, &file);

	if (error)
		phonewall_output_refusal(arguments->json, &configuration);
	else
		error = get_policy(&policy);
	if (!error)
		list_policy(arguments, &configuration, &policy, file);
	phonewall_kernel_policy_clear(&policy);
	phonewall_configuration_clear(&configuration);
	return error ? PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
}

enum phonewall_exit
phonewall_command_ports(const struct phonewall_arguments *arguments)
{
	if (arguments->settings && !arguments->count && !arguments->config) {
		phonewall_output_message("ports takes --settings with FILE or --config FILE only");
		return PHONEWALL_EXIT_USAGE;
	}
	if (!arguments->count)
		return list_kernel(arguments);
	if (arguments->config) {
		phonewall_output_message("ports takes FILE or --config FILE, not both");
		return PHONEWALL_EXIT_USAGE;
	}
	return list_file(arguments);
}
