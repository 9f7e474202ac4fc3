// SPDX-License-Identifier: MIT
#include "dot1x/wall_clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock_watch.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/state_writer.h"
#include "config/state.h"
#include "dot1x/clock_floor.h"
#include "version.h"

struct phonewall_wall_clock {
	const char *directory;
	void (*changed)(void *argument);
	void *argument;
	struct phonewall_state_writer *writer;
	time_t kept;
	time_t being_kept;
	int error;
	struct phonewall_clock_watch *watch;
};

static time_t floor_of(const struct phonewall_wall_clock *clock)
{
	return phonewall_clock_floor(PHONEWALL_VERSION_DATE, clock->kept);
}

/* time() lags by some milliseconds, and may be before the timer's expiry. */
static time_t seconds_of(clockid_t which)
{
	struct timespec now;

	clock_gettime(which, &now);
	return now.tv_sec;
}

bool phonewall_wall_clock_is_wrong(const struct phonewall_wall_clock *clock)
{
	return seconds_of(CLOCK_REALTIME) < floor_of(clock);
}

char *phonewall_wall_clock_describe(const struct phonewall_wall_clock *clock)
{
	time_t floor = floor_of(clock);
	struct tm parts;
	char date[32];

	gmtime_r(&floor, &parts);
	strftime(date, sizeof(date), "%Y-%m-%d %H:%M UTC", &parts);
	if (floor == PHONEWALL_VERSION_DATE)
		return phonewall_memory_print(
			"the clock is wrong: it is before %s; until it is set, the dates of certificates do not count",
			date);
	return phonewall_memory_print(
		"the clock is wrong: it is before %s; set it, or if it is right, remove %s/" PHONEWALL_STATE_CLOCK " and restart phonewalld",
		date, clock->directory);
}

/* The watch */

static void arm(struct phonewall_wall_clock *clock)
{
	if (phonewall_wall_clock_is_wrong(clock))
		phonewall_clock_watch_until(clock->watch, floor_of(clock));
}

static void on_set(void *argument)
{
	struct phonewall_wall_clock *clock = argument;

	arm(clock);
	clock->changed(clock->argument);
}

/* The saved time */

static void load(struct phonewall_wall_clock *clock)
{
	struct phonewall_file file = { 0 };
	int error;

	error = phonewall_state_read(clock->directory, PHONEWALL_STATE_CLOCK,
				     &file);
	if (error == -ENOENT)
		return;
	if (!error)
		clock->kept = phonewall_clock_kept_parse(
			file.text, file.length, PHONEWALL_VERSION_DATE);
	if (!clock->kept)
		phonewall_log(LOG_WARNING,
			      "cannot use the time in %s/" PHONEWALL_STATE_CLOCK ": %s; %s",
			      clock->directory, error ? strerror(-error) :
			      "it holds none that can be right", error ?
			      "remove it" : "phonewalld replaces it");
	phonewall_file_clear(&file);
}

static void report(struct phonewall_wall_clock *clock, int error)
{
	if (error && error != clock->error)
		phonewall_log(LOG_WARNING,
			      "cannot save the time to %s/" PHONEWALL_STATE_CLOCK ": %s; until this is fixed, a wrong clock may go unnoticed",
			      clock->directory, strerror(-error));
	clock->error = error;
}

static void on_written(const char *name, int error, void *argument)
{
	struct phonewall_wall_clock *clock = argument;

	(void)name;
	report(clock, error);
	if (!error)
		clock->kept = clock->being_kept;
}

void phonewall_wall_clock_keep(struct phonewall_wall_clock *clock)
{
	struct phonewall_file file = { .mode = 0644 };
	time_t now = seconds_of(CLOCK_REALTIME);
	int error;

	if (phonewall_wall_clock_is_wrong(clock) ||
	    now - PHONEWALL_VERSION_DATE > PHONEWALL_CLOCK_KEPT_MAX ||
	    !phonewall_clock_keep_is_due(clock->kept, now, seconds_of(CLOCK_BOOTTIME)))
		return;
	file.text = phonewall_memory_print("%jd\n", (intmax_t)now);
	file.length = strlen(file.text);
	error = phonewall_state_writer_write(clock->writer,
					     PHONEWALL_STATE_CLOCK, &file);
	phonewall_file_clear(&file);
	if (error == -EBUSY)
		return;
	clock->being_kept = now;
	if (error != -EINPROGRESS)
		on_written(PHONEWALL_STATE_CLOCK, error, clock);
}

/* Interface */

struct phonewall_wall_clock *
phonewall_wall_clock_open(struct event_base *base, const char *directory,
			  void (*changed)(void *argument), void *argument)
{
	struct phonewall_wall_clock *clock;

	clock = phonewall_memory_resize(NULL, 1, sizeof(*clock));
	*clock = (struct phonewall_wall_clock){
		.directory = directory, .changed = changed,
		.argument = argument,
	};
	clock->writer = phonewall_state_writer_open(base, directory, on_written,
						    clock);
	load(clock);
	clock->watch = phonewall_clock_watch_open(base, on_set, clock);
	if (!clock->watch)
		phonewall_log(LOG_WARNING,
			      "cannot watch the clock: %m; a change of the clock is noticed within a minute");
	arm(clock);
	return clock;
}

void phonewall_wall_clock_close(struct phonewall_wall_clock *clock)
{
	if (!clock)
		return;
	phonewall_state_writer_close(clock->writer);
	phonewall_clock_watch_close(clock->watch);
	free(clock);
}
