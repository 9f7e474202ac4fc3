/* SPDX-License-Identifier: MIT */
#ifndef RANDOM_MESSAGE_H
#define RANDOM_MESSAGE_H

#include "harness/genetlink.h"

/*
 * Requests of the module's family, right and wrong. random_packet_seed() begins
 * a sequence of them.
 */

/**
 * random_message_make - make a request that the module has to grant
 * @genetlink: the socket that it will be sent by
 * @request: set to a request of any of the commands
 *
 * The devices that it names as ports are SWITCH_PORT, PC_PORT, BRIDGE and one
 * that is not there.
 */
void random_message_make(const struct genetlink *genetlink,
			 struct genetlink_request *request);

/**
 * random_message_spoil - change a request at random
 * @request: the request: some of its bytes are changed, its end is cut off, or
 *	attributes are added; it stays one of the family's and asks for an
 *	acknowledgement
 */
void random_message_spoil(struct genetlink_request *request);

/**
 * random_message_make_any - make a request of random attributes
 * @genetlink: the socket that it will be sent by
 * @request: set to a request of any command, with nests of what may be anything
 */
void random_message_make_any(const struct genetlink *genetlink,
			     struct genetlink_request *request);

#endif /* RANDOM_MESSAGE_H */
