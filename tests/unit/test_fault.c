// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "base/fault_json.h"
#include "faults.h"

static char *print(const struct phonewall_faults *faults)
{
	char *text = NULL;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	assert_non_null(stream);
	phonewall_faults_print(faults, "cfg.xml", stream);
	assert_int_equal(fclose(stream), 0);
	return text;
}

static void assert_printed(const struct phonewall_faults *faults,
			   const char *expected)
{
	char *text = print(faults);

	assert_string_equal(text, expected);
	free(text);
}

static void test_none(void **state)
{
	struct phonewall_faults faults = { 0 };

	(void)state;
	assert_printed(&faults, "");
	phonewall_faults_clear(&faults);
	assert_int_equal(faults.count, 0);
}

static void test_strings_are_copied(void **state)
{
	struct phonewall_faults faults = { 0 };
	char parameter[] = "Firewall";
	char token[] = "On";

	(void)state;
	phonewall_fault_add(&faults, 7, parameter, token, "must be %s or %s",
			    "Disabled", "Enabled");
	memset(parameter, 'x', sizeof(parameter) - 1);
	memset(token, 'x', sizeof(token) - 1);
	assert_only_fault(&faults, 7, "Firewall", "On",
			  "must be Disabled or Enabled");
}

static void test_forms(void **state)
{
	struct phonewall_faults faults = { 0 };

	(void)state;
	phonewall_fault_add(&faults, 3, "Firewall", "On", "is wrong");
	phonewall_fault_add(&faults, 4, "Firewall", NULL, "is wrong");
	phonewall_fault_add(&faults, 5, NULL, "On", "is wrong");
	phonewall_fault_add(&faults, 6, NULL, NULL, "is wrong");
	phonewall_fault_add(&faults, 0, NULL, NULL, "is wrong");
	phonewall_fault_add(&faults, 0, "Firewall", "", "is wrong");
	assert_printed(&faults,
		       "cfg.xml:3: Firewall: 'On': is wrong\n"
		       "cfg.xml:4: Firewall: is wrong\n"
		       "cfg.xml:5: 'On': is wrong\n"
		       "cfg.xml:6: is wrong\n"
		       "cfg.xml: is wrong\n"
		       "cfg.xml: Firewall: '': is wrong\n");
	phonewall_faults_clear(&faults);
	assert_null(faults.list);
	assert_int_equal(faults.count, 0);
}

static void test_escapes(void **state)
{
	struct phonewall_faults faults = { 0 };

	(void)state;
	phonewall_fault_add(&faults, 1, "a\tb", "\x1b[2J\x7f\xc2\x9b\x1f ~%s",
			    "is wrong");
	assert_printed(&faults,
		       "cfg.xml:1: a\\x09b: '\\x1b[2J\\x7f\\xc2\\x9b\\x1f ~%s': is wrong\n");
	phonewall_faults_clear(&faults);
}

