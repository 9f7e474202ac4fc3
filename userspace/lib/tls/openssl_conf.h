/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_OPENSSL_CONF_H
#define PHONEWALL_OPENSSL_CONF_H

#include "tls/policy.h"

/**
 * phonewall_openssl_conf() - write a policy as a configuration of OpenSSL
 * @policy: the policy
 * @is_server: 1 for programs that are servers, 0 for clients
 *
 * A server gets the list of the web server, the only server among the vendor's
 * applications, and chooses the suite in the order of the list. A client gets that
 * of all applications but the web server and XMPP.
 *
 * A program that is started with the environment variable OPENSSL_CONF set to a
 * file of this content speaks TLS as the policy says (config(5),
 * SSL_CONF_cmd(3)), as long as it sets no suites or versions of its own. Level 2
 * stays. Below TLS 1.2 it refuses the signatures of a handshake, so that such a
 * version, if the policy allows it, is offered and works with RSA key exchange at
 * most: what lifts the level for versions alone is code, as in
 * phonewall_tls_client_new().
 *
 * Return: the text, to be released with free(); NULL if memory is exhausted.
 */
char *phonewall_openssl_conf(const struct phonewall_tls_policy *policy,
			     int is_server);

#endif /* PHONEWALL_OPENSSL_CONF_H */
