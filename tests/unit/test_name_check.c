// SPDX-License-Identifier: MIT
/*
 * Whose a certificate is, by the rules of each kind of application. A row is a
 * certificate that is made here, a host, and what each rule says of them. GnuTLS,
 * which has a name check of its own, is asked for the same, and so is OpenSSL's
 * with its defaults. Both differ from RFC 6125 in places:
 *
 * - OpenSSL, and for "*b" GnuTLS, let a wildcard be a part of a label, against
 *   which RFC 6125 section 7.2 advises, and take a host ".example.net" or
 *   "*.example.net", which is none, for "some host there";
 * - OpenSSL takes the Common Name beside a URI, an SRVName or an iPAddress, and
 *   GnuTLS before 3.8 beside the first two, against RFC 6125 section 6.4.4;
 * - GnuTLS takes no Common Name if there are several, and no host with a dot at
 *   its end; OpenSSL takes each Common Name, and as little such a host;
 * - either compares a host that is none, such as one with a path, as it is.
 *
 * "test_name_check --write FOLDER" writes each host and certificate into a file,
 * as the first inputs of tests/fuzz/fuzz_name_check.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <err.h>
#include <errno.h>

#include <gnutls/x509.h>
#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cmocka.h>

#include "tls/name_check.h"

/**
 * struct row - a certificate, a host and the verdicts
 * @names: Common Names, separated by "|"; NULL for an empty subject
 * @alternatives: the subjectAltName, each "DNS:", "URI:", "IP:", "SRV:" or
 *	"EMAIL:" and its bytes, separated by "|"; NULL for none. "%00" is a NUL
 * @host: whom the application meant to reach
 * @verdicts: "y" or "n" for RFC 6125, RFC 5922 and provisioning, in this order,
 *	then for OpenSSL and for GnuTLS with their defaults; "-" if GnuTLS cannot read
 *	the certificate, "?" if its versions differ
 */
struct row {
	const char *names;
	const char *alternatives;
	const char *host;
	const char *verdicts;
};

