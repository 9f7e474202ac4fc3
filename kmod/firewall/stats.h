/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_STATS_H
#define PHONEWALL_STATS_H

#include <linux/percpu.h>

#include <linux/phonewall.h>

/**
 * struct phonewall_stats - packets of one CPU
 * @packets: by reason; indexed by enum phonewall_reason
 * @dropped_since: jiffies at which the interval of @dropped began
 * @dropped: packets that phonewall_flood_count() counted in it
 * @answered_since: jiffies at which the interval of @answered began
 * @answered: packets that phonewall_flood_may_answer() was asked about in it
 */
struct phonewall_stats {
	u64 packets[PHONEWALL_REASON_MAX + 1];
	unsigned long dropped_since;
	unsigned int dropped;
	unsigned long answered_since;
	unsigned int answered;
};

/**
 * phonewall_stats_count - count a packet
 * @stats: the namespace's counters
 * @reason: the verdict on it
 *
 * Context: any.
 */
static inline void phonewall_stats_count(struct phonewall_stats __percpu *stats,
					 enum phonewall_reason reason)
{
	this_cpu_inc(stats->packets[reason]);
}

/**
 * phonewall_stats_read - read the packets of a reason
 * @stats: the namespace's counters
 * @reason: the reason
 *
 * A 32-bit CPU can read the counter of another one in the middle of a carry,
 * once in 2^32 packets; the next reading is right.
 *
 * Context: any.
 * Return: the sum over all CPUs.
 */
u64 phonewall_stats_read(const struct phonewall_stats __percpu *stats,
			 enum phonewall_reason reason);

#endif /* PHONEWALL_STATS_H */
