// SPDX-License-Identifier: MIT
/*
 * What a line sends to its server and to the stack: requests that the server
 * refused go once more, with numbers that the stack does not know; calls have the
 * media that Secure_Call_Option allows; passwords are asked for by the registrar
 * alone. The sockets are this test's own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "endpoint.h"
#include "line.h"
#include "line_private.h"
#include "sip_parts.h"

#define MESSAGES	256
#define TEXT		4096

static struct phonewall_line *line;
static struct phonewall_sip_line settings;
static struct phonewall_domains domains;
static struct phonewall_device device;

/* What left the line, and how many messages. */
static char outside[MESSAGES][TEXT], stack[MESSAGES][TEXT];
static size_t outside_count, stack_count, expected;

static enum phonewall_peer_state state;
static const char *transport;
static const struct phonewall_peer_handlers *handlers;
static void *peer_argument;
static phonewall_stack_message on_stack;
static void *stack_argument;

/* The sockets */

struct phonewall_peer {
	int number;
};

struct phonewall_stack {
	int number;
};

static struct phonewall_peer the_peer;
static struct phonewall_stack the_stack;

struct phonewall_peer *
phonewall_peer_open(struct event_base *base,
		    const struct phonewall_peer_options *options,
		    const struct phonewall_peer_handlers *called,
		    void *argument)
{
	(void)base;
	(void)options;
	handlers = called;
	peer_argument = argument;
	return &the_peer;
}

enum phonewall_peer_state phonewall_peer_state(const struct phonewall_peer *peer)
{
	(void)peer;
	return state;
}

const char *phonewall_peer_fault(const struct phonewall_peer *peer)
{
	(void)peer;
	return "it is down";
}

unsigned int phonewall_peer_delay(const struct phonewall_peer *peer)
{
	(void)peer;
	return 7;
}

const char *phonewall_peer_transport(const struct phonewall_peer *peer)
{
	(void)peer;
	return transport;
}

const char *phonewall_peer_address(const struct phonewall_peer *peer)
{
	(void)peer;
	return "198.51.100.1:5060";
}

const char *phonewall_peer_certificate(const struct phonewall_peer *peer)
{
	(void)peer;
	return "";
}

void phonewall_peer_place(const struct phonewall_peer *peer,
			  struct phonewall_sip_relay *relay)
{
	(void)peer;
	strcpy(relay->outside.host_port, "192.0.2.1:5060");
	strcpy(relay->outside.transport, transport);
	strcpy(relay->media, "IP4 192.0.2.1");
}

static void keep(char (*list)[TEXT], size_t *count, const char *bytes,
		 size_t length)
{
	assert_true(*count < MESSAGES && length < TEXT);
	memcpy(list[*count], bytes, length);
	list[(*count)++][length] = '\0';
}

bool phonewall_peer_send(struct phonewall_peer *peer, const char *bytes,
			 size_t length)
{
	(void)peer;
	keep(outside, &outside_count, bytes, length);
	return true;
}

void phonewall_peer_expect(struct phonewall_peer *peer)
{
	(void)peer;
	expected++;
}

bool phonewall_peer_send_to(struct phonewall_peer *peer,
			    const struct sockaddr_storage *address,
			    const char *bytes, size_t length)
{
	(void)address;
	return phonewall_peer_send(peer, bytes, length);
}

void phonewall_peer_close(struct phonewall_peer *peer)
{
	(void)peer;
}

struct phonewall_stack *phonewall_stack_open(struct event_base *base,
					     unsigned int number,
					     phonewall_stack_message called,
					     void *argument)
{
	(void)base;
	(void)number;
	on_stack = called;
	stack_argument = argument;
	return &the_stack;
}

bool phonewall_stack_send(struct phonewall_stack *given,
			  const struct phonewall_stack_path *path,
			  const char *bytes, size_t length)
{
	(void)given;
	assert_int_equal(path->number, 5070);
	keep(stack, &stack_count, bytes, length);
	return true;
}

uint16_t phonewall_stack_port(const struct phonewall_stack *given,
			      const struct phonewall_stack_path *path)
{
	(void)given;
	return path->number;
}

void phonewall_stack_close(struct phonewall_stack *given)
{
	(void)given;
}

/* The line */

static void on_changed(void *argument)
{
	(void)argument;
}

