// SPDX-License-Identifier: GPL-2.0
#include <time.h>

#include "clock.h"

uint64_t phonewall_clock_elapsed(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * UINT64_C(1000) + now.tv_nsec / 1000000;
}