/* The longest text that a file can bring into a message. */
static void test_lines_are_bounded(void **state)
{
	struct phonewall_faults faults = { 0 };
	char text[2 * PHONEWALL_FAULT_TEXT_MAX + 1];
	char *printed, *line;

	(void)state;
	memset(text, 0xc2, sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	phonewall_fault_add(&faults, UINT32_MAX, text, text,
			    "is wrong in more words than are good for it, since nobody reads so far; write another");
	phonewall_warning_add(&faults, "profile-in-profile", UINT32_MAX, text,
			      text, "is wrong in more words than are good for it, since nobody reads so far; write another");
	printed = print(&faults);
	for (line = strtok(printed, "\n"); line; line = strtok(NULL, "\n"))
		assert_in_range(strlen(line), 1, PHONEWALL_TEXT_COLUMNS);
	free(printed);
	phonewall_faults_clear(&faults);
}

static void test_secrets_are_not_kept(void **state)
{
	struct phonewall_faults faults = { 0 };

	(void)state;
	phonewall_fault_add(&faults, 1, "Connection_Request_URL",
			    "http://acs:Pw99@192.0.2.7:8085/x?k=Pw99",
			    "is wrong");
	phonewall_fault_add(&faults, 2, "Admin_Password", "Pw99", "is wrong");
	assert_printed(&faults,
		       "cfg.xml:1: Connection_Request_URL: 'http://***@192.0.2.7:8085/x?***': is wrong\n"
		       "cfg.xml:2: Admin_Password: '***': is wrong\n");
	phonewall_faults_clear(&faults);
}

static void assert_cut(const char *text, size_t length, const char *end)
{
	struct phonewall_faults faults = { 0 };

	phonewall_fault_add(&faults, 1, text, text, "is wrong");
	assert_int_equal(strlen(faults.list[0].token), length);
	assert_string_equal(faults.list[0].token + length - strlen(end), end);
	assert_string_equal(faults.list[0].parameter, faults.list[0].token);
	phonewall_faults_clear(&faults);
}

static void test_long_texts_are_cut(void **state)
{
	char text[2 * PHONEWALL_FAULT_TEXT_MAX] = "";

	(void)state;
	memset(text, 'x', PHONEWALL_FAULT_TEXT_MAX);
	assert_cut(text, PHONEWALL_FAULT_TEXT_MAX, "xxxx");
	text[PHONEWALL_FAULT_TEXT_MAX] = 'y';
	assert_cut(text, PHONEWALL_FAULT_TEXT_MAX, "xx...");
	memset(text, 'z', sizeof(text) - 1);
	assert_cut(text, PHONEWALL_FAULT_TEXT_MAX, "zz...");
	memcpy(text + PHONEWALL_FAULT_TEXT_MAX - 5, "\xe2\x82\xac", 3);
	assert_cut(text, PHONEWALL_FAULT_TEXT_MAX - 2, "zz...");
	memset(text, 0x80, sizeof(text) - 1);
	assert_cut(text, 3, "...");
}

static void test_many(void **state)
{
	struct phonewall_faults faults = { 0 };
	char text[16];

	(void)state;
	for (unsigned int i = 1; i <= PHONEWALL_FAULTS_MAX; i++)
		phonewall_fault_add(&faults, i, NULL, NULL, "number %u", i);
	assert_int_equal(faults.count, PHONEWALL_FAULTS_MAX);
	assert_int_equal(faults.more, 0);
	for (unsigned int i = 1; i <= PHONEWALL_FAULTS_MAX; i++) {
		snprintf(text, sizeof(text), "number %u", i);
		assert_fault(&faults.list[i - 1], i, NULL, NULL, text);
	}
	phonewall_faults_clear(&faults);
}

static void assert_more(unsigned int more, const char *expected)
{
	struct phonewall_faults faults = { 0 };
	struct json_object *array = json_object_new_array();
	struct json_object *last;
	char *text;

	for (unsigned int i = 0; i < PHONEWALL_FAULTS_MAX + more; i++)
		phonewall_fault_add(&faults, 1, "x", "y", "z");
	assert_int_equal(faults.count, PHONEWALL_FAULTS_MAX);
	assert_int_equal(phonewall_faults_total(&faults),
			 PHONEWALL_FAULTS_MAX + more);
	text = print(&faults);
	assert_string_equal(strrchr(text, ':') + 2, expected);
	free(text);
	phonewall_faults_add_to_json(&faults, "cfg.xml", array);
	assert_int_equal(json_object_array_length(array),
			 PHONEWALL_FAULTS_MAX + 1);
	last = json_object_array_get_idx(array, PHONEWALL_FAULTS_MAX);
	assert_int_equal(json_object_get_int(json_object_object_get(last,
								    "more")),
			 more);
	json_object_put(array);
	phonewall_faults_clear(&faults);
}

static void test_rest_is_counted(void **state)
{
	(void)state;
	assert_more(1, "and 1 more fault\n");
	assert_more(999, "and 999 more faults\n");
	assert_more(24526, "and 24,526 more faults\n");
	assert_more(1000002, "and 1,000,002 more faults\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_strings_are_copied),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_lines_are_bounded),
		cmocka_unit_test(test_secrets_are_not_kept),
		cmocka_unit_test(test_long_texts_are_cut),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_rest_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
