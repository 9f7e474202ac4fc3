/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_FLOW_H
#define PHONEWALL_FLOW_H

#include <linux/cache.h>
#include <linux/ip.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/udp.h>
#include <linux/workqueue.h>

#include "flow_hash.h"
#include "packet.h"
#include "policy.h"

#define PHONEWALL_TFTP_PORT	69	/* RFC 1350 */

/**
 * struct phonewall_flow_table - the flows of a namespace
 * @hash: the flows by key; as large as the policy's limit asks for
 * @apart: keeps @hash and @lock in different cache lines
 * @lock: serialises every change of the table; look-ups take no lock
 * @unreplied: unreplied flows, oldest first
 * @count: flows held
 * @expectations: expectations among them
 * @created: flows made
 * @evicted: unreplied flows that made room
 * @refused: outgoing packets that found no room
 * @aging: removes what has aged out, every few seconds while there are flows
 */
struct phonewall_flow_table {
	struct phonewall_flow_hash __rcu *hash;
	/*
	 * New flows write behind this, in a line that other packets do not read.
	 * Not by alignment: what stands before the table shares @hash's line.
	 */
	u8 apart[SMP_CACHE_BYTES];
	spinlock_t lock;
	struct list_head unreplied;
	unsigned int count;
	unsigned int expectations;
	u64 created;
	u64 evicted;
	u64 refused;
	struct delayed_work aging;
};

/**
 * phonewall_flow_init - set up what all tables share, once a module
 *
 * Context: process; may sleep.
 * Return: 0 or -ENOMEM.
 */
int phonewall_flow_init(void);

/**
 * phonewall_flow_exit - undo phonewall_flow_init()
 *
 * Every table is destroyed and rcu_barrier() was called before.
 *
 * Context: process.
 */
void phonewall_flow_exit(void);

/**
 * phonewall_flow_table_init - set up an empty table
 * @table: the table
 *
 * Context: process; may sleep.
 * Return: 0 or -ENOMEM.
 */
int phonewall_flow_table_init(struct phonewall_flow_table *table);

/**
 * phonewall_flow_table_resize - make room for so many flows
 * @table: the table
 * @limit: flows, 1 to PHONEWALL_FLOW_LIMIT_MAX
 *
 * The flows stay, and packets find them all the while.
 *
 * Context: a generic netlink request of the family; may sleep.
 * Return: 0, or -ENOMEM and the table is as it was.
 */
int phonewall_flow_table_resize(struct phonewall_flow_table *table, u32 limit);

/**
 * phonewall_flow_table_destroy - release a table that no packet reaches
 * @table: the table
 *
 * Context: process; may sleep. The flows' memory is released after a grace
 * period.
 */
void phonewall_flow_table_destroy(struct phonewall_flow_table *table);

/*
 * A busy flow's line is written eight times a second, not with every packet; a
 * flow may age out that much too early. Returns false where it has aged out.
 */
static __always_inline bool flow_renew(struct phonewall_flow *flow,
				       unsigned long lifetime)
{
	unsigned long now = jiffies;
	unsigned long left = READ_ONCE(flow->expires) - now;

	if ((long)left <= 0)
		return false;
	if (lifetime - left >= HZ / 8)
		WRITE_ONCE(flow->expires, now + lifetime);
	return true;
}

/**
 * phonewall_flow_meet_in - whether UDP to the phone belongs to a busy flow
 * @table: the table
 * @policy: for its time-outs
 * @ip: the IPv4 header
 * @udp: the UDP header
 *
 * Renews the flow. The quick part of phonewall_flow_in(), for flows that were
 * answered before.
 *
 * Context: RCU; softirq or process.
 */
static __always_inline bool
phonewall_flow_meet_in(struct phonewall_flow_table *table,
		       const struct phonewall_policy *policy,
		       const struct iphdr *ip, const struct udphdr *udp)
{
	const union phonewall_flow_ports ports = {
		.local = udp->dest, .remote = udp->source,
	};
	struct phonewall_flow *flow;

	flow = phonewall_flow_hash_find_ipv4(rcu_dereference(table->hash),
					     ports.pair, IPPROTO_UDP, ip->daddr,
					     ip->saddr);
	return flow && READ_ONCE(flow->replied) &&
	       flow_renew(flow, HZ * policy->timeout_udp_replied);
}

