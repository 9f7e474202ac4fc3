/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CLOCK_WATCH_H
#define PHONEWALL_CLOCK_WATCH_H

#include <event2/event.h>
#include <time.h>

/**
 * struct phonewall_clock_watch - reports when the system's clock is set
 *
 * It is set by hand, by NTP, and when the system resumes (timerfd_create(2),
 * TFD_TIMER_CANCEL_ON_SET).
 */
struct phonewall_clock_watch;

/**
 * phonewall_clock_watch_open() - watch the clock
 * @base: the event loop
 * @changed: called when the clock was set, or has reached the time of
 *	phonewall_clock_watch_until(), which then is to be set again
 * @argument: handed to @changed
 *
 * Return: the watch, or NULL with errno set.
 */
struct phonewall_clock_watch *
phonewall_clock_watch_open(struct event_base *base,
			   void (*changed)(void *argument), void *argument);

/**
 * phonewall_clock_watch_until() - also report when the clock reaches a time
 * @watch: may be NULL
 * @when: the time
 */
void phonewall_clock_watch_until(struct phonewall_clock_watch *watch,
				 time_t when);

/**
 * phonewall_clock_watch_close() - stop watching and release the watch
 * @watch: may be NULL
 */
void phonewall_clock_watch_close(struct phonewall_clock_watch *watch);

#endif /* PHONEWALL_CLOCK_WATCH_H */
