/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PARSED_TEXT_H
#define PHONEWALL_PARSED_TEXT_H

#include "base/fault.h"
#include "base/file.h"
#include "config/profile.h"

/**
 * struct phonewall_parsed_text - the cfg.xml that was parsed last
 * @file: its text; empty if there is none
 * @profile: the parameters in it that a system uses, with the attribute "ua"
 * @faults: its faults
 *
 * A large cfg.xml takes some 30 ms to parse, and each submission to the store is
 * merged with it twice. Zero-initialise it; release it with
 * phonewall_parsed_text_clear().
 */
struct phonewall_parsed_text {
	struct phonewall_file file;
	struct phonewall_profile profile;
	struct phonewall_faults faults;
};

/**
 * phonewall_parsed_text_read - phonewall_profile_read() for the systems, which does
 *	not parse the text of the last call again
 * @parsed: what the last call has parsed
 * @text: the text
 * @length: bytes of @text
 * @profile: the parameters in it that a system uses are added here
 * @faults: every fault is added here
 */
void phonewall_parsed_text_read(struct phonewall_parsed_text *parsed,
				const char *text, size_t length,
				struct phonewall_profile *profile,
				struct phonewall_faults *faults);

/**
 * phonewall_parsed_text_clear - forget the text; its secrets are overwritten
 * @parsed: emptied
 */
void phonewall_parsed_text_clear(struct phonewall_parsed_text *parsed);

#endif /* PHONEWALL_PARSED_TEXT_H */
