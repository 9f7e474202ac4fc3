// SPDX-License-Identifier: MIT
#include "sip/challenge.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#define HEADERS_MAX	8
#define COUNT_DIGITS	8
#define SEEN_BITS	64

/*
 * A nonce: seconds, number and tag, in hexadecimal. The tag is an HMAC, so that
 * nothing need be remembered of a nonce that was only given out.
 */
#define SECONDS_DIGITS	8
#define SERIAL_DIGITS	16
#define HEAD		(SECONDS_DIGITS + SERIAL_DIGITS)
#define TAG		32
#define NONCE		(HEAD + TAG)

static bool is_quotable(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f ||
		    *text == '"' || *text == '\\')
			return false;
	return true;
}

static bool is_usable(const char *text)
{
	return *text && strlen(text) <= PHONEWALL_SIP_CREDENTIAL_MAX;
}

int phonewall_sip_challenger_init(struct phonewall_sip_challenger *challenger,
				  const char *user, const char *realm,
				  const char *password, bool has_rfc8760,
				  const uint8_t secret[PHONEWALL_SIP_SECRET])
{
	*challenger = (struct phonewall_sip_challenger){ 0 };
	if (!is_usable(user) || !is_usable(realm) || !is_usable(password) ||
	    !is_quotable(user) || !is_quotable(realm))
		return -EINVAL;
	challenger->user = user;
	challenger->realm = realm;
	challenger->password = password;
	challenger->has_rfc8760 = has_rfc8760;
	memcpy(challenger->secret, secret, PHONEWALL_SIP_SECRET);
	return 0;
}

void phonewall_sip_challenger_clear(struct phonewall_sip_challenger *challenger)
{
	OPENSSL_cleanse(challenger, sizeof(*challenger));
}

bool phonewall_sip_is_challenged(const struct phonewall_sip_message *message)
{
	return phonewall_sip_message_is(message, "INVITE") &&
	       !message->to_tag.start;
}

/* The tag of what stands before it. */
static bool print_tag(const struct phonewall_sip_challenger *challenger,
		      const char *head, char tag[TAG + 1])
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned int length = 0;

	if (!HMAC(EVP_sha256(), challenger->secret, PHONEWALL_SIP_SECRET,
		  (const unsigned char *)head, HEAD, bytes, &length))
		return false;
	for (unsigned int i = 0; i < TAG / 2; i++)
		snprintf(tag + i * 2, 3, "%02x", bytes[i]);
	return true;
}

static bool print_nonce(struct phonewall_sip_challenger *challenger,
			uint32_t now, char nonce[NONCE + 1])
{
	challenger->serial++;
	snprintf(nonce, HEAD + 1, "%08x%016llx", now,
		 (unsigned long long)challenger->serial);
	return print_tag(challenger, nonce, nonce + HEAD);
}

/* As print_nonce() writes them, of lower case. */
static bool read_hex(const char *text, size_t digits, uint64_t *number)
{
	*number = 0;
	for (size_t i = 0; i < digits; i++) {
		char byte = text[i];

		if (byte >= '0' && byte <= '9')
			*number = *number << 4 | (uint64_t)(byte - '0');
		else if (byte >= 'a' && byte <= 'f')
			*number = *number << 4 | (uint64_t)(byte - 'a' + 10);
		else
			return false;
	}
	return true;
}

/* Sets the number of a nonce that is in force. */
static bool is_in_force(const struct phonewall_sip_challenger *challenger,
			struct phonewall_sip_text nonce, uint32_t now,
			uint64_t *serial)
{
	char tag[TAG + 1];
	uint64_t seconds;

	if (nonce.length != NONCE || !print_tag(challenger, nonce.start, tag) ||
	    CRYPTO_memcmp(tag, nonce.start + HEAD, TAG))
		return false;
	if (!read_hex(nonce.start, SECONDS_DIGITS, &seconds) ||
	    !read_hex(nonce.start + SECONDS_DIGITS, SERIAL_DIGITS, serial))
		return false;
	return *serial > challenger->oldest &&
	       now - (uint32_t)seconds < PHONEWALL_SIP_NONCE_SECONDS;
}

