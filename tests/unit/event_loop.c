// SPDX-License-Identifier: MIT
#include "event_loop.h"

void event_loop_run(struct event_base *base, unsigned int milliseconds)
{
	const struct timeval delay = {
		.tv_sec = milliseconds / 1000,
		.tv_usec = milliseconds % 1000 * 1000,
	};

	event_base_loopexit(base, &delay);
	event_base_dispatch(base);
}
