// SPDX-License-Identifier: MIT
/*
 * Who may call a line through the edge: with the password, within a call, again,
 * and how often those are answered who may not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gate.h"
#include "sip_parts.h"

static const uint8_t key[PHONEWALL_SIP_KEY] = { 1 };

static struct phonewall_gate *gate;
static struct phonewall_sip_message message;
static char copy[8192], headers[PHONEWALL_SIP_CHALLENGE_TEXT];
static uint64_t now = 1000000;

static void open_gate(const char *password, bool challenges)
{
	const struct phonewall_gate_options options = {
		.challenges = challenges,
		.user = "bob",
		.realm = "example.org",
		.password = password,
		.key = key,
	};

	phonewall_gate_free(gate);
	gate = phonewall_gate_new(&options);
}

static int set_up(void **state)
{
	(void)state;
	open_gate("secret", true);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_gate_free(gate);
	gate = NULL;
	return 0;
}

static enum phonewall_gate_answer judge(const char *text)
{
	assert_int_equal(sip_parse(text, copy, &message), 0);
	return phonewall_gate_judge(gate, &message, false, now, headers);
}

static void note(const char *text)
{
	assert_int_equal(sip_parse(text, copy, &message), 0);
	phonewall_gate_note(gate, &message);
}

#define TAGGED(method, tag)						\
	method " sip:bob@example.org SIP/2.0\r\n" SIP_VIA SIP_FROM	\
	"To: <sip:bob@example.org>;tag=" tag "\r\n" SIP_CALL		\
	"CSeq: 2 " method "\r\n\r\n"
#define REPLY(status, method, tag)					\
	"SIP/2.0 " status " X\r\n" SIP_VIA SIP_FROM			\
	"To: <sip:bob@example.org>;tag=" tag "\r\n" SIP_CALL		\
	"CSeq: 2 " method "\r\n\r\n"

/* An INVITE that answers the challenge in @headers, by MD5. */
static void print_answer(char *text, size_t size, const char *password,
			 const char *branch)
{
	char response[PHONEWALL_SIP_DIGEST_TEXT], nonce[128];
	char *start = strstr(headers, "nonce=\"") + strlen("nonce=\"");
	struct phonewall_sip_digest digest = {
		.algorithm = PHONEWALL_SIP_MD5,
		.user = phonewall_sip_text_of("bob"),
		.realm = phonewall_sip_text_of("example.org"),
		.password = phonewall_sip_text_of(password),
		.method = phonewall_sip_text_of("INVITE"),
		.uri = phonewall_sip_text_of("sip:bob@example.org"),
		.count = phonewall_sip_text_of("00000001"),
		.cnonce = phonewall_sip_text_of("c"),
	};

	snprintf(nonce, sizeof(nonce), "%.*s", (int)strcspn(start, "\""),
		 start);
	digest.nonce = phonewall_sip_text_of(nonce);
	assert_int_equal(phonewall_sip_digest_response(&digest, response), 0);
	snprintf(text, size, SIP_INVITE
		 "Via: SIP/2.0/UDP 192.0.2.1;branch=%s\r\n" SIP_FROM SIP_TO
		 SIP_CALL "CSeq: 2 INVITE\r\nAuthorization: Digest "
		 "username=\"bob\",realm=\"example.org\",nonce=\"%s\","
		 "uri=\"sip:bob@example.org\",response=\"%s\","
		 "algorithm=MD5,cnonce=\"c\",qop=auth,nc=00000001\r\n\r\n",
		 branch, nonce, response);
}

static void test_password(void **state)
{
	char text[4096];

	(void)state;
	assert_int_equal(judge(SIP_INVITE_ALL "\r\n"),
			 PHONEWALL_GATE_CHALLENGE);
	print_answer(text, sizeof(text), "wrong", "z9hG4bK2");
	assert_int_equal(judge(text), PHONEWALL_GATE_CHALLENGE);
	print_answer(text, sizeof(text), "secret", "z9hG4bK3");
	assert_int_equal(judge(text), PHONEWALL_GATE_PASS);
}

/* A retransmission passes for as long as it may come; a replay does not. */
static void test_again(void **state)
{
	char text[4096], replay[4096];

	(void)state;
	judge(SIP_INVITE_ALL "\r\n");
	print_answer(text, sizeof(text), "secret", "z9hG4bK3");
	print_answer(replay, sizeof(replay), "secret", "z9hG4bK4");
	assert_int_equal(judge(text), PHONEWALL_GATE_PASS);
	assert_int_equal(judge(text), PHONEWALL_GATE_PASS);
	assert_int_equal(judge(replay), PHONEWALL_GATE_CHALLENGE);
	assert_non_null(strstr(headers, "stale=true"));
	now += 33000;
	assert_int_equal(judge(text), PHONEWALL_GATE_CHALLENGE);
}

/* Who has the password may go on with a call that began before a restart. */
static void test_unknown_dialog(void **state)
{
	char text[4096], tagged[4096], *end;

	(void)state;
	assert_int_equal(judge(TAGGED("INVITE", "b")),
			 PHONEWALL_GATE_CHALLENGE);
	print_answer(text, sizeof(text), "secret", "z9hG4bK3");
	end = strstr(text, SIP_TO) + strlen(SIP_TO) - strlen("\r\n");
	snprintf(tagged, sizeof(tagged), "%.*s;tag=b%s", (int)(end - text),
		 text, end);
	assert_int_equal(judge(tagged), PHONEWALL_GATE_PASS);
	open_gate("", true);
	assert_int_equal(judge(TAGGED("INVITE", "b")), PHONEWALL_GATE_FORBID);
}

