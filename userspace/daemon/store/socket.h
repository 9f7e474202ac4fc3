/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_STORE_SOCKET_H
#define PHONEWALL_STORE_SOCKET_H

#include <event2/event.h>
#include <json-c/json_types.h>
#include <sys/types.h>

#include "store/request.h"

/* Bytes of a request of the web page, at most. */
#define PHONEWALL_STORE_WEB_REQUEST_MAX	(256 * 1024)
/* Milliseconds between two submissions of users other than root. */
#define PHONEWALL_STORE_SUBMISSION_MS	1000

/**
 * struct phonewall_store_handlers - callbacks of the socket
 * @answer: makes an answer, to be released with json_object_put(); NULL if the
 *	request was accepted and is being saved
 * @saved: returns 0 if all that was accepted is on the disk, -EINPROGRESS if it
 *	is not yet, or another negative errno
 */
struct phonewall_store_handlers {
	struct json_object *(*answer)(
			struct phonewall_store_request *request,
			uid_t user, void *argument);
	int (*saved)(void *argument);
};

/**
 * struct phonewall_store_socket - PHONEWALL_RUN_STORE and PHONEWALL_RUN_WEB, on
 *	which requests come
 *
 * A client sends one JSON object, ends its half of the connection, and gets one
 * JSON object. Whoever may make no request at all may not connect either, as far
 * as the file system can say so.
 */
struct phonewall_store_socket;

/**
 * phonewall_store_socket_open - begin to listen
 * @base: the event loop
 * @run_directory: the directory of the sockets
 * @handlers: callbacks, kept by the caller
 * @argument: handed to them
 *
 * A socket on which it cannot listen is missing, which is logged.
 *
 * Return: the sockets.
 */
struct phonewall_store_socket *
phonewall_store_socket_open(struct event_base *base, const char *run_directory,
			    const struct phonewall_store_handlers *handlers,
			    void *argument);

/**
 * phonewall_store_socket_close - end, also with clients that wait
 * @store: may be NULL
 */
void phonewall_store_socket_close(struct phonewall_store_socket *store);

#endif /* PHONEWALL_STORE_SOCKET_H */
