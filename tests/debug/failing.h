/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FAILING_H
#define FAILING_H

#include <stdbool.h>

#include "harness/genetlink.h"

/*
 * Allocations of the kernel's that fail because a test wants them to. Needs the
 * debug kernel (Documentation/fault-injection).
 */

/**
 * enum outcome - what became of a request
 * @GRANTED: it was granted
 * @REFUSED: it was refused
 * @UNANSWERED: the kernel had no memory for its answer
 */
enum outcome {
	GRANTED,
	REFUSED,
	UNANSWERED,
};

/**
 * failing_open - let allocations of any kind fail when they are told to
 */
void failing_open(void);

/**
 * failing_begin_suite - set up a group: suite_begin() and failing_open()
 * @state: not used
 *
 * Return: 0.
 */
int failing_begin_suite(void **state);

/**
 * failing_begin - let an allocation of this process fail
 * @number: which one from here on, 1 for the next
 *
 * Those of interrupts are others.
 */
void failing_begin(unsigned int number);

/**
 * failing_end - let no allocation fail any more
 *
 * Return: whether one has failed since failing_begin().
 */
bool failing_end(void);

/**
 * failing_begin_for_good - let all of this process's allocations of objects fail
 * @bytes: for how many there is memory yet
 *
 * Until failing_end_for_good(). Not pages, and not those of interrupts.
 */
void failing_begin_for_good(unsigned int bytes);

/**
 * failing_end_for_good - let no allocation fail any more
 */
void failing_end_for_good(void);

/**
 * failing_ask - send a request while an allocation fails
 * @genetlink: the socket
 * @request: the request
 * @number: which allocation
 * @outcome: set to what became of the request
 *
 * Return: whether there was such an allocation.
 */
bool failing_ask(const struct genetlink *genetlink,
		 const struct genetlink_request *request, unsigned int number,
		 enum outcome *outcome);

/**
 * failing_count_told - take the events, which are whole
 * @events: a socket that has joined them
 * @command: PHONEWALL_CMD_EVENT_*, which all are
 * @reason: enum phonewall_reason, which all have; 0 where they have none
 *
 * Return: how many they tell of, with those that were left out.
 */
unsigned int failing_count_told(const struct genetlink *events, uint8_t command,
				uint8_t reason);

#endif /* FAILING_H */
