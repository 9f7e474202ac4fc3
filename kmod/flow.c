// SPDX-License-Identifier: GPL-2.0
#include <linux/jiffies.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "flow.h"

#define TFTP_PORT		69	/* RFC 1350 */
#define AGING_INTERVAL		(5 * HZ)
#define WALK_BATCH		256

static struct kmem_cache *flow_cache;

/*
 * Multilinear hashing, which is universal (Lemire and Kaser 2014, Carter and
 * Wegman 1977): nobody who does not know the words can make keys collide.
 */
#define HASH_WORDS		10

static u64 hash_words[HASH_WORDS] __ro_after_init;

static __always_inline u64 hash_ipv4(__be32 local, __be32 remote,
				     u16 local_port, u16 remote_port,
				     u8 protocol, u32 seed)
{
	u32 ports = local_port << 16 | remote_port;

	return hash_words[0] +
	       hash_words[1] * ((ports ^ seed) + protocol) +
	       hash_words[2] * ((__force u32)remote ^ seed) +
	       hash_words[3] * ((__force u32)local ^ seed);
}

static u32 flow_key_hash(const void *data, u32 length, u32 seed)
{
	const struct phonewall_flow_key *key = data;
	unsigned int i;
	u64 sum;

	sum = hash_ipv4(key->local[0], key->remote[0], key->local_port,
			key->remote_port, key->protocol, seed);
	for (i = 1; key->family == AF_INET6 && i < 4; i++) {
		sum += hash_words[2 * i + 2] *
		       ((__force u32)key->remote[i] ^ seed);
		sum += hash_words[2 * i + 3] *
		       ((__force u32)key->local[i] ^ seed);
	}
	return sum >> 32;
}

static bool flow_key_is_equal(const struct phonewall_flow_key *a,
			      const struct phonewall_flow_key *b)
{
	if (a->local_port != b->local_port ||
	    a->remote_port != b->remote_port ||
	    a->protocol != b->protocol || a->family != b->family)
		return false;
	if (a->family == AF_INET)
		return a->local[0] == b->local[0] &&
		       a->remote[0] == b->remote[0];
	return !memcmp(a->local, b->local, sizeof(a->local)) &&
	       !memcmp(a->remote, b->remote, sizeof(a->remote));
}

static int flow_compare(struct rhashtable_compare_arg *argument,
			const void *object)
{
	const struct phonewall_flow *flow = object;

	return !flow_key_is_equal(argument->key, &flow->key);
}

static const struct rhashtable_params flow_parameters = {
	.head_offset = offsetof(struct phonewall_flow, node),
	.key_offset = offsetof(struct phonewall_flow, key),
	.key_len = sizeof(struct phonewall_flow_key),
	.hashfn = flow_key_hash,
	.obj_cmpfn = flow_compare,
	.automatic_shrinking = true,
};

static void flow_key_set(struct phonewall_flow_key *key,
			 const struct phonewall_packet *packet,
			 const void *local, const void *remote)
{
	size_t length = packet->family == AF_INET ? 4 : 16;

	BUILD_BUG_ON(sizeof(*key) % sizeof(u32));
	memset(key, 0, sizeof(*key));
	memcpy(key->local, local, length);
	memcpy(key->remote, remote, length);
	key->family = packet->family;
	key->protocol = packet->protocol;
}

static void flow_key_set_out(struct phonewall_flow_key *key,
			     const struct phonewall_packet *packet)
{
	flow_key_set(key, packet, packet->source, packet->destination);
	key->local_port = packet->source_port | packet->icmp_id;
	key->remote_port = packet->destination_port;
}

static void flow_key_set_in(struct phonewall_flow_key *key,
			    const struct phonewall_packet *packet)
{
	flow_key_set(key, packet, packet->destination, packet->source);
	key->local_port = packet->destination_port | packet->icmp_id;
	key->remote_port = packet->source_port;
}

static __always_inline u32 flow_lifetime(const struct phonewall_policy *policy, u8 protocol,
			 bool replied)
{
	switch (protocol) {
	case IPPROTO_UDP:
		return replied ? policy->timeout_udp_replied :
				 policy->timeout_udp;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return policy->timeout_echo;
	default:
		return policy->timeout_other;
	}
}

