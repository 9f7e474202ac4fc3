/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CLOCK_H
#define PHONEWALL_CLOCK_H

#include <stdint.h>
#include <sys/time.h>

/**
 * phonewall_clock_elapsed() - read the monotonic clock
 *
 * Return: milliseconds since an unspecified time (CLOCK_MONOTONIC).
 */
uint64_t phonewall_clock_elapsed(void);

/**
 * phonewall_clock_delay() - convert milliseconds for libevent's timers
 * @milliseconds: the time
 *
 * Return: the same time as a struct timeval.
 */
struct timeval phonewall_clock_delay(unsigned int milliseconds);

#endif /* PHONEWALL_CLOCK_H */
