// SPDX-License-Identifier: GPL-2.0
#include <linux/in.h>
#include <linux/ipv6.h>
#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/route.h>

#include "firewall/flow.h"

#define AGING_INTERVAL		(5 * HZ)
/* Flows, and buckets, that are swept in one hold of the lock. */
#define SWEEP_BATCH		256
/* Replied flows that are checked to find one that was not used lately. */
#define REPLIED_LOOKS		8

static struct kmem_cache *ipv4_flows;
static struct kmem_cache *ipv6_flows;

static struct kmem_cache *cache_of(u8 kind)
{
	return kind & PHONEWALL_FLOW_IPV6 ? ipv6_flows : ipv4_flows;
}

static struct phonewall_flow_hash *
hash_locked(const struct phonewall_flow_table *table)
{
	return rcu_dereference_protected(table->hash,
					 lockdep_is_held(&table->lock));
}

static bool is_link_local(const struct phonewall_packet *packet)
{
	return packet->family == AF_INET6 &&
	       (ipv6_addr_type(packet->source) & IPV6_ADDR_LINKLOCAL ||
		ipv6_addr_type(packet->destination) & IPV6_ADDR_LINKLOCAL);
}

/*
 * The input device of a packet. In a VRF, skb->dev and skb->skb_iif are those
 * of the VRF in LOCAL_IN, this is not.
 */
static u32 link_in(const struct sk_buff *skb, u8 family)
{
	return family == AF_INET ? IPCB(skb)->iif : IP6CB(skb)->iif;
}

/* Except for the link of link-local addresses. */
static void flow_key_set(struct phonewall_flow_key *key,
			 const struct phonewall_packet *packet,
			 const void *local, const void *remote)
{
	key->protocol = packet->protocol;
	if (packet->family == AF_INET) {
		key->kind = 0;
		memcpy(key->local, local, 4);
		memcpy(key->remote, remote, 4);
		return;
	}
	key->kind = PHONEWALL_FLOW_IPV6;
	key->link = 0;
	memcpy(key->local, local, 16);
	memcpy(key->remote, remote, 16);
}

static void flow_key_set_out(struct phonewall_flow_key *key,
			     const struct phonewall_packet *packet)
{
	flow_key_set(key, packet, packet->source, packet->destination);
	key->ports.local = htons(packet->protocol == IPPROTO_UDP ?
				 packet->source_port : packet->icmp_id);
	key->ports.remote = htons(packet->destination_port);
}

static void flow_key_set_in(struct phonewall_flow_key *key,
			    const struct phonewall_packet *packet)
{
	flow_key_set(key, packet, packet->destination, packet->source);
	key->ports.local = htons(packet->protocol == IPPROTO_UDP ?
				 packet->destination_port : packet->icmp_id);
	key->ports.remote = htons(packet->source_port);
}

/* Nobody can send to port 0, so no server answers from it. */
static bool may_be_expected(const struct phonewall_flow_key *key)
{
	return key->protocol == IPPROTO_UDP && key->ports.remote;
}

/* The key of a server's answer from any port. */
static void flow_key_set_expectation(struct phonewall_flow_key *key)
{
	key->kind |= PHONEWALL_FLOW_EXPECTATION;
	key->ports.remote = 0;
}

/* The key of an answer from any host on a link. */
static void flow_key_set_query(struct phonewall_flow_key *key, u32 link)
{
	key->kind |= PHONEWALL_FLOW_QUERY;
	key->ports.remote = 0;
	key->link = 0;
	memset(key->remote, 0, sizeof(key->remote));
	key->remote[0] = (__force __be32)link;
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
	kmem_cache_free(cache_of(flow->kind), flow);
}

static struct phonewall_flow *
flow_lookup(const struct phonewall_flow_table *table,
	    const struct phonewall_flow_key *key)
{
	return phonewall_flow_hash_find(rcu_dereference(table->hash), key,
					phonewall_flow_hash_of(key));
}

