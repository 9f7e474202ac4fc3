// SPDX-License-Identifier: MIT
/*
 * What the edge changes of messages between a stack and its servers, and that it
 * changes nothing else.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sip/relay.h"

#define REST		"Max-Forwards: 70\r\n"				\
			"f: <sip:alice@example.com>;tag=a\r\n"		\
			"To:\t<sip:bob@example.com>\r\n"		\
			"i: call@127.0.0.1\r\n"				\
			"X-Folded: one\r\n two\r\n"

#define SDP_LENGTH	"Content-Type: application/sdp\r\nContent-Length: "

static struct phonewall_sip_relay relay;
static struct phonewall_sip_message message;
static struct phonewall_sip_edits edits;
static char in[8192], out[16384], branch_text[PHONEWALL_SIP_BRANCH_TEXT];

static const struct phonewall_sip_realms any;

static const struct phonewall_sip_origin of_stack = { .path = "U5070-P" };

static int set_up(void **state)
{
	(void)state;
	relay = (struct phonewall_sip_relay){
		.key = { 1, 2, 3 },
		.edge = { "127.0.0.1:5161", "UDP" },
		.stack = { "127.0.0.1:5070", "" },
		.outside = { "192.0.2.1:5060", "TLS" },
		.media = "IP4 192.0.2.1",
	};
	return 0;
}

static void parse(const char *text)
{
	size_t length = strlen(text);

	memset(&edits, 0, sizeof(edits));
	memcpy(in, text, length);
	assert_int_equal(phonewall_sip_message_parse(in, length, &message), 0);
}

static void apply(void)
{
	size_t length = phonewall_sip_edits_apply(&edits, &message, out,
						  sizeof(out) - 1);

	assert_true(length > 0);
	out[length] = '\0';
}

/* The branch of the first Via in @out is cut out, so that the rest compares. */
static void cut_branch(void)
{
	char *start = strstr(out, "branch="), *end;

	assert_non_null(start);
	start += strlen("branch=");
	end = start + strcspn(start, ";,\r");
	snprintf(branch_text, sizeof(branch_text), "%.*s", (int)(end - start),
		 start);
	memmove(start, end, strlen(end) + 1);
}

static void send_out(const char *text, bool has_credentials)
{
	parse(text);
	assert_int_equal(phonewall_sip_relay_request_out(&relay, &message,
				&of_stack, has_credentials, &edits), 0);
	apply();
	cut_branch();
}

static void test_request_out(void **state)
{
	(void)state;
	send_out("REGISTER sip:example.com SIP/2.0\r\n"
		 "Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKx;rport;k=1\r\n"
		 "Route: <sip:127.0.0.1:5161;lr>, <sip:192.0.2.9;lr>\r\n"
		 REST "CSeq: 1 REGISTER\r\n"
		 "m: \"A, b\" <sip:alice@127.0.0.1:5070;ob>;expires=60\r\n"
		 "Authorization: Digest x=\"y\"\r\n\r\n", true);
	assert_string_equal(out,
		"REGISTER sip:example.com SIP/2.0\r\n"
		"Via: SIP/2.0/TLS 192.0.2.1:5060;branch=;rport;k=1\r\n"
		"Route: <sip:192.0.2.9;lr>\r\n"
		REST "CSeq: 1 REGISTER\r\n"
		"m: \"A, b\" <sip:alice@192.0.2.1:5060;ob;transport=tls>"
		";expires=60\r\n"
		"Authorization: Digest x=\"y\"\r\n"
		"Content-Length: 0\r\n\r\n");
}

/* The digest of the stack goes to nobody but the line's own proxy. */
static void test_credentials(void **state)
{
	static const char text[] =
		"BYE sip:bob@192.0.2.7 SIP/2.0\r\n"
		"Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKx\r\n"
		REST "CSeq: 2 BYE\r\n"
		"Authorization: Digest response=\"secret\"\r\n"
		"proxy-authorization: Digest response=\"secret\"\r\n"
		"Content-Length: 0\r\n\r\n";

	(void)state;
	send_out(text, true);
	assert_non_null(strstr(out, "secret"));
	send_out(text, false);
	assert_null(strstr(out, "secret"));
	assert_null(strstr(out, "uthorization"));
}

static void test_bare_contact(void **state)
{
	(void)state;
	send_out("REGISTER sip:example.com SIP/2.0\r\n"
		 "Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKx\r\n"
		 REST "CSeq: 1 REGISTER\r\n"
		 "Contact: sip:alice@127.0.0.1:5070;expires=60,"
		 " <sip:alice@192.0.2.8>\r\n"
		 "Content-Length: 0\r\n\r\n", true);
	assert_non_null(strstr(out, "Contact: <sip:alice@192.0.2.1:5060;"
			       "transport=tls>;expires=60, <sip:alice@192.0.2.8>"
			       "\r\n"));
}

