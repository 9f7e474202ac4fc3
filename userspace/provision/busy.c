// SPDX-License-Identifier: MIT
#include "busy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/watch.h"

/* The one in the run directory, and that of provision.conf. */
#define FILES	2

/* @errors: why it was not known when last looked. */
struct phonewall_busy {
	struct event_base *base;
	void (*changed)(void *argument);
	void *argument;
	char *files[FILES];
	int errors[FILES];
	const char *watched[FILES + 1];
	struct phonewall_watch *watch;
};

bool phonewall_busy_look(const char *path, int *error)
{
	struct stat status;
	int code = lstat(path, &status) ? errno : 0;

	*error = code == ENOENT ? 0 : code;
	return code != ENOENT;
}

static void on_changed(unsigned int files, void *argument)
{
	struct phonewall_busy *busy = argument;

	(void)files;
	if (busy->changed)
		busy->changed(busy->argument);
}

static bool watch(struct phonewall_busy *busy)
{
	phonewall_watch_close(busy->watch);
	for (size_t i = 0; i < FILES; i++)
		busy->watched[i] = busy->files[i];
	busy->watch = phonewall_watch_open(busy->base, busy->watched,
					   on_changed, busy);
	return busy->watch;
}

struct phonewall_busy *phonewall_busy_open(struct event_base *base,
					   const char *run_directory,
					   void (*changed)(void *argument),
					   void *argument)
{
	struct phonewall_busy *busy;

	busy = phonewall_memory_resize(NULL, 1, sizeof(*busy));
	*busy = (struct phonewall_busy){
		.base = base,
		.changed = changed,
		.argument = argument,
		.files = { phonewall_memory_print("%s/" PHONEWALL_BUSY_FILE,
						  run_directory) },
	};
	if (watch(busy))
		return busy;
	phonewall_busy_close(busy);
	return NULL;
}

void phonewall_busy_set_file(struct phonewall_busy *busy, const char *file)
{
	const char *before = busy->files[1];

	if (!file == !before && (!file || !strcmp(file, before)))
		return;
	phonewall_memory_replace(&busy->files[1], file);
	busy->errors[1] = 0;
	if (!watch(busy))
		phonewall_memory_exhausted();
}

bool phonewall_busy_is_set(struct phonewall_busy *busy)
{
	bool is_set = false;
	int error;

	for (size_t i = 0; i < FILES && busy->files[i]; i++) {
		is_set |= phonewall_busy_look(busy->files[i], &error);
		if (error && error != busy->errors[i])
			phonewall_log(LOG_WARNING, "cannot look for %s: %s; let the user phonewall-provision search its directory; until then no image is fetched, and each resync waits for Forced_Resync_Delay",
				      busy->files[i], strerror(error));
		busy->errors[i] = error;
	}
	return is_set;
}

void phonewall_busy_close(struct phonewall_busy *busy)
{
	if (!busy)
		return;
	phonewall_watch_close(busy->watch);
	for (size_t i = 0; i < FILES; i++)
		free(busy->files[i]);
	free(busy);
}
