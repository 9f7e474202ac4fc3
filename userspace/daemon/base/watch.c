// SPDX-License-Identifier: MIT
#include "base/watch.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/mount_watch.h"
#include "base/path_walk.h"
#include "base/settling.h"

/* Milliseconds to collect events before the files are checked. */
#define GATHER_MS	100

/* Seconds between checks of all files, in case an event was missed. */
#define PERIOD_SECONDS	60

/* Milliseconds after which a file that is still pending is logged. */
#define PATIENCE_MS	10000

#define PLACES_MAX	260
#define READS_MAX	64

#define DIRECTORY_EVENTS						\
	(IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM |	\
	 IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF |	\
	 IN_ONLYDIR | IN_DONT_FOLLOW)

#define FILE_EVENTS							\
	(IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_DELETE_SELF |	\
	 IN_DONT_FOLLOW)

/*
 * A directory in which @name, owned, is looked up on the way to a file; or the
 * file itself, if @name is NULL. @is_last: that name is the last one of the
 * path.
 */
struct place {
	int descriptor;
	char *name;
	size_t file;
	bool is_last;
};

struct places {
	struct place list[PLACES_MAX];
	size_t count;
};

/*
 * @readable is not polled while @look is due @soon. @walked: the file to which
 * places are being added. @is_incomplete: some are not watched, which was
 * logged if @has_complained.
 */
struct phonewall_watch {
	const char *const *paths;
	size_t count;
	void (*changed)(unsigned int files, void *argument);
	void *argument;
	int descriptor;
	struct event *readable;
	struct event *look;
	bool soon;
	struct event *period;
	struct phonewall_mount_watch *mounts;
	struct phonewall_settling settling[PHONEWALL_WATCH_FILES];
	bool is_told[PHONEWALL_WATCH_FILES];
	struct places places;
	size_t walked;
	bool is_incomplete;
	bool has_complained;
};

/* The places */

static const char *remedy(int error)
{
	switch (error) {
	case EMFILE:
		return "raise fs.inotify.max_user_instances";
	case ENOSPC:
		return "raise fs.inotify.max_user_watches";
	case EACCES:
		return "let phonewalld read it";
	case ENOENT:
		return "mount /proc";
	case E2BIG:
		return "use paths with fewer of them";
	default:
		return "free some memory";
	}
}

static const char *cause(int error)
{
	return error == E2BIG ? "too many directories and symbolic links" :
				strerror(error);
}

static void complain(struct phonewall_watch *watch, const char *path, int error)
{
	if (!watch->has_complained)
		phonewall_log(LOG_WARNING,
			      "cannot watch %s: %s; %s, or wait a minute after a change",
			      path, cause(error), remedy(error));
	watch->has_complained = true;
	watch->is_incomplete = true;
}

/*
 * If a name is gone by now, the watch on the directory before it reports that.
 */
static bool is_gone(int error)
{
	return error == ENOENT || error == ENOTDIR || error == ELOOP;
}

static int add_place(struct phonewall_watch *watch, const char *path,
		     uint32_t events, const struct place *like)
{
	struct places *places = &watch->places;
	struct place place = *like;

	if (places->count == PLACES_MAX) {
		complain(watch, path, E2BIG);
		return -E2BIG;
	}
	place.file = watch->walked;
	place.descriptor = inotify_add_watch(watch->descriptor, path, events);
	if (place.descriptor < 0) {
		if (!is_gone(errno))
			complain(watch, path, errno);
		return 0;
	}
	if (like->name)
		place.name = phonewall_memory_print("%s", like->name);
	places->list[places->count++] = place;
	return 0;
}

static int on_look_up(const char *directory, const char *name, bool is_last,
		      void *argument)
{
	const struct place place = { .name = (char *)name, .is_last = is_last };

	return add_place(argument, directory, DIRECTORY_EVENTS, &place);
}

/* The file too, because it may be mounted there from another directory. */
static void find_places_of(struct phonewall_watch *watch, const char *path)
{
	static const struct place itself;
	char *file;

	phonewall_path_walk(path, on_look_up, watch, &file);
	if (file)
		add_place(watch, file, FILE_EVENTS, &itself);
	free(file);
}

static bool has_descriptor(const struct places *places, int descriptor)
{
	for (size_t i = 0; i < places->count; i++)
		if (places->list[i].descriptor == descriptor)
			return true;
	return false;
}

static void remove_stale(struct phonewall_watch *watch, struct places *before)
{
	for (size_t i = 0; i < before->count; i++) {
		if (!has_descriptor(&watch->places, before->list[i].descriptor))
			inotify_rm_watch(watch->descriptor,
					 before->list[i].descriptor);
		free(before->list[i].name);
	}
}

