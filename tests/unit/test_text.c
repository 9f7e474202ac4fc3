// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/text.h"

static void test_trim(void **state)
{
	static const struct {
		const char *text;
		const char *trimmed;
	} cases[] = {
		{ "", "" },
		{ " ", "" },
		{ " \t\r\n ", "" },
		{ "a", "a" },
		{ " a", "a" },
		{ "a ", "a" },
		{ "\t\ra b\n ", "a b" },
		{ "\v", "\v" },
	};
	char text[16];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "%s", cases[i].text);
		assert_string_equal(phonewall_text_trim(text),
				    cases[i].trimmed);
	}
}

static void test_number(void **state)
{
	static const struct {
		const char *text;
		unsigned int base;
		uint32_t max;
		uint32_t number;
	} cases[] = {
		{ "0", 10, 65535, 0 },
		{ "7", 10, 65535, 7 },
		{ "007", 10, 65535, 7 },
		{ "65535", 10, 65535, 65535 },
		{ "4294967295", 10, UINT32_MAX, UINT32_MAX },
		{ "ffff", 16, 65535, 65535 },
		{ "13C4", 16, 65535, 5060 },
		{ "10", 16, 16, 16 },
	};
	uint32_t number;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		number = ~cases[i].number;
		if (!phonewall_text_number(cases[i].text, cases[i].base,
					   cases[i].max, &number))
			fail_msg("'%s' was refused", cases[i].text);
		assert_int_equal(number, cases[i].number);
	}
}

static void test_not_a_number(void **state)
{
	static const struct {
		const char *text;
		unsigned int base;
		uint32_t max;
	} cases[] = {
		{ "", 10, 65535 },
		{ "", 16, 65535 },
		{ "+1", 10, 65535 },
		{ "-1", 10, 65535 },
		{ " 1", 10, 65535 },
		{ "1 ", 10, 65535 },
		{ "1.0", 10, 65535 },
		{ "a", 10, 65535 },
		{ "g", 16, 65535 },
		{ "0x1", 10, 65535 },
		{ "0x1", 16, 65535 },
		{ "65536", 10, 65535 },
		{ "10000", 16, 65535 },
		{ "4294967296", 10, UINT32_MAX },
		{ "18446744073709551617", 10, 65535 },
		{ "340282366920938463463374607431768211457", 10, UINT32_MAX },
		{ "\xd9\xa1", 10, 65535 },
		{ "/", 16, 65535 },
		{ ":", 16, 65535 },
		{ "@", 16, 65535 },
		{ "`", 16, 65535 },
	};
	uint32_t number;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (phonewall_text_number(cases[i].text, cases[i].base,
					  cases[i].max, &number))
			fail_msg("'%s' was read as %u", cases[i].text, number);
}

static void test_escape(void **state)
{
	static const struct {
		const char *text;
		const char *escaped;
	} cases[] = {
		{ "", "" },
		{ "TCP:80 ~", "TCP:80 ~" },
		{ "a\tb\n", "a\\x09b\\x0a" },
		{ "\x1b[2J\x7f", "\\x1b[2J\\x7f" },
		{ "\xff\xc3\xa9", "\\xff\\xc3\\xa9" },
	};
	char *escaped;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		escaped = phonewall_text_escape(cases[i].text);
		assert_string_equal(escaped, cases[i].escaped);
		free(escaped);
	}
}

static void assert_redacted(const char *name, const char *text,
			    const char *expected)
{
	char *shown = phonewall_text_redact(name, text);

	assert_string_equal(shown, expected);
	free(shown);
}

static void assert_wrapped(const char *text, const char *expected)
{
	char *lines = phonewall_text_wrap(text);

	assert_string_equal(lines, expected);
	free(lines);
}

#define A10	"aaaa bbbb "
#define A50	A10 A10 A10 A10 A10
#define X50	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static void test_wrap(void **state)
{
	(void)state;
	assert_wrapped("", "");
	assert_wrapped("is wrong; mend it", "is wrong; mend it");
	/* 120 columns stay one line, in characters and not bytes. */
	assert_wrapped(A50 A50 A10 "aaaa bbbbb", A50 A50 A10 "aaaa bbbbb");
	assert_wrapped(A50 A50 A10 "aaaa bbbb\xc3\xbc",
		       A50 A50 A10 "aaaa bbbb\xc3\xbc");
	assert_wrapped(A50 A50 A10 "aaaa bbbbbb",
		       A50 A50 A10 "aaaa\n    bbbbbb");
	/*
	 * A line breaks at a semicolon, else at a colon, unless little is left.
	 */
	assert_wrapped(A50 A10 "x: y; " A50 A10 "z",
		       A50 A10 "x: y;\n    " A50 A10 "z");
	assert_wrapped(A50 A10 "x: " A50 A10 "z",
		       A50 A10 "x:\n    " A50 A10 "z");
	assert_wrapped("x; y: " A50 A50 A10 "aaaa bbbb",
		       "x; y: " A50 A50 A10 "aaaa\n    bbbb");
	/* The lines that follow are indented, and no longer. */
	assert_wrapped(A50 A50 A10 "aaaa bbbbbb " A50 A50 A10 "aaaa",
		       A50 A50 A10 "aaaa\n    bbbbbb " A50 A50
		       "aaaa bbbb\n    aaaa");
	/* A word is not broken. */
	assert_wrapped(X50 X50 X50, X50 X50 X50);
	assert_wrapped("a " X50 X50 X50 " b",
		       "a\n    " X50 X50 X50 "\n    b");
}

