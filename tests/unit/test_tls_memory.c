// SPDX-License-Identifier: MIT
/*
 * How much memory a policy and the contexts of the applications take: all that
 * is allocated, by the library and by OpenSSL.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/ssl.h>

#include <cmocka.h>

#include "tls/context.h"

#define POLICY_MAX	(64 * 1024)
#define CONTEXT_MAX	(100 * 1024)

/* Bytes that the library and OpenSSL hold. */
static size_t allocated;

/* The linker puts these in the place of the library's calls (--wrap). */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
char *__real_strdup(const char *text);
void __real_free(void *memory);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
char *__wrap_strdup(const char *text);
void __wrap_free(void *memory);

static void *counted(void *memory)
{
	allocated += malloc_usable_size(memory);
	return memory;
}

void *__wrap_malloc(size_t size)
{
	return counted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
	return counted(__real_calloc(count, size));
}

void *__wrap_realloc(void *memory, size_t size)
{
	allocated -= malloc_usable_size(memory);
	return counted(__real_realloc(memory, size));
}

char *__wrap_strdup(const char *text)
{
	return counted(__real_strdup(text));
}

void __wrap_free(void *memory)
{
	allocated -= malloc_usable_size(memory);
	__real_free(memory);
}

/* What OpenSSL calls. */

static void *allocate(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return malloc(size);
}

static void *reallocate(void *memory, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return realloc(memory, size);
}

static void release(void *memory, const char *file, int line)
{
	(void)file;
	(void)line;
	free(memory);
}

/* The longest list, which selects every suite. */
static void write_longest_list(char *list)
{
	size_t length = strlen(strcpy(list, "ALL"));

	while (length + strlen(":ALL") <= PHONEWALL_CIPHER_LIST_MAX)
		length += strlen(strcpy(list + length, ":ALL"));
	assert_true(length + strlen(":ALL") > PHONEWALL_CIPHER_LIST_MAX);
}

static struct phonewall_tls_policy *policy_of(const char *list)
{
	struct phonewall_tls_settings settings = { .cipher_list = list };
	struct phonewall_tls_policy *policy =
		phonewall_tls_policy_new(&settings);

	assert_non_null(policy);
	assert_null(phonewall_tls_policy_fault(policy));
	return policy;
}

static size_t bytes_of_policy(const char *list)
{
	size_t before = allocated;
	struct phonewall_tls_policy *policy = policy_of(list);
	size_t bytes = allocated - before;

	phonewall_tls_policy_free(policy);
	assert_int_equal(allocated, before);
	return bytes;
}

typedef SSL_CTX *(*context_maker)(const struct phonewall_tls_policy *policy,
				  enum phonewall_tls_application application);

static size_t bytes_of_context(const struct phonewall_tls_policy *policy,
			       enum phonewall_tls_application application,
			       context_maker make)
{
	size_t before = allocated;
	SSL_CTX *context = make(policy, application);
	size_t bytes = allocated - before;

	assert_non_null(context);
	SSL_CTX_free(context);
	assert_int_equal(allocated, before);
	return bytes;
}

static void expect_at_most(const char *what, size_t bytes, size_t bound)
{
	/* scripts/bench-tls reads this line. */
	printf("# %s: %zu bytes, at most %zu\n", what, bytes, bound);
	/* Something was counted. */
	assert_true(bytes > 0);
	assert_true(bytes <= bound);
}

/* @titles: of a client's and of a server's. */
static void expect_contexts(const char *list, const char *const titles[2])
{
	struct phonewall_tls_policy *policy = policy_of(list);
	size_t client, server, largest_client = 0, largest_server = 0;
	int i;

	for (i = 0; i < PHONEWALL_TLS_APPLICATIONS; i++) {
		client = bytes_of_context(policy, i, phonewall_tls_client_new);
		server = bytes_of_context(policy, i, phonewall_tls_server_new);
		if (client > largest_client)
			largest_client = client;
		if (server > largest_server)
			largest_server = server;
	}
	expect_at_most(titles[0], largest_client, CONTEXT_MAX);
	expect_at_most(titles[1], largest_server, CONTEXT_MAX);
	phonewall_tls_policy_free(policy);
}

static void test_policy(void **state)
{
	char list[PHONEWALL_CIPHER_LIST_MAX + 1];

	(void)state;
	write_longest_list(list);
	expect_at_most("a policy", bytes_of_policy(NULL), POLICY_MAX);
	expect_at_most("the largest policy", bytes_of_policy(list), POLICY_MAX);
}

static void test_context(void **state)
{
	static const char *const titles[] = {
		"a client's context", "a server's context",
	};

	(void)state;
	expect_contexts(NULL, titles);
}

static void test_largest_context(void **state)
{
	static const char *const titles[] = {
		"the largest context of a client",
		"the largest context of a server",
	};
	char list[PHONEWALL_CIPHER_LIST_MAX + 1];

	(void)state;
	write_longest_list(list);
	expect_contexts(list, titles);
}

/* What OpenSSL makes once and keeps belongs to no context. */
static int set_up(void **state)
{
	struct phonewall_tls_policy *policy = policy_of("ALL");

	(void)state;
	SSL_CTX_free(phonewall_tls_client_new(policy, PHONEWALL_TLS_SIP));
	SSL_CTX_free(phonewall_tls_server_new(policy, PHONEWALL_TLS_SIP));
	phonewall_tls_policy_free(policy);
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_policy),
		cmocka_unit_test(test_context),
		cmocka_unit_test(test_largest_context),
	};

	/* Before OpenSSL has allocated anything. */
	if (!CRYPTO_set_mem_functions(allocate, reallocate, release))
		return 1;
	return cmocka_run_group_tests(tests, set_up, NULL);
}
