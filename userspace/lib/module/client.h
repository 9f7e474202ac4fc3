/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CLIENT_H
#define PHONEWALL_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/phonewall.h>

#include "base/address.h"
#include "module/dot1x.h"
#include "firewall/translation.h"

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
 * struct phonewall_kernel_policy - the policy that the module holds
 * @enabled: true if it is in force
 * @generation: counts policies set in this namespace; 0 if none was
 * @flags: PHONEWALL_FLAG_*
 * @rtp: RTP range; first is 0 if there is none
 * @limits: limits of the flow table
 * @udp: open UDP ports, ascending, merged
 * @udp_count: how many ranges
 * @tcp: open TCP ports, ascending, merged
 * @tcp_count: how many ranges
 * @endpoints: multicast endpoints; their reason is NULL
 * @endpoint_count: how many
 */
struct phonewall_kernel_policy {
	bool enabled;
	uint32_t generation;
	uint32_t flags;
	struct phonewall_port_range rtp;
	struct phonewall_limits limits;
	struct phonewall_port_range *udp;
	size_t udp_count;
	struct phonewall_port_range *tcp;
	size_t tcp_count;
	struct phonewall_endpoint *endpoints;
	size_t endpoint_count;
};

/**
 * struct phonewall_status - the module's status in this network namespace
 * @version: the module's version
 * @enabled: true if the firewall is in force
 * @generation: of the policy in force
 * @flows: flows held now
 * @flow_limit: maximum number of flows
 * @packets: packets for each enum phonewall_reason
 * @flows_created: flows created since the module was loaded
 * @flows_evicted: unreplied flows that were removed to make room for another
 * @flows_refused: outgoing packets without a flow because there was no room
 */
struct phonewall_status {
	char version[32];
	bool enabled;
	uint32_t generation;
	uint32_t flows;
	uint32_t flow_limit;
	uint64_t packets[PHONEWALL_REASON_MAX + 1];
	uint64_t flows_created;
	uint64_t flows_evicted;
	uint64_t flows_refused;
};

/**
 * struct phonewall_flow - a live flow of the module's table
 * @protocol: IPPROTO_*
 * @local: the phone's address
 * @remote: the peer's address; unspecified if any host on @link may answer
 * @local_port: host byte order; of an echo flow the identifier
 * @remote_port: host byte order; 0 in an expectation
 * @replied: true if an answer was received
 * @expectation: true if it is for an expected answer, of TFTP or to a query to
 *	a group
 * @link: interface index of a query to a group, and of a flow with a link-local
 *	IPv6 address; else 0
 * @expires_ms: milliseconds until it expires
 */
struct phonewall_flow {
	uint8_t protocol;
	struct phonewall_address local;
	struct phonewall_address remote;
	uint16_t local_port;
	uint16_t remote_port;
	bool replied;
	bool expectation;
	uint32_t link;
	uint32_t expires_ms;
};

/**
 * struct phonewall_event - an event that the module reported
 * @command: PHONEWALL_CMD_EVENT_*
 * @enabled: EVENT_POLICY
 * @generation: EVENT_POLICY
 * @reason: EVENT_BLOCKED, as are those that follow
 * @direction: which way the packet went
 * @packet: its first bytes, from the IPv4 or IPv6 header on, aligned to 4
 * @captured: bytes of @packet
 * @length: bytes that the packet had
 * @device: interface index that it came in or goes out by; 0 if none is known
 * @left_out: EVENT_BLOCKED and EVENT_SESSION: such events since the last one
 *	that were not reported
 * @dot1x: EVENT_DOT1X: the new settings; EVENT_SESSION: one session, as it is
 *	now, and nothing else
 */
struct phonewall_event {
	enum phonewall_command command;
	bool enabled;
	uint32_t generation;
	enum phonewall_reason reason;
	enum phonewall_direction direction;
	const uint8_t *packet;
	size_t captured;
	uint32_t length;
	uint32_t device;
	uint32_t left_out;
	struct phonewall_kernel_dot1x dot1x;
};

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
 * phonewall_kernel_policy_clear() - release a policy that the module gave
 * @policy: emptied
 */
void phonewall_kernel_policy_clear(struct phonewall_kernel_policy *policy);

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
