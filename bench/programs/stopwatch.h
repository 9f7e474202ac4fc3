/* SPDX-License-Identifier: MIT */
#ifndef BENCH_STOPWATCH_H
#define BENCH_STOPWATCH_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "mark.h"

/**
 * struct stopwatch_result - what something costs
 * @median: of one, in nanoseconds, which are instructions where the machine
 *	counts them
 * @spread: by how much the medians of the even and of the odd loops differ, as
 *	a part of @median
 */
struct stopwatch_result {
	double median;
	double spread;
};

/**
 * stopwatch_now - a monotonic time in nanoseconds
 *
 * What is done between two calls is a window of the profile (make bench-profile).
 */
static inline uint64_t stopwatch_now(void)
{
	struct timespec now;

	mark_edge();
	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return now.tv_sec * UINT64_C(1000000000) + now.tv_nsec;
}

/**
 * stopwatch_measure - the median cost of something that is done over and over
 * @once: does it, and returns how long that took by stopwatch_now()
 * @loops: loops of STOPWATCH_LOOP times each, 2 or more, after some for warm-up
 *
 * The cost of a loop is its mean, so that what happens now and then, as the
 * refilling of a cache, has its share. The median of the loops leaves out what
 * has nothing to do with it, as the timer's tick. What it costs to look at the
 * clock is taken off.
 */
struct stopwatch_result stopwatch_measure(uint64_t (*once)(void), size_t loops);

#define STOPWATCH_LOOP	64

#endif /* BENCH_STOPWATCH_H */
