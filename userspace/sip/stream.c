// SPDX-License-Identifier: MIT
#include "stream.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/err.h>

#include "base/clock.h"
#include "base/memory.h"
#include "sip/framing.h"
#include "tls/context.h"
#include "tls/remedy.h"

#define CONNECT_MS	10000
/* Milliseconds after which a peer that does not acknowledge is gone. */
#define PEER_MS		30000
/* Bytes that are read at once, and turns before others have theirs. */
#define READ_BYTES	8192
#define READ_TURNS	8
#define REASON		256

enum state { CONNECTING, HANDSHAKE, OPEN };

/*
 * @is_used: whether one of the handlers is being called; @is_closed: whether it
 * has closed the stream meanwhile. @is_ours: whether it was connected, not
 * accepted.
 */
struct phonewall_stream {
	const struct phonewall_stream_handlers *handlers;
	void *argument;
	enum state state;
	bool is_ours;
	bool is_used;
	bool is_closed;
	bool wants_write;
	int socket;
	SSL *tls;
	char *host;
	struct event *reading;
	struct event *writing;
	struct event *deadline;
	struct phonewall_sip_framer framer;
	char *input;
	size_t received;
	char *output;
	size_t waiting;
};

static void release(struct phonewall_stream *stream)
{
	/* So that the local port can be used again at once. */
	static const struct linger none = { .l_onoff = 1 };

	event_free(stream->reading);
	event_free(stream->writing);
	event_free(stream->deadline);
	SSL_free(stream->tls);
	if (stream->is_ours)
		setsockopt(stream->socket, SOL_SOCKET, SO_LINGER, &none,
			   sizeof(none));
	close(stream->socket);
	if (stream->output)
		explicit_bzero(stream->output, stream->waiting);
	free(stream->output);
	free(stream->input);
	free(stream->host);
	free(stream);
}

void phonewall_stream_close(struct phonewall_stream *stream)
{
	if (!stream)
		return;
	stream->is_closed = true;
	if (!stream->is_used)
		release(stream);
}

static void end(struct phonewall_stream *stream, const char *reason)
{
	if (stream->is_closed)
		return;
	stream->handlers->ended(stream, reason, stream->argument);
}

static const char *remedy(long fault)
{
	return phonewall_tls_remedy(fault,
		"name the server in Outbound_Proxy or Proxy as its certificate does",
		"add its authority to the file that ca_certificate in provision.conf names");
}

static void end_tls(struct phonewall_stream *stream, int error)
{
	long fault = SSL_get_verify_result(stream->tls);
	unsigned long first = ERR_peek_error();
	const char *reason = first ? ERR_reason_error_string(first) : NULL;
	char text[REASON];

	if (fault != X509_V_OK && stream->state == HANDSHAKE)
		snprintf(text, sizeof(text),
			 "the certificate of '%.100s' is refused: %s; %s",
			 stream->host, X509_verify_cert_error_string(fault),
			 remedy(fault));
	else if (stream->state == HANDSHAKE)
		snprintf(text, sizeof(text), "TLS with '%.100s' failed: %s",
			 stream->host, reason ?: error ? strerror(error) :
			 "the server closed the connection");
	else
		snprintf(text, sizeof(text), "the connection broke: %s",
			 reason ?: error ? strerror(error) :
			 "the server closed it");
	ERR_clear_error();
	end(stream, text);
}

static void end_socket(struct phonewall_stream *stream, int error)
{
	char text[REASON];

	if (!error) {
		end(stream, "the server closed the connection");
		return;
	}
	snprintf(text, sizeof(text), stream->state == CONNECTING ?
		 "cannot connect: %s" : "the connection broke: %s",
		 strerror(error));
	end(stream, text);
}

static void set_interest(struct phonewall_stream *stream)
{
	event_add(stream->reading, NULL);
	if (stream->waiting || stream->wants_write ||
	    stream->state == CONNECTING)
		event_add(stream->writing, NULL);
	else
		event_del(stream->writing);
}

/* Return: whether it is to be tried again later; else the stream has ended. */
static bool may_wait(struct phonewall_stream *stream, int result)
{
	int system_error = errno;
	int error = SSL_get_error(stream->tls, result);

	stream->wants_write = error == SSL_ERROR_WANT_WRITE;
	if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
		return true;
	end_tls(stream, error == SSL_ERROR_SYSCALL ? system_error : 0);
	return false;
}

