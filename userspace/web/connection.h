/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WEB_CONNECTION_H
#define PHONEWALL_WEB_CONNECTION_H

#include <event2/event.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "web/http_request.h"

/* Milliseconds for the handshake and the request, and as many to take the answer. */
#define PHONEWALL_CONNECTION_MS	10000

/**
 * struct phonewall_connection - a browser that has one request
 *
 * There is one request on a connection. So nothing that comes behind it can be
 * taken for another one, and a connection has one end by which it must be over.
 */
struct phonewall_connection;

/**
 * struct phonewall_response - the answer to a request
 * @status: as 200
 * @type: the media type; NULL without a body
 * @location: where the browser is sent; a constant path or NULL
 * @cookie: the field Set-Cookie; NULL for none
 * @file: the name under which a browser saves the body; NULL to show it
 * @may_be_kept: whether a browser may keep the body for an hour
 * @body: the body; taken over
 * @length: bytes of @body
 */
struct phonewall_response {
	unsigned int status;
	const char *type;
	const char *location;
	const char *cookie;
	const char *file;
	bool may_be_kept;
	char *body;
	size_t length;
};

/**
 * struct phonewall_connection_handlers - what is told of a connection
 * @request: a request is whole; phonewall_connection_respond() follows, here or
 *	later. The request and @body live as long as the connection
 * @gone: the connection ends, and is not to be used any more
 */
struct phonewall_connection_handlers {
	void (*request)(struct phonewall_connection *connection,
			const struct phonewall_http_request *request,
			char *body, void *argument);
	void (*gone)(struct phonewall_connection *connection, void *argument);
};

/**
 * phonewall_connection_open() - begin to read from a browser
 * @base: the event loop
 * @socket: the connection, which does not block; taken over
 * @context: for TLS; NULL without
 * @handlers: kept by the caller
 * @argument: handed to them
 *
 * Return: the connection, which ends by itself, or by
 * phonewall_connection_close().
 */
struct phonewall_connection *
phonewall_connection_open(struct event_base *base, int socket,
			  SSL_CTX *context,
			  const struct phonewall_connection_handlers *handlers,
			  void *argument);

/**
 * phonewall_connection_waits() - whether the request is not whole yet
 * @connection: the connection
 */
bool phonewall_connection_waits(const struct phonewall_connection *connection);

/**
 * phonewall_connection_is_secure() - whether the connection has TLS
 * @connection: the connection
 */
bool
phonewall_connection_is_secure(const struct phonewall_connection *connection);

/**
 * phonewall_connection_respond() - answer the request
 * @connection: the connection, which ends when all is sent, and perhaps at once
 * @response: the answer
 */
void phonewall_connection_respond(struct phonewall_connection *connection,
				  const struct phonewall_response *response);

/**
 * phonewall_connection_close() - end it
 * @connection: the connection
 */
void phonewall_connection_close(struct phonewall_connection *connection);

#endif /* PHONEWALL_WEB_CONNECTION_H */