static __always_inline bool flow_is_expired(const struct phonewall_flow *flow)
{
	return time_after_eq(jiffies, READ_ONCE(flow->expires));
}

/*
 * A busy flow's line is written eight times a second, not with every packet; a
 * flow may age out that much too early.
 */
static __always_inline void flow_renew(const struct phonewall_policy *policy,
				       struct phonewall_flow *flow, u8 protocol)
{
	unsigned long expires;

	expires = jiffies + HZ * flow_lifetime(policy, protocol,
					       READ_ONCE(flow->replied));
	if (expires - READ_ONCE(flow->expires) >= HZ / 8)
		WRITE_ONCE(flow->expires, expires);
}

static void flow_free_rcu(struct rcu_head *rcu)
{
	kmem_cache_free(flow_cache,
			container_of(rcu, struct phonewall_flow, rcu));
}

static struct phonewall_flow *
flow_lookup(struct phonewall_flow_table *table,
	    const struct phonewall_flow_key *key)
{
	return rhashtable_lookup(&table->hash, key, flow_parameters);
}

/* Under the table's lock; @flow is not dead. */
static void flow_remove(struct phonewall_flow_table *table,
			struct phonewall_flow *flow)
{
	lockdep_assert_held(&table->lock);
	rhashtable_remove_fast(&table->hash, &flow->node, flow_parameters);
	list_del_init(&flow->unreplied);
	flow->dead = true;
	WRITE_ONCE(table->count, table->count - 1);
	if (phonewall_flow_is_expectation(flow))
		WRITE_ONCE(table->expectations, table->expectations - 1);
	call_rcu(&flow->rcu, flow_free_rcu);
}

/* Returns whether this call removed it. */
static bool flow_remove_once(struct phonewall_flow_table *table,
			     struct phonewall_flow *flow)
{
	bool removed;

	spin_lock_bh(&table->lock);
	removed = !flow->dead;
	if (removed)
		flow_remove(table, flow);
	spin_unlock_bh(&table->lock);
	return removed;
}

/*
 * Two at the most, so that a table above a lowered limit shrinks with every
 * new flow and no packet pays for the whole of it.
 */
static bool flow_make_room(struct phonewall_flow_table *table, u32 limit)
{
	struct phonewall_flow *oldest;
	unsigned int i;

	for (i = 0; i < 2 && table->count >= limit; i++) {
		oldest = list_first_entry_or_null(&table->unreplied,
						  struct phonewall_flow,
						  unreplied);
		if (!oldest)
			return false;
		flow_remove(table, oldest);
		table->evicted++;
	}
	return true;
}

/* Under the table's lock. Returns 0 or a negative errno. */
static int flow_insert_locked(struct phonewall_flow_table *table,
			      struct phonewall_flow *flow, u32 limit)
{
	int error;

	if (!flow_make_room(table, limit))
		return -ENOSPC;
	error = rhashtable_lookup_insert_fast(&table->hash, &flow->node,
					      flow_parameters);
	if (error)
		return error;
	if (!flow->replied)
		list_add_tail(&flow->unreplied, &table->unreplied);
	WRITE_ONCE(table->count, table->count + 1);
	if (phonewall_flow_is_expectation(flow))
		WRITE_ONCE(table->expectations, table->expectations + 1);
	table->created++;
	return 0;
}

