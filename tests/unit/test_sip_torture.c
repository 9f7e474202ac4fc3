// SPDX-License-Identifier: MIT
/*
 * The torture messages of RFC 4475 and RFC 5118, by their short names. They are
 * made anew from the RFCs' descriptions, with other names and values. What is
 * accepted leaves byte for byte but for the header that is added; what is refused
 * is refused for the right reason. What only the element that is responsible for
 * a request can judge (its scheme, Require, the form of a Date) is accepted here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sip/edit.h"
#include "sip/framing.h"
#include "sip/value.h"
#include "sip_parts.h"

#define COUNT(array)	(sizeof(array) / sizeof(array[0]))

#define ADDED		"X-Edge: 1\r\n"

#define OPTIONS		"OPTIONS sip:bob@example.org SIP/2.0\r\n"
#define OPTIONS_ALL	OPTIONS SIP_PARTS "CSeq: 8 OPTIONS\r\n"
#define REGISTER_CSEQ	"CSeq: 8 REGISTER\r\n"
#define INVITE_CSEQ	"CSeq: 8 INVITE\r\n"
#define SDP_TYPE	"Content-Type: application/sdp\r\n"
#define EMPTY		"Content-Length: 0\r\n\r\n"
#define TEN_LETTERS	"abcdefghij"
#define FIFTY_LETTERS	TEN_LETTERS TEN_LETTERS TEN_LETTERS TEN_LETTERS TEN_LETTERS

#define REFUSED(name, which, code, text)				\
	{ name, text, sizeof(text) - 1, PHONEWALL_SIP_FAULT_##which, code }
#define ACCEPTED(name, text)	REFUSED(name, NONE, 0, text)

static const struct {
	const char *name;
	const char *text;
	size_t length;
	enum phonewall_sip_fault fault;
	unsigned int status;
} messages[] = {
	/* RFC 4475 section 3.1.1: valid messages. */
	ACCEPTED("wsinv",
		"INVITE sip:carol@pbx.example.net;newparam SIP/2.0\r\n"
		"tO :\r\n sip:carol@example.net ;   Tag    = 77aa\r\n"
		"FROM   : \"C Holm \\\\\\\"\"     <sip:c@example.net>\r\n"
		"  ;\r\n\ttag = 55bb\r\n"
		"mAX-forwards: 0041\r\n"
		"Call-ID: fold.1@198.51.100.7\r\n"
		"Content-Length   : 12\r\n"
		"CSEQ: 0017\r\n  INVITE\r\n"
		"Via  : SIP  /   2.0\r\n /UDP\r\n    198.51.100.8;branch=old8\r\n"
		"s :\r\n"
		"BrandNew:   one thing\r\n and the same thing goes on\r\n"
		"Oddities: ;,;,;;,,;\r\n"
		"Content-Type: application/sdp\r\n"
		"Route:\r\n <sip:edge.example.net;lr;more=less>\r\n"
		"v:  SIP  / 2.0  / TCP     mill.example.net   ;\r\n"
		"  branch  =   z9hG4bK7jj  ,\r\n"
		" SIP  /    2.0   / UDP  10.1.2.3   ; branch=\r\n z9hG4bK7kk\r\n"
		"m:\"Quote \\\"\\\"\" <sip:c@example.net> ; fresh =\r\n"
		"      value ;\r\n  other ; q = 0.25\r\n\r\n"
		"v=0\r\ns=-\r\n\r\n"),
	ACCEPTED("intmeth",
		"*odd.Method-0987654321_`'~+!% "
		"sip:9_odd.URI~(not-so!bad)&isn't+so$/strange?,/;;*:&has=all,odd!*se$cr~t_of.(it's-it)@example.net SIP/2.0\r\n"
		SIP_VIA
		"To: \"BEL:\\\x07 NUL:\\ DEL:\\\x7f\" <sip:9_odd.URI~(not-so!bad)&isn't+so$/strange?,/;;*@example.net>\r\n"
		"From: word1~` word2'+_ word3*%!.- <sip:plain@example.net>"
		";par''~+*_!.-%=\"\xce\xb1\xce\xb2\xce\xb3\";tag=_t~9'+`*%!-.\r\n"
		"Call-ID: odd.call%K-!.*_+'@id`~)(><:\\/\"][?}{\r\n"
		"CSeq: 98765432 *odd.Method-0987654321_`'~+!%\r\n"
		"Max-Forwards: 255\r\n"
		"odd-Header-!.%*+_`'~: \xe5\xb1\xb1 \xd0\xb8\r\n"
		EMPTY),
	ACCEPTED("esc01",
		"INVITE sip:sips%3Acarol%40example.net@example.org SIP/2.0\r\n"
		SIP_VIA "From: <sip:I%20have%20blanks@example.net>;tag=91\r\n"
		"To: sip:%63arol@example.org\r\n" SIP_CALL INVITE_CSEQ
		"Contact: <sip:c%61ller@198.51.100.7;%6C%72;n%61me=v%61lue%25%34%31>\r\n"
		EMPTY),
	ACCEPTED("escnull",
		"REGISTER sip:example.net SIP/2.0\r\n" SIP_VIA
		"From: <sip:none-%00-none@example.net>;tag=92\r\n"
		"To: sip:none-%00-none@example.net\r\n" SIP_CALL REGISTER_CSEQ
		"Contact: <sip:%00@198.51.100.7>\r\n"
		"Contact: <sip:%00%00@198.51.100.7>\r\n" EMPTY),
	ACCEPTED("esc02",
		"%4fPTION%53 sip:dave@example.net SIP/2.0\r\n" SIP_VIA
		"From: \"%Q%41\" <sip:dave@example.net>;tag=f%93\r\n"
		SIP_TO SIP_CALL "CSeq: 8 %4fPTION%53\r\n"
		"Contact: <sip:a@198.51.100.7>\r\nC%6Fntact: <sip:b@198.51.100.7>\r\n"
		EMPTY),
	ACCEPTED("lwsdisp",
		OPTIONS SIP_VIA "From: erin<sip:erin@example.net>;tag=94\r\n"
		SIP_TO SIP_CALL "CSeq: 8 OPTIONS\r\n" EMPTY),
	ACCEPTED("longreq",
		SIP_INVITE SIP_VIA
		"Via: SIP/2.0/TCP " FIFTY_LETTERS "." FIFTY_LETTERS "." FIFTY_LETTERS
		".example.net;branch=z9hG4bK" FIFTY_LETTERS FIFTY_LETTERS "\r\n"
		"From: \"" FIFTY_LETTERS FIFTY_LETTERS FIFTY_LETTERS "\" <sip:"
		FIFTY_LETTERS FIFTY_LETTERS FIFTY_LETTERS "@example.net>;tag="
		FIFTY_LETTERS FIFTY_LETTERS ";more" FIFTY_LETTERS "=" FIFTY_LETTERS
		"\r\n" SIP_TO "Call-ID: " FIFTY_LETTERS FIFTY_LETTERS FIFTY_LETTERS
		"\r\n" INVITE_CSEQ "An" FIFTY_LETTERS FIFTY_LETTERS ": "
		FIFTY_LETTERS FIFTY_LETTERS FIFTY_LETTERS "\r\n" EMPTY),
	ACCEPTED("dblreq", SIP_REGISTER SIP_PARTS REGISTER_CSEQ EMPTY
		"INVITE sip:other@example.net SIP/2.0\r\n" SIP_PARTS
		INVITE_CSEQ EMPTY),
	ACCEPTED("semiuri",
		"OPTIONS sip:dave;phone=no%40example.com@example.net SIP/2.0\r\n"
		SIP_PARTS "CSeq: 8 OPTIONS\r\n" EMPTY),
	ACCEPTED("transports", OPTIONS
		"Via: SIP/2.0/UDP h1.example.net;branch=z9hG4bKa\r\n"
		"Via: SIP/2.0/SCTP h2.example.net;branch=z9hG4bKb\r\n"
		"Via: SIP/2.0/TLS h3.example.net;branch=z9hG4bKc\r\n"
		"Via: SIP/2.0/NEVERSEEN h4.example.net;branch=z9hG4bKd\r\n"
		"Via: SIP/2.0/TCP h5.example.net;branch=z9hG4bKe\r\n"
		SIP_FROM SIP_TO SIP_CALL "CSeq: 8 OPTIONS\r\n" EMPTY),
	ACCEPTED("mpart01",
		"MESSAGE sip:dave@example.net SIP/2.0\r\n" SIP_PARTS
		"CSeq: 8 MESSAGE\r\n"
		"Content-Type: multipart/mixed;boundary=edge-7\r\n"
		"Content-Length: 113\r\n\r\n"
		"--edge-7\r\nContent-Type: text/plain\r\n\r\nHi\r\n--edge-7\r\n"
		"Content-Type: application/x\r\n\r\n\0\1\x80\r\n\r\n\xff""INVITE\r\n"
		"\r\n--edge-7--\r\n"),
	ACCEPTED("unreason",
		"SIP/2.0 200 = 7**2 - \xd1\x8f\xd0\xb0\xd0\xb1 \xe6\x97\xa5\r\n"
		SIP_PARTS INVITE_CSEQ EMPTY),
	ACCEPTED("noreason", "SIP/2.0 100 \r\n" SIP_PARTS INVITE_CSEQ EMPTY),

	/* RFC 4475 section 3.1.2: messages that are not. */
	REFUSED("badinv01", ADDRESS, 400,
		SIP_INVITE "Via: SIP/2.0/UDP 198.51.100.9;;,;,,\r\n"
		"From: <sip:dave@example.net>;;;;;tag=95;;;;\r\n"
		SIP_TO SIP_CALL INVITE_CSEQ "Contact: \"Dave\" <sip:d@example.net>;;,,;,,\r\n"
		EMPTY),
	REFUSED("badinv01, From alone", ADDRESS, 400,
		SIP_INVITE SIP_VIA "From: <sip:dave@example.net>;;;;;tag=95;;;;\r\n"
		SIP_TO SIP_CALL INVITE_CSEQ EMPTY),
	REFUSED("badinv01, a Via that hides its branch", VIA, 400,
		SIP_INVITE "Via: SIP/2.0/UDP 198.51.100.9;;branch=z9hG4bKh\r\n"
		SIP_FROM SIP_TO SIP_CALL INVITE_CSEQ EMPTY),
	REFUSED("clerr", CUT_OFF, 400,
		SIP_INVITE_ALL "Content-Length: 9000\r\n\r\nv=0\r\n"),
	REFUSED("ncl", CONTENT_LENGTH, 400,
		SIP_INVITE_ALL "Content-Length: -7\r\n\r\nv=0\r\n"),
	REFUSED("scalar02", CSEQ, 400,
		SIP_REGISTER SIP_PARTS "CSeq: 73786976294838206464 REGISTER\r\n"
		"Max-Forwards: 301\r\nExpires: 10000000000000\r\n"
		"Contact: <sip:d@example.net>;expires=280297596632815\r\n" EMPTY),
	REFUSED("scalar02, Max-Forwards alone", MAX_FORWARDS, 400,
		SIP_REGISTER SIP_PARTS REGISTER_CSEQ "Max-Forwards: 301\r\n" EMPTY),
	REFUSED("scalarlg", CSEQ, 400,
		"SIP/2.0 503 Busy\r\n" SIP_PARTS "CSeq: 8589934592 OPTIONS\r\n"
		"Retry-After: 949302838503028349304023988\r\n" EMPTY),
	REFUSED("quotbal", ADDRESS, 400,
		SIP_INVITE SIP_VIA SIP_FROM "To: \"Mrs. B <sip:b@example.org>\r\n"
		SIP_CALL INVITE_CSEQ EMPTY),
	REFUSED("ltgtruri", REQUEST_URI, 400,
		"INVITE <sip:bob@example.org> SIP/2.0\r\n" SIP_PARTS INVITE_CSEQ
		EMPTY),
	REFUSED("lwsruri", START_LINE, 400,
		"INVITE sip:bob@example.org; transport=udp SIP/2.0\r\n" SIP_PARTS
		INVITE_CSEQ EMPTY),
	REFUSED("lwsstart", START_LINE, 400,
		"INVITE  sip:bob@example.org  SIP/2.0\r\n" SIP_PARTS INVITE_CSEQ
		EMPTY),
	REFUSED("trws", START_LINE, 400,
		"OPTIONS sip:bob@example.org SIP/2.0  \r\n" SIP_PARTS
		"CSeq: 8 OPTIONS\r\n" EMPTY),
	REFUSED("escruri", REQUEST_URI, 400,
		"INVITE sip:bob@example.org?Subject=%41 SIP/2.0\r\n" SIP_PARTS
		INVITE_CSEQ EMPTY),
	ACCEPTED("baddate",
		SIP_INVITE_ALL "Date: Sat, 02 Feb 2030 11:00:00 EST\r\n" EMPTY),
	ACCEPTED("regbadct",
		SIP_REGISTER SIP_PARTS REGISTER_CSEQ
		"Contact: sip:bob@example.org?Route=%3Csip:example.net%3E\r\n"
		EMPTY),
	REFUSED("badaspec", ADDRESS, 400,
		OPTIONS SIP_VIA SIP_FROM "To: \"B, Rest\" < sip:b@example.org >\r\n"
		SIP_CALL "CSeq: 8 OPTIONS\r\n" EMPTY),
	REFUSED("baddn", ADDRESS, 400,
		OPTIONS SIP_VIA "From: B, Rest <sip:b@example.org>;tag=96\r\n"
		SIP_TO SIP_CALL "CSeq: 8 OPTIONS\r\n" EMPTY),
	REFUSED("baddn, quotes about its parts", ADDRESS, 400,
		OPTIONS SIP_VIA "From: \"B\", \"C\" <sip:b@example.org>;tag=96\r\n"
		SIP_TO SIP_CALL "CSeq: 8 OPTIONS\r\n" EMPTY),
	REFUSED("badvers", VERSION, 505,
		"OPTIONS sip:bob@example.org SIP/9.1\r\n"
		"Via: SIP/9.1/UDP h.example.net;branch=z9hG4bKv\r\n"
		SIP_FROM SIP_TO SIP_CALL "CSeq: 8 OPTIONS\r\n" EMPTY),
	REFUSED("mismatch01", CSEQ, 400,
		OPTIONS SIP_PARTS INVITE_CSEQ EMPTY),
	REFUSED("mismatch02", CSEQ, 400,
		"BRANDNEW sip:bob@example.org SIP/2.0\r\n" SIP_PARTS INVITE_CSEQ
		EMPTY),
	REFUSED("bigcode", STATUS, 400,
		"SIP/2.0 8589934792 much\r\n" SIP_PARTS INVITE_CSEQ EMPTY),

	/* RFC 4475 section 3.2: the transaction layer. */
	ACCEPTED("badbranch",
		OPTIONS "Via: SIP/2.0/UDP 198.51.100.9;branch=z9hG4bK\r\n"
		SIP_FROM SIP_TO SIP_CALL "CSeq: 8 OPTIONS\r\n" EMPTY),

	/* RFC 4475 section 3.3: the application layer. */
	REFUSED("insuf", MISSING, 400, SIP_INVITE INVITE_CSEQ EMPTY),
	ACCEPTED("unkscm",
		"OPTIONS mystery:all-of-it-is-opaque SIP/2.0\r\n" SIP_PARTS
		"CSeq: 8 OPTIONS\r\n" EMPTY),
	ACCEPTED("novelsc",
		"OPTIONS soap.beep://198.51.100.9:3002 SIP/2.0\r\n" SIP_PARTS
		"CSeq: 8 OPTIONS\r\n" EMPTY),
	ACCEPTED("unksm2",
		SIP_REGISTER SIP_VIA "From: <pots:+4930123>;tag=97\r\n"
		"To: urn:isbn:0-000-00000-0\r\n" SIP_CALL REGISTER_CSEQ
		"Contact: <name:Bob_Stone>\r\n" EMPTY),
	ACCEPTED("bext01",
		OPTIONS_ALL "Require: nobodyHasThis, norThat\r\n"
		"Proxy-Require: noProxyHasThis\r\n" EMPTY),
	ACCEPTED("invut",
		SIP_INVITE_ALL "Content-Type: application/not-known\r\n"
		"Content-Length: 8\r\n\r\n<opaque>"),
	ACCEPTED("regaut01",
		SIP_REGISTER SIP_PARTS REGISTER_CSEQ
		"Authorization: NoSuchScheme what=ever, it=\"is\"\r\n" EMPTY),
	REFUSED("multi01", REPEATED, 400,
		SIP_INVITE SIP_PARTS "CSeq: 9 INVITE\r\nCall-ID: 98\r\n" INVITE_CSEQ
		"From: <sip:x@example.net>;tag=1\r\nMax-Forwards: 5\r\n" EMPTY),
	REFUSED("mcl01", REPEATED, 400,
		SIP_INVITE_ALL "Content-Length: 5\r\nContent-Length: 3\r\n\r\nv=0\r\n"),
	ACCEPTED("bcast",
		"SIP/2.0 200 OK\r\n"
		"Via: SIP/2.0/UDP 203.0.113.4;branch=z9hG4bKx;received=255.255.255.255\r\n"
		SIP_FROM SIP_TO SIP_CALL INVITE_CSEQ EMPTY),
	ACCEPTED("zeromf", OPTIONS_ALL "Max-Forwards: 0\r\n" EMPTY),
	ACCEPTED("cparam01",
		SIP_REGISTER SIP_PARTS REGISTER_CSEQ
		"Contact: sip:+4930123@gate.example.net;novel\r\n" EMPTY),
	ACCEPTED("cparam02",
		SIP_REGISTER SIP_PARTS REGISTER_CSEQ
		"Contact: <sip:+4930123@gate.example.net;novel>\r\n" EMPTY),
	ACCEPTED("regescrt",
		SIP_REGISTER SIP_PARTS REGISTER_CSEQ
		"Contact: <sip:b@example.net?Route=%3Csip:sip.example.net%3E>\r\n"
		EMPTY),
	ACCEPTED("sdp01",
		SIP_INVITE_ALL "Accept: text/never-seen\r\n" SDP_TYPE
		"Content-Length: 5\r\n\r\nv=0\r\n"),
	ACCEPTED("inv2543",
		"INVITE sip:Bob@example.org SIP/2.0\r\n"
		"Via: SIP/2.0/UDP gate.example.net\r\n"
		"From: <sip:+4930123@gate.example.net;user=phone>\r\n"
		"Record-Route: <sip:Bob@example.org;maddr=edge.example.org>\r\n"
		"To: <sip:+4930456@example.org;user=phone>\r\n" SIP_CALL
		INVITE_CSEQ SDP_TYPE "\r\nv=0\r\n"),

	/* RFC 5118 section 4: IPv6. */
	ACCEPTED("ipv6-good",
		"REGISTER sip:[2001:db8::20] SIP/2.0\r\n" SIP_FROM SIP_TO
		"Via: SIP/2.0/UDP [2001:db8::8:2];branch=z9hG4bKg\r\n" SIP_CALL
		"Contact: \"Bob\" <sip:bob@[2001:db8::2]>\r\n" REGISTER_CSEQ
		EMPTY),
	REFUSED("ipv6-bad", REQUEST_URI, 400,
		"REGISTER sip:2001:db8::20 SIP/2.0\r\n" SIP_FROM SIP_TO
		"Via: SIP/2.0/UDP [2001:db8::8:2];branch=z9hG4bKg\r\n" SIP_CALL
		REGISTER_CSEQ EMPTY),
	ACCEPTED("port-ambiguous",
		"REGISTER sip:[2001:db8::20:5070] SIP/2.0\r\n" SIP_PARTS
		REGISTER_CSEQ EMPTY),
	ACCEPTED("port-unambiguous",
		"REGISTER sip:[2001:db8::20]:5070 SIP/2.0\r\n" SIP_PARTS
		REGISTER_CSEQ EMPTY),
	ACCEPTED("via-received-param-with-delim",
		"BYE sip:[2001:db8::20] SIP/2.0\r\n"
		"Via: SIP/2.0/UDP [2001:db8::8:2];received=[2001:db8::8:ff];branch=z9hG4bKb\r\n"
		SIP_FROM SIP_TO SIP_CALL "CSeq: 8 BYE\r\n" EMPTY),
	ACCEPTED("via-received-param-no-delim",
		OPTIONS
		"Via: SIP/2.0/UDP [2001:db8::8:2];received=2001:db8::8:ff;branch=z9hG4bKb\r\n"
		SIP_FROM SIP_TO SIP_CALL "CSeq: 8 OPTIONS\r\n" EMPTY),
	ACCEPTED("ipv6-in-sdp",
		SIP_INVITE_ALL SDP_TYPE "Content-Length: 50\r\n\r\n"
		"v=0\r\nc=IN IP6 2001:db8::20\r\nm=audio 6002 RTP/AVP 0"),
	ACCEPTED("mult-ip-in-header",
		"BYE sip:bob@host.example.net SIP/2.0\r\n"
		"Via: SIP/2.0/UDP [2001:db8::8:1]:6050;branch=z9hG4bK1\r\n"
		"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK2\r\n"
		"Via: SIP/2.0/TCP [2001:db8::8:ff]:6051;branch=z9hG4bK3;received=[2001:db8::9]\r\n"
		SIP_FROM SIP_TO SIP_CALL "CSeq: 8 BYE\r\n" EMPTY),
	ACCEPTED("mult-ip-in-sdp",
		SIP_INVITE_ALL SDP_TYPE "Content-Length: 99\r\n\r\n"
		"v=0\r\nm=audio 6002 RTP/AVP 0\r\nc=IN IP6 2001:db8::20\r\n"
		"m=video 6024 RTP/AVP 107\r\nc=IN IP4 198.51.100.7"),
	ACCEPTED("ipv4-mapped-ipv6",
		"INVITE sip:bob@example.org SIP/2.0\r\n"
		"Via: SIP/2.0/UDP [::ffff:198.51.100.8]:5060;branch=z9hG4bKm\r\n"
		SIP_FROM SIP_TO SIP_CALL "Contact: \"B\" <sip:b@[::FFFF:198.51.100.8]>\r\n"
		INVITE_CSEQ SDP_TYPE "Content-Length: 27\r\n\r\n"
		"c=IN IP6 ::ffff:192.0.2.1\r\n"),
	REFUSED("ipv6-bug-abnf-3-colons", ADDRESS, 400,
		OPTIONS SIP_VIA SIP_FROM
		"To: <sip:bob@[2001:db8:::192.0.2.1]>\r\n" SIP_CALL
		"CSeq: 8 OPTIONS\r\n" EMPTY),
};

