// SPDX-License-Identifier: MIT
#include "command.h"
#include "configuration.h"
#include "output/message.h"
#include "result.h"
#include "tls_application_output.h"
#include "tls_settings_output.h"

/* @application: PHONEWALL_TLS_APPLICATIONS for all. */
static void write_tls(struct phonewall_writer *writer,
		      const struct phonewall_configuration *configuration,
		      enum phonewall_tls_application application)
{
	const struct phonewall_tls_settings *settings =
		&configuration->systems.tls;
	struct phonewall_tls_policy *policy =
		phonewall_tls_settings_policy(settings);

	phonewall_write_begin_object(writer, NULL);
	phonewall_write_file_name(writer, "file", "%s:", configuration->file);
	phonewall_write_end_line(writer);
	phonewall_write_hide(writer);
	phonewall_tls_settings_write(writer, settings, policy);
	phonewall_write_show(writer);
	if (application == PHONEWALL_TLS_APPLICATIONS)
		phonewall_tls_application_write_list(writer, settings, policy);
	else
		phonewall_tls_application_write(writer, settings, policy,
						application);
	phonewall_write_end_object(writer);
	phonewall_tls_policy_free(policy);
}

static int load(const struct phonewall_arguments *arguments,
		struct phonewall_configuration *configuration)
{
	if (arguments->config)
		return phonewall_configuration_load(configuration,
						    arguments->config,
						    arguments);
	return phonewall_configuration_load_accepted(configuration, arguments);
}

/* Return: 0, or -1 if no application has the name that was given. */
static int find_application(const struct phonewall_arguments *arguments,
			    enum phonewall_tls_application *application)
{
	*application = PHONEWALL_TLS_APPLICATIONS;
	if (!arguments->count)
		return 0;
	*application = phonewall_tls_application_find(arguments->words[0]);
	if (*application != PHONEWALL_TLS_APPLICATIONS)
		return 0;
	phonewall_output_message("unknown application '%s'",
				 arguments->words[0]);
	return -1;
}

enum phonewall_exit
phonewall_command_tls(const struct phonewall_arguments *arguments)
{
	struct phonewall_configuration configuration = { 0 };
	enum phonewall_tls_application application;
	int error;

	if (find_application(arguments, &application))
		return PHONEWALL_EXIT_USAGE;
	if (arguments->settings && !arguments->config) {
		phonewall_output_message("tls takes --settings with --config FILE only");
		return PHONEWALL_EXIT_USAGE;
	}
	error = load(arguments, &configuration);
	if (error)
		phonewall_result_write(arguments->writer, "refused",
				       &configuration);
	else
		write_tls(arguments->writer, &configuration, application);
	phonewall_configuration_clear(&configuration);
	return error ? PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
}
