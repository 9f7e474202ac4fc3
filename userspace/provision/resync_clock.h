/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISION_RESYNC_CLOCK_H
#define PHONEWALL_PROVISION_RESYNC_CLOCK_H

#include <time.h>

#include "provisioning/resync.h"

/* A clock before this is not set: 2025-01-01. */
#define PHONEWALL_TIME_FLOOR	1735689600

/**
 * phonewall_resync_clock_read - read the clocks of this machine
 * @clock: set whole, with a new random number; the wall clock counts as set from
 *	PHONEWALL_TIME_FLOOR on
 */
void phonewall_resync_clock_read(struct phonewall_resync_clock *clock);

/**
 * phonewall_resync_clock_wall_time - a time of the resyncs as one of the wall clock
 * @due: the time, as phonewall_resync_next() tells it; one that has passed counts
 *	as now
 *
 * Return: seconds since 1970.
 */
time_t phonewall_resync_clock_wall_time(uint64_t due);

#endif /* PHONEWALL_PROVISION_RESYNC_CLOCK_H */