static const struct row rows[] = {
	/* A dNSName. */
	{ NULL, "DNS:phone.example.net", "phone.example.net", "yyyyy" },
	{ NULL, "DNS:PHONE.Example.NET", "phone.example.net", "yyyyy" },
	{ NULL, "DNS:phone.example.net", "PHONE.EXAMPLE.NET", "yyyyy" },
	{ NULL, "DNS:phone.example.net", "phone.example.net.", "yyynn" },
	{ NULL, "DNS:phone.example.net.", "phone.example.net", "nnnnn" },
	{ NULL, "DNS:phone.example.net", "example.net", "nnnnn" },
	{ NULL, "DNS:phone.example.net", "a.phone.example.net", "nnnnn" },
	{ NULL, "DNS:phone.example.net", "phone.example.com", "nnnnn" },
	{ NULL, "DNS:phone.example.net", "phone.example.ne", "nnnnn" },
	{ NULL, "DNS:phone.example.net", "phone-example.net", "nnnnn" },
	{ NULL, "DNS:phone.example.net", "xphone.example.net", "nnnnn" },
	{ NULL, "DNS:a.example.net|DNS:b.example.net", "b.example.net",
	  "yyyyy" },
	{ NULL, "DNS:a.example.net|DNS:b.example.net", "c.example.net",
	  "nnnnn" },
	{ NULL, "DNS:phone", "phone", "yyyyy" },
	{ NULL, "DNS:my_phone.example.net", "my_phone.example.net", "yyyyy" },
	{ NULL, "DNS:1.example.net", "1.example.net", "yyyyy" },
	{ NULL, "DNS:", "example.net", "nnnn-" },
	{ NULL, "DNS:.example.net", "a.example.net", "nnnnn" },
	{ NULL, "DNS:.example.net", "example.net", "nnnnn" },
	{ NULL, "DNS: example.net", "example.net", "nnnnn" },
	{ NULL, "DNS:example.net ", "example.net", "nnnnn" },
	{ NULL, "DNS:example.net%0a", "example.net", "nnnnn" },

	/* A NUL in a name. */
	{ NULL, "DNS:example.net%00.attacker.example", "example.net", "nnnnn" },
	{ NULL, "DNS:example.net%00", "example.net", "nnnnn" },
	{ NULL, "DNS:%00example.net", "example.net", "nnnnn" },
	{ "example.net%00.attacker.example", NULL, "example.net", "nnnnn" },
	{ "example.net%00", NULL, "example.net", "nnnnn" },
	{ NULL, "URI:sip:example.net%00.attacker.example", "example.net",
	  "nnnnn" },
	{ "example.net%00/x", NULL, "example.net", "nnnnn" },

	/* Wildcards: the whole left-most label, and never for SIP. */
	{ NULL, "DNS:*.example.net", "a.example.net", "ynyyy" },
	{ NULL, "DNS:*.example.net", "A.EXAMPLE.NET", "ynyyy" },
	{ NULL, "DNS:*.EXAMPLE.net", "a.example.net", "ynyyy" },
	{ NULL, "DNS:*.example.net", "example.net", "nnnnn" },
	{ NULL, "DNS:*.example.net", "a.b.example.net", "nnnnn" },
	{ NULL, "DNS:*.example.net", ".example.net", "eeeyy" },
	{ NULL, "DNS:*.net", "example.net", "nnnnn" },
	{ NULL, "DNS:*", "example", "nnnnn" },
	{ NULL, "DNS:*", "example.net", "nnnnn" },
	{ NULL, "DNS:*.", "example.", "nnnnn" },
	{ NULL, "DNS:*.*.net", "a.example.net", "nnnnn" },
	{ NULL, "DNS:a.*.net", "a.example.net", "nnnnn" },
	{ NULL, "DNS:a*.example.net", "ab.example.net", "nnnyn" },
	{ NULL, "DNS:*b.example.net", "ab.example.net", "nnnyy" },
	{ NULL, "DNS:a*c.example.net", "abc.example.net", "nnnnn" },
	{ NULL, "DNS:**.example.net", "a.example.net", "nnnnn" },
	{ NULL, "DNS:*.example.net", "xn--bcher-kva.example.net", "ynyyy" },
	{ NULL, "DNS:xn--*.example.net", "xn--bcher-kva.example.net", "nnnnn" },
	{ NULL, "DNS:*.xn--bcher-kva.example", "a.xn--bcher-kva.example",
	  "ynyyy" },
	{ NULL, "DNS:*.example.net", "*.example.net", "eeeyy" },
	{ "*.example.net", NULL, "a.example.net", "ynyyy" },
	{ "*.example.net", NULL, "a.b.example.net", "nnnnn" },
	{ "*.net", NULL, "example.net", "nnnnn" },
	{ NULL, "URI:sip:*.example.net", "a.example.net", "nnnnn" },

	/* The Common Name, and what hides it. */
	{ "example.net", NULL, "example.net", "yyyyy" },
	{ "EXAMPLE.net", NULL, "example.net", "yyyyy" },
	{ "example.net", NULL, "example.com", "nnnnn" },
	{ "a.example.net|b.example.net", NULL, "b.example.net", "yyyyn" },
	{ "a.example.net|b.example.net", NULL, "a.example.net", "ynyyn" },
	{ "example.net", "DNS:example.com", "example.net", "nnnnn" },
	{ "example.net", "DNS:example.com", "example.com", "yyyyy" },
	{ "example.net", "URI:https://example.com/", "example.net", "nnny?" },
	{ "example.net", "URI:sip:example.com", "example.net", "nnny?" },
	{ "example.net", "SRV:_sip.example.com", "example.net", "nnny?" },
	{ "example.net", "IP:192.0.2.1", "example.net", "nnnyn" },
	{ "example.net", "EMAIL:a@example.net", "example.net", "ynyyy" },
	{ "", NULL, "example.net", "nnnnn" },
	{ NULL, NULL, "example.net", "nnnnn" },
	{ "Phone of example.net", NULL, "example.net", "nnnnn" },
	{ "example.net, example.com", NULL, "example.net", "nnnnn" },
	{ " example.net", NULL, "example.net", "nnnnn" },
	{ "https://example.net", NULL, "example.net", "nnnnn" },
	{ "example.net:443", NULL, "example.net", "nnnnn" },

	/* Addresses. */
	{ NULL, "IP:192.0.2.1", "192.0.2.1", "ynyyy" },
	{ NULL, "IP:192.0.2.1", "192.0.2.2", "nnnnn" },
	{ NULL, "IP:2001:db8::1", "2001:db8::1", "ynyyy" },
	{ NULL, "IP:2001:db8::1", "2001:DB8:0:0::0:1", "ynyyy" },
	{ NULL, "IP:2001:db8::1", "2001:db8::2", "nnnnn" },
	{ NULL, "IP:192.0.2.1", "::ffff:192.0.2.1", "nnnnn" },
	{ NULL, "IP:::ffff:192.0.2.1", "192.0.2.1", "nnnnn" },
	{ NULL, "DNS:192.0.2.1", "192.0.2.1", "nynnn" },
	{ NULL, "DNS:*.0.2.1", "192.0.2.1", "nnnnn" },
	{ "192.0.2.1", NULL, "192.0.2.1", "nynnn" },
	{ "192.0.2.1/x", NULL, "192.0.2.1", "nnnnn" },
	{ NULL, "IP:192.0.2.1", "192.0.2.1.example.net", "nnnnn" },
	{ NULL, "URI:sip:192.0.2.1", "192.0.2.1", "nynnn" },
	{ NULL, "IP:192.0.2.1|DNS:a.example.net", "a.example.net", "yyyyy" },
	{ NULL, "DNS:a.example.net", "[2001:db8::1]", "eeenn" },
	{ NULL, "IP:fe80::1", "fe80::1%25eth0", "eeenn" },

	/* URIs of SIP domains (RFC 5922 section 7.1). */
	{ NULL, "URI:sip:example.net", "example.net", "nynnn" },
	{ NULL, "URI:SIP:Example.NET", "example.net", "nynnn" },
	{ NULL, "URI:sip:example.net:5061", "example.net", "nynnn" },
	{ NULL, "URI:sip:example.net;transport=tls", "example.net", "nynnn" },
	{ NULL, "URI:sip:example.net?subject=x", "example.net", "nynnn" },
	{ NULL, "URI:sips:example.net", "example.net", "nnnnn" },
	{ NULL, "URI:tel:example.net", "example.net", "nnnnn" },
	{ NULL, "URI:https://example.net", "example.net", "nnnnn" },
	{ NULL, "URI:sip:alice@example.net", "example.net", "nnnnn" },
	{ NULL, "URI:sip:example.net@attacker.example", "example.net",
	  "nnnnn" },
	{ NULL, "URI:sip:example.net;x=@attacker.example", "example.net",
	  "nnnnn" },
	{ NULL, "URI:sip:", "example.net", "nnnnn" },
	{ NULL, "URI:sip", "example.net", "nnnnn" },
	{ NULL, "URI:sip:/example.net", "example.net", "nnnnn" },
	{ NULL, "URI:sip://example.net", "example.net", "nnnnn" },
	{ NULL, "URI:sip:a.example.net", "example.net", "nnnnn" },
	{ NULL, "URI:sip:example.com|URI:sip:example.net", "example.net",
	  "nynnn" },
	{ NULL, "URI:sip:example.com|DNS:example.net", "example.net", "ynyyy" },
	{ NULL, "DNS:example.net|URI:sip:example.com", "example.net", "ynyyy" },
	{ NULL, "URI:sips:example.com|DNS:example.net", "example.net",
	  "yyyyy" },
	{ NULL, "URI:sip:a@example.com|DNS:example.net", "example.net",
	  "yyyyy" },
	{ NULL, "SRV:_sips.example.net", "example.net", "nnnnn" },
	{ NULL, "EMAIL:sip@example.net", "example.net", "nnnnn" },

	/* The slash form, for provisioning only. */
	{ "example.net/x", NULL, "example.net", "nnynn" },
	{ "example.net/mailto:a@example.net", NULL, "example.net", "nnynn" },
	{ "Example.NET/x", NULL, "example.net", "nnynn" },
	{ "example.net/", NULL, "example.net", "nnynn" },
	{ "example.net//x", NULL, "example.net", "nnynn" },
	{ "/example.net", NULL, "example.net", "nnnnn" },
	{ "x/example.net", NULL, "example.net", "nnnnn" },
	{ "*.example.net/x", NULL, "a.example.net", "nnnnn" },
	{ "example.net /x", NULL, "example.net", "nnnnn" },
	{ "example.net/x", "DNS:example.com", "example.net", "nnnnn" },
	{ "example.net/x", "IP:192.0.2.1", "example.net", "nnnnn" },
	{ "example.net/x", "EMAIL:a@example.net", "example.net", "nnynn" },
	{ "example.com/x|example.net/x", NULL, "example.net", "nnynn" },
	{ "example.net/x|example.com/x", NULL, "example.net", "nnnnn" },
	{ "example.net/x", NULL, "example.net/x", "eeeyy" },

	/* Internationalised names: A-labels only. */
	{ NULL, "DNS:xn--bcher-kva.example", "xn--bcher-kva.example", "yyyyy" },
	{ NULL, "DNS:XN--BCHER-KVA.example", "xn--bcher-kva.example", "yyyyy" },
	{ NULL, "DNS:b%c3%bccher.example", "xn--bcher-kva.example", "nnnnn" },
	{ NULL, "DNS:b%c3%bccher.example", "b%c3%bccher.example", "eeeyn" },
	{ "b%c3%bccher.example", NULL, "xn--bcher-kva.example", "nnnnn" },

	/* Hosts that are none. */
	{ NULL, "DNS:example.net", "", "eeenn" },
	{ NULL, "DNS:example.net", ".", "eeenn" },
	{ NULL, "DNS:example.net", "example..net", "eeenn" },
	{ NULL, "DNS:example.net", "-example.net", "eeenn" },
	{ NULL, "DNS:example.net", "example-.net", "eeenn" },
	{ NULL, "DNS:a.example.net", ".example.net", "eeeyn" },
	{ NULL, "DNS:example.net", "example.net:443", "eeenn" },
	{ NULL, "DNS:example.net", "https://example.net", "eeenn" },
	{ NULL, "DNS:example.net", "user@example.net", "eeenn" },
	{ NULL, "DNS:example.net", "example.net ", "eeenn" },
	{ NULL, "DNS:example.net",
	  "a123456789b123456789c123456789d123456789e123456789f123456789g123"
	  ".example.net", "eeenn" },
};

