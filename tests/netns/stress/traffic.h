/* SPDX-License-Identifier: MIT */
#ifndef TRAFFIC_H
#define TRAFFIC_H

#include <stdint.h>

/*
 * Traffic of the other processor that is checked packet by packet: each is sent
 * after the one before it has arrived, so that a loss is noticed.
 */

/**
 * enum traffic_kind - kinds of traffic, over IPv4 and IPv6
 * @TRAFFIC_CONNECTION: a TCP connection of the LAN neighbour to TCP_OPEN
 * @TRAFFIC_SOCKET: requests and answers of a connected UDP socket of the phone
 *	at a closed port
 * @TRAFFIC_FLOW: the same of one that is not connected, which has a flow in
 *	the module's table
 * @TRAFFIC_OPEN: datagrams of a stranger to UDP_OPEN, and answers
 * @TRAFFIC_CLOSED: datagrams of a stranger to UDP_CLOSED; none may arrive
 * @TRAFFIC_SCATTER: datagrams of the phone to one port after the other, which
 *	only fill the table
 * @TRAFFIC_KINDS: how many kinds there are
 */
enum traffic_kind {
	TRAFFIC_CONNECTION,
	TRAFFIC_SOCKET,
	TRAFFIC_FLOW,
	TRAFFIC_OPEN,
	TRAFFIC_CLOSED,
	TRAFFIC_SCATTER,
	TRAFFIC_KINDS,
};

#define TRAFFIC_ALL	((1 << TRAFFIC_KINDS) - 1)

/*
 * Start traffic of these kinds, a bit for each enum traffic_kind. TCP_OPEN and
 * UDP_OPEN must be open.
 */
void traffic_begin(unsigned int kinds);

/*
 * Wait until @rounds packets of every kind and family have been sent. Fail if a
 * packet was lost, or one arrived that must not.
 */
void traffic_wait(unsigned int rounds);

/*
 * End traffic and print how much of it there was. Fails as traffic_wait() does.
 */
void traffic_end(void);

/*
 * Return how many packets of a kind were sent, by the end that begins the kind;
 * answers do not count.
 */
uint64_t traffic_count(enum traffic_kind kind);

#endif /* TRAFFIC_H */
