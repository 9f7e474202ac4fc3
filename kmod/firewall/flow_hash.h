/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A hash table of flows: look-ups take no lock, changes are under the caller's.
 * It has a bucket for each flow that it is to hold. A table of another size
 * replaces it bucket by bucket, so that no resize holds the lock for long.
 *
 * It is not an rhashtable with siphash, because of their cost. The budget is
 * 200 instructions for an answer in a flow and 600 for a new flow
 * (bench/targets.jq). With rhashtable and the same hash they cost 236 and
 * 1,023; with this table, and a few other changes, 157 and 585. Changes are
 * under the lock of the flow table anyway, because of its lists and limits, and
 * rhashtable locks the bucket besides. SipHash-2-4 of the 13 bytes of an IPv4
 * key has 8 rounds of 14 operations; the multilinear hash has three
 * multiplications and four additions.
 *
 * The multilinear hash is universal (Lemire and Kaser 2014, Carter and Wegman
 * 1977): without its random words nobody can choose keys that collide. Unlike
 * those of siphash its values must stay secret. Only the order of FLOW_GET
 * depends on them, and that needs CAP_NET_ADMIN.
 */
#ifndef PHONEWALL_FLOW_HASH_H
#define PHONEWALL_FLOW_HASH_H

#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/socket.h>
#include <linux/types.h>

/**
 * union phonewall_flow_ports - the two ports of a flow
 * @local: network byte order; the identifier of an echo flow; 0 of others
 * @remote: network byte order; 0 if an answer may come from any port, which the
 *	@kind of struct phonewall_flow_key says, not the 0
 * @pair: both, as at the beginning of an outgoing UDP header
 */
union phonewall_flow_ports {
	struct {
		__be16 local;
		__be16 remote;
	};
	u32 pair;
};

/*
 * The kind of a flow; 0 is a plain flow over IPv4. The key of a packet is
 * always of a plain kind, so no packet can match an expectation or a query by
 * its bytes.
 */
#define PHONEWALL_FLOW_IPV6		0x01
#define PHONEWALL_FLOW_EXPECTATION	0x02	/* any port of the peer */
#define PHONEWALL_FLOW_QUERY		0x04	/* any host of a link */

/**
 * struct phonewall_flow_key - what makes two packets the same flow
 * @ports: the ports
 * @protocol: IPPROTO_*
 * @kind: PHONEWALL_FLOW_*
 * @link: over IPv6 the interface index if either address is link-local (RFC
 *	4007 6: such an address is valid on its link only), else 0; not used
 *	over IPv4
 * @local: the phone's address, network byte order, 4 or 16 bytes by @kind
 * @remote: the peer's address, the same; of a query the interface index and
 *	zeros
 */
struct phonewall_flow_key {
	union phonewall_flow_ports ports;
	u8 protocol;
	u8 kind;
	u32 link;
	__be32 local[4];
	__be32 remote[4];
} __aligned(8); /* kernels that clear such variables do so in words */

/**
 * enum phonewall_flow_state - the state of a flow
 * @PHONEWALL_FLOW_UNREPLIED: no answer was seen; or a query
 * @PHONEWALL_FLOW_REPLIED: an answer was seen
 * @PHONEWALL_FLOW_DEAD: removed from the table
 */
enum phonewall_flow_state {
	PHONEWALL_FLOW_UNREPLIED,
	PHONEWALL_FLOW_REPLIED,
	PHONEWALL_FLOW_DEAD,
};

/**
 * struct phonewall_flow - a flow that the phone began
 * @next: the next one in its bucket, for a table of either side
 * @expires: when it expires, jiffies
 * @place: in the table's list of such flows; in none once it is dead
 * @rcu: for its release once it is dead
 * @ports: of its key
 * @protocol: of its key
 * @kind: of its key
 * @state: enum phonewall_flow_state
 * @seen: of a replied flow, @expires when it was last checked for eviction, in
 *	eighths of a second
 * @answers: of a query, how many more answers are allowed
 * @addresses: the local and the remote one, one or four words each by @kind;
 *	over IPv6 the link of the key follows
 */
