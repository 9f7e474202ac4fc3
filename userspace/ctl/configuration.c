// SPDX-License-Identifier: GPL-2.0
#include "configuration.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"
#include "state.h"

#define KEPT(name)	PHONEWALL_STATE_DIRECTORY "/" name

__attribute__((format(printf, 2, 3)))
static int fail(const char *file, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "%s: ", file);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return -1;
}

static int fail_to_read(const char *file, int error)
{
	switch (error) {
	case -EFBIG:
		return fail(file, "is longer than 1 MiB: give a shorter file");
	case -EINVAL:
		return fail(file, "is no regular file: give one, or '-' for "
			    "standard input");
	case -ENOENT:
		return fail(file, "is not there: give the name of a file that "
			    "is");
	case -EACCES:
		return fail(file, "may not be read: give a file that you may "
			    "read, or run this as root");
	default:
		return fail(file, "cannot be read: %s", strerror(-error));
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

static void report(struct phonewall_faults *faults, const char *file)
{
	phonewall_faults_print(faults, file, stderr);
}

/* @required: whether the file must be there. */
static int load_settings(const char *file, bool required,
			 struct phonewall_settings *settings)
{
	struct phonewall_file content = { 0 };
	struct phonewall_faults faults = { 0 };
	int error = read_file(file, &content);

	phonewall_settings_default(settings);
	if (error && (required || error != -ENOENT)) {
		fail_to_read(title(file), error);
	} else {
		error = error ? 0 :
			phonewall_settings_parse(content.text, content.length,
						 settings, &faults);
		report(&faults, title(file));
	}
	phonewall_faults_clear(&faults);
	phonewall_file_clear(&content);
	return error ? -1 : 0;
}

/* Without the port a file that leaves it to phonewalld opens none for it. */
static void load_port(struct phonewall_settings *settings)
{
	int error = phonewall_state_read_port(PHONEWALL_STATE_DIRECTORY,
					&settings->connection_request_port);

	if (error && error != -ENOENT)
		fail(KEPT(PHONEWALL_STATE_PORT), "the port for TR-069 "
		     "connection requests cannot be read and is left out: %s",
		     strerror(-error));
}

static int translate(struct phonewall_configuration *configuration,
		     const struct phonewall_file *content)
{
	int error = phonewall_translate(content->text, content->length,
					&configuration->settings,
					&configuration->translation,
					&configuration->faults);

	report(&configuration->faults, configuration->file);
	return error;
}

int phonewall_configuration_load(struct phonewall_configuration *configuration,
				 const char *file, const char *settings_file)
{
	struct phonewall_file content = { 0 };
	struct phonewall_settings *settings = &configuration->settings;
	int error;

	configuration->file = title(file);
	if (load_settings(settings_file ? settings_file :
			  PHONEWALL_SETTINGS_FILE, settings_file, settings))
		return -1;
	load_port(settings);
	error = read_file(file, &content);
	if (error)
		error = fail_to_read(configuration->file, error);
	else
		error = translate(configuration, &content);
	phonewall_file_clear(&content);
	return error;
}

int phonewall_configuration_load_accepted(
		struct phonewall_configuration *configuration)
{
	struct phonewall_file content = { 0 };
	struct phonewall_settings *settings = &configuration->settings;
	int error;

	configuration->file = KEPT(PHONEWALL_STATE_CONFIGURATION);
	if (load_settings(KEPT(PHONEWALL_STATE_SETTINGS), false, settings))
		return -1;
	load_port(settings);
	error = phonewall_state_read(PHONEWALL_STATE_DIRECTORY,
				     PHONEWALL_STATE_CONFIGURATION, &content);
	if (error == -ENOENT) {
		configuration->file = "the factory defaults";
		error = 0;
	}
	if (error)
		error = fail_to_read(configuration->file, error);
	else
		error = translate(configuration, &content);
	phonewall_file_clear(&content);
	return error;
}

void phonewall_configuration_clear(struct phonewall_configuration *configuration)
{
	phonewall_faults_clear(&configuration->faults);
	phonewall_translation_clear(&configuration->translation);
	phonewall_settings_clear(&configuration->settings);
}