static void test_sdp(void **state)
{
	static const char body[] =
		"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=127.0.0.1\r\n"
		"c=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n"
		"c=IN IP4 192.0.2.4\r\na=rtcp:10 IN IP6 ::1\r\n";
	char text[2048];

	(void)state;
	snprintf(text, sizeof(text), "INVITE sip:bob@example.com SIP/2.0\r\n"
		 "Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKx\r\n"
		 REST "CSeq: 1 INVITE\r\n" SDP_LENGTH "%zu\r\n\r\n%s",
		 strlen(body), body);
	send_out(text, true);
	assert_non_null(strstr(out,
		"\r\n\r\nv=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=127.0.0.1\r\n"
		"c=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n"
		"c=IN IP4 192.0.2.4\r\na=rtcp:10 IN IP4 192.0.2.1\r\n"));
	snprintf(text, sizeof(text), "Content-Length: %zu\r\n",
		 strlen(strstr(out, "\r\n\r\n")) - 4);
	assert_non_null(strstr(out, text));
}

/* As the server answers, with the Via that the edge has sent. */
static void respond(const char *status, const char *headers, char *text,
		    size_t size)
{
	snprintf(text, size, "SIP/2.0 %s\r\n"
		 "Via: SIP/2.0/TLS 192.0.2.1:5060;branch=%s;rport=5060"
		 ";received=192.0.2.1;k=1\r\n"
		 REST "%sContent-Length: 0\r\n\r\n", status, branch_text,
		 headers);
}

static void receive(const char *text, bool may_challenge)
{
	struct phonewall_sip_branch branch;

	parse(text);
	assert_true(phonewall_sip_relay_branch(&relay, &message, &branch));
	assert_string_equal(branch.path + 1, of_stack.path);
	assert_int_equal(phonewall_sip_relay_response_in(&relay, &message,
				&branch, "UDP", 5070,
				may_challenge ? &any : NULL, &edits),
			 0);
	apply();
}

static void test_response_in(void **state)
{
	char text[4096];

	(void)state;
	send_out("REGISTER sip:example.com SIP/2.0\r\n"
		 "Via: SIP/2.0/UDP 127.0.0.1:5070;rport;branch=z9hG4bKx;k=1\r\n"
		 REST "CSeq: 1 REGISTER\r\nContent-Length: 0\r\n\r\n", true);
	respond("200 OK", "CSeq: 1 REGISTER\r\n"
		"Contact: <sip:alice@192.0.2.1:5060;ob;transport=tls>"
		";expires=60, <sip:alice@192.0.2.77>\r\n", text, sizeof(text));
	receive(text, true);
	assert_string_equal(out, "SIP/2.0 200 OK\r\n"
		"Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKx;rport=5070"
		";k=1\r\n" REST "CSeq: 1 REGISTER\r\n"
		"Contact: <sip:alice@127.0.0.1:5070;ob>;expires=60,"
		" <sip:alice@192.0.2.77>\r\nContent-Length: 0\r\n\r\n");
}

/* A caller's route is the reverse of the list, so the edge stands last in it. */
static void test_record_route(void **state)
{
	char text[4096];
	const char *own;

	(void)state;
	send_out("INVITE sip:bob@example.com SIP/2.0\r\n"
		 "Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKx\r\n"
		 REST "CSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n", true);
	respond("180 Ringing", "CSeq: 1 INVITE\r\n"
		"Record-Route: <sip:192.0.2.2;lr>\r\n", text, sizeof(text));
	receive(text, true);
	own = strstr(out, "Record-Route: <sip:127.0.0.1:5161;lr>\r\n");
	assert_non_null(own);
	assert_true(own > strstr(out, "192.0.2.2;lr"));
	respond("100 Trying", "CSeq: 1 INVITE\r\n", text, sizeof(text));
	receive(text, true);
	assert_null(strstr(out, "Record-Route"));
}

static void test_challenge_of_stranger(void **state)
{
	char text[4096];

	(void)state;
	send_out("BYE sip:bob@192.0.2.7 SIP/2.0\r\n"
		 "Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKx\r\n"
		 REST "CSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n", true);
	respond("401 Unauthorized", "CSeq: 1 BYE\r\n"
		"WWW-Authenticate: Digest realm=\"example.com\"\r\n"
		"Proxy-Authenticate: Digest realm=\"example.com\"\r\n", text,
		sizeof(text));
	receive(text, true);
	assert_non_null(strstr(out, "WWW-Authenticate"));
	receive(text, false);
	assert_null(strstr(out, "uthenticate"));
}

