// SPDX-License-Identifier: MIT
/*
 * The file by which other programs read the policy: what is written, that it is
 * read as the same, and that nothing else is.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "folder.h"
#include "tls/policy_file.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define DEFAULTS							\
	"phonewall TLS policy 1\n"					\
	"cipher_list =\n"						\
	"client_min_version = TLS 1.2\n"				\
	"server_min_version = TLS 1.2\n"				\
	"any_name_lines =\n"						\
	"legacy_servers =\n"

#define CONFIGURED							\
	"phonewall TLS policy 1\n"					\
	"cipher_list = RSA:!aNULL, !eNULL\n"				\
	"client_min_version = TLS 1.0\n"				\
	"server_min_version = TLS 1.3\n"				\
	"any_name_lines = 1 9 32\n"					\
	"legacy_servers = pbx.example.com,R2\n"

static char directory[] = "/tmp/phonewall-policy-XXXXXX";

static void assert_printed(const struct phonewall_tls_settings *settings,
			   const char *expected)
{
	struct phonewall_tls_policy *policy = phonewall_tls_policy_new(settings);
	char *text;

	assert_non_null(policy);
	text = phonewall_tls_policy_print(policy);
	assert_string_equal(text, expected);
	free(text);
	phonewall_tls_policy_free(policy);
}

static void test_print(void **state)
{
	(void)state;
	assert_printed(&(struct phonewall_tls_settings){ 0 }, DEFAULTS);
	assert_printed(&(struct phonewall_tls_settings){
		.cipher_list = " \t", }, DEFAULTS);
	assert_printed(&(struct phonewall_tls_settings){
		.cipher_list = "RSA\nNOSUCH", }, DEFAULTS);
	assert_printed(&(struct phonewall_tls_settings){
		.cipher_list = "RSA:!aNULL, !eNULL",
		.client_min_version = TLS1_VERSION,
		.server_min_version = TLS1_3_VERSION,
		.any_name_lines = 0x80000101,
		.legacy_servers = "pbx.example.com,R2",
	}, CONFIGURED);
}

/* Eight names of 253 bytes each. */
static void make_servers(char *servers)
{
	for (size_t i = 0; i < 8 * 254; i++)
		servers[i] = i % 254 == 253 ? ',' : i % 254 % 64 == 63 ? '.' :
			     'a';
	servers[8 * 254 - 1] = '\0';
}

/* The longest list that is valid, every line and the longest names. */
static void test_longest(void **state)
{
	char list[PHONEWALL_CIPHER_LIST_MAX + 1];
	char servers[8 * 254];
	struct phonewall_tls_settings settings = {
		.cipher_list = list,
		.any_name_lines = UINT32_MAX,
		.legacy_servers = servers,
	};
	struct phonewall_tls_policy *policy, *again;
	char *text;

	(void)state;
	make_servers(servers);
	memset(list, ':', sizeof(list));
	memcpy(list, "RSA", 3);
	list[sizeof(list) - 1] = '\0';
	policy = phonewall_tls_policy_new(&settings);
	assert_true(phonewall_tls_policy_is_configured(policy));
	text = phonewall_tls_policy_print(policy);
	assert_true(strlen(text) <= PHONEWALL_TLS_POLICY_FILE_MAX);
	again = phonewall_tls_policy_parse(text, strlen(text));
	assert_non_null(again);
	assert_string_equal(phonewall_tls_policy_cipher_list(
				again, PHONEWALL_TLS_XMPP), list);
	assert_true(phonewall_tls_policy_name_flags(again, 32));
	assert_string_equal(phonewall_tls_policy_legacy_servers(again),
			    servers);
	phonewall_tls_policy_free(again);
	phonewall_tls_policy_free(policy);
	free(text);
}

static void test_parse(void **state)
{
	struct phonewall_tls_policy *policy =
		phonewall_tls_policy_parse(CONFIGURED, strlen(CONFIGURED));

	(void)state;
	assert_non_null(policy);
	assert_null(phonewall_tls_policy_fault(policy));
	assert_string_equal(phonewall_tls_policy_cipher_list(
				policy, PHONEWALL_TLS_SIP),
			    "RSA:!aNULL, !eNULL");
	assert_int_equal(phonewall_tls_policy_min_version(policy, 0),
			 TLS1_VERSION);
	assert_int_equal(phonewall_tls_policy_min_version(policy, 1),
			 TLS1_3_VERSION);
	assert_int_equal(phonewall_tls_policy_name_flags(policy, 9),
			 PHONEWALL_TLS_ANY_NAME);
	assert_int_equal(phonewall_tls_policy_name_flags(policy, 2), 0);
	assert_string_equal(phonewall_tls_policy_legacy_servers(policy),
			    "pbx.example.com,R2");
	phonewall_tls_policy_free(policy);
}

static void assert_refused(const char *text, size_t length)
{
	errno = 0;
	assert_null(phonewall_tls_policy_parse(text, length));
	assert_int_equal(errno, EINVAL);
}

/* Cut off at any byte, or with any byte changed, it is no policy any more. */
static void test_damage(void **state)
{
	char text[] = CONFIGURED;
	size_t length = strlen(text);
	struct phonewall_tls_policy *policy;

	(void)state;
	for (size_t i = 0; i < length; i++) {
		assert_refused(text, i);
		text[i] ^= 0x80;
		assert_refused(text, length);
		text[i] ^= 0x80;
	}
	assert_refused(text, length + 1);
	policy = phonewall_tls_policy_parse(text, length);
	assert_non_null(policy);
	phonewall_tls_policy_free(policy);
}

#define OF_SERVERS(servers)						\
	"phonewall TLS policy 1\ncipher_list = RSA\n"			\
	"client_min_version = TLS 1.2\nserver_min_version = TLS 1.2\n"	\
	"any_name_lines =\nlegacy_servers = " servers "\n"

