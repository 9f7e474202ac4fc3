/* SPDX-License-Identifier: MIT */
#ifndef CONNECTION_H
#define CONNECTION_H

#include "harness/tcp.h"

/**
 * struct connection - a TCP connection that the phone has opened
 * @out: from the phone, from a port that is closed
 * @in: the way back
 * @phone: the phone's end
 * @lan: the LAN neighbour's end
 * @listener: where the LAN neighbour listens
 */
struct connection {
	struct path out;
	struct path in;
	int phone;
	int lan;
	int listener;
};

/* Connect the phone to the LAN neighbour. */
void connection_open(struct connection *connection, sa_family_t family);

#endif /* CONNECTION_H */