static void test_forged_branch(void **state)
{
	struct phonewall_sip_branch branch;
	char text[4096];

	(void)state;
	send_out("BYE sip:bob@192.0.2.7 SIP/2.0\r\n"
		 "Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKx\r\n"
		 REST "CSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n", true);
	branch_text[strlen(branch_text) - 1] ^= 1;
	respond("200 OK", "CSeq: 1 BYE\r\n", text, sizeof(text));
	parse(text);
	assert_false(phonewall_sip_relay_branch(&relay, &message, &branch));
	branch_text[strlen(branch_text) - 1] ^= 1;
	relay.key[0] ^= 1;
	respond("200 OK", "CSeq: 1 BYE\r\n", text, sizeof(text));
	parse(text);
	assert_false(phonewall_sip_relay_branch(&relay, &message, &branch));
	relay.key[0] ^= 1;
	parse(text);
	assert_true(phonewall_sip_relay_branch(&relay, &message, &branch));
}

static const struct phonewall_sip_origin outside = {
	.path = "Dc0000207.5060", .host = "192.0.2.7", .port = 5099,
};

static void test_request_in(void **state)
{
	(void)state;
	relay.outside = (struct phonewall_sip_place){ "192.0.2.1:5060", "UDP" };
	relay.stack = (struct phonewall_sip_place){ "127.0.0.1:5070", "tcp" };
	parse("INVITE sip:alice@192.0.2.1:5060;ob SIP/2.0\r\n"
	      "Via: SIP/2.0/UDP 10.0.0.1:5060;rport;branch=z9hG4bKy\r\n"
	      "Record-Route: <sip:192.0.2.2;lr>\r\n"
	      REST "CSeq: 1 INVITE\r\nContact: <sip:bob@192.0.2.7>\r\n"
	      "Content-Length: 0\r\n\r\n");
	assert_int_equal(phonewall_sip_relay_request_in(&relay, &message,
				&outside, &edits), 0);
	apply();
	cut_branch();
	assert_string_equal(out,
		"INVITE sip:alice@127.0.0.1:5070;ob;transport=tcp SIP/2.0\r\n"
		"Via: SIP/2.0/UDP 127.0.0.1:5161;branch=;rport\r\n"
		"Record-Route: <sip:127.0.0.1:5161;lr>\r\n"
		"Via: SIP/2.0/UDP 10.0.0.1:5060;rport=5099;branch=z9hG4bKy"
		";received=192.0.2.7\r\n"
		"Record-Route: <sip:192.0.2.2;lr>\r\n"
		REST "CSeq: 1 INVITE\r\nContact: <sip:bob@192.0.2.7>\r\n"
		"Content-Length: 0\r\n\r\n");
}

/* The same Via gives the same branch, and its answer goes back unchanged. */
static void test_response_out(void **state)
{
	static const char via[] =
		"Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKy\r\n";
	struct phonewall_sip_branch branch;
	char text[4096], first[PHONEWALL_SIP_BRANCH_TEXT];

	(void)state;
	for (int i = 0; i < 2; i++) {
		snprintf(text, sizeof(text), "%s sip:alice@192.0.2.1 SIP/2.0\r\n"
			 "%s" REST "CSeq: 1 %s\r\nContent-Length: 0\r\n\r\n",
			 i ? "CANCEL" : "INVITE", via, i ? "CANCEL" : "INVITE");
		parse(text);
		assert_int_equal(phonewall_sip_relay_request_in(&relay,
					&message, &outside, &edits), 0);
		apply();
		cut_branch();
		if (i)
			assert_string_equal(branch_text, first);
		strcpy(first, branch_text);
	}
	snprintf(text, sizeof(text), "SIP/2.0 200 OK\r\n"
		 "Via: SIP/2.0/UDP 127.0.0.1:5161;branch=%s;rport=5161\r\n%s"
		 "Record-Route: <sip:127.0.0.1:5161;lr>,<sip:192.0.2.2;lr>\r\n"
		 REST "CSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.1:5070>\r\n"
		 "Content-Length: 0\r\n\r\n", branch_text, via);
	parse(text);
	assert_int_equal(phonewall_sip_relay_response_out(&relay, &message,
				&edits, &branch), 0);
	assert_string_equal(branch.path, outside.path);
	apply();
	snprintf(text, sizeof(text), "SIP/2.0 200 OK\r\n%s"
		 "Record-Route: <sip:192.0.2.2;lr>\r\n"
		 REST "CSeq: 1 INVITE\r\n"
		 "Contact: <sip:a@192.0.2.1:5060;transport=tls>\r\n"
		 "Content-Length: 0\r\n\r\n", via);
	assert_string_equal(out, text);
}

