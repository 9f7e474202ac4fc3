// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "annotation.h"
#include "base/memory.h"
#include "base/text.h"
#include "command.h"
#include "configuration.h"
#include "kernel.h"
#include "output/message.h"
#include "port_list.h"
#include "result.h"

/*
 * What is written. @generation is NULL if a file opens the ports; @file is NULL
 * if no file is known that explains them.
 */
struct listing {
	const char *file;
	bool enabled;
	const uint32_t *generation;
	uint32_t flags;
	struct phonewall_port_list ports;
};

static void write_ports(struct phonewall_writer *writer,
			const struct listing *listing)
{
	char *file = phonewall_text_printable(listing->file ?: "a known file");
	char *unknown = phonewall_memory_print("not from %s", file);

	phonewall_write_begin_object(writer, NULL);
	phonewall_write_file_name(writer, "file", NULL, listing->file);
	phonewall_write_boolean(writer, "enabled", listing->enabled,
				"firewall enabled", "firewall disabled");
	if (listing->generation)
		phonewall_write_number(writer, "generation", NULL,
				       *listing->generation);
	phonewall_result_write_flags(writer, listing->flags);
	if (!listing->enabled)
		phonewall_write_text(writer, ": every port is reachable; enabled it would open these");
	phonewall_write_end_line(writer);
	phonewall_port_list_write(writer, &listing->ports, unknown);
	phonewall_write_end_object(writer);
	free(unknown);
	free(file);
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
		write_ports(arguments->writer, &(struct listing){
			.file = configuration.file,
			.enabled = translation->enabled,
			.flags = translation->flags,
			.ports = phonewall_port_list_of(translation),
		});
	else
		phonewall_result_write(arguments->writer, "refused",
				       &configuration);
	phonewall_configuration_clear(&configuration);
	return error ? PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
}

static void list_policy(const struct phonewall_arguments *arguments,
			const struct phonewall_configuration *configuration,
			struct phonewall_kernel_policy *policy, const char *file)
{
	struct phonewall_annotation annotation = { 0 };

	phonewall_annotation_set(&annotation, policy,
				 &configuration->systems.firewall);
	write_ports(arguments->writer, &(struct listing){
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
	});
	phonewall_annotation_clear(&annotation);
}

/*
 * A file that the user named must have no fault. Without the file that
 * phonewalld keeps the ports are still listed.
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
		phonewall_result_write(arguments->writer, "refused",
				       &configuration);
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
		phonewall_output_failure("ports takes --settings with FILE or --config FILE only");
		return PHONEWALL_EXIT_USAGE;
	}
	if (!arguments->count)
		return list_kernel(arguments);
	if (arguments->config) {
		phonewall_output_failure("ports takes FILE or --config FILE, not both");
		return PHONEWALL_EXIT_USAGE;
	}
	return list_file(arguments);
}
