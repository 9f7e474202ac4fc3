/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef PHONEWALL_POLICY_H
#define PHONEWALL_POLICY_H

#include "core/portable.h"

/* Every bit of PHONEWALL_A_POLICY_FLAGS that this version knows. */
#define PHONEWALL_FLAGS_KNOWN \
	(PHONEWALL_FLAG_NO_ICMP_PING | PHONEWALL_FLAG_NO_ICMP_UNREACHABLE)

#define PHONEWALL_PORTS		65536
#define PHONEWALL_PORTS_PER_WORD	(8 * sizeof(unsigned long))
#define PHONEWALL_PORT_WORDS	(PHONEWALL_PORTS / PHONEWALL_PORTS_PER_WORD)

/**
 * struct phonewall_multicast_endpoint - a multicast group and UDP port
 * @address: the group, 4 or 16 bytes by @family
 * @port: host byte order
 * @family: AF_INET or AF_INET6
 */
struct phonewall_multicast_endpoint {
	__u8 address[16];
	__u16 port;
	__u8 family;
};

/**
 * struct phonewall_policy - what is open; immutable once it is in force
 * @flags: PHONEWALL_FLAG_*
 * @rtp: UDP ports that always answer with Destination Unreachable; first is 0
 *	if there are none
 * @enabled: whether the firewall is in force
 * @generation: number of the policy in its namespace, from 1
 * @flow_limit: flows held at most
 * @timeout_udp: seconds, unanswered UDP flow
 * @timeout_udp_replied: seconds, answered UDP flow
 * @timeout_echo: seconds, echo flow
 * @timeout_other: seconds, flow of any other protocol
 * @endpoint_count: multicast endpoints in use
 * @endpoints: the multicast endpoints
 * @udp: one bit for each UDP port, set if it is open; see
 *	phonewall_port_is_open()
 * @tcp: the same for TCP
 * @rcu: for phonewall_policy_free(), in the kernel
 */
struct phonewall_policy {
	__u32 flags;
	struct phonewall_port_range rtp;
	bool enabled;
	__u32 generation;
	__u32 flow_limit;
	__u32 timeout_udp;
	__u32 timeout_udp_replied;
	__u32 timeout_echo;
	__u32 timeout_other;
	unsigned int endpoint_count;
	struct phonewall_multicast_endpoint endpoints[PHONEWALL_ENDPOINTS_MAX];
	unsigned long udp[PHONEWALL_PORT_WORDS];
	unsigned long tcp[PHONEWALL_PORT_WORDS];
#ifdef __KERNEL__
	struct rcu_head rcu;
#endif
};

/*
 * The place of a port in a port map: the word is its number in network byte
 * order modulo the number of words, and the bit is the quotient. A packet's
 * port is thus not swapped. On a little-endian processor every fourth port of a
 * range is in the same word, and the words of 2,048 consecutive ports are in
 * one cache line. (A map in host byte order has all ports of a range in one
 * line, but costs two instructions more for each packet.)
 */
static inline unsigned int phonewall_port_word(__be16 port)
{
	return (__force __u16)port % PHONEWALL_PORT_WORDS;
}

static inline unsigned int phonewall_port_bit(__be16 port)
{
	return (__force __u16)port / PHONEWALL_PORT_WORDS;
}

/**
 * phonewall_port_is_open - look up a port in a port map
 * @ports: @udp or @tcp of a policy
 * @port: network byte order
 *
 * Return: true if the port is open.
 */
static inline bool phonewall_port_is_open(const unsigned long *ports,
					  __be16 port)
{
	return ports[phonewall_port_word(port)] >> phonewall_port_bit(port) & 1;
}

/**
 * phonewall_port_open_range - set ports in a port map
 * @ports: @udp or @tcp of a policy that is not yet in force
 * @range: host byte order; first is not above last
 */
static inline void
phonewall_port_open_range(unsigned long *ports,
			  const struct phonewall_port_range *range)
{
	unsigned int port;

	for (port = range->first; port <= range->last; port++)
		ports[phonewall_port_word(htons(port))] |=
			1UL << phonewall_port_bit(htons(port));
}

/**
 * phonewall_port_is_answered - whether closed UDP ports send an error
 * @policy: the policy
 * @port: host byte order
 *
 * Return: true if a datagram to the port is answered with Destination
 * Unreachable if the port is closed.
 */
static inline bool
phonewall_port_is_answered(const struct phonewall_policy *policy, __u16 port)
{
	const struct phonewall_port_range *rtp = &policy->rtp;

	return !(policy->flags & PHONEWALL_FLAG_NO_ICMP_UNREACHABLE) ||
	       (rtp->first && port >= rtp->first && port <= rtp->last);
}

#endif /* PHONEWALL_POLICY_H */
