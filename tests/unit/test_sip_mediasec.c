// SPDX-License-Identifier: MIT
/*
 * Media security: which headers and SDP lines a request gets, and what is learnt
 * from each response.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sip/mediasec.h"
#include "sip_parts.h"

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

#define REPLY		SIP_PARTS "CSeq: 1 REGISTER\r\n"
#define CLIENT		"Security-Client: sdes-srtp;mediasec\r\n"
#define REQUIRE		"Require: mediasec\r\nProxy-Require: mediasec\r\n"
#define REQUIRE_AGREE	"Require: sec-agree\r\nProxy-Require: sec-agree\r\n"
#define SERVER		"Security-Server: msrp-tls;mediasec\r\n"		\
			"X: y\r\nsecurity-server:  sdes-srtp ; mediasec;q=0.1\t\r\n" \
			"Security-Server: dtls-srtp;mediasec, tls\r\n"
#define VERIFY		"Security-Verify: msrp-tls;mediasec\r\n"		\
			"Security-Verify: sdes-srtp ; mediasec;q=0.1\r\n"	\
			"Security-Verify: dtls-srtp;mediasec, tls\r\n"

static struct phonewall_sip_mediasec mediasec;
static struct phonewall_sip_message message;
static struct phonewall_sip_edits edits;
static char copy[8192], out[16384];

static void begin(bool is_requested, bool is_tls)
{
	phonewall_sip_mediasec_init(&mediasec, is_requested, false, is_tls);
}

static int request(const char *text)
{
	memset(&edits, 0, sizeof(edits));
	assert_int_equal(sip_parse(text, copy, &message), 0);
	return phonewall_sip_mediasec_request(&mediasec, &message, &edits);
}

/* A request, without its empty line and body, gets just these headers. */
static void assert_headers(const char *text, const char *added)
{
	char whole[4096], expected[8192];
	size_t length;

	snprintf(whole, sizeof(whole), "%s\r\n", text);
	snprintf(expected, sizeof(expected), "%s%s\r\n", text, added);
	assert_int_equal(request(whole), 0);
	length = phonewall_sip_edits_apply(&edits, &message, out, sizeof(out));
	out[length] = '\0';
	assert_string_equal(out, expected);
}

static enum phonewall_sip_mediasec_action respond(const char *text)
{
	assert_int_equal(sip_parse(text, copy, &message), 0);
	return phonewall_sip_mediasec_response(&mediasec, &message, 0);
}

#define assert_pass(text) \
	assert_int_equal(respond(text), PHONEWALL_SIP_MEDIASEC_PASS)
#define assert_retry(text) \
	assert_int_equal(respond(text), PHONEWALL_SIP_MEDIASEC_RETRY)

/* A hundred registrations: the list does not grow. */
static void test_client_initiated(void **state)
{
	(void)state;
	begin(true, true);
	assert_headers(SIP_INVITE_ALL, "");
	assert_headers(SIP_REGISTER_ALL, CLIENT REQUIRE);
	for (unsigned int i = 0; i < 100; i++) {
		assert_pass("SIP/2.0 401 x\r\n" REPLY SERVER "\r\n");
		assert_int_equal(mediasec.state, PHONEWALL_SIP_MEDIASEC_AGREED);
		assert_headers(SIP_REGISTER_ALL, CLIENT VERIFY REQUIRE);
		assert_pass("SIP/2.0 200 x\r\n" REPLY "\r\n");
	}
	assert_headers(SIP_INVITE_ALL, VERIFY REQUIRE);
	assert_headers("MESSAGE sip:a@b SIP/2.0\r\n" SIP_PARTS
		       "CSeq: 1 MESSAGE\r\n", VERIFY REQUIRE);
}

static void test_server_initiated(void **state)
{
	(void)state;
	begin(false, true);
	assert_headers(SIP_REGISTER_ALL, "");
	assert_retry("SIP/2.0 421 x\r\n" REPLY "Require: mediasec\r\n" SERVER
		     "\r\n");
	assert_headers(SIP_REGISTER_ALL, VERIFY REQUIRE);
	begin(false, true);
	assert_retry("SIP/2.0 494 x\r\n" REPLY SERVER "\r\n");
	assert_headers(SIP_REGISTER_ALL, VERIFY REQUIRE);
	begin(false, true);
	assert_pass("SIP/2.0 421 x\r\n" REPLY "Require: mediasec\r\n\r\n");
	assert_headers(SIP_REGISTER_ALL, "");
}