static void open_line(void)
{
	const struct phonewall_line_options options = {
		.number = 1,
		.settings = &settings,
		.domains = &domains,
		.device = &device,
		.agent_directory = "/nonexistent",
	};

	phonewall_line_close(line);
	outside_count = stack_count = expected = 0;
	line = phonewall_line_open(NULL, &options, on_changed, NULL);
	state = PHONEWALL_PEER_READY;
	handlers->changed(peer_argument);
}

static int set_up(void **unused)
{
	(void)unused;
	settings = (struct phonewall_sip_line){
		.is_enabled = true,
		.port = 5060,
		.proxy = "example.com",
		.outbound_proxy = "",
		.user = "alice",
		.password = "secret",
		.requests_mediasec = true,
	};
	transport = "TLS";
	open_line();
	return 0;
}

static int tear_down(void **unused)
{
	(void)unused;
	phonewall_line_close(line);
	line = NULL;
	return 0;
}

/* Messages */

/* print_request() METHOD BRANCH CSEQ TAG HEADERS BODY: what the stack sends. */
static void ask(const char *method, const char *branch, unsigned int cseq,
		const char *to_tag, const char *more)
{
	const struct phonewall_stack_path path = { .number = 5070 };
	char text[TEXT];
	int length = snprintf(text, sizeof(text),
		"%s sip:bob@example.com SIP/2.0\r\n"
		"Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK%s;rport\r\n"
		"Max-Forwards: 70\r\n"
		"Route: <sip:127.0.0.1:5161;lr>\r\n"
		"From: <sip:alice@example.com>;tag=a\r\n"
		"To: <sip:bob@example.com>%s%s\r\n"
		"Call-ID: call@127.0.0.1\r\n"
		"CSeq: %u %s\r\n"
		"Contact: <sip:alice@127.0.0.1:5070>\r\n%s",
		method, branch, *to_tag ? ";tag=" : "", to_tag, cseq, method,
		*more ? more : "Content-Length: 0\r\n\r\n");

	on_stack(text, (size_t)length, &path, stack_argument);
}

/* The bytes between two others, in the last message of a list. */
static void cut(const char *text, const char *start, const char *end,
		char *value)
{
	const char *from = strstr(text, start), *to;

	assert_non_null(from);
	from += strlen(start);
	to = strstr(from, end);
	assert_non_null(to);
	memcpy(value, from, (size_t)(to - from));
	value[to - from] = '\0';
}

/* The server answers one of the requests that left. */
static void answer(size_t which, const char *status, const char *headers)
{
	struct sockaddr_storage server;
	const struct phonewall_address address = {
		.family = AF_INET, .bytes = { 198, 51, 100, 1 },
	};
	char text[TEXT], via[TEXT], cseq[TEXT];
	int length;

	cut(outside[which], "Via: ", "\r\n", via);
	cut(outside[which], "CSeq: ", "\r\n", cseq);
	length = snprintf(text, sizeof(text),
		"SIP/2.0 %s\r\nVia: %s\r\n"
		"From: <sip:alice@example.com>;tag=a\r\n"
		"To: <sip:bob@example.com>;tag=of-server\r\n"
		"Call-ID: call@127.0.0.1\r\nCSeq: %s\r\n%s"
		"%s", status, via, cseq, headers,
		strstr(headers, "Content-Length") ? "" :
		"Content-Length: 0\r\n\r\n");
	phonewall_endpoint_make(&address, 5060, &server);
	handlers->message(text, (size_t)length, &server, true, peer_argument);
}

#define assert_has(text, part)						\
	assert_non_null(strstr((text), (part)))
#define assert_lacks(text, part)					\
	assert_null(strstr((text), (part)))

static const char *last_outside(void)
{
	assert_true(outside_count);
	return outside[outside_count - 1];
}

static const char *last_stack(void)
{
	assert_true(stack_count);
	return stack[stack_count - 1];
}

#define LIST	"Security-Server: sdes-srtp;mediasec\r\n"
#define OTHER	"Security-Server: msrp-tls;mediasec, sdes-srtp;mediasec;q=0.1\r\n"

