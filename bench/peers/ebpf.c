// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * phonewall.xml for traffic control: a map with a bit for each port and a hash
 * of flows with least recently used eviction, at the ingress and the egress of
 * the phone's device. Time-outs are those of conntrack. Fragments are dropped,
 * because nothing reassembles them here.
 */
#include <linux/bpf.h>
#include <linux/icmpv6.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/pkt_cls.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <stdbool.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define SECOND			1000000000ULL
#define RENEWAL			(SECOND / 8)
#define UDP_SECONDS		30
#define UDP_REPLIED_SECONDS	180
#define TCP_SECONDS		432000
#define ICMP_ECHO_REQUEST	8
#define FRAGMENT		0x3fff	/* more fragments, or an offset */
#define FLOWS			262144

/* The bits of one word of a map of ports that are in a range. */
#define PORT_BIT(port)		(1ULL << ((port) % 64))
#define PORT_WORD(port)		[(port) / 64]

struct flow_ipv4 {
	__be32 local;
	__be32 remote;
	__be16 local_port;
	__be16 remote_port;
	__u32 protocol;
};

struct flow_ipv6 {
	struct in6_addr local;
	struct in6_addr remote;
	__be16 local_port;
	__be16 remote_port;
	__u32 protocol;
};

struct state {
	__u64 seen;
	__u64 lifetime;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, FLOWS);
	__type(key, struct flow_ipv4);
	__type(value, struct state);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} flows_ipv4 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, FLOWS);
	__type(key, struct flow_ipv6);
	__type(value, struct state);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} flows_ipv6 SEC(".maps");

/* 68, 546, 4051, 5060, 16384-16483, 53240-53245 */
static const volatile __u64 udp_open[1024] = {
	PORT_WORD(68) = PORT_BIT(68),
	PORT_WORD(546) = PORT_BIT(546),
	PORT_WORD(4051) = PORT_BIT(4051),
	PORT_WORD(5060) = PORT_BIT(5060),
	PORT_WORD(16384) = ~0ULL,
	PORT_WORD(16448) = PORT_BIT(16484) - 1,
	PORT_WORD(53240) = PORT_BIT(53246) - PORT_BIT(53240),
};

/* 80, 4051, 6970 */
static const volatile __u64 tcp_open[1024] = {
	PORT_WORD(80) = PORT_BIT(80),
	PORT_WORD(4051) = PORT_BIT(4051),
	PORT_WORD(6970) = PORT_BIT(6970),
};

static __always_inline bool is_open(const volatile __u64 *ports, __be16 port)
{
	__u16 number = bpf_ntohs(port);

	return ports[number / 64] >> (number % 64) & 1;
}

static __always_inline __u64 lifetime(__u32 protocol, bool replied)
{
	if (protocol == IPPROTO_TCP)
		return TCP_SECONDS * SECOND;
	return (replied ? UDP_REPLIED_SECONDS : UDP_SECONDS) * SECOND;
}

static __always_inline bool is_alive(const struct state *state, __u64 now)
{
	return state && now - state->seen < state->lifetime;
}

static __always_inline void renew(struct state *state, __u64 now)
{
	if (now - state->seen > RENEWAL)
		state->seen = now;
}

static __always_inline int from_flow(void *flows, const void *key,
				     __u32 protocol)
{
	struct state *state = bpf_map_lookup_elem(flows, key);
	__u64 now;

	if (!state)
		return TC_ACT_SHOT;
	now = bpf_ktime_get_coarse_ns();
	if (!is_alive(state, now))
		return TC_ACT_SHOT;
	if (state->lifetime == UDP_SECONDS * SECOND)
		state->lifetime = lifetime(protocol, true);
	renew(state, now);
	return TC_ACT_OK;
}

static __always_inline int to_flow(void *flows, const void *key,
				   __u32 protocol)
{
	struct state *state = bpf_map_lookup_elem(flows, key);
	__u64 now = bpf_ktime_get_coarse_ns();
	struct state fresh = { now, lifetime(protocol, false) };

	if (is_alive(state, now))
		renew(state, now);
	else
		bpf_map_update_elem(flows, key, &fresh, BPF_ANY);
	return TC_ACT_OK;
}

