/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_STREAM_H
#define PHONEWALL_SIP_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#include <event2/event.h>
#include <openssl/ssl.h>

/* Bytes that wait for a peer to read them, at most. */
#define PHONEWALL_STREAM_OUTPUT_MAX	(256 * 1024)

/**
 * struct phonewall_stream - messages over TCP or TLS
 */
struct phonewall_stream;

/**
 * struct phonewall_stream_handlers - what is told of a stream
 * @ready: it is connected and, if it is TLS, the peer's certificate has been
 *	verified; NULL for one that was accepted
 * @message: a whole message has come; the bytes are valid during the call
 * @ended: it cannot be used any more, and why; it is to be closed
 *
 * Each may close the stream.
 */
struct phonewall_stream_handlers {
	void (*ready)(struct phonewall_stream *stream, void *argument);
	void (*message)(struct phonewall_stream *stream, const char *bytes,
			size_t length, void *argument);
	void (*ended)(struct phonewall_stream *stream, const char *reason,
		      void *argument);
};

/**
 * phonewall_stream_accept() - use a connection that was accepted
 * @base: the event loop
 * @socket: not blocking; taken over
 * @handlers: what is told of it, kept by the caller
 * @argument: handed to the handlers
 *
 * Return: the stream.
 */
struct phonewall_stream *
phonewall_stream_accept(struct event_base *base, int socket,
			const struct phonewall_stream_handlers *handlers,
			void *argument);

/**
 * struct phonewall_stream_target - whom to connect to
 * @address: its address and port
 * @length: bytes of @address
 * @port: the local port, host byte order
 * @context: of phonewall_tls_client_new(), of which a reference is kept; NULL for
 *	TCP
 * @host: whose certificate it must be
 * @flags: as for phonewall_tls_set_host()
 */
struct phonewall_stream_target {
	struct sockaddr_storage address;
	socklen_t length;
	uint16_t port;
	SSL_CTX *context;
	const char *host;
	int flags;
};

/**
 * phonewall_stream_connect() - begin to connect
 * @base: the event loop
 * @target: to whom
 * @handlers: as of phonewall_stream_accept(), never called from within this call
 * @argument: handed to the handlers
 *
 * Connecting and the handshake may take 10 s together. Nothing is sent before the
 * certificate has been verified.
 *
 * Return: the stream; NULL with errno set.
 */
struct phonewall_stream *
phonewall_stream_connect(struct event_base *base,
			 const struct phonewall_stream_target *target,
			 const struct phonewall_stream_handlers *handlers,
			 void *argument);

/**
 * phonewall_stream_send() - send bytes
 * @stream: one that is ready
 * @bytes: a whole message
 * @length: bytes
 *
 * Return: true; false if more than PHONEWALL_STREAM_OUTPUT_MAX bytes would wait,
 * and nothing of it is sent.
 */
bool phonewall_stream_send(struct phonewall_stream *stream, const char *bytes,
			   size_t length);

/**
 * phonewall_stream_socket() - the socket, to be asked for its addresses
 * @stream: the stream
 *
 * Return: its descriptor.
 */
int phonewall_stream_socket(const struct phonewall_stream *stream);

/**
 * phonewall_stream_tls() - the TLS connection
 * @stream: the stream
 *
 * Return: it, or NULL.
 */
const SSL *phonewall_stream_tls(const struct phonewall_stream *stream);

/**
 * phonewall_stream_close() - end and release it
 * @stream: may be NULL
 */
void phonewall_stream_close(struct phonewall_stream *stream);

#endif /* PHONEWALL_SIP_STREAM_H */