/* Under the table's lock; @flow is not dead. The caller releases it. */
static void flow_unlink(struct phonewall_flow_table *table,
			struct phonewall_flow *flow)
{
	phonewall_flow_hash_remove(hash_locked(table), flow);
	list_del(&flow->place);
	if (flow_is_replied(flow))
		table->answered--;
	WRITE_ONCE(flow->state, PHONEWALL_FLOW_DEAD);
	WRITE_ONCE(table->count, table->count - 1);
	if (!phonewall_flow_is_expectation(flow))
		return;
	WRITE_ONCE(table->expectations, table->expectations - 1);
	if (phonewall_flow_is_query(flow))
		table->asked--;
}

/* Under the table's lock; @flow is not dead. */
static void flow_remove(struct phonewall_flow_table *table,
			struct phonewall_flow *flow)
{
	flow_unlink(table, flow);
	call_rcu(&flow->rcu, flow_free_rcu);
}

/* Return: true if this call removed it. */
static bool flow_remove_once(struct phonewall_flow_table *table,
			     struct phonewall_flow *flow)
{
	bool removed;

	spin_lock_bh(&table->lock);
	removed = flow->state != PHONEWALL_FLOW_DEAD;
	if (removed)
		flow_remove(table, flow);
	spin_unlock_bh(&table->lock);
	return removed;
}

static struct phonewall_flow *flow_first(struct list_head *list)
{
	return list_first_entry_or_null(list, struct phonewall_flow, place);
}

/* In the units in which flow_renew() writes. */
static u8 flow_seen(unsigned long expires)
{
	return expires / (HZ / 8);
}

/*
 * Second chance: flows that were used since they were last checked go to the
 * end of the list. If all of them were, take the one that expires first.
 */
static struct phonewall_flow *
flow_least_recently_used(struct phonewall_flow_table *table)
{
	struct phonewall_flow *found = NULL;
	struct phonewall_flow *flow;
	unsigned long expires;
	unsigned int i;

	for (i = 0; i < REPLIED_LOOKS; i++) {
		flow = flow_first(&table->replied);
		expires = READ_ONCE(flow->expires);
		if (flow->seen == flow_seen(expires))
			return flow;
		flow->seen = flow_seen(expires);
		list_move_tail(&flow->place, &table->replied);
		if (!found || time_before(expires, READ_ONCE(found->expires)))
			found = flow;
	}
	return found;
}

/*
 * Evict replied flows until a quarter of the table awaits answers, then the
 * oldest of these: a flood of requests cannot evict all replied flows, and
 * these leave room for that many requests. Queries are few.
 */
static struct phonewall_flow *
flow_to_evict(struct phonewall_flow_table *table, u32 limit)
{
	unsigned int unreplied = table->count - table->answered - table->asked;

	if (table->answered && unreplied <= limit / 4)
		return flow_least_recently_used(table);
	return flow_first(unreplied ? &table->unreplied : &table->queries);
}

/*
 * At most two, so that a table above a lowered limit shrinks with every new
 * flow, and no packet pays for all of it.
 */
static void flow_make_room(struct phonewall_flow_table *table, u32 limit)
{
	unsigned int i;

	for (i = 0; i < 2 && table->count >= limit; i++) {
		flow_remove(table, flow_to_evict(table, limit));
		table->evicted++;
	}
}

static void flow_set_addresses(struct phonewall_flow *flow,
			       const struct phonewall_flow_key *key)
{
	if (!(key->kind & PHONEWALL_FLOW_IPV6)) {
		flow->addresses[0] = key->local[0];
		flow->addresses[1] = key->remote[0];
		return;
	}
	memcpy(flow->addresses, key->local, sizeof(key->local));
	memcpy(flow->addresses + 4, key->remote, sizeof(key->remote));
	flow->addresses[8] = (__force __be32)key->link;
}

static __always_inline struct phonewall_flow *
flow_alloc(const struct phonewall_flow_key *key, unsigned long lifetime,
	   enum phonewall_flow_state state)
{
	struct phonewall_flow *flow;

