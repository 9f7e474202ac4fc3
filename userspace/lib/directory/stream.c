// SPDX-License-Identifier: MIT
#include "directory/stream.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "base/memory.h"
#include "directory/look_up.h"
#include "tls/context.h"
#include "tls/remedy.h"

/* Milliseconds: one of several name servers may be dead. */
#define LOOK_UP_TIME	8000

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * INT64_C(1000) + time.tv_nsec / 1000000;
}

void phonewall_directory_stream_set_time(
	struct phonewall_directory_stream *stream, unsigned int milliseconds)
{
	stream->deadline = now() + milliseconds;
}

unsigned int phonewall_directory_stream_time_left(
	const struct phonewall_directory_stream *stream)
{
	int64_t left = stream->deadline - now();

	return left > 0 ? left : 0;
}

static int fail(struct phonewall_directory_stream *stream, int error)
{
	if (!stream->error)
		stream->error = error;
	errno = stream->error;
	return -1;
}

static int wait_for(struct phonewall_directory_stream *stream, short events)
{
	struct pollfd wanted = { .fd = stream->socket, .events = events };
	unsigned int left = phonewall_directory_stream_time_left(stream);
	int count;

	if (!left)
		return fail(stream, ETIMEDOUT);
	count = poll(&wanted, 1, left);
	if (count < 0 && errno != EINTR)
		return fail(stream, errno);
	return count ? 0 : fail(stream, ETIMEDOUT);
}

/* One address. Return: 0, or -1 with the stream's error set. */
static int connect_to(const struct addrinfo *address,
		      struct phonewall_directory_stream *stream)
{
	socklen_t size = sizeof(int);
	int error = 0;

	stream->error = 0;
	stream->socket = socket(address->ai_family, SOCK_STREAM |
				SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (stream->socket < 0)
		return fail(stream, errno);
	if (!connect(stream->socket, address->ai_addr, address->ai_addrlen))
		return 0;
	if (errno != EINPROGRESS)
		error = errno;
	else if (wait_for(stream, POLLOUT))
		error = stream->error;
	else
		getsockopt(stream->socket, SOL_SOCKET, SO_ERROR, &error, &size);
	if (!error)
		return 0;
	close(stream->socket);
	stream->socket = -1;
	return fail(stream, error);
}

static unsigned int count_of(const struct addrinfo *address)
{
	unsigned int count = 0;

	for (; address; address = address->ai_next)
		count++;
	return count;
}

char *phonewall_directory_stream_connect(
	const struct phonewall_directory_server *server,
	struct phonewall_directory_stream *stream, unsigned int milliseconds)
{
	struct addrinfo *addresses;
	int64_t end;
	char *message;
	int error = -1;

