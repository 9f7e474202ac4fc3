// SPDX-License-Identifier: MIT
/*
 * SIP messages: which parts they have, and which are refused. The torture
 * messages are made anew from the descriptions in RFC 4475 and RFC 5118, whose
 * sections are named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sip_parts.h"

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

#define CSEQ		"CSeq: 1 INVITE\r\n"
#define OK		"SIP/2.0 200 OK\r\n"

static const struct {
	const char *what;
	const char *text;
} accepted[] = {
	{ "4475 3.1.1.1: folds, compact forms, white space before the colon",
	  "INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0\r\n"
	  "TO :\r\n sip:bob@example.com ;   tag    = 1918181833n\r\n"
	  "from   : \"J Rosenberg \\\\\\\"\"       <sip:j@example.com>\r\n"
	  "  ;\r\n  tag = 98asjd8\r\n"
	  "MaX-fOrWaRdS: 0068\r\n"
	  "Call-ID: wsinv.ndaksdj@192.0.2.1\r\n"
	  "Content-Length   : 4\r\n"
	  "cseq: 0009\r\n  INVITE\r\n"
	  "Via  : SIP  /   2.0\r\n /UDP\r\n    192.0.2.2;branch=390skdjuw\r\n"
	  "s :\r\n"
	  "NewFangledHeader:   newfangled value\r\n continued newfangled value\r\n"
	  "UnknownHeaderWithUnusualValue: ;;,,;;,;\r\n"
	  "Route:\r\n <sip:services.example.com;lr;unknownwith=value>\r\n"
	  "v:  SIP  / 2.0  / TCP     spindle.example.com   ;\r\n"
	  "  branch  =   z9hG4bK9ikj8  ,\r\n SIP  /    2.0   / UDP  192.168.255.111\r\n"
	  "m:\"Quoted string \\\"\\\"\" <sip:j@example.com> ; newparam =\r\n"
	  "      newvalue\r\n\r\nv=0\n" },
	{ "4475 3.1.1.2: every byte of a token, a user and a quoted string",
	  "!interesting-Method0123456789_*+`.%indeed'~ "
	  "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0\r\n"
	  SIP_VIA
	  "To: \"BEL:\\\x07 DEL:\\\x7f\" <sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com>\r\n"
	  "From: token1~` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%=\"\xd1\x80\xd0\xb0\";tag=_token~1'+`*%!-.\r\n"
	  "Call-ID: intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{\r\n"
	  "CSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~\r\n"
	  "extensionHeader-!.%*+_`'~:\xef\xbb\xbf\xe5\xa4\xa7\r\n\r\n" },
	{ "4475 3.1.1.3, 3.1.1.4, 3.1.1.5: % that escapes, also a NUL, and that does not",
	  "RE%47IST%45R sip:%00@example.com SIP/2.0\r\n"
	  SIP_VIA "From: \"%Z%45\" <sip:null-%00-null@example.com>;tag=1\r\n"
	  SIP_TO SIP_CALL "CSeq: 29344 RE%47IST%45R\r\n\r\n" },
	{ "4475 3.1.1.6: no white space before <",
	  SIP_INVITE SIP_VIA "From: caller<sip:caller@example.com>;tag=3\r\n"
	  SIP_TO SIP_CALL CSEQ "\r\n" },
	{ "4475 3.1.1.8: octets behind the body of a datagram",
	  SIP_INVITE SIP_PARTS CSEQ "Content-Length: 0\r\n\r\n"
	  "INVITE sip:joe@example.com SIP/2.0\r\n" },
	{ "4475 3.1.1.9: semicolon in the user of the Request-URI",
	  "OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0\r\n"
	  SIP_PARTS "CSeq: 1 OPTIONS\r\n\r\n" },
	{ "4475 3.1.1.10: transports that nobody knows",
	  SIP_INVITE SIP_VIA "Via: SIP/2.0/SCTP t2.example.com;branch=z9hG4bKfip\r\n"
	  "Via: SIP/2.0/UNKNOWN t5.example.com;branch=z9hG4bKuns\r\n"
	  SIP_FROM SIP_TO SIP_CALL CSEQ "\r\n" },
	{ "4475 3.1.1.11: a body of many parts, with NUL bytes",
	  SIP_INVITE SIP_PARTS CSEQ "Content-Type: multipart/mixed;boundary=7a9cbec02ceef655\r\n"
	  "Content-Length: 46\r\n\r\n--7a9cbec02ceef655\r\n\r\n--7a9cbec02ceef655--\r\n\r\n" },
	{ "4475 3.1.1.12: a reason phrase in UTF-8",
	  "SIP/2.0 200 = 2**3 * 5**2 \xd0\xbd\xd0\xbe\r\n" SIP_PARTS CSEQ "\r\n" },
	{ "4475 3.1.1.13: no reason phrase",
	  "SIP/2.0 100 \r\n" SIP_PARTS CSEQ "\r\n" },
	{ "no space after the status either",
	  "SIP/2.0 100\r\n" SIP_PARTS CSEQ "\r\n" },
	{ "4475 3.2.1: a branch without a transaction",
	  SIP_INVITE "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK\r\n"
	  SIP_FROM SIP_TO SIP_CALL CSEQ "\r\n" },
	{ "4475 3.3.2, 3.3.3: schemes that nobody knows",
	  "OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0\r\n"
	  SIP_VIA "From: <name:John_Smith>;tag=1\r\nTo: isbn:2983792873\r\n"
	  SIP_CALL "CSeq: 1 OPTIONS\r\n\r\n" },
	{ "4475 3.3.12: Max-Forwards of 0",
	  SIP_INVITE SIP_PARTS CSEQ "Max-Forwards: 0\r\n\r\n" },
	{ "4475 3.3.13: a parameter behind a Contact without < and >",
	  SIP_REGISTER SIP_PARTS "Contact: sip:a@example.com;unknownparam\r\n"
	  "CSeq: 1 REGISTER\r\n\r\n" },
	{ "4475 3.4.1: RFC 2543, without tag and branch",
	  "INVITE sip:UserB@example.com SIP/2.0\r\n"
	  "Via: SIP/2.0/UDP iftgw.example.com\r\nFrom: <sip:+1@example.com;user=phone>\r\n"
	  "Record-Route: <sip:UserB@example.com;maddr=ss1.example.com>\r\n"
	  SIP_TO SIP_CALL CSEQ "\r\n" },
	{ "5118 4.1, 4.4, 4.5: IPv6 with delimiters",
	  "REGISTER sip:[2001:db8::10]:5070 SIP/2.0\r\n"
	  "Via: SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bKas3-111\r\n"
	  SIP_FROM SIP_TO SIP_CALL "CSeq: 1 REGISTER\r\n\r\n" },
	{ "5118 4.5: received without delimiters",
	  SIP_INVITE "Via: SIP/2.0/UDP [2001:db8::9:1];received=2001:db8::9:255;branch=z9hG4bKas3\r\n"
	  SIP_FROM SIP_TO SIP_CALL CSEQ "\r\n" },
	{ "5118 4.10: IPv4-mapped addresses",
	  SIP_INVITE "Via: SIP/2.0/UDP [::ffff:192.0.2.2]:5060;branch=z9hG4bKb\r\n"
	  SIP_FROM SIP_TO SIP_CALL CSEQ "\r\n" },
};

static void test_accepted(void **state)
{
	static struct phonewall_sip_message message;

	(void)state;
	for (size_t i = 0; i < COUNT(accepted); i++) {
		char *copy = malloc(strlen(accepted[i].text));
		enum phonewall_sip_fault fault =
			sip_parse(accepted[i].text, copy, &message);

		if (fault)
			fail_msg("%s: %s", accepted[i].what,
				 phonewall_sip_fault_text(fault));
		free(copy);
	}
}

static const struct {
	const char *what;
	const char *text;
	enum phonewall_sip_fault fault;
} refused[] = {
	{ "4475 3.1.2.1: separators too many",
	  SIP_INVITE "Via: SIP/2.0/UDP 192.0.2.15;;,;,,\r\n"
	  SIP_FROM SIP_TO SIP_CALL CSEQ "\r\n", PHONEWALL_SIP_FAULT_VIA },
	{ "4475 3.1.2.2: Content-Length larger than the datagram",
	  SIP_INVITE SIP_PARTS CSEQ "Content-Length: 9999\r\n\r\nv=0\r\n",
	  PHONEWALL_SIP_FAULT_CUT_OFF },
	{ "4475 3.1.2.3: negative Content-Length",
	  SIP_INVITE SIP_PARTS CSEQ "Content-Length: -999\r\n\r\n",
	  PHONEWALL_SIP_FAULT_CONTENT_LENGTH },
	{ "4475 3.1.2.4: CSeq too large",
	  SIP_REGISTER SIP_PARTS "CSeq: 36893488147419103232 REGISTER\r\n\r\n",
	  PHONEWALL_SIP_FAULT_CSEQ },
	{ "4475 3.1.2.4: Max-Forwards too large",
	  SIP_INVITE SIP_PARTS CSEQ "Max-Forwards: 300\r\n\r\n",
	  PHONEWALL_SIP_FAULT_MAX_FORWARDS },
	{ "4475 3.1.2.5: CSeq of a response too large",
	  OK SIP_PARTS "CSeq: 9292394834772304023312 OPTIONS\r\n\r\n",
	  PHONEWALL_SIP_FAULT_CSEQ },
	{ "4475 3.1.2.6: quoted string without an end",
	  SIP_INVITE SIP_VIA SIP_FROM
	  "To: \"Mr. J. User <sip:j.user@example.com>\r\n" SIP_CALL CSEQ "\r\n",
	  PHONEWALL_SIP_FAULT_ADDRESS },
	{ "4475 3.1.2.7: Request-URI in < and >",
	  "INVITE <sip:user@example.com> SIP/2.0\r\n" SIP_PARTS CSEQ "\r\n",
	  PHONEWALL_SIP_FAULT_REQUEST_URI },
	{ "4475 3.1.2.8: white space in the Request-URI",
	  "INVITE sip:user@example.com; lr SIP/2.0\r\n" SIP_PARTS CSEQ "\r\n",
	  PHONEWALL_SIP_FAULT_START_LINE },
	{ "4475 3.1.2.9: two spaces in the start line",
	  "INVITE  sip:user@example.com  SIP/2.0\r\n" SIP_PARTS CSEQ "\r\n",
	  PHONEWALL_SIP_FAULT_START_LINE },
	{ "4475 3.1.2.10: space at the end of the start line",
	  "OPTIONS sip:user@example.com SIP/2.0 \r\n" SIP_PARTS
	  "CSeq: 1 OPTIONS\r\n\r\n", PHONEWALL_SIP_FAULT_START_LINE },
	{ "4475 3.1.2.11: headers in the Request-URI",
	  "INVITE sip:user@example.com?Route=%3Csip:example.com%3E SIP/2.0\r\n"
	  SIP_PARTS CSEQ "\r\n", PHONEWALL_SIP_FAULT_REQUEST_URI },
	{ "4475 3.1.2.14: spaces in an address",
	  SIP_INVITE SIP_VIA SIP_FROM
	  "To: \"Watson, Thomas\" < sip:t.watson@example.org >\r\n"
	  SIP_CALL CSEQ "\r\n", PHONEWALL_SIP_FAULT_ADDRESS },
	{ "4475 3.1.2.16: another version",
	  "OPTIONS sip:t.watson@example.org SIP/7.0\r\n" SIP_PARTS
	  "CSeq: 1 OPTIONS\r\n\r\n", PHONEWALL_SIP_FAULT_VERSION },
	{ "4475 3.1.2.17: another method in CSeq",
	  "OPTIONS sip:user@example.com SIP/2.0\r\n" SIP_PARTS CSEQ "\r\n",
	  PHONEWALL_SIP_FAULT_CSEQ },
	{ "4475 3.1.2.18: another method in CSeq of one that nobody knows",
	  "NEWMETHOD sip:user@example.com SIP/2.0\r\n" SIP_PARTS CSEQ "\r\n",
	  PHONEWALL_SIP_FAULT_CSEQ },
	{ "4475 3.1.2.19: status too large",
	  "SIP/2.0 4294967301 better not break the receiver\r\n" SIP_PARTS
	  CSEQ "\r\n", PHONEWALL_SIP_FAULT_STATUS },
	{ "4475 3.3.1: required headers missing",
	  SIP_INVITE CSEQ "Content-Length: 0\r\n\r\n",
	  PHONEWALL_SIP_FAULT_MISSING },
	{ "4475 3.3.8: From twice",
	  SIP_INVITE SIP_PARTS SIP_FROM CSEQ "\r\n",
	  PHONEWALL_SIP_FAULT_REPEATED },
	{ "4475 3.3.8: Call-ID twice, once in its compact form",
	  SIP_INVITE SIP_PARTS "i: 2\r\n" CSEQ "\r\n",
	  PHONEWALL_SIP_FAULT_REPEATED },
	{ "4475 3.3.9: Content-Length twice, though equal",
	  SIP_INVITE SIP_PARTS CSEQ "Content-Length: 0\r\nl: 0\r\n\r\n",
	  PHONEWALL_SIP_FAULT_REPEATED },
	{ "5118 4.2: IPv6 without delimiters",
	  "REGISTER sip:2001:db8::10 SIP/2.0\r\n" SIP_PARTS
	  "CSeq: 1 REGISTER\r\n\r\n", PHONEWALL_SIP_FAULT_REQUEST_URI },
	{ "empty", "", PHONEWALL_SIP_FAULT_NO_END },
	{ "a request of HTTP", "GET / HTTP/1.1\r\n\r\n",
	  PHONEWALL_SIP_FAULT_START_LINE },
	{ "no empty line", SIP_INVITE SIP_PARTS CSEQ,
	  PHONEWALL_SIP_FAULT_NO_END },
	{ "a bare LF, which could hide a header",
	  SIP_INVITE SIP_PARTS CSEQ "X: a\nRoute: <sip:evil>\r\n\r\n",
	  PHONEWALL_SIP_FAULT_LINE_END },
	{ "a bare CR", SIP_INVITE SIP_PARTS CSEQ "X: a\rRoute: b\r\n\r\n",
	  PHONEWALL_SIP_FAULT_LINE_END },
	{ "lines that end in LF alone", "INVITE sip:a@b SIP/2.0\nX: y\n\n",
	  PHONEWALL_SIP_FAULT_LINE_END },
	{ "a header without a colon", SIP_INVITE SIP_PARTS CSEQ "X\r\n\r\n",
	  PHONEWALL_SIP_FAULT_HEADER },
	{ "a header without a name", SIP_INVITE SIP_PARTS CSEQ ": x\r\n\r\n",
	  PHONEWALL_SIP_FAULT_HEADER },
	{ "a name that is no token", SIP_INVITE SIP_PARTS "A b: x\r\n\r\n",
	  PHONEWALL_SIP_FAULT_HEADER },
	{ "a name that is folded", SIP_INVITE SIP_PARTS "A\r\n : x\r\n\r\n",
	  PHONEWALL_SIP_FAULT_HEADER },
	{ "a fold of the start line", SIP_INVITE " X: y\r\n\r\n",
	  PHONEWALL_SIP_FAULT_HEADER },
	{ "an empty Call-ID", SIP_INVITE SIP_VIA SIP_FROM SIP_TO
	  "Call-ID:\r\n" CSEQ "\r\n", PHONEWALL_SIP_FAULT_MISSING },
	{ "CSeq without a method", SIP_INVITE SIP_PARTS "CSeq: 1\r\n\r\n",
	  PHONEWALL_SIP_FAULT_CSEQ },
	{ "status 99", "SIP/2.0 099 x\r\n" SIP_PARTS CSEQ "\r\n",
	  PHONEWALL_SIP_FAULT_STATUS },
};

static void test_refused(void **state)
{
	static struct phonewall_sip_message message;

	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++) {
		char *copy = malloc(strlen(refused[i].text) + 1);
		enum phonewall_sip_fault fault =
			sip_parse(refused[i].text, copy, &message);

		if (fault != refused[i].fault)
			fail_msg("%s: %s", refused[i].what,
				 phonewall_sip_fault_text(fault));
		free(copy);
	}
}

/* Cut off at any place it is refused, but for one whose headers are complete. */
static void test_cut_off(void **state)
{
	static const char text[] = SIP_INVITE_ALL "Content-Length: 3\r\n\r\nv=0";
	static struct phonewall_sip_message message;

	(void)state;
	for (size_t length = 0; length < sizeof(text) - 1; length++) {
		char *copy = malloc(length + 1);

		memcpy(copy, text, length);
		assert_int_not_equal(phonewall_sip_message_parse(copy, length,
								 &message),
				     PHONEWALL_SIP_FAULT_NONE);
		free(copy);
	}
}

