/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISION_SETTINGS_FILES_H
#define PHONEWALL_PROVISION_SETTINGS_FILES_H

#include "provisioning/device.h"
#include "provisioning/settings.h"

/**
 * struct phonewall_settings_files - what provision.conf and phonewalld's file say
 * @device_path: provision.conf, kept by the caller
 * @configuration: phonewalld's file
 * @is_described: whether @device_path could be used when last read
 * @is_configured: whether what follows was ever read whole
 * @device: what the phone is
 * @settings: the settings in force
 * @faults: what is wrong in them
 * @generation: of @configuration
 * @any_tftp_port: whether TFTP is asked from a port that the kernel chooses
 * @read_error: why @configuration could not be read last, a positive errno
 */
struct phonewall_settings_files {
	const char *device_path;
	char *configuration;
	bool is_described;
	bool is_configured;
	struct phonewall_device device;
	struct phonewall_provisioning_settings settings;
	struct phonewall_faults faults;
	uint64_t generation;
	bool any_tftp_port;
	int read_error;
};

/**
 * phonewall_settings_files_init - begin with nothing read
 * @files: set whole; released with phonewall_settings_files_clear()
 * @device_path: provision.conf, kept by the caller
 * @agent_directory: phonewalld's run directory
 */
void phonewall_settings_files_init(struct phonewall_settings_files *files,
				   const char *device_path,
				   const char *agent_directory);

/**
 * phonewall_settings_files_read - read both
 * @files: what cannot be read leaves in force what is, and is logged
 *
 * A missing provision.conf tells nothing of the phone. A missing file of
 * phonewalld's is waited for: that is not logged.
 *
 * Return: whether both could be read.
 */
bool phonewall_settings_files_read(struct phonewall_settings_files *files);

/**
 * phonewall_settings_files_are_old - whether phonewalld has replaced its file
 * @files: as they were read last
 *
 * Return: true if it can be read, and is of another generation or the first.
 */
bool
phonewall_settings_files_are_old(const struct phonewall_settings_files *files);

/**
 * phonewall_settings_files_clear - release what was read
 * @files: not to be used again
 */
void phonewall_settings_files_clear(struct phonewall_settings_files *files);

#endif /* PHONEWALL_PROVISION_SETTINGS_FILES_H */
