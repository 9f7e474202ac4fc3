// SPDX-License-Identifier: GPL-2.0
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <net/inet_hashtables.h>
#include <net/ip.h>
#include <net/sock.h>
#include <net/tcp_states.h>

#include "compat/inet_hashtables.h"
#include "compat/udp.h"
#include "firewall/socket.h"

static bool tcp_is_live(int state, const struct phonewall_packet *packet)
{
	switch (state) {
	case TCP_LISTEN:
	case TCP_CLOSE:
		return false;
	case TCP_TIME_WAIT:
		return (packet->tcp_flags &
			(PHONEWALL_TCP_SYN | PHONEWALL_TCP_ACK)) !=
		       PHONEWALL_TCP_SYN;
	default:
		return true;
	}
}

bool phonewall_socket_is_live(const struct sock *sk,
			      const struct phonewall_packet *packet)
{
	const struct phonewall_packet *flow;
	int state = READ_ONCE(sk->sk_state);

	flow = packet->quoted ? packet->quoted : packet;
	if (flow->protocol == IPPROTO_TCP)
		return tcp_is_live(state, flow);
	return flow->protocol == IPPROTO_UDP && state == TCP_ESTABLISHED;
}

/**
 * struct connection_key - what a connection is looked up by
 * @local: the phone's address, 4 or 16 bytes by @family
 * @remote: the peer's address, the same
 * @local_port: host byte order
 * @remote_port: network byte order
 * @family: AF_INET or AF_INET6
 * @protocol: IPPROTO_TCP or IPPROTO_UDP
 * @device: index of the device that the packet came in by; 0 if there is none
 * @slave: index of the device in the VRF @device; 0 if that is no VRF
 */
struct connection_key {
	const void *local;
	const void *remote;
	u16 local_port;
	__be16 remote_port;
	u8 family;
	u8 protocol;
	int device;
	int slave;
};

/* A quoted packet went the other way. */
static void connection_key_set(struct connection_key *key,
			       const struct sk_buff *skb,
			       const struct net_device *device,
			       const struct phonewall_packet *packet)
{
	const struct phonewall_packet *quoted = packet->quoted;

	if (quoted) {
		key->local = quoted->source;
		key->remote = quoted->destination;
		key->local_port = quoted->source_port;
		key->remote_port = htons(quoted->destination_port);
	} else {
		key->local = packet->destination;
		key->remote = packet->source;
		key->local_port = packet->destination_port;
		key->remote_port = htons(packet->source_port);
	}
	key->family = packet->family;
	key->protocol = quoted ? quoted->protocol : packet->protocol;
	key->device = device ? device->ifindex : 0;
	key->slave = key->family == AF_INET ? phonewall_inet_sdif(skb) :
					      inet6_sdif(skb);
}

static __be32 ipv4_address(const void *address)
{
	__be32 value;

	memcpy(&value, address, sizeof(value));
	return value;
}

static struct sock *tcp_look_up(struct net *net,
				const struct connection_key *key)
{
	if (key->family == AF_INET)
		return phonewall_tcp_lookup_established(
			net, ipv4_address(key->remote), key->remote_port,
			ipv4_address(key->local), key->local_port, key->device,
			key->slave);
#if IS_ENABLED(CONFIG_IPV6)
	return phonewall_tcp_lookup_established_ipv6(
		net, key->remote, key->remote_port, key->local,
		key->local_port, key->device, key->slave);
#else
	return NULL;
#endif
}

/* Takes no reference: UDP sockets are released after a grace period. */
static const struct sock *udp_look_up(struct net *net,
				      const struct connection_key *key)
{
	if (key->family == AF_INET)
		return phonewall_udp_lookup(
			net, ipv4_address(key->remote), key->remote_port,
			ipv4_address(key->local), htons(key->local_port),
			key->device, key->slave);
#if IS_ENABLED(CONFIG_IPV6)
	return phonewall_udp_lookup_ipv6(
		net, key->remote, key->remote_port, key->local,
		htons(key->local_port), key->device, key->slave);
#else
	return NULL;
#endif
}

bool phonewall_socket_look_up(struct net *net, const struct sk_buff *skb,
			      const struct net_device *device,
			      const struct phonewall_packet *packet)
{
	struct connection_key key;
	const struct sock *udp;
	struct sock *tcp;
	bool live;

	connection_key_set(&key, skb, device, packet);
	if (key.protocol == IPPROTO_UDP) {
		udp = udp_look_up(net, &key);
		return udp && phonewall_socket_is_live(udp, packet);
	}
	tcp = tcp_look_up(net, &key);
	if (!tcp)
		return false;
	live = phonewall_socket_is_live(tcp, packet);
	sock_gen_put(tcp);
	return live;
}

bool phonewall_socket_may_take_tcp(struct net *net, const struct iphdr *ip,
				   const struct tcphdr *tcp, int device)
{
	struct sock *sk;

	if (phonewall_tcp_port_is_free(net, ntohs(tcp->dest)))
		return false;
	sk = phonewall_tcp_lookup_established(net, ip->saddr, tcp->source,
					      ip->daddr, ntohs(tcp->dest),
					      device, 0);
	if (!sk)
		return false;
	sock_gen_put(sk);
	return true;
}

bool phonewall_socket_may_take_udp(struct net *net, const struct udphdr *udp)
{
	return !phonewall_udp_port_is_free(net, ntohs(udp->dest));
}

bool phonewall_socket_demultiplex(struct net *net, struct sk_buff *skb,
				  const struct tcphdr *tcp)
{
	const struct iphdr *ip = (const void *)skb->data;
	struct sock *sk;

	sk = phonewall_tcp_lookup_established(net, ip->saddr, tcp->source,
					      ip->daddr, ntohs(tcp->dest),
					      skb->skb_iif, inet_sdif(skb));
	if (!sk)
		return false;
	if (!sk_fullsock(sk)) {
		sock_gen_put(sk);
		return false;
	}
	skb->sk = sk;
	skb->destructor = sock_edemux;
	return true;
}

/* A connected raw socket, or one of another protocol, receives no UDP. */
bool phonewall_socket_matches_answers(const struct net *net,
				      const struct sock *sk, __be16 local_port,
				      __be16 remote_port)
{
	return sk && READ_ONCE(sk->sk_state) == TCP_ESTABLISHED &&
	       sk->sk_protocol == IPPROTO_UDP &&
	       (sk->sk_family == AF_INET || sk->sk_family == AF_INET6) &&
	       inet_sk(sk)->inet_sport == local_port &&
	       inet_sk(sk)->inet_dport == remote_port &&
	       READ_ONCE(net->ipv4.sysctl_ip_early_demux) &&
	       READ_ONCE(net->ipv4.sysctl_udp_early_demux);
}
