// SPDX-License-Identifier: MIT
/*
 * Which cipher lists are valid, where the others are at fault, and which suites
 * each string of table 6 selects. The suites are compared with
 * tests/unit/cipher_lists/VERSION, for the version of OpenSSL that runs:
 * "test_cipher_list --print" writes such a file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <errno.h>

#include <openssl/crypto.h>

#include <cmocka.h>

#include "tls/application.h"
#include "tls/cipher_list.h"

static const char *const strings[] = {
	"DEFAULT", "COMPLEMENTOFDEFAULT", "ALL", "COMPLEMENTOFALL", "HIGH",
	"MEDIUM", "eNULL", "NULL", "aNULL", "kRSA", "RSA", "kDHE", "kEDH", "DH",
	"DHE", "EDH", "ADH", "kECDHE", "kEECDH", "ECDHE", "EECDH", "ECDH",
	"AECDH", "aRSA", "aDSS", "DSS", "aECDSA", "ECDSA", "TLSv1.2", "TLSv1",
	"SSLv3", "AES128", "AES256", "AES", "AESGCM", "AESCCM", "AESCCM8",
	"ARIA128", "ARIA256", "ARIA", "CAMELLIA128", "CAMELLIA256", "CAMELLIA",
	"CHACHA20", "SEED", "MD5", "SHA1", "SHA", "SHA256", "SHA384",
	"SUITEB128", "SUITEB128ONLY", "SUITEB192",
	/* Combined, and what applications fall back to. */
	"RSA:!aNULL:!eNULL", "HIGH:MEDIUM:AES:@STRENGTH", "ALL@STRENGTH",
	"ECDHE+AESGCM:ECDHE+CHACHA20", "DEFAULT:!RSA", "DEFAULT:-AES128:AES128",
	"DEFAULT:+ECDHE", "AES,CAMELLIA DHE", "AES:!SHA1:!kRSA",
	"ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:AES256-SHA:AES128-SHA:DES-CBC3-SHA",
};

/* A list, how it is at fault, and where. */
struct row {
	const char *list;
	enum phonewall_cipher_list_error error;
	size_t column;
	size_t length;
};