/*
 * The entry of a nonce, or a free one. If there is none, the oldest nonce is
 * forgotten, and with it all before, so that what is forgotten is not accepted
 * again.
 */
static struct phonewall_sip_used_nonce *
find_used(struct phonewall_sip_challenger *challenger, uint64_t serial)
{
	struct phonewall_sip_used_nonce *oldest = &challenger->used[0];

	for (size_t i = 0; i < PHONEWALL_SIP_NONCES_MAX; i++) {
		struct phonewall_sip_used_nonce *used = &challenger->used[i];

		if (used->serial == serial)
			return used;
		if (used->serial < oldest->serial)
			oldest = used;
	}
	if (oldest->serial > serial)
		return NULL;
	if (oldest->serial > challenger->oldest)
		challenger->oldest = oldest->serial;
	*oldest = (struct phonewall_sip_used_nonce){ .serial = serial };
	return oldest;
}

/* RFC 7616 section 3.4: each count once; they may arrive out of order. */
static bool use(struct phonewall_sip_challenger *challenger, uint64_t serial,
		uint32_t count)
{
	struct phonewall_sip_used_nonce *used = find_used(challenger, serial);
	uint32_t shift;

	if (!used)
		return false;
	if (count > used->highest) {
		shift = count - used->highest;
		used->seen = shift < SEEN_BITS ? used->seen << shift : 0;
		used->seen |= 1;
		used->highest = count;
		return true;
	}
	shift = used->highest - count;
	if (shift >= SEEN_BITS || used->seen >> shift & 1)
		return false;
	used->seen |= (uint64_t)1 << shift;
	return true;
}

static bool read_count(struct phonewall_sip_text text, uint32_t *count)
{
	char lower[COUNT_DIGITS];
	uint64_t number;

	if (text.length != COUNT_DIGITS)
		return false;
	for (size_t i = 0; i < COUNT_DIGITS; i++) {
		lower[i] = text.start[i];
		if (lower[i] >= 'A' && lower[i] <= 'F')
			lower[i] = (char)(lower[i] - 'A' + 'a');
	}
	if (!read_hex(lower, COUNT_DIGITS, &number) || !number)
		return false;
	*count = (uint32_t)number;
	return true;
}

/* RFC 8760 section 2.1: without a name it is MD5. */
static bool read_algorithm(const struct phonewall_sip_challenger *challenger,
			   struct phonewall_sip_text name,
			   enum phonewall_sip_algorithm *algorithm)
{
	*algorithm = PHONEWALL_SIP_MD5;
	if (!name.start)
		return true;
	for (*algorithm = 0; *algorithm < PHONEWALL_SIP_ALGORITHMS;
	     (*algorithm)++)
		if (phonewall_sip_text_is(name,
				phonewall_sip_algorithm_name(*algorithm)))
			return challenger->has_rfc8760 ||
			       *algorithm == PHONEWALL_SIP_MD5;
	return false;
}

/* Computes the response also for a wrong user, so that it takes as long. */
static bool is_right(const struct phonewall_sip_challenger *challenger,
		     const struct phonewall_sip_credentials *credentials,
		     const struct phonewall_sip_message *message,
		     enum phonewall_sip_algorithm algorithm)
{
	const struct phonewall_sip_digest digest = {
		.algorithm = algorithm,
		.user = phonewall_sip_text_of(challenger->user),
		.realm = phonewall_sip_text_of(challenger->realm),
		.password = phonewall_sip_text_of(challenger->password),
		.method = message->method,
		.uri = credentials->uri,
		.nonce = credentials->nonce,
		.count = credentials->nc,
		.cnonce = credentials->cnonce,
	};
	char expected[PHONEWALL_SIP_DIGEST_TEXT];
	bool is_user = phonewall_sip_text_is_same(credentials->username,
						  digest.user);

