/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A hash table of flows: look-ups take no lock, changes have the caller's. It
 * has as many buckets as it is to hold flows, and is replaced by one of another
 * size bucket by bucket, so that no change of its size holds the lock for long.
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
 * @remote: network byte order; 0 if any port is awaited, which the @kind of struct
 *	phonewall_flow_key says, not the 0
 * @pair: both, as they lie at the beginning of an outgoing UDP header
 */
union phonewall_flow_ports {
	struct {
		__be16 local;
		__be16 remote;
	};
	u32 pair;
};

/*
 * Of the kind of a flow; 0 is a plain flow over IPv4. No packet can say that it is
 * of another kind than a plain flow: a look-up for it never finds an expectation
 * or a query.
 */
#define PHONEWALL_FLOW_IPV6		0x01
#define PHONEWALL_FLOW_EXPECTATION	0x02	/* any port of the peer's */
#define PHONEWALL_FLOW_QUERY		0x04	/* any host of a link */

/**
 * struct phonewall_flow_key - what makes two packets the same flow
 * @ports: the ports
 * @protocol: IPPROTO_*
 * @kind: PHONEWALL_FLOW_*
 * @link: over IPv6: the interface index, if either address is link-local
 *	(RFC 4007 6: such an address means something on its link only), else 0;
 *	not looked at over IPv4
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
} __aligned(8); /* kernels that clear such variables do it in words */

/**
 * enum phonewall_flow_state - what became of a flow
 * @PHONEWALL_FLOW_UNREPLIED: no answer was seen, or none is noted, of a query
 * @PHONEWALL_FLOW_REPLIED: an answer was seen
 * @PHONEWALL_FLOW_DEAD: taken out of the table
 */
enum phonewall_flow_state {
	PHONEWALL_FLOW_UNREPLIED,
	PHONEWALL_FLOW_REPLIED,
	PHONEWALL_FLOW_DEAD,
};

/**
 * struct phonewall_flow - what the phone sent and may be answered to
 * @next: the next one in its bucket, of a table of either side
 * @expires: jiffies at which it has aged out
 * @place: in the table's list of such flows, and in nobody's once it is dead
 * @rcu: for its release, once it is dead
 * @ports: of its key
 * @protocol: of its key
 * @kind: of its key
 * @state: enum phonewall_flow_state
 * @seen: of an answered flow, what its @expires was when it was last looked at
 *	for the least recently used one, in eighths of a second
 * @answers: of a query, how many answers may still come
 * @addresses: the local and the remote one, by @kind one or four words each;
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
 * @mask: their number, a power of two, less 1
 * @generation: counts, from 1, the tables of which each replaces the one before
 * @side: 0 or 1: which @next of the flows is this table's. A table and the one
 *	that replaces it have different ones, so that a look-up goes on in the old
 *	one undisturbed
 * @copied: the flows of so many buckets, from the first on, are in
 *	@replacement too
 * @replacement: the table that is to replace this one; defined only while
 *	@copied is not 0
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

/*
 * The words of a multilinear hash, which is universal (Lemire and Kaser 2014,
 * Carter and Wegman 1977): nobody who does not know them can make keys collide.
 */
#define PHONEWALL_FLOW_HASH_WORDS	11
extern u64 phonewall_flow_hash_words[PHONEWALL_FLOW_HASH_WORDS];

/**
 * phonewall_flow_address_words - 32-bit words of an address
 * @kind: PHONEWALL_FLOW_*
 */
static inline unsigned int phonewall_flow_address_words(u8 kind)
{
	return kind & PHONEWALL_FLOW_IPV6 ? 4 : 1;
}

/**
 * phonewall_flow_local - the phone's address of a flow
 * @flow: the flow
 */
static inline const __be32 *
phonewall_flow_local(const struct phonewall_flow *flow)
{
	return flow->addresses;
}

/**
 * phonewall_flow_remote - the peer's address of a flow
 * @flow: the flow
 */
static inline const __be32 *
phonewall_flow_remote(const struct phonewall_flow *flow)
{
	return flow->addresses + phonewall_flow_address_words(flow->kind);
}

/**
 * phonewall_flow_link - the link of a flow's key
 * @flow: a flow over IPv6
 */
static inline u32 phonewall_flow_link(const struct phonewall_flow *flow)
{
	return (__force u32)flow->addresses[8];
}

/* Before the upper 32 bits are taken. */
static __always_inline u64 flow_hash_sum(u32 pair, u8 protocol, __be32 local,
					 __be32 remote)
{
	const u64 *words = phonewall_flow_hash_words;

	return words[0] + words[1] * (pair + protocol) +
	       words[2] * (__force u32)local + words[3] * (__force u32)remote;
}

/**
 * phonewall_flow_hash_of_ipv4 - phonewall_flow_hash_of() of a flow over IPv4
 * @pair: its ports, as in union phonewall_flow_ports
 * @protocol: its protocol
 * @local: the phone's address
 * @remote: the peer's address
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
 * Return: the flow, aged out or not, or NULL.
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
 * phonewall_flow_hash_init - choose the hash's words, once a module
 */
void phonewall_flow_hash_init(void);

/**
 * phonewall_flow_hash_alloc - an empty table
 * @flows: how many flows it is made for, 1 to 2^31
 * @generation: one more than that of the table that it replaces
 *
 * Context: process; may sleep.
 * Return: the table or NULL. Release it with kvfree() after a grace period.
 */
struct phonewall_flow_hash *phonewall_flow_hash_alloc(u32 flows, u32 generation);

/**
 * phonewall_flow_hash_buckets - the buckets that so many flows have
 * @flows: 1 to 2^31
 */
u32 phonewall_flow_hash_buckets(u32 flows);

/**
 * phonewall_flow_hash_of - the hash value of a key
 * @key: the key
 */
u32 phonewall_flow_hash_of(const struct phonewall_flow_key *key);

/**
 * phonewall_flow_hash_find_from - look up a flow among the rest of a bucket
 * @hash: the table
 * @flow: the first one to look at
 * @key: its key
 *
 * Context: as phonewall_flow_hash_find().
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
 * Context: RCU, or the lock of those who change the table.
 * Return: the flow, aged out or not, or NULL.
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
 * phonewall_flow_hash_add - put a flow into a table
 * @hash: the table, which has no flow of its key
 * @flow: the flow, whose key is set
 * @value: phonewall_flow_hash_of() of its key
 *
 * Context: the lock of those who change the table.
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
 * phonewall_flow_hash_remove - take a flow out of a table
 * @hash: the table
 * @flow: a flow in it; look-ups may see it until a grace period has passed
 *
 * Context: the lock of those who change the table.
 */
void phonewall_flow_hash_remove(struct phonewall_flow_hash *hash,
				struct phonewall_flow *flow);

/**
 * phonewall_flow_hash_copy - put some flows of a table into its replacement too
 * @hash: the table, which look-ups may go on in
 * @replacement: the table that is to replace it: of the next generation, empty
 *	before the first call, and the same in every call
 *
 * Between two calls flows may be added to @hash and removed from it. A call
 * copies a bounded number of flows and buckets.
 *
 * Context: the lock of those who change the tables.
 * Return: whether @replacement holds every flow now, so that it may take the
 * place of @hash before the lock is released.
 */
bool phonewall_flow_hash_copy(struct phonewall_flow_hash *hash,
			      struct phonewall_flow_hash *replacement);

#endif /* PHONEWALL_FLOW_HASH_H */
