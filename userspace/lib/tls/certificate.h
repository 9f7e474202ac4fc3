/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CERTIFICATE_H
#define PHONEWALL_CERTIFICATE_H

#include <time.h>

#include "base/fault.h"
#include "base/file.h"

/* How long before its end a certificate is warned of. */
#define PHONEWALL_CERTIFICATE_NOTICE	(30 * 24 * 60 * 60)

/* For a time that is not known: certificates may have expired or be to come. */
#define PHONEWALL_CERTIFICATE_ANY_TIME	0

/**
 * struct phonewall_certificate_files - what authenticates one side to the other
 * @certificate: PEM file of the own certificate, first, and of those that link
 *	it to an authority; NULL where there is none
 * @key: PEM file of its private key, not encrypted; NULL with @certificate
 * @authorities: PEM file of the certificates of the authorities that both
 *	sides' certificates come from
 */
struct phonewall_certificate_files {
	const char *certificate;
	const char *key;
	const char *authorities;
};

/**
 * struct phonewall_certificate_verification - whether those can be used
 * @certificate: what is wrong with the certificate's file
 * @key: what is wrong with the key's file
 * @authorities: what is wrong with the authorities' file
 * @certificate_file: what was read and judged, so that it and nothing else is
 *	used; empty where it could not be read
 * @key_file: the same of the key's file
 * @authorities_file: the same of the authorities' file
 * @expires: when the own certificate ends; 0 where it could not be read
 * @warning: which certificate of the chain ends within
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
 * phonewall_certificate_verify - look at certificates before they are used
 * @files: the files; read here
 * @now: the time by which to judge, or PHONEWALL_CERTIFICATE_ANY_TIME
 * @outcome: set whole; to be released in any case
 *
 * A certificate is refused where it is not there or cannot be read, has expired
 * or is not valid yet, is not for a client (RFC 5280, section 4.2.1.12), does
 * not lead to one of the authorities, or is weak: RSA below 2048 bits, elliptic
 * curve below 224 (NIST SP 800-131A), signed by way of MD5 or SHA-1, but for an
 * authority's signature of itself. At PHONEWALL_CERTIFICATE_ANY_TIME none is
 * refused for its dates. A key is refused where it is encrypted, or
 * is another certificate's. Each fault is told once, with what to do.
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
