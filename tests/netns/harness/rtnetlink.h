/* SPDX-License-Identifier: MIT */
#ifndef RTNETLINK_H
#define RTNETLINK_H

#include <libmnl/libmnl.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#define RTNETLINK_DEVICES_MAX	64
#define RTNETLINK_KIND_MAX	16

/**
 * struct rtnetlink_request - a request about a device
 * @bytes: struct nlmsghdr and all that follows; libmnl appends attributes
 */
struct rtnetlink_request {
	uint8_t bytes[1024] __attribute__((aligned(4)));
};

/**
 * struct rtnetlink_device - a device as the kernel reports it
 * @name: its own name
 * @kind: "veth" for one; empty if it has none
 * @index: its interface index
 * @flags: IFF_*
 * @operstate: IF_OPER_*
 * @lower: the index of the device below, for a veth of its peer; 0 if none
 * @is_lower_elsewhere: whether that is in another namespace
 * @master: the index of its bridge; 0 if none
 */
struct rtnetlink_device {
	char name[IFNAMSIZ];
	char kind[RTNETLINK_KIND_MAX];
	unsigned int index;
	unsigned int flags;
	unsigned int operstate;
	unsigned int lower;
	bool is_lower_elsewhere;
	unsigned int master;
};

/*
 * None of these functions fails the test: the caller checks the result of a
 * device operation.
 */

/*
 * Open a socket in the current namespace. Return the descriptor, which the
 * caller closes, or a negative errno.
 */
int rtnetlink_open(void);

/*
 * Begin a request without attributes that asks for an acknowledgement. @flags
 * is NLM_F_* beside those; @index is 0 if an attribute names the device. Return
 * its header, for libmnl.
 */
struct nlmsghdr *rtnetlink_begin(struct rtnetlink_request *request,
				 uint16_t type, uint16_t flags,
				 unsigned int index);

/* Let a request set the IFF_* flags of @mask to those of @flags. */
void rtnetlink_change_flags(struct rtnetlink_request *request,
			    unsigned int flags, unsigned int mask);

/*
 * Send a request and wait for its acknowledgement. @words is set to the
 * kernel's message, empty if there is none; it may be NULL. Return 0 or a
 * negative errno.
 */
int rtnetlink_ask(int fd, const struct rtnetlink_request *request, char *words,
		  size_t size);

/*
 * List the devices of the namespace, RTNETLINK_DEVICES_MAX at most. Return how
 * many there are, or a negative errno.
 */
int rtnetlink_list(int fd, struct rtnetlink_device *devices);

/*
 * Find a device by its name or an alternative name. Return 0 or a negative
 * errno.
 */
int rtnetlink_find(int fd, const char *name, struct rtnetlink_device *device);

#endif /* RTNETLINK_H */
