// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "firewall/flow_hash.h"

/* Flows, and buckets, that phonewall_flow_hash_copy() copies in a call. */
#define COPY_BATCH	256

/* Bytes up to which a table is allocated in one piece, if possible. */
#define CONTIGUOUS_MAX	(256 * 1024)

u64 phonewall_flow_hash_words[PHONEWALL_FLOW_HASH_WORDS] __ro_after_init;

void __init phonewall_flow_hash_init(void)
{
	get_random_bytes(phonewall_flow_hash_words,
			 sizeof(phonewall_flow_hash_words));
}

u32 phonewall_flow_hash_buckets(u32 flows)
{
	return roundup_pow_of_two(flows);
}

/*
 * kvzalloc() would round megabytes up to a power of two and clear them in one
 * go. vmalloc() allocates by pages, and reschedules in between.
 */
static void *alloc_zeroed(size_t size)
{
	if (size > CONTIGUOUS_MAX)
		return __vmalloc(size, GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	return kvzalloc(size, GFP_KERNEL_ACCOUNT);
}

struct phonewall_flow_hash *phonewall_flow_hash_alloc(u32 flows, u32 generation)
{
	u32 buckets = phonewall_flow_hash_buckets(flows);
	struct phonewall_flow_hash *hash;

	hash = alloc_zeroed(struct_size(hash, heads, buckets));
	if (!hash)
		return NULL;
	hash->mask = buckets - 1;
	hash->side = generation % 2;
	hash->generation = generation;
	return hash;
}

/* @link is hashed over IPv6 only. */
static u32 flow_hash_value(u32 pair, u8 protocol, const __be32 *local,
			   const __be32 *remote, u8 kind, u32 link)
{
	u64 sum = flow_hash_sum(pair, protocol, local[0], remote[0]);
	const u64 *words = phonewall_flow_hash_words;
	unsigned int i;

	if (!(kind & PHONEWALL_FLOW_IPV6))
		return sum >> 32;
	for (i = 1; i < phonewall_flow_address_words(kind); i++) {
		sum += words[2 * i + 2] * (__force u32)local[i];
		sum += words[2 * i + 3] * (__force u32)remote[i];
	}
	return (sum + words[2 * i + 2] * link) >> 32;
}

u32 phonewall_flow_hash_of(const struct phonewall_flow_key *key)
{
	return flow_hash_value(key->ports.pair, key->protocol, key->local,
			       key->remote, key->kind, key->link);
}

static u32 flow_hash_value_of(const struct phonewall_flow *flow)
{
	u32 link = flow->kind & PHONEWALL_FLOW_IPV6 ? phonewall_flow_link(flow) :
						      0;

	return flow_hash_value(flow->ports.pair, flow->protocol,
			       phonewall_flow_local(flow),
			       phonewall_flow_remote(flow),
			       flow->kind, link);
}

static bool flow_has_key(const struct phonewall_flow *flow,
			 const struct phonewall_flow_key *key)
{
	size_t size = sizeof(__be32) * phonewall_flow_address_words(key->kind);

	return flow->ports.pair == key->ports.pair &&
	       flow->protocol == key->protocol && flow->kind == key->kind &&
	       !memcmp(phonewall_flow_local(flow), key->local, size) &&
	       !memcmp(phonewall_flow_remote(flow), key->remote, size) &&
	       (!(key->kind & PHONEWALL_FLOW_IPV6) ||
		phonewall_flow_link(flow) == key->link);
}

struct phonewall_flow *
phonewall_flow_hash_find_from(const struct phonewall_flow_hash *hash,
			      struct phonewall_flow *flow,
			      const struct phonewall_flow_key *key)
{
	while (flow && !flow_has_key(flow, key))
		flow = rcu_dereference_check(flow->next[hash->side], true);
	return flow;
}

static void flow_hash_unlink(struct phonewall_flow_hash *hash,
			     struct phonewall_flow *flow, u32 bucket)
{
	struct phonewall_flow __rcu **link = &hash->heads[bucket];
	struct phonewall_flow *other;

	for (;;) {
		other = rcu_dereference_protected(*link, true);
		if (other == flow)
			break;
		link = &other->next[hash->side];
	}
	rcu_assign_pointer(*link,
			   rcu_dereference_protected(flow->next[hash->side],
						     true));
}

void phonewall_flow_hash_remove(struct phonewall_flow_hash *hash,
				struct phonewall_flow *flow)
{
	u32 value = flow_hash_value_of(flow);
	u32 bucket = value & hash->mask;

	flow_hash_unlink(hash, flow, bucket);
	if (unlikely(bucket < hash->copied))
		flow_hash_unlink(hash->replacement, flow,
				 value & hash->replacement->mask);
}

/* Return: the number of flows in the bucket. */
static unsigned int copy_bucket(struct phonewall_flow_hash *hash, u32 bucket,
				struct phonewall_flow_hash *replacement)
{
	struct phonewall_flow *flow;
	unsigned int flows = 0;

	for (flow = rcu_dereference_protected(hash->heads[bucket], true); flow;
	     flow = rcu_dereference_protected(flow->next[hash->side], true)) {
		flow_hash_link(replacement, flow,
			       flow_hash_value_of(flow) & replacement->mask);
		flows++;
	}
	return flows;
}

bool phonewall_flow_hash_copy(struct phonewall_flow_hash *hash,
			      struct phonewall_flow_hash *replacement)
{
	u32 end = min(hash->copied + COPY_BATCH, hash->mask + 1);
	unsigned int flows = 0;

	hash->replacement = replacement;
	for (; hash->copied < end && flows < COPY_BATCH; hash->copied++)
		flows += copy_bucket(hash, hash->copied, replacement);
	return hash->copied > hash->mask;
}