static EVP_PKEY *key;

static unsigned int hexadecimal(const char *digits)
{
	unsigned int value = 0;

	assert_int_equal(sscanf(digits, "%2x", &value), 1);
	return value;
}

/* Copies what stands before the end, with each %XX as its byte. */
static size_t decode(const char *text, const char *end, char *bytes)
{
	size_t length = 0;

	while (text < end) {
		if (*text == '%') {
			bytes[length++] = hexadecimal(text + 1);
			text += 3;
		} else {
			bytes[length++] = *text++;
		}
	}
	bytes[length] = '\0';
	return length;
}

/* Calls for each part of a text that "|" separates. */
static void for_each(const char *text, void *argument,
		     void (*use)(void *argument, const char *part,
				 const char *end))
{
	const char *end;

	while (text) {
		end = strchr(text, '|');
		use(argument, text, end ? end : text + strlen(text));
		text = end ? end + 1 : NULL;
	}
}

static void add_common_name(void *subject, const char *part, const char *end)
{
	char bytes[256];
	size_t length = decode(part, end, bytes);

	/* OpenSSL makes no empty name by itself. */
	if (!length)
		return;
	assert_int_equal(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
						    (unsigned char *)bytes,
						    length, -1, 0), 1);
}

static GENERAL_NAME *string_name(int type, const char *bytes, size_t length)
{
	GENERAL_NAME *name = GENERAL_NAME_new();
	ASN1_IA5STRING *string = ASN1_IA5STRING_new();

	assert_int_equal(ASN1_STRING_set(string, bytes, length), 1);
	GENERAL_NAME_set0_value(name, type, string);
	return name;
}

