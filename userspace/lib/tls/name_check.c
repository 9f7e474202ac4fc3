// SPDX-License-Identifier: MIT
#include "tls/name_check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include <openssl/objects.h>
#include <openssl/x509v3.h>

#define NAME_MAX_LENGTH		253
#define LABEL_MAX_LENGTH	63

#define LETTERS_AND_DIGITS	"abcdefghijklmnopqrstuvwxyz" \
				"ABCDEFGHIJKLMNOPQRSTUVWXYZ" \
				"0123456789"

/* A name in a certificate: bytes without an end, any of which may be NUL. */
struct name {
	const char *text;
	size_t length;
};

static bool is_address(const char *host)
{
	unsigned char address[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, host, address) == 1 ||
	       inet_pton(AF_INET6, host, address) == 1;
}

static bool is_label(const char *label, size_t length)
{
	return length && length <= LABEL_MAX_LENGTH && *label != '-' &&
	       label[length - 1] != '-';
}

static bool is_domain_name(const char *name, size_t length)
{
	const char *end = name + length, *label = name, *at;

	if (!length || length > NAME_MAX_LENGTH)
		return false;
	for (at = name; at < end; at++) {
		if (*at == '.') {
			if (!is_label(label, at - label))
				return false;
			label = at + 1;
		} else if (!*at || !strchr(LETTERS_AND_DIGITS "-_", *at)) {
			return false;
		}
	}
	return is_label(label, end - label);
}

/* Bytes of a domain name without the dot of the root. */
static size_t length_of(const char *host)
{
	size_t length = strlen(host);

	return length && host[length - 1] == '.' ? length - 1 : length;
}

int phonewall_name_is_host(const char *name)
{
	return is_address(name) || is_domain_name(name, length_of(name));
}

/* The host has no NUL, so none is passed over in the name. */
static bool is_equal(const struct name *name, const struct name *host)
{
	return name->length == host->length &&
	       !strncasecmp(name->text, host->text, host->length);
}

static struct name name_of(const ASN1_STRING *string)
{
	return (struct name){
		.text = (const char *)ASN1_STRING_get0_data(string),
		.length = ASN1_STRING_length(string),
	};
}

static bool is_service_name(const GENERAL_NAME *name)
{
	return name->type == GEN_OTHERNAME &&
	       OBJ_obj2nid(name->d.otherName->type_id) == NID_SRVName;
}

/* Whether a name other than the Common Name tells whose the certificate is. */
static bool is_identity(const GENERAL_NAME *name)
{
	return name->type == GEN_DNS || name->type == GEN_IPADD ||
	       name->type == GEN_URI || is_service_name(name);
}

static bool has_identity(const GENERAL_NAMES *names)
{
	int i;

	for (i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		if (is_identity(sk_GENERAL_NAME_value(names, i)))
			return true;
	}
	return false;
}

/* The last Common Name in UTF-8, to be released with OPENSSL_free(). */
static unsigned char *common_name(X509 *certificate, struct name *name)
{
	X509_NAME *subject = X509_get_subject_name(certificate);
	unsigned char *text = NULL;
	int last = -1, next = -1, length;

	while ((next = X509_NAME_get_index_by_NID(subject, NID_commonName,
						  next)) >= 0)
		last = next;
	if (last < 0)
		return NULL;
	length = ASN1_STRING_to_UTF8(&text,
		X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, last)));
	if (length < 0)
		return NULL;
	name->text = (const char *)text;
	name->length = length;
	return text;
}

static int check_openssl(X509 *certificate, const char *host, bool has_name)
{
	unsigned int flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
	int matches;

	if (has_name)
		flags |= X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
	if (is_address(host))
		matches = X509_check_ip_asc(certificate, host, 0);
	else
		matches = X509_check_host(certificate, host, length_of(host),
					  flags, NULL);
	/* Negative if a name cannot be decoded, or memory is exhausted. */
	return matches == 1 ? 0 : -EACCES;
}

/* The form of Cisco's provisioning servers: "host.example.net/remarks". */
static int check_slash(X509 *certificate, const char *host)
{
	struct name wanted = { .text = host, .length = length_of(host) };
	struct name name = { 0 };
	unsigned char *text = common_name(certificate, &name);
	const char *slash;
	int error = -EACCES;

	slash = text ? memchr(name.text, '/', name.length) : NULL;
	if (slash) {
		name.length = slash - name.text;
		if (is_domain_name(name.text, name.length) &&
		    !is_address(host) && is_equal(&name, &wanted))
			error = 0;
	}
	OPENSSL_free(text);
	return error;
}

/* The domain of a URI "sip:domain", without a port or parameters. */
static bool sip_domain(const GENERAL_NAME *name, struct name *domain)
{
	static const char scheme[] = "sip:";
	struct name uri;
	size_t i;

	if (name->type != GEN_URI)
		return false;
	uri = name_of(name->d.uniformResourceIdentifier);
	if (uri.length < strlen(scheme) ||
	    strncasecmp(uri.text, scheme, strlen(scheme)) ||
	    memchr(uri.text, '@', uri.length))
		return false;
	domain->text = uri.text + strlen(scheme);
	domain->length = uri.length - strlen(scheme);
	for (i = 0; i < domain->length; i++) {
		if (domain->text[i] && strchr(":;?", domain->text[i]))
			break;
	}
	domain->length = i;
	return is_domain_name(domain->text, domain->length);
}

static int check_sip_names(const GENERAL_NAMES *names, const struct name *wanted)
{
	bool has_sip = false, has_dns = false;
	const GENERAL_NAME *entry;
	struct name name;
	int i;

	for (i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		entry = sk_GENERAL_NAME_value(names, i);
		if (sip_domain(entry, &name)) {
			has_sip = true;
			if (is_equal(&name, wanted))
				return 0;
		} else if (entry->type == GEN_DNS) {
			name = name_of(entry->d.dNSName);
			has_dns |= is_equal(&name, wanted);
		}
	}
	return has_dns && !has_sip ? 0 : -EACCES;
}

static int check_sip(X509 *certificate, const GENERAL_NAMES *names,
		     const char *host)
{
	struct name wanted = { .text = host, .length = length_of(host) };
	struct name name = { 0 };
	unsigned char *text;
	int error;

	if (names)
		return check_sip_names(names, &wanted);
	text = common_name(certificate, &name);
	error = text && is_equal(&name, &wanted) ? 0 : -EACCES;
	OPENSSL_free(text);
	return error;
}

static int check(X509 *certificate, enum phonewall_name_rule rule,
		 const GENERAL_NAMES *names, const char *host)
{
	bool has_name = has_identity(names);
	int error;

	if (rule == PHONEWALL_NAME_RFC5922)
		return check_sip(certificate, names, host);
	error = check_openssl(certificate, host, has_name);
	if (error == -EACCES && rule == PHONEWALL_NAME_PROVISIONING &&
	    !has_name)
		error = check_slash(certificate, host);
	return error;
}

int phonewall_name_check(X509 *certificate, enum phonewall_name_rule rule,
			 const char *host)
{
	GENERAL_NAMES *names;
	int occurrence, error;

	if (!phonewall_name_is_host(host))
		return -EINVAL;
	names = X509_get_ext_d2i(certificate, NID_subject_alt_name, &occurrence,
				 NULL);
	/* A subjectAltName that cannot be read, or a second one. */
	if (!names && occurrence != -1)
		return -EACCES;
	error = check(certificate, rule, names, host);
	GENERAL_NAMES_free(names);
	return error;
}
