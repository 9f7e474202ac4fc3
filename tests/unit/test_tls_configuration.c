// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/ssl.h>

#include "base/memory.h"
#include "faults.h"
#include "systems/systems.h"
#include "tls/context.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct phonewall_systems systems;
static struct phonewall_faults faults;
static struct phonewall_faults warnings;

static int clear(void **state)
{
	(void)state;
	phonewall_systems_clear(&systems);
	phonewall_faults_clear(&faults);
	phonewall_faults_clear(&warnings);
	return 0;
}

/* Reads a profile of these elements, which stand on line 2. */
static const struct phonewall_tls_settings *read_of(const char *elements)
{
	char *text = phonewall_memory_print("<flat-profile>\n%s</flat-profile>\n",
					    elements);
	struct phonewall_settings settings;

	clear(NULL);
	phonewall_settings_default(&settings);
	phonewall_systems_read(text, strlen(text), &settings, &systems, &faults,
			       &warnings);
	free(text);
	return &systems.tls;
}

static struct phonewall_tls_policy *policy_of(const char *elements)
{
	struct phonewall_tls_policy *policy =
		phonewall_tls_policy_new(read_of(elements));

	assert_no_fault(&faults);
	assert_non_null(policy);
	return policy;
}

static void test_defaults(void **state)
{
	const struct phonewall_tls_settings *settings = read_of("");

	(void)state;
	assert_no_fault(&faults);
	assert_null(settings->cipher_list);
	assert_int_equal(settings->client_min_version, TLS1_2_VERSION);
	assert_int_equal(settings->server_min_version, TLS1_2_VERSION);
	assert_int_equal(settings->any_name_lines, 0);
	assert_no_fault(&warnings);
}

static void test_every_parameter(void **state)
{
	const struct phonewall_tls_settings *settings = read_of(
		"<TLS_Cipher_List ua=\"na\">RSA:!aNULL:!eNULL</TLS_Cipher_List>"
		"<TLS_Client_Min_Version>TLS 1.3</TLS_Client_Min_Version>"
		"<TLS_Server_Min_Version>tls 1.3</TLS_Server_Min_Version>"
		"<TLS_Name_Validate_1_>No</TLS_Name_Validate_1_>"
		"<TLS_Name_Validate_2_>Yes</TLS_Name_Validate_2_>"
		"<TLS_Name_Validate_16_>no</TLS_Name_Validate_16_>");

	(void)state;
	assert_no_fault(&faults);
	assert_string_equal(settings->cipher_list, "RSA:!aNULL:!eNULL");
	assert_int_equal(settings->client_min_version, TLS1_3_VERSION);
	assert_int_equal(settings->server_min_version, TLS1_3_VERSION);
	assert_int_equal(settings->any_name_lines, 0x8001);
}

static void test_versions(void **state)
{
	static const struct {
		const char *value;
		int client;
		int server;
	} cases[] = {
		{ "TLS 1.0", TLS1_VERSION, 0 },
		{ "TLS 1.1", TLS1_1_VERSION, TLS1_1_VERSION },
		{ "TLS 1.2", TLS1_2_VERSION, TLS1_2_VERSION },
		{ "TLS 1.3", TLS1_3_VERSION, TLS1_3_VERSION },
		{ "", TLS1_2_VERSION, TLS1_2_VERSION },
		{ "TLS1.2", 0, 0 },
		{ "SSL 3.0", 0, 0 },
		{ "1.2", 0, 0 },
		{ "Auto", 0, 0 },
	};
	char *element;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		element = phonewall_memory_print(
			"<TLS_Client_Min_Version>%s</TLS_Client_Min_Version>",
			cases[i].value);
		assert_int_equal(read_of(element)->client_min_version,
				 cases[i].client);
		assert_int_equal(faults.count, !cases[i].client);
		free(element);
		element = phonewall_memory_print(
			"<TLS_Server_Min_Version>%s</TLS_Server_Min_Version>",
			cases[i].value);
		assert_int_equal(read_of(element)->server_min_version,
				 cases[i].server);
		assert_int_equal(faults.count, !cases[i].server);
		free(element);
	}
}

/* Only the name of one line's server is not verified. */
static void test_name_flags(void **state)
{
	struct phonewall_tls_policy *policy = policy_of(
		"<TLS_Name_Validate_3_>No</TLS_Name_Validate_3_>");

	(void)state;
	for (unsigned int line = 0; line <= 40; line++)
		assert_int_equal(phonewall_tls_policy_name_flags(policy, line),
				 line == 3 ? PHONEWALL_TLS_ANY_NAME : 0);
	phonewall_tls_policy_free(policy);
}

