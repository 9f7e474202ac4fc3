// SPDX-License-Identifier: MIT
#include "stack.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "datagram.h"
#include "stream.h"

#define BACKLOG		8

/* @number: of the connection, never used twice; 0 if there is none. */
struct connection {
	struct phonewall_stack *stack;
	struct phonewall_stream *stream;
	uint32_t number;
	uint16_t port;
};

struct phonewall_stack {
	struct event_base *base;
	phonewall_stack_message message;
	void *argument;
	int datagrams;
	int listener;
	struct event *on_datagrams;
	struct event *on_listener;
	struct connection connections[PHONEWALL_STACK_STREAMS];
	uint32_t last_number;
};

static struct sockaddr_in loopback(uint16_t port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

static void take_datagram(const char *bytes, size_t length,
			  const struct sockaddr_storage *source, void *argument)
{
	const struct sockaddr_in *from = (const void *)source;
	struct phonewall_stack *stack = argument;
	const struct phonewall_stack_path path = {
		.number = ntohs(from->sin_port),
	};

	if (from->sin_addr.s_addr == htonl(INADDR_LOOPBACK))
		stack->message(bytes, length, &path, stack->argument);
}

static void on_datagrams(evutil_socket_t descriptor, short what,
			 void *argument)
{
	(void)what;
	phonewall_datagram_receive(descriptor, take_datagram, argument);
}

static void on_message(struct phonewall_stream *stream, const char *bytes,
		       size_t length, void *argument)
{
	struct connection *connection = argument;
	const struct phonewall_stack_path path = {
		.is_stream = true,
		.number = connection->number,
	};

	(void)stream;
	connection->stack->message(bytes, length, &path,
				   connection->stack->argument);
}

static void drop(struct connection *connection)
{
	phonewall_stream_close(connection->stream);
	*connection = (struct connection){ .stack = connection->stack };
}

static void on_ended(struct phonewall_stream *stream, const char *reason,
		     void *argument)
{
	(void)stream;
	(void)reason;
	drop(argument);
}

/* The oldest connection goes if there are too many. */
static struct connection *find_room(struct phonewall_stack *stack)
{
	struct connection *oldest = &stack->connections[0];

	for (size_t i = 0; i < PHONEWALL_STACK_STREAMS; i++)
		if (stack->connections[i].number < oldest->number)
			oldest = &stack->connections[i];
	drop(oldest);
	return oldest;
}

static void on_listener(evutil_socket_t descriptor, short what, void *argument)
{
	static const struct phonewall_stream_handlers handlers = {
		.message = on_message,
		.ended = on_ended,
	};
	struct phonewall_stack *stack = argument;
	struct connection *connection;
	struct sockaddr_in peer;
	socklen_t length = sizeof(peer);
	int accepted = accept4(descriptor, (void *)&peer, &length,
			       SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)what;
	if (accepted < 0)
		return;
	connection = find_room(stack);
	connection->number = ++stack->last_number;
	connection->port = ntohs(peer.sin_port);
	connection->stream = phonewall_stream_accept(stack->base, accepted,
						     &handlers, connection);
}

static int open_listener(uint16_t port)
{
	static const int yes = 1;
	const struct sockaddr_in address = loopback(port);
	int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK |
				SOCK_CLOEXEC, 0);
	int error;

	if (descriptor < 0)
		return -1;
	setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (!bind(descriptor, (const void *)&address, sizeof(address)) &&
	    !listen(descriptor, BACKLOG))
		return descriptor;
	error = errno;
	close(descriptor);
	errno = error;
	return -1;
}

static struct event *watch(struct event_base *base, int descriptor,
			   event_callback_fn call, void *argument)
{
	struct event *event = event_new(base, descriptor,
					EV_READ | EV_PERSIST, call, argument);

	if (!event || event_add(event, NULL))
		phonewall_memory_exhausted();
	return event;
}

struct phonewall_stack *phonewall_stack_open(struct event_base *base,
					     unsigned int line,
					     phonewall_stack_message message,
					     void *argument)
{
	uint16_t port = PHONEWALL_STACK_PORT + line;
	const struct sockaddr_in address = loopback(port);
	struct phonewall_stack *stack;
	int datagrams = phonewall_datagram_open((const void *)&address,
						sizeof(address));
	int listener = datagrams < 0 ? -1 : open_listener(port);

	if (listener < 0) {
		int error = errno;

		if (datagrams >= 0)
			close(datagrams);
		errno = error;
		return NULL;
	}
	stack = phonewall_memory_resize(NULL, 1, sizeof(*stack));
	*stack = (struct phonewall_stack){
		.base = base,
		.message = message,
		.argument = argument,
		.datagrams = datagrams,
		.listener = listener,
		.on_datagrams = watch(base, datagrams, on_datagrams, stack),
		.on_listener = watch(base, listener, on_listener, stack),
	};
	for (size_t i = 0; i < PHONEWALL_STACK_STREAMS; i++)
		stack->connections[i].stack = stack;
	return stack;
}

static const struct connection *
find_connection(const struct phonewall_stack *stack, uint32_t number)
{
	for (size_t i = 0; number && i < PHONEWALL_STACK_STREAMS; i++)
		if (stack->connections[i].number == number)
			return &stack->connections[i];
	return NULL;
}

bool phonewall_stack_send(struct phonewall_stack *stack,
			  const struct phonewall_stack_path *path,
			  const char *bytes, size_t length)
{
	const struct connection *connection;
	struct sockaddr_in address;

	if (path->is_stream) {
		connection = find_connection(stack, path->number);
		return connection &&
		       phonewall_stream_send(connection->stream, bytes, length);
	}
	address = loopback(path->number);
	return sendto(stack->datagrams, bytes, length, 0,
		      (const void *)&address, sizeof(address)) >= 0;
}

uint16_t phonewall_stack_port(const struct phonewall_stack *stack,
			      const struct phonewall_stack_path *path)
{
	const struct connection *connection;

	if (!path->is_stream)
		return path->number;
	connection = find_connection(stack, path->number);
	return connection ? connection->port : 0;
}

void phonewall_stack_close(struct phonewall_stack *stack)
{
	if (!stack)
		return;
	for (size_t i = 0; i < PHONEWALL_STACK_STREAMS; i++)
		drop(&stack->connections[i]);
	event_free(stack->on_datagrams);
	event_free(stack->on_listener);
	close(stack->datagrams);
	close(stack->listener);
	free(stack);
}