struct phonewall_flow {
	struct phonewall_flow __rcu *next[2];
	unsigned long expires;
	union {
		struct list_head place;
		struct rcu_head rcu;
	};
	union phonewall_flow_ports ports;
	u8 protocol;
	u8 kind;
	u8 state;
	union {
		u8 seen;
		u8 answers;
	};
	__be32 addresses[];
};

/**
 * struct phonewall_flow_hash - the buckets of a table
 * @mask: the number of buckets, a power of two, less 1
 * @generation: 1 for the first table, one more for each that replaces it
 * @side: 0 or 1: which @next of the flows this table uses. A table and its
 *	replacement use different ones, so that a look-up in the old one goes on
 *	undisturbed
 * @copied: number of buckets, from the first on, whose flows are in
 *	@replacement, too
 * @replacement: the table that is to replace this one; valid if @copied is not
 *	0
 * @heads: the first flow of each bucket
 */
struct phonewall_flow_hash {
	u32 mask;
	u32 side;
	u32 generation;
	u32 copied;
	struct phonewall_flow_hash *replacement;
	struct phonewall_flow __rcu *heads[];
};

/* The random words of the hash; see the top of this file. */
#define PHONEWALL_FLOW_HASH_WORDS	11
extern u64 phonewall_flow_hash_words[PHONEWALL_FLOW_HASH_WORDS];

/**
 * phonewall_flow_address_words - the length of an address
 * @kind: PHONEWALL_FLOW_*
 *
 * Return: 32-bit words.
 */
static inline unsigned int phonewall_flow_address_words(u8 kind)
{
	return kind & PHONEWALL_FLOW_IPV6 ? 4 : 1;
}

/**
 * phonewall_flow_local - the phone's address of a flow
 * @flow: the flow
 *
 * Return: one or four words by the flow's kind.
 */
static inline const __be32 *
phonewall_flow_local(const struct phonewall_flow *flow)
{
	return flow->addresses;
}

/**
 * phonewall_flow_remote - the peer's address of a flow
 * @flow: the flow
 *
 * Return: one or four words by the flow's kind.
 */
static inline const __be32 *
phonewall_flow_remote(const struct phonewall_flow *flow)
{
	return flow->addresses + phonewall_flow_address_words(flow->kind);
}

/**
 * phonewall_flow_link - the link of a flow's key
 * @flow: a flow over IPv6
 *
 * Return: the interface index, or 0.
 */
static inline u32 phonewall_flow_link(const struct phonewall_flow *flow)
{
	return (__force u32)flow->addresses[8];
}

/* The upper 32 bits are the hash value. */
static __always_inline u64 flow_hash_sum(u32 pair, u8 protocol, __be32 local,
					 __be32 remote)
{
	const u64 *words = phonewall_flow_hash_words;

	return words[0] + words[1] * (pair + protocol) +
	       words[2] * (__force u32)local + words[3] * (__force u32)remote;
}

/**
 * phonewall_flow_hash_of_ipv4 - phonewall_flow_hash_of() for a flow over IPv4
 * @pair: its ports, as in union phonewall_flow_ports
 * @protocol: its protocol
 * @local: the phone's address
 * @remote: the peer's address
 *
 * Return: the hash value.
 */
static __always_inline u32 phonewall_flow_hash_of_ipv4(u32 pair, u8 protocol,
						       __be32 local,
						       __be32 remote)
{
	return flow_hash_sum(pair, protocol, local, remote) >> 32;
}

/**
 * phonewall_flow_hash_find_ipv4 - look up a flow over IPv4
 * @hash: the table
 * @pair: its ports, as in union phonewall_flow_ports
 * @protocol: its protocol
 * @local: the phone's address
 * @remote: the peer's address
 *
 * Context: RCU.
 * Return: the flow, expired or not, or NULL.
 */
static __always_inline struct phonewall_flow *
phonewall_flow_hash_find_ipv4(const struct phonewall_flow_hash *hash, u32 pair,
			      u8 protocol, __be32 local, __be32 remote)
{
	u32 value = phonewall_flow_hash_of_ipv4(pair, protocol, local, remote);
	struct phonewall_flow *flow;

	for (flow = rcu_dereference(hash->heads[value & hash->mask]); flow;
	     flow = rcu_dereference(flow->next[hash->side]))
		if (flow->ports.pair == pair &&
		    flow->addresses[0] == local &&
		    flow->addresses[1] == remote &&
		    flow->protocol == protocol && !flow->kind)
			break;
	return flow;
}

