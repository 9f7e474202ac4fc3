/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_EXTACK_H
#define PHONEWALL_EXTACK_H

#include <stddef.h>

struct nlmsghdr;

/**
 * phonewall_extack_describe() - describe why the kernel rejected a request
 * @answer: an NLMSG_ERROR, or the NLMSG_DONE that ends a dump; nlmsg_len bytes
 *	of it are in memory
 * @request: the request that it answers
 * @text: set to a sentence for the user: the kernel's own message and the
 *	attribute at fault if the extended acknowledgement has them, the allowed
 *	values if it has the attribute's policy, and the remedy
 * @size: bytes of @text, at least 1; what does not fit is cut off
 *
 * Pure. Safe for an @answer of any content.
 *
 * Return: the negative errno of the answer; 0, with @text unchanged, if it is
 * not an error.
 */
int phonewall_extack_describe(const struct nlmsghdr *answer,
			      const struct nlmsghdr *request, char *text,
			      size_t size);

#endif /* PHONEWALL_EXTACK_H */