	flow = kmem_cache_alloc(cache_of(key->kind),
				GFP_ATOMIC | __GFP_NOWARN);
	if (!flow)
		return NULL;
	flow->expires = jiffies + lifetime;
	flow->ports = key->ports;
	flow->protocol = key->protocol;
	flow->kind = key->kind;
	flow->state = state;
	flow_set_addresses(flow, key);
	return flow;
}

static void flow_add_replied(struct phonewall_flow_table *table,
			     struct phonewall_flow *flow)
{
	flow->seen = flow_seen(READ_ONCE(flow->expires));
	list_add_tail(&flow->place, &table->replied);
	table->answered++;
}

static void flow_add_expectation(struct phonewall_flow_table *table,
				 struct phonewall_flow *flow)
{
	WRITE_ONCE(table->expectations, table->expectations + 1);
	if (!phonewall_flow_is_query(flow)) {
		list_add_tail(&flow->place, &table->unreplied);
		return;
	}
	if (table->asked == PHONEWALL_QUERIES_MAX) {
		flow_remove(table, flow_first(&table->queries));
		table->evicted++;
	}
	flow->answers = PHONEWALL_QUERY_ANSWERS;
	list_add_tail(&flow->place, &table->queries);
	table->asked++;
}

/* Under the table's lock, for a key that has no flow. */
static __always_inline bool flow_add(struct phonewall_flow_table *table,
				     struct phonewall_flow *flow, u8 kind,
				     u32 value, u32 limit,
				     enum phonewall_flow_state state)
{
	if (!flow) {
		table->refused++;
		return false;
	}
	if (table->count >= limit)
		flow_make_room(table, limit);
	phonewall_flow_hash_add(hash_locked(table), flow, value);
	if (kind & (PHONEWALL_FLOW_EXPECTATION | PHONEWALL_FLOW_QUERY))
		flow_add_expectation(table, flow);
	else if (state == PHONEWALL_FLOW_REPLIED)
		flow_add_replied(table, flow);
	else
		list_add_tail(&flow->place, &table->unreplied);
	WRITE_ONCE(table->count, table->count + 1);
	table->created++;
	return true;
}

/* Return: true if the key has a live flow. Removes an expired one. */
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

/*
 * If another CPU added the flow first, keep that one. Inline, because
 * phonewall_flow_make_udp_ipv4() passes a constant kind and state.
 */
static __always_inline void
flow_insert_inline(struct phonewall_flow_table *table, u32 limit,
		   const struct phonewall_flow_key *key, u32 value,
		   unsigned long lifetime, enum phonewall_flow_state state)
{
	const u8 kind = key->kind;
	struct phonewall_flow *flow = flow_alloc(key, lifetime, state);
	bool added = false;

	spin_lock_bh(&table->lock);
	if (!flow_exists_locked(table, key, value))
		added = flow_add(table, flow, kind, value, limit, state);
	spin_unlock_bh(&table->lock);
	if (!added && flow)
		kmem_cache_free(cache_of(kind), flow);
	if (added && !delayed_work_pending(&table->aging))
		queue_delayed_work(system_power_efficient_wq, &table->aging,
				   AGING_INTERVAL);
}

static noinline void flow_insert(struct phonewall_flow_table *table, u32 limit,
				 const struct phonewall_flow_key *key,
				 unsigned long lifetime,
				 enum phonewall_flow_state state)
{
	flow_insert_inline(table, limit, key, phonewall_flow_hash_of(key),
			   lifetime, state);
}

static void flow_touch(struct phonewall_flow_table *table,
		       const struct phonewall_policy *policy,
		       const struct phonewall_flow_key *key)
{
	struct phonewall_flow *flow = flow_lookup(table, key);

	if (!flow || !flow_renew(flow, flow_lifetime(policy, key->protocol,
						     flow_is_replied(flow))))
		flow_insert(table, policy->flow_limit, key,
			    flow_lifetime(policy, key->protocol, false),
			    PHONEWALL_FLOW_UNREPLIED);
}

/* Return: true if the query still existed and was renewed. */
static bool flow_renew_query(struct phonewall_flow_table *table,
			     struct phonewall_flow *flow)
{
	bool renewed;

