// SPDX-License-Identifier: GPL-2.0
#include "configuration.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"
#include "state.h"

#define KEPT(name)	PHONEWALL_STATE_DIRECTORY "/" name

/* A file that cannot be read is at fault like one that has faults. */
static void add_read_fault(struct phonewall_faults *faults, int error)
{
	switch (error) {
	case -EFBIG:
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "is longer than 1 MiB; give a shorter file");
		break;
	case -EINVAL:
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "is no regular file; give one, or '-' for standard input");
		break;
	case -ENOENT:
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "no such file; check the name");
		break;
	case -EACCES:
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "may not be read; give a file that you may read, or run this as root");
		break;
	default:
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "cannot be read: %s", strerror(-error));
	}
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

/* @required: whether the file must be there. */
static int load_settings(struct phonewall_configuration *configuration,
			 const char *file, bool required)
{
	struct phonewall_file content = { 0 };
	struct phonewall_faults *faults = &configuration->settings_faults;
	int error = read_file(file, &content);

	configuration->settings_file = title(file);
	phonewall_settings_default(&configuration->settings);
	if (!error)
		error = phonewall_settings_parse_file(content.text,
						      content.length,
						      &configuration->settings,
						      faults);
	else if (required || error != -ENOENT)
		add_read_fault(faults, error);
	else
		error = 0;
	phonewall_faults_print(faults, configuration->settings_file, stderr);
	phonewall_file_clear(&content);
	return error ? -1 : 0;
}

/* Without the port a file that leaves it to phonewalld opens none for it. */
static void load_port(struct phonewall_settings *settings)
{
	int error = phonewall_state_read_port(PHONEWALL_STATE_DIRECTORY,
					&settings->connection_request_port);

	if (error && error != -ENOENT)
		fprintf(stderr, KEPT(PHONEWALL_STATE_PORT) ": cannot be read: "
			"%s; the port for TR-069 is taken for not picked\n",
			strerror(-error));
}

/* @error: what came of reading the file into @content, which is released. */
static int judge(struct phonewall_configuration *configuration, int error,
		 struct phonewall_file *content)
{
	struct phonewall_faults *faults = &configuration->faults;

	if (error)
		add_read_fault(faults, error);
	else
		error = phonewall_translation_check(content->text,
						    content->length,
						    &configuration->settings,
						    &configuration->translation,
						    faults,
						    &configuration->warnings);
	phonewall_file_clear(content);
	phonewall_faults_print(faults, configuration->file, stderr);
	return error ? -1 : 0;
}

int phonewall_configuration_load(struct phonewall_configuration *configuration,
				 const char *file, const char *settings_file)
{
	struct phonewall_file content = { 0 };
	int error;

	configuration->file = title(file);
	if (load_settings(configuration, settings_file ? settings_file :
			  PHONEWALL_SETTINGS_FILE, settings_file))
		return -1;
	load_port(&configuration->settings);
	error = read_file(file, &content);
	return judge(configuration, error, &content);
}

int phonewall_configuration_load_accepted(
		struct phonewall_configuration *configuration)
{
	struct phonewall_file content = { 0 };
	int error;

	configuration->file = KEPT(PHONEWALL_STATE_CONFIGURATION);
	if (load_settings(configuration, KEPT(PHONEWALL_STATE_SETTINGS), false))
		return -1;
	load_port(&configuration->settings);
	error = phonewall_state_read(PHONEWALL_STATE_DIRECTORY,
				     PHONEWALL_STATE_CONFIGURATION, &content);
	if (error == -ENOENT) {
		configuration->file = "the factory defaults";
		error = 0;
	}
	return judge(configuration, error, &content);
}

void phonewall_configuration_clear(struct phonewall_configuration *configuration)
{
	phonewall_faults_clear(&configuration->settings_faults);
	phonewall_faults_clear(&configuration->faults);
	phonewall_faults_clear(&configuration->warnings);
	phonewall_translation_clear(&configuration->translation);
	phonewall_settings_clear(&configuration->settings);
}
