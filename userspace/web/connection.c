// SPDX-License-Identifier: MIT
#include "connection.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"

/* Bytes that are dropped at a time, and how often before others have a turn. */
#define PIECE		4096
#define PIECES		16
/* Milliseconds for phonewalld to answer, for which it has 15 s a request */
#define ANSWER_MS	60000
/* Milliseconds for the browser to end, so that it reads an early answer. */
#define LINGER_MS	1000

/* Nothing is executed, and nothing is from or for elsewhere. */
static const char fixed_fields[] =
	"Connection: close\r\n"
	"Content-Security-Policy: default-src 'none'; style-src 'self'; "
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'\r\n"
	"Cross-Origin-Opener-Policy: same-origin\r\n"
	"Cross-Origin-Resource-Policy: same-origin\r\n"
	"Referrer-Policy: same-origin\r\n"
	"X-Content-Type-Options: nosniff\r\n"
	"X-Frame-Options: DENY\r\n";

/*
 * @head: the request's head so far, and @body what is behind it, once the head has
 * told how long that is. @output: the answer, of which @sent bytes were sent.
 * @has_request: whether the request was handed on. @is_ending: whether only the
 * browser's end is waited for.
 */
struct phonewall_connection {
	int socket;
	SSL *tls;
	struct event *reading;
	struct event *writing;
	struct event *limit;
	const struct phonewall_connection_handlers *handlers;
	void *argument;
	char head[PHONEWALL_HTTP_HEAD_MAX];
	size_t head_length;
	char *body;
	size_t body_length;
	struct phonewall_http_request request;
	char *output;
	size_t output_length;
	size_t sent;
	bool has_request;
	bool is_ending;
};

static const char *reason_of(unsigned int status)
{
	static const struct {
		unsigned int status;
		const char *reason;
	} reasons[] = {
		{ 200, "OK" }, { 303, "See Other" }, { 400, "Bad Request" },
		{ 403, "Forbidden" }, { 404, "Not Found" },
		{ 405, "Method Not Allowed" }, { 411, "Length Required" },
		{ 413, "Content Too Large" },
		{ 415, "Unsupported Media Type" },
		{ 417, "Expectation Failed" }, { 421, "Misdirected Request" },
		{ 422, "Unprocessable Content" }, { 429, "Too Many Requests" },
		{ 431, "Request Header Fields Too Large" },
		{ 501, "Not Implemented" }, { 503, "Service Unavailable" },
		{ 505, "HTTP Version Not Supported" },
	};

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Error";
}

static void free_secret(char *bytes, size_t length)
{
	if (bytes)
		OPENSSL_cleanse(bytes, length);
	free(bytes);
}

void phonewall_connection_close(struct phonewall_connection *connection)
{
	connection->handlers->gone(connection, connection->argument);
	event_free(connection->reading);
	event_free(connection->writing);
	event_free(connection->limit);
	SSL_free(connection->tls);
	close(connection->socket);
	free_secret(connection->body, connection->request.content_length);
	free_secret(connection->output, connection->output_length);
	free_secret((char *)connection, sizeof(*connection));
}

static void set_limit(struct phonewall_connection *connection,
		      unsigned int milliseconds)
{
	const struct timeval delay = phonewall_clock_delay(milliseconds);

	evtimer_add(connection->limit, &delay);
}

/* Return: bytes; 0 at the end; -1 with errno set, EAGAIN to wait. */
static ssize_t receive(struct phonewall_connection *connection, void *bytes,
		       size_t length)
{
	int result, error;

	if (!connection->tls)
		return recv(connection->socket, bytes, length, 0);
	ERR_clear_error();
	result = SSL_read(connection->tls, bytes, (int)length);
	if (result > 0)
		return result;
	error = SSL_get_error(connection->tls, result);
	if (error == SSL_ERROR_WANT_WRITE)
		event_add(connection->writing, NULL);
	errno = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ?
		EAGAIN : EPROTO;
	return error == SSL_ERROR_ZERO_RETURN ? 0 : -1;
}

