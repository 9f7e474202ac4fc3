/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DIRECTORY_STREAM_H
#define PHONEWALL_DIRECTORY_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <openssl/ssl.h>

#include "directory/server.h"

/* Bytes that are read from a server at most. */
#define PHONEWALL_DIRECTORY_BYTES_MAX	(1024 * 1024)

/**
 * struct phonewall_directory_stream - bytes to and from a server, in TLS or not
 * @socket: the connected socket, not blocking
 * @tls: the TLS connection, or NULL
 * @deadline: when reading and writing fail, in milliseconds of CLOCK_MONOTONIC
 * @received: bytes that were read
 * @error: errno of the first failure: ETIMEDOUT after the deadline, EMSGSIZE if
 *	the server sends more than PHONEWALL_DIRECTORY_BYTES_MAX, ECONNRESET if
 *	it has closed the connection; 0 if nothing has failed
 */
struct phonewall_directory_stream {
	int socket;
	SSL *tls;
	int64_t deadline;
	size_t received;
	int error;
};

/**
 * phonewall_directory_stream_connect() - connect to a server
 * @server: the server
 * @stream: filled in
 * @milliseconds: for all its addresses together; looking up its name may take 8 s
 *	before
 *
 * Return: NULL, or why it failed, to be released with free(): what happened,
 * and what to do.
 */
char *phonewall_directory_stream_connect(
	const struct phonewall_directory_server *server,
	struct phonewall_directory_stream *stream, unsigned int milliseconds);

/**
 * phonewall_directory_stream_handshake() - begin TLS
 * @stream: a stream without TLS
 * @context: of phonewall_tls_client_new()
 * @host: whose certificate it must be
 *
 * Nothing may have been read beyond what was asked for. What the server has
 * sent without being asked is refused, since it may be anybody's.
 *
 * Return: as phonewall_directory_stream_connect().
 */
char *phonewall_directory_stream_handshake(
	struct phonewall_directory_stream *stream, SSL_CTX *context,
	const char *host);

/**
 * phonewall_directory_stream_set_time() - set how long reading and writing may
 *	take
 * @stream: the stream
 * @milliseconds: from now on, for everything until the next call
 */
void phonewall_directory_stream_set_time(
	struct phonewall_directory_stream *stream, unsigned int milliseconds);

/**
 * phonewall_directory_stream_time_left() - how long reading may still take
 * @stream: the stream
 *
 * Return: milliseconds, 0 if the deadline has passed.
 */
unsigned int phonewall_directory_stream_time_left(
	const struct phonewall_directory_stream *stream);

/**
 * phonewall_directory_stream_read() - read bytes, as read(2)
 * @stream: the stream
 * @buffer: room for @length bytes
 * @length: at most this many are read
 *
 * Waits until the deadline.
 *
 * Return: bytes read; -1 with errno and the stream's error set, also if the
 * server has closed the connection.
 */
ssize_t phonewall_directory_stream_read(
	struct phonewall_directory_stream *stream, void *buffer, size_t length);

/**
 * phonewall_directory_stream_write() - write bytes, as write(2)
 * @stream: the stream
 * @data: the bytes
 * @length: how many
 *
 * With TLS, a connection that the server has closed raises SIGPIPE.
 *
 * Return: bytes written; -1 with errno and the stream's error set.
 */
ssize_t phonewall_directory_stream_write(
	struct phonewall_directory_stream *stream, const void *data,
	size_t length);

/**
 * phonewall_directory_stream_close() - end a stream
 * @stream: the stream; its socket may be negative
 */
void phonewall_directory_stream_close(
	struct phonewall_directory_stream *stream);

#endif /* PHONEWALL_DIRECTORY_STREAM_H */
