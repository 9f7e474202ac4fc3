/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_MESSAGE_H
#define PHONEWALL_MESSAGE_H

#include "module/event.h"
#include "module/flow.h"
#include "module/policy.h"
#include "module/status.h"

struct nl_msg;
struct nlmsghdr;

/*
 * The netlink messages of the family, to bytes and back. Pure: no socket, no
 * globals. The attributes are documented in <linux/phonewall.h>.
 *
 * A function that reads takes a message that is in memory as a whole: its
 * buffer holds at least nlmsg_len bytes. Whatever those bytes are, it returns 0
 * or -EBADMSG (or -ENOMEM), and after a failure there is nothing to release.
 */

/**
 * phonewall_message_put_policy() - append PHONEWALL_A_POLICY to a request
 * @message: the request, with its generic netlink header
 * @translation: the policy
 * @expected: generation of the policy that it is to replace; NULL for any
 *
 * Return: 0, or -EMSGSIZE if @message has no room.
 */
int phonewall_message_put_policy(struct nl_msg *message,
				 const struct phonewall_translation *translation,
				 const uint32_t *expected);

/**
 * phonewall_message_put_packet() - append a packet for
 *	PHONEWALL_CMD_VERDICT_GET
 * @message: the request, with its generic netlink header
 * @direction: which way the packet goes
 * @packet: its bytes from the IPv4 or IPv6 header on
 * @length: how many
 *
 * Return: 0, or -EMSGSIZE if @message has no room.
 */
int phonewall_message_put_packet(struct nl_msg *message,
				 enum phonewall_direction direction,
				 const uint8_t *packet, size_t length);

/**
 * phonewall_message_read_policy() - read the reply to PHONEWALL_CMD_POLICY_GET
 * @header: the message
 * @policy: filled in; release it with phonewall_kernel_policy_clear()
 *
 * Return: 0, -EBADMSG or -ENOMEM.
 */
int phonewall_message_read_policy(struct nlmsghdr *header,
				  struct phonewall_kernel_policy *policy);

/**
 * phonewall_message_read_status() - read the reply to PHONEWALL_CMD_STATUS_GET
 * @header: the message
 * @status: filled in
 *
 * Return: 0, or -EBADMSG.
 */
int phonewall_message_read_status(struct nlmsghdr *header,
				  struct phonewall_status *status);

/**
 * phonewall_message_read_flow() - read one message of PHONEWALL_CMD_FLOW_GET
 * @header: the message
 * @flow: filled in
 *
 * Return: 0, or -EBADMSG.
 */
int phonewall_message_read_flow(struct nlmsghdr *header,
				struct phonewall_flow *flow);

/**
 * phonewall_message_read_flushed() - read the reply to PHONEWALL_CMD_FLOW_FLUSH
 * @header: the message
 * @flushed: set to how many flows were removed
 *
 * Return: 0, or -EBADMSG.
 */
int phonewall_message_read_flushed(struct nlmsghdr *header, uint32_t *flushed);

/**
 * phonewall_message_read_verdict() - read the reply to
 *	PHONEWALL_CMD_VERDICT_GET
 * @header: the message
 * @reason: set to the reason for the verdict
 *
 * Return: 0, or -EBADMSG.
 */
int phonewall_message_read_verdict(struct nlmsghdr *header,
				   enum phonewall_reason *reason);

/**
 * phonewall_message_read_event() - read a message of the multicast group
 * @header: the message, aligned to 4
 * @event: filled in; its packet is a part of the message
 *
 * Return: 0, or -EBADMSG.
 */
int phonewall_message_read_event(struct nlmsghdr *header,
				 struct phonewall_event *event);

#endif /* PHONEWALL_MESSAGE_H */
