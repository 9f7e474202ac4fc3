/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_EXTACK_H
#define PHONEWALL_EXTACK_H

#include <stddef.h>

struct nlmsghdr;

/**
 * phonewall_extack_describe - tell why the kernel refused a request
 * @answer: an NLMSG_ERROR, or the NLMSG_DONE that ends a dump; nlmsg_len bytes
 *	of it lie in memory
 * @request: the request that it answers
 * @text: set to a sentence for a person: the kernel's own words and the
 *	attribute at fault where the extended acknowledgement holds them, the
 *	allowed values where the attribute's policy tells them, and the remedy
 * @size: bytes of @text, at least 1; what does not fit is cut
 *
 * Pure. Safe for an @answer of any content.
 *
 * Return: the negative errno of the answer; 0, with @text left alone, where it
 * is no refusal.
 */
int phonewall_extack_describe(const struct nlmsghdr *answer,
			      const struct nlmsghdr *request, char *text,
			      size_t size);

#endif /* PHONEWALL_EXTACK_H */