	spin_lock_bh(&table->lock);
	renewed = flow->state != PHONEWALL_FLOW_DEAD;
	if (renewed) {
		WRITE_ONCE(flow->expires,
			   jiffies + HZ * PHONEWALL_QUERY_SECONDS);
		flow->answers = PHONEWALL_QUERY_ANSWERS;
		list_move_tail(&flow->place, &table->queries);
	}
	spin_unlock_bh(&table->lock);
	return renewed;
}

static bool is_unspecified(const struct phonewall_packet *packet)
{
	return !memchr_inv(packet->source, 0, packet->family == AF_INET ? 4 :
									  16);
}

static void flow_query_group(struct phonewall_flow_table *table,
			     const struct phonewall_policy *policy,
			     const struct phonewall_packet *packet,
			     const struct net_device *device)
{
	struct phonewall_flow_key key;
	struct phonewall_flow *flow;

	if (packet->protocol != IPPROTO_UDP &&
	    !phonewall_packet_is_echo_request(packet))
		return;
	/* A DHCP client: nobody can send an answer to that address. */
	if (is_unspecified(packet))
		return;
	flow_key_set_out(&key, packet);
	flow_key_set_query(&key, device->ifindex);
	flow = flow_lookup(table, &key);
	if (!flow || !flow_renew_query(table, flow))
		flow_insert(table, policy->flow_limit, &key,
			    HZ * PHONEWALL_QUERY_SECONDS,
			    PHONEWALL_FLOW_UNREPLIED);
}

static bool flow_is_tracked(const struct phonewall_packet *packet)
{
	if (packet->protocol == IPPROTO_UDP)
		return packet->destination_port != 0;
	if (phonewall_packet_is_icmp(packet))
		return phonewall_packet_is_echo_request(packet);
	return packet->protocol != IPPROTO_TCP;
}

/* Only the route shows that an address is a subnet's broadcast address. */
static bool is_routed_to_group(const struct sk_buff *skb)
{
	return skb_rtable(skb)->rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST);
}

void phonewall_flow_out(struct phonewall_flow_table *table,
			const struct phonewall_policy *policy,
			const struct phonewall_packet *packet,
			const struct sk_buff *skb,
			const struct net_device *device)
{
	struct phonewall_flow_key key;

	/* The packet comes again with the output device in the VRF. */
	if (!flow_is_tracked(packet) || netif_is_l3_master(device))
		return;
	if (phonewall_packet_is_to_group(packet) ||
	    (packet->family == AF_INET && is_routed_to_group(skb))) {
		flow_query_group(table, policy, packet, device);
		return;
	}
	flow_key_set_out(&key, packet);
	if (is_link_local(packet))
		key.link = device->ifindex;
	flow_touch(table, policy, &key);
	if (packet->protocol == IPPROTO_UDP &&
	    packet->destination_port == PHONEWALL_TFTP_PORT) {
		flow_key_set_expectation(&key);
		flow_touch(table, policy, &key);
	}
}

static void flow_set_replied(struct phonewall_flow_table *table,
			     struct phonewall_flow *flow)
{
	spin_lock_bh(&table->lock);
	if (flow->state == PHONEWALL_FLOW_UNREPLIED) {
		WRITE_ONCE(flow->state, PHONEWALL_FLOW_REPLIED);
		list_del(&flow->place);
		flow_add_replied(table, flow);
	}
	spin_unlock_bh(&table->lock);
}

/* The first answer sets the server's port; other ports are blocked then. */
static bool flow_match_expectation(struct phonewall_flow_table *table,
				   const struct phonewall_policy *policy,
				   const struct phonewall_flow_key *key)
{
	struct phonewall_flow_key expected = *key;
	struct phonewall_flow *expectation;

	if (!may_be_expected(key))
		return false;
	flow_key_set_expectation(&expected);
	expectation = flow_lookup(table, &expected);
	if (!expectation || flow_is_expired(expectation))
		return false;
	if (!flow_remove_once(table, expectation))
		return false;
	flow_insert(table, policy->flow_limit, key,
		    flow_lifetime(policy, key->protocol, true),
		    PHONEWALL_FLOW_REPLIED);
	return true;
}

