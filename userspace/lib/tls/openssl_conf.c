// SPDX-License-Identifier: MIT
#include "tls/openssl_conf.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * Nothing of a valid cipher list has a meaning in this file (config(5)). OpenSSL
 * reads nothing behind a SUITEB word, so the level has a line of its own before
 * the list; a name's number, which tells the two apart, does not count.
 */
static const char form[] =
	"# Written by phonewalld from cfg.xml; changes are overwritten.\n"
	"openssl_conf = openssl_init\n"
	"\n"
	"[openssl_init]\n"
	"ssl_conf = ssl_configuration\n"
	"\n"
	"[ssl_configuration]\n"
	"system_default = phonewall\n"
	"\n"
	"[phonewall]\n"
	"MinProtocol = %s\n"
	"1.CipherString = DEFAULT:@SECLEVEL=2\n"
	"2.CipherString = %s\n"
	"%s";

static const char *version_name(int version)
{
	switch (version) {
	case TLS1_VERSION:
		return "TLSv1";
	case TLS1_1_VERSION:
		return "TLSv1.1";
	case TLS1_2_VERSION:
		return "TLSv1.2";
	default:
		return "TLSv1.3";
	}
}

char *phonewall_openssl_conf(const struct phonewall_tls_policy *policy,
			     int is_server)
{
	const char *list = phonewall_tls_policy_cipher_list(policy, is_server ?
			PHONEWALL_TLS_WEB_SERVER : PHONEWALL_TLS_PROVISIONING);
	int version = phonewall_tls_policy_min_version(policy, is_server);
	char *text;

	if (asprintf(&text, form, version_name(version), list,
		     is_server ? "Options = ServerPreference\n" : "") < 0)
		return NULL;
	return text;
}
