// SPDX-License-Identifier: MIT
#include "vlan/damping.h"

unsigned int phonewall_damping_wait(const struct phonewall_damping *damping,
				    uint64_t now)
{
	return now < damping->next ? damping->next - now : 0;
}

void phonewall_damping_note(struct phonewall_damping *damping, uint64_t now)
{
	if (!damping->wait || now >= damping->next + PHONEWALL_DAMPING_MAX)
		damping->wait = PHONEWALL_DAMPING_MIN;
	else if (damping->wait < PHONEWALL_DAMPING_MAX)
		damping->wait *= 2;
	damping->next = now + damping->wait;
}
