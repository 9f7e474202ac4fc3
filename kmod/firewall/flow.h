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
 * A datagram or an echo request to a group or broadcast address is a query.
 * These bound the time for its answers, their number, and the queries at a
 * time. SSDP spreads its answers over up to 5 seconds (its MX field).
 */
#define PHONEWALL_QUERY_SECONDS	5
#define PHONEWALL_QUERY_ANSWERS	32
#define PHONEWALL_QUERIES_MAX	64

/**
 * struct phonewall_flow_table - the flows of a namespace
 * @hash: the flows by key
 * @pad: keeps @hash and @lock in different cache lines
 * @lock: serialises changes of the table; look-ups take no lock. Held for a
 *	bounded number of flows and buckets
 * @unreplied: flows that await an answer, and TFTP expectations, oldest first
 * @replied: flows that were answered, the next to be evicted first
 * @queries: queries to groups, oldest first
 * @count: flows held, of all three kinds
 * @answered: flows in @replied
 * @asked: flows in @queries
 * @expectations: expectations and queries among the flows
 * @created: flows made
 * @evicted: flows removed to make room
 * @refused: outgoing packets that got no flow, for lack of memory
 * @aging: removes expired flows, every few seconds while there are flows
 */
struct phonewall_flow_table {
	struct phonewall_flow_hash __rcu *hash;
	/*
	 * New flows write after this, in a cache line that other packets do not
	 * read. Not by alignment: what precedes the table shares @hash's line.
	 */
	u8 pad[SMP_CACHE_BYTES];
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
 * phonewall_flow_init - set up what all tables share, at module load
 *
 * Context: process; may sleep.
 * Return: 0 or -ENOMEM.
 */
int phonewall_flow_init(void);

/**
 * phonewall_flow_exit - undo phonewall_flow_init()
 *
 * Context: process. Destroy every table and call rcu_barrier() first.
 */
void phonewall_flow_exit(void);

/**
 * phonewall_flow_table_init - initialise an empty table
 * @table: the table
 *
 * Context: process; may sleep.
 * Return: 0 or -ENOMEM.
 */
int phonewall_flow_table_init(struct phonewall_flow_table *table);

/**
 * phonewall_flow_table_grow - add buckets for a higher limit
 * @table: the table
 * @limit: flows, 1 to PHONEWALL_FLOW_LIMIT_MAX
 *
 * Call it before a policy with that limit is in force. The flows stay, and
 * packets find them meanwhile.
 *
 * Context: a generic netlink request of the family; may sleep.
 * Return: 0, or -ENOMEM, which leaves the table unchanged.
 */
int phonewall_flow_table_grow(struct phonewall_flow_table *table, u32 limit);

/**
 * phonewall_flow_table_shrink - release buckets that are no longer needed
 * @table: the table
 * @limit: the limit of the policy in force
 *
 * Call it after the policy is in force, so that no packet adds flows up to an
 * earlier limit. Keeps a bucket for every flow that the table holds, even above
 * the limit. Without memory for the smaller table the larger one stays.
 *
 * Context: a generic netlink request of the family; may sleep.
 */
void phonewall_flow_table_shrink(struct phonewall_flow_table *table, u32 limit);

/**
 * phonewall_flow_table_destroy - release a table that no packet can reach
 * @table: the table
 *
 * Context: process; may sleep. Flows that packets removed are released after a
 * grace period.
 */
void phonewall_flow_table_destroy(struct phonewall_flow_table *table);

static __always_inline bool flow_is_replied(const struct phonewall_flow *flow)
{
	return READ_ONCE(flow->state) == PHONEWALL_FLOW_REPLIED;
}

/*
 * Writes a busy flow's cache line eight times a second, not with every packet;
 * a flow may thus expire an eighth of a second early. Return: false if it has
 * expired.
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
 * phonewall_flow_match_in - find and renew the flow of UDP to the phone
 * @table: the table
 * @policy: for its time-outs
 * @ip: the IPv4 header
 * @udp: the UDP header
 *
 * The fast path of phonewall_flow_in(), for flows that were answered before.
 *
 * Context: RCU; softirq or process.
 * Return: true if the packet belongs to such a flow.
 */
static __always_inline bool
phonewall_flow_match_in(struct phonewall_flow_table *table,
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
 * phonewall_flow_match_out - find and renew the flow of UDP from the phone
 * @table: the table
 * @policy: for its time-outs
 * @ip: the IPv4 header
 * @udp: the UDP header
 *
 * The fast path of phonewall_flow_out(), except for TFTP expectations.
 *
 * Context: RCU; softirq or process.
 * Return: true if the packet belongs to a flow.
 */
static __always_inline bool
phonewall_flow_match_out(struct phonewall_flow_table *table,
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
 * phonewall_flow_make_udp_ipv4 - create the flow of UDP from the phone
 * @table: the table
 * @policy: for its limit and time-outs
 * @skb: the packet, which has a route and no flow; skb->data is its IPv4 header
 *	without options, and the UDP header after it is linear
 *
 * The fast path of phonewall_flow_out() for unicast that is not TFTP.
 *
 * Context: RCU; softirq or process.
 * Return: true if that is all that is to do; false if the packet is TFTP, goes
 * to a group or broadcast address or to port 0, and phonewall_flow_out() is to
 * see it.
 */
bool phonewall_flow_make_udp_ipv4(struct phonewall_flow_table *table,
				  const struct phonewall_policy *policy,
				  const struct sk_buff *skb);

/**
 * phonewall_flow_out - create or renew the flow of an outgoing packet
 * @table: the table
 * @policy: for its limit and time-outs
 * @packet: UDP, echo request or a protocol other than TCP and ICMP
 * @skb: the packet itself, which has a route
 * @device: the output device
 *
 * A UDP packet to port 69 creates an expectation, too (RFC 1350 4: the server
 * answers from a port of its own choice). UDP and echo requests to a group or
 * broadcast address create a query instead of a flow: any host on the link may
 * answer it, within the bounds at the top of this file. Without memory the
 * packet goes out without a flow.
 *
 * Context: RCU; softirq or process.
 */
void phonewall_flow_out(struct phonewall_flow_table *table,
			const struct phonewall_policy *policy,
			const struct phonewall_packet *packet,
			const struct sk_buff *skb,
			const struct net_device *device);

/**
 * phonewall_flow_in - find and renew the flow of an incoming packet
 * @table: the table
 * @policy: for its limit and time-outs
 * @packet: the packet
 * @skb: the packet itself, as in LOCAL_IN
 *
 * Turns an expectation into a flow; counts an answer to a query.
 *
 * Context: RCU; softirq or process.
 * Return: true if the packet belongs to a live flow.
 */
bool phonewall_flow_in(struct phonewall_flow_table *table,
		       const struct phonewall_policy *policy,
		       const struct phonewall_packet *packet,
		       const struct sk_buff *skb);

/**
 * phonewall_flow_is_live - phonewall_flow_in() without changes
 * @table: the table
 * @packet: the packet, which names no link
 * @net: the table's namespace
 *
 * Context: RCU.
 * Return: true if the packet would belong to a live flow on any of the links.
 */
bool phonewall_flow_is_live(struct phonewall_flow_table *table,
			    const struct phonewall_packet *packet,
			    struct net *net);

/**
 * phonewall_flow_is_quoted - whether an ICMP error quotes a live flow
 * @table: the table
 * @quoted: the packet that it quotes, which the phone sent
 * @skb: the error, as in LOCAL_IN
 *
 * Context: RCU.
 * Return: true if it does.
 */
bool phonewall_flow_is_quoted(struct phonewall_flow_table *table,
			      const struct phonewall_packet *quoted,
			      const struct sk_buff *skb);

/**
 * phonewall_flow_is_quoted_on_any_link - the same for an error without a link
 * @table: the table
 * @quoted: the packet that it quotes
 * @net: the table's namespace
 *
 * Context: RCU.
 * Return: true if it would quote a live flow on any of the links.
 */
bool phonewall_flow_is_quoted_on_any_link(struct phonewall_flow_table *table,
					  const struct phonewall_packet *quoted,
					  struct net *net);

/**
 * phonewall_flow_flush - remove every flow
 * @table: the table
 *
 * Context: a generic netlink request of the family; may sleep.
 * Return: how many there were.
 */
unsigned int phonewall_flow_flush(struct phonewall_flow_table *table);

/**
 * phonewall_flow_is_expectation - test for an expectation or a query
 * @flow: the flow
 *
 * Return: true if the flow awaits an answer from a port or a host that is not
 * known yet.
 */
static inline bool
phonewall_flow_is_expectation(const struct phonewall_flow *flow)
{
	return flow->kind &
	       (PHONEWALL_FLOW_EXPECTATION | PHONEWALL_FLOW_QUERY);
}

/**
 * phonewall_flow_is_query - test for a query
 * @flow: the flow
 *
 * Return: true if the flow awaits the answers to a query.
 */
static inline bool phonewall_flow_is_query(const struct phonewall_flow *flow)
{
	return flow->kind & PHONEWALL_FLOW_QUERY;
}

#endif /* PHONEWALL_FLOW_H */