/* A tag in To spares the challenge only within a call that is known. */
static void test_dialog(void **state)
{
	(void)state;
	assert_int_equal(judge(TAGGED("INVITE", "b")),
			 PHONEWALL_GATE_CHALLENGE);
	note(REPLY("200", "INVITE", "b"));
	assert_int_equal(judge(TAGGED("INVITE", "b")), PHONEWALL_GATE_PASS);
	assert_int_equal(judge(TAGGED("INVITE", "c")),
			 PHONEWALL_GATE_CHALLENGE);
	note(REPLY("407", "BYE", "b"));
	assert_int_equal(judge(TAGGED("INVITE", "b")), PHONEWALL_GATE_PASS);
	note(REPLY("200", "BYE", "b"));
	assert_int_equal(judge(TAGGED("INVITE", "b")),
			 PHONEWALL_GATE_CHALLENGE);
}

static void test_other_methods(void **state)
{
	(void)state;
	assert_int_equal(judge(TAGGED("BYE", "x")), PHONEWALL_GATE_PASS);
	assert_int_equal(judge(TAGGED("ACK", "x")), PHONEWALL_GATE_PASS);
	assert_int_equal(judge("CANCEL sip:bob@example.org SIP/2.0\r\n"
			       SIP_PARTS "CSeq: 1 CANCEL\r\n\r\n"),
			 PHONEWALL_GATE_PASS);
	open_gate("secret", false);
	assert_int_equal(judge(SIP_INVITE_ALL "\r\n"), PHONEWALL_GATE_PASS);
}

static void test_own_ack(void **state)
{
	char tag[PHONEWALL_SIP_MARK], text[1024];

	(void)state;
	assert_int_equal(sip_parse(SIP_INVITE_ALL "\r\n", copy, &message), 0);
	phonewall_gate_tag(gate, &message, tag);
	snprintf(text, sizeof(text), "ACK sip:bob@example.org SIP/2.0\r\n"
		 SIP_VIA SIP_FROM "To: <sip:bob@example.org>;tag=%s\r\n"
		 SIP_CALL "CSeq: 1 ACK\r\n\r\n", tag);
	assert_int_equal(judge(text), PHONEWALL_GATE_ABSORB);
}

static void test_no_password(void **state)
{
	(void)state;
	open_gate("", true);
	assert_int_equal(judge(SIP_INVITE_ALL "\r\n"), PHONEWALL_GATE_FORBID);
}

static void test_rate(void **state)
{
	unsigned int answered = 0;

	(void)state;
	for (int i = 0; i < 1000; i++)
		answered += judge(SIP_INVITE_ALL "\r\n") ==
			    PHONEWALL_GATE_CHALLENGE;
	assert_int_equal(answered, PHONEWALL_GATE_BURST);
	now += 1000;
	answered = 0;
	for (int i = 0; i < 1000; i++)
		answered += judge(SIP_INVITE_ALL "\r\n") ==
			    PHONEWALL_GATE_CHALLENGE;
	assert_int_equal(answered, PHONEWALL_GATE_RATE);
}

/* A flood does not keep a caller whom the proxy passes on from the challenge. */
static void test_rate_of_proxy(void **state)
{
	(void)state;
	while (judge(SIP_INVITE_ALL "\r\n") != PHONEWALL_GATE_TOO_MANY)
		;
	for (int i = 0; i < PHONEWALL_GATE_BURST; i++)
		assert_int_equal(phonewall_gate_judge(gate, &message, true, now,
						      headers),
				 PHONEWALL_GATE_CHALLENGE);
	assert_int_equal(phonewall_gate_judge(gate, &message, true, now,
					      headers),
			 PHONEWALL_GATE_TOO_MANY);
}

/* So many calls are known, and the one that was used longest ago is forgotten. */
static void test_many_dialogs(void **state)
{
	char text[1024];

	(void)state;
	note(REPLY("200", "INVITE", "b"));
	for (int i = 0; i < 64; i++) {
		if (i == 63)
			assert_int_equal(judge(TAGGED("INVITE", "b")),
					 PHONEWALL_GATE_PASS);
		snprintf(text, sizeof(text), "SIP/2.0 200 X\r\n" SIP_VIA
			 SIP_FROM "To: <sip:bob@example.org>;tag=t%d\r\n"
			 SIP_CALL "CSeq: 2 INVITE\r\n\r\n", i);
		note(text);
	}
	assert_int_equal(judge(TAGGED("INVITE", "b")), PHONEWALL_GATE_PASS);
	assert_int_equal(judge(TAGGED("INVITE", "t63")), PHONEWALL_GATE_PASS);
	assert_int_equal(judge(TAGGED("INVITE", "t0")),
			 PHONEWALL_GATE_CHALLENGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_password, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_dialog, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_unknown_dialog, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_other_methods, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_own_ack, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_no_password, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_rate, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_rate_of_proxy, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_many_dialogs, set_up,
						tear_down),
	};

	return cmocka_run_group_tests_name("sip_gate", tests, NULL, NULL);
}
