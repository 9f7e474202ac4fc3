// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <string.h>

#include "base/mac_address.h"
#include "module/names.h"

/* What the three vocabularies have in common; states have no sentences. */
struct vocabulary {
	const char *(*name)(unsigned int number);
	const char *(*text)(unsigned int number);
	unsigned int last;
};

static const char *state_name(unsigned int number)
{
	return phonewall_session_state_name(number);
}

static const char *logoff_name(unsigned int number)
{
	return phonewall_logoff_name(number);
}

static const char *logoff_text(unsigned int number)
{
	return phonewall_logoff_text(number);
}

static const char *count_name(unsigned int number)
{
	return phonewall_dot1x_count_name(number);
}

static const char *count_text(unsigned int number)
{
	return phonewall_dot1x_count_text(number);
}

static const struct vocabulary vocabularies[] = {
	{ state_name, NULL, PHONEWALL_SESSION_MAX },
	{ logoff_name, logoff_text, PHONEWALL_LOGOFF_MAX },
	{ count_name, count_text, PHONEWALL_DOT1X_MAX },
};

#define COUNT	(sizeof(vocabularies) / sizeof(vocabularies[0]))

static void assert_text(const struct vocabulary *vocabulary,
			unsigned int number)
{
	if (vocabulary->text)
		assert_true(strlen(vocabulary->text(number)) > 10);
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(state_name(PHONEWALL_SESSION_LOGGED_OFF),
			    "logged-off");
	assert_string_equal(logoff_name(PHONEWALL_LOGOFF_CARRIER), "carrier");
	assert_string_equal(logoff_text(PHONEWALL_LOGOFF_CARRIER),
			    "the PC port lost its carrier");
	assert_string_equal(count_name(PHONEWALL_DOT1X_SESSIONS_REFUSED),
			    "sessions-refused");
}

static void test_every_number_has_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT; i++)
		for (unsigned int n = 0; n <= vocabularies[i].last; n++) {
			assert_string_not_equal(vocabularies[i].name(n),
						"unknown");
			assert_text(&vocabularies[i], n);
		}
}

static void test_unknown_numbers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		assert_string_equal(vocabularies[i].name(vocabularies[i].last +
							 1), "unknown");
		assert_string_equal(vocabularies[i].name(UINT_MAX), "unknown");
		assert_text(&vocabularies[i], 255);
	}
}

static void test_names_differ(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT; i++)
		for (unsigned int a = 0; a <= vocabularies[i].last; a++)
			for (unsigned int b = 0; b < a; b++)
				assert_string_not_equal(
					vocabularies[i].name(a),
					vocabularies[i].name(b));
}

static void test_mac_address(void **state)
{
	static const uint8_t address[ETH_ALEN] = { 0, 1, 0x0a, 0xb0, 0xff, 9 };
	char text[PHONEWALL_MAC_ADDRESS_TEXT];

	(void)state;
	assert_string_equal(phonewall_mac_address_print(address, text),
			    "00:01:0a:b0:ff:09");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_every_number_has_words),
		cmocka_unit_test(test_unknown_numbers),
		cmocka_unit_test(test_names_differ),
		cmocka_unit_test(test_mac_address),
	};

	return cmocka_run_group_tests_name("dot1x_words", tests, NULL, NULL);
}