/* Returns 0, or a negative errno: -EEXIST where there is such a flow. */
static int flow_insert(struct phonewall_flow_table *table,
		       const struct phonewall_policy *policy,
		       const struct phonewall_flow_key *key, bool replied)
{
	struct phonewall_flow *flow;
	int error = -ENOMEM;

	flow = kmem_cache_alloc(flow_cache, GFP_ATOMIC | __GFP_NOWARN);
	if (flow) {
		flow->key = *key;
		flow->replied = replied;
		flow->dead = false;
		flow->expires = jiffies + HZ * flow_lifetime(policy,
							     key->protocol,
							     replied);
		INIT_LIST_HEAD(&flow->unreplied);
	}
	spin_lock_bh(&table->lock);
	if (flow)
		error = flow_insert_locked(table, flow, policy->flow_limit);
	if (error && error != -EEXIST)
		table->refused++;
	spin_unlock_bh(&table->lock);
	if (error && flow)
		kmem_cache_free(flow_cache, flow);
	if (!error && !delayed_work_pending(&table->aging))
		queue_delayed_work(system_power_efficient_wq, &table->aging,
				   AGING_INTERVAL);
	return error;
}

static void flow_touch(struct phonewall_flow_table *table,
		       const struct phonewall_policy *policy,
		       const struct phonewall_flow_key *key)
{
	struct phonewall_flow *flow = flow_lookup(table, key);

	if (flow && !flow_is_expired(flow)) {
		flow_renew(policy, flow, key->protocol);
		return;
	}
	if (flow)
		flow_remove_once(table, flow);
	flow_insert(table, policy, key, false);
}

static bool flow_is_tracked(const struct phonewall_packet *packet)
{
	if (phonewall_packet_is_to_group(packet))
		return false;
	if (packet->protocol == IPPROTO_UDP)
		return packet->destination_port != 0;
	if (phonewall_packet_is_icmp(packet))
		return phonewall_packet_is_echo_request(packet);
	return packet->protocol != IPPROTO_TCP;
}

void phonewall_flow_out(struct phonewall_flow_table *table,
			const struct phonewall_policy *policy,
			const struct phonewall_packet *packet)
{
	struct phonewall_flow_key key;

	if (!flow_is_tracked(packet))
		return;
	flow_key_set_out(&key, packet);
	flow_touch(table, policy, &key);
	if (packet->protocol == IPPROTO_UDP &&
	    packet->destination_port == TFTP_PORT) {
		key.remote_port = 0;
		flow_touch(table, policy, &key);
	}
}

static noinline void flow_set_replied(struct phonewall_flow_table *table,
			     struct phonewall_flow *flow)
{
	spin_lock_bh(&table->lock);
	WRITE_ONCE(flow->replied, true);
	list_del_init(&flow->unreplied);
	spin_unlock_bh(&table->lock);
}

static struct phonewall_flow *
flow_lookup_expectation(struct phonewall_flow_table *table,
			const struct phonewall_flow_key *key)
{
	struct phonewall_flow_key expected = *key;

	if (!READ_ONCE(table->expectations) || key->protocol != IPPROTO_UDP)
		return NULL;
	expected.remote_port = 0;
	return flow_lookup(table, &expected);
}

/* The first answer fixes the server's port; others are not let in. */
static bool flow_meet_expectation(struct phonewall_flow_table *table,
				  const struct phonewall_policy *policy,
				  const struct phonewall_flow_key *key)
{
	struct phonewall_flow *expectation;

	expectation = flow_lookup_expectation(table, key);
	if (!expectation || flow_is_expired(expectation))
		return false;
	if (!flow_remove_once(table, expectation))
		return false;
	flow_insert(table, policy, key, true);
	return true;
}

static bool flow_meet(struct phonewall_flow_table *table,
		      const struct phonewall_policy *policy,
		      const struct phonewall_flow_key *key)
{
	struct phonewall_flow *flow = flow_lookup(table, key);

	if (!flow || flow_is_expired(flow))
		return false;
	if (!READ_ONCE(flow->replied))
		flow_set_replied(table, flow);
	flow_renew(policy, flow, key->protocol);
	return true;
}

bool phonewall_flow_in(struct phonewall_flow_table *table,
		       const struct phonewall_policy *policy,
		       const struct phonewall_packet *packet)
{
	struct phonewall_flow_key key;

	flow_key_set_in(&key, packet);
	return flow_meet(table, policy, &key) ||
	       flow_meet_expectation(table, policy, &key);
}

