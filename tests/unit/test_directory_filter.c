// SPDX-License-Identifier: MIT
/*
 * Filters: what is searched for can only be a value (RFC 4515), whatever it is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "directory/filter.h"

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

static void assert_escaped(const char *value, const char *expected)
{
	char *escaped = phonewall_directory_filter_escape(value);

	assert_string_equal(escaped, expected);
	free(escaped);
}

/* The examples of RFC 4515 section 4, and what else could end a value. */
static void test_escape(void **state)
{
	(void)state;
	assert_escaped("", "");
	assert_escaped("Babs Jensen", "Babs Jensen");
	assert_escaped("Parens R Us (for all your parenthetical needs)",
		       "Parens R Us \\28for all your parenthetical needs\\29");
	assert_escaped("*", "\\2a");
	assert_escaped("C:\\MyFile", "C:\\5cMyFile");
	assert_escaped("Lu\xc4\x8di\xc4\x87", "Lu\\c4\\8di\\c4\\87");
	assert_escaped("x)(|(cn=*", "x\\29\\28|\\28cn=\\2a");
	assert_escaped("\n\x7f\xff\x01", "\\0a\\7f\\ff\\01");
	assert_escaped("$VALUE&|!=~<>:", "$VALUE&|!=~<>:");
}

static void test_every_byte(void **state)
{
	(void)state;
	for (unsigned int byte = 1; byte <= UINT8_MAX; byte++) {
		const char value[] = { byte, '\0' };
		char *escaped = phonewall_directory_filter_escape(value);
		char expected[4];

		snprintf(expected, sizeof(expected), "\\%02x", byte);
		if (strcmp(escaped, value))
			assert_string_equal(escaped, expected);
		else
			assert_null(strchr("*()\\", byte));
		free(escaped);
	}
}

static void test_read(void **state)
{
	static const char *const cases[][2] = {
		{ "sn:(sn=*$VALUE*)", "(sn=*$VALUE*)" },
		{ "(sn=$VALUE*)", "(sn=$VALUE*)" },
		{ "sn=$VALUE*", "(sn=$VALUE*)" },
		{ "cn:cn=$VALUE", "(cn=$VALUE)" },
		{ "x:(&(objectClass=person)(|(cn=$VALUE)(!(sn~=$VALUE))))",
		  "(&(objectClass=person)(|(cn=$VALUE)(!(sn~=$VALUE))))" },
		{ "(cn:dn:2.4.6.8.10:=$VALUE)", "(cn:dn:2.4.6.8.10:=$VALUE)" },
		{ "(cn:=$VALUE)", "(cn:=$VALUE)" },
		{ "cn:=$VALUE", "(cn:=$VALUE)" },
		{ "(age>=$VALUE)", "(age>=$VALUE)" },
		{ "(cn=\\2a$VALUE)", "(cn=\\2a$VALUE)" },
		{ "sn:(sn=L*)", "(sn=L*)" },
	};
	const char *fault = NULL;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *filter = phonewall_directory_filter_read(cases[i][0],
							       &fault);

		if (!filter)
			fail_msg("'%s' is refused", cases[i][0]);
		assert_string_equal(filter, cases[i][1]);
		free(filter);
	}
	assert_null(fault);
}

/* What is not one filter, or has the text anywhere but in a value. */
static void test_refused(void **state)
{
	static const char *const cases[] = {
		"", "()", "(", ")", "sn", "(sn)", "(sn=$VALUE", "sn=$VALUE)",
		"(sn=$VALUE))", "(sn=$VALUE)(cn=$VALUE)", "($VALUE=x)",
		"($VALUE)", "$VALUE", "(sn$VALUE=x)", "(&)", "(&sn=x)",
		"(!(a=b)(c=d))", "(=x)", "(sn=\\zz)", "(sn=\\2)", "(sn~x)",
		"(cn=a) ", "((cn=a))", "(&(cn=a)b)", "cn:", ":(cn=a)",
	};
	const char *fault;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		fault = NULL;
		if (phonewall_directory_filter_read(cases[i], &fault))
			fail_msg("'%s' is accepted", cases[i]);
		assert_non_null(strstr(fault, "is not a filter; write"));
	}
}

/* Nested "(!": so deep that a reader without a bound would have no stack. */
static void test_bounds(void **state)
{
	char nested[64] = "", text[PHONEWALL_DIRECTORY_FILTER_MAX + 2];
	const char *fault;
	char *filter;

	(void)state;
	for (unsigned int i = 1; i < PHONEWALL_DIRECTORY_FILTER_DEPTH; i++)
		strcat(nested, "(!");
	strcat(nested, "(a=b)))))))))");
	nested[2 * (PHONEWALL_DIRECTORY_FILTER_DEPTH - 1) + strlen("(a=b)") +
	       PHONEWALL_DIRECTORY_FILTER_DEPTH - 1] = '\0';
	filter = phonewall_directory_filter_read(nested, &fault);
	assert_non_null(filter);
	free(filter);
	snprintf(text, sizeof(text), "(!%s)", nested);
	assert_null(phonewall_directory_filter_read(text, &fault));

	memset(text, 'a', sizeof(text));
	memcpy(text, "a=", 2);
	text[PHONEWALL_DIRECTORY_FILTER_MAX] = '\0';
	filter = phonewall_directory_filter_read(text, &fault);
	assert_non_null(filter);
	free(filter);
	text[PHONEWALL_DIRECTORY_FILTER_MAX] = 'a';
	text[PHONEWALL_DIRECTORY_FILTER_MAX + 1] = '\0';
	assert_null(phonewall_directory_filter_read(text, &fault));
	assert_non_null(strstr(fault, "longer than 512 bytes"));
}

static void assert_built(const char *const templates[], size_t template_count,
			 const char *const words[], size_t word_count,
			 const char *expected)
{
	char *filter = phonewall_directory_filter_build(templates,
							template_count, words,
							word_count);

	assert_string_equal(filter, expected);
	free(filter);
}

static void test_build(void **state)
{
	static const char *const templates[] = {
		"(sn=*$VALUE*)", "(|(cn=$VALUE)(uid=$VALUE))",
	};
	static const char *const words[] = { "ann", "le)(*$VALUE" };

	(void)state;
	assert_built(templates, 1, words, 1, "(&(|(sn=*ann*)))");
	assert_built(templates, 2, words, 1,
		     "(&(|(sn=*ann*)(|(cn=ann)(uid=ann))))");
	assert_built(templates, 1, words, 2,
		     "(&(|(sn=*ann*))(|(sn=*le\\29\\28\\2a$VALUE*)))");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_build),
	};

	return cmocka_run_group_tests_name("directory_filter", tests, NULL,
					   NULL);
}
