/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_SEQUENCE_H
#define PHONEWALL_SIP_SEQUENCE_H

#include "sip/branch.h"
#include "sip/edit.h"

/* Calls and registrations of a line whose numbers were raised, at most. */
#define PHONEWALL_SIP_SEQUENCES_MAX	64

/* How often the difference may grow in one of them. */
#define PHONEWALL_SIP_SEQUENCE_STEPS	4

/**
 * struct phonewall_sip_sequence - the numbers of one call or registration
 * @mark: which
 * @from: the stack's CSeq from which on a difference counts, in their order
 * @difference: by how much the number is higher outside
 * @count: how many steps; 0 if the place is free
 */
struct phonewall_sip_sequence {
	char mark[PHONEWALL_SIP_MARK];
	uint32_t from[PHONEWALL_SIP_SEQUENCE_STEPS];
	uint32_t difference[PHONEWALL_SIP_SEQUENCE_STEPS];
	unsigned int count;
};

/**
 * struct phonewall_sip_sequences - by how much CSeq is higher outside than the
 *	phone's stack knows
 * @list: the one that was used last first
 *
 * A request that is sent again as a new one has the next number (RFC 3261 section
 * 8.1.3.5, RFC 3329 section 2.3.1), of which the stack does not know. The numbers
 * of a stack rise within a Call-ID and a tag of its own, and within the Call-ID of
 * a registration. ACK and CANCEL have the number of their INVITE, so a difference
 * counts from a number on only.
 *
 * Zero-initialise it. It takes 4 KiB. If there is one too many, the one that was
 * used longest ago is forgotten; of one, the first step is.
 */
struct phonewall_sip_sequences {
	struct phonewall_sip_sequence list[PHONEWALL_SIP_SEQUENCES_MAX];
};

/**
 * phonewall_sip_sequence_mark() - which call or registration a message is of
 * @key: PHONEWALL_SIP_KEY bytes
 * @message: a request of the stack, or a response to one
 * @mark: set
 */
void phonewall_sip_sequence_mark(const uint8_t key[PHONEWALL_SIP_KEY],
				 const struct phonewall_sip_message *message,
				 char mark[PHONEWALL_SIP_MARK]);

/**
 * phonewall_sip_sequence_difference() - by how much a number is higher outside
 * @sequences: the numbers
 * @mark: of which call or registration
 * @cseq: the stack's number
 *
 * Return: what to add to it.
 */
uint32_t
phonewall_sip_sequence_difference(const struct phonewall_sip_sequences *sequences,
				  const char mark[PHONEWALL_SIP_MARK],
				  uint32_t cseq);

/**
 * phonewall_sip_sequence_raise() - have a number, and all that follow, be one
 *	higher outside
 * @sequences: the numbers
 * @mark: of which call or registration
 * @cseq: the stack's number, none higher than which was sent
 *
 * Return: true; false if it would exceed 2^31 - 1 (RFC 3261 section 8.1.1.5).
 */
bool phonewall_sip_sequence_raise(struct phonewall_sip_sequences *sequences,
				  const char mark[PHONEWALL_SIP_MARK],
				  uint32_t cseq);

/**
 * phonewall_sip_sequence_add() - make a request's CSeq higher
 * @request: the request
 * @difference: by how much; the sum is at most 2^31 - 1
 * @edits: CSeq is so
 */
void phonewall_sip_sequence_add(const struct phonewall_sip_message *request,
				uint32_t difference,
				struct phonewall_sip_edits *edits);

/**
 * phonewall_sip_sequence_out() - change the numbers of a request of the stack
 * @sequences: the numbers
 * @mark: of the request
 * @request: the request
 * @edits: CSeq, and RAck (RFC 3262 section 7.2), are as outside
 * @difference: set to what was added to CSeq
 *
 * Return: 0; -ERANGE if a number would exceed 2^31 - 1; -EINVAL if RAck cannot be
 * read.
 */
int phonewall_sip_sequence_out(const struct phonewall_sip_sequences *sequences,
			       const char mark[PHONEWALL_SIP_MARK],
			       const struct phonewall_sip_message *request,
			       struct phonewall_sip_edits *edits,
			       uint32_t *difference);

/**
 * phonewall_sip_sequence_in() - change the number of a response for the stack
 * @response: the response, whose CSeq is at least @difference
 * @difference: what was added to its request's
 * @edits: CSeq is as the stack knows it
 */
void phonewall_sip_sequence_in(const struct phonewall_sip_message *response,
			       uint32_t difference,
			       struct phonewall_sip_edits *edits);

#endif /* PHONEWALL_SIP_SEQUENCE_H */
