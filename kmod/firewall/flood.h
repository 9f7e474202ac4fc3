/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_FLOOD_H
#define PHONEWALL_FLOOD_H

#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <linux/workqueue.h>

#include <linux/phonewall.h>

#include "firewall/stats.h"

/**
 * struct phonewall_flood - whether a device is flooded
 * @net: the namespace of the devices
 * @stats: its packets; what packets change for a flood is there, by CPU
 * @ifindex: the device on which too many were dropped
 * @hooked: the device whose ingress is hooked, or 0; written under RTNL
 * @ingress: the hook
 * @seen: packets blocked until the last check
 * @quiet: checks in a row that found no flood
 * @started: between phonewall_flood_start() and phonewall_flood_stop(); under
 *	RTNL
 * @check: hooks the ingress, and then looks each second if the flood goes on
 * @notifier: tells that the device goes away
 */
struct phonewall_flood {
	struct net *net;
	struct phonewall_stats __percpu *stats;
	int ifindex;
	int hooked;
	struct nf_hook_ops ingress;
	u64 seen;
	unsigned int quiet;
	bool started;
	struct delayed_work check;
	struct notifier_block notifier;
};

/**
 * phonewall_flood_init - initialise
 * @flood: zeroed
 * @net: the namespace, which outlives it
 * @stats: the namespace's counters, which outlive it
 * @ingress: the hook for a flooded device, all but the device; copied
 *
 * Context: any.
 */
void phonewall_flood_init(struct phonewall_flood *flood, struct net *net,
			  struct phonewall_stats __percpu *stats,
			  const struct nf_hook_ops *ingress);

/**
 * phonewall_flood_start - begin to look for floods
 * @flood: initialised; the hook's private data is ready for packets
 *
 * Context: process, without RTNL; may sleep.
 * Return: 0 or a negative errno.
 */
int phonewall_flood_start(struct phonewall_flood *flood);

/**
 * phonewall_flood_stop - unhook the ingress, and hook none any more
 * @flood: started
 *
 * A hook may still run until a grace period is over.
 *
 * Context: process, without RTNL; may sleep.
 */
void phonewall_flood_stop(struct phonewall_flood *flood);

/**
 * phonewall_flood_exit - wait for the last check
 * @flood: stopped, a grace period ago
 *
 * Context: process, without RTNL; may sleep.
 */
void phonewall_flood_exit(struct phonewall_flood *flood);

/**
 * phonewall_flood_count - count a packet that was dropped after routing
 * @flood: the flood
 * @skb: the packet
 * @device: the device that it came in by
 * @reason: why; only reasons that the ingress can know count
 *
 * Context: softirq.
 */
void phonewall_flood_count(struct phonewall_flood *flood,
			   const struct sk_buff *skb,
			   const struct net_device *device,
			   enum phonewall_reason reason);

/**
 * phonewall_flood_may_answer - let some packets pass that an ICMP error answers
 * @flood: the flood
 *
 * Context: softirq.
 * Return: true for as many packets of each CPU as the kernel sends ICMP errors
 * by default (net.ipv4.icmp_msgs_per_sec).
 */
bool phonewall_flood_may_answer(struct phonewall_flood *flood);

#endif /* PHONEWALL_FLOOD_H */
