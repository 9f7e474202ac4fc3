/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_BUSY_H
#define PHONEWALL_BUSY_H

#include <event2/event.h>
#include <stdbool.h>

/* There, in the run directory, while a line is in use. */
#define PHONEWALL_BUSY_FILE	"busy"

/**
 * phonewall_busy_look - whether a file says that a line is in use
 * @path: the file's name
 * @error: 0; or the positive errno for which it is not known
 *
 * It says so while there is anything by that name: a file of any content and age, a
 * symbolic link wherever it leads, a FIFO, a directory. It is never opened and never
 * followed, so nothing can block here. What is not known counts as busy.
 *
 * Return: whether it does.
 */
bool phonewall_busy_look(const char *path, int *error);

/**
 * struct phonewall_busy - whether a line of the phone is in use
 *
 * One is in use while PHONEWALL_BUSY_FILE in the run directory says so, or the file
 * that provision.conf names. An upgrade waits as long as it is. A resync waits for
 * Forced_Resync_Delay at most, so a file that was left behind delays it alone.
 */
struct phonewall_busy;

/**
 * phonewall_busy_open - begin to look
 * @base: the event loop
 * @run_directory: the run directory of phonewall-provision
 * @changed: called from the event loop when that may have changed; may be NULL
 * @argument: handed to @changed
 *
 * Return: to be released with phonewall_busy_close(); NULL with errno set if the
 * files cannot be watched.
 */
struct phonewall_busy *phonewall_busy_open(struct event_base *base,
					   const char *run_directory,
					   void (*changed)(void *argument),
					   void *argument);

/**
 * phonewall_busy_set_file - look at another file too
 * @busy: which
 * @file: its absolute name, copied, in place of the one before; NULL for none. Who
 *	may write to its directory may tell that a line is in use
 */
void phonewall_busy_set_file(struct phonewall_busy *busy, const char *file);

/**
 * phonewall_busy_is_set - whether a line is in use
 * @busy: which
 *
 * If that is not known it is logged once, with its remedy.
 *
 * Return: whether one is.
 */
bool phonewall_busy_is_set(struct phonewall_busy *busy);

/**
 * phonewall_busy_close - release it
 * @busy: may be NULL
 */
void phonewall_busy_close(struct phonewall_busy *busy);

#endif /* PHONEWALL_BUSY_H */