static void test_parts(void **state)
{
	static struct phonewall_sip_message message;
	static const char text[] =
		SIP_INVITE SIP_VIA
		"v: SIP/2.0/TCP b\r\n"
		SIP_FROM "t: \"B\" <sip:bob@example.org>; TAG=b\r\n"
		"i: 7\r\nCSeq: 42 INVITE\r\nX-Y:  z \r\nREQUIRE: a,\r\n Mediasec\r\n"
		"l: 3\r\n\r\nabcdef";
	char copy[sizeof(text)];

	(void)state;
	assert_int_equal(sip_parse(text, copy, &message), 0);
	assert_text(message.method, "INVITE");
	assert_text(message.uri, "sip:bob@example.org");
	assert_text(message.from_tag, "a");
	assert_text(message.to_tag, "b");
	assert_text(message.call_id, "7");
	assert_text(message.body, "abc");
	assert_int_equal(message.cseq, 42);
	assert_int_equal(message.header_count, 9);
	assert_text(message.headers[6].value, "z");
	assert_text(message.headers[6].whole, "X-Y:  z \r\n");
	assert_int_equal(message.whole.length, strlen(text) - 3);
	assert_true(phonewall_sip_header_has(&message,
		PHONEWALL_SIP_HEADER_REQUIRE, "mediasec"));
	assert_false(phonewall_sip_header_has(&message,
		PHONEWALL_SIP_HEADER_REQUIRE, "media"));
	assert_false(phonewall_sip_header_has(&message,
		PHONEWALL_SIP_HEADER_PROXY_REQUIRE, "mediasec"));
	assert_true(phonewall_sip_message_is(&message, "INVITE"));
	assert_false(phonewall_sip_message_is(&message, "invite"));
}

