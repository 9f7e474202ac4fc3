/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_CONFIGURATION_H
#define PHONEWALL_CONFIGURATION_H

#include "translation.h"

/**
 * struct phonewall_configuration - a cfg.xml, and what it asks for
 * @file: its name, for messages
 * @settings: the settings of the device
 * @settings_file: name of the file of the settings
 * @settings_faults: what is wrong with that
 * @faults: what is wrong with the file, also that it cannot be read
 * @warnings: what the file hardly means
 * @translation: what it asks for; empty where there is a fault
 *
 * Zero-initialise it; release it with phonewall_configuration_clear().
 */
struct phonewall_configuration {
	const char *file;
	struct phonewall_settings settings;
	const char *settings_file;
	struct phonewall_faults settings_faults;
	struct phonewall_faults faults;
	struct phonewall_faults warnings;
	struct phonewall_translation translation;
};

/**
 * phonewall_configuration_load - read and translate a file that a person named
 * @configuration: set whole
 * @file: the cfg.xml, or "-" for standard input
 * @settings: the settings of the device; NULL for PHONEWALL_SETTINGS_FILE,
 *	which need not be there
 *
 * Prints every fault to standard error.
 *
 * Return: 0, or -1 where something is wrong.
 */
int phonewall_configuration_load(struct phonewall_configuration *configuration,
				 const char *file, const char *settings);

/**
 * phonewall_configuration_load_accepted - read and translate the file that
 *	phonewalld accepted last, or the factory defaults where there is none
 * @configuration: set whole
 *
 * Prints every fault to standard error.
 *
 * Return: 0, or -1 where something is wrong.
 */
int phonewall_configuration_load_accepted(
		struct phonewall_configuration *configuration);

/**
 * phonewall_configuration_clear - release a configuration
 * @configuration: emptied
 */
void phonewall_configuration_clear(struct phonewall_configuration *configuration);

#endif /* PHONEWALL_CONFIGURATION_H */