static ssize_t transmit(struct phonewall_connection *connection,
			const void *bytes, size_t length)
{
	int result, error;

	if (!connection->tls)
		return send(connection->socket, bytes, length, MSG_NOSIGNAL);
	ERR_clear_error();
	result = SSL_write(connection->tls, bytes, (int)length);
	if (result > 0)
		return result;
	error = SSL_get_error(connection->tls, result);
	errno = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ?
		EAGAIN : EPROTO;
	return -1;
}

static void finish_sending(struct phonewall_connection *connection)
{
	if (connection->tls)
		SSL_shutdown(connection->tls);
	shutdown(connection->socket, SHUT_WR);
	connection->is_ending = true;
	event_del(connection->writing);
	set_limit(connection, LINGER_MS);
	event_add(connection->reading, NULL);
}

static void send_output(struct phonewall_connection *connection)
{
	while (connection->sent < connection->output_length) {
		ssize_t sent = transmit(connection,
					connection->output + connection->sent,
					connection->output_length -
						connection->sent);

		if (sent < 0 && errno == EAGAIN) {
			event_add(connection->writing, NULL);
			return;
		}
		if (sent < 0) {
			phonewall_connection_close(connection);
			return;
		}
		connection->sent += sent;
	}
	finish_sending(connection);
}

static void print_head(FILE *stream, const struct phonewall_response *response)
{
	fprintf(stream, "HTTP/1.1 %u %s\r\n%s", response->status,
		reason_of(response->status), fixed_fields);
	fprintf(stream, "Cache-Control: %s\r\n", response->may_be_kept ?
		"private, max-age=3600" : "no-store");
	if (response->type)
		fprintf(stream, "Content-Type: %s\r\n", response->type);
	if (response->location)
		fprintf(stream, "Location: %s\r\n", response->location);
	if (response->cookie)
		fprintf(stream, "Set-Cookie: %s\r\n", response->cookie);
	if (response->file)
		fprintf(stream, "Content-Disposition: attachment; filename=\"%s\"\r\n",
			response->file);
	if (response->status == 405)
		fputs("Allow: GET, HEAD, POST\r\n", stream);
	fprintf(stream, "Content-Length: %zu\r\n\r\n", response->length);
}

void phonewall_connection_respond(struct phonewall_connection *connection,
				  const struct phonewall_response *response)
{
	FILE *stream = open_memstream(&connection->output,
				      &connection->output_length);

	if (!stream)
		phonewall_memory_exhausted();
	print_head(stream, response);
	if (!connection->request.is_head)
		fwrite(response->body ?: "", 1, response->length, stream);
	if (fclose(stream))
		phonewall_memory_exhausted();
	free(response->body);
	set_limit(connection, PHONEWALL_CONNECTION_MS);
	send_output(connection);
}

static void refuse(struct phonewall_connection *connection, unsigned int status)
{
	char *body = phonewall_memory_print("%s\n", reason_of(status));
	const struct phonewall_response response = {
		.status = status,
		.type = "text/plain; charset=utf-8",
		.body = body,
		.length = strlen(body),
	};

	connection->has_request = true;
	event_del(connection->reading);
	phonewall_connection_respond(connection, &response);
}

/* The body's first bytes have come behind the head. */
static void begin_body(struct phonewall_connection *connection, size_t length)
{
	size_t size = connection->request.content_length;
	size_t come = connection->head_length - length;

	connection->body = phonewall_memory_resize(NULL, size + 1, 1);
	connection->body_length = come < size ? come : size;
	memcpy(connection->body, connection->head + length,
	       connection->body_length);
}

/* Return: 0, or the status of a refusal. */
static unsigned int read_head(struct phonewall_connection *connection)
{
	size_t length = phonewall_http_head_length(connection->head,
						   connection->head_length);
	unsigned int status;

	if (!length)
		return connection->head_length < sizeof(connection->head) ?
		       0 : 431;
	status = phonewall_http_request_read(connection->head, length,
					     &connection->request);
	if (!status)
		begin_body(connection, length);
	return status;
}