static void flow_key_set_udp_ipv4(struct phonewall_flow_key *key, __be32 local,
				  __be32 remote, u16 local_port,
				  u16 remote_port)
{
	*key = (struct phonewall_flow_key){
		.local = { local },
		.remote = { remote },
		.local_port = local_port,
		.remote_port = remote_port,
		.protocol = IPPROTO_UDP,
		.family = AF_INET,
	};
}

static bool flow_is_udp_ipv4(const struct phonewall_flow *flow, __be32 local,
			     __be32 remote, u16 local_port, u16 remote_port)
{
	return flow->key.remote[0] == remote &&
	       flow->key.local_port == local_port &&
	       flow->key.remote_port == remote_port &&
	       flow->key.local[0] == local &&
	       flow->key.protocol == IPPROTO_UDP &&
	       flow->key.family == AF_INET;
}

/*
 * Looks in the table as it mostly is, not about to be resized, without a key in
 * memory. What is not found may be there all the same.
 */
static __always_inline struct phonewall_flow *
flow_find_udp_ipv4(struct phonewall_flow_table *table, __be32 local,
		   __be32 remote, u16 local_port, u16 remote_port)
{
	const struct bucket_table *buckets;
	struct phonewall_flow *flow;
	struct rhash_head *head;
	unsigned int bucket;
	u64 hash;

	buckets = rht_dereference_rcu(table->hash.tbl, &table->hash);
	hash = hash_ipv4(local, remote, local_port, remote_port, IPPROTO_UDP,
			 buckets->hash_rnd);
	bucket = rht_bucket_index(buckets, hash >> 32);
	rht_for_each_entry_rcu_from(flow, head,
				    rht_ptr_rcu(rht_bucket(buckets, bucket)),
				    buckets, bucket, node) {
		if (flow_is_udp_ipv4(flow, local, remote, local_port,
				     remote_port))
			return flow_is_expired(flow) ? NULL : flow;
	}
	return NULL;
}

bool phonewall_flow_meet_in(struct phonewall_flow_table *table,
			    const struct phonewall_policy *policy,
			    const struct iphdr *ip, const struct udphdr *udp)
{
	struct phonewall_flow *flow;

	flow = flow_find_udp_ipv4(table, ip->daddr, ip->saddr,
				  ntohs(udp->dest), ntohs(udp->source));
	if (!flow)
		return false;
	if (unlikely(!READ_ONCE(flow->replied)))
		flow_set_replied(table, flow);
	flow_renew(policy, flow, IPPROTO_UDP);
	return true;
}

static noinline bool flow_make_udp_ipv4(struct phonewall_flow_table *table,
					const struct phonewall_policy *policy,
					const struct iphdr *ip,
					const struct udphdr *udp)
{
	const struct phonewall_packet packet = {
		.destination = &ip->daddr,
		.family = AF_INET,
	};
	struct phonewall_flow_key key;

	if (!udp->dest || udp->dest == htons(TFTP_PORT) ||
	    phonewall_packet_is_to_group(&packet))
		return false;
	flow_key_set_udp_ipv4(&key, ip->saddr, ip->daddr, ntohs(udp->source),
			      ntohs(udp->dest));
	/* One that has aged out, or is in a table that is being resized. */
	if (flow_insert(table, policy, &key, false) == -EEXIST)
		flow_touch(table, policy, &key);
	return true;
}

bool phonewall_flow_meet_out(struct phonewall_flow_table *table,
			     const struct phonewall_policy *policy,
			     const struct iphdr *ip, const struct udphdr *udp)
{
	struct phonewall_flow *flow;

	flow = flow_find_udp_ipv4(table, ip->saddr, ip->daddr,
				  ntohs(udp->source), ntohs(udp->dest));
	if (!flow || udp->dest == htons(TFTP_PORT))
		return flow_make_udp_ipv4(table, policy, ip, udp);
	flow_renew(policy, flow, IPPROTO_UDP);
	return true;
}

bool phonewall_flow_is_live(struct phonewall_flow_table *table,
			    const struct phonewall_packet *packet)
{
	struct phonewall_flow_key key;
	struct phonewall_flow *flow;

	flow_key_set_in(&key, packet);
	flow = flow_lookup(table, &key);
	if (!flow || flow_is_expired(flow))
		flow = flow_lookup_expectation(table, &key);
	return flow && !flow_is_expired(flow);
}

