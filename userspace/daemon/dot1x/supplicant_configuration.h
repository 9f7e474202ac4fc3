/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SUPPLICANT_CONFIGURATION_H
#define PHONEWALL_SUPPLICANT_CONFIGURATION_H

#include <stdbool.h>

#include "config/settings.h"

/**
 * struct phonewall_identity - the phone's identity and its proof
 * @method: the EAP method
 * @identity: the EAP identity
 * @authorities: PEM file of the authorities of the server's certificate
 * @certificate: EAP-TLS: PEM file of the phone's certificate
 * @key: EAP-TLS: PEM file of its key
 * @password: EAP-FAST: the password
 * @pac_file: EAP-FAST: file of the protected access credentials
 * @server_name: the host names that the server's certificate may be for,
 *	separated by commas; NULL: any
 * @any_time: true to ignore the dates of the server's certificate
 * @legacy_server: true if its chain may have RSA keys of 1024 bits; only with
 *	@server_name
 *
 * No other string that the method uses is NULL. All belong to the caller.
 */
struct phonewall_identity {
	enum phonewall_eap_method method;
	const char *identity;
	const char *authorities;
	const char *certificate;
	const char *key;
	const char *password;
	const char *pac_file;
	const char *server_name;
	bool any_time;
	bool legacy_server;
};

/**
 * phonewall_supplicant_configuration() - make wpa_supplicant's configuration
 * @identity: the phone's identity
 * @control: directory of wpa_supplicant's control sockets
 *
 * EAP-FAST gets its credentials only from a server whose certificate was
 * verified (RFC 5422, section 3.2.1): anonymous provisioning would send the
 * MS-CHAPv2 response to any server, and OpenSSL 3 has no cipher for it. EAP-GTC
 * sends the password itself, so it is allowed only with @identity's
 * server_name; else MS-CHAPv2 is the only inner method.
 *
 * TLS 1.2 is the lowest version and OpenSSL's security level is 2: without these
 * lines Debian's wpa_supplicant takes RSA keys of 1024 bits and TLS 1.0. It is 1
 * with @legacy_server, which takes RSA keys and Diffie-Hellman groups of 1024 bits
 * and curves of 160, but no signature by SHA-1: level 0, which does, takes MD5 and
 * RSA keys of 512 bits too.
 *
 * Return: the text of a wpa_supplicant.conf(5) for a wired port, with secrets
 * in it, to be released with free().
 */
char *
phonewall_supplicant_configuration(const struct phonewall_identity *identity,
				   const char *control);

#endif /* PHONEWALL_SUPPLICANT_CONFIGURATION_H */