/* Return: true if one more answer was allowed. */
static bool flow_take_answer(struct phonewall_flow_table *table,
			     struct phonewall_flow *query)
{
	bool taken;

	spin_lock_bh(&table->lock);
	taken = query->state != PHONEWALL_FLOW_DEAD && query->answers;
	query->answers -= taken;
	spin_unlock_bh(&table->lock);
	return taken;
}

/* RFC 1122 3.2.1.3: a broadcast or multicast address is never a source. */
static bool is_from_host(const struct phonewall_packet *packet,
			 const struct sk_buff *skb)
{
	__be32 source;

	if (packet->family == AF_INET6)
		return ipv6_addr_type(packet->source) & IPV6_ADDR_UNICAST;
	memcpy(&source, packet->source, sizeof(source));
	return inet_addr_type_dev_table(dev_net(skb->dev), skb->dev, source) ==
	       RTN_UNICAST;
}

static bool flow_match_query(struct phonewall_flow_table *table,
			     const struct phonewall_flow_key *key,
			     const struct phonewall_packet *packet,
			     const struct sk_buff *skb)
{
	struct phonewall_flow_key asked = *key;
	struct phonewall_flow *query;

	flow_key_set_query(&asked, link_in(skb, packet->family));
	query = flow_lookup(table, &asked);
	return query && !flow_is_expired(query) && is_from_host(packet, skb) &&
	       flow_take_answer(table, query);
}

static bool flow_match(struct phonewall_flow_table *table,
		       const struct phonewall_policy *policy,
		       const struct phonewall_flow_key *key)
{
	struct phonewall_flow *flow = flow_lookup(table, key);

	if (!flow || !flow_renew(flow, flow_lifetime(policy, key->protocol,
						     true)))
		return false;
	if (!flow_is_replied(flow))
		flow_set_replied(table, flow);
	return true;
}

bool phonewall_flow_in(struct phonewall_flow_table *table,
		       const struct phonewall_policy *policy,
		       const struct phonewall_packet *packet,
		       const struct sk_buff *skb)
{
	struct phonewall_flow_key key;

	flow_key_set_in(&key, packet);
	if (is_link_local(packet))
		key.link = link_in(skb, packet->family);
	if (flow_match(table, policy, &key))
		return true;
	return READ_ONCE(table->expectations) &&
	       (flow_match_expectation(table, policy, &key) ||
		flow_match_query(table, &key, packet, skb));
}

bool phonewall_flow_make_udp_ipv4(struct phonewall_flow_table *table,
				  const struct phonewall_policy *policy,
				  const struct sk_buff *skb)
{
	const struct iphdr *ip = (const void *)skb->data;
	const struct udphdr *udp = (const void *)(ip + 1);
	struct phonewall_flow_key key;

	if (!udp->dest || udp->dest == htons(PHONEWALL_TFTP_PORT) ||
	    is_routed_to_group(skb))
		return false;
	key.ports.local = udp->source;
	key.ports.remote = udp->dest;
	key.protocol = IPPROTO_UDP;
	key.kind = 0;
	key.local[0] = ip->saddr;
	key.remote[0] = ip->daddr;
	flow_insert_inline(table, policy->flow_limit, &key,
			   phonewall_flow_hash_of_ipv4(key.ports.pair,
						       key.protocol, ip->saddr,
						       ip->daddr),
			   HZ * policy->timeout_udp, PHONEWALL_FLOW_UNREPLIED);
	return true;
}

static bool flow_is_alive(struct phonewall_flow_table *table,
			  const struct phonewall_flow_key *key)
{
	struct phonewall_flow *flow = flow_lookup(table, key);

	return flow && !flow_is_expired(flow) &&
	       (!phonewall_flow_is_query(flow) || READ_ONCE(flow->answers));
}

