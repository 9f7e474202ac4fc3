/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_FILTER_H
#define PHONEWALL_FILTER_H

#include <linux/skbuff.h>

#include "firewall/state.h"

/**
 * struct phonewall_pktinfo - a packet, and where the hook met it
 * @firewall: the namespace's firewall
 * @policy: the policy in force
 * @skb: the packet; skb->data is its IP header. Not changed by anybody meanwhile,
 *	so that pointers into it stay good
 * @device: that it came in by or goes out by; may be NULL
 * @family: AF_INET or AF_INET6
 * @only_ask: change no flow: somebody only asks for the verdict
 */
struct phonewall_pktinfo {
	struct phonewall_firewall *firewall;
	const struct phonewall_policy *policy;
	const struct sk_buff *skb;
	const struct net_device *device;
	u8 family;
	bool only_ask;
};

/**
 * phonewall_filter_in - judge a packet to the phone
 * @pkt: the packet
 *
 * Renews the flow that it belongs to.
 *
 * Context: RCU; softirq or process. Does not sleep.
 * Return: the reason.
 */
enum phonewall_reason
phonewall_filter_in(const struct phonewall_pktinfo *pkt);

/**
 * phonewall_filter_out - judge a packet from the phone
 * @pkt: the packet
 *
 * Makes or renews its flow if its answer would not be let in anyway.
 *
 * Context: RCU; softirq or process. Does not sleep.
 * Return: the reason.
 */
enum phonewall_reason
phonewall_filter_out(const struct phonewall_pktinfo *pkt);

#endif /* PHONEWALL_FILTER_H */
