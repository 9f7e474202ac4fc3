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
 * The phone's flows and connections, of either family: a UDP flow, a connected
 * UDP socket, an echo flow, a flow of SCTP, a TCP connection to the LAN
 * neighbour, one to a peer that never answers, and one from the LAN neighbour
 * to TCP_OPEN.
 */

/* Make the flows and connections, under a policy with long time-outs. */
void live_flows_begin(void);

/* Assert that the TCP connections still carry data. */
void live_flows_verify(void);

/* Return all of them; @count is set to how many. */
const struct live_flow *live_flows(size_t *count);

/*
 * Return whether a packet to the phone belongs to one of them. For an ICMP
 * error the quoted packet decides.
 */
bool live_flow_holds(const struct phonewall_packet *packet);

/* Return the address of a peer that receives and never answers. */
struct phonewall_address live_flow_void(sa_family_t family);

#endif /* LIVE_FLOW_H */
