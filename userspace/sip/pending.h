/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_PENDING_H
#define PHONEWALL_SIP_PENDING_H

#include "sip/message.h"
#include "stack.h"

/* Requests that wait for a connection at most. */
#define PHONEWALL_PENDING_MAX	16

/**
 * struct phonewall_pending - requests of the stack that wait for a connection
 */
struct phonewall_pending;

/**
 * phonewall_pending_new() - begin with none
 *
 * Return: to be released with phonewall_pending_free().
 */
struct phonewall_pending *phonewall_pending_new(void);

/**
 * phonewall_pending_add() - have a request wait
 * @pending: those that wait
 * @request: copied
 * @path: which way it has come
 *
 * One that waits already, and is sent again, is not added twice.
 *
 * Return: false if PHONEWALL_PENDING_MAX wait.
 */
bool phonewall_pending_add(struct phonewall_pending *pending,
			   const struct phonewall_sip_message *request,
			   const struct phonewall_stack_path *path);

/**
 * phonewall_pending_end() - call a function for each, in their order
 * @pending: none waits any more
 * @call: gets each request and its path
 * @argument: handed to @call
 */
void phonewall_pending_end(struct phonewall_pending *pending,
	void (*call)(const struct phonewall_sip_message *request,
		     const struct phonewall_stack_path *path, void *argument),
	void *argument);

/**
 * phonewall_pending_free() - release it
 * @pending: may be NULL
 */
void phonewall_pending_free(struct phonewall_pending *pending);

#endif /* PHONEWALL_SIP_PENDING_H */
