// SPDX-License-Identifier: GPL-2.0
#include <linux/jiffies.h>

#include "dot1x/state.h"

u64 phonewall_dot1x_read(const struct phonewall_dot1x *dot1x,
			 enum phonewall_dot1x_count count)
{
	u64 packets = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		packets += READ_ONCE(per_cpu_ptr(dot1x->stats,
						 cpu)->packets[count]);
	return packets;
}

u64 phonewall_dot1x_now(void)
{
	return jiffies64_to_msecs(get_jiffies_64());
}

void phonewall_dot1x_notify(struct phonewall_dot1x *dot1x,
			    const struct phonewall_session *session,
			    gfp_t flags)
{
	phonewall_events_session(dot1x->net, &dot1x->events, session,
				 phonewall_dot1x_now(), flags);
}
