/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_FLOW_H
#define PHONEWALL_FLOW_H

#include <linux/list.h>
#include <linux/rhashtable.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "packet.h"
#include "policy.h"

/**
 * struct phonewall_flow_key - what makes two packets the same flow
 * @local: the phone's address, network byte order, 4 or 16 bytes by @family,
 *	the rest zero
 * @remote: the peer's address, the same
 * @local_port: host byte order; the identifier of an echo flow; 0 of others
 * @remote_port: host byte order; 0 in an expectation, which awaits any port
 * @protocol: IPPROTO_*
 * @family: AF_INET or AF_INET6
 * @reserved: zero, for the key is compared and hashed whole
 */
struct phonewall_flow_key {
	__be32 local[4];
	__be32 remote[4];
	u16 local_port;
	u16 remote_port;
	u8 protocol;
	u8 family;
	u16 reserved;
};

/**
 * struct phonewall_flow - what the phone sent and may be answered to
 * @node: in the hash table
 * @key: which packets it is about
 * @expires: jiffies at which it has aged out
 * @unreplied: in the table's list, oldest first, until an answer is seen
 * @rcu: for its release
 * @replied: an answer was seen
 * @dead: taken out of the table; under the table's lock
 */
struct phonewall_flow {
	struct rhash_head node;
	struct phonewall_flow_key key;
	unsigned long expires;
	struct list_head unreplied;
	struct rcu_head rcu;
	bool replied;
	bool dead;
};

/**
 * struct phonewall_flow_table - the flows of a namespace
 * @hash: the flows by key
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
	struct rhashtable hash;
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
 * phonewall_flow_table_destroy - release a table that no packet reaches
 * @table: the table
 *
 * Context: process; may sleep. The flows' memory is released after a grace
 * period.
 */
void phonewall_flow_table_destroy(struct phonewall_flow_table *table);

/**
 * phonewall_flow_meet_in - whether UDP to the phone belongs to a known flow
 * @table: the table
 * @policy: for its time-outs
 * @ip: the IPv4 header
 * @udp: the UDP header
 *
 * Renews the flow. The quick part of phonewall_flow_in(): where it says no,
 * there may still be an expectation.
 *
 * Context: RCU; softirq or process.
 */
bool phonewall_flow_meet_in(struct phonewall_flow_table *table,
			    const struct phonewall_policy *policy,
			    const struct iphdr *ip, const struct udphdr *udp);

/**
 * phonewall_flow_meet_out - note UDP from the phone
 * @table: the table
 * @policy: for its limit and time-outs
 * @ip: the IPv4 header
 * @udp: the UDP header
 *
 * The quick part of phonewall_flow_out(), for what is neither TFTP nor sent to
 * a group.
 *
 * Context: RCU; softirq or process.
 * Return: whether it was noted: else it is left to phonewall_flow_out().
 */
bool phonewall_flow_meet_out(struct phonewall_flow_table *table,
			     const struct phonewall_policy *policy,
			     const struct iphdr *ip, const struct udphdr *udp);

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
	return flow->key.protocol == IPPROTO_UDP && !flow->key.remote_port;
}

#endif /* PHONEWALL_FLOW_H */
