// SPDX-License-Identifier: MIT
#include "stopwatch.h"

#include <err.h>
#include <math.h>
#include <stdlib.h>

#define CLOCK_LOOPS	15
#define WARM_UP_LOOPS	4

static uint64_t nothing(void)
{
	uint64_t start = stopwatch_now();

	return stopwatch_now() - start;
}

static int compare(const void *left, const void *right)
{
	double difference = *(const double *)left - *(const double *)right;

	return (difference > 0) - (difference < 0);
}

static double median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), compare);
	return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

static double loop(uint64_t (*once)(void))
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < STOPWATCH_LOOP; i++)
		sum += once();
	return (double)sum / STOPWATCH_LOOP;
}

/* The halves are the even and the odd loops, which share any drift. */
static struct stopwatch_result measure(uint64_t (*once)(void), size_t loops)
{
	struct stopwatch_result result;
	double *costs = calloc(loops, sizeof(*costs));
	size_t even = (loops + 1) / 2;
	size_t i;

	if (!costs)
		err(1, "calloc");
	for (i = 0; i < WARM_UP_LOOPS; i++)
		loop(once);
	for (i = 0; i < loops; i++)
		costs[i % 2 ? even + i / 2 : i / 2] = loop(once);
	result.spread = fabs(median(costs, even) -
			     median(costs + even, loops - even));
	result.median = median(costs, loops);
	free(costs);
	return result;
}

struct stopwatch_result stopwatch_measure(uint64_t (*once)(void), size_t loops)
{
	double clock = measure(nothing, CLOCK_LOOPS).median;
	struct stopwatch_result result = measure(once, loops);

	result.median -= clock;
	result.spread /= result.median;
	return result;
}
