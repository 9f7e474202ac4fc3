/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_EVENTS_H
#define PHONEWALL_EVENTS_H

#include "filter.h"

/**
 * phonewall_events_policy - tell that a policy was put in force
 * @phonewall: the namespace's state
 *
 * Context: a generic netlink request of the family; may sleep. What cannot be
 * sent is left out: the listener sees ENOBUFS or asks for the generation.
 */
void phonewall_events_policy(struct phonewall_net *phonewall);

/**
 * phonewall_events_blocked - tell of a blocked packet
 * @passage: the packet and where it was
 * @direction: which way it went
 * @reason: why it was blocked
 *
 * Costs next to nothing where nobody listens; limited in rate where somebody
 * does.
 *
 * Context: RCU; softirq or process. Does not sleep.
 */
void phonewall_events_blocked(const struct phonewall_passage *passage,
			      enum phonewall_direction direction,
			      enum phonewall_reason reason);

#endif /* PHONEWALL_EVENTS_H */