/* Each is sent once more, and the stack sees its own number. */
static void test_refused_once(void **unused)
{
	static const char *const refusals[][2] = {
		{ "494 Security Agreement Required", LIST },
		{ "421 Extension Required", LIST "Require: mediasec\r\n" },
		{ "420 Bad Extension", "Unsupported: mediasec\r\n" },
	};

	for (size_t i = 0; i < 3; i++) {
		set_up(unused);
		ask("REGISTER", "1", 41, "", "");
		answer(0, refusals[i][0], refusals[i][1]);
		assert_int_equal(stack_count, 0);
		assert_int_equal(outside_count, 2);
		assert_has(outside[0], "CSeq: 41 REGISTER\r\n");
		assert_has(outside[1], "CSeq: 42 REGISTER\r\n");
		assert_has(outside[1], i == 2 ? "\r\nRequire: sec-agree\r\n" :
			   "Security-Verify: sdes-srtp;mediasec\r\n");
		answer(1, "200 OK", "");
		assert_int_equal(stack_count, 1);
		assert_has(last_stack(), "SIP/2.0 200 OK\r\n");
		assert_has(last_stack(), "CSeq: 41 REGISTER\r\n");
		assert_has(last_stack(), ";branch=z9hG4bK1;rport=5070\r\n");
	}
}

/* A server that refuses each attempt is obeyed three times. */
static void test_refused_always(void **unused)
{
	(void)unused;
	ask("REGISTER", "1", 7, "", "");
	for (size_t i = 0; i < 4; i++)
		answer(i, "494 Security Agreement Required", LIST);
	assert_int_equal(outside_count, 4);
	assert_has(outside[3], "CSeq: 10 REGISTER\r\n");
	assert_int_equal(stack_count, 1);
	assert_has(last_stack(), "SIP/2.0 494");
	assert_has(last_stack(), "CSeq: 7 REGISTER\r\n");
}

/* The stack's retransmission is one of the attempt; old responses are absorbed. */
static void test_again(void **unused)
{
	char first[TEXT];

	(void)unused;
	ask("REGISTER", "1", 1, "", "");
	answer(0, "494 Security Agreement Required", LIST);
	ask("REGISTER", "1", 1, "", "");
	assert_int_equal(outside_count, 3);
	assert_string_equal(outside[2], outside[1]);
	answer(0, "494 Security Agreement Required", LIST);
	assert_int_equal(outside_count, 3);
	assert_int_equal(stack_count, 0);
	answer(2, "200 OK", "");
	assert_int_equal(stack_count, 1);
	cut(outside[0], "branch=", ";", first);
	assert_lacks(outside[1], first);
}

/* ACK of the edge, then CANCEL, ACK, PRACK and BYE of the stack. */
static void test_invite(void **unused)
{
	char branch[TEXT];

	(void)unused;
	ask("INVITE", "1", 5, "", "");
	answer(0, "494 Security Agreement Required", LIST);
	assert_int_equal(outside_count, 3);
	assert_has(outside[1], "ACK sip:bob@example.com SIP/2.0\r\n");
	assert_has(outside[1], "CSeq: 5 ACK\r\n");
	assert_has(outside[1], "To: <sip:bob@example.com>;tag=of-server\r\n");
	assert_lacks(outside[1], "Contact");
	assert_lacks(outside[1], "Route");
	cut(outside[0], "branch=", ";", branch);
	assert_has(outside[1], branch);
	assert_has(outside[2], "INVITE sip:bob@example.com SIP/2.0\r\n");
	assert_has(outside[2], "CSeq: 6 INVITE\r\n");
	answer(0, "494 Security Agreement Required", LIST);
	assert_int_equal(outside_count, 4);
	assert_string_equal(outside[3], outside[1]);
	answer(2, "180 Ringing", "RSeq: 1\r\n");
	assert_has(last_stack(), "CSeq: 5 INVITE\r\n");
	ask("PRACK", "2", 6, "of-server", "RAck: 1 5 INVITE\r\n"
	    "Content-Length: 0\r\n\r\n");
	assert_has(last_outside(), "CSeq: 7 PRACK\r\n");
	assert_has(last_outside(), "RAck: 1 6 INVITE\r\n");
	cut(outside[2], "branch=", ";", branch);
	ask("CANCEL", "1", 5, "", "");
	assert_has(last_outside(), "CSeq: 6 CANCEL\r\n");
	assert_has(last_outside(), branch);
	answer(2, "486 Busy Here", "");
	assert_has(last_stack(), "CSeq: 5 INVITE\r\n");
	ask("ACK", "1", 5, "of-server", "");
	assert_has(last_outside(), "CSeq: 6 ACK\r\n");
	assert_has(last_outside(), branch);
	ask("BYE", "3", 7, "of-server", "");
	assert_has(last_outside(), "CSeq: 8 BYE\r\n");
}

