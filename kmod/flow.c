// SPDX-License-Identifier: GPL-2.0
#include <linux/in.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "flow.h"

#define AGING_INTERVAL		(5 * HZ)
#define SWEEP_BATCH		256

static struct kmem_cache *ipv4_flows;
static struct kmem_cache *ipv6_flows;

static struct kmem_cache *cache_of(u8 family)
{
	return family == AF_INET ? ipv4_flows : ipv6_flows;
}

static struct phonewall_flow_hash *
hash_locked(const struct phonewall_flow_table *table)
{
	return rcu_dereference_protected(table->hash,
					 lockdep_is_held(&table->lock));
}

static void flow_key_set(struct phonewall_flow_key *key,
			 const struct phonewall_packet *packet,
			 const void *local, const void *remote)
{
	size_t length = packet->family == AF_INET ? 4 : 16;

	memcpy(key->local, local, length);
	memcpy(key->remote, remote, length);
	key->family = packet->family;
	key->protocol = packet->protocol;
}

static void flow_key_set_out(struct phonewall_flow_key *key,
			     const struct phonewall_packet *packet)
{
	flow_key_set(key, packet, packet->source, packet->destination);
	key->ports.local = htons(packet->source_port | packet->icmp_id);
	key->ports.remote = htons(packet->destination_port);
}

static void flow_key_set_in(struct phonewall_flow_key *key,
			    const struct phonewall_packet *packet)
{
	flow_key_set(key, packet, packet->destination, packet->source);
	key->ports.local = htons(packet->destination_port | packet->icmp_id);
	key->ports.remote = htons(packet->source_port);
}

static unsigned long flow_lifetime(const struct phonewall_policy *policy,
				   u8 protocol, bool replied)
{
	switch (protocol) {
	case IPPROTO_UDP:
		return HZ * (replied ? policy->timeout_udp_replied :
				       policy->timeout_udp);
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return HZ * policy->timeout_echo;
	default:
		return HZ * policy->timeout_other;
	}
}

static bool flow_is_expired(const struct phonewall_flow *flow)
{
	return time_after_eq(jiffies, READ_ONCE(flow->expires));
}

static void flow_free_rcu(struct rcu_head *rcu)
{
	struct phonewall_flow *flow;

	flow = container_of(rcu, struct phonewall_flow, rcu);
	kmem_cache_free(cache_of(flow->family), flow);
}

static struct phonewall_flow *
flow_lookup(const struct phonewall_flow_table *table,
	    const struct phonewall_flow_key *key)
{
	return phonewall_flow_hash_find(rcu_dereference(table->hash), key,
					phonewall_flow_hash_of(key));
}

