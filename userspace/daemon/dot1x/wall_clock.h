/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WALL_CLOCK_H
#define PHONEWALL_WALL_CLOCK_H

#include <stdbool.h>

#include <event2/event.h>

/**
 * struct phonewall_wall_clock - whether the system's clock can be right
 *
 * A phone without a battery boots in 1970, and gets the time from a network
 * that it must authenticate to first. So there is a floor: a clock before it is
 * known to be wrong. The floor is the date of this version, or one day before
 * the time that was saved when a server's certificate was last found valid,
 * whichever is later.
 */
struct phonewall_wall_clock;

/**
 * phonewall_wall_clock_open() - watch the clock
 * @base: the event loop
 * @directory: the state directory, kept by the caller
 * @changed: called when the clock was set, or has reached the floor
 * @argument: handed to @changed
 *
 * If the clock cannot be watched that is logged, and @changed is not called.
 *
 * Return: the handle.
 */
struct phonewall_wall_clock *
phonewall_wall_clock_open(struct event_base *base, const char *directory,
			  void (*changed)(void *argument), void *argument);

/**
 * phonewall_wall_clock_is_wrong() - check whether the clock is before the floor
 * @clock: the handle
 *
 * Return: true if it is.
 */
bool phonewall_wall_clock_is_wrong(const struct phonewall_wall_clock *clock);

/**
 * phonewall_wall_clock_describe() - describe a clock that is wrong
 * @clock: the handle
 *
 * Return: a sentence with the remedy, to be released with free().
 */
char *phonewall_wall_clock_describe(const struct phonewall_wall_clock *clock);

/**
 * phonewall_wall_clock_keep() - save the time
 * @clock: the handle; does nothing if the clock is known to be wrong
 *
 * To be called when a server's certificate has been found valid. Writes at most
 * once a day, and once after each boot. So the saved time is never after the
 * expiry of a certificate that was in use, however wrong the clock was. An
 * error is logged once.
 */
void phonewall_wall_clock_keep(struct phonewall_wall_clock *clock);

/**
 * phonewall_wall_clock_close() - stop watching and release the handle
 * @clock: may be NULL
 */
void phonewall_wall_clock_close(struct phonewall_wall_clock *clock);

#endif /* PHONEWALL_WALL_CLOCK_H */
