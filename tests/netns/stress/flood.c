// SPDX-License-Identifier: MIT
#include "stress/flood.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness/child.h"

/* What parent and child share. */
struct progress {
	uint32_t sent;
	bool stop;
};

static struct progress *progress;
static double begin, end;
static pid_t child;

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static void open_progress(void)
{
	if (!progress)
		progress = child_share(sizeof(*progress));
	memset(progress, 0, sizeof(*progress));
}

static bool is_stopped(void)
{
	return __atomic_load_n(&progress->stop, __ATOMIC_RELAXED);
}

static void send_until_stopped(bool (*send_next)(uint32_t number))
{
	for (uint32_t number = 0; !is_stopped(); number++) {
		if (send_next(number))
			__atomic_add_fetch(&progress->sent, 1,
					   __ATOMIC_RELAXED);
	}
	_exit(0);
}

void flood_begin(unsigned int processor, bool (*send_next)(uint32_t number))
{
	open_progress();
	begin = now();
	end = 0;
	child = child_start(processor);
	if (!child)
		send_until_stopped(send_next);
	child_keep_to(!processor);
}

uint32_t flood_sent(void)
{
	return __atomic_load_n(&progress->sent, __ATOMIC_RELAXED);
}

void flood_end(void)
{
	__atomic_store_n(&progress->stop, true, __ATOMIC_RELAXED);
	child_wait(child);
	child_keep_to(CHILD_ANY_PROCESSOR);
	end = now();
}

double flood_seconds(void)
{
	return (end ? end : now()) - begin;
}
