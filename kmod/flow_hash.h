/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A hash table of flows: look-ups take no lock, changes have the caller's. It
 * is as large as the flows that it is made for, and is replaced whole by one of
 * another size.
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
 * @remote: network byte order; 0 in an expectation, which awaits any port
 * @pair: both, as they lie at the beginning of an outgoing UDP header
 */
union phonewall_flow_ports {
	struct {
		__be16 local;
		__be16 remote;
	};
	u32 pair;
};

/**
 * struct phonewall_flow_key - what makes two packets the same flow
 * @ports: the ports
 * @protocol: IPPROTO_*
 * @family: AF_INET or AF_INET6
 * @local: the phone's address, network byte order, 4 or 16 bytes by @family
 * @remote: the peer's address, the same
 */
struct phonewall_flow_key {
	union phonewall_flow_ports ports;
	u8 protocol;
	u8 family;
	__be32 local[4];
	__be32 remote[4];
};

/**
 * struct phonewall_flow - what the phone sent and may be answered to
 * @next: the next one in its bucket, of a table of either side
 * @expires: jiffies at which it has aged out
 * @unreplied: among those without an answer, oldest first, while not @replied
 * @rcu: for its release, once it is @dead
 * @ports: of its key
 * @protocol: of its key
 * @family: of its key
 * @replied: an answer was seen
 * @dead: taken out of the table
 * @addresses: the local and the remote one, by @family one or four words each
 */
struct phonewall_flow {
	struct phonewall_flow __rcu *next[2];
	unsigned long expires;
	union {
		struct list_head unreplied;
		struct rcu_head rcu;
	};
	union phonewall_flow_ports ports;
	u8 protocol;
	u8 family;
	bool replied;
	bool dead;
	__be32 addresses[];
};

/**
 * struct phonewall_flow_hash - the buckets of a table
 * @mask: their number, a power of two, less 1
 * @generation: counts, from 1, the tables of which each replaces the one before
 * @side: 0 or 1: which @next of the flows is this table's. A table and the one
 *	that replaces it have different ones, so that a look-up goes on in the old
 *	one undisturbed
 * @heads: the first flow of each bucket
 */
struct phonewall_flow_hash {
	u32 mask;
	u32 side;
	u32 generation;
	struct phonewall_flow __rcu *heads[];
};

/*
 * The words of a multilinear hash, which is universal (Lemire and Kaser 2014,
 * Carter and Wegman 1977): nobody who does not know them can make keys collide.
 */
#define PHONEWALL_FLOW_HASH_WORDS	10
extern u64 phonewall_flow_hash_words[PHONEWALL_FLOW_HASH_WORDS];

/**
 * phonewall_flow_address_words - 32-bit words of an address
 * @family: AF_INET or AF_INET6
 */
static inline unsigned int phonewall_flow_address_words(u8 family)
{
	return family == AF_INET ? 1 : 4;
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
	return flow->addresses + phonewall_flow_address_words(flow->family);
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
		    flow->protocol == protocol && flow->family == AF_INET)
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
	struct phonewall_flow __rcu **head = &hash->heads[value & hash->mask];

	RCU_INIT_POINTER(flow->next[hash->side],
			 rcu_dereference_protected(*head, true));
	rcu_assign_pointer(*head, flow);
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
 * phonewall_flow_hash_copy - put the flows of a table into another one too
 * @hash: an empty table of the next generation
 * @from: the table, which look-ups may go on in
 *
 * Context: the lock of those who change the tables.
 */
void phonewall_flow_hash_copy(struct phonewall_flow_hash *hash,
			      struct phonewall_flow_hash *from);

#endif /* PHONEWALL_FLOW_HASH_H */