static struct phonewall_sip_message message;

/* Without a NUL behind it, so that the sanitizer sees its end. */
static char *copy_of(size_t i)
{
	char *copy = malloc(messages[i].length);

	memcpy(copy, messages[i].text, messages[i].length);
	return copy;
}

/* The headers follow one another from the start line to the empty line. */
static void check_headers(size_t i)
{
	const char *at = memchr(message.whole.start, '\n', message.whole.length);

	at++;
	for (size_t j = 0; j < message.header_count; j++) {
		if (message.headers[j].whole.start != at)
			fail_msg("%s: header %zu", messages[i].name, j);
		at += message.headers[j].whole.length;
	}
	assert_ptr_equal(at, message.whole.start + message.headers_end);
}

static void check_edit(size_t i)
{
	static struct phonewall_sip_edits edits;
	static char changed[PHONEWALL_SIP_MESSAGE_MAX];
	const char *whole = message.whole.start;
	size_t length, end = message.headers_end, added = strlen(ADDED);

	edits = (struct phonewall_sip_edits){ 0 };
	phonewall_sip_edit_add_header(&edits, &message, "X-Edge",
				      phonewall_sip_text_of("1"));
	length = phonewall_sip_edits_apply(&edits, &message, changed,
					   sizeof(changed));
	if (length != message.whole.length + added ||
	    memcmp(changed, whole, end) ||
	    memcmp(changed + end, ADDED, added) ||
	    memcmp(changed + end + added, whole + end,
		   message.whole.length - end))
		fail_msg("%s: it is not what it was", messages[i].name);
}