static GENERAL_NAME *service_name(const char *bytes, size_t length)
{
	GENERAL_NAME *name = GENERAL_NAME_new();
	ASN1_TYPE *value = ASN1_TYPE_new();
	ASN1_IA5STRING *string = ASN1_IA5STRING_new();

	assert_int_equal(ASN1_STRING_set(string, bytes, length), 1);
	ASN1_TYPE_set(value, V_ASN1_IA5STRING, string);
	assert_int_equal(GENERAL_NAME_set0_othername(name,
			 OBJ_nid2obj(NID_SRVName), value), 1);
	return name;
}

static GENERAL_NAME *address_name(const char *text)
{
	GENERAL_NAME *name = GENERAL_NAME_new();

	GENERAL_NAME_set0_value(name, GEN_IPADD, a2i_IPADDRESS(text));
	return name;
}

static void add_alternative(void *names, const char *part, const char *end)
{
	size_t kind = strcspn(part, ":");
	const char *value = part + kind + 1;
	GENERAL_NAME *name = NULL;
	char bytes[256];
	size_t length = decode(value, end, bytes);

	if (!strncmp(part, "DNS", kind))
		name = string_name(GEN_DNS, bytes, length);
	else if (!strncmp(part, "URI", kind))
		name = string_name(GEN_URI, bytes, length);
	else if (!strncmp(part, "EMAIL", kind))
		name = string_name(GEN_EMAIL, bytes, length);
	else if (!strncmp(part, "SRV", kind))
		name = service_name(bytes, length);
	else if (!strncmp(part, "IP", kind))
		name = address_name(bytes);
	assert_non_null(name);
	sk_GENERAL_NAME_push(names, name);
}

