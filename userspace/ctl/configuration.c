// SPDX-License-Identifier: MIT
#include "configuration.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file_fault.h"
#include "base/memory.h"
#include "config/state.h"
#include "firewall/connection_request.h"
#include "output/message.h"
#include "store/merged.h"
#include "store/store_file.h"

static const char *not_a_file(const char *name)
{
	struct stat status;

	if (stat(name, &status))
		return "is not a file; check the name";
	if (S_ISDIR(status.st_mode))
		return "is a directory; name a file in it, or all of them for audit, as DIR/*.xml";
	if (S_ISFIFO(status.st_mode))
		return "is a pipe, not a file; give '-' and redirect standard input from it";
	return "is a device or socket, not a file; name a file, or '-' for standard input";
}

/* A file that cannot be read has this fault. */
static void add_read_fault(struct phonewall_faults *faults, const char *name,
			   int error)
{
	switch (error) {
	case -EINVAL:
	case -EISDIR:
		phonewall_fault_add(faults, 0, NULL, NULL, "%s",
				    not_a_file(name));
		break;
	case -ENOENT:
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "no such file; check the name");
		break;
	case -EACCES:
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "cannot be read: Permission denied; run this as root, or name a file that you may read");
		break;
	default:
		phonewall_file_fault_add(faults, error);
	}
}

static bool is_missing(int error)
{
	return error == -ENOENT || error == -ENOTDIR;
}

static int read_standard_input(struct phonewall_file *file)
{
	char *text = phonewall_memory_resize(NULL, PHONEWALL_STATE_FILE_MAX + 2,
					     1);

	file->text = text;
	file->length = fread(text, 1, PHONEWALL_STATE_FILE_MAX + 1, stdin);
	if (ferror(stdin))
		return -errno;
	if (file->length > PHONEWALL_STATE_FILE_MAX)
		return -EFBIG;
	text[file->length] = '\0';
	return 0;
}

/* Standard input is named by "-". */
static int read_file(const char *name, struct phonewall_file *file)
{
	if (!strcmp(name, "-"))
		return read_standard_input(file);
	return phonewall_file_read(name, PHONEWALL_STATE_FILE_MAX, file);
}

static const char *title(const char *name)
{
	return strcmp(name, "-") ? name : "standard input";
}

static void set_name(char **name, const char *text)
{
	free(*name);
	*name = text ? phonewall_memory_print("%s", text) : NULL;
}

static void set_kept_name(char **name, const char *directory, const char *kept)
{
	free(*name);
	*name = phonewall_memory_print("%s/%s", directory, kept);
}

/* Takes @content over. */
static int parse_settings(struct phonewall_configuration *configuration,
			  struct phonewall_file *content)
{
	int error = phonewall_settings_parse_file(content->text,
					content->length,
					&configuration->settings,
					&configuration->settings_faults);

	phonewall_file_clear(content);
	return error;
}

static void print_settings_faults(
		const struct phonewall_configuration *configuration)
{
	phonewall_faults_print(&configuration->settings_faults,
			       configuration->settings_file, stderr);
}

/* If the kept settings are damaged, the defaults are used. */
static void take_defaults(struct phonewall_configuration *configuration)
{
	if (configuration->settings_faults.count) {
		print_settings_faults(configuration);
		phonewall_output_message("using the default settings instead, as phonewalld does");
	}
	phonewall_faults_clear(&configuration->settings_faults);
	phonewall_settings_clear(&configuration->settings);
	set_name(&configuration->settings_file, NULL);
}

/* The settings that phonewalld accepted last, or else the defaults. */
static int load_kept_settings(struct phonewall_configuration *configuration)
{
	struct phonewall_file content = { 0 };
	int error = phonewall_state_read(configuration->state_directory,
					 PHONEWALL_STATE_SETTINGS, &content);

	set_kept_name(&configuration->settings_file,
		      configuration->state_directory, PHONEWALL_STATE_SETTINGS);
	if (!error)
		error = parse_settings(configuration, &content);
	else if (!is_missing(error))
		add_read_fault(&configuration->settings_faults,
			       configuration->settings_file, error);
	if (error == -EACCES) {
		print_settings_faults(configuration);
		return -1;
	}
	if (error)
		take_defaults(configuration);
	return 0;
}

static int load_missing_settings(struct phonewall_configuration *configuration)
{
	int error = load_kept_settings(configuration);

	if (!error && configuration->settings_file)
		phonewall_output_message(PHONEWALL_SETTINGS_FILE
					 " is missing; using %s, as phonewalld does",
					 configuration->settings_file);
	return error;
}

static int load_settings(struct phonewall_configuration *configuration,
			 const char *named)
{
	const char *file = named ?: PHONEWALL_SETTINGS_FILE;
	struct phonewall_file content = { 0 };
	int error = read_file(file, &content);

	if (!named && is_missing(error))
		return load_missing_settings(configuration);
	set_name(&configuration->settings_file, title(file));
	if (error)
		add_read_fault(&configuration->settings_faults,
			       configuration->settings_file, error);
	else
		error = parse_settings(configuration, &content);
	print_settings_faults(configuration);
	return error ? -1 : 0;
}

static void report_port(const char *directory, int error)
{
	phonewall_output_message("cannot use %s/" PHONEWALL_STATE_PORT
		": %s; %s", directory, error == -EBADMSG ?
		"it holds no port from 8000 to 9999" : strerror(-error),
		error == -EACCES ?
		"run this as root to see the port that phonewalld picked" :
		"phonewalld picks another port for TR-069");
}

