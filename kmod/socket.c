// SPDX-License-Identifier: GPL-2.0
#include <net/inet_hashtables.h>
#include <net/netfilter/nf_socket.h>
#include <net/sock.h>
#include <net/tcp_states.h>

#include "compat/inet_hashtables.h"
#include "socket.h"

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

bool phonewall_socket_look_up(struct net *net, const struct sk_buff *skb,
			      const struct net_device *device,
			      const struct phonewall_packet *packet)
{
	struct sock *sk = NULL;
	bool live;

	if (packet->family == AF_INET)
		sk = nf_sk_lookup_slow_v4(net, skb, device);
	else if (IS_ENABLED(CONFIG_IPV6))
		sk = nf_sk_lookup_slow_v6(net, skb, device);
	if (!sk)
		return false;
	live = phonewall_socket_is_live(sk, packet);
	if (sk != skb->sk)
		sock_gen_put(sk);
	return live;
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