/* Return: true if a packet with this key on this link would be accepted. */
static bool flow_would_match(struct phonewall_flow_table *table,
			     const struct phonewall_flow_key *key, u32 link)
{
	struct phonewall_flow_key other = *key;

	if (flow_is_alive(table, &other))
		return true;
	flow_key_set_expectation(&other);
	if (may_be_expected(key) && flow_is_alive(table, &other))
		return true;
	other.kind = key->kind;
	flow_key_set_query(&other, link);
	return flow_is_alive(table, &other);
}

bool phonewall_flow_is_live(struct phonewall_flow_table *table,
			    const struct phonewall_packet *packet,
			    struct net *net)
{
	struct phonewall_flow_key key;
	struct net_device *device;

	flow_key_set_in(&key, packet);
	for_each_netdev_rcu(net, device) {
		if (is_link_local(packet))
			key.link = device->ifindex;
		if (flow_would_match(table, &key, device->ifindex))
			return true;
	}
	return false;
}

/* RFC 1122 3.2.2: nobody sends an error about a packet to a group. */
static bool flow_is_quotable(const struct phonewall_packet *quoted)
{
	return flow_is_tracked(quoted) &&
	       !phonewall_packet_is_to_group(quoted);
}

bool phonewall_flow_is_quoted(struct phonewall_flow_table *table,
			      const struct phonewall_packet *quoted,
			      const struct sk_buff *skb)
{
	struct phonewall_flow_key key;

	if (!flow_is_quotable(quoted))
		return false;
	flow_key_set_out(&key, quoted);
	if (is_link_local(quoted))
		key.link = link_in(skb, quoted->family);
	return flow_is_alive(table, &key);
}

bool phonewall_flow_is_quoted_on_any_link(struct phonewall_flow_table *table,
					  const struct phonewall_packet *quoted,
					  struct net *net)
{
	struct phonewall_flow_key key;
	struct net_device *device;

	if (!flow_is_quotable(quoted))
		return false;
	flow_key_set_out(&key, quoted);
	for_each_netdev_rcu(net, device) {
		if (is_link_local(quoted))
			key.link = device->ifindex;
		if (flow_is_alive(table, &key))
			return true;
	}
	return false;
}

/*
 * Moves expired flows, or all, from a bucket to @removed. Return: the number of
 * flows that the bucket had.
 */
static unsigned int flow_sweep_bucket(struct phonewall_flow_table *table,
				      struct phonewall_flow_hash *hash,
				      u32 bucket, bool all,
				      struct list_head *removed)
{
	struct phonewall_flow *flow;
	struct phonewall_flow *next;
	unsigned int flows = 0;

	for (flow = rcu_dereference_protected(hash->heads[bucket],
					      lockdep_is_held(&table->lock));
	     flow; flow = next) {
		next = rcu_dereference_protected(flow->next[hash->side],
						 lockdep_is_held(&table->lock));
		flows++;
		if (!all && !flow_is_expired(flow))
			continue;
		flow_unlink(table, flow);
		list_add(&flow->place, removed);
	}
	return flows;
}

/*
 * Sweeps some buckets from @bucket on. The table may be resized between two
 * calls.
 * Return: the next bucket, or 0 after the last.
 */
static u32 flow_sweep_batch(struct phonewall_flow_table *table, u32 bucket,
			    bool all, struct list_head *removed)
{
	struct phonewall_flow_hash *hash;
	unsigned int flows = 0;
	u32 end;

	spin_lock_bh(&table->lock);
	hash = hash_locked(table);
	end = min(bucket + SWEEP_BATCH, hash->mask + 1);
	for (; bucket < end && flows < SWEEP_BATCH; bucket++)
		flows += flow_sweep_bucket(table, hash, bucket, all, removed);
	if (bucket > hash->mask)
		bucket = 0;
	spin_unlock_bh(&table->lock);
	return bucket;
}

/*
 * Not by call_rcu(): the kernel runs tens of thousands of callbacks all at
 * once, in softirq.
 */