/* An invalid list is no fault: the file holds, with the default suites. */
static void test_invalid_list(void **state)
{
	struct phonewall_tls_policy *policy = policy_of(
		"<TLS_Cipher_List>AES:NOSUCH</TLS_Cipher_List>");

	(void)state;
	assert_false(phonewall_tls_policy_is_configured(policy));
	assert_int_equal(phonewall_tls_policy_fault(policy)->column, 5);
	assert_string_equal(phonewall_tls_policy_cipher_list(policy,
						PHONEWALL_TLS_SIP), "DEFAULT");
	phonewall_tls_policy_free(policy);
}

static char *long_list(size_t length)
{
	char *list = malloc(length + 1);
	char *element;

	for (size_t i = 0; i < length; i++)
		list[i] = "AES:"[i % 4];
	list[length] = '\0';
	element = phonewall_memory_print("<TLS_Cipher_List>%s</TLS_Cipher_List>",
					 list);
	free(list);
	return element;
}

static void test_longest_list(void **state)
{
	char *longest = long_list(519);
	char *longer = long_list(523);

	(void)state;
	assert_int_equal(strlen(read_of(longest)->cipher_list), 519);
	assert_no_fault(&warnings);
	read_of(longer);
	assert_no_fault(&faults);
	assert_only_fault(&warnings, 2, "TLS_Cipher_List", NULL,
			  "more than 521");
	free(longer);
	free(longest);
}

static void assert_warning(const char *elements, const char *name,
			   const char *token, const char *part)
{
	read_of(elements);
	assert_no_fault(&faults);
	assert_int_equal(warnings.count, 1);
	assert_string_equal(warnings.list[0].warning, name);
	assert_int_equal(warnings.list[0].line, 2);
	if (token)
		assert_string_equal(warnings.list[0].token, token);
	else
		assert_null(warnings.list[0].token);
	assert_non_null(strstr(warnings.list[0].message, part));
}

static void test_warnings(void **state)
{
	(void)state;
	assert_warning("<TLS_Cipher_List>AES:NOSUCH:RSA</TLS_Cipher_List>",
		       "invalid-cipher-list", "NOSUCH", "column 5: ");
	assert_warning("<TLS_Cipher_List>eNULL</TLS_Cipher_List>",
		       "invalid-cipher-list", NULL, "its default suites");
	assert_warning("<TLS_Cipher_List>RSA:@SECLEVEL=0</TLS_Cipher_List>",
		       "invalid-cipher-list", "@SECLEVEL=0", "column 5: ");
	assert_warning("<TLS_Cipher_List>SEED:AES</TLS_Cipher_List>",
		       "missing-cipher", "SEED", "selects no suite");
	assert_warning("<TLS_Client_Min_Version>TLS 1.0</TLS_Client_Min_Version>",
		       "old-tls-version", "TLS 1.0", "RFC 8996");
	assert_warning("<TLS_Server_Min_Version>TLS 1.1</TLS_Server_Min_Version>",
		       "old-tls-version", "TLS 1.1", "RFC 8996");
	assert_warning("<TLS_Name_Validate_2_>No</TLS_Name_Validate_2_>",
		       "name-not-validated", NULL, "set Yes");
	assert_warning("<TLS_Cypher_List/>", "misspelt-name", NULL,
		       "TLS_Cipher_List");
	assert_warning("<TLS_Name_Validate_17_/>", "no-such-instance", NULL,
		       "from 1 to 16");
	read_of("<TLS_Cipher_List>RSA:!aNULL:!SEED</TLS_Cipher_List>"
		"<TLS_Client_Min_Version>TLS 1.2</TLS_Client_Min_Version>"
		"<TLS_Name_Validate_2_>Yes</TLS_Name_Validate_2_>");
	assert_no_fault(&warnings);
}

/* From phonewall.conf; each name has a warning of its own. */
static void test_legacy_servers(void **state)
{
	static char names[] = "pbx.example.com,radius";
	struct phonewall_settings settings;

	(void)state;
	clear(NULL);
	phonewall_settings_default(&settings);
	settings.legacy_servers = names;
	assert_int_equal(phonewall_systems_read(NULL, 0, &settings, &systems,
						&faults, &warnings), 0);
	assert_string_equal(systems.tls.legacy_servers, names);
	assert_int_equal(warnings.count, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(warnings.list[i].warning, "legacy-server");
		assert_string_equal(warnings.list[i].parameter,
				    "legacy_servers");
		assert_string_equal(warnings.list[i].token,
				    i ? "radius" : "pbx.example.com");
		assert_contains(warnings.list[i].message,
				"remove the name");
	}
	assert_null(read_of("")->legacy_servers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_every_parameter),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_name_flags),
		cmocka_unit_test(test_invalid_list),
		cmocka_unit_test(test_longest_list),
		cmocka_unit_test(test_warnings),
		cmocka_unit_test(test_legacy_servers),
	};

	return cmocka_run_group_tests(tests, NULL,
					   clear);
}
