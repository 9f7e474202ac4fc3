/* SPDX-License-Identifier: MIT */
#ifndef CONTROL_H
#define CONTROL_H

#include "harness/path.h"

/*
 * The positive control: once a datagram to an open port has arrived, everything
 * that the LAN neighbour sent before has been filtered; and once its answer has
 * come, all earlier answers have.
 */

/*
 * Assert that a datagram reaches the phone and is answered. CONTROL_PORT must
 * be open.
 */
void control_pass(sa_family_t family);

/*
 * Call control_pass() and assert that nothing has arrived at @fd, a socket of
 * the phone. @family is that of the packets sent to it.
 */
void control_expect_unheard(int fd, sa_family_t family);

/*
 * Call control_pass() and assert that the phone has sent no unicast packet but
 * that answer. @wire is that of the LAN neighbour; packets not yet taken from
 * it count. @family is that of the answers the phone might have sent.
 */
void control_expect_unanswered(int wire, sa_family_t family);

#endif /* CONTROL_H */
