/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISION_KEPT_FILE_H
#define PHONEWALL_PROVISION_KEPT_FILE_H

#include <stdbool.h>

/**
 * phonewall_kept_file_exists - whether a file was kept
 * @directory: the state directory or the run directory
 * @name: its name
 *
 * Return: true if it can be seen.
 */
bool phonewall_kept_file_exists(const char *directory, const char *name);

/**
 * phonewall_kept_file_write - keep a file that all may read
 * @directory: the state directory or the run directory
 * @name: its name
 * @text: its content; it takes the place of the old one whole, or not at all
 * @outlives_boot: whether it must be on the disk when this returns
 *
 * A failure is logged with its remedy.
 */
void phonewall_kept_file_write(const char *directory, const char *name,
			       const char *text, bool outlives_boot);

#endif /* PHONEWALL_PROVISION_KEPT_FILE_H */