#define POLICY(list, client, server, lines)				\
	"phonewall TLS policy 1\ncipher_list = " list			\
	"\nclient_min_version = " client				\
	"\nserver_min_version = " server				\
	"\nany_name_lines =" lines "\nlegacy_servers =\n"

static void test_refused(void **state)
{
	static const char *const texts[] = {
		POLICY("NOSUCH", "TLS 1.2", "TLS 1.2", ""),
		POLICY("RSA:@SECLEVEL=0", "TLS 1.2", "TLS 1.2", ""),
		POLICY("eNULL", "TLS 1.2", "TLS 1.2", ""),
		POLICY(" ", "TLS 1.2", "TLS 1.2", ""),
		POLICY("RSA", "SSL 3.0", "TLS 1.2", ""),
		POLICY("RSA", "TLS 1.4", "TLS 1.2", ""),
		POLICY("RSA", "TLSv1.2", "TLS 1.2", ""),
		POLICY("RSA", "", "TLS 1.2", ""),
		POLICY("RSA", "TLS 1.2", "tls 1.2", ""),
		POLICY("RSA", "TLS 1.2", "TLS 1.2 ", ""),
		POLICY("RSA", "TLS 1.2", "TLS 1.2", " 0"),
		POLICY("RSA", "TLS 1.2", "TLS 1.2", " 33"),
		POLICY("RSA", "TLS 1.2", "TLS 1.2", " -1"),
		POLICY("RSA", "TLS 1.2", "TLS 1.2", " 2 1"),
		POLICY("RSA", "TLS 1.2", "TLS 1.2", " 1 1"),
		POLICY("RSA", "TLS 1.2", "TLS 1.2", " 01"),
		POLICY("RSA", "TLS 1.2", "TLS 1.2", " 1x"),
		POLICY("RSA", "TLS 1.2", "TLS 1.2", " 18446744073709551617"),
		POLICY("RSA", "TLS 1.2", "TLS 1.2", "\nother = 1"),
		POLICY("RSA\ncipher_list = RSA", "TLS 1.2", "TLS 1.2", ""),
		OF_SERVERS(","), OF_SERVERS("a,"), OF_SERVERS("a,,b"),
		OF_SERVERS("a, b"), OF_SERVERS("*.a"), OF_SERVERS("a b"),
		OF_SERVERS("a\nother = 1"),
		"phonewall TLS policy 2\n"
		"cipher_list = RSA\n"
		"client_min_version = TLS 1.2\n"
		"server_min_version = TLS 1.2\n"
		"any_name_lines =\n"
		"legacy_servers =\n",
		"phonewall TLS policy 1\n"
		"client_min_version = TLS 1.2\n"
		"cipher_list = RSA\n"
		"server_min_version = TLS 1.2\n"
		"any_name_lines =\n"
		"legacy_servers =\n",
		"phonewall TLS policy 1\n"
		"cipher_list = RSA\n"
		"client_min_version = TLS 1.2\n"
		"server_min_version = TLS 1.2\n"
		"any_name_lines =\n",
		"", "\n", "RSA",
	};
	static const char right[] = POLICY("RSA", "TLS 1.2", "TLS 1.2", " 1");
	struct phonewall_tls_policy *policy;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		assert_refused(texts[i], strlen(texts[i]));
	policy = phonewall_tls_policy_parse(right, strlen(right));
	assert_non_null(policy);
	phonewall_tls_policy_free(policy);
}

static char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

static void put(const char *text, size_t length)
{
	FILE *file = fopen(path_of("tls.conf"), "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static void assert_not_loaded(const char *path, int error)
{
	errno = 0;
	assert_null(phonewall_tls_policy_load(path));
	assert_int_equal(errno, error);
}

static void test_load(void **state)
{
	struct phonewall_tls_policy *policy;

	(void)state;
	put(CONFIGURED, strlen(CONFIGURED));
	policy = phonewall_tls_policy_load(path_of("tls.conf"));
	assert_non_null(policy);
	assert_true(phonewall_tls_policy_name_flags(policy, 32));
	phonewall_tls_policy_free(policy);
}

static void test_not_loaded(void **state)
{
	char large[PHONEWALL_TLS_POLICY_FILE_MAX + 1];

	(void)state;
	memset(large, 'x', sizeof(large));
	put(large, sizeof(large));
	assert_not_loaded(path_of("tls.conf"), EFBIG);
	put(large, sizeof(large) - 1);
	assert_not_loaded(path_of("tls.conf"), EINVAL);
	put("", 0);
	assert_not_loaded(path_of("tls.conf"), EINVAL);
	assert_not_loaded(path_of("absent"), ENOENT);
	assert_not_loaded(path_of("tls.conf/absent"), ENOTDIR);
	assert_not_loaded(directory, EINVAL);
	assert_not_loaded("/dev/zero", EINVAL);
	assert_int_equal(mkfifo(path_of("fifo"), 0600), 0);
	assert_not_loaded(path_of("fifo"), EINVAL);
}

static int descriptor(void)
{
	int next = dup(0);

	close(next);
	return next;
}

static void test_descriptors(void **state)
{
	int before = descriptor();

	test_load(state);
	test_not_loaded(state);
	assert_int_equal(descriptor(), before);
}

static int make_directory(void **state)
{
	(void)state;
	return folder_make(directory);
}

static int remove_directory(void **state)
{
	(void)state;
	return folder_remove(directory);
}

#define TEST(function)							\
	cmocka_unit_test_setup_teardown(function, make_directory,	\
					remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_refused),
		TEST(test_load),
		TEST(test_not_loaded),
		TEST(test_descriptors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
