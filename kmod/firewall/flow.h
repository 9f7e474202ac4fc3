/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_FLOW_H
#define PHONEWALL_FLOW_H

#include <linux/cache.h>
#include <linux/ip.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <linux/udp.h>
#include <linux/workqueue.h>

#include "core/packet.h"
#include "core/policy.h"
#include "firewall/flow_hash.h"

#define PHONEWALL_TFTP_PORT	69	/* RFC 1350 */

/*
 * What a datagram or an echo request to a group or broadcast address lets in:
 * so many answers within so many seconds, and of so many queries at a time.
 * SSDP spreads its answers over up to 5 seconds, as MX says.
 */
#define PHONEWALL_QUERY_SECONDS	5
#define PHONEWALL_QUERY_ANSWERS	32
#define PHONEWALL_QUERIES_MAX	64

/**
 * struct phonewall_flow_table - the flows of a namespace
 * @hash: the flows by key
 * @apart: keeps @hash and @lock in different cache lines
 * @lock: serialises every change of the table; look-ups take no lock. It is
 *	held for a bounded number of flows and buckets
 * @unreplied: flows that await an answer and TFTP's expectations, oldest first
 * @replied: flows that were answered, those that made room for longest first
 * @queries: queries to groups, oldest first
 * @count: flows held, of all three kinds
 * @answered: flows in @replied
 * @asked: flows in @queries
 * @expectations: expectations and queries among the flows
 * @created: flows made
 * @evicted: flows that made room
 * @refused: outgoing packets that got no flow, for want of memory
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
	struct list_head replied;
	struct list_head queries;
	unsigned int count;
	unsigned int answered;
	unsigned int asked;
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
 * phonewall_flow_table_grow - make sure that a table has buckets for so many
 * @table: the table
 * @limit: flows, 1 to PHONEWALL_FLOW_LIMIT_MAX
 *
 * To be called before a policy with such a limit is in force. The flows stay,
 * and packets find them all the while.
 *
 * Context: a generic netlink request of the family; may sleep.
 * Return: 0, or -ENOMEM and the table is as it was.
 */
int phonewall_flow_table_grow(struct phonewall_flow_table *table, u32 limit);

/**
 * phonewall_flow_table_shrink - release buckets that are not needed any more
 * @table: the table
 * @limit: the limit of the policy in force
 *
 * To be called after the policy is in force, so that no packet adds flows up to
 * an earlier limit. There are buckets for every flow that the table holds, of
 * whatever limit. Without memory for the smaller table the larger one stays.
 *
 * Context: a generic netlink request of the family; may sleep.
 */
void phonewall_flow_table_shrink(struct phonewall_flow_table *table, u32 limit);

/**
 * phonewall_flow_table_destroy - release a table that no packet reaches
 * @table: the table
 *
 * Context: process; may sleep. What packets removed is released after a grace
 * period.
 */
void phonewall_flow_table_destroy(struct phonewall_flow_table *table);

static __always_inline bool flow_is_replied(const struct phonewall_flow *flow)
{
	return READ_ONCE(flow->state) == PHONEWALL_FLOW_REPLIED;
}

/*
 * A busy flow's line is written eight times a second, not with every packet; a
 * flow may age out that much too early. Returns false if it has aged out.
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
	return flow && flow_is_replied(flow) &&
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
	return flow && flow_renew(flow, HZ * (flow_is_replied(flow) ?
					      policy->timeout_udp_replied :
					      policy->timeout_udp));
}

/**
 * phonewall_flow_make_udp_ipv4 - note UDP from the phone that has no flow
 * @table: the table
 * @policy: for its limit and time-outs
 * @skb: the packet, which has a route; skb->data is its IPv4 header, which has
 *	no options, and the UDP header behind it is linear
 *
 * The quick part of phonewall_flow_out() for what is unicast and not TFTP.
 *
 * Context: RCU; softirq or process.
 * Return: whether it was seen to: what is TFTP, to a group, by broadcast or to
 * port 0 is left to phonewall_flow_out().
 */
