/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_MOUNT_WATCH_H
#define PHONEWALL_MOUNT_WATCH_H

#include <event2/event.h>

/**
 * struct phonewall_mount_watch - reports mounts, which inotify does not
 */
struct phonewall_mount_watch;

/**
 * phonewall_mount_watch_open() - watch the mount namespace of this process
 * @base: the event loop
 * @changed: called after anything in it was mounted, moved or unmounted
 * @argument: handed to @changed
 *
 * Return: the watch, or NULL with errno set.
 */
struct phonewall_mount_watch *
phonewall_mount_watch_open(struct event_base *base,
			   void (*changed)(void *argument), void *argument);

/**
 * phonewall_mount_watch_close() - stop watching and release the watch
 * @watch: may be NULL
 */
void phonewall_mount_watch_close(struct phonewall_mount_watch *watch);

#endif /* PHONEWALL_MOUNT_WATCH_H */
