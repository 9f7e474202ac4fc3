/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SETTLING_H
#define PHONEWALL_SETTLING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/*
 * Milliseconds without a change after which a file is taken for whole: one of
 * which no writer is known, and one whose writer has not closed it.
 */
#define PHONEWALL_SETTLING_UNSURE_MS	1000
#define PHONEWALL_SETTLING_WRITTEN_MS	10000

/**
 * enum phonewall_settling_event - what happened to a file
 * @PHONEWALL_SETTLING_TOUCHED: its attributes were changed
 * @PHONEWALL_SETTLING_STIRRED: something on the way to it, or of unknown kind, so
 *	that it may be another file now
 * @PHONEWALL_SETTLING_MADE: a directory has an entry for it that it had not; it
 *	may be about to be written
 * @PHONEWALL_SETTLING_WRITTEN: somebody who has it open has written to it
 * @PHONEWALL_SETTLING_DONE: its writer has closed it, or it was moved in or away
 */
enum phonewall_settling_event {
	PHONEWALL_SETTLING_TOUCHED,
	PHONEWALL_SETTLING_STIRRED,
	PHONEWALL_SETTLING_MADE,
	PHONEWALL_SETTLING_WRITTEN,
	PHONEWALL_SETTLING_DONE,
};

/**
 * struct phonewall_settling - whether a file that has changed is whole
 * @is_pending: it may have changed, and was not read since
 * @last: the event that counts
 * @began: when it became pending
 * @rested: since when it does not seem to change
 * @seen: how it looked last; all zero if it was not there
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
 * phonewall_settling_note - something happened to the file
 * @settling: the file
 * @event: what
 * @now: the time
 */
void phonewall_settling_note(struct phonewall_settling *settling,
			     enum phonewall_settling_event event, uint64_t now);

/**
 * phonewall_settling_look - look at a file that is pending
 * @settling: the file
 * @status: how it looks; all zero if it is not there
 * @now: the time
 *
 * Return: 0 if it is to be read now, and is pending no more; or in how many
 * milliseconds to look again, unless something happens before.
 */
unsigned int phonewall_settling_look(struct phonewall_settling *settling,
				     const struct stat *status, uint64_t now);

#endif /* PHONEWALL_SETTLING_H */
