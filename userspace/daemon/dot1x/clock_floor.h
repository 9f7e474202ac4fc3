/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CLOCK_FLOOR_H
#define PHONEWALL_CLOCK_FLOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#define PHONEWALL_DAY	(24 * 60 * 60)

/* A time that was kept is not believed if it is later after the version than so. */
#define PHONEWALL_CLOCK_KEPT_MAX	(20 * 365 * PHONEWALL_DAY)

/**
 * phonewall_clock_floor - the time before which a clock cannot be right
 * @version: when this version was made
 * @kept: when a server's certificate was last found valid; 0 where that is not
 *	known
 *
 * A day less than @kept, so that a clock that is stepped back a little, as by
 * NTP after a start, is not taken for wrong.
 *
 * Return: seconds since 1970; @version at least.
 */
time_t phonewall_clock_floor(time_t version, time_t kept);

/**
 * phonewall_clock_keep_is_due - whether the time is to be kept again
 * @kept: what is kept; 0 for nothing
 * @now: the time now
 * @up: seconds since the machine was started
 *
 * It is if nothing was kept since the start, or for a day: it goes to flash.
 */
bool phonewall_clock_keep_is_due(time_t kept, time_t now, time_t up);

/**
 * phonewall_clock_kept_parse - read a time that was kept
 * @text: decimal digits and a line end
 * @length: bytes of @text
 * @version: when this version was made
 *
 * Return: the time; 0 where @text holds none, or one that is more than
 * PHONEWALL_CLOCK_KEPT_MAX after @version.
 */
time_t phonewall_clock_kept_parse(const char *text, size_t length,
				  time_t version);

#endif /* PHONEWALL_CLOCK_FLOOR_H */
