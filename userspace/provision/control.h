/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CONTROL_H
#define PHONEWALL_CONTROL_H

#include <event2/event.h>
#include <json-c/json_types.h>

/**
 * struct phonewall_control_handlers - callbacks of the socket
 * @resync: begin a resync, with the rule @url if it is not NULL. Return: NULL if
 *	phonewall_control_answer() follows; else what is answered at once, to be
 *	released with json_object_put()
 * @status: makes the status, to be released likewise
 */
struct phonewall_control_handlers {
	struct json_object *(*resync)(const char *url, void *argument);
	struct json_object *(*status)(void *argument);
};

/**
 * struct phonewall_control - the socket PHONEWALL_PROVISION_SOCKET
 *
 * root and the group phonewall may command, and nobody else. One client at a
 * time waits for the end of a resync, for PHONEWALL_PROVISION_WAIT_MS at most.
 */
struct phonewall_control;

/**
 * phonewall_control_open - begin to listen
 * @base: the event loop
 * @run_directory: where the socket is
 * @handlers: callbacks, kept by the caller
 * @argument: handed to them
 *
 * Return: the socket, or NULL with the reason logged.
 */
struct phonewall_control *
phonewall_control_open(struct event_base *base, const char *run_directory,
		       const struct phonewall_control_handlers *handlers,
		       void *argument);

/**
 * phonewall_control_answer - answer the client that waits for a resync
 * @control: may be NULL
 * @answer: the answer, which is released also if no client waits
 */
void phonewall_control_answer(struct phonewall_control *control,
			      struct json_object *answer);

/**
 * phonewall_control_close - end, also with clients that wait
 * @control: may be NULL
 */
void phonewall_control_close(struct phonewall_control *control);

#endif /* PHONEWALL_CONTROL_H */
