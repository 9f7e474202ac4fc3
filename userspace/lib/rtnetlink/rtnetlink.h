/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_RTNETLINK_H
#define PHONEWALL_RTNETLINK_H

#include <libmnl/libmnl.h>

/**
 * struct phonewall_rtnetlink - a connection to the kernel's rtnetlink, in the
 *	network namespace in which it was opened
 */
struct phonewall_rtnetlink;

/**
 * phonewall_rtnetlink_open() - connect
 *
 * Return: the connection, or NULL with errno set.
 */
struct phonewall_rtnetlink *phonewall_rtnetlink_open(void);

/**
 * phonewall_rtnetlink_close() - disconnect
 * @rtnetlink: may be NULL
 */
void phonewall_rtnetlink_close(struct phonewall_rtnetlink *rtnetlink);

/**
 * phonewall_rtnetlink_ask() - send a request and receive the answers
 * @rtnetlink: the connection
 * @request: the request; its sequence number and NLM_F_REQUEST are set here,
 *	and NLM_F_ACK if it is not a dump
 * @answer: called for each answer but the acknowledgement; may be NULL
 * @argument: handed to @answer
 *
 * Return: 0, or the kernel's negative errno; -EINTR if a dump was not
 * consistent and must be requested again.
 */
int phonewall_rtnetlink_ask(struct phonewall_rtnetlink *rtnetlink,
			    struct nlmsghdr *request, mnl_cb_t answer,
			    void *argument);

/**
 * phonewall_rtnetlink_error() - get the reason why the last request failed
 * @rtnetlink: the connection
 *
 * Return: the kernel's message if it sent one, else the text of its errno;
 * valid until the next request.
 */
const char *
phonewall_rtnetlink_error(const struct phonewall_rtnetlink *rtnetlink);

/**
 * phonewall_rtnetlink_code - which error the last request failed with
 * @rtnetlink: the connection
 *
 * Return: the errno, positive; 0 if the request succeeded.
 */
int phonewall_rtnetlink_code(const struct phonewall_rtnetlink *rtnetlink);

#endif /* PHONEWALL_RTNETLINK_H */
