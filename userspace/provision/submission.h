/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISION_SUBMISSION_H
#define PHONEWALL_PROVISION_SUBMISSION_H

#include <event2/event.h>

#include "sequence.h"

/**
 * struct phonewall_submission - a request to phonewalld that goes on
 */
struct phonewall_submission;

/**
 * phonewall_submission_begin - have phonewalld take a profile
 * @base: the event loop
 * @run_directory: phonewalld's, with its socket
 * @content: what it is to take, copied
 * @done: called once from the event loop, not from within this call: @error is
 *	NULL if it was accepted. The submission may be released in it
 * @argument: handed to @done
 *
 * Return: the submission, to be released with phonewall_submission_free().
 */
struct phonewall_submission *
phonewall_submission_begin(struct event_base *base, const char *run_directory,
			   const struct phonewall_sequence_submission *content,
			   void (*done)(const char *error, void *argument),
			   void *argument);

/**
 * phonewall_submission_free - release a submission, also one that goes on
 * @submission: may be NULL
 */
void phonewall_submission_free(struct phonewall_submission *submission);

#endif /* PHONEWALL_PROVISION_SUBMISSION_H */
