// SPDX-License-Identifier: MIT
#include "harness/coverage.h"

#include <fcntl.h>
#include <linux/kcov.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/mman.h>
#include <unistd.h>

#define DEBUGFS		"/sys/kernel/debug"
#define TRACE_WORDS	65536
#define PLACES		16384	/* a power of two, far more than places */

static int kcov = -1;
static uint64_t *trace;
static uint64_t places[PLACES];
static unsigned int count;

static bool enable(void)
{
	trace = mmap(NULL, TRACE_WORDS * sizeof(*trace), PROT_READ | PROT_WRITE,
		     MAP_SHARED, kcov, 0);
	return trace != MAP_FAILED && !ioctl(kcov, KCOV_ENABLE, KCOV_TRACE_PC);
}

bool coverage_open(void)
{
	if (access(DEBUGFS "/kcov", F_OK))
		mount("debugfs", DEBUGFS, "debugfs", 0, NULL);
	kcov = open(DEBUGFS "/kcov", O_RDWR | O_CLOEXEC);
	if (kcov < 0)
		return false;
	if (!ioctl(kcov, KCOV_INIT_TRACE, TRACE_WORDS) && enable())
		return true;
	coverage_close();
	return false;
}

void coverage_close(void)
{
	if (kcov >= 0)
		close(kcov);
	kcov = -1;
}

void coverage_begin(void)
{
	if (kcov >= 0)
		__atomic_store_n(trace, 0, __ATOMIC_RELAXED);
}

/* Returns true if it was not there. */
static bool add(uint64_t place)
{
	size_t i = place * UINT64_C(0x9e3779b97f4a7c15) >> 50;

	while (places[i] && places[i] != place)
		i = (i + 1) % PLACES;
	if (places[i] || count == PLACES - 1)
		return false;
	places[i] = place;
	count++;
	return true;
}

bool coverage_grows(void)
{
	bool grows = false;
	uint64_t length;

	if (kcov < 0)
		return false;
	length = __atomic_load_n(trace, __ATOMIC_RELAXED);
	for (uint64_t i = 1; i <= length && i < TRACE_WORDS; i++)
		grows |= add(trace[i]);
	return grows;
}

unsigned int coverage_places(void)
{
	return count;
}