static void load_port(struct phonewall_configuration *configuration)
{
	const char *directory = configuration->state_directory;
	int error = phonewall_connection_request_read(directory,
						      &configuration->port);

	if (error && !is_missing(error))
		report_port(directory, error);
}

static void begin(struct phonewall_configuration *configuration,
		  const struct phonewall_arguments *arguments)
{
	phonewall_settings_default(&configuration->settings);
	configuration->state_directory =
		arguments->state_directory ?: PHONEWALL_STATE_DIRECTORY;
}

int phonewall_configuration_open(struct phonewall_configuration *configuration,
				 const struct phonewall_arguments *arguments)
{
	begin(configuration, arguments);
	if (load_settings(configuration, arguments->settings))
		return -1;
	load_port(configuration);
	return 0;
}

/* As phonewalld, which has accepted both. */
static int translate_merged(struct phonewall_configuration *configuration,
			    const struct phonewall_file *content)
{
	const struct phonewall_merged merged = {
		.text = content->text,
		.length = content->length,
		.store = &configuration->store,
	};
	struct phonewall_merged_faults faults = { 0 };
	int error = phonewall_merged_read(&merged, &configuration->settings,
					  &configuration->systems, &faults);

	phonewall_faults_print(&faults.of_file, configuration->file, stderr);
	phonewall_faults_print(&faults.of_store, PHONEWALL_STATE_STORE, stderr);
	phonewall_merged_faults_clear(&faults);
	return error;
}

static int translate(struct phonewall_configuration *configuration,
		     uint16_t port, const struct phonewall_file *content,
		     struct phonewall_faults *warnings)
{
	configuration->settings.connection_request_port = port;
	if (configuration->store.count)
		return translate_merged(configuration, content);
	return phonewall_systems_read(content->text, content->length,
				      &configuration->settings,
				      &configuration->systems,
				      &configuration->faults, warnings);
}

/* Whether phonewalld would pick another port than the one it keeps. */
static bool port_is_taken(const struct phonewall_configuration *configuration)
{
	const struct phonewall_translation *translation =
		&configuration->systems.firewall;

	return phonewall_connection_request_collides(configuration->port,
						     translation) &&
	       phonewall_connection_request_pick(0, translation);
}

/* Return: 0, or -1 if it is missing or damaged. */
static int read_store(struct phonewall_configuration *configuration,
		      const char *name)
{
	struct phonewall_faults faults = { 0 };
	struct phonewall_file content = { 0 };
	int error;

	if (phonewall_state_read(configuration->state_directory, name,
				 &content))
		return -1;
	error = phonewall_store_read(content.text, content.length,
				     &configuration->store, &faults);
	phonewall_file_wipe(&content);
	phonewall_faults_clear(&faults);
	return error;
}

/* As phonewalld. What is lost opens nothing that would have to be explained. */
static void load_store(struct phonewall_configuration *configuration)
{
	if (read_store(configuration, PHONEWALL_STATE_STORE))
		read_store(configuration, PHONEWALL_STATE_STORE_COPY);
}

/* @error: the result of reading the file into @content, which is released. */
static int judge(struct phonewall_configuration *configuration, int error,
		 struct phonewall_file *content)
{
	if (error)
		add_read_fault(&configuration->faults, configuration->file,
			       error);
	else
		error = translate(configuration, configuration->port, content,
				  &configuration->warnings);
	if (!error && configuration->port && port_is_taken(configuration)) {
		phonewall_systems_clear(&configuration->systems);
		error = translate(configuration, 0, content, NULL);
	}
	phonewall_file_clear(content);
	return error ? -1 : 0;
}

static void clear_file(struct phonewall_configuration *configuration)
{
	set_name(&configuration->file, NULL);
	phonewall_faults_clear(&configuration->faults);
	phonewall_faults_clear(&configuration->warnings);
	phonewall_systems_clear(&configuration->systems);
}

int phonewall_configuration_read(struct phonewall_configuration *configuration,
				 const char *file)
{
	struct phonewall_file content = { 0 };
	int error;

	clear_file(configuration);
	set_name(&configuration->file, title(file));
	error = read_file(file, &content);
	return judge(configuration, error, &content);
}

int phonewall_configuration_load(struct phonewall_configuration *configuration,
				 const char *file,
				 const struct phonewall_arguments *arguments)
{
	int error;

	set_name(&configuration->file, title(file));
	if (phonewall_configuration_open(configuration, arguments))
		return -1;
	error = phonewall_configuration_read(configuration, file);
	phonewall_faults_print(&configuration->faults, configuration->file,
			       stderr);
	return error;
}

int phonewall_configuration_load_accepted(
		struct phonewall_configuration *configuration,
		const struct phonewall_arguments *arguments)
{
	struct phonewall_file content = { 0 };
	int error;

	begin(configuration, arguments);
	set_kept_name(&configuration->file, configuration->state_directory,
		      PHONEWALL_STATE_CONFIGURATION);
	if (load_kept_settings(configuration))
		return -1;
	load_port(configuration);
	load_store(configuration);
	error = phonewall_state_read(configuration->state_directory,
				     PHONEWALL_STATE_CONFIGURATION, &content);
	if (is_missing(error)) {
		set_name(&configuration->file, "the factory defaults");
		error = 0;
	}
	error = judge(configuration, error, &content);
	phonewall_faults_print(&configuration->faults, configuration->file,
			       stderr);
	return error;
}

void phonewall_configuration_clear(struct phonewall_configuration *configuration)
{
	clear_file(configuration);
	set_name(&configuration->settings_file, NULL);
	phonewall_faults_clear(&configuration->settings_faults);
	phonewall_settings_clear(&configuration->settings);
	phonewall_store_clear(&configuration->store);
}
