// SPDX-License-Identifier: GPL-2.0
#include "firewall/stats.h"

u64 phonewall_stats_read(const struct phonewall_stats __percpu *stats,
			 enum phonewall_reason reason)
{
	u64 packets = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		packets += READ_ONCE(per_cpu_ptr(stats, cpu)->packets[reason]);
	return packets;
}