/* After 494 without Security-Client; after 401 with it again. */
static void test_changed_list(void **state)
{
	(void)state;
	begin(true, true);
	assert_pass("SIP/2.0 401 x\r\n" REPLY SERVER "\r\n");
	assert_retry("SIP/2.0 494 x\r\n" REPLY
		     "Security-Server: sdes-srtp;mediasec\r\n\r\n");
	assert_headers(SIP_REGISTER_ALL,
		       "Security-Verify: sdes-srtp;mediasec\r\n" REQUIRE);
	assert_pass("SIP/2.0 407 x\r\n" REPLY SERVER "\r\n");
	assert_headers(SIP_REGISTER_ALL, CLIENT VERIFY REQUIRE);
}

static void test_tags(void **state)
{
	(void)state;
	begin(true, false);
	assert_headers(SIP_REGISTER_ALL, CLIENT REQUIRE_AGREE);
	assert_pass("SIP/2.0 420 x\r\n" REPLY "Unsupported: 100rel\r\n\r\n");
	assert_headers(SIP_REGISTER_ALL, CLIENT REQUIRE_AGREE);
	assert_retry("SIP/2.0 420 x\r\n" REPLY
		     "Unsupported: 100rel, sec-agree\r\n\r\n");
	assert_headers(SIP_REGISTER_ALL, CLIENT REQUIRE);
	assert_retry("SIP/2.0 420 x\r\n" REPLY "Unsupported: mediasec\r\n\r\n");
	assert_int_equal(mediasec.state, PHONEWALL_SIP_MEDIASEC_UNSUPPORTED);
	assert_headers(SIP_REGISTER_ALL, "");
	begin(true, true);
	assert_retry("SIP/2.0 420 x\r\n" REPLY "Unsupported: mediasec\r\n\r\n");
	assert_headers(SIP_REGISTER_ALL, CLIENT REQUIRE_AGREE);
}

/* A tag that is there already is not repeated; ACK and CANCEL stay as they are. */
static void test_left_alone(void **state)
{
	static const char *const cases[] = {
		"ACK sip:a@b SIP/2.0\r\n" SIP_PARTS "CSeq: 1 ACK\r\n",
		"CANCEL sip:a@b SIP/2.0\r\n" SIP_PARTS "CSeq: 1 CANCEL\r\n",
		SIP_REGISTER_ALL CLIENT,
		SIP_INVITE_ALL "Security-Verify: tls\r\n",
		"SIP/2.0 200 x\r\n" REPLY,
	};

	(void)state;
	begin(true, true);
	assert_pass("SIP/2.0 401 x\r\n" REPLY SERVER "\r\n");
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_headers(cases[i], "");
	assert_headers(SIP_INVITE_ALL "Require: 100rel,MediaSec\r\n",
		       VERIFY "Proxy-Require: mediasec\r\n");
}

static void test_over_tls_only(void **state)
{
	(void)state;
	phonewall_sip_mediasec_init(&mediasec, true, true, false);
	assert_headers(SIP_REGISTER_ALL, "");
	assert_pass("SIP/2.0 494 x\r\n" REPLY SERVER "\r\n");
	assert_headers(SIP_REGISTER_ALL, "");
	assert_int_equal(mediasec.state, PHONEWALL_SIP_MEDIASEC_OFF);
	phonewall_sip_mediasec_init(&mediasec, true, true, true);
	assert_headers(SIP_REGISTER_ALL, CLIENT REQUIRE);
}

/* A server that answers the same for ever is not asked for ever. */
static void test_loop(void **state)
{
	static const char again[] = "SIP/2.0 494 x\r\n" REPLY SERVER "\r\n";

	(void)state;
	begin(true, true);
	for (unsigned int attempt = 0; attempt < 5; attempt++) {
		assert_int_equal(sip_parse(again, copy, &message), 0);
		assert_int_equal(phonewall_sip_mediasec_response(&mediasec,
			&message, attempt), attempt < 3 ?
			PHONEWALL_SIP_MEDIASEC_RETRY :
			PHONEWALL_SIP_MEDIASEC_PASS);
	}
}

static void test_without_srtp(void **state)
{
	static const char *const lists[] = {
		"msrp-tls;mediasec", "sdes-srtp", "sdes-srtp;q=0.1",
		"sdes-srtp;mediasecs", "tls;mediasec, digest",
	};
	char text[1024];

	(void)state;
	for (size_t i = 0; i < COUNT(lists); i++) {
		begin(true, true);
		snprintf(text, sizeof(text), "SIP/2.0 401 x\r\n" REPLY
			 "Security-Server: %s\r\n\r\n", lists[i]);
		assert_pass(text);
		assert_int_equal(mediasec.state,
				 PHONEWALL_SIP_MEDIASEC_NO_SRTP);
	}
}

