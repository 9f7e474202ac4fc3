/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SYSTEM_H
#define PHONEWALL_SYSTEM_H

#include <stddef.h>

#include "base/fault.h"
#include "config/parameter.h"
#include "config/settings.h"

/**
 * struct phonewall_reading - what a system reads its section of cfg.xml from
 * @parameters: the values of the parameters in the system's own table
 * @settings: facts about the device
 * @faults: every fault is added here
 * @warnings: every warning is added here; may be NULL
 */
struct phonewall_reading {
	const struct phonewall_parameters *parameters;
	const struct phonewall_settings *settings;
	struct phonewall_faults *faults;
	struct phonewall_faults *warnings;
};

/**
 * struct phonewall_system - a part of the phone that cfg.xml configures
 * @parameters: the parameters that it uses; NULL ends a list of systems
 * @section: offset of its section in struct phonewall_systems
 * @read: reads the values into the section, which is zero-initialised
 * @clear: releases and empties the section; NULL if @read allocates nothing
 */
struct phonewall_system {
	const struct phonewall_parameter_table *parameters;
	size_t section;
	void (*read)(const struct phonewall_reading *reading, void *section);
	void (*clear)(void *section);
};

#endif /* PHONEWALL_SYSTEM_H */
