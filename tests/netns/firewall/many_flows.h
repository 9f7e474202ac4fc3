/* SPDX-License-Identifier: MIT */
#ifndef MANY_FLOWS_H
#define MANY_FLOWS_H

#include <stdint.h>

#include "harness/path.h"

/* As many as a table may hold, but for a few that other traffic makes. */
#define MANY_FLOWS	262100

/**
 * many_flows_begin - give the phone a device by which 198.18.0.0/15 is reached
 *
 * What goes there is sent to nobody. Opens the sockets that send; they are those
 * of the test that runs.
 */
void many_flows_begin(void);

/**
 * many_flows_make - have the phone send a datagram for each of some flows
 * @first: number of the first
 * @count: how many; up to MANY_FLOWS in all
 */
void many_flows_make(uint32_t first, uint32_t count);

/**
 * many_flows_answer - the path of an answer on a flow
 * @number: the flow's
 */
struct path many_flows_answer(uint32_t number);

/**
 * many_flows_expect_told - assert that a dump tells each of some flows once
 * @count: the flows are those from 0 to below it
 *
 * Other flows may be told too. The table must not be resized meanwhile.
 */
void many_flows_expect_told(uint32_t count);

/**
 * many_flows_set_limit - set the limit, with time-outs of an hour
 * @limit: flows
 */
void many_flows_set_limit(uint32_t limit);

#endif /* MANY_FLOWS_H */
