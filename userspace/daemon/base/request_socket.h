/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_REQUEST_SOCKET_H
#define PHONEWALL_REQUEST_SOCKET_H

#include <event2/event.h>
#include <json-c/json_types.h>
#include <stdbool.h>
#include <sys/socket.h>

/* Clients at a time, of all users and of one that is not root. */
#define PHONEWALL_REQUEST_CLIENTS	8
#define PHONEWALL_REQUEST_USER_CLIENTS	2
/* Milliseconds that a client has for its request, and as many for the answer. */
#define PHONEWALL_REQUEST_CLIENT_MS	5000

/**
 * struct phonewall_request_client - a client whose request is whole, and that is
 *	not answered yet
 */
struct phonewall_request_client;

/**
 * struct phonewall_request_service - what a socket is for
 * @size_max: bytes of a request, at most
 * @too_large: what a client is told whose request is larger
 * @no_right: what a client is told that may not connect
 * @may_connect: whether a peer may make any request
 * @take: begin what @text asks for; @text has a NUL behind it, and is overwritten
 *	afterwards. phonewall_request_answer() follows, here or later. How long a
 *	client waits is up to this service
 * @gone: the client goes without an answer, and must not be used again; NULL if
 *	each is answered within @take
 */
struct phonewall_request_service {
	size_t size_max;
	const char *too_large;
	const char *no_right;
	bool (*may_connect)(const struct ucred *peer, void *argument);
	void (*take)(struct phonewall_request_client *client, const char *text,
		     size_t length, void *argument);
	void (*gone)(struct phonewall_request_client *client, void *argument);
};

/**
 * struct phonewall_request_socket - a UNIX socket on which requests come
 *
 * A client sends one JSON object, ends its half of the connection, and gets one
 * JSON object. The number of clients, their bytes and their time are bounded,
 * and nobody is waited for.
 */
struct phonewall_request_socket;

/**
 * phonewall_request_socket_open - begin to listen
 * @base: the event loop
 * @path: name of the socket; what is there is removed. It is for its owner and
 *	root alone: see phonewall_file_let_group_connect()
 * @service: what it is for, kept by the caller
 * @argument: handed to its functions
 *
 * Return: the socket, or NULL with errno set.
 */
struct phonewall_request_socket *
phonewall_request_socket_open(struct event_base *base, const char *path,
			      const struct phonewall_request_service *service,
			      void *argument);

/**
 * phonewall_request_socket_close - end, also with clients that wait
 * @requests: may be NULL
 *
 * The socket is removed.
 */
void phonewall_request_socket_close(struct phonewall_request_socket *requests);

/**
 * phonewall_request_peer - who a client is
 * @client: the client
 *
 * Return: its process and user when it connected.
 */
const struct ucred *
phonewall_request_peer(const struct phonewall_request_client *client);

/**
 * phonewall_request_answer - answer a client, which is not to be used afterwards
 * @client: the client
 * @answer: the answer, which is released
 */
void phonewall_request_answer(struct phonewall_request_client *client,
			      struct json_object *answer);

/**
 * phonewall_request_fail - the same with PHONEWALL_ANSWER_ERROR
 * @client: the client
 * @message: what is wrong, and what to do
 */
void phonewall_request_fail(struct phonewall_request_client *client,
			    const char *message);

#endif /* PHONEWALL_REQUEST_SOCKET_H */
