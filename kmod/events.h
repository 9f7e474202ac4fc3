/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_EVENTS_H
#define PHONEWALL_EVENTS_H

#include "dot1x/dot1x.h"
#include "firewall/filter.h"

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

/**
 * phonewall_events_dot1x - tell that 802.1X settings were put in force
 * @dot1x: the state
 *
 * Context: a generic netlink request of the family; may sleep.
 */
void phonewall_events_dot1x(struct phonewall_dot1x *dot1x);

/**
 * phonewall_events_session - tell of a session that has changed
 * @dot1x: the state
 * @session: the session as it is now
 * @flags: GFP_ATOMIC or GFP_KERNEL, as the context allows
 *
 * Limited in rate where @flags is GFP_ATOMIC, for then a PC causes it.
 *
 * Context: any.
 */
void phonewall_events_session(struct phonewall_dot1x *dot1x,
			      const struct phonewall_session *session,
			      gfp_t flags);

#endif /* PHONEWALL_EVENTS_H */
