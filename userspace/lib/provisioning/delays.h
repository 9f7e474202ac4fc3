/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DELAYS_H
#define PHONEWALL_DELAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/* Delays of a list, and seconds of a delay, at most. */
#define PHONEWALL_DELAYS_MAX	32
#define PHONEWALL_DELAY_MAX	INT32_MAX

/**
 * struct phonewall_delay - a delay
 * @seconds: its minimum; 0 for never
 * @random: seconds that are added at random, at most
 */
struct phonewall_delay {
	uint32_t seconds;
	uint32_t random;
};

/**
 * struct phonewall_delays - delays that follow each other
 * @list: the delays; the last one is repeated for ever
 * @count: how many; 0 for never
 */
struct phonewall_delays {
	struct phonewall_delay list[PHONEWALL_DELAYS_MAX];
	size_t count;
};

/**
 * phonewall_delays_parse - parse Resync_Periodic and its like
 * @text: SECONDS or SECONDS+RANDOM, or several of them separated by commas;
 *	white space beside them is ignored. Only the last may be 0, which stands
 *	for never. Blank stands for 0
 * @parameter: name of the parameter, for faults
 * @line: line of the file, for faults
 * @delays: set whole, or left empty if there is a fault
 * @faults: the first fault is added here
 *
 * Return: 0, or -1 if a fault was added.
 */
int phonewall_delays_parse(const char *text, const char *parameter,
			   unsigned int line, struct phonewall_delays *delays,
			   struct phonewall_faults *faults);

/**
 * phonewall_delays_get - the next of the delays
 * @delays: the delays
 * @number: how many of them have passed already
 * @random: a random number, each value of which is equally likely
 * @seconds: set, unless the answer is never
 *
 * Return: true, or false for never.
 */
bool phonewall_delays_get(const struct phonewall_delays *delays, size_t number,
			  uint32_t random, uint64_t *seconds);

/**
 * phonewall_delay_scale - a random number of seconds
 * @random: a random number, each value of which is equally likely
 * @max: the largest number of seconds
 *
 * Return: from 0 to @max, each as likely as any other, as near as it can be.
 */
uint32_t phonewall_delay_scale(uint32_t random, uint32_t max);

#endif /* PHONEWALL_DELAYS_H */
