/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TLS_CONFIGURATION_H
#define PHONEWALL_TLS_CONFIGURATION_H

#include "config/system.h"
#include "tls/cipher_list.h"
#include "tls/parameters.h"
#include "tls/settings.h"

/* Name of a warning of phonewallctl check, and of phonewalld in its log. */
#define PHONEWALL_LEGACY_SERVER	"legacy-server"

/**
 * phonewall_tls_configuration_read - what the parameters say of TLS
 * @reading: the values of phonewall_tls_parameters. An invalid TLS_Cipher_List is
 *	a warning and no fault, since the vendor documents what is used instead; so
 *	are words of it that select nothing, versions below TLS 1.2, names that are
 *	not verified and servers whose certificates may be weak
 * @section: struct phonewall_tls_settings; set whole, with a copy of the list as it
 *	stands in the file, even if it is invalid
 */
void phonewall_tls_configuration_read(const struct phonewall_reading *reading,
				      void *section);

/**
 * phonewall_tls_configuration_clear - release the settings
 * @section: struct phonewall_tls_settings of phonewall_tls_configuration_read();
 *	emptied
 */
void phonewall_tls_configuration_clear(void *section);

/**
 * phonewall_tls_configuration_word() - get the word of a list that is at fault
 * @list: the list
 * @fault: what is wrong with it
 *
 * Return: at most 64 bytes of the word, in printable ASCII and without secrets,
 * as of phonewall_text_escape() and phonewall_text_redact(), to be released with
 * free(); NULL if the list as a whole is at fault.
 */
char *phonewall_tls_configuration_word(
	const char *list, const struct phonewall_cipher_list_fault *fault);

#endif /* PHONEWALL_TLS_CONFIGURATION_H */
