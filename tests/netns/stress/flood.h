/* SPDX-License-Identifier: MIT */
#ifndef FLOOD_H
#define FLOOD_H

#include <stdbool.h>
#include <stdint.h>

/**
 * flood_begin - have another process send without end
 * @processor: on which processor
 * @send_next: sends a packet; is given its number, from 0 on, and returns
 *	whether it was sent. It must not fail the test, whose process it is not
 */
void flood_begin(unsigned int processor, bool (*send_next)(uint32_t number));

/**
 * flood_sent - how many packets were sent since flood_begin()
 */
uint32_t flood_sent(void);

/**
 * flood_end - have it end
 */
void flood_end(void);

/**
 * flood_seconds - how long it has lasted, or had when it ended
 */
double flood_seconds(void);

#endif /* FLOOD_H */