static void test_fates(void **state)
{
	enum phonewall_sip_fault fault;
	char *copy;

	(void)state;
	for (size_t i = 0; i < COUNT(messages); i++) {
		copy = copy_of(i);
		fault = phonewall_sip_message_parse(copy, messages[i].length,
						    &message);
		if (fault != messages[i].fault)
			fail_msg("%s: %s", messages[i].name,
				 phonewall_sip_fault_text(fault));
		if (fault && phonewall_sip_fault_status(fault) !=
			     messages[i].status)
			fail_msg("%s: status", messages[i].name);
		if (!fault) {
			check_headers(i);
			check_edit(i);
		}
		free(copy);
	}
}

/* A stream is broken if the end of its message is not known. */
static enum phonewall_sip_frame frame_of(const char *name)
{
	if (!strcmp(name, "clerr"))
		return PHONEWALL_SIP_FRAME_INCOMPLETE;
	return !strcmp(name, "ncl") || !strcmp(name, "mcl01") ||
	       !strcmp(name, "inv2543") ?
	       PHONEWALL_SIP_FRAME_BROKEN : PHONEWALL_SIP_FRAME_MESSAGE;
}

/* What comes by TCP, byte by byte, is the message that a datagram is. */
static void test_streams(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(messages); i++) {
		struct phonewall_sip_framer framer = { 0 };
		enum phonewall_sip_frame found =
			PHONEWALL_SIP_FRAME_INCOMPLETE;
		size_t length = 0, frame;
		char *copy = copy_of(i);

		while (found == PHONEWALL_SIP_FRAME_INCOMPLETE &&
		       length < messages[i].length)
			found = phonewall_sip_framer_next(&framer, copy,
							  ++length, &frame);
		if (found != frame_of(messages[i].name))
			fail_msg("%s: another frame", messages[i].name);
		if (found == PHONEWALL_SIP_FRAME_MESSAGE &&
		    (phonewall_sip_message_parse(copy, frame, &message) !=
		     messages[i].fault || message.whole.length != frame))
			fail_msg("%s: another message in a stream",
				 messages[i].name);
		free(copy);
	}
}

