/* SPDX-License-Identifier: MIT */
#ifndef GENETLINK_H
#define GENETLINK_H

#include <libmnl/libmnl.h>
#include <stdbool.h>
#include <stdint.h>

#include <linux/phonewall.h>

#define GENETLINK_MAX	65536

/**
 * struct genetlink - a socket for raw messages of the module's family
 * @fd: the socket, of the namespace in which it was opened
 * @family: the number of the family
 * @events: the number of its multicast group
 */
struct genetlink {
	int fd;
	uint16_t family;
	uint32_t events;
};

/**
 * struct genetlink_request - a request, right or wrong
 * @bytes: struct nlmsghdr and all that follows; libmnl appends attributes
 */
struct genetlink_request {
	uint8_t bytes[GENETLINK_MAX] __attribute__((aligned(4)));
};

/**
 * struct genetlink_answer - what becomes of a request
 * @error: 0 or a negative errno
 * @words: message of the extended acknowledgement; empty if there is none
 * @allowed: what the policy of the attribute at fault allows: its type and, as
 *	"u32 1..10", "u32 &0x3" or "binary 4..16", its range, mask or lengths;
 *	empty if the acknowledgement has no policy
 * @offset: where in the request the attribute at fault lies; 0 if that is
 *	not reported
 * @length: bytes of @reply; 0 if there was none
 * @reply: the attributes of the reply
 */
struct genetlink_answer {
	int error;
	char words[256];
	char allowed[64];
	uint32_t offset;
	size_t length;
	uint8_t reply[GENETLINK_MAX] __attribute__((aligned(4)));
};

/*
 * Open a socket in the current namespace with the current privileges, until
 * hosts_close_sockets(). Return 0 or a negative errno.
 */
int genetlink_open(struct genetlink *genetlink);

/* Open a socket in the phone's namespace, which must succeed. */
void genetlink_open_phone(struct genetlink *genetlink);

/*
 * Begin a request without attributes that asks for an acknowledgement. @command
 * is PHONEWALL_CMD_* or any other. Return its header, for libmnl.
 */
struct nlmsghdr *genetlink_begin(const struct genetlink *genetlink,
				 struct genetlink_request *request, uint8_t command);

/* Send a request. Return 0 or a negative errno. */
int genetlink_send(const struct genetlink *genetlink,
		   const struct genetlink_request *request);

/*
 * Send a request and receive its answer. A failure on the way is the answer's
 * error. A dump gives its end and the last reply.
 */
void genetlink_ask(const struct genetlink *genetlink,
		   const struct genetlink_request *request, struct genetlink_answer *answer);

/* Send a request without attributes and receive its answer. */
void genetlink_ask_plain(const struct genetlink *genetlink, uint8_t command,
			 struct genetlink_answer *answer);

/* Join the events. Return 0 or a negative errno. */
int genetlink_join(const struct genetlink *genetlink);

/*
 * Receive one datagram of the module, GENETLINK_MAX bytes at most, waiting
 * @milliseconds for it. Return its length, 0 if there was none, or a negative
 * errno.
 */
ssize_t genetlink_read(const struct genetlink *genetlink, void *bytes,
		       int milliseconds);

/*
 * Return the first attribute of a type among @length bytes of attributes, or
 * NULL.
 */
const struct nlattr *genetlink_attribute(const void *attributes, size_t length,
					 uint16_t type);

/*
 * Return the first attribute of a type in a nest, or NULL. A nest of NULL is
 * empty.
 */
const struct nlattr *genetlink_nested(const struct nlattr *nest, uint16_t type);

#endif /* GENETLINK_H */
