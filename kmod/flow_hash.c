// SPDX-License-Identifier: GPL-2.0
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "flow_hash.h"

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

struct phonewall_flow_hash *phonewall_flow_hash_alloc(u32 flows, u32 generation)
{
	u32 buckets = phonewall_flow_hash_buckets(flows);
	struct phonewall_flow_hash *hash;

	hash = kvzalloc(struct_size(hash, heads, buckets), GFP_KERNEL_ACCOUNT);
	if (!hash)
		return NULL;
	hash->mask = buckets - 1;
	hash->side = generation % 2;
	hash->generation = generation;
	return hash;
}

static u32 value_of(u32 pair, u8 protocol, const __be32 *local,
		    const __be32 *remote, u8 family)
{
	u64 sum = flow_hash_sum(pair, protocol, local[0], remote[0]);
	const u64 *words = phonewall_flow_hash_words;
	unsigned int i;

	for (i = 1; i < phonewall_flow_address_words(family); i++) {
		sum += words[2 * i + 2] * (__force u32)local[i];
		sum += words[2 * i + 3] * (__force u32)remote[i];
	}
	return sum >> 32;
}

u32 phonewall_flow_hash_of(const struct phonewall_flow_key *key)
{
	return value_of(key->ports.pair, key->protocol, key->local, key->remote,
			key->family);
}

static u32 value_of_flow(const struct phonewall_flow *flow)
{
	return value_of(flow->ports.pair, flow->protocol,
			phonewall_flow_local(flow), phonewall_flow_remote(flow),
			flow->family);
}

static bool is_of_key(const struct phonewall_flow *flow,
		      const struct phonewall_flow_key *key)
{
	size_t size = sizeof(__be32) * phonewall_flow_address_words(key->family);

	return flow->ports.pair == key->ports.pair &&
	       flow->protocol == key->protocol && flow->family == key->family &&
	       !memcmp(phonewall_flow_local(flow), key->local, size) &&
	       !memcmp(phonewall_flow_remote(flow), key->remote, size);
}

struct phonewall_flow *
phonewall_flow_hash_find_from(const struct phonewall_flow_hash *hash,
			      struct phonewall_flow *flow,
			      const struct phonewall_flow_key *key)
{
	while (flow && !is_of_key(flow, key))
		flow = rcu_dereference_check(flow->next[hash->side], true);
	return flow;
}

void phonewall_flow_hash_remove(struct phonewall_flow_hash *hash,
				struct phonewall_flow *flow)
{
	struct phonewall_flow __rcu **link;
	struct phonewall_flow *other;

	link = &hash->heads[value_of_flow(flow) & hash->mask];
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

void phonewall_flow_hash_copy(struct phonewall_flow_hash *hash,
			      struct phonewall_flow_hash *from)
{
	struct phonewall_flow *flow;
	u32 i;

	for (i = 0; i <= from->mask; i++)
		for (flow = rcu_dereference_protected(from->heads[i], true);
		     flow;
		     flow = rcu_dereference_protected(flow->next[from->side],
						      true))
			phonewall_flow_hash_add(hash, flow,
						value_of_flow(flow));
}
