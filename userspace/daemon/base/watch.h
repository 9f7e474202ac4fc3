/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WATCH_H
#define PHONEWALL_WATCH_H

#include <event2/event.h>

/* Maximum number of files of one watch. */
#define PHONEWALL_WATCH_FILES	4

/**
 * struct phonewall_watch - reports when files may have changed and are complete
 *
 * Watches each directory in which a component of a file's path is looked up,
 * which covers symbolic links; the file itself; and mounts. A file need not
 * exist yet. A watch uses at most 260 inotify watches: if more are needed, or
 * inotify refuses one, that is logged once. In any case all files are checked
 * again each minute.
 *
 * A file that is being written is not complete. See phonewalld(8) for how long
 * the watch waits for it.
 */
struct phonewall_watch;

/**
 * phonewall_watch_open() - watch files
 * @base: the event loop
 * @paths: the files' names, kept by the caller; at most PHONEWALL_WATCH_FILES,
 *	then NULL
 * @changed: called when files may have changed and are complete; bit n of
 *	@files is set for @paths[n]. It reads those to see if they differ, and
 *	no others, because these may be incomplete. It may close the watch.
 * @argument: handed to @changed
 *
 * Return: the watch, or NULL with errno set if memory is exhausted.
 */
struct phonewall_watch *
phonewall_watch_open(struct event_base *base, const char *const *paths,
		     void (*changed)(unsigned int files, void *argument),
		     void *argument);

/**
 * phonewall_watch_close() - stop watching and release the watch
 * @watch: may be NULL
 */
void phonewall_watch_close(struct phonewall_watch *watch);

#endif /* PHONEWALL_WATCH_H */