bool phonewall_flow_is_quoted(struct phonewall_flow_table *table,
			      const struct phonewall_packet *quoted)
{
	struct phonewall_flow_key key;
	struct phonewall_flow *flow;

	if (!flow_is_tracked(quoted))
		return false;
	flow_key_set_out(&key, quoted);
	flow = flow_lookup(table, &key);
	return flow && !flow_is_expired(flow);
}

static void flow_walk_begin(struct phonewall_flow_table *table,
			    struct rhashtable_iter *iterator)
	__acquires(RCU)
{
	rhashtable_walk_enter(&table->hash, iterator);
	rhashtable_walk_start(iterator);
}

static void flow_walk_end(struct rhashtable_iter *iterator)
	__releases(RCU)
{
	rhashtable_walk_stop(iterator);
	rhashtable_walk_exit(iterator);
}

/*
 * Lets others run before @flow, at which the walk stands, is looked at. Where
 * the table was resized meanwhile or @flow has gone, the iterator has lost its
 * place and may point to released memory: the walk begins anew. Returns the
 * flow to look at, or as rhashtable_walk_next().
 */
static struct phonewall_flow *flow_walk_pause(struct phonewall_flow_table *table,
					      struct rhashtable_iter *iterator,
					      struct phonewall_flow *flow)
{
	rhashtable_walk_stop(iterator);
	cond_resched();
	if (!rhashtable_walk_start_check(iterator) &&
	    rhashtable_walk_peek(iterator) == flow)
		return flow;
	flow_walk_end(iterator);
	flow_walk_begin(table, iterator);
	return rhashtable_walk_next(iterator);
}

/* Removes what has aged out, or all. Returns how many. */
static unsigned int flow_sweep(struct phonewall_flow_table *table, bool all)
{
	struct rhashtable_iter iterator;
	struct phonewall_flow *flow;
	unsigned int removed = 0;
	unsigned int seen = 0;

	flow_walk_begin(table, &iterator);
	while ((flow = rhashtable_walk_next(&iterator))) {
		if (!IS_ERR(flow) && ++seen % WALK_BATCH == 0)
			flow = flow_walk_pause(table, &iterator, flow);
		if (!IS_ERR_OR_NULL(flow) && (all || flow_is_expired(flow)) &&
		    flow_remove_once(table, flow))
			removed++;
	}
	flow_walk_end(&iterator);
	return removed;
}

unsigned int phonewall_flow_flush(struct phonewall_flow_table *table)
{
	return flow_sweep(table, true);
}

static void flow_age(struct work_struct *work)
{
	struct phonewall_flow_table *table;

	table = container_of(to_delayed_work(work),
			     struct phonewall_flow_table, aging);
	flow_sweep(table, false);
	if (READ_ONCE(table->count))
		queue_delayed_work(system_power_efficient_wq, &table->aging,
				   AGING_INTERVAL);
}

int phonewall_flow_table_init(struct phonewall_flow_table *table)
{
	spin_lock_init(&table->lock);
	INIT_LIST_HEAD(&table->unreplied);
	INIT_DELAYED_WORK(&table->aging, flow_age);
	return rhashtable_init(&table->hash, &flow_parameters);
}

static void flow_free(void *object, void *unused)
{
	struct phonewall_flow *flow = object;

	call_rcu(&flow->rcu, flow_free_rcu);
}

void phonewall_flow_table_destroy(struct phonewall_flow_table *table)
{
	cancel_delayed_work_sync(&table->aging);
	rhashtable_free_and_destroy(&table->hash, flow_free, NULL);
}

int __init phonewall_flow_init(void)
{
	get_random_bytes(hash_words, sizeof(hash_words));
	flow_cache = KMEM_CACHE(phonewall_flow, 0);
	return flow_cache ? 0 : -ENOMEM;
}

void phonewall_flow_exit(void)
{
	kmem_cache_destroy(flow_cache);
}