/* Under the table's lock; @flow is not dead. */
static void flow_remove(struct phonewall_flow_table *table,
			struct phonewall_flow *flow)
{
	phonewall_flow_hash_remove(hash_locked(table), flow);
	if (!flow->replied)
		list_del(&flow->unreplied);
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

static void flow_set_addresses(struct phonewall_flow *flow,
			       const struct phonewall_flow_key *key)
{
	if (key->family == AF_INET) {
		flow->addresses[0] = key->local[0];
		flow->addresses[1] = key->remote[0];
		return;
	}
	memcpy(flow->addresses, key->local, sizeof(key->local));
	memcpy(flow->addresses + 4, key->remote, sizeof(key->remote));
}

static struct phonewall_flow *
flow_alloc(const struct phonewall_policy *policy,
	   const struct phonewall_flow_key *key, bool replied)
{
	struct phonewall_flow *flow;

	flow = kmem_cache_alloc(cache_of(key->family),
				GFP_ATOMIC | __GFP_NOWARN);
	if (!flow)
		return NULL;
	flow->expires = jiffies + flow_lifetime(policy, key->protocol, replied);
	flow->ports = key->ports;
	flow->protocol = key->protocol;
	flow->family = key->family;
	flow->replied = replied;
	flow->dead = false;
	flow_set_addresses(flow, key);
	return flow;
}

/* Under the table's lock, for a key that has no flow. */
static bool flow_add(struct phonewall_flow_table *table,
		     struct phonewall_flow *flow, u32 value, u32 limit)
{
	if (!flow || (table->count >= limit && !flow_make_room(table, limit))) {
		table->refused++;
		return false;
	}
	phonewall_flow_hash_add(hash_locked(table), flow, value);
	if (!flow->replied)
		list_add_tail(&flow->unreplied, &table->unreplied);
	WRITE_ONCE(table->count, table->count + 1);
	if (phonewall_flow_is_expectation(flow))
		WRITE_ONCE(table->expectations, table->expectations + 1);
	table->created++;
	return true;
}

/* Whether the key has a live flow; makes way where it has aged out. */
static bool flow_exists_locked(struct phonewall_flow_table *table,
			       const struct phonewall_flow_key *key, u32 value)
{
	struct phonewall_flow *flow;

	flow = phonewall_flow_hash_find(hash_locked(table), key, value);
	if (!flow)
		return false;
	if (!flow_is_expired(flow))
		return true;
	flow_remove(table, flow);
	return false;
}

/* Where another processor was quicker its flow is as good. */
static void flow_insert(struct phonewall_flow_table *table,
			const struct phonewall_policy *policy,
			const struct phonewall_flow_key *key, u32 value,
			bool replied)
{
	struct phonewall_flow *flow = flow_alloc(policy, key, replied);
	bool added = false;

	spin_lock_bh(&table->lock);
	if (!flow_exists_locked(table, key, value))
		added = flow_add(table, flow, value, policy->flow_limit);
	spin_unlock_bh(&table->lock);
	if (!added && flow)
		kmem_cache_free(cache_of(key->family), flow);
	if (added && !delayed_work_pending(&table->aging))
		queue_delayed_work(system_power_efficient_wq, &table->aging,
				   AGING_INTERVAL);
}

static void flow_touch(struct phonewall_flow_table *table,
		       const struct phonewall_policy *policy,
		       const struct phonewall_flow_key *key)
{
	struct phonewall_flow *flow = flow_lookup(table, key);

	if (!flow || !flow_renew(flow, flow_lifetime(policy, key->protocol,
						     READ_ONCE(flow->replied))))
		flow_insert(table, policy, key, phonewall_flow_hash_of(key),
			    false);
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
	    packet->destination_port == PHONEWALL_TFTP_PORT) {
		key.ports.remote = 0;
		flow_touch(table, policy, &key);
	}
}

static void flow_set_replied(struct phonewall_flow_table *table,
			     struct phonewall_flow *flow)
{
	spin_lock_bh(&table->lock);
	if (!flow->dead && !flow->replied) {
		WRITE_ONCE(flow->replied, true);
		list_del(&flow->unreplied);
	}
	spin_unlock_bh(&table->lock);
}

