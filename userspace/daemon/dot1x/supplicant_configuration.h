/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SUPPLICANT_CONFIGURATION_H
#define PHONEWALL_SUPPLICANT_CONFIGURATION_H

#include <stdbool.h>

#include "config/settings.h"

/**
 * struct phonewall_identity - who the phone says that it is, and what proves it
 * @method: how
 * @identity: the EAP identity
 * @authorities: PEM file of the authorities of the server's certificate
 * @certificate: EAP-TLS: PEM file of the phone's certificate
 * @key: EAP-TLS: PEM file of its key
 * @password: EAP-FAST: the password
 * @pac_file: EAP-FAST: file of the protected access credentials
 * @server_name: the host names that the server's certificate may be for, with
 *	commas between them; NULL: any
 * @any_time: whether the server's certificate may have expired or be to come
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
};

/**
 * phonewall_supplicant_configuration - what wpa_supplicant is to do
 * @identity: who the phone is
 * @control: folder of wpa_supplicant's control sockets
 *
 * EAP-FAST gets its credentials only from a server whose certificate was judged
 * (RFC 5422, section 3.2.1): the anonymous way would hand the password's proof
 * to anybody, and OpenSSL 3 has no cipher for it. Nor does a server of any name
 * get the password itself, as EAP-GTC would give it: without @identity's
 * server_name MS-CHAPv2 is the only method inside.
 *
 * Return: the text of a wpa_supplicant.conf(5) for a wired port, secrets in it,
 * to be released with free().
 */
char *
phonewall_supplicant_configuration(const struct phonewall_identity *identity,
				   const char *control);

#endif /* PHONEWALL_SUPPLICANT_CONFIGURATION_H */