static unsigned int flow_free_removed(struct list_head *removed)
{
	struct phonewall_flow *flow;
	struct phonewall_flow *next;
	unsigned int count = 0;

	if (list_empty(removed))
		return 0;
	synchronize_rcu();
	list_for_each_entry_safe(flow, next, removed, place) {
		kmem_cache_free(cache_of(flow->kind), flow);
		count++;
		cond_resched();
	}
	return count;
}

/* Removes expired flows, or all. Return: how many. */
static unsigned int flow_sweep(struct phonewall_flow_table *table, bool all)
{
	LIST_HEAD(removed);
	u32 bucket = 0;

	do {
		bucket = flow_sweep_batch(table, bucket, all, &removed);
		cond_resched();
	} while (bucket);
	return flow_free_removed(&removed);
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
	INIT_LIST_HEAD(&table->replied);
	INIT_LIST_HEAD(&table->queries);
	INIT_DELAYED_WORK(&table->aging, flow_age);
	return 0;
}

/* Only requests replace the hash table, one at a time. */
static u32 flow_table_buckets(const struct phonewall_flow_table *table)
{
	return rcu_dereference_protected(table->hash, true)->mask + 1;
}

/* Keep a bucket for each flow that is held, even above the limit. */
static u32 flow_table_room(const struct phonewall_flow_table *table, u32 limit)
{
	return max(limit, READ_ONCE(table->count));
}

/* Return: true if the replacement is complete and in use. */
static bool flow_table_copy(struct phonewall_flow_table *table,
			    struct phonewall_flow_hash *old,
			    struct phonewall_flow_hash *replacement)
{
	bool copied;

	spin_lock_bh(&table->lock);
	copied = phonewall_flow_hash_copy(old, replacement);
	if (copied)
		rcu_assign_pointer(table->hash, replacement);
	spin_unlock_bh(&table->lock);
	return copied;
}

static int flow_table_resize(struct phonewall_flow_table *table, u32 flows)
{
	struct phonewall_flow_hash *replacement;
	struct phonewall_flow_hash *old;

	old = rcu_dereference_protected(table->hash, true);
	replacement = phonewall_flow_hash_alloc(flows, old->generation + 1);
	if (!replacement)
		return -ENOMEM;
	while (!flow_table_copy(table, old, replacement))
		cond_resched();
	/* The next resize uses the same pointers of the flows again. */
	synchronize_net();
	kvfree(old);
	return 0;
}

int phonewall_flow_table_grow(struct phonewall_flow_table *table, u32 limit)
{
	u32 room = flow_table_room(table, limit);

	if (flow_table_buckets(table) >= phonewall_flow_hash_buckets(room))
		return 0;
	return flow_table_resize(table, room);
}

void phonewall_flow_table_shrink(struct phonewall_flow_table *table, u32 limit)
{
	u32 room = flow_table_room(table, limit);

	if (flow_table_buckets(table) > phonewall_flow_hash_buckets(room))
		flow_table_resize(table, room);
}

void phonewall_flow_table_destroy(struct phonewall_flow_table *table)
{
	cancel_delayed_work_sync(&table->aging);
	flow_sweep(table, true);
	kvfree(rcu_dereference_protected(table->hash, true));
}

/*
 * Every member of a new flow is set, and no other byte of it leaves the kernel,
 * so clearing it first gains nothing. With init_on_alloc, which distributions
 * set, the allocator clears objects of caches that have no constructor: a new
 * flow then costs 665 instructions, not 585.
 */
static void construct(void *flow)
{
}

static struct kmem_cache *__init create_cache(const char *name, size_t words)
{
	return kmem_cache_create(name,
				 sizeof(struct phonewall_flow) +
				 words * sizeof(__be32), 0, SLAB_ACCOUNT,
				 construct);
}

/* Words: two addresses, and over IPv6 the link. */
int __init phonewall_flow_init(void)
{
	phonewall_flow_hash_init();
	ipv4_flows = create_cache("phonewall_flow_ipv4", 2);
	if (!ipv4_flows)
		return -ENOMEM;
	ipv6_flows = create_cache("phonewall_flow_ipv6", 9);
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