static const struct row rows[] = {
	{ "AES:NOSUCH", PHONEWALL_CIPHER_LIST_UNKNOWN, 5, 6 },
	{ "NOSUCH:AES", PHONEWALL_CIPHER_LIST_UNKNOWN, 1, 6 },
	{ "AES:!NOSUCH", PHONEWALL_CIPHER_LIST_UNKNOWN, 6, 6 },
	{ "AES+NOSUCH", PHONEWALL_CIPHER_LIST_UNKNOWN, 5, 6 },
	{ "aes", PHONEWALL_CIPHER_LIST_UNKNOWN, 1, 3 },
	{ "PSK", PHONEWALL_CIPHER_LIST_UNKNOWN, 1, 3 },
	{ "ECDHE-RSA-AES256-GCM-SHA3", PHONEWALL_CIPHER_LIST_UNKNOWN, 1, 25 },
	{ "DEFAULTAES", PHONEWALL_CIPHER_LIST_UNKNOWN, 1, 10 },
	{ "RSA:!", PHONEWALL_CIPHER_LIST_NO_WORD, 6, 0 },
	{ "RSA:! AES", PHONEWALL_CIPHER_LIST_NO_WORD, 6, 0 },
	{ "ECDHE+", PHONEWALL_CIPHER_LIST_NO_WORD, 7, 0 },
	{ "!!AES", PHONEWALL_CIPHER_LIST_NO_WORD, 2, 0 },
	{ "-", PHONEWALL_CIPHER_LIST_NO_WORD, 2, 0 },
	{ "RSA;AES", PHONEWALL_CIPHER_LIST_CHARACTER, 4, 1 },
	{ "RSA:\tAES", PHONEWALL_CIPHER_LIST_CHARACTER, 5, 1 },
	{ "AES\n", PHONEWALL_CIPHER_LIST_CHARACTER, 4, 1 },
	{ "AES\xc3\xa9", PHONEWALL_CIPHER_LIST_CHARACTER, 4, 1 },
	{ "AES:\"RSA\"", PHONEWALL_CIPHER_LIST_CHARACTER, 5, 1 },
	{ "AES!RSA", PHONEWALL_CIPHER_LIST_CHARACTER, 4, 1 },
	{ "AES:@SECLEVEL=0", PHONEWALL_CIPHER_LIST_COMMAND, 5, 11 },
	{ "@SECLEVEL=0:AES", PHONEWALL_CIPHER_LIST_COMMAND, 1, 11 },
	{ "AES@SECLEVEL=0", PHONEWALL_CIPHER_LIST_COMMAND, 4, 11 },
	{ "AES:@STRENGTHS", PHONEWALL_CIPHER_LIST_COMMAND, 5, 10 },
	{ "AES:@strength", PHONEWALL_CIPHER_LIST_COMMAND, 5, 9 },
	{ "AES:@", PHONEWALL_CIPHER_LIST_COMMAND, 5, 1 },
	{ "AES:DEFAULT", PHONEWALL_CIPHER_LIST_NOT_FIRST, 5, 7 },
	{ ":DEFAULT", PHONEWALL_CIPHER_LIST_NOT_FIRST, 2, 7 },
	{ "!DEFAULT", PHONEWALL_CIPHER_LIST_NOT_FIRST, 2, 7 },
	{ "DEFAULT+AES", PHONEWALL_CIPHER_LIST_NOT_FIRST, 1, 7 },
	{ "SUITEB128:AES", PHONEWALL_CIPHER_LIST_NOT_ALONE, 1, 9 },
	{ "AES:SUITEB192", PHONEWALL_CIPHER_LIST_NOT_ALONE, 5, 9 },
	{ "!SUITEB192", PHONEWALL_CIPHER_LIST_NOT_ALONE, 2, 9 },
	{ "TLS_AES_128_GCM_SHA256", PHONEWALL_CIPHER_LIST_TLS13, 1, 22 },
	{ "AES:TLS_CHACHA20_POLY1305_SHA256", PHONEWALL_CIPHER_LIST_TLS13, 5,
	  28 },
	{ "", PHONEWALL_CIPHER_LIST_NO_SUITE, 0, 0 },
	{ ":, ", PHONEWALL_CIPHER_LIST_NO_SUITE, 0, 0 },
	{ "aNULL", PHONEWALL_CIPHER_LIST_NO_SUITE, 0, 0 },
	{ "eNULL:ADH:MD5", PHONEWALL_CIPHER_LIST_NO_SUITE, 0, 0 },
	{ "SEED:MEDIUM", PHONEWALL_CIPHER_LIST_NO_SUITE, 0, 0 },
	{ "DES-CBC3-SHA", PHONEWALL_CIPHER_LIST_NO_SUITE, 0, 0 },
	{ "AES:!AES", PHONEWALL_CIPHER_LIST_NO_SUITE, 0, 0 },
	{ "+RSA", PHONEWALL_CIPHER_LIST_NO_SUITE, 0, 0 },
	{ "@STRENGTH", PHONEWALL_CIPHER_LIST_NO_SUITE, 0, 0 },
	{ "AES:@STRENGTH", PHONEWALL_CIPHER_LIST_VALID, 0, 0 },
	{ "AES:DES-CBC3-SHA", PHONEWALL_CIPHER_LIST_VALID, 0, 0 },
	{ "aNULL:SEED:AES", PHONEWALL_CIPHER_LIST_VALID, 0, 0 },
	{ " AES : RSA ", PHONEWALL_CIPHER_LIST_VALID, 0, 0 },
};

static void print_list(FILE *stream, const char *list)
{
	STACK_OF(SSL_CIPHER) *suites = phonewall_cipher_list_suites(list);
	int i;

	fprintf(stream, "%s\n", list);
	for (i = 0; suites && i < sk_SSL_CIPHER_num(suites); i++)
		fprintf(stream, "\t%s\n",
			SSL_CIPHER_get_name(sk_SSL_CIPHER_value(suites, i)));
	sk_SSL_CIPHER_free(suites);
}

static void print_all(FILE *stream)
{
	size_t i;

	fputs("# SPDX-License-Identifier: MIT\n", stream);
	for (i = 0; i < sizeof(strings) / sizeof(*strings); i++)
		print_list(stream, strings[i]);
}

