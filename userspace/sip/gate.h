/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_GATE_H
#define PHONEWALL_SIP_GATE_H

#include "sip/branch.h"
#include "sip/challenge.h"

/*
 * Answers to INVITEs that are refused, in a second and at once: so many to the
 * line's proxy, and as many to all others, whose floods do not use up the proxy's.
 */
#define PHONEWALL_GATE_RATE	50
#define PHONEWALL_GATE_BURST	100

/**
 * struct phonewall_gate_options - whom a line lets in
 * @challenges: Auth_INVITE_n_
 * @has_rfc8760: Auth_Support_RFC8760_n_
 * @user: whom a caller must be
 * @realm: the line's domain
 * @password: the line's password
 * @is_closed: whether SIP of others than the line's proxy is dropped
 * @key: PHONEWALL_SIP_KEY random bytes; copied
 *
 * The texts are kept by the caller as long as the gate.
 */
struct phonewall_gate_options {
	bool challenges;
	bool has_rfc8760;
	const char *user;
	const char *realm;
	const char *password;
	bool is_closed;
	const uint8_t *key;
};

/**
 * enum phonewall_gate_answer - what becomes of a request from outside
 * @PHONEWALL_GATE_PASS: it goes to the stack
 * @PHONEWALL_GATE_ABSORB: it is for the edge itself
 * @PHONEWALL_GATE_CHALLENGE: 401
 * @PHONEWALL_GATE_FORBID: 403: nobody can have the right password
 * @PHONEWALL_GATE_TOO_MANY: dropped without an answer
 */
enum phonewall_gate_answer {
	PHONEWALL_GATE_PASS,
	PHONEWALL_GATE_ABSORB,
	PHONEWALL_GATE_CHALLENGE,
	PHONEWALL_GATE_FORBID,
	PHONEWALL_GATE_TOO_MANY,
};

/**
 * struct phonewall_gate - who may call a line
 *
 * It takes about 9 KiB, however many requests come.
 */
struct phonewall_gate;

/**
 * phonewall_gate_new() - begin
 * @options: whom it lets in
 *
 * Return: the gate, to be released with phonewall_gate_free().
 */
struct phonewall_gate *
phonewall_gate_new(const struct phonewall_gate_options *options);

/**
 * phonewall_gate_is_closed() - whether only the line's proxy may send SIP
 * @gate: the gate
 *
 * Return: as of its options.
 */
bool phonewall_gate_is_closed(const struct phonewall_gate *gate);

/**
 * phonewall_gate_judge() - decide about a request from outside
 * @gate: the gate
 * @request: the request
 * @is_proxy: whether the line's proxy has sent it
 * @now: milliseconds of CLOCK_MONOTONIC
 * @headers: set to the headers of a challenge
 *
 * Return: what becomes of it.
 */
enum phonewall_gate_answer
phonewall_gate_judge(struct phonewall_gate *gate,
		     const struct phonewall_sip_message *request, bool is_proxy,
		     uint64_t now, char headers[PHONEWALL_SIP_CHALLENGE_TEXT]);

/**
 * phonewall_gate_note() - learn of calls from a response that is passed on
 * @gate: the gate
 * @response: the response, to either side
 */
void phonewall_gate_note(struct phonewall_gate *gate,
			 const struct phonewall_sip_message *response);

/**
 * phonewall_gate_tag() - the tag of an answer of the edge itself
 * @gate: the gate
 * @request: what is answered
 * @tag: set; the same for a retransmission and for the ACK
 */
void phonewall_gate_tag(const struct phonewall_gate *gate,
			const struct phonewall_sip_message *request,
			char tag[PHONEWALL_SIP_MARK]);

/**
 * phonewall_gate_is_own_ack() - whether a request only ends such an answer
 * @gate: the gate
 * @request: a request of either side
 *
 * Return: true for an ACK with a tag of phonewall_gate_tag().
 */
bool phonewall_gate_is_own_ack(const struct phonewall_gate *gate,
			       const struct phonewall_sip_message *request);

/**
 * phonewall_gate_free() - release it
 * @gate: may be NULL; its secrets are overwritten
 */
void phonewall_gate_free(struct phonewall_gate *gate);

#endif /* PHONEWALL_SIP_GATE_H */