/* The number of an INVITE that was sent before another was raised stays. */
static void test_steps(void **unused)
{
	(void)unused;
	ask("INVITE", "1", 5, "", "");
	answer(0, "200 OK", "");
	ask("INFO", "2", 6, "of-server", "");
	answer(1, "494 Security Agreement Required", LIST);
	assert_has(last_outside(), "CSeq: 7 INFO\r\n");
	ask("ACK", "3", 5, "of-server", "");
	assert_has(last_outside(), "CSeq: 5 ACK\r\n");
	ask("BYE", "4", 7, "of-server", "");
	assert_has(last_outside(), "CSeq: 8 BYE\r\n");
}

/* What would get the number of another request is not sent again. */
static void test_overtaken(void **unused)
{
	(void)unused;
	ask("INFO", "1", 6, "of-server", "");
	ask("INFO", "2", 7, "of-server", "");
	answer(0, "494 Security Agreement Required", LIST);
	assert_int_equal(outside_count, 2);
	assert_has(last_stack(), "SIP/2.0 494");
}

/* A call that the stack gives up is not begun again. */
static void test_cancelled(void **unused)
{
	(void)unused;
	ask("INVITE", "1", 5, "", "");
	ask("CANCEL", "1", 5, "", "");
	answer(0, "494 Security Agreement Required", LIST);
	assert_int_equal(outside_count, 2);
	assert_has(last_stack(), "SIP/2.0 494");
	assert_has(last_stack(), "CSeq: 5 INVITE\r\n");
}

static size_t count_of(const char *text, const char *part)
{
	size_t count = 0;

	while ((text = strstr(text, part))) {
		count++;
		text += strlen(part);
	}
	return count;
}

/* A hundred registrations, of which the server changes its list in every tenth. */
static void test_hundred(void **unused)
{
	unsigned int number = 0;
	char branch[16], number_line[64];

	(void)unused;
	for (unsigned int i = 1; i <= 100; i++) {
		outside_count = stack_count = 0;
		snprintf(branch, sizeof(branch), "%u", i);
		ask("REGISTER", branch, i, "", "");
		number++;
		if (i % 10 == 0) {
			answer(0, "494 Security Agreement Required",
			       i % 20 ? LIST : OTHER);
			number++;
		}
		snprintf(number_line, sizeof(number_line), "CSeq: %u REGISTER\r\n",
			 number);
		assert_has(last_outside(), number_line);
		assert_int_equal(count_of(last_outside(), "Security-Verify:"),
				 i >= 10);
		assert_int_equal(count_of(last_outside(), "Security-Client:"),
				 i < 10);
		answer(outside_count - 1, "200 OK", "");
		snprintf(number_line, sizeof(number_line), "CSeq: %u REGISTER\r\n", i);
		assert_has(last_stack(), number_line);
	}
	assert_has(last_outside(),
		   "Security-Verify: msrp-tls;mediasec, sdes-srtp;mediasec;q=0.1\r\n");
	assert_int_equal(line->sent.count, 0);
}

/* What is kept is bounded, whatever is never answered. */
static void test_bound(void **unused)
{
	char branch[16];

	(void)unused;
	for (unsigned int i = 1; i <= 200; i++) {
		snprintf(branch, sizeof(branch), "%u", i);
		ask("OPTIONS", branch, i, "", "");
	}
	assert_int_equal(line->sent.count, PHONEWALL_SENT_MAX);
}

/* The phone does not begin; the server does, on the line with TLS. */
static void test_server_begins(void **unused)
{
	(void)unused;
	settings.requests_mediasec = false;
	open_line();
	ask("REGISTER", "1", 1, "", "");
	assert_lacks(last_outside(), "Security-");
	answer(0, "421 Extension Required", LIST);
	assert_has(last_outside(), "CSeq: 2 REGISTER\r\n");
	assert_has(last_outside(), "Security-Verify: sdes-srtp;mediasec\r\n");
	assert_has(last_outside(), "\r\nRequire: mediasec\r\n");
	assert_lacks(last_outside(), "Security-Client");
}

