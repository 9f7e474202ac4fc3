/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DAMPING_H
#define PHONEWALL_DAMPING_H

#include <stdint.h>

/* Milliseconds between two changes: minimum, and maximum if they continue. */
#define PHONEWALL_DAMPING_MIN	5000
#define PHONEWALL_DAMPING_MAX	40000

/**
 * struct phonewall_damping - limits how often others may change something
 * @next: when the next change may be made, in milliseconds; 0 before the first
 * @wait: how long the last change made the next one wait, in milliseconds
 *
 * The first change may be made at once. After it the next one must wait for
 * PHONEWALL_DAMPING_MIN, after that for twice as long and so on, up to
 * PHONEWALL_DAMPING_MAX. The wait starts again once there was no change for
 * PHONEWALL_DAMPING_MAX after one was allowed. Zero-initialise it.
 */
struct phonewall_damping {
	uint64_t next;
	unsigned int wait;
};

/**
 * phonewall_damping_wait() - get the time that a change must wait
 * @damping: the changes so far
 * @now: the time in milliseconds, of a monotonic clock
 *
 * Return: milliseconds; 0 if it may be made now.
 */
unsigned int phonewall_damping_wait(const struct phonewall_damping *damping,
				    uint64_t now);

/**
 * phonewall_damping_note() - record that a change is made
 * @damping: the changes so far
 * @now: the time in milliseconds, as above
 */
void phonewall_damping_note(struct phonewall_damping *damping, uint64_t now);

#endif /* PHONEWALL_DAMPING_H */
