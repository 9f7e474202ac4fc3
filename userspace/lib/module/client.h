/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CLIENT_H
#define PHONEWALL_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/phonewall.h>

#include "firewall/translation.h"
#include "module/dot1x.h"
#include "module/event.h"
#include "module/flow.h"
#include "module/policy.h"
#include "module/status.h"

/**
 * struct phonewall_client - a connection to the module in this network
 *	namespace
 *
 * Not for use by two threads at once. After a call that failed,
 * phonewall_client_error() gives a sentence for the user: the module's own
 * message if it rejected the request (the extended acknowledgement), and the
 * remedy.
 */
struct phonewall_client;

/**
 * phonewall_client_open() - connect to the module
 *
 * Return: a client to be closed with phonewall_client_close(). If the module
 * cannot be reached, phonewall_client_error() says why, and every other call
 * fails with the same message. NULL only if memory is exhausted.
 */
struct phonewall_client *phonewall_client_open(void);

/**
 * phonewall_client_close() - disconnect and release
 * @client: may be NULL
 */
void phonewall_client_close(struct phonewall_client *client);

/**
 * phonewall_client_error() - get the reason why the last call failed
 * @client: the client
 *
 * Return: a sentence with its remedy, valid until the next call; NULL if the
 * last call succeeded.
 */
const char *phonewall_client_error(const struct phonewall_client *client);

/**
 * phonewall_client_set_policy() - replace the module's policy
 * @client: the client
 * @translation: the policy
 *
 * One transaction: if it is rejected nothing changes. broadcast_echo is not
 * part of it: see phonewall_set_broadcast_echo().
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_set_policy(struct phonewall_client *client,
				const struct phonewall_translation *translation);

/**
 * phonewall_client_replace_policy() - replace a policy that was read
 * @client: the client
 * @translation: the policy
 * @generation: of the policy that phonewall_client_get_policy() gave
 *
 * As phonewall_client_set_policy(), but fails with -ERESTART if another program
 * has set a policy since: read it again and decide again.
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_replace_policy(struct phonewall_client *client,
				    const struct phonewall_translation *translation,
				    uint32_t generation);

/**
 * phonewall_client_get_policy() - read the policy that the module holds
 * @client: the client
 * @policy: filled in; release it with phonewall_kernel_policy_clear()
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_get_policy(struct phonewall_client *client,
				struct phonewall_kernel_policy *policy);

/**
 * phonewall_client_get_status() - read the module's status and counters
 * @client: the client
 * @status: filled in
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_get_status(struct phonewall_client *client,
				struct phonewall_status *status);

/**
 * phonewall_client_get_flows() - read the live flows
 * @client: the client
 * @flows: set to an array to be released with free()
 * @count: set to its length
 *
 * Asks again if the table was resized meanwhile.
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_get_flows(struct phonewall_client *client,
			       struct phonewall_flow **flows, size_t *count);

/**
 * phonewall_client_flush_flows() - remove every flow
 * @client: the client
 * @flushed: set to how many there were
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_flush_flows(struct phonewall_client *client,
				 uint32_t *flushed);

/**
 * phonewall_client_get_verdict() - ask what would happen to a packet
 * @client: the client
 * @direction: which way it goes
 * @packet: its bytes from the IPv4 or IPv6 header on, see
 *	phonewall_packet_spec_build()
 * @length: how many, at most PHONEWALL_PACKET_MAX
 * @reason: set to the reason for the verdict
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_get_verdict(struct phonewall_client *client,
				 enum phonewall_direction direction,
				 const uint8_t *packet, size_t length,
				 enum phonewall_reason *reason);

/**
 * phonewall_client_set_dot1x() - replace the module's settings of 802.1X
 * @client: the client
 * @dot1x: the settings; without ports as phonewall_client_unset_dot1x()
 * @pc_port_enabled: false if nothing is to cross the PC port
 *
 * One transaction: if it is rejected nothing changes. Sessions are kept if both
 * ports stay the same.
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_set_dot1x(struct phonewall_client *client,
			       const struct phonewall_dot1x_settings *dot1x,
			       bool pc_port_enabled);

/**
 * phonewall_client_unset_dot1x() - remove the module's settings of 802.1X
 * @client: the client
 *
 * A Logoff is sent for every PC that has a session.
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_unset_dot1x(struct phonewall_client *client);

/**
 * phonewall_client_get_dot1x() - read settings and sessions of 802.1X
 * @client: the client
 * @dot1x: filled in
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_get_dot1x(struct phonewall_client *client,
			       struct phonewall_kernel_dot1x *dot1x);

/**
 * phonewall_client_subscribe() - subscribe to the module's events
 * @client: a client that is used for nothing else from then on
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_subscribe(struct phonewall_client *client);

/**
 * phonewall_client_descriptor() - get the file descriptor to poll for events
 * @client: a client that has subscribed
 *
 * Return: the descriptor, which the client keeps.
 */
int phonewall_client_descriptor(const struct phonewall_client *client);

/**
 * phonewall_client_receive() - read the events that are waiting
 * @client: a client that has subscribed
 * @handler: called for each event; event->packet is valid during the call
 * @argument: handed to @handler
 *
 * Return: 0, or a negative errno; -ENOBUFS if events were lost, after which the
 * caller reads the policy and the status again.
 */
int phonewall_client_receive(struct phonewall_client *client,
			     void (*handler)(const struct phonewall_event *event,
					     void *argument),
			     void *argument);

#endif /* PHONEWALL_CLIENT_H */
