/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_DIGEST_H
#define PHONEWALL_SIP_DIGEST_H

#include "sip/text.h"

/* Room for a hash in hexadecimal, and the NUL. */
#define PHONEWALL_SIP_DIGEST_TEXT	65

/* Bytes of a user name, password or realm at most. */
#define PHONEWALL_SIP_CREDENTIAL_MAX	255

/**
 * enum phonewall_sip_algorithm - an algorithm of Digest, the best first
 *	(RFC 8760 section 2)
 * @PHONEWALL_SIP_SHA256: "SHA-256"
 * @PHONEWALL_SIP_SHA512_256: "SHA-512-256"
 * @PHONEWALL_SIP_MD5: "MD5"
 * @PHONEWALL_SIP_ALGORITHMS: how many there are
 */
enum phonewall_sip_algorithm {
	PHONEWALL_SIP_SHA256,
	PHONEWALL_SIP_SHA512_256,
	PHONEWALL_SIP_MD5,
	PHONEWALL_SIP_ALGORITHMS,
};

/**
 * struct phonewall_sip_digest - what a response is computed from
 * @algorithm: the algorithm
 * @user: name of the user
 * @realm: the realm
 * @password: the password
 * @method: method of the request
 * @uri: the value of "uri", which is the Request-URI where it was sent
 * @nonce: the server's nonce
 * @count: the value of "nc", eight hexadecimal digits
 * @cnonce: the client's nonce
 *
 * qop is always "auth". Values are without quotes, as they stand between them.
 */
struct phonewall_sip_digest {
	enum phonewall_sip_algorithm algorithm;
	struct phonewall_sip_text user;
	struct phonewall_sip_text realm;
	struct phonewall_sip_text password;
	struct phonewall_sip_text method;
	struct phonewall_sip_text uri;
	struct phonewall_sip_text nonce;
	struct phonewall_sip_text count;
	struct phonewall_sip_text cnonce;
};

/**
 * phonewall_sip_digest_response() - compute "response" (RFC 7616 section 3.4.1)
 * @digest: from what
 * @response: set to the response in lower-case hexadecimal
 *
 * Return: 0; -EINVAL if a value is longer than 8 KiB; -EIO if OpenSSL does not
 * have the algorithm, as MD5 in FIPS mode, or memory is exhausted.
 */
int phonewall_sip_digest_response(const struct phonewall_sip_digest *digest,
				  char response[PHONEWALL_SIP_DIGEST_TEXT]);

/**
 * phonewall_sip_algorithm_name() - the name of an algorithm in a header
 * @algorithm: the algorithm
 *
 * Return: the name.
 */
const char *phonewall_sip_algorithm_name(enum phonewall_sip_algorithm algorithm);

/**
 * struct phonewall_sip_credentials - an Authorization header of Digest
 *
 * Each is without its quotes, and missing if the header does not have it.
 */
struct phonewall_sip_credentials {
	struct phonewall_sip_text username;
	struct phonewall_sip_text realm;
	struct phonewall_sip_text nonce;
	struct phonewall_sip_text uri;
	struct phonewall_sip_text response;
	struct phonewall_sip_text algorithm;
	struct phonewall_sip_text cnonce;
	struct phonewall_sip_text qop;
	struct phonewall_sip_text nc;
};

/**
 * phonewall_sip_credentials_parse() - parse the value of Authorization,
 *	Proxy-Authorization, WWW-Authenticate or Proxy-Authenticate
 * @value: the value
 * @credentials: set whole
 *
 * Parameters that it does not know are skipped.
 *
 * Return: 0; -ENOTSUP if the scheme is not Digest; -EINVAL if it is malformed or
 * a parameter is repeated.
 */
int phonewall_sip_credentials_parse(struct phonewall_sip_text value,
				    struct phonewall_sip_credentials *credentials);

#endif /* PHONEWALL_SIP_DIGEST_H */
