/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SETTLING_H
#define PHONEWALL_SETTLING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/*
 * Milliseconds without a change after which a file is considered complete: if
 * no writer is known, and if its writer has not closed it.
 */
#define PHONEWALL_SETTLING_UNSURE_MS	1000
#define PHONEWALL_SETTLING_WRITTEN_MS	10000

/**
 * enum phonewall_settling_event - what happened to a file
 * @PHONEWALL_SETTLING_TOUCHED: its attributes were changed
 * @PHONEWALL_SETTLING_STIRRED: something in its path was changed, or the event
 *	is of unknown kind: it may be another file now
 * @PHONEWALL_SETTLING_MADE: its directory entry was created; it may be about to
 *	be written
 * @PHONEWALL_SETTLING_WRITTEN: a process that has it open has written to it
 * @PHONEWALL_SETTLING_DONE: its writer has closed it, or it was moved in or
 *	away, or deleted
 */
enum phonewall_settling_event {
	PHONEWALL_SETTLING_TOUCHED,
	PHONEWALL_SETTLING_STIRRED,
	PHONEWALL_SETTLING_MADE,
	PHONEWALL_SETTLING_WRITTEN,
	PHONEWALL_SETTLING_DONE,
};

/**
 * struct phonewall_settling - whether a file that has changed is complete
 * @is_pending: it may have changed, and was not read since
 * @last: the last event that matters
 * @began: when it became pending
 * @rested: when the last change was seen
 * @seen: its status when last looked at; all zero if it did not exist
 *
 * Zero-initialise it. Times are those of phonewall_clock_elapsed().
 */
struct phonewall_settling {
	bool is_pending;
	enum phonewall_settling_event last;
	uint64_t began;
	uint64_t rested;
	struct stat seen;
};

/**
 * phonewall_settling_note() - record an event of the file
 * @settling: the file
 * @event: what happened
 * @now: the time
 */
void phonewall_settling_note(struct phonewall_settling *settling,
			     enum phonewall_settling_event event, uint64_t now);

/**
 * phonewall_settling_look() - check whether a pending file is complete
 * @settling: the file
 * @status: its status; all zero if it does not exist
 * @now: the time
 *
 * Return: 0 if it is to be read now, and is no longer pending; or the
 * milliseconds after which to check again, unless there is an event before.
 */
unsigned int phonewall_settling_look(struct phonewall_settling *settling,
				     const struct stat *status, uint64_t now);

#endif /* PHONEWALL_SETTLING_H */
