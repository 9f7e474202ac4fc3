/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_STACK_H
#define PHONEWALL_SIP_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <event2/event.h>

/* The port of loopback of line n is this and n. */
#define PHONEWALL_STACK_PORT	5160

/* TCP connections of a line's stack at a time. */
#define PHONEWALL_STACK_STREAMS	4

/**
 * struct phonewall_stack_path - a way to the phone's stack
 * @is_stream: whether it is a TCP connection
 * @is_ipv6: whether the stack speaks from ::1, not from 127.0.0.1
 * @number: port of the stack's socket; of a connection, its number
 */
struct phonewall_stack_path {
	bool is_stream;
	bool is_ipv6;
	uint32_t number;
};

/**
 * typedef phonewall_stack_message - called for each message of the stack
 * @bytes: a datagram, or a message of a stream; valid during the call
 * @length: bytes
 * @path: which way it has come
 * @argument: as given to phonewall_stack_open()
 */
typedef void (*phonewall_stack_message)(const char *bytes, size_t length,
					const struct phonewall_stack_path *path,
					void *argument);

/**
 * struct phonewall_stack - where a line's stack is spoken to, on 127.0.0.1
 *	and ::1
 */
struct phonewall_stack;

/**
 * phonewall_stack_open() - begin to listen, on UDP and TCP; on ::1 too if
 *	there is IPv6
 * @base: the event loop
 * @line: the line, from 1
 * @message: called for what comes
 * @argument: handed to @message
 *
 * Return: the place; NULL with errno set.
 */
struct phonewall_stack *phonewall_stack_open(struct event_base *base,
					     unsigned int line,
					     phonewall_stack_message message,
					     void *argument);

/**
 * phonewall_stack_send() - send a message to the stack
 * @stack: where
 * @path: which way
 * @bytes: the message
 * @length: bytes
 *
 * Return: false if the connection is gone, or does not take it.
 */
bool phonewall_stack_send(struct phonewall_stack *stack,
			  const struct phonewall_stack_path *path,
			  const char *bytes, size_t length);

/**
 * phonewall_stack_port() - from which port a way comes
 * @stack: where
 * @path: which way
 *
 * Return: the port of the stack's socket, host byte order; 0 if it is gone.
 */
uint16_t phonewall_stack_port(const struct phonewall_stack *stack,
			      const struct phonewall_stack_path *path);

/**
 * phonewall_stack_close() - end it, with its connections
 * @stack: may be NULL
 */
void phonewall_stack_close(struct phonewall_stack *stack);

#endif /* PHONEWALL_SIP_STACK_H */