static void test_redacts_urls(void **state)
{
	static const char *const cases[][2] = {
		{ "http://192.0.2.7:8085/x", "http://192.0.2.7:8085/x" },
		{ "https://[2001:db8::7]:8443/x", "https://[2001:db8::7]:8443/x" },
		{ "http://acs:Pw99@192.0.2.7:8085/x", "http://***@192.0.2.7:8085/x" },
		{ "http://acs@192.0.2.7/x", "http://***@192.0.2.7/x" },
		{ "http://acs:P@w/9?9#9@192.0.2.7/x", "http://***@192.0.2.7/x" },
		{ "http://192.0.2.7/x?key=Pw99", "http://192.0.2.7/x?***" },
		{ "http://192.0.2.7/x#Pw99", "http://192.0.2.7/x#***" },
		{ "http://a:Pw99@192.0.2.7/x?k=Pw", "http://***@192.0.2.7/x?***" },
		{ "http://h/x?mail=a:Pw99@b", "http://***@b" },
		{ "http://acs:Pw99", "http://acs:***" },
		{ "http://acs:99Pw/", "http://acs:***" },
		{ "http://[2001:db8::7]:Pw99/", "http://[2001:db8::7]:***" },
		{ "acs:Pw99@192.0.2.7", "***@192.0.2.7" },
		{ "http:/acs:Pw99@192.0.2.7", "***@192.0.2.7" },
		{ "99@192.0.2.7/x", "***@192.0.2.7/x" },
		{ "@SECLEVEL=0", "@SECLEVEL=0" },
		{ "UDP:8000", "UDP:8000" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_redacted("Firewall_Config", cases[i][0], cases[i][1]);
	assert_redacted("Connection_Request_URL", "x?key=Pw99", "x?***");
	assert_redacted("Connection_Request_URL", "acs:Pw99", "acs:***");
	assert_redacted("Connection_Request_URL", "phone:8123", "phone:8123");
	assert_redacted(NULL, "x?", "x?");
}

static void test_redacts_values_of_secrets(void **state)
{
	(void)state;
	assert_redacted("User_Password", "Pw99", "***");
	assert_redacted("password_file", "Pw99", "***");
	assert_redacted("Client_SECRET", "", "***");
	assert_redacted(NULL, "password Pw99", "password***");
	assert_redacted(NULL, "Pw99 password", "***");
	assert_redacted(NULL, "my-passwd=Pw99", "my-passwd***");
	assert_redacted("Firewall", "On", "On");
}

static void test_printable(void **state)
{
	static const char *const cases[][2] = {
		{ "a b.xml", "a b.xml" },
		{ "a\x1b[2J\n\x7f", "a\\x1b[2J\\x0a\\x7f" },
		{ "\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80",
		  "\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80" },
		{ "B\xfcro", "B\\xfcro" },
		{ "\xc2\x9b", "\\xc2\\x9b" },
		{ "\xc0\xaf", "\\xc0\\xaf" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },
		{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },
		{ "\xe2\x82", "\\xe2\\x82" },
		{ "\xf0\x9f", "\\xf0\\x9f" },
		{ "", "" },
		{ "4\xe2\x80\xae""2", "4\\xe2\\x80\\xae2" },
		{ "a\xe2\x80\xa8", "a\\xe2\\x80\\xa8" },
		{ "\xe2\x81\xa6", "\\xe2\\x81\\xa6" },
		{ "\xf3\xa0\x81\x81", "\\xf3\\xa0\\x81\\x81" },
		{ "\xef\xbf\xbe", "\\xef\\xbf\\xbe" },
		{ "\xe2\x80\x8c", "\xe2\x80\x8c" },
		{ "\xe2\x80\x8d", "\xe2\x80\x8d" },
		{ "\xef\xbf\xbd", "\xef\xbf\xbd" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *shown = phonewall_text_printable(cases[i][0]);

		assert_string_equal(shown, cases[i][1]);
		free(shown);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_printable),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_redacts_urls),
		cmocka_unit_test(test_redacts_values_of_secrets),
		cmocka_unit_test(test_trim),
		cmocka_unit_test(test_number),
		cmocka_unit_test(test_not_a_number),
		cmocka_unit_test(test_escape),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
