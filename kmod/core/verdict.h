/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef PHONEWALL_VERDICT_H
#define PHONEWALL_VERDICT_H

#include "core/packet.h"
#include "core/policy.h"

/**
 * phonewall_verdict_in - judge a packet to the phone that belongs to no flow
 * @policy: the policy, which is taken as enabled
 * @packet: the packet; with @quoted set if it is an ICMP error
 *
 * Whether a live flow overrides the result is asked of
 * phonewall_verdict_yields(): looking for flows is not pure, and dear.
 *
 * Context: any; pure. In the kernel under RCU for the sake of @policy.
 * Return: the reason.
 */
enum phonewall_reason
phonewall_verdict_in(const struct phonewall_policy *policy,
		     const struct phonewall_packet *packet);

/**
 * phonewall_verdict_yields - whether a packet passes if it belongs to a flow
 * @packet: a packet to the phone
 * @reason: what phonewall_verdict_in() said of it
 *
 * Context: any; pure.
 * Return: the reason for which it passes if it belongs to a live flow (of an
 * ICMP error: if the packet that it quotes does), or @reason itself where no
 * flow changes the verdict.
 */
enum phonewall_reason
phonewall_verdict_yields(const struct phonewall_packet *packet,
			 enum phonewall_reason reason);

/**
 * phonewall_verdict_out - judge a packet from the phone
 * @policy: the policy, which is taken as enabled
 * @packet: the packet; with @quoted set if it is an ICMP error
 *
 * Under NO_ICMP_UNREACHABLE a port unreachable whose quote cannot be read is
 * blocked.
 *
 * Context: as phonewall_verdict_in().
 * Return: the reason.
 */
enum phonewall_reason
phonewall_verdict_out(const struct phonewall_policy *policy,
		      const struct phonewall_packet *packet);

/**
 * phonewall_reason_blocks - whether a packet is stopped for this reason
 * @reason: the reason
 */
static inline bool phonewall_reason_blocks(enum phonewall_reason reason)
{
	return reason >= PHONEWALL_REASON_FIRST_BLOCKED;
}

#endif /* PHONEWALL_VERDICT_H */