/* Over TLS alone: nothing is begun or answered on another transport. */
static void test_over_tls_only(void **unused)
{
	static const char *const transports[] = { "UDP", "TCP", "TLS" };

	(void)unused;
	settings.is_mediasec_over_tls_only = true;
	for (size_t i = 0; i < 3; i++) {
		transport = transports[i];
		open_line();
		ask("REGISTER", "1", 1, "", "");
		assert_int_equal(count_of(outside[0], "Security-Client"),
				 i == 2);
		answer(0, "494 Security Agreement Required", LIST);
		assert_int_equal(outside_count, i == 2 ? 2 : 1);
		assert_int_equal(stack_count, i != 2);
	}
}

/* Another server gets what no other has answered, as it was sent before. */
static void test_other_server(void **unused)
{
	(void)unused;
	ask("INVITE", "1", 1, "", "");
	ask("REGISTER", "2", 2, "", "");
	answer(0, "100 Trying", "");
	assert_int_equal(expected, 2);
	ask("MESSAGE", "3", 3, "", "");
	answer(2, "200 OK", "");
	assert_int_equal(expected, 2);
	handlers->changed(peer_argument);
	assert_int_equal(outside_count, 4);
	assert_string_equal(outside[3], outside[1]);
	assert_int_equal(expected, 3);
	answer(3, "200 OK", "");
	handlers->changed(peer_argument);
	assert_int_equal(outside_count, 4);
}

#define ALL_OF(length)	"Content-Type: application/sdp\r\nContent-Length: " \
			length "\r\n\r\n"
#define PLAIN	ALL_OF("29") "v=0\r\nm=audio 4000 RTP/AVP 0\r\n"
#define SECURE	ALL_OF("30") "v=0\r\nm=audio 4000 RTP/SAVP 0\r\n"
#define MAYBE	ALL_OF("52") "v=0\r\nm=audio 4000 RTP/AVP 0\r\na=crypto:1 X inline:a\r\n"

/* Secure_Call_Option: what the stack may offer, by each transport. */
static void test_offers(void **unused)
{
	static const struct {
		enum phonewall_secure_call option;
		const char *transport, *offer;
		bool is_allowed;
	} cases[] = {
		{ PHONEWALL_SECURE_CALL_OPTIONAL, "TLS", PLAIN, true },
		{ PHONEWALL_SECURE_CALL_OPTIONAL, "UDP", SECURE, true },
		{ PHONEWALL_SECURE_CALL_REQUIRED, "TLS", PLAIN, false },
		{ PHONEWALL_SECURE_CALL_REQUIRED, "TLS", MAYBE, false },
		{ PHONEWALL_SECURE_CALL_REQUIRED, "TLS", SECURE, true },
		{ PHONEWALL_SECURE_CALL_REQUIRED, "UDP", SECURE, true },
		{ PHONEWALL_SECURE_CALL_STRICT, "TLS", PLAIN, false },
		{ PHONEWALL_SECURE_CALL_STRICT, "TLS", SECURE, true },
		{ PHONEWALL_SECURE_CALL_STRICT, "TCP", SECURE, false },
		{ PHONEWALL_SECURE_CALL_STRICT, "TCP", MAYBE, false },
		{ PHONEWALL_SECURE_CALL_STRICT, "TCP", PLAIN, true },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		settings.secure_call = cases[i].option;
		transport = cases[i].transport;
		open_line();
		ask("INVITE", "1", 1, "", cases[i].offer);
		assert_int_equal(outside_count, cases[i].is_allowed);
		assert_int_equal(stack_count, !cases[i].is_allowed);
		if (!cases[i].is_allowed) {
			assert_has(last_stack(), "SIP/2.0 488 ");
			assert_has(last_stack(), "Warning: 399 phonewall");
		}
	}
}

static void ring(const char *body)
{
	struct sockaddr_storage server;
	const struct phonewall_address address = {
		.family = AF_INET, .bytes = { 198, 51, 100, 1 },
	};
	char text[TEXT];
	int length = snprintf(text, sizeof(text),
		"INVITE sip:alice@192.0.2.1:5060 SIP/2.0\r\n" SIP_PARTS
		"Max-Forwards: 70\r\nCSeq: 1 INVITE\r\n"
		"Contact: <sip:x@198.51.100.1>\r\n%s", body);

	phonewall_endpoint_make(&address, 5060, &server);
	handlers->message(text, (size_t)length, &server, true, peer_argument);
}

