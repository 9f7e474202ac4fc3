// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/memory.h"

/*
 * A request that cannot be met must return NULL under ASan as it does without.
 */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static void test_resize_keeps_elements(void **state)
{
	uint32_t *array = NULL;

	(void)state;
	for (uint32_t i = 0; i < 1000; i++) {
		array = phonewall_memory_resize(array, i + 1, sizeof(*array));
		array[i] = i;
	}
	for (uint32_t i = 0; i < 1000; i++)
		assert_int_equal(array[i], i);
	free(array);
}

static void test_grow_keeps_elements(void **state)
{
	uint32_t *array = NULL;

	(void)state;
	for (uint32_t i = 0; i < 1000; i++) {
		array = phonewall_memory_grow(array, i, sizeof(*array));
		array[i] = i;
	}
	for (uint32_t i = 0; i < 1000; i++)
		assert_int_equal(array[i], i);
	free(array);
}

static void test_copy(void **state)
{
	char *copy = phonewall_memory_copy("abcdef", 3);

	(void)state;
	assert_string_equal(copy, "abc");
	free(copy);
	copy = phonewall_memory_copy(NULL, 0);
	assert_string_equal(copy, "");
	free(copy);
}

static void test_replace(void **state)
{
	char *text = NULL;

	(void)state;
	phonewall_memory_replace(&text, "the first");
	assert_string_equal(text, "the first");
	phonewall_memory_replace(&text, text + 4);
	assert_string_equal(text, "first");
	phonewall_memory_replace(&text, NULL);
	assert_null(text);
}

static void test_append(void **state)
{
	char *text = NULL;

	(void)state;
	phonewall_memory_append(&text, NULL);
	assert_null(text);
	phonewall_memory_append(&text, phonewall_memory_print("one"));
	assert_string_equal(text, "one");
	phonewall_memory_append(&text, NULL);
	phonewall_memory_append(&text, phonewall_memory_print("two"));
	assert_string_equal(text, "one; two");
	free(text);
}

static void test_print(void **state)
{
	char *text = phonewall_memory_print("%s-%04u", "port", 68);

	(void)state;
	assert_string_equal(text, "port-0068");
	free(text);
	text = phonewall_memory_print("%5000s", "x");
	assert_int_equal(strlen(text), 5000);
	free(text);
}

static int run_out_of_memory(int output)
{
	dup2(output, STDERR_FILENO);
	free(phonewall_memory_resize(NULL, SIZE_MAX / 2, 4));
	return 0;
}

/* The exit status of a process that ran out of memory, and its message. */
static int collect(char *message, size_t size)
{
	size_t length = 0;
	ssize_t count;
	int ends[2];
	int status;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (!child)
		_exit(run_out_of_memory(ends[1]));
	close(ends[1]);
	while ((count = read(ends[0], message + length,
			     size - 1 - length)) > 0)
		length += count;
	message[length] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void test_exhausted_ends_the_process(void **state)
{
	char message[16384];

	(void)state;
	assert_int_equal(collect(message, sizeof(message)), EXIT_FAILURE);
	assert_non_null(strstr(message, "phonewall: out of memory"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_resize_keeps_elements),
		cmocka_unit_test(test_grow_keeps_elements),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_replace),
		cmocka_unit_test(test_append),
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_exhausted_ends_the_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
