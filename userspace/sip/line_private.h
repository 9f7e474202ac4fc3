/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_LINE_PRIVATE_H
#define PHONEWALL_SIP_LINE_PRIVATE_H

#include "gate.h"
#include "line.h"
#include "line_status.h"
#include "peer.h"
#include "pending.h"
#include "sent.h"
#include "sip/mediasec.h"
#include "sip/realms.h"
#include "sip/relay.h"
#include "sip/sequence.h"
#include "stack.h"
#include "target.h"

#define PHONEWALL_LINE_REFUSAL	128

/* Of paths in branches: the line's own server, or the address behind it. */
#define PHONEWALL_LINE_TO_PROXY		'P'
#define PHONEWALL_LINE_TO_ADDRESS	'D'

/**
 * struct phonewall_line - passes on what a line's stack and its server say
 * @options: what it was opened with
 * @changed: called when the status has changed
 * @argument: handed to @changed
 * @fault: why the line cannot be served at all; NULL if it can
 * @target: its server
 * @random: for the choice among servers
 * @realm: the line's domain
 * @peer_options: of @peer
 * @peer: the way to the server; NULL if there is a fault
 * @stack: the way to the stack; NULL if there is a fault
 * @relay: what messages are changed by
 * @gate: who may call
 * @mediasec: the negotiation with the server
 * @sequences: numbers that are higher outside
 * @realms: who may ask the stack for its password
 * @pending: requests that wait for a connection
 * @sent: requests that wait for a response
 * @has_path: whether the stack has spoken
 * @path: which way the stack has spoken last
 * @counts: messages
 * @refusal: what was refused last
 * @out: room for a message that is changed
 */
struct phonewall_line {
	struct phonewall_line_options options;
	void (*changed)(void *argument);
	void *argument;
	char *fault;
	struct phonewall_target target;
	uint64_t random;
	char realm[PHONEWALL_TARGET_HOST];
	struct phonewall_peer_options peer_options;
	struct phonewall_peer *peer;
	struct phonewall_stack *stack;
	struct phonewall_sip_relay relay;
	struct phonewall_gate *gate;
	struct phonewall_sip_mediasec mediasec;
	struct phonewall_sip_sequences sequences;
	struct phonewall_sip_realms realms;
	struct phonewall_pending *pending;
	struct phonewall_sent sent;
	bool has_path;
	struct phonewall_stack_path path;
	struct phonewall_line_counts counts;
	char refusal[PHONEWALL_LINE_REFUSAL];
	char out[PHONEWALL_SIP_MESSAGE_MAX];
};

/**
 * phonewall_line_is_ready() - whether there is a way to the server
 * @line: the line
 *
 * Return: true if messages can be sent.
 */
bool phonewall_line_is_ready(const struct phonewall_line *line);

/**
 * phonewall_line_note_refusal() - tell in the status what was refused
 * @line: the line
 * @what: what
 * @source: of whom
 */
void phonewall_line_note_refusal(struct phonewall_line *line, const char *what,
				 const struct sockaddr_storage *source);

#endif /* PHONEWALL_SIP_LINE_PRIVATE_H */