/* A call from outside, and an answer that gives less than was offered. */
static void test_required(void **unused)
{
	(void)unused;
	settings.secure_call = PHONEWALL_SECURE_CALL_REQUIRED;
	open_line();
	ask("INVITE", "1", 1, "", SECURE);
	answer(0, "200 OK", PLAIN);
	assert_has(last_stack(), "m=audio 0 RTP/AVP 0\r\n");
	assert_has(last_stack(), "Content-Length: 26\r\n");
	assert_string_equal(line->refusal,
		"198.51.100.1:5060: media that Secure_Call_Option does not allow");
	answer(0, "200 OK", SECURE);
	assert_has(last_stack(), "m=audio 4000 RTP/SAVP 0\r\n");
	stack_count = 0;
	ring(PLAIN);
	assert_int_equal(stack_count, 0);
	assert_has(last_outside(), "SIP/2.0 488 ");
	ring("Content-Encoding: gzip\r\n" SECURE);
	assert_int_equal(stack_count, 0);
	ring(SECURE);
	assert_int_equal(stack_count, 1);
	ring("Content-Length: 0\r\n\r\n");
	assert_int_equal(stack_count, 2);
}

#define ASK(name, realm)	name ": Digest realm=\"" realm "\", nonce=\"1\"\r\n"

/* Who may ask for the password: realms of the registrar, and of the domain. */
static void test_realms(void **unused)
{
	(void)unused;
	ask("INVITE", "1", 1, "", "");
	answer(0, "407 X", ASK("Proxy-Authenticate", "unknown yet"));
	assert_has(last_stack(), "unknown yet");
	ask("REGISTER", "2", 2, "", "");
	answer(1, "401 X", ASK("WWW-Authenticate", "registrar"));
	assert_has(last_stack(), "registrar");
	ask("INVITE", "3", 3, "", "");
	answer(2, "407 X", ASK("Proxy-Authenticate", "foreign")
	       ASK("Proxy-Authenticate", "registrar"));
	assert_lacks(last_stack(), "foreign");
	assert_has(last_stack(), "registrar");
	ask("BYE", "4", 4, "of-server", "");
	answer(3, "401 X", ASK("WWW-Authenticate", "foreign"));
	assert_has(last_stack(), "SIP/2.0 401 ");
	assert_lacks(last_stack(), "Digest");
	answer(3, "407 X", ASK("Proxy-Authenticate", "example.com"));
	assert_has(last_stack(), "realm=\"example.com\"");
}

/* What @stack gets for a request that is whole but for its first line. */
static void begin_with(const char *first, const char *to)
{
	static const struct phonewall_stack_path path = { .number = 5070 };
	char text[TEXT];

	snprintf(text, sizeof(text), "%s\r\n"
		 "Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKx\r\n"
		 SIP_FROM "To: <sip:bob@example.org>%s\r\n" SIP_CALL
		 "CSeq: 1 %.*s\r\n\r\n", first, to,
		 (int)strcspn(first, " "), first);
	on_stack(text, strlen(text), &path, stack_argument);
}

static void test_first_line(void **unused)
{
	size_t count = outside_count;

	(void)unused;
	begin_with("INVITE sip:bob@example.org; lr SIP/2.0", "");
	assert_has(last_stack(), "SIP/2.0 400 Bad Request\r\n");
	assert_has(last_stack(), "CSeq: 1 INVITE\r\n");
	begin_with("BYE <sip:bob@example.org> SIP/2.0", ";tag=of-server");
	assert_has(last_stack(), "To: <sip:bob@example.org>;tag=of-server\r\n");
	begin_with("INVITE sip:bob@example.org SIP/3.0", "");
	assert_has(last_stack(), "SIP/2.0 505 ");
	assert_int_equal(stack_count, 3);
	begin_with("ACK sip:bob@example.org SIP/3.0", "");
	begin_with("INVITE sip:bob@example.org SIP/3.0", ";tag=\"");
	begin_with("(INVITE) sip:bob@example.org SIP/2.0", "");
	assert_int_equal(stack_count, 3);
	assert_int_equal(outside_count, count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_refused_once, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_refused_always, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_invite, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_steps, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_overtaken, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_cancelled, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_hundred, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_bound, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_server_begins, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_over_tls_only, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_other_server, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_offers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_required, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_first_line, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_realms, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
