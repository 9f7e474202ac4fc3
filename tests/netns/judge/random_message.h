/* SPDX-License-Identifier: MIT */
#ifndef RANDOM_MESSAGE_H
#define RANDOM_MESSAGE_H

#include "harness/genetlink.h"

/*
 * Requests of the module's family, right and wrong. random_packet_seed() begins
 * a sequence of them.
 */

/*
 * Make a valid request of any command. Ports are SWITCH_PORT, PC_PORT, BRIDGE
 * and a device that does not exist.
 */
void random_message_make(const struct genetlink *genetlink,
			 struct genetlink_request *request);

/*
 * Change a request at random: some bytes, its end cut off, or attributes added.
 * It stays a request of the family that asks for an acknowledgement.
 */
void random_message_spoil(struct genetlink_request *request);

/* Make a request of any command with random attributes and nests. */
void random_message_make_any(const struct genetlink *genetlink,
			     struct genetlink_request *request);

#endif /* RANDOM_MESSAGE_H */
