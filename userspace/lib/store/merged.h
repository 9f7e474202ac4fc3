/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_STORE_MERGED_H
#define PHONEWALL_STORE_MERGED_H

#include "base/fault.h"
#include "store/parsed_text.h"
#include "store/store.h"
#include "systems/systems.h"

/**
 * struct phonewall_merged - what the configuration is made of
 * @text: the text of cfg.xml; NULL for the factory defaults
 * @length: bytes of @text
 * @store: what overrides it; may be NULL
 * @parsed: spares parsing the same text again and again; may be NULL
 */
struct phonewall_merged {
	const char *text;
	size_t length;
	const struct phonewall_store *store;
	struct phonewall_parsed_text *parsed;
};

/**
 * struct phonewall_merged_faults - the faults by where they are
 * @of_file: those of cfg.xml, and of values that nobody has given
 * @of_store: those of values of the store
 * @of_submission: those of values that are being submitted
 *
 * Zero-initialise it; release it with phonewall_merged_faults_clear().
 */
struct phonewall_merged_faults {
	struct phonewall_faults of_file;
	struct phonewall_faults of_store;
	struct phonewall_faults of_submission;
};

/**
 * phonewall_merged_profile - merge the layers
 * @merged: the layers
 * @profile: what is in force, but for defaults, is added here
 * @faults: every fault of the text of cfg.xml is added here
 */
void phonewall_merged_profile(const struct phonewall_merged *merged,
			      struct phonewall_profile *profile,
			      struct phonewall_faults *faults);

/**
 * phonewall_merged_read - read the merged configuration for every system
 * @merged: the layers. A value of cfg.xml that the store overrides is not judged
 * @settings: facts about the device
 * @systems: set whole if there is no fault, else left empty
 * @faults: every fault is added here
 *
 * Return: 0, or -1 if a fault was added.
 */
int phonewall_merged_read(const struct phonewall_merged *merged,
			  const struct phonewall_settings *settings,
			  struct phonewall_systems *systems,
			  struct phonewall_merged_faults *faults);

/**
 * phonewall_merged_faults_clear - release the faults
 * @faults: emptied
 */
void phonewall_merged_faults_clear(struct phonewall_merged_faults *faults);

#endif /* PHONEWALL_STORE_MERGED_H */