/**
 * phonewall_flow_hash_init - choose the words of the hash, at module load
 */
void phonewall_flow_hash_init(void);

/**
 * phonewall_flow_hash_alloc - allocate an empty table
 * @flows: how many flows it is to hold, 1 to 2^31
 * @generation: one more than that of the table that it replaces
 *
 * Context: process; may sleep.
 * Return: the table or NULL. Release it with kvfree() after a grace period.
 */
struct phonewall_flow_hash *phonewall_flow_hash_alloc(u32 flows, u32 generation);

/**
 * phonewall_flow_hash_buckets - the buckets of a table
 * @flows: how many flows it is to hold, 1 to 2^31
 *
 * Return: their number, a power of two.
 */
u32 phonewall_flow_hash_buckets(u32 flows);

/**
 * phonewall_flow_hash_of - hash a key
 * @key: the key
 *
 * Return: the hash value.
 */
u32 phonewall_flow_hash_of(const struct phonewall_flow_key *key);

/**
 * phonewall_flow_hash_find_from - look up a flow in the rest of a bucket
 * @hash: the table
 * @flow: the first one to check
 * @key: its key
 *
 * Context: as phonewall_flow_hash_find().
 * Return: the flow, expired or not, or NULL.
 */
struct phonewall_flow *
phonewall_flow_hash_find_from(const struct phonewall_flow_hash *hash,
			      struct phonewall_flow *flow,
			      const struct phonewall_flow_key *key);

/**
 * phonewall_flow_hash_find - look up a flow
 * @hash: the table
 * @key: its key
 * @value: phonewall_flow_hash_of() of @key
 *
 * Context: RCU, or the lock for changes of the table.
 * Return: the flow, expired or not, or NULL.
 */
static inline struct phonewall_flow *
phonewall_flow_hash_find(const struct phonewall_flow_hash *hash,
			 const struct phonewall_flow_key *key, u32 value)
{
	struct phonewall_flow *flow;

	flow = rcu_dereference_check(hash->heads[value & hash->mask], true);
	/* Most buckets are empty. */
	return flow ? phonewall_flow_hash_find_from(hash, flow, key) : NULL;
}

static inline void flow_hash_link(struct phonewall_flow_hash *hash,
				  struct phonewall_flow *flow, u32 bucket)
{
	struct phonewall_flow __rcu **head = &hash->heads[bucket];

	RCU_INIT_POINTER(flow->next[hash->side],
			 rcu_dereference_protected(*head, true));
	rcu_assign_pointer(*head, flow);
}

/**
 * phonewall_flow_hash_add - add a flow to a table
 * @hash: the table, which has no flow with that key
 * @flow: the flow, whose key is set
 * @value: phonewall_flow_hash_of() of its key
 *
 * Context: the lock for changes of the table.
 */
static inline void phonewall_flow_hash_add(struct phonewall_flow_hash *hash,
					   struct phonewall_flow *flow,
					   u32 value)
{
	u32 bucket = value & hash->mask;

	flow_hash_link(hash, flow, bucket);
	if (unlikely(bucket < hash->copied))
		flow_hash_link(hash->replacement, flow,
			       value & hash->replacement->mask);
}

/**
 * phonewall_flow_hash_remove - remove a flow from a table
 * @hash: the table
 * @flow: a flow in it; look-ups may see it until a grace period has passed
 *
 * Context: the lock for changes of the table.
 */
void phonewall_flow_hash_remove(struct phonewall_flow_hash *hash,
				struct phonewall_flow *flow);

/**
 * phonewall_flow_hash_copy - copy some flows of a table to its replacement
 * @hash: the table, in which look-ups may go on
 * @replacement: the table that is to replace it: of the next generation, empty
 *	before the first call, and the same in every call
 *
 * Flows may be added to @hash and removed from it between two calls. A call
 * copies a bounded number of flows and buckets.
 *
 * Context: the lock for changes of the tables.
 * Return: true if @replacement has every flow, so that it may replace @hash
 * before the lock is released.
 */
bool phonewall_flow_hash_copy(struct phonewall_flow_hash *hash,
			      struct phonewall_flow_hash *replacement);

#endif /* PHONEWALL_FLOW_HASH_H */