/* Return: bytes; 0 to wait; -1 if the stream has ended. */
static ssize_t read_some(struct phonewall_stream *stream, char *bytes,
			 size_t room)
{
	ssize_t count;
	size_t length;
	int result;

	errno = 0;
	if (stream->tls) {
		ERR_clear_error();
		result = SSL_read_ex(stream->tls, bytes, room, &length);
		if (result == 1)
			return (ssize_t)length;
		return may_wait(stream, result) ? 0 : -1;
	}
	count = recv(stream->socket, bytes, room, 0);
	if (count > 0)
		return count;
	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	end_socket(stream, count ? errno : 0);
	return -1;
}

static ssize_t write_some(struct phonewall_stream *stream)
{
	ssize_t count;
	size_t length;
	int result;

	errno = 0;
	if (stream->tls) {
		ERR_clear_error();
		result = SSL_write_ex(stream->tls, stream->output,
				      stream->waiting, &length);
		if (result == 1)
			return (ssize_t)length;
		return may_wait(stream, result) ? 0 : -1;
	}
	count = send(stream->socket, stream->output, stream->waiting,
		     MSG_NOSIGNAL);
	if (count >= 0)
		return count;
	if (errno == EAGAIN || errno == EINTR)
		return 0;
	end_socket(stream, errno);
	return -1;
}

/* Return: false if the stream has ended. */
static bool flush(struct phonewall_stream *stream)
{
	ssize_t count;

	while (stream->waiting) {
		count = write_some(stream);
		if (count < 0)
			return false;
		if (!count)
			break;
		stream->waiting -= (size_t)count;
		memmove(stream->output, stream->output + count,
			stream->waiting);
	}
	return true;
}

bool phonewall_stream_send(struct phonewall_stream *stream, const char *bytes,
			   size_t length)
{
	if (length > PHONEWALL_STREAM_OUTPUT_MAX - stream->waiting)
		return false;
	stream->output = phonewall_memory_resize(stream->output,
						 stream->waiting + length, 1);
	memcpy(stream->output + stream->waiting, bytes, length);
	stream->waiting += length;
	event_add(stream->writing, NULL);
	return true;
}

static void take(struct phonewall_stream *stream, size_t length)
{
	stream->received -= length;
	memmove(stream->input, stream->input + length, stream->received);
}

/* Return: false if nothing more can be found, or the stream has ended. */
static bool take_frame(struct phonewall_stream *stream)
{
	size_t length = 0;

	switch (phonewall_sip_framer_next(&stream->framer, stream->input,
					  stream->received, &length)) {
	case PHONEWALL_SIP_FRAME_MESSAGE:
		stream->handlers->message(stream, stream->input, length,
					  stream->argument);
		break;
	case PHONEWALL_SIP_FRAME_PING:
		phonewall_stream_send(stream, "\r\n", 2);
		break;
	case PHONEWALL_SIP_FRAME_CRLF:
		break;
	case PHONEWALL_SIP_FRAME_BROKEN:
		end(stream, "what came is no SIP");
		return false;
	default:
		return false;
	}
	take(stream, length);
	return !stream->is_closed;
}

static void receive(struct phonewall_stream *stream)
{
	for (int turn = 0; turn < READ_TURNS && !stream->is_closed; turn++) {
		ssize_t count;

		stream->input = phonewall_memory_resize(stream->input,
					stream->received + READ_BYTES, 1);
		count = read_some(stream, stream->input + stream->received,
				  READ_BYTES);
		if (count <= 0)
			return;
		stream->received += (size_t)count;
		while (take_frame(stream))
			;
	}
	/* What OpenSSL holds makes no socket readable. */
	if (!stream->is_closed)
		event_active(stream->reading, EV_READ, 0);
}

static void be_ready(struct phonewall_stream *stream)
{
	stream->state = OPEN;
	event_del(stream->deadline);
	if (stream->handlers->ready)
		stream->handlers->ready(stream, stream->argument);
}

static void shake_hands(struct phonewall_stream *stream)
{
	int result;

	ERR_clear_error();
	errno = 0;
	result = SSL_connect(stream->tls);
	if (result == 1) {
		stream->wants_write = false;
		be_ready(stream);
	} else {
		may_wait(stream, result);
	}
}

static void connected(struct phonewall_stream *stream)
{
	int error = 0;
	socklen_t length = sizeof(error);

	getsockopt(stream->socket, SOL_SOCKET, SO_ERROR, &error, &length);
	if (error) {
		end_socket(stream, error);
		return;
	}
	if (!stream->tls) {
		be_ready(stream);
		return;
	}
	stream->state = HANDSHAKE;
	shake_hands(stream);
}