bool phonewall_flow_make_udp_ipv4(struct phonewall_flow_table *table,
				  const struct phonewall_policy *policy,
				  const struct sk_buff *skb);

/**
 * phonewall_flow_out - note an outgoing packet
 * @table: the table
 * @policy: for its limit and time-outs
 * @packet: UDP, echo request or a protocol other than TCP and ICMP
 * @skb: the packet itself, which has a route
 * @device: that it goes out by
 *
 * Makes the flow or renews it. A UDP packet to port 69 makes an expectation
 * too (RFC 1350 4: the server answers from a port of its own choice). UDP and
 * echo requests to a group or broadcast address make no flow but a query, which
 * any host of the link may answer, within the bounds at the top of this file.
 * Without memory the packet goes out all the same, unnoted.
 *
 * Context: RCU; softirq or process.
 */
void phonewall_flow_out(struct phonewall_flow_table *table,
			const struct phonewall_policy *policy,
			const struct phonewall_packet *packet,
			const struct sk_buff *skb,
			const struct net_device *device);

/**
 * phonewall_flow_in - whether an incoming packet belongs to a live flow
 * @table: the table
 * @policy: for its limit and time-outs
 * @packet: the packet
 * @skb: the packet itself, as it is in LOCAL_IN
 *
 * Renews the flow; turns an expectation into a flow; counts an answer to a
 * query.
 *
 * Context: RCU; softirq or process.
 */
bool phonewall_flow_in(struct phonewall_flow_table *table,
		       const struct phonewall_policy *policy,
		       const struct phonewall_packet *packet,
		       const struct sk_buff *skb);

/**
 * phonewall_flow_is_live - phonewall_flow_in() that changes nothing
 * @table: the table
 * @packet: the packet, on no link: what a link decides passes if it would on
 *	any
 * @net: the table's namespace
 *
 * Context: RCU.
 */
bool phonewall_flow_is_live(struct phonewall_flow_table *table,
			    const struct phonewall_packet *packet,
			    struct net *net);

/**
 * phonewall_flow_is_quoted - whether an ICMP error quotes a live flow
 * @table: the table
 * @quoted: the packet that it quotes, which the phone sent
 * @skb: the error, as it is in LOCAL_IN
 *
 * Context: RCU.
 */
bool phonewall_flow_is_quoted(struct phonewall_flow_table *table,
			      const struct phonewall_packet *quoted,
			      const struct sk_buff *skb);

/**
 * phonewall_flow_is_quoted_on_any_link - the same, of an error on no link
 * @table: the table
 * @quoted: the packet that it quotes
 * @net: the table's namespace
 *
 * Context: RCU.
 */
bool phonewall_flow_is_quoted_on_any_link(struct phonewall_flow_table *table,
					  const struct phonewall_packet *quoted,
					  struct net *net);

/**
 * phonewall_flow_flush - forget every flow
 * @table: the table
 *
 * Context: a generic netlink request of the family; may sleep.
 * Return: how many there were.
 */
unsigned int phonewall_flow_flush(struct phonewall_flow_table *table);

/**
 * phonewall_flow_is_expectation - whether a flow awaits an answer from a port
 *	or a host that is not known yet
 * @flow: the flow
 */
static inline bool
phonewall_flow_is_expectation(const struct phonewall_flow *flow)
{
	return flow->kind &
	       (PHONEWALL_FLOW_EXPECTATION | PHONEWALL_FLOW_QUERY);
}

/**
 * phonewall_flow_is_query - whether a flow awaits the answers to a query
 * @flow: the flow
 */
static inline bool phonewall_flow_is_query(const struct phonewall_flow *flow)
{
	return flow->kind & PHONEWALL_FLOW_QUERY;
}

#endif /* PHONEWALL_FLOW_H */
