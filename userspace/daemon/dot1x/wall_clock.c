// SPDX-License-Identifier: MIT
#include "dot1x/wall_clock.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/state_writer.h"
#include "config/state.h"
#include "dot1x/clock_floor.h"
#include "version.h"

/* The timer needs an expiry, which must not matter if the clock is right. */
#define FAR_AWAY	(365 * PHONEWALL_DAY)

struct phonewall_wall_clock {
	const char *directory;
	void (*changed)(void *argument);
	void *argument;
	struct phonewall_state_writer *writer;
	time_t kept;
	time_t being_kept;
	int error;
	int descriptor;
	struct event *set;
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
	bool is_wrong = phonewall_wall_clock_is_wrong(clock);
	const struct itimerspec when = {
		.it_value.tv_sec = is_wrong ? floor_of(clock) :
			seconds_of(CLOCK_REALTIME) + FAR_AWAY,
	};

	timerfd_settime(clock->descriptor,
			TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when,
			NULL);
}

/* If the clock was set, reading fails with ECANCELED; the timer runs on. */
static void on_set(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_wall_clock *clock = argument;
	uint64_t expirations;

	(void)what;
	if (read(descriptor, &expirations, sizeof(expirations)) < 0 &&
	    errno != ECANCELED)
		return;
	arm(clock);
	clock->changed(clock->argument);
}

static int watch(struct phonewall_wall_clock *clock, struct event_base *base)
{
	clock->descriptor = timerfd_create(CLOCK_REALTIME,
					   TFD_NONBLOCK | TFD_CLOEXEC);
	if (clock->descriptor < 0)
		return -1;
	clock->set = event_new(base, clock->descriptor, EV_READ | EV_PERSIST,
			       on_set, clock);
	if (!clock->set || event_add(clock->set, NULL))
		return -1;
	arm(clock);
	return 0;
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
		.argument = argument, .descriptor = -1,
	};
	clock->writer = phonewall_state_writer_open(base, directory, on_written,
						    clock);
	load(clock);
	if (watch(clock, base))
		phonewall_log(LOG_WARNING,
			      "cannot watch the clock: %m; a change of the clock is noticed within a minute");
	return clock;
}

void phonewall_wall_clock_close(struct phonewall_wall_clock *clock)
{
	if (!clock)
		return;
	phonewall_state_writer_close(clock->writer);
	if (clock->set)
		event_free(clock->set);
	if (clock->descriptor >= 0)
		close(clock->descriptor);
	free(clock);
}
