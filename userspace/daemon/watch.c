// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "log.h"
#include "memory.h"
#include "watch.h"

/* A file's directory, and the directory of what it is a symbolic link to. */
#define DIRECTORIES_PER_PATH	2
#define PATHS_MAX		4
#define DIRECTORIES_MAX		(DIRECTORIES_PER_PATH * PATHS_MAX)

#define WATCHED_EVENTS							\
	(IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM |	\
	 IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF |	\
	 IN_ONLYDIR)

struct phonewall_watch {
	const char *const *paths;
	void (*changed)(void *argument);
	void *argument;
	int descriptor;
	struct event *readable;
	struct event *settled;
	int directories[DIRECTORIES_MAX];
	size_t count;
};

static bool add_directory(struct phonewall_watch *watch, const char *directory)
{
	int descriptor;
	size_t i;

	descriptor = inotify_add_watch(watch->descriptor, directory,
				       WATCHED_EVENTS);
	if (descriptor < 0)
		return false;
	for (i = 0; i < watch->count; i++) {
		if (watch->directories[i] == descriptor)
			return true;
	}
	watch->directories[watch->count++] = descriptor;
	return true;
}

/* Where the directory is not there, the nearest one above it is watched. */
static void add_directory_of(struct phonewall_watch *watch, const char *path)
{
	char *copy = phonewall_memory_copy(path, strlen(path));
	char *directory = dirname(copy);

	while (!add_directory(watch, directory) && strcmp(directory, "/") &&
	       strcmp(directory, "."))
		directory = dirname(directory);
	free(copy);
}

static void remove_stale(struct phonewall_watch *watch, const int *before,
			 size_t count)
{
	size_t i, j;

	for (i = 0; i < count; i++) {
		for (j = 0; j < watch->count; j++) {
			if (watch->directories[j] == before[i])
				break;
		}
		if (j == watch->count)
			inotify_rm_watch(watch->descriptor, before[i]);
	}
}

/* Adding a directory that is watched already gives its number again. */
static void find_directories(struct phonewall_watch *watch)
{
	int before[DIRECTORIES_MAX];
	size_t count = watch->count;
	const char *const *path;
	char *target;

	memcpy(before, watch->directories, sizeof(before));
	watch->count = 0;
	for (path = watch->paths; *path; path++) {
		add_directory_of(watch, *path);
		target = realpath(*path, NULL);
		if (target)
			add_directory_of(watch, target);
		free(target);
	}
	remove_stale(watch, before, count);
	if (!watch->count)
		phonewall_log(LOG_WARNING,
			      "cannot watch %s for changes: %m; send SIGHUP after changing it",
			      watch->paths[0]);
}

/* What happened is not looked at: the files are read again in any case. */
static void on_readable(evutil_socket_t descriptor, short what, void *argument)
{
	static const struct timeval delay = { .tv_usec = 100000 };
	struct phonewall_watch *watch = argument;
	char events[4096];

	(void)what;
	while (read(descriptor, events, sizeof(events)) > 0)
		;
	if (!evtimer_pending(watch->settled, NULL))
		evtimer_add(watch->settled, &delay);
}

static void on_settled(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_watch *watch = argument;

	(void)descriptor;
	(void)what;
	find_directories(watch);
	watch->changed(watch->argument);
}

static int add_events(struct phonewall_watch *watch, struct event_base *base)
{
	watch->settled = evtimer_new(base, on_settled, watch);
	if (!watch->settled)
		return -ENOMEM;
	watch->readable = event_new(base, watch->descriptor,
				    EV_READ | EV_PERSIST, on_readable, watch);
	if (!watch->readable)
		goto free_settled;
	if (event_add(watch->readable, NULL))
		goto free_readable;
	return 0;

free_readable:
	event_free(watch->readable);
free_settled:
	event_free(watch->settled);
	return -ENOMEM;
}

struct phonewall_watch *phonewall_watch_open(struct event_base *base,
					     const char *const *paths,
					     void (*changed)(void *argument),
					     void *argument)
{
	struct phonewall_watch *watch;
	int error;

	watch = phonewall_memory_resize(NULL, 1, sizeof(*watch));
	*watch = (struct phonewall_watch){
		.paths = paths, .changed = changed, .argument = argument,
	};
	watch->descriptor = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (watch->descriptor < 0) {
		error = errno;
		goto free_watch;
	}
	error = -add_events(watch, base);
	if (error)
		goto close_descriptor;
	find_directories(watch);
	return watch;

close_descriptor:
	close(watch->descriptor);
free_watch:
	free(watch);
	errno = error;
	return NULL;
}

void phonewall_watch_close(struct phonewall_watch *watch)
{
	if (!watch)
		return;
	event_free(watch->readable);
	event_free(watch->settled);
	close(watch->descriptor);
	free(watch);
}
