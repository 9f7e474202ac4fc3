// SPDX-License-Identifier: MIT
#include "dot1x/supplicant_configuration.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define VERSIONS	"tls_disable_tlsv1_0=1 tls_disable_tlsv1_1=1"
#define ANY_TIME	" tls_disable_time_checks=1"
#define FAST		"fast_provisioning=2 "

static bool can_be_quoted(const char *text)
{
	for (; *text; text++) {
		if (*text < ' ' || *text > '~' || *text == '"')
			return false;
	}
	return true;
}

/* wpa_supplicant reads a value without quotation marks as hexadecimal. */
static char *quote(const char *text)
{
	size_t length = strlen(text);
	char *value;

	if (can_be_quoted(text))
		return phonewall_memory_print("\"%s\"", text);
	value = phonewall_memory_resize(NULL, 2 * length + 1, 1);
	for (size_t i = 0; i < length; i++)
		sprintf(value + 2 * i, "%02x", (unsigned char)text[i]);
	return value;
}

/* The old text may hold a secret: overwrite it. */
static void append(char **text, const char *name, const char *value)
{
	char *quoted = quote(value);
	char *longer = phonewall_memory_print("%s\t%s=%s\n", *text, name,
					      quoted);

	explicit_bzero(quoted, strlen(quoted));
	explicit_bzero(*text, strlen(*text));
	free(quoted);
	free(*text);
	*text = longer;
}

/* Full names are compared, in any case; a certificate needs one of them. */
static void append_server_name(char **text, const char *names)
{
	char *list = phonewall_memory_print("%s", names);
	char *comma;

	for (comma = strchr(list, ','); comma; comma = strchr(comma, ','))
		*comma = ';';
	append(text, "domain_match", list);
	free(list);
}

static void append_password(char **text,
			    const struct phonewall_identity *identity)
{
	append(text, "password", identity->password);
	append(text, "pac_file", identity->pac_file);
	append(text, "phase1", identity->any_time ?
	       FAST VERSIONS ANY_TIME : FAST VERSIONS);
	append(text, "phase2", identity->server_name ? "auth=MSCHAPV2 auth=GTC" :
						       "auth=MSCHAPV2");
}

static char *begin(const struct phonewall_identity *identity,
		   const char *control)
{
	return phonewall_memory_print(
		"ctrl_interface=%s\n"
		"ap_scan=0\n"
		"network={\n"
		"\tkey_mgmt=IEEE8021X\n"
		"\teapol_flags=0\n"
		"\teap=%s\n", control,
		identity->method == PHONEWALL_EAP_METHOD_TLS ? "TLS" : "FAST");
}

char *
phonewall_supplicant_configuration(const struct phonewall_identity *identity,
				   const char *control)
{
	char *text = begin(identity, control);
	char *whole;

	append(&text, "identity", identity->identity);
	append(&text, "ca_cert", identity->authorities);
	if (identity->server_name)
		append_server_name(&text, identity->server_name);
	append(&text, "openssl_ciphers", identity->legacy_server ?
	       "DEFAULT@SECLEVEL=1" : "DEFAULT@SECLEVEL=2");
	if (identity->method == PHONEWALL_EAP_METHOD_TLS) {
		append(&text, "client_cert", identity->certificate);
		append(&text, "private_key", identity->key);
		append(&text, "phase1", identity->any_time ?
		       VERSIONS ANY_TIME : VERSIONS);
	} else {
		append_password(&text, identity);
	}
	whole = phonewall_memory_print("%s}\n", text);
	explicit_bzero(text, strlen(text));
	free(text);
	return whole;
}
