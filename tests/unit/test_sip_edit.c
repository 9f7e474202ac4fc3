// SPDX-License-Identifier: MIT
/*
 * Changes to SIP messages: all that no change covers stays byte for byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sip/edit.h"
#include "sip_parts.h"

static const char text[] =
	SIP_INVITE_ALL
	"X-odd :  a\r\n\t b \r\nl:  3\r\nsubject:\r\n\r\nabc";

static struct phonewall_sip_message message;
static struct phonewall_sip_edits edits;
static char copy[sizeof(text)], out[4096];

static int set_up(void **state)
{
	(void)state;
	memset(&edits, 0, sizeof(edits));
	return (int)sip_parse(text, copy, &message);
}

static void assert_result(const char *expected)
{
	assert_int_equal(phonewall_sip_edits_apply(&edits, &message, out,
						   sizeof(out)),
			 strlen(expected));
	assert_memory_equal(out, expected, strlen(expected));
}

static void test_no_change(void **state)
{
	(void)state;
	assert_result(text);
}

static void test_changes(void **state)
{
	const struct phonewall_sip_text start = { copy, 0 };

	(void)state;
	phonewall_sip_edit_add_header(&edits, &message, "B",
				      phonewall_sip_text_of("2"));
	phonewall_sip_edit_print(&edits, &message, message.uri, "sip:%d", 1);
	phonewall_sip_edit_add_header(&edits, &message, "C",
				      phonewall_sip_text_of(""));
	phonewall_sip_edit_replace(&edits, &message, message.headers[5].whole,
				   phonewall_sip_text_of(""));
	phonewall_sip_edit_print(&edits, &message, start, "x");
	assert_result("xINVITE sip:1 SIP/2.0\r\n" SIP_PARTS "CSeq: 1 INVITE\r\n"
		      "l:  3\r\nsubject:\r\nB: 2\r\nC: \r\n\r\nabc");
}

static void test_body(void **state)
{
	const struct phonewall_sip_text end = { message.body.start + 3, 0 };

	(void)state;
	phonewall_sip_edit_print(&edits, &message, end, "0123456789");
	assert_result(SIP_INVITE_ALL "X-odd :  a\r\n\t b \r\nl:  13\r\n"
		      "subject:\r\n\r\nabc0123456789");
}

static void test_no_room(void **state)
{
	(void)state;
	for (size_t size = 0; size < strlen(text); size++)
		assert_int_equal(phonewall_sip_edits_apply(&edits, &message,
							   out, size), 0);
	assert_int_equal(phonewall_sip_edits_apply(&edits, &message, out,
						   strlen(text)),
			 strlen(text));
}

static void test_overlap(void **state)
{
	(void)state;
	phonewall_sip_edit_print(&edits, &message, message.headers[0].whole,
				 "a");
	phonewall_sip_edit_print(&edits, &message, message.headers[0].value,
				 "b");
	assert_int_equal(phonewall_sip_edits_apply(&edits, &message, out,
						   sizeof(out)), 0);
}

static void test_too_many(void **state)
{
	(void)state;
	for (unsigned int i = 0; i <= PHONEWALL_SIP_EDITS_MAX; i++)
		phonewall_sip_edit_print(&edits, &message, message.body, "%s",
					 "");
	assert_int_equal(phonewall_sip_edits_apply(&edits, &message, out,
						   sizeof(out)), 0);
}

static void test_too_much_text(void **state)
{
	static char value[PHONEWALL_SIP_EDIT_TEXT_MAX];

	(void)state;
	phonewall_sip_edit_add_header(&edits, &message, "X",
				      (struct phonewall_sip_text){
					      value, sizeof(value) });
	assert_int_equal(phonewall_sip_edits_apply(&edits, &message, out,
						   sizeof(out)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_no_change, set_up),
		cmocka_unit_test_setup(test_changes, set_up),
		cmocka_unit_test_setup(test_body, set_up),
		cmocka_unit_test_setup(test_no_room, set_up),
		cmocka_unit_test_setup(test_overlap, set_up),
		cmocka_unit_test_setup(test_too_many, set_up),
		cmocka_unit_test_setup(test_too_much_text, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