/* Both begin with the two ports. */
static __always_inline int filter_transport(const struct __sk_buff *skb,
					    const struct udphdr *header,
					    void *flows, void *key,
					    __be16 *local_port,
					    __be16 *remote_port,
					    __u32 protocol, bool in)
{
	const volatile __u64 *ports = protocol == IPPROTO_UDP ? udp_open :
								tcp_open;
	__be16 local;

	if ((void *)(header + 1) > (void *)(long)skb->data_end)
		return TC_ACT_SHOT;
	local = in ? header->dest : header->source;
	if (is_open(ports, local))
		return TC_ACT_OK;
	*local_port = local;
	*remote_port = in ? header->source : header->dest;
	return in ? from_flow(flows, key, protocol) :
		    to_flow(flows, key, protocol);
}

static __always_inline int filter_ipv4(const struct __sk_buff *skb,
				       const struct iphdr *ip, bool in)
{
	const __u8 *icmp_type = (const void *)(ip + 1);
	struct flow_ipv4 key = { 0 };

	if ((void *)(ip + 1) > (void *)(long)skb->data_end || ip->ihl != 5 ||
	    ip->frag_off & bpf_htons(FRAGMENT))
		return TC_ACT_SHOT;
	key.local = in ? ip->daddr : ip->saddr;
	key.remote = in ? ip->saddr : ip->daddr;
	key.protocol = ip->protocol;
	if (ip->protocol == IPPROTO_UDP)
		return filter_transport(skb, (const void *)(ip + 1),
					&flows_ipv4, &key, &key.local_port,
					&key.remote_port, IPPROTO_UDP, in);
	if (ip->protocol == IPPROTO_TCP)
		return filter_transport(skb, (const void *)(ip + 1),
					&flows_ipv4, &key, &key.local_port,
					&key.remote_port, IPPROTO_TCP, in);
	if (!in)
		return TC_ACT_OK;
	if (ip->protocol != IPPROTO_ICMP ||
	    (void *)(icmp_type + 1) > (void *)(long)skb->data_end ||
	    *icmp_type != ICMP_ECHO_REQUEST)
		return TC_ACT_SHOT;
	return TC_ACT_OK;
}

static __always_inline bool is_icmpv6_let_in(const struct icmp6hdr *icmp,
					     const struct ipv6hdr *ip)
{
	switch (icmp->icmp6_type) {
	case ICMPV6_ECHO_REQUEST:
	case ICMPV6_MGM_QUERY:
		return true;
	case 133 ... 136:
		return ip->hop_limit == 255;
	default:
		return false;
	}
}

static __always_inline int filter_ipv6(const struct __sk_buff *skb,
				       const struct ipv6hdr *ip, bool in)
{
	const struct icmp6hdr *icmp = (const void *)(ip + 1);
	struct flow_ipv6 key = { 0 };

	if ((void *)(ip + 1) > (void *)(long)skb->data_end)
		return TC_ACT_SHOT;
	key.local = in ? ip->daddr : ip->saddr;
	key.remote = in ? ip->saddr : ip->daddr;
	key.protocol = ip->nexthdr;
	if (ip->nexthdr == IPPROTO_UDP)
		return filter_transport(skb, (const void *)(ip + 1),
					&flows_ipv6, &key, &key.local_port,
					&key.remote_port, IPPROTO_UDP, in);
	if (ip->nexthdr == IPPROTO_TCP)
		return filter_transport(skb, (const void *)(ip + 1),
					&flows_ipv6, &key, &key.local_port,
					&key.remote_port, IPPROTO_TCP, in);
	if (!in)
		return TC_ACT_OK;
	if (ip->nexthdr != IPPROTO_ICMPV6 ||
	    (void *)(icmp + 1) > (void *)(long)skb->data_end ||
	    !is_icmpv6_let_in(icmp, ip))
		return TC_ACT_SHOT;
	return TC_ACT_OK;
}

static __always_inline int filter(const struct __sk_buff *skb, bool in)
{
	const struct ethhdr *ethernet = (const void *)(long)skb->data;

	if ((void *)(ethernet + 1) > (void *)(long)skb->data_end)
		return TC_ACT_SHOT;
	if (ethernet->h_proto == bpf_htons(ETH_P_IP))
		return filter_ipv4(skb, (const void *)(ethernet + 1), in);
	if (ethernet->h_proto == bpf_htons(ETH_P_IPV6))
		return filter_ipv6(skb, (const void *)(ethernet + 1), in);
	return TC_ACT_OK;
}

SEC("classifier/ingress")
int ingress(struct __sk_buff *skb)
{
	return filter(skb, true);
}

SEC("classifier/egress")
int egress(struct __sk_buff *skb)
{
	return filter(skb, false);
}

const char licence[] SEC("license") = "Dual MIT/GPL";