static void test_invalid(void **state)
{
	struct phonewall_cipher_list_fault fault;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int error = phonewall_cipher_list_validate(rows[i].list, &fault);

		if (fault.error != rows[i].error ||
		    fault.column != rows[i].column ||
		    fault.length != rows[i].length ||
		    error != (fault.error ? -EINVAL : 0))
			fail_msg("'%s': error %d at %zu, %zu bytes",
				 rows[i].list, fault.error, fault.column,
				 fault.length);
		if (fault.error)
			assert_non_null(phonewall_cipher_list_error_text(
					fault.error));
	}
}

static void test_length(void **state)
{
	struct phonewall_cipher_list_fault fault;
	char list[PHONEWALL_CIPHER_LIST_MAX + 2];

	(void)state;
	memset(list, ':', sizeof(list));
	memcpy(list, "AES", 3);
	list[PHONEWALL_CIPHER_LIST_MAX] = '\0';
	assert_int_equal(phonewall_cipher_list_validate(list, &fault), 0);
	list[PHONEWALL_CIPHER_LIST_MAX] = ':';
	list[PHONEWALL_CIPHER_LIST_MAX + 1] = '\0';
	assert_int_equal(phonewall_cipher_list_validate(list, &fault), -EINVAL);
	assert_int_equal(fault.error, PHONEWALL_CIPHER_LIST_TOO_LONG);
}

/* Each string of table 6 is known, whether or not it selects something. */
static void test_strings(void **state)
{
	struct phonewall_cipher_list_fault fault;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(strings) / sizeof(*strings); i++) {
		phonewall_cipher_list_validate(strings[i], &fault);
		if (fault.error && fault.error != PHONEWALL_CIPHER_LIST_NO_SUITE)
			fail_msg("'%s': error %d at %zu", strings[i],
				 fault.error, fault.column);
	}
}

static void test_default_lists(void **state)
{
	struct phonewall_cipher_list_fault fault;
	int i;

	(void)state;
	for (i = 0; i < PHONEWALL_TLS_APPLICATIONS; i++) {
		assert_int_equal(phonewall_cipher_list_validate(
			phonewall_tls_application_default_list(i), &fault), 0);
		assert_int_equal(phonewall_tls_application_find(
			phonewall_tls_application_name(i)), i);
	}
	assert_int_equal(phonewall_tls_application_find("nosuch"),
			 PHONEWALL_TLS_APPLICATIONS);
}

static void expect_missing(const char *list, size_t *position, const char *word)
{
	const char *found;
	size_t length = phonewall_cipher_list_next_missing(list, position,
							   &found);

	assert_int_equal(length, strlen(word));
	assert_memory_equal(found, word, length);
}

/* What is excluded need not be there. */
static void test_missing(void **state)
{
	static const char list[] =
		"AES:DES-CBC3-SHA:!SEED,RSA+SEED:-AES+SEED@STRENGTH";
	size_t position = 0;

	(void)state;
	expect_missing(list, &position, "DES-CBC3-SHA");
	expect_missing(list, &position, "RSA+SEED");
	expect_missing(list, &position, "");
	position = 0;
	expect_missing("", &position, "");
}

static char *read_all(FILE *stream)
{
	char *text = calloc(1, 1 << 20);

	assert_true(fread(text, 1, (1 << 20) - 1, stream) > 0);
	return text;
}

static void test_suites(void **state)
{
	char path[64], *expected, *actual = NULL;
	size_t size;
	FILE *stream;

	(void)state;
	snprintf(path, sizeof(path), "tests/unit/cipher_lists/%u.%u",
		 OPENSSL_version_major(), OPENSSL_version_minor());
	stream = fopen(path, "r");
	if (!stream)
		fail_msg("%s: no such file; see what this version selects by --print",
			 path);
	expected = read_all(stream);
	fclose(stream);
	stream = open_memstream(&actual, &size);
	print_all(stream);
	fclose(stream);
	assert_string_equal(actual, expected);
	free(actual);
	free(expected);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_invalid),
		cmocka_unit_test(test_length),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_default_lists),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_suites),
	};

	if (argc > 1 && !strcmp(argv[1], "--print")) {
		print_all(stdout);
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
