/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CLOCK_H
#define PHONEWALL_CLOCK_H

#include <stdint.h>
#include <sys/time.h>

/**
 * phonewall_clock_elapsed - the time that has passed
 *
 * Return: milliseconds since some moment, by a clock that nobody sets.
 */
uint64_t phonewall_clock_elapsed(void);

/**
 * phonewall_clock_delay - a time as libevent's timers take it
 * @milliseconds: the time
 */
struct timeval phonewall_clock_delay(unsigned int milliseconds);

#endif /* PHONEWALL_CLOCK_H */
