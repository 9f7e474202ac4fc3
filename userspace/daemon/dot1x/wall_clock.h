/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WALL_CLOCK_H
#define PHONEWALL_WALL_CLOCK_H

#include <stdbool.h>

#include <event2/event.h>

/**
 * struct phonewall_wall_clock - whether the system's clock can be right
 *
 * A phone without a battery starts in 1970, and gets the time from a network that
 * it has to be let into first. So there is a floor below which a clock is known to
 * be wrong: the date of this version, or the time that was kept when a server's
 * certificate was last found valid, a day less.
 */
struct phonewall_wall_clock;

/**
 * phonewall_wall_clock_open - watch the clock
 * @base: the event loop
 * @directory: the state directory, kept by the caller
 * @changed: called when somebody has set the clock, or it has reached the floor
 * @argument: handed to @changed
 *
 * Where the clock cannot be watched that is logged, and @changed is not called.
 *
 * Return: the handle.
 */
struct phonewall_wall_clock *
phonewall_wall_clock_open(struct event_base *base, const char *directory,
			  void (*changed)(void *argument), void *argument);

/**
 * phonewall_wall_clock_is_wrong - whether the clock is below the floor now
 * @clock: the handle
 */
bool phonewall_wall_clock_is_wrong(const struct phonewall_wall_clock *clock);

/**
 * phonewall_wall_clock_describe - what is known of a clock that is wrong
 * @clock: the handle
 *
 * Return: a sentence with what to do, to be released with free().
 */
char *phonewall_wall_clock_describe(const struct phonewall_wall_clock *clock);

/**
 * phonewall_wall_clock_keep - a server's certificate is valid at this time
 * @clock: the handle; nothing happens where the clock is known to be wrong
 *
 * Written at most once a day and once after each start of the machine. So what is
 * kept is never after the end of a certificate that was in use, however wrong the
 * clock was. What goes wrong is logged once.
 */
void phonewall_wall_clock_keep(struct phonewall_wall_clock *clock);

/**
 * phonewall_wall_clock_close - watch no more
 * @clock: may be NULL
 */
void phonewall_wall_clock_close(struct phonewall_wall_clock *clock);

#endif /* PHONEWALL_WALL_CLOCK_H */
