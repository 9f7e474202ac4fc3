// SPDX-License-Identifier: MIT
#include "base/settling.h"

static void begin(struct phonewall_settling *settling, uint64_t now)
{
	settling->is_pending = true;
	settling->began = now;
	settling->rested = now;
}

/* Events that never stop, such as mounts, must not postpone the reading. */
void phonewall_settling_note(struct phonewall_settling *settling,
			     enum phonewall_settling_event event, uint64_t now)
{
	if (!settling->is_pending)
		begin(settling, now);
	else if (event == PHONEWALL_SETTLING_TOUCHED ||
		 (event == PHONEWALL_SETTLING_STIRRED &&
		  settling->last != PHONEWALL_SETTLING_DONE))
		return;
	else if (event != PHONEWALL_SETTLING_STIRRED)
		settling->rested = now;
	settling->last = event;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static bool looks_alike(const struct stat *a, const struct stat *b)
{
	return is_same_file(a, b) && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* If it is another file now, its writer is not known. */
static void compare(struct phonewall_settling *settling,
		    const struct stat *status, uint64_t now)
{
	if (!looks_alike(&settling->seen, status))
		settling->rested = now;
	if (!is_same_file(&settling->seen, status) &&
	    settling->last == PHONEWALL_SETTLING_WRITTEN)
		settling->last = PHONEWALL_SETTLING_MADE;
	settling->seen = *status;
}

static unsigned int rest_needed(const struct phonewall_settling *settling)
{
	switch (settling->last) {
	case PHONEWALL_SETTLING_DONE:
		return 0;
	case PHONEWALL_SETTLING_WRITTEN:
		return PHONEWALL_SETTLING_WRITTEN_MS;
	default:
		return PHONEWALL_SETTLING_UNSURE_MS;
	}
}

unsigned int phonewall_settling_look(struct phonewall_settling *settling,
				     const struct stat *status, uint64_t now)
{
	unsigned int needed;
	uint64_t rest;

	compare(settling, status, now);
	needed = rest_needed(settling);
	rest = now - settling->rested;
	if (rest < needed)
		return needed - rest;
	settling->is_pending = false;
	return 0;
}
