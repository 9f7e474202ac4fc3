/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WATCH_H
#define PHONEWALL_WATCH_H

#include <event2/event.h>

/* How many files one watch may have. */
#define PHONEWALL_WATCH_FILES	4

/**
 * struct phonewall_watch - notices that files may have changed, and are whole
 *
 * Watches each directory in which something is looked up on the way to a file,
 * and so each symbolic link too; the file itself; and mounts. What is not there
 * yet is waited for. A watch has at most 260 of inotify's: what does not fit, or
 * inotify does not take, is told once in the log. Whatever happens, all files are
 * looked at again each minute.
 *
 * A file that is being written is not whole. See phonewalld(8) for how long it is
 * waited for.
 */
struct phonewall_watch;

/**
 * phonewall_watch_open - watch files
 * @base: the event loop
 * @paths: the files' names, kept by the caller; at most PHONEWALL_WATCH_FILES,
 *	then NULL
 * @changed: called when files may have changed and are whole; bit n of @files
 *	is set for @paths[n]. It reads those to learn whether they differ, and no
 *	others, for these may be half written. It may close the watch.
 * @argument: handed to @changed
 *
 * Return: the watch, or NULL with errno set if memory is exhausted.
 */
struct phonewall_watch *
phonewall_watch_open(struct event_base *base, const char *const *paths,
		     void (*changed)(unsigned int files, void *argument),
		     void *argument);

/**
 * phonewall_watch_close - watch no more
 * @watch: may be NULL
 */
void phonewall_watch_close(struct phonewall_watch *watch);

#endif /* PHONEWALL_WATCH_H */
