/* SPDX-License-Identifier: MIT */
#ifndef TWIN_CONNECTION_H
#define TWIN_CONNECTION_H

#include "judge/twin.h"

struct phonewall_packet;

/* As the kernel says them: <netinet/tcp.h> may not stand beside packet.h. */
enum connection_state {
	CONNECTION_TIME_WAIT = 6,
	CONNECTION_CLOSE = 7,
	CONNECTION_LISTEN = 10,
};

/**
 * struct twin_connection - a TCP connection of each twin to the same peer, who
 *	is the test program
 * @path: from the peer to the phone
 * @incoming: the peer began it, to TCP_OPEN
 * @fd: each twin's socket; -1 where there is none yet
 * @steps: how many are left of its life
 * @orderly: the peer sends nothing but what comes next
 * @peer_first: the peer's initial sequence number
 * @peer_next: the peer's next, relative to it
 * @phone_first: each twin's initial sequence number
 * @phone_known: whether it is known
 * @phone_next: the twins' next, relative to it
 */
struct twin_connection {
	struct path path;
	bool incoming;
	int fd[TWINS];
	unsigned int steps;
	bool orderly;
	uint32_t peer_first;
	uint32_t peer_next;
	uint32_t phone_first[TWINS];
	bool phone_known[TWINS];
	uint32_t phone_next;
};

/**
 * twin_connections_begin - listen to TCP_OPEN, and to TCP_CLOSED in vain
 */
void twin_connections_begin(void);

/**
 * twin_connections_end - abort what is left of all connections
 */
void twin_connections_end(void);

/**
 * twin_connection_pick - pick a connection at random
 * @round: says which peers there are
 *
 * Begins it where the last in its place is over.
 */
struct twin_connection *twin_connection_pick(unsigned int round);

/**
 * twin_connection_abort - end a connection at once
 * @connection: the connection, in whose place another one begins
 */
void twin_connection_abort(struct twin_connection *connection);

/**
 * twin_connection_act - have both twins send data or shut a connection down
 * @connection: the connection
 */
void twin_connection_act(struct twin_connection *connection);

/**
 * twin_connection_make - make a segment from the peer
 * @connection: the connection
 * @packet: set whole: what comes next, or any flags and numbers
 */
void twin_connection_make(struct twin_connection *connection,
			  struct twin_packet *packet);

/**
 * twin_connection_make_sent - make a segment as the phone has sent one
 * @connection: the connection
 * @packet: set whole
 */
void twin_connection_make_sent(const struct twin_connection *connection,
			       struct twin_packet *packet);

/**
 * twin_connection_arrived - note that a segment has come in
 * @connection: the connection
 * @packet: the segment
 */
void twin_connection_arrived(struct twin_connection *connection,
			     const struct twin_packet *packet);

/**
 * twin_connection_sent - note a segment that has gone out
 * @twin: by whom
 * @packet: the segment
 * @facts: what is in it
 */
void twin_connection_sent(enum twin twin, const struct raw_packet *packet,
			  const struct phonewall_packet *facts);

/**
 * twin_connection_find - find the connection of a segment
 * @facts: what is in a segment to the phone, or in one from it
 *
 * Return: the connection, or NULL.
 */
struct twin_connection *
twin_connection_find(const struct phonewall_packet *facts);

/**
 * twin_connection_state - the state of a connection
 * @connection: the connection
 * @twin: whose
 *
 * Return: of enum connection_state or another one of the kernel's: it knows
 * those too that have no descriptor. CONNECTION_CLOSE where there is none.
 */
unsigned int
twin_connection_state(const struct twin_connection *connection, enum twin twin);

/**
 * twin_connection_agrees - whether both are in the same state, and have got as
 *	much, in order and not, and have as much acknowledged
 * @connection: the connection
 */
bool twin_connection_agrees(const struct twin_connection *connection);

#endif /* TWIN_CONNECTION_H */
