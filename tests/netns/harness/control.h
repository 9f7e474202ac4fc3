/* SPDX-License-Identifier: MIT */
#ifndef CONTROL_H
#define CONTROL_H

#include "harness/path.h"

/*
 * The positive control: whatever the LAN neighbour sent the phone earlier has
 * been judged when a datagram to an open port has arrived, and whatever the
 * phone answered has come when its answer has.
 */

/**
 * control_pass - assert that a datagram passes to the phone and is answered
 * @family: AF_INET or AF_INET6
 *
 * CONTROL_PORT must be open.
 */
void control_pass(sa_family_t family);

/**
 * control_expect_unheard - assert that nothing has arrived at a socket
 * @fd: a socket of the phone
 * @family: of what was sent to it
 *
 * Calls control_pass() first.
 */
void control_expect_unheard(int fd, sa_family_t family);

/**
 * control_expect_unanswered - assert that the phone has sent no host anything
 * @wire: of the LAN neighbour: what has arrived there that was not yet taken
 * @family: of what the phone might have answered
 *
 * Calls control_pass() first, whose answer must be seen. What goes to groups
 * is passed over.
 */
void control_expect_unanswered(int wire, sa_family_t family);

#endif /* CONTROL_H */
