/* SPDX-License-Identifier: MIT */
#ifndef NETLINK_MESSAGE_H
#define NETLINK_MESSAGE_H

/*
 * Messages of the module, made by the tests. To be included after <cmocka.h>.
 */
#include <stdlib.h>
#include <string.h>

#include <linux/phonewall.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>

static inline struct nl_msg *new_message(int command)
{
	struct nl_msg *message = nlmsg_alloc_size(32768);

	assert_non_null(message);
	assert_non_null(genlmsg_put(message, 0, 0, 30, 0, 0, command,
				    PHONEWALL_GENL_VERSION));
	return message;
}

/*
 * Frees the message and returns a copy in memory that ends where the message
 * ends, so that the sanitizer sees a read beyond it.
 */
static inline struct nlmsghdr *finish(struct nl_msg *message)
{
	struct nlmsghdr *header = nlmsg_hdr(message);
	struct nlmsghdr *copy = malloc(header->nlmsg_len);

	assert_non_null(copy);
	memcpy(copy, header, header->nlmsg_len);
	nlmsg_free(message);
	return copy;
}

#endif /* NETLINK_MESSAGE_H */