/* A list that cannot be used leaves the one before. */
static void test_bad_lists(void **state)
{
	static const char *const lists[] = {
		"Security-Server:\r\n", "Security-Server: ;mediasec\r\n",
		"Security-Server: a;b=\r\n", "Security-Server: a,\r\n",
		"Security-Server: a;b=\"c\r\n", "Security-Server: a b;c\r\n",
		SERVER "Security-Server: ,\r\n",
	};
	char text[4096];

	(void)state;
	begin(true, true);
	assert_pass("SIP/2.0 401 x\r\n" REPLY SERVER "\r\n");
	for (size_t i = 0; i < COUNT(lists); i++) {
		snprintf(text, sizeof(text), "SIP/2.0 494 x\r\n" REPLY "%s\r\n",
			 lists[i]);
		assert_pass(text);
		assert_headers(SIP_INVITE_ALL, VERIFY REQUIRE);
	}
}

static void test_long_lists(void **state)
{
	static char text[8192];

	(void)state;
	begin(true, true);
	strcpy(text, "SIP/2.0 401 x\r\n" REPLY);
	for (unsigned int i = 0; i <= PHONEWALL_SIP_MECHANISMS_MAX; i++)
		strcat(text, "Security-Server: sdes-srtp;mediasec\r\n");
	strcat(text, "\r\n");
	assert_pass(text);
	assert_int_equal(mediasec.state, PHONEWALL_SIP_MEDIASEC_IDLE);
	strcpy(text, "SIP/2.0 401 x\r\n" REPLY
	       "Security-Server: sdes-srtp;mediasec");
	for (unsigned int i = 0; i < 600; i++)
		strcat(text, ";a=b");
	strcat(text, "\r\n\r\n");
	assert_pass(text);
	assert_int_equal(mediasec.count, 0);
}

#define SDP_HEADERS	SIP_INVITE_ALL "Content-Type: Application/SDP ;x=y\r\n"
#define MEDIA		"v=0\r\nm=audio 1 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\n"

static void assert_sdp(const char *headers, const char *body,
		       const char *expected)
{
	char text[4096], whole[8192];
	size_t length;

	snprintf(text, sizeof(text), "%sContent-Length: %zu\r\n\r\n%s", headers,
		 strlen(body), body);
	snprintf(whole, sizeof(whole), "%sContent-Length: %zu\r\n%s\r\n%s",
		 headers, strlen(expected), VERIFY REQUIRE, expected);
	assert_int_equal(request(text), 0);
	length = phonewall_sip_edits_apply(&edits, &message, out, sizeof(out));
	out[length] = '\0';
	assert_string_equal(out, whole);
}

static void test_sdp(void **state)
{
	(void)state;
	begin(true, true);
	assert_pass("SIP/2.0 401 x\r\n" REPLY SERVER "\r\n");
	assert_sdp(SDP_HEADERS, MEDIA, MEDIA "a=3ge2ae:requested\r\n");
	assert_sdp(SDP_HEADERS, MEDIA "m=video 2 RTP/AVP 1\r\na=x\r\n",
		   MEDIA "a=3ge2ae:requested\r\nm=video 2 RTP/AVP 1\r\na=x\r\n");
	assert_sdp(SDP_HEADERS, MEDIA "a=x",
		   MEDIA "a=x\r\na=3ge2ae:requested\r\n");
	assert_sdp(SDP_HEADERS, MEDIA "a=3ge2ae\r\n", MEDIA "a=3ge2ae\r\n");
	assert_sdp(SDP_HEADERS, MEDIA "a=3ge2aex\r\n",
		   MEDIA "a=3ge2aex\r\na=3ge2ae:requested\r\n");
	assert_sdp(SDP_HEADERS, "v=0\r\nm=audio 1 RTP/AVP 0\r\n",
		   "v=0\r\nm=audio 1 RTP/AVP 0\r\n");
	assert_sdp(SIP_INVITE_ALL "Content-Type: text/plain\r\n", MEDIA, MEDIA);
	assert_sdp(SIP_INVITE_ALL, MEDIA, MEDIA);
}

#define PARTS	SIP_INVITE_ALL "c: multipart/Mixed ; boundary=\"b x\"\r\n"
#define PART	"before\r\n--b x\r\ncontent-type:application/SDP;a=b\r\n" \
		"Content-Transfer-Encoding: 8bit\r\n\r\n"
#define OTHER	"\r\n--b x \r\nContent-Type: text/plain\r\n\r\n" MEDIA	\
		"\r\n--b xy\r\n\r\n--b x--\r\nContent-Type: application/sdp\r\n" \
		"\r\n" MEDIA "\r\n--b x--\r\n"

