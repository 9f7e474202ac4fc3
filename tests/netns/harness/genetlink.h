/* SPDX-License-Identifier: MIT */
#ifndef GENETLINK_H
#define GENETLINK_H

#include <libmnl/libmnl.h>
#include <stdbool.h>
#include <stdint.h>

#include <linux/phonewall.h>

#define GENETLINK_MAX	65536

/**
 * struct genetlink - a socket that speaks the module's family, byte for byte
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
 * @words: of the extended acknowledgement; empty where there are none
 * @allowed: what the policy of the attribute at fault allows: its type and, as
 *	"u32 1..10", "u32 &0x3" or "binary 4..16", its range, mask or lengths; empty
 *	where the acknowledgement holds no policy
 * @offset: where in the request the attribute at fault lies; 0 where that is
 *	not told
 * @length: bytes of @reply; 0 where there was none
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

/**
 * genetlink_open - open a socket in the namespace and with the rights of now
 * @genetlink: set
 *
 * Return: 0 or a negative errno. hosts_close_sockets() closes the socket.
 */
int genetlink_open(struct genetlink *genetlink);

/**
 * genetlink_open_phone - open a socket in the phone's namespace
 * @genetlink: set; it must succeed
 */
void genetlink_open_phone(struct genetlink *genetlink);

/**
 * genetlink_begin - begin a request
 * @genetlink: the socket that it will be sent by
 * @request: set to a request without attributes that asks for an
 *	acknowledgement
 * @command: PHONEWALL_CMD_* or any other number
 *
 * Return: its header, for libmnl.
 */
struct nlmsghdr *genetlink_begin(const struct genetlink *genetlink,
				 struct genetlink_request *request, uint8_t command);

/**
 * genetlink_send - send a request
 * @genetlink: the socket
 * @request: the request
 *
 * Return: 0 or a negative errno.
 */
int genetlink_send(const struct genetlink *genetlink,
		   const struct genetlink_request *request);

/**
 * genetlink_ask - send a request and take its answer
 * @genetlink: the socket
 * @request: the request
 * @answer: set whole; what goes wrong on the way is its error. Of a dump, its
 *	end and the last reply
 */
void genetlink_ask(const struct genetlink *genetlink,
		   const struct genetlink_request *request, struct genetlink_answer *answer);

/**
 * genetlink_ask_plain - send a request without attributes and take its answer
 * @genetlink: the socket
 * @command: PHONEWALL_CMD_*
 * @answer: set whole
 */
void genetlink_ask_plain(const struct genetlink *genetlink, uint8_t command,
			 struct genetlink_answer *answer);

/**
 * genetlink_join - join the events
 * @genetlink: the socket
 *
 * Return: 0 or a negative errno.
 */
int genetlink_join(const struct genetlink *genetlink);

/**
 * genetlink_read - take one datagram that the module has sent
 * @genetlink: the socket
 * @bytes: set to its messages, GENETLINK_MAX bytes at most
 * @milliseconds: how long to wait for it
 *
 * Return: bytes of the datagram, 0 where there was none, or a negative errno.
 */
ssize_t genetlink_read(const struct genetlink *genetlink, void *bytes,
		       int milliseconds);

/**
 * genetlink_attribute - look for an attribute
 * @attributes: attributes one behind the other
 * @length: bytes of them
 * @type: which one
 *
 * Return: the first of that type, or NULL.
 */
const struct nlattr *genetlink_attribute(const void *attributes, size_t length,
					 uint16_t type);

/**
 * genetlink_nested - look for an attribute in a nest
 * @nest: the nest; NULL holds nothing
 * @type: which one
 *
 * Return: the first of that type, or NULL.
 */
const struct nlattr *genetlink_nested(const struct nlattr *nest, uint16_t type);

#endif /* GENETLINK_H */
