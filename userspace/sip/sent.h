/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_SENT_H
#define PHONEWALL_SIP_SENT_H

#include "sip/branch.h"
#include "stack.h"

/* Requests of a line that wait for their final response, and bytes of each. */
#define PHONEWALL_SENT_MAX		16
#define PHONEWALL_SENT_MESSAGE_MAX	16384

/**
 * struct phonewall_sent_request - a request that was sent to the line's server
 * @mark: by which its responses find it
 * @sequence: as of phonewall_sip_sequence_mark()
 * @cseq: the stack's number
 * @bytes: as the stack has sent it
 * @length: bytes
 * @path: which way the stack has sent it
 * @attempts: how often it was sent again as a new request
 * @since: milliseconds of CLOCK_MONOTONIC: when the stack has sent it first
 * @is_answered: whether the server has sent any response
 */
struct phonewall_sent_request {
	char mark[PHONEWALL_SIP_MARK];
	char sequence[PHONEWALL_SIP_MARK];
	uint32_t cseq;
	char *bytes;
	size_t length;
	struct phonewall_stack_path path;
	unsigned int attempts;
	uint64_t since;
	bool is_answered;
};

/**
 * struct phonewall_sent - requests that may have to be sent again
 * @key: PHONEWALL_SIP_KEY bytes, kept by the caller
 * @list: the one that was added last first
 * @count: how many
 *
 * Zero-initialise it but for @key. If there is one too many, the oldest is
 * forgotten, and is not sent again.
 */
struct phonewall_sent {
	const uint8_t *key;
	struct phonewall_sent_request list[PHONEWALL_SENT_MAX];
	size_t count;
};

/**
 * phonewall_sent_add() - keep a request
 * @sent: those that are kept
 * @request: as the stack has sent it; a retransmission is not added twice, nor is
 *	ACK, nor what is longer than PHONEWALL_SENT_MESSAGE_MAX. CANCEL takes its
 *	INVITE away: it is not wanted any more
 * @path: which way the stack has sent it
 * @now: milliseconds of CLOCK_MONOTONIC
 */
void phonewall_sent_add(struct phonewall_sent *sent,
			const struct phonewall_sip_message *request,
			const struct phonewall_stack_path *path, uint64_t now);

/**
 * phonewall_sent_find() - find the request of a response
 * @sent: those that are kept
 * @response: the response
 * @branch: what its branch tells
 *
 * Return: the request; NULL if it is not kept.
 */
struct phonewall_sent_request *
phonewall_sent_find(struct phonewall_sent *sent,
		    const struct phonewall_sip_message *response,
		    const struct phonewall_sip_branch *branch);

/**
 * phonewall_sent_is_last() - whether none with a higher number is kept
 * @sent: those that are kept
 * @request: one of them
 *
 * Return: whether it has the highest CSeq of its call or registration.
 */
bool phonewall_sent_is_last(const struct phonewall_sent *sent,
			    const struct phonewall_sent_request *request);

/**
 * phonewall_sent_forget() - keep a request no more
 * @sent: those that are kept
 * @request: one of them, or NULL; its bytes are overwritten
 */
void phonewall_sent_forget(struct phonewall_sent *sent,
			   struct phonewall_sent_request *request);

/**
 * phonewall_sent_clear() - keep none
 * @sent: those that are kept
 */
void phonewall_sent_clear(struct phonewall_sent *sent);

#endif /* PHONEWALL_SIP_SENT_H */
