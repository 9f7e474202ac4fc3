// SPDX-License-Identifier: MIT
#include "http_server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REQUEST_MAX	16384

/* A connection: what is read and not yet used. */
struct connection {
	struct http_server *server;
	int socket;
	SSL *tls;
	char text[REQUEST_MAX + 1];
	size_t length;
};

/* Return: false if the server is to stop. */
static bool wait_for(const struct http_server *server, int which, int time)
{
	struct pollfd wanted[2] = {
		{ .fd = which, .events = POLLIN },
		{ .fd = server->stop[0], .events = POLLIN },
	};

	poll(wanted, 2, time);
	return !wanted[1].revents;
}

static bool read_more(struct connection *connection)
{
	size_t room = REQUEST_MAX - connection->length;
	char *end = connection->text + connection->length;
	ssize_t got;

	if (!room ||
	    (!(connection->tls && SSL_pending(connection->tls)) &&
	     !wait_for(connection->server, connection->socket, -1)))
		return false;
	got = connection->tls ? SSL_read(connection->tls, end, room) :
				read(connection->socket, end, room);
	if (got <= 0)
		return false;
	connection->length += got;
	connection->text[connection->length] = '\0';
	return true;
}

static bool send_bytes(struct connection *connection, const char *bytes,
		       size_t length)
{
	ssize_t sent;

	for (; length; bytes += sent, length -= sent) {
		sent = connection->tls ?
		       SSL_write(connection->tls, bytes, length) :
		       send(connection->socket, bytes, length, MSG_NOSIGNAL);
		if (sent <= 0)
			return false;
	}
	return true;
}

/* Bytes of a request with its body; 0 if it is not whole. */
static size_t request_length(const struct connection *connection)
{
	const char *end = strstr(connection->text, "\r\n\r\n");
	const char *field = strcasestr(connection->text, "Content-Length: ");
	size_t length;

	if (!end)
		return 0;
	length = end + 4 - connection->text;
	if (field && field < end)
		length += strtoul(field + 16, NULL, 10);
	return length <= connection->length ? length : 0;
}

static bool read_request(struct connection *connection)
{
	struct http_server *server = connection->server;
	size_t used = strlen(server->log), length;

	while (!(length = request_length(connection))) {
		if (!read_more(connection))
			return false;
	}
	if (used + length < sizeof(server->log))
		memcpy(server->log + used, connection->text, length);
	server->requests++;
	connection->length -= length;
	memmove(connection->text, connection->text + length,
		connection->length + 1);
	return true;
}

static const char *answer_of(const struct http_server *server)
{
	size_t i = server->requests - 1;

	while (i >= HTTP_SERVER_ANSWERS || !server->answers[i])
		i--;
	return server->answers[i];
}

static bool repeat(struct connection *connection)
{
	const struct http_server *server = connection->server;
	const int listener = server->stop[0];

	while (send_bytes(connection, server->repeat, strlen(server->repeat))) {
		if (!wait_for(server, listener, server->pause / 1000))
			return false;
	}
	return false;
}

static void serve(struct connection *connection)
{
	const struct http_server *server = connection->server;
	const char *answer;

	while (read_request(connection)) {
		answer = answer_of(server);
		if (!send_bytes(connection, answer, strlen(answer)) ||
		    (server->repeat && !repeat(connection)) || server->closes)
			return;
	}
}

static void accept_one(struct http_server *server)
{
	static const struct timeval limit = { .tv_sec = 20 };
	struct connection *connection = calloc(1, sizeof(*connection));

	connection->server = server;
	connection->socket = accept(server->listener, NULL, NULL);
	setsockopt(connection->socket, SOL_SOCKET, SO_RCVTIMEO, &limit,
		   sizeof(limit));
	server->connections++;
	if (server->tls) {
		connection->tls = SSL_new(server->tls);
		SSL_set_fd(connection->tls, connection->socket);
	}
	if (!server->tls || SSL_accept(connection->tls) == 1)
		serve(connection);
	if (server->tls)
		SSL_shutdown(connection->tls);
	SSL_free(connection->tls);
	close(connection->socket);
	free(connection);
}

static void *run(void *argument)
{
	struct http_server *server = argument;
	sigset_t set;

	/* OpenSSL writes to connections that the client has closed. */
	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	while (wait_for(server, server->listener, -1))
		accept_one(server);
	return NULL;
}

void http_server_start(struct http_server *server)
{
	struct sockaddr_in name = { .sin_family = AF_INET,
				    .sin_port = htons(server->port) };
	socklen_t length = sizeof(name);
	const int yes = 1;

	inet_pton(AF_INET, server->address, &name.sin_addr);
	server->connections = 0;
	server->requests = 0;
	memset(server->log, 0, sizeof(server->log));
	server->listener = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(server->listener, SOL_SOCKET, SO_REUSEADDR, &yes,
		   sizeof(yes));
	if (bind(server->listener, (struct sockaddr *)&name, sizeof(name)) ||
	    listen(server->listener, 16) || pipe(server->stop) ||
	    getsockname(server->listener, (struct sockaddr *)&name, &length))
		abort();
	server->port = ntohs(name.sin_port);
	if (pthread_create(&server->thread, NULL, run, server))
		abort();
}

void http_server_stop(struct http_server *server)
{
	close(server->stop[1]);
	pthread_join(server->thread, NULL);
	close(server->stop[0]);
	close(server->listener);
}
