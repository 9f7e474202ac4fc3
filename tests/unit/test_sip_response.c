// SPDX-License-Identifier: MIT
/*
 * Responses to SIP requests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sip/response.h"
#include "sip_parts.h"

static const char request[] =
	SIP_INVITE "Max-Forwards: 70\r\n" SIP_VIA SIP_FROM
	"t : <sip:bob@example.org>\r\n ;x \r\n" SIP_CALL
	"v: SIP/2.0/TCP b\r\nCSeq: 1\r\n INVITE\r\nX: y\r\nl: 3\r\n\r\nabc";

#define COPIED(to)	SIP_VIA SIP_FROM to SIP_CALL			\
			"v: SIP/2.0/TCP b\r\nCSeq: 1\r\n INVITE\r\n"

static void assert_response(const char *text, const char *tag,
			    const char *expected)
{
	static struct phonewall_sip_message message;
	static char copy[1024], out[2048];
	size_t length = strlen(expected);

	assert_int_equal(sip_parse(text, copy, &message), 0);
	for (size_t size = 0; size < length; size++)
		assert_int_equal(phonewall_sip_response_print(&message, 481,
			"No call", tag, "A: b\r\n", out, size), 0);
	assert_int_equal(phonewall_sip_response_print(&message, 481, "No call",
		tag, "A: b\r\n", out, length), length);
	assert_memory_equal(out, expected, length);
	assert_int_equal(phonewall_sip_message_parse(out, length, &message), 0);
}

static void test_copied(void **state)
{
	(void)state;
	assert_response(request, "5", "SIP/2.0 481 No call\r\n"
			COPIED("t : <sip:bob@example.org>\r\n ;x;tag=5\r\n")
			"A: b\r\nContent-Length: 0\r\n\r\n");
	assert_response(request, NULL, "SIP/2.0 481 No call\r\n"
			COPIED("t : <sip:bob@example.org>\r\n ;x \r\n")
			"A: b\r\nContent-Length: 0\r\n\r\n");
}

/* A tag that is there stays. */
static void test_in_dialog(void **state)
{
	(void)state;
	assert_response("BYE sip:a@b SIP/2.0\r\n" SIP_VIA SIP_FROM
			"To: <sip:a@b>;tag=7\r\n" SIP_CALL
			"CSeq: 2 BYE\r\n\r\n", "5",
			"SIP/2.0 481 No call\r\n" SIP_VIA SIP_FROM
			"To: <sip:a@b>;tag=7\r\n" SIP_CALL "CSeq: 2 BYE\r\n"
			"A: b\r\nContent-Length: 0\r\n\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_copied),
		cmocka_unit_test(test_in_dialog),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
