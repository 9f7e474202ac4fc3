/* SPDX-License-Identifier: MIT */
#ifndef LIVE_FLOW_H
#define LIVE_FLOW_H

#include "core/packet.h"
#include "harness/path.h"

/**
 * struct live_flow - a flow or connection that the phone has
 * @protocol: IPPROTO_*
 * @connection: a socket holds it, not the module's table
 * @path: from the phone to the peer; the ports of an echo flow are its
 *	identifier and 0, those of other protocols without ports are 0
 */
struct live_flow {
	uint8_t protocol;
	bool connection;
	struct path path;
};

/*
 * What the phone has, of either family: a UDP flow, a connected UDP socket, an
 * echo flow, a flow of SCTP, a TCP connection to the LAN neighbour, one to a
 * peer that never answers, and one from the LAN neighbour to TCP_OPEN.
 */

/**
 * live_flows_begin - make them, under a policy with long time-outs
 */
void live_flows_begin(void);

/**
 * live_flows_verify - assert that the TCP connections still carry data
 */
void live_flows_verify(void);

/**
 * live_flows - all of them
 * @count: set to how many
 */
const struct live_flow *live_flows(size_t *count);

/**
 * live_flow_holds - whether a packet to the phone belongs to one of them
 * @packet: the facts; of an ICMP error the packet that it quotes decides
 */
bool live_flow_holds(const struct phonewall_packet *packet);

/**
 * live_flow_void - the address of a peer that takes what it gets and says
 *	nothing
 * @family: AF_INET or AF_INET6
 */
struct phonewall_address live_flow_void(sa_family_t family);

#endif /* LIVE_FLOW_H */
