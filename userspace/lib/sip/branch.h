/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_BRANCH_H
#define PHONEWALL_SIP_BRANCH_H

#include "sip/message.h"

/* Bytes of the key, random, that nobody else knows. */
#define PHONEWALL_SIP_KEY	32

/* Hexadecimal digits of a tag or a mark, and the NUL. */
#define PHONEWALL_SIP_MARK	17

/* Bytes of a path, of a sent-by and of a branch that is made, with the NUL. */
#define PHONEWALL_SIP_PATH_TEXT	80
#define PHONEWALL_SIP_PLACE_TEXT	272
#define PHONEWALL_SIP_BRANCH_TEXT	768

/**
 * struct phonewall_sip_branch - what a branch of ours tells
 * @path: which way the response goes, as it was given
 * @sent_by: the host, and perhaps the port, that Via had
 * @branch: the branch that it had
 */
struct phonewall_sip_branch {
	char path[PHONEWALL_SIP_PATH_TEXT];
	char sent_by[PHONEWALL_SIP_PLACE_TEXT];
	char branch[PHONEWALL_SIP_BRANCH_TEXT];
};

/**
 * phonewall_sip_mark() - a keyed hash of some texts
 * @key: PHONEWALL_SIP_KEY bytes
 * @texts: the texts; how they are divided counts too
 * @count: how many
 * @mark: set to 64 bits of HMAC-SHA-256 in hexadecimal
 *
 * Ends the process if OpenSSL has no memory.
 */
void phonewall_sip_mark(const uint8_t key[PHONEWALL_SIP_KEY],
			const struct phonewall_sip_text *texts, size_t count,
			char mark[PHONEWALL_SIP_MARK]);

/**
 * phonewall_sip_branch_print() - make the branch of a request that is passed on
 * @key: PHONEWALL_SIP_KEY bytes
 * @branch: what it is to tell; @path and @branch hold bytes of a token
 *	(RFC 3261 section 25.1), @path no "*"
 * @text: set to the branch
 *
 * The same request gives the same branch, so that retransmissions, ACK and CANCEL
 * find their transaction, and nothing has to be remembered.
 *
 * Return: true; false if it would be too long, or has other bytes.
 */
bool phonewall_sip_branch_print(const uint8_t key[PHONEWALL_SIP_KEY],
				const struct phonewall_sip_branch *branch,
				char text[PHONEWALL_SIP_BRANCH_TEXT]);

/**
 * phonewall_sip_branch_parse() - read the branch of a response
 * @key: PHONEWALL_SIP_KEY bytes
 * @text: the branch
 * @branch: set whole if it is ours
 *
 * Return: true if phonewall_sip_branch_print() has made it with this key; who does
 * not know the key cannot make one.
 */
bool phonewall_sip_branch_parse(const uint8_t key[PHONEWALL_SIP_KEY],
				struct phonewall_sip_text text,
				struct phonewall_sip_branch *branch);

#endif /* PHONEWALL_SIP_BRANCH_H */