static void test_learn(void **state)
{
	(void)state;
	parse("REGISTER sip:example.com SIP/2.0\r\n"
	      "Via: SIP/2.0/TCP 127.0.0.1:5080;branch=z9hG4bKx\r\n"
	      REST "CSeq: 1 REGISTER\r\n"
	      "Contact: <sip:alice@127.0.0.1:5080;transport=tcp>\r\n"
	      "Content-Length: 0\r\n\r\n");
	phonewall_sip_relay_learn(&relay, &message);
	assert_string_equal(relay.stack.host_port, "127.0.0.1:5080");
	assert_string_equal(relay.stack.transport, "tcp");
	parse("REGISTER sip:example.com SIP/2.0\r\n"
	      "Via: SIP/2.0/TCP 127.0.0.1:5080;branch=z9hG4bKx\r\n"
	      REST "CSeq: 1 REGISTER\r\nContact: *\r\n"
	      "Content-Length: 0\r\n\r\n");
	phonewall_sip_relay_learn(&relay, &message);
	assert_string_equal(relay.stack.host_port, "127.0.0.1:5080");
}

/* The stack may name the edge as it likes; what it learns has the way it has come. */
static void test_ipv6(void **state)
{
	static const struct phonewall_sip_origin origin = {
		.path = "u5070-P", .host = "2001:db8::7", .port = 5099 };

	(void)state;
	relay.edge = (struct phonewall_sip_place){ "[::1]:5161", "UDP" };
	relay.stack = (struct phonewall_sip_place){ "[::1]:5070", "" };
	relay.outside = (struct phonewall_sip_place){ "[2001:db8::1]:5060",
						      "UDP" };
	strcpy(relay.media, "IP6 2001:db8::1");
	send_out("INVITE sip:bob@example.com SIP/2.0\r\n"
		 "Via: SIP/2.0/UDP [::1]:5070;branch=z9hG4bKx\r\n"
		 "Route: <sip:localhost:5161;lr>,<sip:[2001:db8::9];lr>\r\n"
		 REST "CSeq: 1 INVITE\r\nm: <sip:alice@[::1]:5070>\r\n"
		 SDP_LENGTH "30\r\n\r\nv=0\r\nc=IN IP6 ::1\r\na=rtcp:9 \r\n",
		 true);
	assert_string_equal(out, "INVITE sip:bob@example.com SIP/2.0\r\n"
		"Via: SIP/2.0/UDP [2001:db8::1]:5060;branch=;rport\r\n"
		"Route: <sip:[2001:db8::9];lr>\r\n"
		REST "CSeq: 1 INVITE\r\nm: <sip:alice@[2001:db8::1]:5060>\r\n"
		SDP_LENGTH "38\r\n\r\nv=0\r\nc=IN IP6 2001:db8::1\r\n"
		"a=rtcp:9 \r\n");
	parse("INVITE sip:alice@[2001:db8::1]:5060 SIP/2.0\r\n"
	      "Via: SIP/2.0/UDP [2001:db8::7];rport;branch=z9hG4bKy\r\n"
	      REST "CSeq: 1 INVITE\r\nContact: <sip:bob@[2001:db8::7]>\r\n"
	      "Content-Length: 0\r\n\r\n");
	assert_int_equal(phonewall_sip_relay_request_in(&relay, &message,
				&origin, &edits), 0);
	apply();
	cut_branch();
	assert_string_equal(out, "INVITE sip:alice@[::1]:5070 SIP/2.0\r\n"
		"Via: SIP/2.0/UDP [::1]:5161;branch=;rport\r\n"
		"Record-Route: <sip:[::1]:5161;lr>\r\n"
		"Via: SIP/2.0/UDP [2001:db8::7];rport=5099;branch=z9hG4bKy\r\n"
		REST "CSeq: 1 INVITE\r\nContact: <sip:bob@[2001:db8::7]>\r\n"
		"Content-Length: 0\r\n\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_request_out, set_up),
		cmocka_unit_test_setup(test_credentials, set_up),
		cmocka_unit_test_setup(test_bare_contact, set_up),
		cmocka_unit_test_setup(test_sdp, set_up),
		cmocka_unit_test_setup(test_response_in, set_up),
		cmocka_unit_test_setup(test_record_route, set_up),
		cmocka_unit_test_setup(test_challenge_of_stranger, set_up),
		cmocka_unit_test_setup(test_forged_branch, set_up),
		cmocka_unit_test_setup(test_request_in, set_up),
		cmocka_unit_test_setup(test_response_out, set_up),
		cmocka_unit_test_setup(test_learn, set_up),
		cmocka_unit_test_setup(test_ipv6, set_up),
	};

	return cmocka_run_group_tests_name("sip_relay", tests, NULL, NULL);
}
