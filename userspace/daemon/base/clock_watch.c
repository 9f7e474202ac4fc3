// SPDX-License-Identifier: MIT
#include "base/clock_watch.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/memory.h"

/* Seconds: the timer needs an expiry, which must not matter. */
#define FAR_AWAY	(365 * 86400)

struct phonewall_clock_watch {
	void (*changed)(void *argument);
	void *argument;
	int descriptor;
	struct event *set;
};

void phonewall_clock_watch_until(struct phonewall_clock_watch *watch,
				 time_t when)
{
	const struct itimerspec expiry = { .it_value.tv_sec = when };

	if (watch)
		timerfd_settime(watch->descriptor,
				TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET,
				&expiry, NULL);
}

static void arm(struct phonewall_clock_watch *watch)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_REALTIME, &now);
	phonewall_clock_watch_until(watch, now.tv_sec + FAR_AWAY);
}

/* If the clock was set, reading fails with ECANCELED; the timer runs on. */
static void on_set(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_clock_watch *watch = argument;
	uint64_t expirations;

	(void)what;
	if (read(descriptor, &expirations, sizeof(expirations)) < 0 &&
	    errno != ECANCELED)
		return;
	arm(watch);
	watch->changed(watch->argument);
}

struct phonewall_clock_watch *
phonewall_clock_watch_open(struct event_base *base,
			   void (*changed)(void *argument), void *argument)
{
	struct phonewall_clock_watch *watch;
	int descriptor = timerfd_create(CLOCK_REALTIME,
					TFD_NONBLOCK | TFD_CLOEXEC);

	if (descriptor < 0)
		return NULL;
	watch = phonewall_memory_resize(NULL, 1, sizeof(*watch));
	*watch = (struct phonewall_clock_watch){
		.changed = changed,
		.argument = argument,
		.descriptor = descriptor,
		.set = event_new(base, descriptor, EV_READ | EV_PERSIST,
				 on_set, watch),
	};
	if (!watch->set || event_add(watch->set, NULL))
		phonewall_memory_exhausted();
	arm(watch);
	return watch;
}

void phonewall_clock_watch_close(struct phonewall_clock_watch *watch)
{
	if (!watch)
		return;
	event_free(watch->set);
	close(watch->descriptor);
	free(watch);
}
