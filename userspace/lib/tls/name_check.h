/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_NAME_CHECK_H
#define PHONEWALL_NAME_CHECK_H

#include <openssl/x509.h>

/**
 * enum phonewall_name_rule - how a certificate names its server
 * @PHONEWALL_NAME_RFC6125: HTTPS, LDAP and the like (RFC 6125 section 6, RFC 4513
 *	section 3.1.3): a dNSName, in which "*" may be the whole left-most label, or
 *	an iPAddress. The last Common Name counts only if the subjectAltName has no
 *	dNSName, iPAddress, URI or SRVName
 * @PHONEWALL_NAME_RFC5922: SIP (RFC 5922 section 7): a URI "sip:domain", else a
 *	dNSName; a Common Name only if there is no subjectAltName; no wildcard
 * @PHONEWALL_NAME_PROVISIONING: as RFC 6125; else, without a name in the
 *	subjectAltName, the last Common Name up to its first "/"
 */
enum phonewall_name_rule {
	PHONEWALL_NAME_RFC6125,
	PHONEWALL_NAME_RFC5922,
	PHONEWALL_NAME_PROVISIONING,
};

/**
 * phonewall_name_is_host() - whether a text can be the name of a host
 * @name: a domain name in ASCII, an IPv4 address or an IPv6 address without
 *	brackets
 *
 * A domain name has labels of 1 to 63 letters, digits, "-" and "_", of which none
 * begins or ends with "-", 253 bytes in all, and perhaps a dot at its end
 * (RFC 1123 section 2.1). An internationalised name is given by its A-labels
 * (RFC 5890 section 2.3.2.1).
 *
 * Return: 1 or 0.
 */
int phonewall_name_is_host(const char *name);

/**
 * phonewall_name_check() - compare a certificate's names with a host's
 * @certificate: the server's certificate, whose chain has been verified
 * @rule: which names count
 * @host: whom the application meant to reach: for SIP the domain that was looked
 *	up (RFC 5922 section 7.2), never the target of an SRV record
 *
 * An address is compared as an address, with an iPAddress only, but for SIP, whose
 * domain is compared as text.
 *
 * Return: 0 if the certificate is the host's; -EACCES if not, or if its names
 * cannot be read; -EINVAL if @host is not the name of a host.
 */
int phonewall_name_check(X509 *certificate, enum phonewall_name_rule rule,
			 const char *host);

#endif /* PHONEWALL_NAME_CHECK_H */
