/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_STATS_H
#define PHONEWALL_STATS_H

#include <linux/percpu.h>

#include <linux/phonewall.h>

/**
 * struct phonewall_stats - packets of one processor for each reason
 * @packets: indexed by enum phonewall_reason
 */
struct phonewall_stats {
	u64 packets[PHONEWALL_REASON_MAX + 1];
};

/**
 * phonewall_stats_count - count a packet
 * @stats: the namespace's counters
 * @reason: why it passed or did not
 *
 * Context: any.
 */
static inline void phonewall_stats_count(struct phonewall_stats __percpu *stats,
					 enum phonewall_reason reason)
{
	this_cpu_inc(stats->packets[reason]);
}

/**
 * phonewall_stats_read - the packets of all processors for a reason
 * @stats: the namespace's counters
 * @reason: the reason
 *
 * A 32-bit processor can read a counter of another one amid its carry, once in
 * 2^32 packets; the next reading is right.
 *
 * Context: any.
 */
u64 phonewall_stats_read(const struct phonewall_stats __percpu *stats,
			 enum phonewall_reason reason);

#endif /* PHONEWALL_STATS_H */
