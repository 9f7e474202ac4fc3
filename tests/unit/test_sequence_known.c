// SPDX-License-Identifier: MIT
/*
 * A resync whose profiles are in force already: which of them are fetched again,
 * and what is submitted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "provisioning/configuration.h"
#include "sequence.h"

static struct phonewall_provisioning_settings settings;
static struct phonewall_faults faults;
static struct phonewall_sequence *sequence;

/* What the sequence asks for: "a" is fetched, "A" even if it is known. */
static char calls[256];

static void note(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

static void note(const char *format, ...)
{
	size_t length = strlen(calls);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(calls + length, sizeof(calls) - length, format, arguments);
	va_end(arguments);
}

static void on_fetch(const struct phonewall_sequence_fetch *fetch,
		     void *argument)
{
	(void)argument;
	note("%s%s ", fetch->may_be_known ? "" : "whole", fetch->url->path);
}

static void on_submit(const struct phonewall_sequence_submission *submission,
		      void *argument)
{
	(void)argument;
	note("submit %s%s%s ", submission->profile ?: "nothing",
	     submission->count ? " with " : "",
	     submission->count ? submission->values[0] : "");
}

/* test_sequence has the messages. */
static void on_log(enum phonewall_log_message message, const char *text,
		   void *argument)
{
	(void)message;
	(void)text;
	(void)argument;
}

static void on_done(enum phonewall_resync_result result, const char *reason,
		    void *argument)
{
	(void)argument;
	note("%s", result == PHONEWALL_RESYNC_SUCCESS ? "success" : reason);
}

static void expect(const char *expected)
{
	assert_string_equal(calls, expected);
	calls[0] = '\0';
}

static void begin(const char *first, const char *second)
{
	struct phonewall_provisioning_value list[] = {
		{ (char *)"Profile_Rule", (char *)first, 1 },
		{ (char *)"Profile_Rule_B", (char *)second, 2 },
	};
	const struct phonewall_provisioning_values values = { list, 2, NULL };
	static const struct phonewall_sequence_actions actions = {
		.fetch = on_fetch, .submit = on_submit, .log = on_log,
		.done = on_done,
	};
	static struct phonewall_macro_values macros;
	const struct phonewall_sequence_input input = {
		.settings = &settings, .faults = &faults, .values = &macros,
		.actions = &actions,
	};

	phonewall_provisioning_interpret(&values, &settings, &faults);
	if (faults.count)
		fail_msg("%s", faults.list[0].message);
	sequence = phonewall_sequence_begin(&input);
	phonewall_sequence_run(sequence);
}

static void take_file(const char *text)
{
	const struct phonewall_sequence_fetched fetched = {
		.result = PHONEWALL_RESYNC_SUCCESS, .is_known = !text,
		.bytes = text, .length = text ? strlen(text) : 0,
	};

	phonewall_sequence_take_file(sequence, &fetched);
}

static int end(void **state)
{
	(void)state;
	phonewall_sequence_free(sequence);
	sequence = NULL;
	calls[0] = '\0';
	phonewall_provisioning_settings_clear(&settings);
	phonewall_faults_clear(&faults);
	return 0;
}

#define A	"<flat-profile><GPP_A>a</GPP_A></flat-profile>"
#define B	"<flat-profile><GPP_A>b</GPP_A></flat-profile>"

static void test_all_known(void **state)
{
	(void)state;
	begin("https://h/a", "https://h/b");
	expect("/a ");
	take_file(NULL);
	expect("/b ");
	take_file(NULL);
	expect("success");
}

/* What comes behind a new profile overrides it, as it did before. */
static void test_first_is_new(void **state)
{
	(void)state;
	begin("https://h/a", "https://h/b");
	take_file(A);
	expect("/a submit " A " ");
	phonewall_sequence_take_answer(sequence, NULL);
	expect("whole/b ");
	take_file(B);
	expect("submit " B " ");
	phonewall_sequence_take_answer(sequence, NULL);
	expect("success");
}

static void test_second_is_new(void **state)
{
	(void)state;
	begin("https://h/a", "https://h/b");
	take_file(NULL);
	take_file(B);
	expect("/a /b whole/a ");
	take_file(A);
	phonewall_sequence_take_answer(sequence, NULL);
	take_file(B);
	expect("submit " A " whole/b submit " B " ");
	phonewall_sequence_take_answer(sequence, NULL);
	expect("success");
}

/* The macros are as they were when it begins again. */
static void test_assignments(void **state)
{
	(void)state;
	begin("(\"$A\" = \"\")?(GPP_A=\"x$A\";)! https://h/a$A", "https://h/b");
	expect("/ax ");
	take_file(NULL);
	expect("submit nothing with x ");
	phonewall_sequence_take_answer(sequence, NULL);
	expect("/b ");
	take_file(B);
	expect("whole/ax ");
	take_file(A);
	expect("submit " A " with x ");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_all_known, end),
		cmocka_unit_test_teardown(test_first_is_new, end),
		cmocka_unit_test_teardown(test_second_is_new, end),
		cmocka_unit_test_teardown(test_assignments, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
