/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_CLOCK_H
#define PHONEWALL_CLOCK_H

#include <stdint.h>

/**
 * phonewall_clock_elapsed - the time that has passed
 *
 * Return: milliseconds since some moment, by a clock that nobody sets.
 */
uint64_t phonewall_clock_elapsed(void);

#endif /* PHONEWALL_CLOCK_H */
