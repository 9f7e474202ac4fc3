/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_BUSY_H
#define PHONEWALL_BUSY_H

#include <stdbool.h>

/* There, in the run directory, while a line is in use. */
#define PHONEWALL_BUSY_FILE	"busy"

/**
 * phonewall_busy_is_set - whether a line of the phone is in use
 * @run_directory: the run directory of phonewall-provision
 * @error: 0; or the positive errno for which it is not known
 *
 * A line is in use while there is anything by the name PHONEWALL_BUSY_FILE: a
 * file of any content and age, a symbolic link wherever it leads, a FIFO, a
 * directory. It is never opened and never followed, so nothing can block here.
 * What is not known counts as busy.
 *
 * An upgrade waits as long as this is true. A resync waits for
 * Forced_Resync_Delay at most, so a file that was left behind delays it alone.
 *
 * Return: whether one is.
 */
bool phonewall_busy_is_set(const char *run_directory, int *error);

#endif /* PHONEWALL_BUSY_H */
