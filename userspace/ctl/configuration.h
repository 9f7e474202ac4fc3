/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CONFIGURATION_H
#define PHONEWALL_CONFIGURATION_H

#include "command.h"
#include "store/store.h"
#include "systems/systems.h"

/**
 * struct phonewall_configuration - a cfg.xml, and what it asks for
 * @file: its name, for messages
 * @state_directory: where phonewalld keeps the files that it accepted
 * @settings: the settings of the device
 * @settings_file: name of the file of the settings; NULL for the defaults
 * @settings_faults: what is wrong with that
 * @port: the port that phonewalld picked for TR-069 connection requests, 0 if
 *	none is kept
 * @faults: what is wrong with the file, also that it cannot be read
 * @warnings: what the file allows and hardly means
 * @systems: what it asks for; empty if there is a fault
 * @store: what overrides it, if it is the accepted one
 *
 * Zero-initialise it; release it with phonewall_configuration_clear().
 */
struct phonewall_configuration {
	char *file;
	const char *state_directory;
	struct phonewall_settings settings;
	char *settings_file;
	struct phonewall_faults settings_faults;
	uint16_t port;
	struct phonewall_faults faults;
	struct phonewall_faults warnings;
	struct phonewall_systems systems;
	struct phonewall_store store;
};

/**
 * phonewall_configuration_open - read the settings that a cfg.xml is checked
 *	with, as phonewalld does
 * @configuration: zero-initialised
 * @arguments: name the settings and the state directory, or leave them to the
 *	defaults
 *
 * Without --settings, if PHONEWALL_SETTINGS_FILE is missing, the settings that
 * phonewalld accepted last are used, and without these the defaults. Prints
 * every fault, and what is used in place of a missing file, to standard error.
 *
 * Return: 0, or -1 if the settings are at fault.
 */
int phonewall_configuration_open(struct phonewall_configuration *configuration,
				 const struct phonewall_arguments *arguments);

/**
 * phonewall_configuration_read - read and translate a cfg.xml
 * @configuration: opened; what was read before is released
 * @file: the cfg.xml, or "-" for standard input
 *
 * Prints nothing. If the file opens the port that is kept for TR-069 for
 * something else, no port counts as kept, since phonewalld then picks another
 * one.
 *
 * Return: 0, or -1 if a fault was added.
 */
int phonewall_configuration_read(struct phonewall_configuration *configuration,
				 const char *file);

/**
 * phonewall_configuration_load - open, and read a file that a person named
 * @configuration: set whole
 * @file: the cfg.xml, or "-" for standard input
 * @arguments: as for phonewall_configuration_open()
 *
 * Prints every fault to standard error.
 *
 * Return: 0, or -1 if something is wrong.
 */
int phonewall_configuration_load(struct phonewall_configuration *configuration,
				 const char *file,
				 const struct phonewall_arguments *arguments);

/**
 * phonewall_configuration_load_accepted - read and translate the file that
 *	phonewalld accepted last, or the factory defaults if there is none
 * @configuration: set whole
 * @arguments: name the state directory, or leave it to the default
 *
 * Prints every fault to standard error.
 *
 * Return: 0, or -1 if something is wrong.
 */
int phonewall_configuration_load_accepted(
		struct phonewall_configuration *configuration,
		const struct phonewall_arguments *arguments);

/**
 * phonewall_configuration_clear - release a configuration
 * @configuration: emptied
 */
void phonewall_configuration_clear(struct phonewall_configuration *configuration);

#endif /* PHONEWALL_CONFIGURATION_H */