/**
 * phonewall_flow_meet_out - whether UDP from the phone belongs to a known flow
 * @table: the table
 * @policy: for its time-outs
 * @ip: the IPv4 header
 * @udp: the UDP header
 *
 * Renews the flow. The quick part of phonewall_flow_out(), but for TFTP's
 * expectations.
 *
 * Context: RCU; softirq or process.
 */
static __always_inline bool
phonewall_flow_meet_out(struct phonewall_flow_table *table,
			const struct phonewall_policy *policy,
			const struct iphdr *ip, const struct udphdr *udp)
{
	const union phonewall_flow_ports ports = {
		.local = udp->source, .remote = udp->dest,
	};
	struct phonewall_flow *flow;

	flow = phonewall_flow_hash_find_ipv4(rcu_dereference(table->hash),
					     ports.pair, IPPROTO_UDP, ip->saddr,
					     ip->daddr);
	return flow && flow_renew(flow, HZ * (READ_ONCE(flow->replied) ?
					      policy->timeout_udp_replied :
					      policy->timeout_udp));
}

/**
 * phonewall_flow_make_udp_ipv4 - note UDP from the phone that has no flow
 * @table: the table
 * @policy: for its limit and time-outs
 * @ip: the IPv4 header
 * @udp: the UDP header
 *
 * The quick part of phonewall_flow_out() for what is unicast and not TFTP.
 *
 * Context: RCU; softirq or process.
 * Return: whether it was seen to: what is TFTP, to a group or to port 0 is left
 * to phonewall_flow_out().
 */
bool phonewall_flow_make_udp_ipv4(struct phonewall_flow_table *table,
				  const struct phonewall_policy *policy,
				  const struct iphdr *ip,
				  const struct udphdr *udp);

/**
 * phonewall_flow_out - note an outgoing packet
 * @table: the table
 * @policy: for its limit and time-outs
 * @packet: UDP, echo request or a protocol other than TCP and ICMP
 *
 * Makes the flow or renews it. A UDP packet to port 69 makes an expectation
 * too (RFC 1350 4: the server answers from a port of its own choice). Without
 * room or memory the packet goes out all the same, unnoted.
 *
 * Context: RCU; softirq or process.
 */
void phonewall_flow_out(struct phonewall_flow_table *table,
			const struct phonewall_policy *policy,
			const struct phonewall_packet *packet);

/**
 * phonewall_flow_in - whether an incoming packet belongs to a live flow
 * @table: the table
 * @policy: for its limit and time-outs
 * @packet: the packet
 *
 * Renews the flow; turns an expectation into a flow.
 *
 * Context: RCU; softirq or process.
 */
bool phonewall_flow_in(struct phonewall_flow_table *table,
		       const struct phonewall_policy *policy,
		       const struct phonewall_packet *packet);

/**
 * phonewall_flow_is_live - phonewall_flow_in() that changes nothing
 * @table: the table
 * @packet: the packet
 *
 * Context: RCU.
 */
bool phonewall_flow_is_live(struct phonewall_flow_table *table,
			    const struct phonewall_packet *packet);

/**
 * phonewall_flow_is_quoted - whether an ICMP error quotes a live flow
 * @table: the table
 * @quoted: the packet that it quotes, which the phone sent
 *
 * Context: RCU.
 */
bool phonewall_flow_is_quoted(struct phonewall_flow_table *table,
			      const struct phonewall_packet *quoted);

/**
 * phonewall_flow_flush - forget every flow
 * @table: the table
 *
 * Context: process; may sleep.
 * Return: how many there were.
 */
unsigned int phonewall_flow_flush(struct phonewall_flow_table *table);

/**
 * phonewall_flow_is_expectation - whether a flow awaits a TFTP answer
 * @flow: the flow
 */
static inline bool phonewall_flow_is_expectation(const struct phonewall_flow *flow)
{
	return !flow->ports.remote && flow->protocol == IPPROTO_UDP;
}

#endif /* PHONEWALL_FLOW_H */