static X509 *make(const struct row *row)
{
	X509 *certificate = X509_new();
	GENERAL_NAMES *names;

	X509_set_version(certificate, X509_VERSION_3);
	X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_set_pubkey(certificate, key);
	for_each(row->names, X509_get_subject_name(certificate),
		 add_common_name);
	if (!row->alternatives)
		return certificate;
	names = GENERAL_NAMES_new();
	for_each(row->alternatives, names, add_alternative);
	assert_int_equal(X509_add1_ext_i2d(certificate, NID_subject_alt_name,
					   names, 0, X509V3_ADD_DEFAULT), 1);
	GENERAL_NAMES_free(names);
	return certificate;
}

static char letter(int verdict)
{
	return verdict == 0 ? 'y' : verdict == -EACCES ? 'n' : 'e';
}

static char openssl_letter(X509 *certificate, const char *host)
{
	int matches = X509_check_ip_asc(certificate, host, 0);

	if (matches == -2)
		matches = X509_check_host(certificate, host, strlen(host), 0,
					  NULL);
	return matches == 1 ? 'y' : matches == 0 ? 'n' : 'e';
}

/* Signs and encodes a certificate, to be released with OPENSSL_free(). */
static gnutls_datum_t encode(X509 *certificate)
{
	gnutls_datum_t encoded = { 0 };

	assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
	encoded.size = i2d_X509(certificate, &encoded.data);
	return encoded;
}

static char gnutls_letter(X509 *certificate, const char *host)
{
	gnutls_datum_t encoded = encode(certificate);
	gnutls_x509_crt_t copy;
	char letter = '-';

	assert_int_equal(gnutls_x509_crt_init(&copy), 0);
	if (!gnutls_x509_crt_import(copy, &encoded, GNUTLS_X509_FMT_DER))
		letter = gnutls_x509_crt_check_hostname2(copy, host, 0) ?
			 'y' : 'n';
	gnutls_x509_crt_deinit(copy);
	OPENSSL_free(encoded.data);
	return letter;
}

