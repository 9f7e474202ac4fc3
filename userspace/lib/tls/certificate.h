/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CERTIFICATE_H
#define PHONEWALL_CERTIFICATE_H

#include <stdbool.h>
#include <time.h>

#include "base/fault.h"
#include "base/file.h"

/* Seconds before its expiry at which a certificate is warned about. */
#define PHONEWALL_CERTIFICATE_NOTICE	(30 * 24 * 60 * 60)

/* For a time that is not known: the dates of certificates are not checked. */
#define PHONEWALL_CERTIFICATE_ANY_TIME	0

/**
 * struct phonewall_certificate_files - files that TLS of a client needs
 * @certificate: PEM file of the own certificate, first, and of the intermediate
 *	ones up to an authority; NULL if there is none
 * @key: PEM file of its private key, not encrypted; NULL with @certificate
 * @authorities: PEM file of the certificates of the authorities that the server's
 *	certificate comes from and, if there is one, the own; NULL if only the
 *	server knows where the own comes from
 * @legacy_server: whether the server's authorities may be as weak as
 *	legacy_servers allows; the own certificate may not
 */
struct phonewall_certificate_files {
	const char *certificate;
	const char *key;
	const char *authorities;
	bool legacy_server;
};

/**
 * struct phonewall_certificate_verification - whether those can be used
 * @certificate: faults of the certificate's file
 * @key: faults of the key's file
 * @authorities: faults of the authorities' file
 * @certificate_file: the content that was verified, so that nothing else is
 *	used; empty if it could not be read
 * @key_file: the same of the key's file
 * @authorities_file: the same of the authorities' file
 * @expires: when the own certificate expires; 0 if it could not be read
 * @warning: which certificate of the chain expires within
 *	PHONEWALL_CERTIFICATE_NOTICE, or NULL
 *
 * Release it with phonewall_certificate_verification_clear().
 */
struct phonewall_certificate_verification {
	struct phonewall_faults certificate;
	struct phonewall_faults key;
	struct phonewall_faults authorities;
	struct phonewall_file certificate_file;
	struct phonewall_file key_file;
	struct phonewall_file authorities_file;
	time_t expires;
	char *warning;
};

/**
 * phonewall_certificate_verify() - verify certificates before they are used
 * @files: the files; read here
 * @now: the time to verify at, or PHONEWALL_CERTIFICATE_ANY_TIME
 * @outcome: filled in; to be released in any case
 *
 * A certificate is rejected if it does not exist or cannot be read, has expired
 * or is not valid yet, is not for a client (RFC 5280, section 4.2.1.12), does
 * not lead to one of the authorities, or is weak, as is any of its chain: RSA or
 * DSA below 2048 bits, elliptic curve below 224 (NIST SP 800-131A), signed with
 * MD5, SHA-1 or another digest below 112 bits of security, except for an
 * authority's signature of itself. With PHONEWALL_CERTIFICATE_ANY_TIME, dates are
 * not checked. A key is rejected if it is encrypted, or belongs to another
 * certificate. Without authorities, the chain must lead to the last certificate of
 * the file, which may be the own. Without a certificate, one of the authorities
 * must be usable: valid at @now, a CA's and not weak; the others do no harm, since
 * TLS trusts nobody by way of them. Each fault is reported once, with its remedy.
 *
 * Return: 0, or -1 if a fault was added.
 */
int
phonewall_certificate_verify(const struct phonewall_certificate_files *files,
			     time_t now,
			     struct phonewall_certificate_verification *outcome);

/**
 * phonewall_certificate_verification_clear - release a verification
 * @outcome: emptied, ready for use again
 */
void phonewall_certificate_verification_clear(
	struct phonewall_certificate_verification *outcome);

#endif /* PHONEWALL_CERTIFICATE_H */
