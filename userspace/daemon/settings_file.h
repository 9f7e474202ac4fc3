/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SETTINGS_FILE_H
#define PHONEWALL_SETTINGS_FILE_H

#include "base/kept.h"
#include "base/source.h"
#include "config/settings.h"
#include "status.h"

/**
 * struct phonewall_settings_file - phonewall.conf, and the settings in force
 * @source: the file
 * @kept: the file as it was when it was last accepted, kept by the caller
 * @settings: what it says; without a good file what @kept says, or the defaults
 * @status: where it is told, kept by the caller
 */
struct phonewall_settings_file {
	struct phonewall_source source;
	struct phonewall_kept *kept;
	struct phonewall_settings settings;
	struct phonewall_daemon_status *status;
};

/**
 * phonewall_settings_file_load - take the settings that were accepted last
 * @file: zero-initialised but for the name of @source, for @kept, which was
 *	loaded, and for @status
 *
 * What was kept is judged like any file: the power may have gone meanwhile.
 */
void phonewall_settings_file_load(struct phonewall_settings_file *file);

/**
 * phonewall_settings_file_judge - take what the file says, unless it is at fault
 * @file: its source was read
 *
 * Notes in the status what became of it.
 */
void phonewall_settings_file_judge(struct phonewall_settings_file *file);

/**
 * phonewall_settings_file_clear - release the source and the settings
 * @file: emptied but for what the caller keeps
 */
void phonewall_settings_file_clear(struct phonewall_settings_file *file);

#endif /* PHONEWALL_SETTINGS_FILE_H */