/* Parses the message of that name. */
static char *parse(const char *name)
{
	size_t i = 0;
	char *copy;

	while (strcmp(messages[i].name, name))
		i++;
	copy = copy_of(i);
	assert_int_equal(phonewall_sip_message_parse(copy, messages[i].length,
						     &message), 0);
	return copy;
}

static struct phonewall_sip_text contact(void)
{
	return phonewall_sip_header_next(&message, PHONEWALL_SIP_HEADER_CONTACT,
					 NULL)->value;
}

/* What they mean, which the form does not show: folds, and what is escaped. */
static void test_meanings(void **state)
{
	struct phonewall_sip_text rest, element;
	struct phonewall_sip_via via;
	char *copy = parse("wsinv");

	(void)state;
	assert_int_equal(message.cseq, 17);
	assert_text(message.to_tag, "77aa");
	assert_text(message.from_tag, "55bb");
	assert_int_equal(message.body.length, 12);
	rest = message.headers[12].value;
	assert_int_equal(phonewall_sip_element_next(&rest, &element), 1);
	assert_int_equal(phonewall_sip_element_next(&rest, &element), 1);
	assert_int_equal(phonewall_sip_via_parse(element, &via), 0);
	assert_text(via.branch, "z9hG4bK7kk");
	free(copy);

	copy = parse("dblreq");
	assert_true(phonewall_sip_message_is(&message, "REGISTER"));
	assert_int_equal(message.body.length, 0);
	free(copy);

	copy = parse("esc02");
	assert_false(phonewall_sip_message_is(&message, "OPTIONS"));
	assert_null(phonewall_sip_header_next(&message,
		PHONEWALL_SIP_HEADER_CONTACT,
		phonewall_sip_header_next(&message,
			PHONEWALL_SIP_HEADER_CONTACT, NULL)));
	free(copy);

	copy = parse("bext01");
	assert_true(phonewall_sip_header_has(&message,
		PHONEWALL_SIP_HEADER_REQUIRE, "northat"));
	free(copy);
}

