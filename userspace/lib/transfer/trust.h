/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TRUST_H
#define PHONEWALL_TRUST_H

#include <stdbool.h>

#include <openssl/ssl.h>

#include "transfer/transfer.h"

/**
 * phonewall_trust_load() - read the certificates that a transfer needs
 * @request: names their files and the TLS policy
 * @failure: if they cannot be used set to which, and what to do, to be released
 *	with free()
 *
 * Reads the files, once for all connections of a transfer.
 *
 * Return: a context that has them and makes no connection, to be released with
 * SSL_CTX_free(); or NULL.
 */
SSL_CTX *phonewall_trust_load(const struct phonewall_transfer_request *request,
			      char **failure);

/**
 * phonewall_trust_set_authorities() - give a context the authorities
 * @trust: from phonewall_trust_load()
 * @context: a client's; the authorities that it trusted are forgotten
 */
void phonewall_trust_set_authorities(SSL_CTX *trust, SSL_CTX *context);

/**
 * phonewall_trust_set_certificate() - give a context the phone's certificate
 * @trust: from phonewall_trust_load()
 * @context: a client's
 *
 * Return: true if it has the certificate, or if there is none; else it must not
 * be used.
 */
bool phonewall_trust_set_certificate(SSL_CTX *trust, SSL_CTX *context);

#endif /* PHONEWALL_TRUST_H */