static void on_event(evutil_socket_t number, short what, void *argument)
{
	struct phonewall_stream *stream = argument;

	(void)number;
	stream->is_used = true;
	if (stream->state == CONNECTING) {
		if (what & EV_WRITE)
			connected(stream);
	} else if (stream->state == HANDSHAKE) {
		shake_hands(stream);
	} else if (flush(stream)) {
		receive(stream);
	}
	stream->is_used = false;
	if (stream->is_closed)
		release(stream);
	else
		set_interest(stream);
}

static void on_deadline(evutil_socket_t number, short what, void *argument)
{
	struct phonewall_stream *stream = argument;

	(void)number;
	(void)what;
	end(stream, stream->state == CONNECTING ?
	    "cannot connect: the server does not answer" :
	    "the server does not answer the TLS handshake");
}

static struct phonewall_stream *
make(struct event_base *base, int socket,
     const struct phonewall_stream_handlers *handlers, void *argument)
{
	struct phonewall_stream *stream =
		phonewall_memory_resize(NULL, 1, sizeof(*stream));

	*stream = (struct phonewall_stream){
		.handlers = handlers,
		.argument = argument,
		.socket = socket,
		.reading = event_new(base, socket, EV_READ | EV_PERSIST,
				     on_event, stream),
		.writing = event_new(base, socket, EV_WRITE | EV_PERSIST,
				     on_event, stream),
		.deadline = evtimer_new(base, on_deadline, stream),
	};
	if (!stream->reading || !stream->writing || !stream->deadline)
		phonewall_memory_exhausted();
	return stream;
}

struct phonewall_stream *
phonewall_stream_accept(struct event_base *base, int socket,
			const struct phonewall_stream_handlers *handlers,
			void *argument)
{
	struct phonewall_stream *stream = make(base, socket, handlers,
					       argument);

	stream->state = OPEN;
	set_interest(stream);
	return stream;
}

static void set_options(int descriptor)
{
	static const int yes = 1;
	static const unsigned int limit = PEER_MS;

	setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &limit,
		   sizeof(limit));
}

/* The registrar knows the phone by this port, so it stays the same. */
static int bind_port(int descriptor, int family, uint16_t port)
{
	const struct sockaddr_in any4 = { .sin_family = AF_INET,
					  .sin_port = htons(port) };
	const struct sockaddr_in6 any6 = { .sin6_family = AF_INET6,
					   .sin6_port = htons(port) };

	return family == AF_INET ?
	       bind(descriptor, (const void *)&any4, sizeof(any4)) :
	       bind(descriptor, (const void *)&any6, sizeof(any6));
}

static int open_socket(const struct phonewall_stream_target *target)
{
	int family = target->address.ss_family;
	int descriptor = socket(family, SOCK_STREAM | SOCK_NONBLOCK |
				SOCK_CLOEXEC, 0);
	int error;

	if (descriptor < 0)
		return -1;
	set_options(descriptor);
	if (!bind_port(descriptor, family, target->port) &&
	    (!connect(descriptor, (const void *)&target->address,
		      target->length) || errno == EINPROGRESS))
		return descriptor;
	error = errno;
	close(descriptor);
	errno = error;
	return -1;
}

/* Return: whether the certificate can be compared with a name. */
static bool prepare_tls(struct phonewall_stream *stream,
			const struct phonewall_stream_target *target)
{
	stream->host = phonewall_memory_print("%s", target->host);
	stream->tls = SSL_new(target->context);
	if (!stream->tls || !SSL_set_fd(stream->tls, stream->socket))
		phonewall_memory_exhausted();
	SSL_set_mode(stream->tls, SSL_MODE_ENABLE_PARTIAL_WRITE |
		     SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	return !phonewall_tls_set_host(stream->tls, target->host,
				       target->flags);
}

struct phonewall_stream *
phonewall_stream_connect(struct event_base *base,
			 const struct phonewall_stream_target *target,
			 const struct phonewall_stream_handlers *handlers,
			 void *argument)
{
	const struct timeval limit = phonewall_clock_delay(CONNECT_MS);
	struct phonewall_stream *stream;
	int descriptor = open_socket(target);

	if (descriptor < 0)
		return NULL;
	stream = make(base, descriptor, handlers, argument);
	stream->is_ours = true;
	if (target->context && !prepare_tls(stream, target)) {
		phonewall_stream_close(stream);
		errno = EINVAL;
		return NULL;
	}
	event_add(stream->deadline, &limit);
	set_interest(stream);
	return stream;
}

int phonewall_stream_socket(const struct phonewall_stream *stream)
{
	return stream->socket;
}

const SSL *phonewall_stream_tls(const struct phonewall_stream *stream)
{
	return stream->tls;
}
