/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_FILTER_H
#define PHONEWALL_FILTER_H

#include <linux/skbuff.h>

#include "firewall/state.h"

/**
 * struct phonewall_pktinfo - a packet and its context
 * @firewall: the namespace's firewall
 * @policy: the policy in force
 * @skb: the packet; skb->data is its IP header. Nobody changes it meanwhile, so
 *	that pointers into it stay valid
 * @device: the input or output device; may be NULL
 * @family: AF_INET or AF_INET6
 * @only_ask: change no flow; one on any link lets the packet pass. For a
 *	VERDICT_GET, which names no link, and before LOCAL_IN, which judges again
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
 * Renews the packet's flow.
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
 * Creates or renews the packet's flow, unless an answer needs none.
 *
 * Context: RCU; softirq or process. Does not sleep.
 * Return: the reason.
 */
enum phonewall_reason
phonewall_filter_out(const struct phonewall_pktinfo *pkt);

#endif /* PHONEWALL_FILTER_H */
