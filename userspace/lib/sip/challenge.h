/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_CHALLENGE_H
#define PHONEWALL_SIP_CHALLENGE_H

#include "sip/digest.h"
#include "sip/message.h"

/* Bytes of the secret that nonces are made with. */
#define PHONEWALL_SIP_SECRET		32

/* Nonces that were used, for which counts are remembered. */
#define PHONEWALL_SIP_NONCES_MAX	256

/* Seconds for which a nonce may be used. */
#define PHONEWALL_SIP_NONCE_SECONDS	120

/* Bytes of the headers of a challenge at most, with the NUL. */
#define PHONEWALL_SIP_CHALLENGE_TEXT	2048

/**
 * struct phonewall_sip_used_nonce - the counts that a nonce was used with
 * @serial: number of the nonce; 0 if the entry is free
 * @highest: the highest count
 * @seen: bit n: the count @highest - n
 */
struct phonewall_sip_used_nonce {
	uint64_t serial;
	uint32_t highest;
	uint64_t seen;
};

/**
 * struct phonewall_sip_challenger - challenges the INVITEs of one line
 * @user: whom the caller must be: User_ID_n_, or Auth_ID_n_
 * @realm: the realm
 * @password: the password
 * @has_rfc8760: Auth_Support_RFC8760_n_: SHA-256, SHA-512-256 and MD5 are
 *	offered, else MD5 alone
 * @secret: random, and nobody else's
 * @serial: number of the last nonce
 * @oldest: nonces up to this number are no longer accepted
 * @used: nonces that were used with the right password; those who do not know
 *	it cannot fill it
 *
 * It takes about 6 KiB, however many INVITEs arrive. The strings belong to the
 * caller, and live as long as it does. Set it by phonewall_sip_challenger_init().
 */
struct phonewall_sip_challenger {
	const char *user;
	const char *realm;
	const char *password;
	bool has_rfc8760;
	uint8_t secret[PHONEWALL_SIP_SECRET];
	uint64_t serial;
	uint64_t oldest;
	struct phonewall_sip_used_nonce used[PHONEWALL_SIP_NONCES_MAX];
};

/**
 * enum phonewall_sip_verdict - what the credentials of a request are worth
 * @PHONEWALL_SIP_ACCEPTED: the caller knows the password
 * @PHONEWALL_SIP_NO_CREDENTIALS: there are none for this realm
 * @PHONEWALL_SIP_BAD_CREDENTIALS: they are malformed, without qop=auth, of an
 *	algorithm that is not offered, or too many
 * @PHONEWALL_SIP_WRONG_PASSWORD: another user, or a wrong password
 * @PHONEWALL_SIP_STALE_NONCE: right, but the nonce is not in force any more; the
 *	next challenge has stale=true
 * @PHONEWALL_SIP_REPLAYED: the same nonce and count were used before
 */
enum phonewall_sip_verdict {
	PHONEWALL_SIP_ACCEPTED,
	PHONEWALL_SIP_NO_CREDENTIALS,
	PHONEWALL_SIP_BAD_CREDENTIALS,
	PHONEWALL_SIP_WRONG_PASSWORD,
	PHONEWALL_SIP_STALE_NONCE,
	PHONEWALL_SIP_REPLAYED,
};

/**
 * phonewall_sip_challenger_init() - begin to challenge
 * @challenger: set whole
 * @user: whom the caller must be
 * @realm: the realm: the line's domain
 * @password: the password
 * @has_rfc8760: as in the structure
 * @secret: PHONEWALL_SIP_SECRET random bytes, copied
 *
 * Return: 0; -EINVAL if @user, @realm or @password is empty or longer than
 * PHONEWALL_SIP_CREDENTIAL_MAX, or @user or @realm has a quote, a backslash or a
 * control character. Then the challenger accepts nobody.
 */
int phonewall_sip_challenger_init(struct phonewall_sip_challenger *challenger,
				  const char *user, const char *realm,
				  const char *password, bool has_rfc8760,
				  const uint8_t secret[PHONEWALL_SIP_SECRET]);

/**
 * phonewall_sip_is_challenged() - whether a message is to be challenged
 * @message: the message
 *
 * Return: true for an INVITE outside of a dialog, which is one without a tag in
 * To. An INVITE with a tag for which there is no dialog must be refused (481),
 * or the tag would spare the challenge.
 */
bool phonewall_sip_is_challenged(const struct phonewall_sip_message *message);

/**
 * phonewall_sip_challenger_check() - check the credentials of a request
 * @challenger: the challenger
 * @message: the request
 * @now: seconds of a clock that does not jump, as CLOCK_MONOTONIC
 *
 * Only Authorization is looked at, in at most 8 headers. A retransmission of an
 * accepted request is not to be checked again, as it would be a replay. The
 * value of "uri" is not compared with the Request-URI, which proxies change.
 * All that is secret is compared in constant time.
 *
 * Return: the verdict; only PHONEWALL_SIP_ACCEPTED lets the request pass.
 */
enum phonewall_sip_verdict
phonewall_sip_challenger_check(struct phonewall_sip_challenger *challenger,
			       const struct phonewall_sip_message *message,
			       uint32_t now);

/**
 * phonewall_sip_challenger_print() - write the headers of a challenge
 * @challenger: the challenger
 * @is_stale: whether the verdict was PHONEWALL_SIP_STALE_NONCE or
 *	PHONEWALL_SIP_REPLAYED
 * @now: as of phonewall_sip_challenger_check()
 * @text: set to WWW-Authenticate headers, the best algorithm first, each with
 *	its CRLF (RFC 8760 section 2.3)
 *
 * Return: 0; -EIO if OpenSSL has none of the algorithms, or memory is exhausted.
 */
int phonewall_sip_challenger_print(struct phonewall_sip_challenger *challenger,
				   bool is_stale, uint32_t now,
				   char text[PHONEWALL_SIP_CHALLENGE_TEXT]);

/**
 * phonewall_sip_challenger_clear() - forget the secret and what was used
 * @challenger: accepts nobody any more
 */
void phonewall_sip_challenger_clear(struct phonewall_sip_challenger *challenger);

#endif /* PHONEWALL_SIP_CHALLENGE_H */
