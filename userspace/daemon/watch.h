/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_WATCH_H
#define PHONEWALL_WATCH_H

#include <event2/event.h>

/**
 * struct phonewall_watch - notices that files may have changed
 *
 * Watches directories, not the files: so a file may be written in place,
 * replaced by rename, removed and made again, or be a symbolic link, and its
 * directory need not be there yet.
 */
struct phonewall_watch;

/**
 * phonewall_watch_open - watch files
 * @base: the event loop
 * @paths: the files' names, kept by the caller; ends with NULL
 * @changed: called some 100 ms after something happened near the files; it
 *	reads them to learn whether they differ
 * @argument: handed to @changed
 *
 * Return: the watch, or NULL with errno set.
 */
struct phonewall_watch *phonewall_watch_open(struct event_base *base,
					     const char *const *paths,
					     void (*changed)(void *argument),
					     void *argument);

/**
 * phonewall_watch_close - watch no more
 * @watch: may be NULL
 */
void phonewall_watch_close(struct phonewall_watch *watch);

#endif /* PHONEWALL_WATCH_H */
