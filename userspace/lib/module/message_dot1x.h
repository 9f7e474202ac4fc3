/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_MESSAGE_DOT1X_H
#define PHONEWALL_MESSAGE_DOT1X_H

#include "module/dot1x.h"

struct nl_msg;
struct nlmsghdr;

/*
 * The messages of the family about 802.1X, in the same way as in message.h.
 */

/**
 * phonewall_message_put_dot1x() - append PHONEWALL_A_DOT1X to a request
 * @message: the request, with its generic netlink header
 * @dot1x: the settings; NULL removes those of the module, as do settings
 *	without ports
 * @pc_port_enabled: false if nothing is to cross the PC port
 *
 * Return: 0, or -EMSGSIZE if @message has no room.
 */
int phonewall_message_put_dot1x(struct nl_msg *message,
				const struct phonewall_dot1x_settings *dot1x,
				bool pc_port_enabled);

/**
 * phonewall_message_read_dot1x() - read a message that holds PHONEWALL_A_DOT1X
 * @header: the reply to PHONEWALL_CMD_DOT1X_GET, PHONEWALL_CMD_EVENT_DOT1X or
 *	PHONEWALL_CMD_EVENT_SESSION
 * @dot1x: filled in; 0 for what is missing in the message
 * @left_out: set to PHONEWALL_A_LEFT_OUT, 0 if there is none; may be NULL
 *
 * Return: 0, or -EBADMSG.
 */
int phonewall_message_read_dot1x(struct nlmsghdr *header,
				 struct phonewall_kernel_dot1x *dot1x,
				 uint32_t *left_out);

#endif /* PHONEWALL_MESSAGE_DOT1X_H */
