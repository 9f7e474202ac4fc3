/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DAMPING_H
#define PHONEWALL_DAMPING_H

#include <stdint.h>

/* Milliseconds between two changes: at least, and if they go on and on. */
#define PHONEWALL_DAMPING_MIN	5000
#define PHONEWALL_DAMPING_MAX	40000

/**
 * struct phonewall_damping - bounds how often somebody else may change something
 * @next: when the next change may be made, in milliseconds; 0 before the first
 * @wait: how long the last change made the next one wait
 *
 * The first change may be made at once. Each makes the next wait for
 * PHONEWALL_DAMPING_MIN, and twice as long as the one before it had to, up to
 * PHONEWALL_DAMPING_MAX, until there was none for that long. Zero-initialise it.
 */
struct phonewall_damping {
	uint64_t next;
	unsigned int wait;
};

/**
 * phonewall_damping_wait - how long a change must wait
 * @damping: what was changed so far
 * @now: the time in milliseconds, of a clock that is never set
 *
 * Return: milliseconds; 0 if it may be made now.
 */
unsigned int phonewall_damping_wait(const struct phonewall_damping *damping,
				    uint64_t now);

/**
 * phonewall_damping_note - a change is made
 * @damping: what was changed so far
 * @now: the time in milliseconds, as above
 */
void phonewall_damping_note(struct phonewall_damping *damping, uint64_t now);

#endif /* PHONEWALL_DAMPING_H */
