/* SPDX-License-Identifier: MIT */
#ifndef FAILING_H
#define FAILING_H

#include <stdbool.h>

#include "harness/genetlink.h"

/*
 * Makes allocations of the kernel fail. Needs the debug kernel
 * (Documentation/fault-injection).
 */

/**
 * enum outcome - the result of a request
 * @GRANTED: it was granted
 * @REFUSED: it was refused
 * @UNANSWERED: the kernel had no memory for its answer
 */
enum outcome {
	GRANTED,
	REFUSED,
	UNANSWERED,
};

/* Let allocations of any kind fail on request. */
void failing_open(void);

/* Group set-up: suite_begin() and failing_open(). */
int failing_begin_suite(void **state);

/*
 * Make an allocation of this process fail: 1 is the next one. Allocations in
 * interrupts do not count.
 */
void failing_begin(unsigned int number);

/*
 * Let no allocation fail any more. Return whether one has failed since
 * failing_begin().
 */
bool failing_end(void);

/*
 * Make all allocations of objects of this process fail, once @bytes are used
 * up, until failing_end_for_good(). Pages and allocations in interrupts do not
 * fail.
 */
void failing_begin_for_good(unsigned int bytes);

/* Let no allocation fail any more. */
void failing_end_for_good(void);

/*
 * Send a request while an allocation fails, and set @outcome to what became of
 * it. Return whether there was an allocation of that number.
 */
bool failing_ask(const struct genetlink *genetlink,
		 const struct genetlink_request *request, unsigned int number,
		 enum outcome *outcome);

/*
 * Read the events of a socket that has joined them; each must be whole, of
 * @command and with @reason (0 for none). Return how many they report,
 * including missed ones.
 */
unsigned int failing_count_told(const struct genetlink *events, uint8_t command,
				uint8_t reason);

#endif /* FAILING_H */