	*stream = (struct phonewall_directory_stream){ .socket = -1 };
	message = phonewall_directory_look_up(server, LOOK_UP_TIME, &addresses);
	if (message)
		return message;
	end = now() + milliseconds;
	for (const struct addrinfo *address = addresses; error && address;
	     address = address->ai_next) {
		/* One that does not answer leaves time for the others. */
		stream->deadline = now() + (end - now()) / count_of(address);
		error = connect_to(address, stream);
	}
	freeaddrinfo(addresses);
	if (!error)
		return NULL;
	return phonewall_memory_print("cannot connect to '%s' port %u: %s; check LDAP_Server and that the server runs",
				      server->host, server->port,
				      strerror(stream->error));
}

static const char *remedy(long fault)
{
	return phonewall_tls_remedy(fault,
		"name the server in LDAP_Server as its certificate does",
		"add its authority to the file that ldap_ca_certificate in phonewall.conf names");
}

static char *describe_failure(const struct phonewall_directory_stream *stream,
			      const char *host)
{
	long fault = SSL_get_verify_result(stream->tls);
	unsigned long error = ERR_peek_last_error();
	const char *reason = error ? ERR_reason_error_string(error) : NULL;

	if (stream->error == ETIMEDOUT)
		return phonewall_memory_print("'%s' does not answer the TLS handshake in time; try again, or ask its administrator",
					      host);
	if (fault != X509_V_OK)
		return phonewall_memory_print("the certificate of '%s' is refused: %s; %s",
					      host,
					      X509_verify_cert_error_string(fault),
					      remedy(fault));
	return phonewall_memory_print("TLS with '%s' failed: %s; check the port in LDAP_Server, and compare its versions and suites with TLS_Client_Min_Version and TLS_Cipher_List",
				      host, reason ?: stream->error ?
				      strerror(stream->error) :
				      "the server closed the connection");
}

/* Return: 0 to try again, or -1 with the stream's error set. */
static int wait_for_tls(struct phonewall_directory_stream *stream, int result)
{
	int system_error = errno;

	switch (SSL_get_error(stream->tls, result)) {
	case SSL_ERROR_WANT_READ:
		return wait_for(stream, POLLIN);
	case SSL_ERROR_WANT_WRITE:
		return wait_for(stream, POLLOUT);
	case SSL_ERROR_SYSCALL:
		return fail(stream, system_error ?: ECONNRESET);
	case SSL_ERROR_ZERO_RETURN:
		return fail(stream, ECONNRESET);
	default:
		return fail(stream, EPROTO);
	}
}

static int handshake(struct phonewall_directory_stream *stream)
{
	int result;

	do {
		ERR_clear_error();
		errno = 0;
		result = SSL_connect(stream->tls);
		if (result == 1)
			return 0;
	} while (!wait_for_tls(stream, result));
	return -1;
}

static bool has_bytes(const struct phonewall_directory_stream *stream)
{
	char byte;

	return recv(stream->socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

char *phonewall_directory_stream_handshake(
	struct phonewall_directory_stream *stream, SSL_CTX *context,
	const char *host)
{
	/* RFC 4511 section 4.14.1: the client speaks next. */
	if (has_bytes(stream))
		return phonewall_memory_print("'%s' has sent something before the TLS handshake, as an attacker would; ask its administrator",
					      host);
	stream->tls = SSL_new(context);
	if (!stream->tls || !SSL_set_fd(stream->tls, stream->socket))
		phonewall_memory_exhausted();
	/* To come back for the deadline, whatever the server goes on to send. */
	SSL_clear_mode(stream->tls, SSL_MODE_AUTO_RETRY);
	if (phonewall_tls_set_host(stream->tls, host, 0))
		return phonewall_memory_print("'%s' cannot be the name of a certificate; correct LDAP_Server",
					      host);
	return handshake(stream) ? describe_failure(stream, host) : NULL;
}

static ssize_t read_plain(struct phonewall_directory_stream *stream,
			  void *buffer, size_t length)
{
	ssize_t count;

	do {
		count = recv(stream->socket, buffer, length, 0);
		if (count > 0)
			return count;
		if (!count)
			return fail(stream, ECONNRESET);
		if (errno != EAGAIN && errno != EINTR)
			return fail(stream, errno);
	} while (!wait_for(stream, POLLIN));
	return -1;
}

static ssize_t read_tls(struct phonewall_directory_stream *stream,
			void *buffer, size_t length)
{
	size_t count;
	int result;

	do {
		ERR_clear_error();
		errno = 0;
		result = SSL_read_ex(stream->tls, buffer, length, &count);
		if (result == 1)
			return count;
	} while (!wait_for_tls(stream, result));
	return -1;
}

/* The deadline also counts if there is always something to read. */
ssize_t phonewall_directory_stream_read(
	struct phonewall_directory_stream *stream, void *buffer, size_t length)
{
	ssize_t count;

	if (stream->error)
		return fail(stream, stream->error);
	if (!phonewall_directory_stream_time_left(stream))
		return fail(stream, ETIMEDOUT);
	count = stream->tls ? read_tls(stream, buffer, length) :
			      read_plain(stream, buffer, length);
	if (count < 0)
		return count;
	stream->received += count;
	return stream->received > PHONEWALL_DIRECTORY_BYTES_MAX ?
	       fail(stream, EMSGSIZE) : count;
}

static ssize_t write_plain(struct phonewall_directory_stream *stream,
			   const void *data, size_t length)
{
	ssize_t count;

	do {
		count = send(stream->socket, data, length, MSG_NOSIGNAL);
		if (count >= 0)
			return count;
		if (errno != EAGAIN && errno != EINTR)
			return fail(stream, errno);
	} while (!wait_for(stream, POLLOUT));
	return -1;
}

static ssize_t write_tls(struct phonewall_directory_stream *stream,
			 const void *data, size_t length)
{
	size_t count;
	int result;

	do {
		ERR_clear_error();
		errno = 0;
		result = SSL_write_ex(stream->tls, data, length, &count);
		if (result == 1)
			return count;
	} while (!wait_for_tls(stream, result));
	return -1;
}

ssize_t phonewall_directory_stream_write(
	struct phonewall_directory_stream *stream, const void *data,
	size_t length)
{
	if (stream->error)
		return fail(stream, stream->error);
	return stream->tls ? write_tls(stream, data, length) :
			     write_plain(stream, data, length);
}

void phonewall_directory_stream_close(
	struct phonewall_directory_stream *stream)
{
	SSL_free(stream->tls);
	if (stream->socket >= 0)
		close(stream->socket);
	*stream = (struct phonewall_directory_stream){ .socket = -1 };
}
