/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TLS_CONTEXT_H
#define PHONEWALL_TLS_CONTEXT_H

#include <openssl/ssl.h>

#include "tls/policy.h"

/**
 * phonewall_tls_client_new() - make the context of a client
 * @policy: the policy
 * @application: which application it is for
 *
 * The context has the policy's suites and versions at security level 2, whatever
 * OpenSSL's own configuration says, and demands a certificate whose chain leads to
 * an authority that it trusts and whose name is the host's. The caller adds the
 * authorities (SSL_CTX_load_verify_file()) and perhaps a certificate of the
 * phone's own. To change nothing else is the caller's part: a connection's suites
 * or verification that are set later replace the policy's.
 *
 * Below TLS 1.2 the level's bar for versions and for signatures in the handshake
 * is lifted; weak keys and weakly signed certificates are still refused.
 *
 * The certificates of a chain need RSA or DSA of 2048 bits, curves of 224 and
 * signatures by SHA-224 at least. For servers that the policy's legacy_servers
 * name, RSA of 1024 bits and signatures by SHA-1 are enough; nothing else is
 * lowered, and only if their name is verified.
 *
 * Return: the context, to be released with SSL_CTX_free(); NULL with OpenSSL's
 * error queue set, also if @application is PHONEWALL_TLS_APPLICATIONS.
 */
SSL_CTX *phonewall_tls_client_new(const struct phonewall_tls_policy *policy,
				  enum phonewall_tls_application application);

/**
 * phonewall_tls_server_new() - make the context of a server
 * @policy: the policy
 * @application: which application it is for
 *
 * The same for a server, which chooses the suite in its own order. The caller adds
 * the certificate and its key.
 *
 * Return: as phonewall_tls_client_new().
 */
SSL_CTX *phonewall_tls_server_new(const struct phonewall_tls_policy *policy,
				  enum phonewall_tls_application application);

/**
 * phonewall_tls_set_host() - set whom a client's connection is to reach
 * @connection: made from a context of phonewall_tls_client_new(), before the
 *	handshake
 * @host: domain name in ASCII or address; for SIP the domain that was looked up
 *	(RFC 5922 section 7.2)
 * @flags: 0 or PHONEWALL_TLS_ANY_NAME
 *
 * Sets the server name indication, if @host is no address (RFC 6066 section 3),
 * and the name that the certificate is compared with in the handshake. Without
 * this call the handshake fails. A session is resumed only for the same
 * application, host, flags and policy: another one that SSL_set_session() has set
 * before this call is dropped, and one that it sets later makes the handshake fail
 * if the server resumes it. If the policy's legacy_servers name @host, in any
 * case, its certificate may be weak, unless @flags has PHONEWALL_TLS_ANY_NAME: then
 * it could be another's.
 *
 * Return: 0; -EINVAL if @host is not the name of a host, or @connection is made
 * from another context; -ENOMEM.
 */
int phonewall_tls_set_host(SSL *connection, const char *host, int flags);

/**
 * phonewall_tls_client_apply() - make a context of another's one of a client
 * @context: of a client, made by a library that hands it out before its first
 *	connection, as libcurl does (CURLOPT_SSL_CTX_FUNCTION)
 * @policy: the policy
 * @application: which application it is for
 * @host: whom all its connections are to reach, as for phonewall_tls_set_host()
 *
 * The context then is as of phonewall_tls_client_new(), and each of its
 * connections as after phonewall_tls_set_host(), but for the server name
 * indication, which the other library sets. No session is kept. Its authorities and
 * its certificate stay.
 *
 * Return: 0; -EINVAL if @host is not the name of a host or @application is none;
 * -ENOMEM. The context must not be used after an error.
 */
int phonewall_tls_client_apply(SSL_CTX *context,
			       const struct phonewall_tls_policy *policy,
			       enum phonewall_tls_application application,
			       const char *host);

/**
 * phonewall_tls_check_host() - compare a connection's certificate with a host
 * @connection: a connection, which anybody may have made
 * @host: the host
 *
 * For who does not make the connection himself: nothing that has been skipped on
 * the way passes here.
 *
 * Return: 0 if the handshake is over, by a context of phonewall_tls_client_new() or
 * phonewall_tls_client_apply(), the chain has been verified, and the certificate is
 * the host's; -EACCES if not; -EINVAL if @host is not the name of a host.
 */
int phonewall_tls_check_host(const SSL *connection, const char *host);

#endif /* PHONEWALL_TLS_CONTEXT_H */
