/* SPDX-License-Identifier: MIT */
#ifndef FLOOD_H
#define FLOOD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Make another process send without end on a processor, 0 or 1. @send_next sends
 * a packet, is given its number from 0 on, and returns whether it was sent. It
 * must not fail the test. Until the flood ends the test program keeps to the other
 * processor, so that what it sends is not lost in the queue that the flood fills.
 */
void flood_begin(unsigned int processor, bool (*send_next)(uint32_t number));

/* Return how many packets were sent since flood_begin(). */
uint32_t flood_sent(void);

/* End the flood. */
void flood_end(void);

/* Return how long the flood has lasted. */
double flood_seconds(void);

#endif /* FLOOD_H */