/* Return: the place that has the file's own entry, or NULL if there is none. */
static const struct place *last_place(const struct places *places, size_t file)
{
	const struct place *last = NULL;

	for (size_t i = 0; i < places->count; i++)
		if (places->list[i].file == file && places->list[i].name)
			last = &places->list[i];
	return last && last->is_last ? last : NULL;
}

static bool is_elsewhere(const struct places *a, const struct places *b,
			 size_t file)
{
	const struct place *before = last_place(a, file);
	const struct place *now = last_place(b, file);

	return !before || !now || before->descriptor != now->descriptor ||
	       strcmp(before->name, now->name);
}

/* If a symbolic link replaced the file, its target's state is not known. */
static void note_moved(struct phonewall_watch *watch,
		       const struct places *before)
{
	uint64_t now = phonewall_clock_elapsed();

	for (size_t i = 0; i < watch->count; i++)
		if (watch->settling[i].is_pending &&
		    is_elsewhere(before, &watch->places, i))
			phonewall_settling_note(&watch->settling[i],
						PHONEWALL_SETTLING_STIRRED,
						now);
}

/* For a directory that is watched already, inotify returns the same number. */
static void find_places(struct phonewall_watch *watch)
{
	struct places before = watch->places;

	if (watch->descriptor < 0)
		return;
	watch->places.count = 0;
	watch->is_incomplete = false;
	for (size_t i = 0; i < watch->count; i++) {
		watch->walked = i;
		find_places_of(watch, watch->paths[i]);
	}
	watch->has_complained = watch->is_incomplete;
	note_moved(watch, &before);
	remove_stale(watch, &before);
}

/* Events */

static void note(struct phonewall_watch *watch, size_t file,
		 enum phonewall_settling_event event)
{
	phonewall_settling_note(&watch->settling[file], event,
				phonewall_clock_elapsed());
}

static void note_all(struct phonewall_watch *watch)
{
	for (size_t i = 0; i < watch->count; i++)
		note(watch, i, PHONEWALL_SETTLING_STIRRED);
}

static enum phonewall_settling_event kind_of(uint32_t mask)
{
	if (mask & (IN_CLOSE_WRITE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO))
		return PHONEWALL_SETTLING_DONE;
	if (mask & IN_CREATE)
		return PHONEWALL_SETTLING_MADE;
	if (mask & IN_MODIFY)
		return PHONEWALL_SETTLING_WRITTEN;
	if (mask & IN_ATTRIB)
		return PHONEWALL_SETTLING_TOUCHED;
	return PHONEWALL_SETTLING_STIRRED;
}

/* An event without a name concerns the directory, or the file, itself. */
static void notice(struct phonewall_watch *watch, const struct place *place,
		   const struct inotify_event *event)
{
	bool is_entry = place->name && event->len;

	if (is_entry && strcmp(place->name, event->name))
		return;
	note(watch, place->file, !place->name || (is_entry && place->is_last) ?
	     kind_of(event->mask) : PHONEWALL_SETTLING_STIRRED);
}

static void notice_everywhere(struct phonewall_watch *watch,
			      const struct inotify_event *event)
{
	if (event->mask & IN_Q_OVERFLOW)
		note_all(watch);
	for (size_t i = 0; i < watch->places.count; i++)
		if (watch->places.list[i].descriptor == event->wd)
			notice(watch, &watch->places.list[i], event);
}

/* The events may never end: leave the rest for the next time. */
static void read_events(struct phonewall_watch *watch)
{
	char events[16384]
		__attribute__((aligned(__alignof__(struct inotify_event))));
	const struct inotify_event *event;
	ssize_t length;
	char *next;

	for (int i = 0; i < READS_MAX; i++) {
		length = read(watch->descriptor, events, sizeof(events));
		if (length <= 0)
			return;
		for (next = events; next < events + length;
		     next += sizeof(*event) + event->len) {
			event = (const struct inotify_event *)next;
			notice_everywhere(watch, event);
		}
	}
}

/* Checking */

static void look_in(struct phonewall_watch *watch, unsigned int milliseconds)
{
	const struct timeval delay = phonewall_clock_delay(milliseconds);

	evtimer_add(watch->look, &delay);
}

static void look_soon(struct phonewall_watch *watch)
{
	if (watch->soon)
		return;
	watch->soon = true;
	look_in(watch, GATHER_MS);
}

/* Stop polling, so that further events cost nothing until the next check. */
static void on_readable(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_watch *watch = argument;

	(void)descriptor;
	(void)what;
	event_del(watch->readable);
	look_soon(watch);
}

static struct stat look_at(const char *path)
{
	struct stat status;

