// SPDX-License-Identifier: MIT
#include "resync_clock.h"

#include <sys/random.h>

void phonewall_resync_clock_read(struct phonewall_resync_clock *clock)
{
	struct timespec elapsed = { 0 };
	time_t now = time(NULL);
	struct tm local;

	clock_gettime(CLOCK_BOOTTIME, &elapsed);
	tzset();
	localtime_r(&now, &local);
	*clock = (struct phonewall_resync_clock){
		.now = elapsed.tv_sec,
		.is_set = now >= PHONEWALL_TIME_FLOOR,
		.second_of_day = (local.tm_hour * 60 + local.tm_min) * 60 +
				 local.tm_sec % 60,
	};
	if (getrandom(&clock->random, sizeof(clock->random), 0) < 0)
		clock->random = elapsed.tv_nsec;
}

time_t phonewall_resync_clock_wall_time(uint64_t due)
{
	struct phonewall_resync_clock clock;

	phonewall_resync_clock_read(&clock);
	return time(NULL) + (time_t)(due > clock.now ? due - clock.now : 0);
}
