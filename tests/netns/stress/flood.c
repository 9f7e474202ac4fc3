// SPDX-License-Identifier: MIT
#include "stress/flood.h"

#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/assertion.h"

/* What parent and child both see. */
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
		progress = mmap(NULL, sizeof(*progress),
				PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(progress, MAP_FAILED);
	memset(progress, 0, sizeof(*progress));
}

static void keep_to(unsigned int processor)
{
	cpu_set_t processors;

	CPU_ZERO(&processors);
	CPU_SET(processor, &processors);
	sched_setaffinity(0, sizeof(processors), &processors);
}

static bool goes_on(pid_t parent)
{
	return !__atomic_load_n(&progress->stop, __ATOMIC_RELAXED) &&
	       getppid() == parent;
}

static void send_without_end(bool (*send_next)(uint32_t number), pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (uint32_t number = 0; goes_on(parent); number++) {
		if (send_next(number))
			__atomic_add_fetch(&progress->sent, 1,
					   __ATOMIC_RELAXED);
	}
	_exit(0);
}

void flood_begin(unsigned int processor, bool (*send_next)(uint32_t number))
{
	pid_t parent = getpid();

	open_progress();
	begin = now();
	end = 0;
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		keep_to(processor);
		send_without_end(send_next, parent);
	}
}

uint32_t flood_sent(void)
{
	return __atomic_load_n(&progress->sent, __ATOMIC_RELAXED);
}

void flood_end(void)
{
	int status;

	__atomic_store_n(&progress->stop, true, __ATOMIC_RELAXED);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	end = now();
}

double flood_seconds(void)
{
	return (end ? end : now()) - begin;
}
