// SPDX-License-Identifier: MIT
#include "base/clock.h"

#include <time.h>

uint64_t phonewall_clock_elapsed(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * UINT64_C(1000) + now.tv_nsec / 1000000;
}

struct timeval phonewall_clock_delay(unsigned int milliseconds)
{
	return (struct timeval){
		.tv_sec = milliseconds / 1000,
		.tv_usec = milliseconds % 1000 * 1000,
	};
}
