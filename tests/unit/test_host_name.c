// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/host_name.h"

#define LABEL_63	\
	"a12345678901234567890123456789012345678901234567890123456789012"

static void test_valid(void **state)
{
	static const char *const names[] = {
		"radius", "r", "RADIUS.Example.COM", "a-b.c--d.1x", "3com.com",
		"xn--bcher-kva.example", "10.0.0.1a", LABEL_63 ".example",
		LABEL_63 "." LABEL_63 "." LABEL_63 "."
		"a123456789012345678901234567890123456789012345678901234567890",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_true(phonewall_host_name_is_valid(names[i]));
}

static void test_not_valid(void **state)
{
	static const char *const names[] = {
		"", ".", "a.", ".a", "a..b", "-a", "a-", "a.-b", "a-.b", "*",
		"*.example.com", "a*.example.com", "a_b", "a b", "a;b", "a,b",
		"a\"", "a\nb", "b\xc3\xbc" "cher.example", "10.0.0.1", "1",
		"example.123", "fe80::1", LABEL_63 "x",
		LABEL_63 "." LABEL_63 "." LABEL_63 "."
		"a1234567890123456789012345678901234567890123456789012345678901",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_false(phonewall_host_name_is_valid(names[i]));
}

static void expect(const char *list, size_t max, const char *expected)
{
	char *names = phonewall_host_names_read(list, max);

	if (expected) {
		assert_non_null(names);
		assert_string_equal(names, expected);
	} else {
		assert_null(names);
	}
	free(names);
}

static void test_list(void **state)
{
	(void)state;
	expect("a", 1, "a");
	expect("\ta , b.c,d ", 3, "a,b.c,d");
	expect("a,b,c,d", 3, NULL);
	expect("a", 0, NULL);
	expect("", 3, NULL);
	expect("a,", 3, NULL);
	expect(",a", 3, NULL);
	expect("a,*.b", 3, NULL);
}

static void test_include(void **state)
{
	(void)state;
	assert_true(phonewall_host_names_include("a,b.c,d", "b.C"));
	assert_true(phonewall_host_names_include("a,b.c,d", "D,a"));
	assert_true(phonewall_host_names_include("a", "a"));
	assert_false(phonewall_host_names_include("a,b.c,d", "a,e"));
	assert_false(phonewall_host_names_include("ab,b.c", "b"));
	assert_false(phonewall_host_names_include("ab,b.c", "c"));
	assert_false(phonewall_host_names_include("ab", "abc"));
	assert_false(phonewall_host_names_include(NULL, "a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_not_valid),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_include),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
