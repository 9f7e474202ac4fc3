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
 * @fd: each twin's socket; -1 if there is none yet
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

/* Listen at TCP_OPEN, and at TCP_CLOSED, where nothing may arrive. */
void twin_connections_begin(void);

/* Abort all connections. */
void twin_connections_end(void);

/*
 * Pick a connection at random, with the peers of a round. If the last one in
 * its place is over, a new one begins.
 */
struct twin_connection *twin_connection_pick(unsigned int round);

/* End a connection at once; another one begins in its place. */
void twin_connection_abort(struct twin_connection *connection);

/* Make both twins send data or shut the connection down. */
void twin_connection_act(struct twin_connection *connection);

/*
 * Make a segment of the peer: the next one in order, or one with any flags and
 * numbers.
 */
void twin_connection_make(struct twin_connection *connection,
			  struct twin_packet *packet);

/* Make a segment like one that the phone has sent. */
void twin_connection_make_sent(const struct twin_connection *connection,
			       struct twin_packet *packet);

/* Record a segment that was delivered. */
void twin_connection_arrived(struct twin_connection *connection,
			     const struct twin_packet *packet);

/* Record a segment that a twin has sent. */
void twin_connection_sent(enum twin twin, const struct raw_packet *packet,
			  const struct phonewall_packet *facts);

/* Return the connection of a segment to or from the phone, or NULL. */
struct twin_connection *
twin_connection_find(const struct phonewall_packet *facts);

/*
 * Return the state of a connection: enum connection_state or another one of the
 * kernel. The kernel also knows connections without a descriptor.
 * CONNECTION_CLOSE if there is none.
 */
unsigned int
twin_connection_state(const struct twin_connection *connection, enum twin twin);

/*
 * Return whether both are in the same state, have received the same amount, in
 * order and out of order, and have the same amount acknowledged.
 */
bool twin_connection_agrees(const struct twin_connection *connection);

#endif /* TWIN_CONNECTION_H */
