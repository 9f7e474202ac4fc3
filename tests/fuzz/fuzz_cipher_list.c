// SPDX-License-Identifier: MIT
/*
 * A TLS_Cipher_List: compared with a second parser of the same grammar, and what
 * it makes of an application's contexts and of OpenSSL's configuration.
 */
#include <errno.h>
#include <regex.h>
#include <stdbool.h>
#include <string.h>

#include <openssl/conf.h>
#include <openssl/err.h>

#include "base/memory.h"
#include "fuzzer.h"
#include "tls/context.h"
#include "tls/openssl_conf.h"

#define BITS_MIN	112	/* of security level 2 */

#define NAME		"[A-Za-z0-9._=-]+"
#define WORD		"([!+-]?" NAME "([+]" NAME ")*|@STRENGTH)"
#define SEPARATOR	"[:, ]"

/* Whether the words have the form that a list of OpenSSL has. */
static bool is_list(const char *text)
{
	static const char grammar[] =
		"^" SEPARATOR "*" WORD "(@STRENGTH)*"
		"(" SEPARATOR "+" WORD "(@STRENGTH)*)*" SEPARATOR "*$";
	static regex_t expression;
	static bool compiled;

	if (!compiled)
		REQUIRE(!regcomp(&expression, grammar,
				 REG_EXTENDED | REG_NOSUB));
	compiled = true;
	return !regexec(&expression, text, 0, NULL, 0);
}

static void require_fault(const char *list,
			  const struct phonewall_cipher_list_fault *fault)
{
	const char *text = phonewall_cipher_list_error_text(fault->error);

	REQUIRE(fault->error > PHONEWALL_CIPHER_LIST_VALID &&
		fault->error <= PHONEWALL_CIPHER_LIST_NO_SUITE);
	REQUIRE(strchr(text, ';') || strchr(text, ','));
	if (!fault->column)
		return;
	REQUIRE(fault->column - 1 + fault->length <= strlen(list));
	if (fault->error == PHONEWALL_CIPHER_LIST_UNKNOWN)
		REQUIRE(fault->length);
}

/* What is offered encrypts and authenticates, with the bits of the level. */
static void require_suite(const SSL_CIPHER *suite)
{
	int bits = SSL_CIPHER_get_bits(suite, NULL);

	REQUIRE(bits >= BITS_MIN);
	REQUIRE(SSL_CIPHER_get_auth_nid(suite) != NID_auth_null);
	REQUIRE(SSL_CIPHER_get_cipher_nid(suite) != NID_undef);
	REQUIRE(SSL_CIPHER_get_digest_nid(suite) != NID_md5);
}

/* The suites of TLS 1.2 that a context offers must be those of the list. */
static void require_context(SSL_CTX *context, const STACK_OF(SSL_CIPHER) *suites)
{
	SSL *connection;
	STACK_OF(SSL_CIPHER) *offered;
	int i;

	REQUIRE(context);
	REQUIRE(SSL_CTX_get_security_level(context) == 2);
	SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
	connection = SSL_new(context);
	offered = SSL_get1_supported_ciphers(connection);
	REQUIRE(sk_SSL_CIPHER_num(offered) == sk_SSL_CIPHER_num(suites));
	for (i = 0; i < sk_SSL_CIPHER_num(suites); i++)
		REQUIRE(sk_SSL_CIPHER_value(offered, i) ==
			sk_SSL_CIPHER_value(suites, i));
	sk_SSL_CIPHER_free(offered);
	SSL_free(connection);
	SSL_CTX_free(context);
}

/* The value of a configuration has no spaces at its ends. */
static bool is_value(const char *value, const char *list)
{
	size_t length;

	list += strspn(list, " ");
	length = strlen(list);
	while (length && list[length - 1] == ' ')
		length--;
	return strlen(value) == length && !memcmp(value, list, length);
}

/* The configuration of other programs says this list, level 2, and no more. */
static void require_configuration(const struct phonewall_tls_policy *policy,
				  const char *list)
{
	char *text = phonewall_openssl_conf(policy, 0);
	BIO *file = BIO_new_mem_buf(text, -1);
	CONF *configuration = NCONF_new(NULL);
	long line;

	REQUIRE(NCONF_load_bio(configuration, file, &line) > 0);
	REQUIRE(!strcmp(NCONF_get_string(configuration, "phonewall",
					 "1.CipherString"),
			"DEFAULT:@SECLEVEL=2"));
	REQUIRE(is_value(NCONF_get_string(configuration, "phonewall",
					  "2.CipherString"), list));
	REQUIRE(!strcmp(NCONF_get_string(configuration, "phonewall",
					 "MinProtocol"), "TLSv1.2"));
	REQUIRE(sk_CONF_VALUE_num(NCONF_get_section(configuration,
						    "phonewall")) == 3);
	NCONF_free(configuration);
	BIO_free(file);
	free(text);
}

/* The contexts of an application are slow to make: its list chooses which. */
static void require_contexts(const struct phonewall_tls_policy *policy,
			     const char *list)
{
	int application = strlen(list) % PHONEWALL_TLS_APPLICATIONS;
	STACK_OF(SSL_CIPHER) *suites = phonewall_cipher_list_suites(list);

	REQUIRE(!strcmp(phonewall_tls_policy_cipher_list(policy, application),
			list));
	require_context(strlen(list) % 2 ?
			phonewall_tls_client_new(policy, application) :
			phonewall_tls_server_new(policy, application), suites);
	sk_SSL_CIPHER_free(suites);
}

static void require_policy(const char *list, bool is_valid)
{
	const struct phonewall_tls_settings settings = { .cipher_list = list };
	struct phonewall_tls_policy *policy =
		phonewall_tls_policy_new(&settings);

	REQUIRE(policy);
	REQUIRE(phonewall_tls_policy_is_configured(policy) == is_valid);
	if (is_valid) {
		require_contexts(policy, list);
		require_configuration(policy, list);
	}
	phonewall_tls_policy_free(policy);
}

static void require_valid(const char *list)
{
	STACK_OF(SSL_CIPHER) *suites = phonewall_cipher_list_suites(list);
	size_t position = 0, before = 0, length;
	const char *word;
	int i;

	REQUIRE(is_list(list) && strlen(list) <= PHONEWALL_CIPHER_LIST_MAX);
	REQUIRE(sk_SSL_CIPHER_num(suites) > 0);
	for (i = 0; i < sk_SSL_CIPHER_num(suites); i++)
		require_suite(sk_SSL_CIPHER_value(suites, i));
	sk_SSL_CIPHER_free(suites);
	while ((length = phonewall_cipher_list_next_missing(list, &position,
							    &word))) {
		REQUIRE(position > before && word >= list + before &&
			word + length == list + position);
		before = position;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *list = phonewall_memory_copy((const char *)data, size);
	struct phonewall_cipher_list_fault fault;
	int error = phonewall_cipher_list_validate(list, &fault);

	if (error) {
		REQUIRE(error == -EINVAL);
		require_fault(list, &fault);
	} else {
		REQUIRE(fault.error == PHONEWALL_CIPHER_LIST_VALID);
		require_valid(list);
	}
	require_policy(list, !error);
	REQUIRE(!ERR_peek_error());
	free(list);
	return 0;
}
