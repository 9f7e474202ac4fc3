/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WEB_CERTIFICATE_H
#define PHONEWALL_WEB_CERTIFICATE_H

#include <openssl/ssl.h>

/**
 * phonewall_web_certificate_use() - give a context the certificate of the page
 * @context: the context of a server
 * @given: a file with a certificate, its chain and its key; NULL to use one that
 *	is made at the first start
 * @directory: where the one that was made is kept
 *
 * What is made is signed by itself: a browser asks once whether to trust it. It has
 * an RSA key of 2048 bits, as the cipher suites of the web server are for RSA, and
 * does not end, since a phone may not know the time.
 *
 * Return: 0; -1 with the reason logged.
 */
int phonewall_web_certificate_use(SSL_CTX *context, const char *given,
				  const char *directory);

#endif /* PHONEWALL_WEB_CERTIFICATE_H */
