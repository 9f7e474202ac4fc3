// SPDX-License-Identifier: MIT
#include "module/dot1x.h"

#include <string.h>

bool phonewall_kernel_dot1x_matches(const struct phonewall_kernel_dot1x *held,
				    const struct phonewall_dot1x_settings *dot1x,
				    bool pc_port_enabled)
{
	if (strcmp(held->pc_port, dot1x->pc_port))
		return false;
	if (!*held->pc_port)
		return true;
	return !strcmp(held->switch_port, dot1x->switch_port) &&
	       held->pc_port_enabled == pc_port_enabled &&
	       held->hold_time == dot1x->hold_time &&
	       held->session_limit == dot1x->session_limit;
}