static void test_sdp_in_parts(void **state)
{
	static const char plain[] = PART MEDIA "a=x" OTHER;
	static const char encoded[] = "--b x\r\nContent-Type: application/sdp\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\ndj0wDQo=\r\n--b x--";

	(void)state;
	begin(true, true);
	assert_pass("SIP/2.0 401 x\r\n" REPLY SERVER "\r\n");
	assert_sdp(PARTS, plain, PART MEDIA "a=x\r\na=3ge2ae:requested" OTHER);
	assert_sdp(PARTS, PART MEDIA OTHER,
		   PART MEDIA "a=3ge2ae:requested\r\n" OTHER);
	assert_sdp(PARTS, PART MEDIA "m=audio 2 RTP/AVP 0" OTHER,
		   PART MEDIA "a=3ge2ae:requested\r\nm=audio 2 RTP/AVP 0" OTHER);
	assert_sdp(PARTS, encoded, encoded);
	assert_sdp(PARTS, PART MEDIA, PART MEDIA);
	assert_sdp(SIP_INVITE_ALL "c: multipart/mixed\r\n", plain, plain);
	assert_sdp(SIP_INVITE_ALL "c: multipart/mixed;boundary=\"\"\r\n", plain,
		   plain);
	assert_sdp(SIP_INVITE_ALL "c: multipart/mixed;boundary=other\r\n",
		   plain, plain);
	assert_int_equal(request(PARTS "\r\n" PART MEDIA OTHER), 0);
	assert_int_equal(request(PARTS "\r\n" PART "v=0\r\nx" OTHER), -EINVAL);
}

static void assert_removed(const char *before, const char *after)
{
	char text[2048], expected[2048];
	size_t length;

	snprintf(text, sizeof(text), "%s%s\r\n", SIP_INVITE_ALL, before);
	snprintf(expected, sizeof(expected), "%s%s\r\n", SIP_INVITE_ALL, after);
	memset(&edits, 0, sizeof(edits));
	assert_int_equal(sip_parse(text, copy, &message), 0);
	phonewall_sip_mediasec_request_in(&mediasec, &message, &edits);
	length = phonewall_sip_edits_apply(&edits, &message, out, sizeof(out));
	out[length] = '\0';
	assert_string_equal(out, expected);
}

/* What a server should not have passed on does not reach the stack. */
static void test_removed(void **state)
{
	(void)state;
	begin(false, true);
	assert_removed(REQUIRE VERIFY, "");
	assert_removed(REQUIRE_AGREE CLIENT "X: y\r\n", "X: y\r\n");
	assert_removed("Require:  100rel ,  Mediasec\r\n",
		       "Require:  100rel\r\n");
	assert_removed("Require: mediasec,sec-agree ,100rel\r\n",
		       "Require: 100rel\r\n");
	assert_removed("Require: 100rel, mediasec, timer, sec-agree\r\n",
		       "Require: 100rel, timer\r\n");
	assert_removed("Require: mediasec, sec-agree\r\n", "");
	assert_removed("Supported: mediasec\r\nRequire: mediasecs\r\n",
		       "Supported: mediasec\r\nRequire: mediasecs\r\n");
	phonewall_sip_mediasec_init(&mediasec, true, true, false);
	assert_removed(REQUIRE VERIFY, REQUIRE VERIFY);
}

/* Keys are not asked for before the server agreed, nor of an SDP that is broken. */
static void test_sdp_refused(void **state)
{
	static const char *const bodies[] = {
		"v=1\r\n", "m=audio 1 RTP/SAVP 0\r\n", MEDIA "x\r\n",
		MEDIA "\r\n" MEDIA, MEDIA "A=b\r\n",
	};
	char text[4096];

	(void)state;
	begin(true, true);
	assert_pass("SIP/2.0 401 x\r\n" REPLY "Security-Server: tls\r\n\r\n");
	snprintf(text, sizeof(text), SDP_HEADERS "\r\n%s", MEDIA);
	assert_int_equal(request(text), 0);
	assert_int_equal(phonewall_sip_edits_apply(&edits, &message, out,
						   sizeof(out)) -
			 strlen(text),
			 strlen("Security-Verify: tls\r\n" REQUIRE));
	assert_pass("SIP/2.0 401 x\r\n" REPLY SERVER "\r\n");
	for (size_t i = 0; i < COUNT(bodies); i++) {
		snprintf(text, sizeof(text), SDP_HEADERS "\r\n%s", bodies[i]);
		assert_int_equal(request(text), -EINVAL);
	}
	snprintf(text, sizeof(text), SDP_HEADERS "\r\nv=0\r\n");
	for (unsigned int i = 0; i < 17; i++)
		strcat(text, "m=a 1 b c\r\n");
	assert_int_equal(request(text), -E2BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_client_initiated),
		cmocka_unit_test(test_server_initiated),
		cmocka_unit_test(test_changed_list),
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_left_alone),
		cmocka_unit_test(test_over_tls_only),
		cmocka_unit_test(test_loop),
		cmocka_unit_test(test_without_srtp),
		cmocka_unit_test(test_bad_lists),
		cmocka_unit_test(test_long_lists),
		cmocka_unit_test(test_sdp),
		cmocka_unit_test(test_sdp_refused),
		cmocka_unit_test(test_sdp_in_parts),
		cmocka_unit_test(test_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
