// SPDX-License-Identifier: MIT
#include "stack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "datagram.h"
#include "endpoint.h"
#include "stream.h"

#define BACKLOG		8

/* @number: of the connection, never used twice; 0 if there is none. */
struct connection {
	struct phonewall_stack *stack;
	struct phonewall_stream *stream;
	bool is_ipv6;
	uint32_t number;
	uint16_t port;
};

/* One of the addresses. @datagrams and @listener are -1 if there is no IPv6. */
struct place {
	struct phonewall_stack *stack;
	struct phonewall_address address;
	int datagrams;
	int listener;
	struct event *on_datagrams;
	struct event *on_listener;
};

enum { IPV4, IPV6, PLACES };

struct phonewall_stack {
	struct event_base *base;
	phonewall_stack_message message;
	void *argument;
	struct place places[PLACES];
	struct connection connections[PHONEWALL_STACK_STREAMS];
	uint32_t last_number;
};

static const struct phonewall_address loopback[PLACES] = {
	[IPV4] = { .family = AF_INET, .bytes = { 127, 0, 0, 1 } },
	[IPV6] = { .family = AF_INET6, .bytes = { [15] = 1 } },
};

static bool is_ipv6(const struct place *place)
{
	return place->address.family == AF_INET6;
}

static void take_datagram(const char *bytes, size_t length,
			  const struct sockaddr_storage *source, void *argument)
{
	struct place *place = argument;
	struct phonewall_address address;
	const struct phonewall_stack_path path = {
		.is_ipv6 = is_ipv6(place),
		.number = phonewall_endpoint_split(source, &address),
	};

	if (!memcmp(&address, &place->address, sizeof(address)))
		place->stack->message(bytes, length, &path,
				      place->stack->argument);
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
		.is_ipv6 = connection->is_ipv6,
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
	struct place *place = argument;
	struct phonewall_stack *stack = place->stack;
	struct phonewall_address address;
	struct connection *connection;
	struct sockaddr_storage peer;
	socklen_t length = sizeof(peer);
	int accepted = accept4(descriptor, (void *)&peer, &length,
			       SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)what;
	if (accepted < 0)
		return;
	connection = find_room(stack);
	connection->number = ++stack->last_number;
	connection->is_ipv6 = is_ipv6(place);
	connection->port = phonewall_endpoint_split(&peer, &address);
	connection->stream = phonewall_stream_accept(stack->base, accepted,
						     &handlers, connection);
}

static int open_listener(const struct sockaddr_storage *address,
			 socklen_t length)
{
	static const int yes = 1;
	int descriptor = socket(address->ss_family, SOCK_STREAM |
				SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int error;

	if (descriptor < 0)
		return -1;
	setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (!bind(descriptor, (const void *)address, length) &&
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

/* Return: false with errno set. */
static bool open_place(struct phonewall_stack *stack, struct place *place,
		       uint16_t port)
{
	struct sockaddr_storage address;
	socklen_t length = phonewall_endpoint_make(&place->address, port,
						   &address);

	place->stack = stack;
	place->datagrams = phonewall_datagram_open((const void *)&address,
						   length);
	if (place->datagrams < 0)
		return false;
	place->on_datagrams = watch(stack->base, place->datagrams,
				    on_datagrams, place);
	place->listener = open_listener(&address, length);
	if (place->listener < 0)
		return false;
	place->on_listener = watch(stack->base, place->listener, on_listener,
				   place);
	return true;
}

static void close_place(struct place *place)
{
	if (place->on_datagrams)
		event_free(place->on_datagrams);
	if (place->on_listener)
		event_free(place->on_listener);
	if (place->datagrams >= 0)
		close(place->datagrams);
	if (place->listener >= 0)
		close(place->listener);
}

/* Whether an error says that the machine has no IPv6. */
static bool is_without_ipv6(int error)
{
	return error == EAFNOSUPPORT || error == EADDRNOTAVAIL;
}

struct phonewall_stack *phonewall_stack_open(struct event_base *base,
					     unsigned int line,
					     phonewall_stack_message message,
					     void *argument)
{
	struct phonewall_stack *stack =
		phonewall_memory_resize(NULL, 1, sizeof(*stack));
	int error;

	*stack = (struct phonewall_stack){
		.base = base,
		.message = message,
		.argument = argument,
	};
	for (size_t i = 0; i < PHONEWALL_STACK_STREAMS; i++)
		stack->connections[i].stack = stack;
	for (size_t i = 0; i < PLACES; i++)
		stack->places[i] = (struct place){
			.address = loopback[i], .datagrams = -1, .listener = -1,
		};
	if (open_place(stack, &stack->places[IPV4],
		       PHONEWALL_STACK_PORT + line) &&
	    (open_place(stack, &stack->places[IPV6],
			PHONEWALL_STACK_PORT + line) ||
	     is_without_ipv6(errno)))
		return stack;
	error = errno;
	phonewall_stack_close(stack);
	errno = error;
	return NULL;
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
	const struct place *place =
		&stack->places[path->is_ipv6 ? IPV6 : IPV4];
	const struct connection *connection;
	struct sockaddr_storage address;
	socklen_t size;

	if (path->is_stream) {
		connection = find_connection(stack, path->number);
		return connection &&
		       phonewall_stream_send(connection->stream, bytes, length);
	}
	size = phonewall_endpoint_make(&place->address, path->number, &address);
	return sendto(place->datagrams, bytes, length, 0,
		      (const void *)&address, size) >= 0;
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
	for (size_t i = 0; i < PLACES; i++)
		close_place(&stack->places[i]);
	free(stack);
}
