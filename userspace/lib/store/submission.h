/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_STORE_SUBMISSION_H
#define PHONEWALL_STORE_SUBMISSION_H

#include <sys/types.h>
#include <time.h>

#include "base/fault.h"
#include "store/request.h"
#include "store/store.h"

/**
 * phonewall_store_submit - tell what the store would be after a request
 * @store: the store, which stays as it is
 * @request: to submit a profile, to set parameters, or to reset
 * @user: whose request it is
 * @now: the time
 * @candidate: set to what the store would be; empty if there is a fault
 * @faults: every fault of the request is added here; its values are not judged,
 *	which phonewall_merged_read() does
 *
 * What a rule has assigned is set before the profile, which may so override it. A
 * parameter that the request does not name keeps its value. A parameter that no
 * system uses is ignored in a profile and beside one, and is a fault to set, or to
 * reset unless the store has it. To reset what the store does not have changes
 * nothing. A value that is the same as before, of the same origin, keeps its time.
 *
 * Return: 0, or -1 if a fault was added.
 */
int phonewall_store_submit(const struct phonewall_store *store,
			   const struct phonewall_store_request *request,
			   uid_t user, time_t now,
			   struct phonewall_store *candidate,
			   struct phonewall_faults *faults);

#endif /* PHONEWALL_STORE_SUBMISSION_H */
