/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef PHONEWALL_VERDICT_H
#define PHONEWALL_VERDICT_H

#include "core/packet.h"
#include "core/policy.h"

/**
 * phonewall_verdict_in - judge a packet to the phone that belongs to no flow
 * @policy: the policy; taken as enabled
 * @packet: the packet; with @quoted set if it is an ICMP error
 *
 * phonewall_verdict_yields() says if a live flow overrides the result. It is
 * separate because a look-up of flows is not pure, and expensive.
 *
 * Context: any; pure. In the kernel under RCU, which protects @policy.
 * Return: the reason.
 */
enum phonewall_reason
phonewall_verdict_in(const struct phonewall_policy *policy,
		     const struct phonewall_packet *packet);

/**
 * phonewall_verdict_yields - the verdict on a packet that belongs to a flow
 * @packet: a packet to the phone
 * @reason: the result of phonewall_verdict_in()
 *
 * Context: any; pure.
 * Return: the reason for which the packet passes if it, or the packet that an
 * ICMP error quotes, belongs to a live flow; @reason itself if no flow changes
 * the verdict.
 */
enum phonewall_reason
phonewall_verdict_yields(const struct phonewall_packet *packet,
			 enum phonewall_reason reason);

/**
 * phonewall_verdict_out - judge a packet from the phone
 * @policy: the policy; taken as enabled
 * @packet: the packet; with @quoted set if it is an ICMP error
 *
 * With NO_ICMP_UNREACHABLE, a port unreachable whose quote cannot be read is
 * blocked.
 *
 * Context: as phonewall_verdict_in().
 * Return: the reason.
 */
enum phonewall_reason
phonewall_verdict_out(const struct phonewall_policy *policy,
		      const struct phonewall_packet *packet);

/**
 * phonewall_reason_blocks - whether a reason blocks a packet
 * @reason: the reason
 *
 * Return: true if it blocks, false if it accepts.
 */
static inline bool phonewall_reason_blocks(enum phonewall_reason reason)
{
	return reason >= PHONEWALL_REASON_FIRST_BLOCKED;
}

#endif /* PHONEWALL_VERDICT_H */