/* 128 headers are taken, 129 and a 64 KiB message are not. */
static void test_bounds(void **state)
{
	static struct phonewall_sip_message message;
	static char text[PHONEWALL_SIP_MESSAGE_MAX + 2];

	(void)state;
	for (unsigned int more = 0; more < 2; more++) {
		strcpy(text, SIP_INVITE_ALL);
		for (unsigned int i = 0; i < 123 + more; i++)
			strcat(text, "X: y\r\n");
		strcat(text, "\r\n");
		assert_int_equal(phonewall_sip_message_parse(text, strlen(text),
							     &message),
				 more ? PHONEWALL_SIP_FAULT_TOO_MANY_HEADERS :
				 PHONEWALL_SIP_FAULT_NONE);
	}
	memset(text, 'x', sizeof(text));
	memcpy(text, SIP_INVITE_ALL "\r\n", strlen(SIP_INVITE_ALL "\r\n"));
	assert_int_equal(phonewall_sip_message_parse(text,
		PHONEWALL_SIP_MESSAGE_MAX, &message), 0);
	assert_int_equal(phonewall_sip_message_parse(text,
		PHONEWALL_SIP_MESSAGE_MAX + 1, &message),
		PHONEWALL_SIP_FAULT_TOO_LONG);
	assert_int_equal(phonewall_sip_fault_status(
		PHONEWALL_SIP_FAULT_TOO_LONG), 513);
	assert_int_equal(phonewall_sip_fault_status(
		PHONEWALL_SIP_FAULT_VERSION), 505);
	assert_int_equal(phonewall_sip_fault_status(PHONEWALL_SIP_FAULT_VIA),
			 400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