	if (stat(path, &status))
		memset(&status, 0, sizeof(status));
	return status;
}

static void tell_of_patience(struct phonewall_watch *watch, size_t file,
			     bool is_whole)
{
	const struct phonewall_settling *settling = &watch->settling[file];

	if (is_whole)
		watch->is_told[file] = false;
	else if (!watch->is_told[file] &&
		 phonewall_clock_elapsed() - settling->began >= PATIENCE_MS) {
		phonewall_log(LOG_WARNING,
			      "%s is still being written, and is read only when that ends; write another file and rename it to this one",
			      watch->paths[file]);
		watch->is_told[file] = true;
	}
}

/*
 * Return: the files that are complete, as bits. @next: milliseconds until the
 * next check of the others; unchanged if there are none.
 */
static unsigned int look_at_all(struct phonewall_watch *watch,
				unsigned int *next)
{
	unsigned int whole = 0;
	unsigned int wait;
	struct stat status;

	for (size_t i = 0; i < watch->count; i++) {
		if (!watch->settling[i].is_pending)
			continue;
		status = look_at(watch->paths[i]);
		wait = phonewall_settling_look(&watch->settling[i], &status,
					       phonewall_clock_elapsed());
		tell_of_patience(watch, i, !wait);
		if (!wait)
			whole |= 1u << i;
		else if (!*next || wait < *next)
			*next = wait;
	}
	return whole;
}

static void on_look(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_watch *watch = argument;
	unsigned int next = 0;
	unsigned int whole;

	(void)descriptor;
	(void)what;
	watch->soon = false;
	if (watch->readable) {
		read_events(watch);
		event_add(watch->readable, NULL);
	}
	find_places(watch);
	whole = look_at_all(watch, &next);
	if (next)
		look_in(watch, next);
	if (whole)
		watch->changed(whole, watch->argument);
}

static void on_mounted(void *argument)
{
	note_all(argument);
	look_soon(argument);
}

static void on_period(evutil_socket_t descriptor, short what, void *argument)
{
	(void)descriptor;
	(void)what;
	note_all(argument);
	look_soon(argument);
}

/* Opening */

static int add_timers(struct phonewall_watch *watch, struct event_base *base)
{
	static const struct timeval period = { .tv_sec = PERIOD_SECONDS };

	watch->look = evtimer_new(base, on_look, watch);
	watch->period = event_new(base, -1, EV_PERSIST, on_period, watch);
	if (!watch->look || !watch->period || event_add(watch->period, &period))
		return -ENOMEM;
	return 0;
}

/* If inotify or the mounts cannot be watched, the periodic check suffices. */
static void add_sources(struct phonewall_watch *watch, struct event_base *base)
{
	watch->mounts = phonewall_mount_watch_open(base, on_mounted, watch);
	if (!watch->mounts)
		complain(watch, "/proc/self/mountinfo", errno);
	watch->descriptor = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (watch->descriptor < 0) {
		complain(watch, watch->paths[0], errno);
		return;
	}
	watch->readable = event_new(base, watch->descriptor,
				    EV_READ | EV_PERSIST, on_readable, watch);
	if (watch->readable && event_add(watch->readable, NULL)) {
		event_free(watch->readable);
		watch->readable = NULL;
	}
	if (!watch->readable)
		complain(watch, watch->paths[0], ENOMEM);
}

struct phonewall_watch *
phonewall_watch_open(struct event_base *base, const char *const *paths,
		     void (*changed)(unsigned int files, void *argument),
		     void *argument)
{
	struct phonewall_watch *watch;

	watch = phonewall_memory_resize(NULL, 1, sizeof(*watch));
	*watch = (struct phonewall_watch){
		.paths = paths, .changed = changed, .argument = argument,
		.descriptor = -1,
	};
	if (add_timers(watch, base)) {
		phonewall_watch_close(watch);
		errno = ENOMEM;
		return NULL;
	}
	add_sources(watch, base);
	while (paths[watch->count])
		watch->count++;
	find_places(watch);
	for (size_t i = 0; i < watch->count; i++)
		watch->settling[i].seen = look_at(paths[i]);
	return watch;
}

static void free_event(struct event *event)
{
	if (event)
		event_free(event);
}

void phonewall_watch_close(struct phonewall_watch *watch)
{
	if (!watch)
		return;
	phonewall_mount_watch_close(watch->mounts);
	free_event(watch->readable);
	free_event(watch->period);
	free_event(watch->look);
	if (watch->descriptor >= 0)
		close(watch->descriptor);
	for (size_t i = 0; i < watch->places.count; i++)
		free(watch->places.list[i].name);
	free(watch);
}