/* Return: whether the request is whole, so that the connection may be gone. */
static bool take_input(struct phonewall_connection *connection)
{
	unsigned int status = connection->body ? 0 : read_head(connection);
	size_t size = connection->request.content_length;

	if (status) {
		connection->request = (struct phonewall_http_request){ 0 };
		refuse(connection, status);
		return true;
	}
	if (!connection->body || connection->body_length < size)
		return false;
	connection->body[size] = '\0';
	connection->has_request = true;
	event_del(connection->reading);
	set_limit(connection, ANSWER_MS);
	connection->handlers->request(connection, &connection->request,
				      connection->body, connection->argument);
	return true;
}

/* What a browser still sends would make the kernel drop the answer. */
static void drop_input(struct phonewall_connection *connection)
{
	char dropped[PIECE];
	ssize_t received = 1;

	for (int i = 0; i < PIECES && received > 0; i++)
		received = receive(connection, dropped, sizeof(dropped));
	if (!received || (received < 0 && errno != EAGAIN))
		phonewall_connection_close(connection);
}

static ssize_t receive_input(struct phonewall_connection *connection)
{
	char *to = connection->head + connection->head_length;
	size_t room = sizeof(connection->head) - connection->head_length;
	size_t *length = &connection->head_length;
	ssize_t received;

	if (connection->body) {
		length = &connection->body_length;
		to = connection->body + *length;
		room = connection->request.content_length - *length;
	}
	received = receive(connection, to, room);
	*length += received > 0 ? received : 0;
	return received;
}

/* TLS may hold more than was asked for, of which the socket does not tell. */
static void read_input(struct phonewall_connection *connection)
{
	ssize_t received;

	do {
		received = receive_input(connection);
		if (received < 0 && errno == EAGAIN)
			return;
		if (received <= 0) {
			phonewall_connection_close(connection);
			return;
		}
	} while (!take_input(connection));
}

/* Return: whether the handshake is over. */
static bool shake_hands(struct phonewall_connection *connection)
{
	int result, error;

	ERR_clear_error();
	result = SSL_accept(connection->tls);
	if (result == 1)
		return true;
	error = SSL_get_error(connection->tls, result);
	if (error == SSL_ERROR_WANT_WRITE)
		event_add(connection->writing, NULL);
	else if (error != SSL_ERROR_WANT_READ)
		phonewall_connection_close(connection);
	return false;
}

static void on_readable(evutil_socket_t socket, short what, void *argument)
{
	struct phonewall_connection *connection = argument;

	(void)socket;
	(void)what;
	if (connection->is_ending)
		drop_input(connection);
	else if (!connection->tls || SSL_is_init_finished(connection->tls) ||
		 shake_hands(connection))
		read_input(connection);
}

static void on_writable(evutil_socket_t socket, short what, void *argument)
{
	struct phonewall_connection *connection = argument;

	event_del(connection->writing);
	if (connection->output)
		send_output(connection);
	else
		on_readable(socket, what, argument);
}

static void on_limit(evutil_socket_t socket, short what, void *argument)
{
	(void)socket;
	(void)what;
	phonewall_connection_close(argument);
}

struct phonewall_connection *
phonewall_connection_open(struct event_base *base, int socket,
			  SSL_CTX *context,
			  const struct phonewall_connection_handlers *handlers,
			  void *argument)
{
	struct phonewall_connection *connection =
		phonewall_memory_resize(NULL, 1, sizeof(*connection));

	*connection = (struct phonewall_connection){
		.socket = socket,
		.tls = context ? SSL_new(context) : NULL,
		.reading = event_new(base, socket, EV_READ | EV_PERSIST,
				     on_readable, connection),
		.writing = event_new(base, socket, EV_WRITE | EV_PERSIST,
				     on_writable, connection),
		.limit = evtimer_new(base, on_limit, connection),
		.handlers = handlers,
		.argument = argument,
	};
	if (!connection->reading || !connection->writing ||
	    !connection->limit || (context && (!connection->tls ||
	    SSL_set_fd(connection->tls, socket) != 1)))
		phonewall_memory_exhausted();
	set_limit(connection, PHONEWALL_CONNECTION_MS);
	event_add(connection->reading, NULL);
	return connection;
}

bool phonewall_connection_waits(const struct phonewall_connection *connection)
{
	return !connection->has_request;
}

bool
phonewall_connection_is_secure(const struct phonewall_connection *connection)
{
	return connection->tls;
}
