/* SPDX-License-Identifier: GPL-2.0 */
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
 * Not for use by two threads at once. Every call that fails leaves a sentence
 * for a person in phonewall_client_error(): the module's own words where it
 * refused (the extended acknowledgement), and the remedy.
 */
struct phonewall_client;

/**
 * phonewall_client_open - connect to the module
 *
 * Return: a client to be closed with phonewall_client_close(); where the module
 * cannot be reached it is there all the same, phonewall_client_error() tells
 * why, and every other call fails in the same words. NULL only where memory is
 * exhausted.
 */
struct phonewall_client *phonewall_client_open(void);

/**
 * phonewall_client_close - disconnect and release
 * @client: may be NULL
 */
void phonewall_client_close(struct phonewall_client *client);

/**
 * phonewall_client_error - why the last call failed
 * @client: the client
 *
 * Return: a sentence with its remedy, valid until the next call; NULL where the
 * last call succeeded.
 */
const char *phonewall_client_error(const struct phonewall_client *client);

/**
 * phonewall_client_set_policy - replace the module's policy
 * @client: the client
 * @translation: what to hold
 *
 * One transaction: refused means unchanged. broadcast_echo is not part of it:
 * see phonewall_set_broadcast_echo().
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_set_policy(struct phonewall_client *client,
				const struct phonewall_translation *translation);

/**
 * phonewall_client_replace_policy - replace a policy that was read
 * @client: the client
 * @translation: what to hold
 * @generation: of the policy that phonewall_client_get_policy() gave
 *
 * As phonewall_client_set_policy(), but refused with -ERESTART if another
 * program has set a policy since: read it again and decide anew.
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_replace_policy(struct phonewall_client *client,
				    const struct phonewall_translation *translation,
				    uint32_t generation);

/**
 * phonewall_client_get_policy - read the policy that the module holds
 * @client: the client
 * @policy: set whole; release with phonewall_kernel_policy_clear()
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_get_policy(struct phonewall_client *client,
				struct phonewall_kernel_policy *policy);

/**
 * phonewall_client_get_status - read the module's status and counters
 * @client: the client
 * @status: set whole
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_get_status(struct phonewall_client *client,
				struct phonewall_status *status);

/**
 * phonewall_client_get_flows - read the live flows
 * @client: the client
 * @flows: set to an array to be released with free()
 * @count: set to its length
 *
 * Asks again where the table changed its size meanwhile.
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_get_flows(struct phonewall_client *client,
			       struct phonewall_flow **flows, size_t *count);

/**
 * phonewall_client_flush_flows - forget every flow
 * @client: the client
 * @flushed: set to how many there were
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_flush_flows(struct phonewall_client *client,
				 uint32_t *flushed);

/**
 * phonewall_client_get_verdict - ask what would happen to a packet
 * @client: the client
 * @direction: which way it goes
 * @packet: its bytes from the IPv4 or IPv6 header on, see
 *	phonewall_packet_spec_build()
 * @length: how many, at most PHONEWALL_PACKET_MAX
 * @reason: set to what decides
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_get_verdict(struct phonewall_client *client,
				 enum phonewall_direction direction,
				 const uint8_t *packet, size_t length,
				 enum phonewall_reason *reason);

/**
 * phonewall_client_set_dot1x - replace the module's settings of 802.1X
 * @client: the client
 * @dot1x: the settings; without ports as phonewall_client_unset_dot1x()
 * @pc_port_enabled: whether anything is to cross the PC port
 *
 * One transaction: refused means unchanged. Sessions are kept where both ports
 * stay the same.
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_set_dot1x(struct phonewall_client *client,
			       const struct phonewall_dot1x_settings *dot1x,
			       bool pc_port_enabled);

/**
 * phonewall_client_unset_dot1x - leave the module without 802.1X settings
 * @client: the client
 *
 * A Logoff goes out for every PC that has a session.
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_unset_dot1x(struct phonewall_client *client);

/**
 * phonewall_client_get_dot1x - read what the module holds of 802.1X
 * @client: the client
 * @dot1x: set whole
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_get_dot1x(struct phonewall_client *client,
			       struct phonewall_kernel_dot1x *dot1x);

/**
 * phonewall_client_subscribe - join the module's events
 * @client: a client that is used for nothing else from then on
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_subscribe(struct phonewall_client *client);

/**
 * phonewall_client_descriptor - the file descriptor to poll for events
 * @client: a client that has subscribed
 *
 * Return: the descriptor, which the client keeps.
 */
int phonewall_client_descriptor(const struct phonewall_client *client);

/**
 * phonewall_client_receive - read the events that are waiting
 * @client: a client that has subscribed
 * @handler: called for each event; what event->packet points to lives as long
 *	as the call
 * @argument: handed to @handler
 *
 * -ENOBUFS says that events were lost: the caller reads the policy and status
 * again.
 *
 * Return: 0, or a negative errno.
 */
int phonewall_client_receive(struct phonewall_client *client,
			     void (*handler)(const struct phonewall_event *event,
					     void *argument),
			     void *argument);

#endif /* PHONEWALL_CLIENT_H */
