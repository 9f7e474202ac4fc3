// SPDX-License-Identifier: MIT
/*
 * SIP over a stream: where each message ends, however the bytes arrive.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sip/framing.h"
#include "sip_parts.h"

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

#define NO_BODY		SIP_INVITE_ALL "Content-Length: 0\r\n\r\n"
#define A_BODY		SIP_INVITE_ALL "l :\r\n 5\r\n\r\nv=0\r\n"

/* Frames as letters, of a stream that arrives in pieces of some bytes. */
static void read_stream(const char *text, size_t piece, char *found)
{
	static const char letters[] = { '-', 'M', 'c', 'p', 'B' };
	struct phonewall_sip_framer framer = { 0 };
	size_t length = strlen(text), start = 0, end = 0, frame;
	enum phonewall_sip_frame kind;

	while (end < length) {
		end = end + piece < length ? end + piece : length;
		do {
			char *bytes = malloc(end - start + 1);

			memcpy(bytes, text + start, end - start);
			kind = phonewall_sip_framer_next(&framer, bytes,
							 end - start, &frame);
			free(bytes);
			start += frame;
			if (kind != PHONEWALL_SIP_FRAME_INCOMPLETE)
				*found++ = letters[kind];
		} while (frame);
	}
	*found = '\0';
}

static void test_streams(void **state)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ NO_BODY, "M" },
		{ NO_BODY A_BODY NO_BODY, "MMM" },
		{ "\r\n\r\n", "cp" },
		{ "\r\n" NO_BODY "\r\n" NO_BODY, "cMcM" },
		{ NO_BODY "\r\n\r\n\r\n", "Mcpc" },
		{ SIP_INVITE_ALL, "" },
	};
	char found[64];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t piece = 1; piece <= strlen(cases[i][0]) + 1; piece++) {
			read_stream(cases[i][0], piece, found);
			assert_string_equal(found, cases[i][1]);
		}
}

static void test_broken(void **state)
{
	static const char *const cases[] = {
		SIP_INVITE_ALL "\r\n" NO_BODY,
		SIP_INVITE_ALL "Content-Length: x\r\n\r\n" NO_BODY,
		SIP_INVITE_ALL "Content-Length: -1\r\n\r\n" NO_BODY,
		SIP_INVITE_ALL "Content-Length:\r\n\r\n" NO_BODY,
		SIP_INVITE_ALL "l: 0\r\nContent-Length: 5\r\n\r\n" NO_BODY,
		SIP_INVITE_ALL "Content-Length: 65535\r\n\r\n" NO_BODY,
		SIP_INVITE_ALL "Content-Length: 4294967296\r\n\r\n" NO_BODY,
		SIP_INVITE_ALL "Content-Length: 0, 0\r\n\r\n" NO_BODY,
	};
	struct phonewall_sip_framer framer;
	size_t frame;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		framer = (struct phonewall_sip_framer){ 0 };
		for (unsigned int again = 0; again < 2; again++) {
			assert_int_equal(phonewall_sip_framer_next(&framer,
				cases[i], strlen(cases[i]), &frame),
				PHONEWALL_SIP_FRAME_BROKEN);
			assert_int_equal(frame, 0);
		}
	}
}

/* A peer that sends headers without an end is cut off at the bound. */
static void test_endless(void **state)
{
	static char bytes[PHONEWALL_SIP_MESSAGE_MAX];
	struct phonewall_sip_framer framer = { 0 };
	size_t frame;

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	for (size_t length = 4096; length < sizeof(bytes); length += 4096)
		assert_int_equal(phonewall_sip_framer_next(&framer, bytes,
			length, &frame), PHONEWALL_SIP_FRAME_INCOMPLETE);
	assert_int_equal(phonewall_sip_framer_next(&framer, bytes,
		sizeof(bytes), &frame), PHONEWALL_SIP_FRAME_BROKEN);
	assert_int_equal(framer.fault, PHONEWALL_SIP_FAULT_TOO_LONG);
}

static void test_keep_alive(void **state)
{
	(void)state;
	assert_true(phonewall_sip_is_keep_alive("", 0));
	assert_true(phonewall_sip_is_keep_alive("\r\n\r\n", 4));
	assert_true(phonewall_sip_is_keep_alive("\0\0\0\0", 4));
	assert_false(phonewall_sip_is_keep_alive("\r\nx", 3));
	assert_false(phonewall_sip_is_keep_alive(" ", 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_endless),
		cmocka_unit_test(test_keep_alive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