static struct phonewall_flow *
flow_lookup_expectation(struct phonewall_flow_table *table,
			const struct phonewall_flow_key *key)
{
	struct phonewall_flow_key expected = *key;

	if (!READ_ONCE(table->expectations) || key->protocol != IPPROTO_UDP)
		return NULL;
	expected.ports.remote = 0;
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
	flow_insert(table, policy, key, phonewall_flow_hash_of(key), true);
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
	return flow_renew(flow, flow_lifetime(policy, key->protocol, true));
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

bool phonewall_flow_make_udp_ipv4(struct phonewall_flow_table *table,
				  const struct phonewall_policy *policy,
				  const struct iphdr *ip,
				  const struct udphdr *udp)
{
	struct phonewall_flow_key key;

	if (!udp->dest || udp->dest == htons(PHONEWALL_TFTP_PORT) ||
	    ipv4_is_multicast(ip->daddr) || ipv4_is_lbcast(ip->daddr))
		return false;
	key.ports.local = udp->source;
	key.ports.remote = udp->dest;
	key.protocol = IPPROTO_UDP;
	key.family = AF_INET;
	key.local[0] = ip->saddr;
	key.remote[0] = ip->daddr;
	flow_insert(table, policy, &key,
		    phonewall_flow_hash_of_ipv4(key.ports.pair, key.protocol,
						ip->saddr, ip->daddr), false);
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

/* Removes what has aged out of a bucket, or all. */
static unsigned int flow_sweep_bucket(struct phonewall_flow_table *table,
				      struct phonewall_flow_hash *hash,
				      u32 bucket, bool all)
{
	struct phonewall_flow *flow;
	struct phonewall_flow *next;
	unsigned int removed = 0;

	for (flow = rcu_dereference_protected(hash->heads[bucket],
					      lockdep_is_held(&table->lock));
	     flow; flow = next) {
		next = rcu_dereference_protected(flow->next[hash->side],
						 lockdep_is_held(&table->lock));
		if (!all && !flow_is_expired(flow))
			continue;
		flow_remove(table, flow);
		removed++;
	}
	return removed;
}

/*
 * Sweeps so many buckets from one on. Returns the next one, or 0 behind the
 * last: between two calls the table may have been resized.
 */
static u32 flow_sweep_batch(struct phonewall_flow_table *table, u32 bucket,
			    bool all, unsigned int *removed)
{
	struct phonewall_flow_hash *hash;
	u32 end;

	spin_lock_bh(&table->lock);
	hash = hash_locked(table);
	end = min(bucket + SWEEP_BATCH, hash->mask + 1);
	for (; bucket < end; bucket++)
		*removed += flow_sweep_bucket(table, hash, bucket, all);
	if (bucket > hash->mask)
		bucket = 0;
	spin_unlock_bh(&table->lock);
	return bucket;
}

/* Removes what has aged out, or all. Returns how many. */
static unsigned int flow_sweep(struct phonewall_flow_table *table, bool all)
{
	unsigned int removed = 0;
	u32 bucket = 0;

	do {
		bucket = flow_sweep_batch(table, bucket, all, &removed);
		cond_resched();
	} while (bucket);
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
	struct phonewall_flow_hash *hash = phonewall_flow_hash_alloc(1, 1);

	if (!hash)
		return -ENOMEM;
	RCU_INIT_POINTER(table->hash, hash);
	spin_lock_init(&table->lock);
	INIT_LIST_HEAD(&table->unreplied);
	INIT_DELAYED_WORK(&table->aging, flow_age);
	return 0;
}

int phonewall_flow_table_resize(struct phonewall_flow_table *table, u32 limit)
{
	struct phonewall_flow_hash *old;
	struct phonewall_flow_hash *hash;

	/* Nobody else resizes. */
	old = rcu_dereference_protected(table->hash, true);
	if (old->mask + 1 == phonewall_flow_hash_buckets(limit))
		return 0;
	hash = phonewall_flow_hash_alloc(limit, old->generation + 1);
	if (!hash)
		return -ENOMEM;
	spin_lock_bh(&table->lock);
	phonewall_flow_hash_copy(hash, old);
	rcu_assign_pointer(table->hash, hash);
	spin_unlock_bh(&table->lock);
	/* The next resize uses the old side again. */
	synchronize_net();
	kvfree(old);
	return 0;
}

void phonewall_flow_table_destroy(struct phonewall_flow_table *table)
{
	cancel_delayed_work_sync(&table->aging);
	flow_sweep(table, true);
	kvfree(rcu_dereference_protected(table->hash, true));
}

/*
 * Every member is set in a new flow. The allocator would clear it all the same
 * where init_on_alloc is on, but not what has a constructor.
 */
static void flow_construct(void *flow)
{
}

static struct kmem_cache *__init create_cache(const char *name, u8 family)
{
	size_t addresses = 2 * phonewall_flow_address_words(family) *
			   sizeof(__be32);

	return kmem_cache_create(name,
				 sizeof(struct phonewall_flow) + addresses, 0,
				 0, flow_construct);
}

int __init phonewall_flow_init(void)
{
	phonewall_flow_hash_init();
	ipv4_flows = create_cache("phonewall_flow_ipv4", AF_INET);
	if (!ipv4_flows)
		return -ENOMEM;
	ipv6_flows = create_cache("phonewall_flow_ipv6", AF_INET6);
	if (!ipv6_flows)
		goto destroy_ipv4;
	return 0;

destroy_ipv4:
	kmem_cache_destroy(ipv4_flows);
	return -ENOMEM;
}

void phonewall_flow_exit(void)
{
	kmem_cache_destroy(ipv6_flows);
	kmem_cache_destroy(ipv4_flows);
}
