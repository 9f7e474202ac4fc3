// SPDX-License-Identifier: MIT
#include "settings_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "provisioning/configuration.h"

void phonewall_settings_files_init(struct phonewall_settings_files *files,
				   const char *device_path,
				   const char *agent_directory)
{
	*files = (struct phonewall_settings_files){
		.device_path = device_path,
		.configuration = phonewall_memory_print("%s/"
				PHONEWALL_PROVISIONING_FILE, agent_directory),
	};
}

static bool read_device(struct phonewall_settings_files *files)
{
	struct phonewall_faults faults = { 0 };
	struct phonewall_file file = { 0 };
	struct phonewall_device device;
	int error = phonewall_file_read(files->device_path,
					PHONEWALL_DEVICE_FILE_MAX, &file);

	if (error && error != -ENOENT) {
		phonewall_log(LOG_ERR, "cannot read %s: %s; let the user phonewall-provision read it",
			      files->device_path, strerror(-error));
		return false;
	}
	error = phonewall_device_read(file.text ?: "", &device, &faults);
	phonewall_log_faults(&faults, files->device_path);
	phonewall_faults_clear(&faults);
	phonewall_file_clear(&file);
	if (error)
		return false;
	phonewall_device_clear(&files->device);
	files->device = device;
	return true;
}

/* A file that is not there yet is no fault, and each is told once. */
static void tell_unreadable(struct phonewall_settings_files *files, int error)
{
	if (error != ENOENT && error != files->read_error)
		phonewall_log(LOG_ERR, "cannot read %s: %s; %s",
			      files->configuration, strerror(error),
			      error == EACCES ?
			      "create the group " PHONEWALL_PROVISIONING_GROUP " with the users of phonewalld and of this program, and restart phonewalld" :
			      "restart phonewalld");
	files->read_error = error;
}

static bool read_configuration(struct phonewall_settings_files *files)
{
	struct phonewall_provisioning_values values;
	struct phonewall_file file = { 0 };
	uint64_t generation;
	int error = phonewall_file_read(files->configuration,
					PHONEWALL_PROVISIONING_FILE_MAX, &file);

	if (error) {
		tell_unreadable(files, -error);
		return false;
	}
	files->read_error = 0;
	error = phonewall_provisioning_configuration_parse(file.text, &values,
				&files->any_tftp_port, &generation);
	phonewall_file_wipe(&file);
	if (error) {
		phonewall_log(LOG_ERR, "%s is not as phonewalld writes it; restart phonewalld",
			      files->configuration);
		return false;
	}
	phonewall_provisioning_settings_clear(&files->settings);
	phonewall_faults_clear(&files->faults);
	phonewall_provisioning_interpret(&values, &files->settings,
					 &files->faults);
	phonewall_provisioning_values_clear(&values);
	files->generation = generation;
	return true;
}

bool phonewall_settings_files_read(struct phonewall_settings_files *files)
{
	files->is_described = read_device(files);
	if (!files->is_described || !read_configuration(files))
		return false;
	files->is_configured = true;
	return true;
}

bool
phonewall_settings_files_are_old(const struct phonewall_settings_files *files)
{
	struct phonewall_provisioning_values values;
	struct phonewall_file file = { 0 };
	uint64_t generation;
	bool any_tftp_port;
	int error;

	if (phonewall_file_read(files->configuration,
				PHONEWALL_PROVISIONING_FILE_MAX, &file))
		return false;
	error = phonewall_provisioning_configuration_parse(file.text, &values,
							   &any_tftp_port,
							   &generation);
	phonewall_file_wipe(&file);
	if (error)
		return false;
	phonewall_provisioning_values_clear(&values);
	return !files->is_configured || generation != files->generation;
}

void phonewall_settings_files_clear(struct phonewall_settings_files *files)
{
	phonewall_provisioning_settings_clear(&files->settings);
	phonewall_faults_clear(&files->faults);
	phonewall_device_clear(&files->device);
	free(files->configuration);
}