/* Whose parameter it is: the header's, or the URI's. */
static void test_contacts(void **state)
{
	struct phonewall_sip_address address;
	struct phonewall_sip_text value;
	struct phonewall_sip_uri uri;
	char *copy = parse("cparam01");

	(void)state;
	assert_int_equal(phonewall_sip_address_parse(contact(), &address), 0);
	assert_true(phonewall_sip_parameter_find(address.parameters, "novel",
						 &value));
	free(copy);
	copy = parse("cparam02");
	assert_int_equal(phonewall_sip_address_parse(contact(), &address), 0);
	assert_false(phonewall_sip_parameter_find(address.parameters, "novel",
						  &value));
	assert_int_equal(phonewall_sip_uri_parse(address.uri, &uri), 0);
	assert_true(phonewall_sip_parameter_find(uri.parameters, "novel",
						 &value));
	free(copy);

	/* The "?" needs "<" and ">", so the registrar refuses it. */
	copy = parse("regbadct");
	assert_int_not_equal(phonewall_sip_address_parse(contact(), &address),
			     0);
	free(copy);
}

static void test_request_uris(void **state)
{
	struct phonewall_sip_uri uri;
	char *copy = parse("semiuri");

	(void)state;
	assert_int_equal(phonewall_sip_uri_parse(message.uri, &uri), 0);
	assert_text(uri.user, "dave;phone=no%40example.com");
	assert_text(uri.host, "example.net");
	free(copy);
	copy = parse("port-ambiguous");
	assert_int_equal(phonewall_sip_uri_parse(message.uri, &uri), 0);
	assert_text(uri.host, "[2001:db8::20:5070]");
	assert_int_equal(uri.port, 0);
	free(copy);
	copy = parse("port-unambiguous");
	assert_int_equal(phonewall_sip_uri_parse(message.uri, &uri), 0);
	assert_int_equal(uri.port, 5070);
	free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fates),
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_meanings),
		cmocka_unit_test(test_contacts),
		cmocka_unit_test(test_request_uris),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
