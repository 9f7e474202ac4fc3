/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CLOCK_FLOOR_H
#define PHONEWALL_CLOCK_FLOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#define PHONEWALL_DAY	(24 * 60 * 60)

/* Seconds after the version's date beyond which a saved time is ignored. */
#define PHONEWALL_CLOCK_KEPT_MAX	(20 * 365 * PHONEWALL_DAY)

/**
 * phonewall_clock_floor() - get the time before which a clock cannot be right
 * @version: when this version was made
 * @kept: when a server's certificate was last found valid; 0 if that is not
 *	known
 *
 * It is one day less than @kept, so that a clock that is set back a little, as
 * by NTP after boot, does not count as wrong.
 *
 * Return: seconds since 1970; at least @version.
 */
time_t phonewall_clock_floor(time_t version, time_t kept);

/**
 * phonewall_clock_keep_is_due() - check whether to save the time again
 * @kept: the saved time; 0 for none
 * @now: the time now
 * @up: seconds since boot
 *
 * Return: true if no time was saved since boot, or none for a day: saving wears
 * the flash.
 */
bool phonewall_clock_keep_is_due(time_t kept, time_t now, time_t up);

/**
 * phonewall_clock_kept_parse() - parse a saved time
 * @text: decimal digits and a line end
 * @length: bytes of @text
 * @version: when this version was made
 *
 * Return: the time; 0 if @text holds none, or one that is more than
 * PHONEWALL_CLOCK_KEPT_MAX after @version.
 */
time_t phonewall_clock_kept_parse(const char *text, size_t length,
				  time_t version);

#endif /* PHONEWALL_CLOCK_FLOOR_H */