/* Return: whether the verdicts are the row's. */
static bool check_row(const struct row *row)
{
	static const enum phonewall_name_rule rules[] = {
		PHONEWALL_NAME_RFC6125,
		PHONEWALL_NAME_RFC5922,
		PHONEWALL_NAME_PROVISIONING,
	};
	X509 *certificate = make(row);
	char host[256], verdicts[6] = { 0 };
	int i;

	decode(row->host, row->host + strlen(row->host), host);
	for (i = 0; i < 3; i++)
		verdicts[i] = letter(phonewall_name_check(certificate,
							  rules[i], host));
	verdicts[3] = openssl_letter(certificate, host);
	verdicts[4] = row->verdicts[4] == '?' ? '?' :
		      gnutls_letter(certificate, host);
	X509_free(certificate);
	if (!strcmp(verdicts, row->verdicts))
		return true;
	print_error("CN \"%s\", SAN \"%s\", host \"%s\": %s, not %s\n",
			 row->names ? row->names : "",
			 row->alternatives ? row->alternatives : "", host,
			 verdicts, row->verdicts);
	return false;
}

static void test_names(void **state)
{
	size_t i, differences = 0;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		differences += !check_row(&rows[i]);
	print_message("# %zu certificates\n", i);
	assert_int_equal(differences, 0);
}

/* A subjectAltName that cannot be read hides the Common Name. */
static void test_damaged_alternatives(void **state)
{
	static const struct row row = { .names = "example.net" };
	X509 *certificate = make(&row);
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	X509_EXTENSION *extension;
	int i;

	(void)state;
	assert_int_equal(phonewall_name_check(certificate,
		PHONEWALL_NAME_PROVISIONING, "example.net"), 0);
	ASN1_OCTET_STRING_set(value, (const unsigned char *)"\x30\x05x", 3);
	extension = X509_EXTENSION_create_by_NID(NULL, NID_subject_alt_name, 0,
						 value);
	X509_add_ext(certificate, extension, -1);
	for (i = PHONEWALL_NAME_RFC6125; i <= PHONEWALL_NAME_PROVISIONING; i++)
		assert_int_equal(phonewall_name_check(certificate, i,
						      "example.net"), -EACCES);
	X509_EXTENSION_free(extension);
	ASN1_OCTET_STRING_free(value);
	X509_free(certificate);
}

/* Two of them: RFC 5280 section 4.2 allows one. */
static void test_two_alternatives(void **state)
{
	static const struct row row = {
		.alternatives = "DNS:example.net",
	};
	X509 *certificate = make(&row);
	X509_EXTENSION *extension = X509_get_ext(certificate, 0);

	(void)state;
	assert_int_equal(phonewall_name_check(certificate,
		PHONEWALL_NAME_RFC6125, "example.net"), 0);
	X509_add_ext(certificate, extension, -1);
	assert_int_equal(phonewall_name_check(certificate,
		PHONEWALL_NAME_RFC6125, "example.net"), -EACCES);
	X509_free(certificate);
}

/* Writes a row as an input of tests/fuzz/fuzz_name_check.c. */
static void write_row(const struct row *row, const char *folder)
{
	X509 *certificate = make(row);
	gnutls_datum_t encoded = encode(certificate);
	char host[256], path[256];
	size_t length = decode(row->host, row->host + strlen(row->host), host);
	FILE *file;

	snprintf(path, sizeof(path), "%s/%zu", folder, (size_t)(row - rows));
	file = fopen(path, "w");
	if (!file || fwrite(host, length + 1, 1, file) != 1 ||
	    fwrite(encoded.data, encoded.size, 1, file) != 1 || fclose(file))
		err(1, "%s", path);
	OPENSSL_free(encoded.data);
	X509_free(certificate);
}

static int make_key(void **state)
{
	(void)state;
	key = EVP_EC_gen("P-256");
	return key ? 0 : -1;
}

static int free_key(void **state)
{
	(void)state;
	EVP_PKEY_free(key);
	return 0;
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_damaged_alternatives),
		cmocka_unit_test(test_two_alternatives),
	};
	size_t i;

	if (argc == 3 && !strcmp(argv[1], "--write")) {
		make_key(NULL);
		for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
			write_row(&rows[i], argv[2]);
		return free_key(NULL);
	}
	return cmocka_run_group_tests(tests, make_key, free_key);
}
