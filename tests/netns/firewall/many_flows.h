/* SPDX-License-Identifier: MIT */
#ifndef MANY_FLOWS_H
#define MANY_FLOWS_H

#include <stdint.h>

#include "harness/path.h"

/* As many as a table may hold, but for a few that other traffic makes. */
#define MANY_FLOWS	262100

/*
 * Give the phone a device to 198.18.0.0/15, where no host is, and open the
 * sockets that send there. They belong to the current test.
 */
void many_flows_begin(void);

/*
 * Make the phone send a datagram for each of @count flows from number @first
 * on, MANY_FLOWS in all at most.
 */
void many_flows_make(uint32_t first, uint32_t count);

/* Return the path of an answer to a flow. */
struct path many_flows_answer(uint32_t number);

/*
 * Assert that a dump lists each of the flows 0 to @count - 1 once. It may list
 * others too. The table must not be resized meanwhile.
 */
void many_flows_expect_told(uint32_t count);

/* Set the limit of flows, with time-outs of an hour. */
void many_flows_set_limit(uint32_t limit);

#endif /* MANY_FLOWS_H */
