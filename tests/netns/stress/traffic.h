/* SPDX-License-Identifier: MIT */
#ifndef TRAFFIC_H
#define TRAFFIC_H

#include <stdint.h>

/*
 * Traffic of the other processor that is judged packet by packet: each is sent
 * when the one before it has arrived, so that none is lost unnoticed.
 */

/**
 * enum traffic_kind - what goes on, over IPv4 and IPv6
 * @TRAFFIC_CONNECTION: a TCP connection of the LAN neighbour to TCP_OPEN
 * @TRAFFIC_SOCKET: requests and answers of a connected UDP socket of the phone
 *	at a closed port
 * @TRAFFIC_FLOW: the same of one that is not connected, which the module's
 *	table knows
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

/**
 * traffic_begin - let traffic begin
 * @kinds: a bit for each enum traffic_kind
 *
 * TCP_OPEN and UDP_OPEN must be open.
 */
void traffic_begin(unsigned int kinds);

/**
 * traffic_wait - wait until traffic has gone on
 * @rounds: how many packets of every kind and family are to be sent meanwhile
 *
 * Fails where a packet was lost or arrived that must not.
 */
void traffic_wait(unsigned int rounds);

/**
 * traffic_end - let traffic end and print how much of it there was
 *
 * Fails as traffic_wait().
 */
void traffic_end(void);

/**
 * traffic_count - how many packets were sent
 * @kind: of which kind
 *
 * Return: the number, to the phone where it is the LAN neighbour's and to the
 * LAN neighbour where it is the phone's; their answers are not counted.
 */
uint64_t traffic_count(enum traffic_kind kind);

#endif /* TRAFFIC_H */