	if (phonewall_sip_digest_response(&digest, expected) ||
	    credentials->response.length != strlen(expected))
		return false;
	return !CRYPTO_memcmp(expected, credentials->response.start,
			      strlen(expected)) && is_user;
}

static enum phonewall_sip_verdict
judge(struct phonewall_sip_challenger *challenger,
      const struct phonewall_sip_credentials *credentials,
      const struct phonewall_sip_message *message, uint32_t now)
{
	enum phonewall_sip_algorithm algorithm;
	uint64_t serial;
	uint32_t count;

	if (!read_algorithm(challenger, credentials->algorithm, &algorithm) ||
	    !phonewall_sip_text_is(credentials->qop, "auth") ||
	    !read_count(credentials->nc, &count) || !credentials->uri.length ||
	    !credentials->cnonce.length)
		return PHONEWALL_SIP_BAD_CREDENTIALS;
	if (!is_right(challenger, credentials, message, algorithm))
		return PHONEWALL_SIP_WRONG_PASSWORD;
	if (!is_in_force(challenger, credentials->nonce, now, &serial))
		return PHONEWALL_SIP_STALE_NONCE;
	return use(challenger, serial, count) ? PHONEWALL_SIP_ACCEPTED :
	       PHONEWALL_SIP_REPLAYED;
}

enum phonewall_sip_verdict
phonewall_sip_challenger_check(struct phonewall_sip_challenger *challenger,
			       const struct phonewall_sip_message *message,
			       uint32_t now)
{
	const struct phonewall_sip_header *header = NULL;
	enum phonewall_sip_verdict verdict = PHONEWALL_SIP_NO_CREDENTIALS, next;
	struct phonewall_sip_credentials credentials;
	unsigned int count = 0;
	int error;

	if (!challenger->password)
		return PHONEWALL_SIP_NO_CREDENTIALS;
	while ((header = phonewall_sip_header_next(message,
			PHONEWALL_SIP_HEADER_AUTHORIZATION, header))) {
		if (++count > HEADERS_MAX)
			return PHONEWALL_SIP_BAD_CREDENTIALS;
		error = phonewall_sip_credentials_parse(header->value,
							&credentials);
		if (error == -EINVAL)
			return PHONEWALL_SIP_BAD_CREDENTIALS;
		if (error || !phonewall_sip_text_is_same(credentials.realm,
				phonewall_sip_text_of(challenger->realm)))
			continue;
		next = judge(challenger, &credentials, message, now);
		if (next == PHONEWALL_SIP_ACCEPTED)
			return next;
		if (verdict == PHONEWALL_SIP_NO_CREDENTIALS)
			verdict = next;
	}
	return verdict;
}

static bool has_algorithm(enum phonewall_sip_algorithm algorithm)
{
	const struct phonewall_sip_digest empty = { .algorithm = algorithm };
	char response[PHONEWALL_SIP_DIGEST_TEXT];

	return !phonewall_sip_digest_response(&empty, response);
}

int phonewall_sip_challenger_print(struct phonewall_sip_challenger *challenger,
				   bool is_stale, uint32_t now,
				   char text[PHONEWALL_SIP_CHALLENGE_TEXT])
{
	enum phonewall_sip_algorithm algorithm =
		challenger->has_rfc8760 ? 0 : PHONEWALL_SIP_MD5;
	char nonce[NONCE + 1];
	size_t used = 0;

	if (!challenger->realm || !print_nonce(challenger, now, nonce))
		return -EIO;
	for (; algorithm < PHONEWALL_SIP_ALGORITHMS; algorithm++) {
		if (!has_algorithm(algorithm))
			continue;
		used += (size_t)snprintf(text + used,
			PHONEWALL_SIP_CHALLENGE_TEXT - used,
			"WWW-Authenticate: Digest realm=\"%s\", nonce=\"%s\", algorithm=%s, qop=\"auth\"%s\r\n",
			challenger->realm, nonce,
			phonewall_sip_algorithm_name(algorithm),
			is_stale ? ", stale=true" : "");
	}
	return used ? 0 : -EIO;
}
