// SPDX-License-Identifier: MIT
#include "command.h"
#include "configuration.h"
#include "output/message.h"
#include "result.h"
#include "tls_application_output.h"
#include "tls_in_force.h"
#include "tls_settings_output.h"

/* @application: PHONEWALL_TLS_APPLICATIONS for all. */
static void write_view(struct phonewall_writer *writer,
		       const struct phonewall_tls_view *view,
		       enum phonewall_tls_application application)
{
	phonewall_write_hide(writer);
	phonewall_tls_settings_write(writer, view);
	phonewall_write_show(writer);
	if (application == PHONEWALL_TLS_APPLICATIONS)
		phonewall_tls_application_write_list(writer, view);
	else
		phonewall_tls_application_write(writer, view, application);
}

static void write_configuration(struct phonewall_writer *writer,
				const struct phonewall_configuration *configuration,
				enum phonewall_tls_application application)
{
	struct phonewall_tls_view view =
		phonewall_tls_view_of_settings(&configuration->systems.tls);

	phonewall_write_begin_object(writer, NULL);
	phonewall_write_file_name(writer, "file", "%s:", configuration->file);
	phonewall_write_end_line(writer);
	phonewall_write_null(writer, "running");
	write_view(writer, &view, application);
	phonewall_write_end_object(writer);
	phonewall_tls_view_clear(&view);
}

static const char *describe(const struct phonewall_tls_in_force *in_force)
{
	if (in_force->is_published)
		return in_force->is_running ? ", in force:" :
		       ", in force although phonewalld is not running:";
	return in_force->is_running ?
	       ", because phonewalld has not written a policy:" :
	       ", because phonewalld is not running:";
}

static void write_in_force(struct phonewall_writer *writer,
			   const struct phonewall_tls_in_force *in_force,
			   enum phonewall_tls_application application)
{
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_file_name(writer, "file", "%s", in_force->source);
	phonewall_write_text(writer, "%s", describe(in_force));
	phonewall_write_end_line(writer);
	phonewall_write_boolean(writer, "running", in_force->is_running, NULL,
				NULL);
	write_view(writer, &in_force->view, application);
	phonewall_write_end_object(writer);
}

static enum phonewall_exit
show_in_force(const struct phonewall_arguments *arguments,
	      enum phonewall_tls_application application)
{
	struct phonewall_tls_in_force in_force;
	int error = phonewall_tls_in_force_read(&in_force);

	if (!error)
		write_in_force(arguments->writer, &in_force, application);
	phonewall_tls_in_force_clear(&in_force);
	return error ? PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
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

static enum phonewall_exit
show_configuration(const struct phonewall_arguments *arguments,
		   enum phonewall_tls_application application)
{
	struct phonewall_configuration configuration = { 0 };
	int error = load(arguments, &configuration);

	if (error)
		phonewall_result_write(arguments->writer, "refused",
				       &configuration);
	else
		write_configuration(arguments->writer, &configuration,
				    application);
	phonewall_configuration_clear(&configuration);
	return error ? PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
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
	phonewall_output_failure("unknown application '%s'",
				 arguments->words[0]);
	return -1;
}

enum phonewall_exit
phonewall_command_tls(const struct phonewall_arguments *arguments)
{
	enum phonewall_tls_application application;

	if (find_application(arguments, &application))
		return PHONEWALL_EXIT_USAGE;
	if (arguments->settings && !arguments->config) {
		phonewall_output_failure("tls takes --settings with --config FILE only");
		return PHONEWALL_EXIT_USAGE;
	}
	if (arguments->config || arguments->state_directory)
		return show_configuration(arguments, application);
	return show_in_force(arguments, application);
}
