/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_SOCKET_H
#define PHONEWALL_SOCKET_H

#include <linux/skbuff.h>
#include <net/net_namespace.h>

#include "core/packet.h"

struct iphdr;
struct sock;
struct tcphdr;
struct udphdr;

/**
 * phonewall_socket_is_live - whether a packet belongs to a socket's connection
 * @sk: the socket that the stack would give the packet to; of any state
 * @packet: the packet
 *
 * Context: RCU.
 * Return: true for a TCP socket that is not a listener and for a connected UDP
 * socket; false for a SYN to a connection in TIME-WAIT, which would open a new
 * one (RFC 9293 3.10.7.4).
 */
bool phonewall_socket_is_live(const struct sock *sk,
			      const struct phonewall_packet *packet);

/**
 * phonewall_socket_look_up - look a packet's connection up in the socket table
 * @net: the namespace
 * @skb: the packet, which is not changed
 * @device: the input device, or its VRF if the stack uses that; NULL finds
 *	sockets that are bound to no device
 * @packet: the facts about @skb: TCP or UDP, or an error that quotes one
 *
 * For packets on which early demultiplexing has put no socket. Finds what the
 * stack would, by the addresses that @packet has now: after the translation of
 * addresses, and by the VRF as well as by the device in it. Does not look for
 * listeners, and keeps no reference.
 *
 * Context: RCU; softirq or process. Does not sleep.
 * Return: true if the packet, or the one that it quotes, belongs to one.
 */
bool phonewall_socket_look_up(struct net *net, const struct sk_buff *skb,
			      const struct net_device *device,
			      const struct phonewall_packet *packet);

/**
 * phonewall_socket_may_take_tcp - whether a segment may be of a connection
 * @net: the namespace
 * @ip: its IPv4 header
 * @tcp: its TCP header
 * @device: index of the input device, which is in no VRF
 *
 * Context: RCU; softirq.
 * Return: false if the table of connections, with those in TIME-WAIT, has none
 * between these addresses and ports.
 */
bool phonewall_socket_may_take_tcp(struct net *net, const struct iphdr *ip,
				   const struct tcphdr *tcp, int device);

/**
 * phonewall_socket_may_take_udp - whether a datagram may be for a socket
 * @net: the namespace
 * @udp: its UDP header
 *
 * Context: RCU; softirq.
 * Return: false if no socket has its destination port.
 */
bool phonewall_socket_may_take_udp(struct net *net, const struct udphdr *udp);

/**
 * phonewall_socket_demultiplex - put the socket of its connection on a packet
 * @net: the namespace
 * @skb: a plain IPv4 packet without a socket; skb->data is its IP header
 * @tcp: its TCP header
 *
 * Does what early demultiplexing does if it is on, so that the stack does not
 * look the socket up again. Skips connections in TIME-WAIT.
 *
 * Context: RCU; softirq.
 * Return: true if there is a connection.
 */
bool phonewall_socket_demultiplex(struct net *net, struct sk_buff *skb,
				  const struct tcphdr *tcp);

/**
 * phonewall_socket_matches_answers - whether UDP needs no flow for its answers
 * @net: the namespace
 * @sk: the socket on the packet, which may be that of a packet inside of this
 *	one if this is a tunnel's; NULL if there is none
 * @local_port: the port that the packet is from
 * @remote_port: the port that it goes to
 *
 * The answers to a connected socket match the socket. That is as cheap as a
 * flow if early demultiplexing finds it; with that off, a look-up costs far
 * more than a flow.
 *
 * Context: RCU.
 * Return: true if the socket is connected to that port and early demultiplexing
 * is on.
 */
bool phonewall_socket_matches_answers(const struct net *net,
				      const struct sock *sk, __be16 local_port,
				      __be16 remote_port);

#endif /* PHONEWALL_SOCKET_H */
