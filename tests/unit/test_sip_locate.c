// SPDX-License-Identifier: MIT
/*
 * The servers of a SIP domain: which questions are asked, and what comes of the
 * answers. Each case has a zone and what is found in it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>

#include "sip/locate.h"

#define COUNT(array)	(sizeof(array) / sizeof(array[0]))
#define FOUND_MAX	8192

#define UDP		PHONEWALL_TRANSPORT_UDP
#define TCP		PHONEWALL_TRANSPORT_TCP
#define TLS		PHONEWALL_TRANSPORT_TLS
#define AUTO		PHONEWALL_TRANSPORT_AUTO

#define GOAL(name, how, ...)						\
	{ .proxy = name, .transport = how, ##__VA_ARGS__ }
#define DEMANDS_TLS	.demands_tls = true
#define SRV_PREFIX	.uses_srv = true, .adds_srv_prefix = true

static struct phonewall_sip_locator locator;
static unsigned int asked;

static const char *type_name(enum phonewall_sip_dns_type type)
{
	switch (type) {
	case PHONEWALL_SIP_DNS_A:
		return "A";
	case PHONEWALL_SIP_DNS_AAAA:
		return "AAAA";
	case PHONEWALL_SIP_DNS_SRV:
		return "SRV";
	default:
		return "NAPTR";
	}
}

static void read_fields(const char *fields, enum phonewall_sip_dns_type type,
			struct phonewall_sip_dns_record *record)
{
	char text[64];

	switch (type) {
	case PHONEWALL_SIP_DNS_A:
	case PHONEWALL_SIP_DNS_AAAA:
		record->address.family = type == PHONEWALL_SIP_DNS_A ?
					 AF_INET : AF_INET6;
		assert_int_equal(sscanf(fields, "%63s", text), 1);
		assert_int_equal(inet_pton(record->address.family, text,
					   record->address.bytes), 1);
		break;
	case PHONEWALL_SIP_DNS_SRV:
		assert_int_equal(sscanf(fields, "%hu %hu %hu %253s",
					&record->order, &record->preference,
					&record->port, record->name), 4);
		break;
	default:
		assert_int_equal(sscanf(fields, "%hu %hu %31s %31s %253s",
					&record->order, &record->preference,
					record->flags, record->service,
					record->name), 5);
	}
	/* "." is the root. */
	if (!strcmp(record->name, "."))
		*record->name = '\0';
}

/* Records are lines "NAME TYPE TTL FIELDS"; with TTL "-", nobody answers. */
static void answer_from(const char *zone,
			const struct phonewall_sip_question *question,
			struct phonewall_sip_dns_answer *answer)
{
	char name[256], type[8], ttl[16];
	int end;

	*answer = (struct phonewall_sip_dns_answer){
		.outcome = PHONEWALL_SIP_DNS_NONE };
	for (; *zone; zone += strcspn(zone, "\n") + 1) {
		assert_int_equal(sscanf(zone, "%255s %7s %15s%n", name, type,
					ttl, &end), 3);
		if (strcmp(name, question->name) ||
		    strcmp(type, type_name(question->type)))
			continue;
		if (*ttl == '-') {
			answer->outcome = PHONEWALL_SIP_DNS_NOTHING;
			return;
		}
		answer->outcome = PHONEWALL_SIP_DNS_SOME;
		answer->ttl = strtoul(ttl, NULL, 10);
		read_fields(zone + end, question->type,
			    &answer->records[answer->count++]);
	}
}

/* Runs a search to its end, the answers of a round last question first. */
static void locate(const struct phonewall_sip_goal *goal, const char *zone)
{
	struct phonewall_sip_dns_answer answer;

	asked = 0;
	memset(&locator, 0xa5, sizeof(locator));
	phonewall_sip_locate_begin(&locator, goal);
	while (locator.question_count) {
		size_t i = locator.question_count;

		asked += i;
		while (i--) {
			answer_from(zone, &locator.questions[i], &answer);
			assert_int_equal(phonewall_sip_locate_answer(&locator,
				i, &answer), !i);
		}
	}
	assert_true(!locator.fault == !!locator.targets.count);
}

/* "TLS example.org 60: HOST ADDRESS:PORT, ..." or the fault. */
static const char *describe(void)
{
	static const char *const names[] = { "UDP", "TCP", "TLS" };
	static char text[FOUND_MAX];
	const struct phonewall_sip_targets *targets = &locator.targets;
	char address[PHONEWALL_ADDRESS_TEXT];
	size_t length;

	if (locator.fault)
		return locator.fault;
	length = sprintf(text, "%s %s %u:", names[targets->transport],
			 targets->certificate_name, targets->ttl);
	for (size_t i = 0; i < targets->count; i++)
		length += sprintf(text + length, "%s %s %s", i ? "," : "",
				  targets->hosts[targets->endpoints[i].host],
				  phonewall_address_print_port(
					  &targets->endpoints[i].address,
					  targets->endpoints[i].port, address));
	return text;
}

#define A_1		"a.org A 300 192.0.2.1\n"
#define H_1		"h1.a.org A 300 192.0.2.11\n"
#define H_2		"h2.a.org A 300 192.0.2.12\n"
#define SRV_UDP		"_sip._udp.a.org SRV 300 10 0 5060 h1.a.org\n"
#define SRV_TCP		"_sip._tcp.a.org SRV 300 10 0 5060 h1.a.org\n"
#define SRV_TLS		"_sips._tcp.a.org SRV 300 10 0 5061 h2.a.org\n"
#define NAPTR_UDP(order, preference)					\
	"a.org NAPTR 300 " order " " preference " s sip+d2u _sip._udp.a.org\n"
#define NAPTR_TCP(order, preference)					\
	"a.org NAPTR 300 " order " " preference " s sip+d2t _sip._tcp.a.org\n"
#define NAPTR_TLS(order, preference)					\
	"a.org NAPTR 300 " order " " preference " s sips+d2t _sips._tcp.a.org\n"

#define NO_ANSWER	"no DNS server tells where it is"
#define NO_ADDRESS	"DNS knows no address of it"
#define NO_SERVER	"DNS says that it has no such service"
#define NO_RECORDS	"its NAPTR records name SRV records that do not exist"
#define NO_TRUTH	"DNS gives only servers that cannot be true"
#define NO_PROXY	"it is neither the name nor the address of a host"
#define NO_TLS		"the line demands secure media"

static const struct {
	const char *what;
	struct phonewall_sip_goal goal;
	const char *zone;
	const char *expected;
	unsigned int asked;
} cases[] = {
	/* What Proxy may be. */
	{ "an address", GOAL("192.0.2.9", UDP), "",
	  "UDP 192.0.2.9 86400: 192.0.2.9 192.0.2.9:5060", 0 },
	{ "an address with a port, over TLS", GOAL("192.0.2.9:5070", TLS), "",
	  "TLS 192.0.2.9 86400: 192.0.2.9 192.0.2.9:5070", 0 },
	{ "an IPv6 address", GOAL("2001:DB8::9", TLS, SRV_PREFIX), "",
	  "TLS 2001:db8::9 86400: 2001:db8::9 [2001:db8::9]:5061", 0 },
	{ "an IPv6 address with a port", GOAL("[2001:db8::9]:5070", TCP), "",
	  "TCP 2001:db8::9 86400: 2001:db8::9 [2001:db8::9]:5070", 0 },
	{ "an address, and Auto", GOAL("192.0.2.9", AUTO), "",
	  "UDP 192.0.2.9 86400: 192.0.2.9 192.0.2.9:5060", 0 },
	{ "an address, Auto and secure media", GOAL("192.0.2.9", AUTO, DEMANDS_TLS), "",
	  "TLS 192.0.2.9 86400: 192.0.2.9 192.0.2.9:5061", 0 },
	{ "a loopback address as it is written", GOAL("127.0.0.1", UDP), "",
	  "UDP 127.0.0.1 86400: 127.0.0.1 127.0.0.1:5060", 0 },
	{ "a multicast address", GOAL("224.0.1.75", UDP), "", NO_PROXY, 0 },
	{ "an IPv6 multicast address", GOAL("ff02::1", UDP), "", NO_PROXY, 0 },
	{ "an unspecified address", GOAL("0.0.0.0", UDP), "", NO_PROXY, 0 },
	{ "port 0", GOAL("192.0.2.9:0", UDP), "", NO_PROXY, 0 },
	{ "nothing", GOAL("", UDP), "", NO_PROXY, 0 },
	{ "a URI", GOAL("sip:a.org", UDP), "", NO_PROXY, 0 },
	{ "no name", GOAL("a..org", UDP), "", NO_PROXY, 0 },
	{ "a port that is none", GOAL("a.org:x", UDP), "", NO_PROXY, 0 },
	{ "a name in upper case, with its last dot", GOAL("A.Org.", TCP),
	  A_1, "TCP a.org 300: a.org 192.0.2.1:5060", 2 },
	{ "both families", GOAL("a.org", TLS), "a.org AAAA 70 2001:db8::1\n" A_1,
	  "TLS a.org 70: a.org 192.0.2.1:5061, a.org [2001:db8::1]:5061", 2 },

	/* RFC 3263 section 4.2: a port means neither NAPTR nor SRV. */
	{ "a port", GOAL("a.org:5080", TLS, SRV_PREFIX), SRV_TLS H_2 A_1,
	  "TLS a.org 300: a.org 192.0.2.1:5080", 2 },
	{ "a port, and Auto", GOAL("a.org:5080", AUTO, SRV_PREFIX),
	  NAPTR_TLS("1", "1") SRV_TLS H_2 A_1,
	  "UDP a.org 300: a.org 192.0.2.1:5080", 2 },
	{ "a port, Auto and secure media", GOAL("a.org:5080", AUTO, DEMANDS_TLS),
	  A_1, "TLS a.org 300: a.org 192.0.2.1:5080", 2 },

	/* Use_DNS_SRV and DNS_SRV_Auto_Prefix. */
	{ "SRV is not used", GOAL("a.org", UDP), SRV_UDP H_1 A_1,
	  "UDP a.org 300: a.org 192.0.2.1:5060", 2 },
	{ "SRV is used", GOAL("a.org", UDP, SRV_PREFIX), SRV_UDP H_1 A_1,
	  "UDP a.org 300: h1.a.org 192.0.2.11:5060", 3 },
	{ "SRV over TCP", GOAL("a.org", TCP, SRV_PREFIX), SRV_UDP SRV_TCP H_1,
	  "TCP a.org 300: h1.a.org 192.0.2.11:5060", 3 },
	{ "SRV over TLS", GOAL("a.org", TLS, SRV_PREFIX), SRV_TLS SRV_TCP H_1 H_2,
	  "TLS a.org 300: h2.a.org 192.0.2.12:5061", 3 },
	{ "no SRV of this transport", GOAL("a.org", TLS, SRV_PREFIX),
	  SRV_UDP SRV_TCP H_1 A_1, "TLS a.org 300: a.org 192.0.2.1:5061", 3 },
	{ "the name is that of an SRV record",
	  GOAL("_sip._tcp.a.org", TCP, .uses_srv = true), SRV_TCP H_1,
	  "TCP a.org 300: h1.a.org 192.0.2.11:5060", 3 },
	{ "the name has no labels of SRV",
	  GOAL("a.org", TCP, .uses_srv = true),
	  "a.org SRV 60 1 1 5065 h1.a.org\n" H_1,
	  "TCP a.org 60: h1.a.org 192.0.2.11:5065", 3 },
	{ "the prefix is not added twice",
	  GOAL("_sip._tcp.a.org", TCP, SRV_PREFIX), SRV_TCP H_1,
	  "TCP a.org 300: h1.a.org 192.0.2.11:5060", 3 },
	{ "labels of SRV, but SRV is not used", GOAL("_sip._tcp.a.org", TCP),
	  SRV_TCP H_1 A_1, "TCP a.org 300: a.org 192.0.2.1:5060", 2 },
	{ "labels of SRV, and Auto",
	  GOAL("_sip._tcp.a.org", AUTO, .uses_srv = true), SRV_TCP H_1,
	  "TCP a.org 300: h1.a.org 192.0.2.11:5060", 4 },
	{ "labels of SRV, Auto and secure media",
	  GOAL("_sip._tcp.a.org", AUTO, DEMANDS_TLS, .uses_srv = true), SRV_TCP H_1,
	  "TLS a.org 300: h1.a.org 192.0.2.11:5060", 4 },

	/* Auto. */
	{ "the lowest order", GOAL("a.org", AUTO),
	  NAPTR_UDP("20", "1") NAPTR_TLS("10", "9") SRV_UDP SRV_TLS H_1 H_2,
	  "TLS a.org 300: h2.a.org 192.0.2.12:5061", 4 },
	{ "then the lowest preference", GOAL("a.org", AUTO),
	  NAPTR_UDP("10", "20") NAPTR_TCP("10", "10") SRV_UDP SRV_TCP H_1,
	  "TCP a.org 300: h1.a.org 192.0.2.11:5060", 4 },
	{ "equals: UDP", GOAL("a.org", AUTO),
	  NAPTR_TLS("10", "10") NAPTR_TCP("10", "10") NAPTR_UDP("10", "10")
	  SRV_TLS SRV_UDP H_1 H_2,
	  "UDP a.org 300: h1.a.org 192.0.2.11:5060", 4 },
	{ "equals: TCP", GOAL("a.org", AUTO),
	  NAPTR_TLS("10", "10") NAPTR_TCP("10", "10") SRV_TLS SRV_TCP H_1,
	  "TCP a.org 300: h1.a.org 192.0.2.11:5060", 4 },
	{ "never below TLS", GOAL("a.org", AUTO, DEMANDS_TLS),
	  NAPTR_UDP("10", "10") NAPTR_TCP("20", "1") NAPTR_TLS("30", "1")
	  SRV_UDP SRV_TLS H_1 H_2,
	  "TLS a.org 300: h2.a.org 192.0.2.12:5061", 4 },
	{ "no TLS offered, but demanded", GOAL("a.org", AUTO, DEMANDS_TLS, SRV_PREFIX),
	  NAPTR_UDP("10", "10") SRV_UDP SRV_TCP H_1 A_1,
	  "TLS a.org 300: a.org 192.0.2.1:5061", 4 },
	{ "no NAPTR: UDP first", GOAL("a.org", AUTO, SRV_PREFIX),
	  SRV_TLS SRV_TCP SRV_UDP H_1 H_2,
	  "UDP a.org 300: h1.a.org 192.0.2.11:5060", 4 },
	{ "no NAPTR: TLS alone", GOAL("a.org", AUTO, SRV_PREFIX), SRV_TLS H_2,
	  "TLS a.org 300: h2.a.org 192.0.2.12:5061", 6 },
	{ "no NAPTR, secure media", GOAL("a.org", AUTO, DEMANDS_TLS, SRV_PREFIX),
	  SRV_TLS SRV_TCP SRV_UDP H_1 H_2,
	  "TLS a.org 300: h2.a.org 192.0.2.12:5061", 4 },
	{ "no NAPTR, no SRV", GOAL("a.org", AUTO, SRV_PREFIX), A_1,
	  "UDP a.org 300: a.org 192.0.2.1:5060", 6 },
	{ "no NAPTR, and SRV is not used", GOAL("a.org", AUTO),
	  SRV_UDP H_1 A_1, "UDP a.org 300: a.org 192.0.2.1:5060", 3 },
	{ "NAPTR leads to another domain, which the certificate need not name",
	  GOAL("a.org", AUTO),
	  "a.org NAPTR 300 1 1 s sips+d2t _sips._tcp.b.net\n"
	  "_sips._tcp.b.net SRV 200 1 1 5099 c.com\nc.com A 100 192.0.2.7\n",
	  "TLS a.org 100: c.com 192.0.2.7:5099", 4 },

	/* What DNS does not answer. */
	{ "NAPTR", GOAL("a.org", AUTO, SRV_PREFIX),
	  "a.org NAPTR -\n" SRV_UDP H_1 A_1, NO_ANSWER, 1 },
	{ "SRV", GOAL("a.org", UDP, SRV_PREFIX),
	  "_sip._udp.a.org SRV -\n" A_1, NO_ANSWER, 1 },
	{ "the SRV of TLS, which NAPTR prefers", GOAL("a.org", AUTO),
	  NAPTR_TLS("1", "1") NAPTR_UDP("2", "1") "_sips._tcp.a.org SRV -\n"
	  SRV_UDP H_1, NO_ANSWER, 2 },
	{ "addresses", GOAL("a.org", UDP), "a.org A -\n", NO_ANSWER, 2 },
	{ "one family", GOAL("a.org", UDP), "a.org AAAA -\n" A_1,
	  "UDP a.org 30: a.org 192.0.2.1:5060", 2 },
	{ "one server of two", GOAL("a.org", TLS, SRV_PREFIX), SRV_TLS
	  "_sips._tcp.a.org SRV 300 5 0 5061 h1.a.org\n"
	  "h1.a.org A -\nh1.a.org AAAA -\n" H_2,
	  "TLS a.org 30: h2.a.org 192.0.2.12:5061", 5 },
	{ "no such name", GOAL("a.org", UDP), "", NO_ADDRESS, 2 },

	/* Lies. */
	{ "SRV target .", GOAL("a.org", UDP, SRV_PREFIX),
	  "_sip._udp.a.org SRV 300 0 0 0 .\n" A_1, NO_SERVER, 1 },
	{ "SRV target . of UDP, and Auto", GOAL("a.org", AUTO, SRV_PREFIX),
	  "_sip._udp.a.org SRV 300 0 0 0 .\n" SRV_TCP H_1 A_1,
	  "TCP a.org 300: h1.a.org 192.0.2.11:5060", 5 },
	{ "SRV target . beside a server", GOAL("a.org", UDP, SRV_PREFIX),
	  "_sip._udp.a.org SRV 300 0 0 0 .\n" SRV_UDP H_1,
	  "UDP a.org 300: h1.a.org 192.0.2.11:5060", 3 },
	{ "SRV targets that are no hosts", GOAL("a.org", UDP, SRV_PREFIX),
	  "_sip._udp.a.org SRV 300 0 0 5060 192.0.2.66\n"
	  "_sip._udp.a.org SRV 300 0 0 5060 ?\n"
	  "_sip._udp.a.org SRV 300 0 0 5060 a_b.org\n"
	  "_sip._udp.a.org SRV 300 0 0 0 h1.a.org\n" A_1 H_1, NO_TRUTH, 1 },
	{ "NAPTR names SRV records that do not exist",
	  GOAL("a.org", AUTO, SRV_PREFIX), NAPTR_TLS("1", "1") SRV_UDP H_1 A_1,
	  NO_RECORDS, 2 },
	{ "NAPTR of no use", GOAL("a.org", AUTO, SRV_PREFIX),
	  "a.org NAPTR 300 1 1 u sips+d2t _sips._tcp.a.org\n"
	  "a.org NAPTR 300 1 1 s sip+d2w _sips._tcp.a.org\n"
	  "a.org NAPTR 300 1 1 s e2u+sip _sips._tcp.a.org\n"
	  "a.org NAPTR 300 1 1 s ? _sips._tcp.a.org\n"
	  "a.org NAPTR 300 1 1 s sips+d2t ?\n"
	  "a.org NAPTR 300 1 1 s sips+d2t .\n" SRV_TCP SRV_TLS H_1,
	  "TCP a.org 300: h1.a.org 192.0.2.11:5060", 5 },
	{ "addresses of nobody", GOAL("a.org", UDP),
	  "a.org A 300 127.0.0.53\na.org A 300 0.0.0.0\n"
	  "a.org A 300 224.0.1.75\na.org A 300 255.255.255.255\n"
	  "a.org AAAA 300 ::1\na.org AAAA 300 ::\na.org AAAA 300 ff02::1\n"
	  "a.org AAAA 300 fe80::1\na.org AAAA 300 ::ffff:192.0.2.1\n"
	  "a.org AAAA 300 ::192.0.2.1\n"
	  "a.org AAAA 300 0:0:0:1::1\na.org AAAA 300 feb0::1\n", NO_TRUTH, 2 },
	{ "an address of NAT64", GOAL("a.org", UDP),
	  "a.org AAAA 300 64:ff9b::192.0.2.1\n",
	  "UDP a.org 300: a.org [64:ff9b::c000:201]:5060", 2 },
	{ "addresses of nobody beside a server's", GOAL("a.org", UDP),
	  "a.org A 300 127.0.0.1\n" A_1, "UDP a.org 300: a.org 192.0.2.1:5060",
	  2 },
	{ "TTL of 0", GOAL("a.org", UDP), "a.org A 0 192.0.2.1\n",
	  "UDP a.org 30: a.org 192.0.2.1:5060", 2 },
	{ "TTL of years", GOAL("a.org", UDP), "a.org A 2147483647 192.0.2.1\n",
	  "UDP a.org 86400: a.org 192.0.2.1:5060", 2 },
	{ "UDP, but secure media", GOAL("192.0.2.9", UDP, DEMANDS_TLS), "", NO_TLS, 0 },
	{ "TCP, but secure media", GOAL("a.org", TCP, DEMANDS_TLS), A_1, NO_TLS, 0 },
	{ "an address twice", GOAL("a.org", UDP, SRV_PREFIX), SRV_UDP
	  "_sip._udp.a.org SRV 300 20 0 5060 h3.a.org\n"
	  "h3.a.org A 300 192.0.2.11\n" H_1,
	  "UDP a.org 300: h1.a.org 192.0.2.11:5060", 5 },
};

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		locate(&cases[i].goal, cases[i].zone);
		if (strncmp(describe(), cases[i].expected,
			    locator.fault ? strlen(cases[i].expected) :
			    FOUND_MAX))
			fail_msg("%s: %s", cases[i].what, describe());
		if (asked != cases[i].asked)
			fail_msg("%s: %u questions", cases[i].what, asked);
	}
}

/* RFC 2782: priorities in order; 3 of 4 begin with the server of weight 30. */
static void test_weights(void **state)
{
	static const char zone[] =
		"_sip._udp.a.org SRV 9 20 0 4 d.org\n"
		"_sip._udp.a.org SRV 9 10 30 1 a1.org\n"
		"_sip._udp.a.org SRV 9 10 10 2 b.org\n"
		"_sip._udp.a.org SRV 9 10 0 3 c.org\n"
		"a1.org A 9 192.0.2.1\nb.org A 9 192.0.2.2\n"
		"c.org A 9 192.0.2.3\nd.org A 9 192.0.2.4\n";
	struct phonewall_sip_goal goal = GOAL("a.org", UDP, SRV_PREFIX);
	unsigned int first[4] = { 0 };

	(void)state;
	for (unsigned int i = 0; i < 4000; i++) {
		goal.random = i * 0x123456789abcdefULL;
		locate(&goal, zone);
		assert_int_equal(locator.targets.count, 4);
		assert_int_equal(locator.targets.endpoints[3].port, 4);
		first[locator.targets.endpoints[0].port - 1]++;
	}
	assert_in_range(first[0], 2750, 3100);
	assert_in_range(first[1], 850, 1150);
	/* One of 41 numbers. */
	assert_in_range(first[2], 40, 180);
	assert_int_equal(first[3], 0);
}

/* Without weights each is the first for some. */
static void test_no_weights(void **state)
{
	static const char zone[] =
		"_sip._udp.a.org SRV 9 0 0 1 a1.org\n"
		"_sip._udp.a.org SRV 9 0 0 2 b.org\n"
		"a1.org A 9 192.0.2.1\nb.org A 9 192.0.2.2\n";
	struct phonewall_sip_goal goal = GOAL("a.org", UDP, SRV_PREFIX);
	unsigned int first[2] = { 0 };

	(void)state;
	for (goal.random = 0; goal.random < 1000; goal.random++) {
		locate(&goal, zone);
		first[locator.targets.endpoints[0].port - 1]++;
	}
	assert_in_range(first[0], 400, 600);
}

/* A server that rotates its records moves nobody. */
static void test_rotation(void **state)
{
	static const char *const records[] = {
		"_sip._udp.a.org SRV 9 0 5 5060 x.org\n",
		"_sip._udp.a.org SRV 9 0 5 5060 y.org\n",
		"_sip._udp.a.org SRV 9 0 5 5060 z.org\n",
	};
	struct phonewall_sip_goal goal = GOAL("a.org", UDP, SRV_PREFIX);
	char zone[512], first[FOUND_MAX];

	(void)state;
	for (goal.random = 0; goal.random < 50; goal.random++)
		for (size_t i = 0; i < COUNT(records); i++) {
			sprintf(zone, "%s%s%sx.org A 9 192.0.2.1\n"
				"y.org A 9 192.0.2.2\nz.org A 9 192.0.2.3\n",
				records[i], records[(i + 1) % 3],
				records[(i + 2) % 3]);
			locate(&goal, zone);
			if (!i)
				strcpy(first, describe());
			assert_string_equal(describe(), first);
		}
}

/* Sixteen servers with sixteen addresses: eight with four are taken. */
static void test_bounds(void **state)
{
	static char zone[32768];
	struct phonewall_sip_goal goal = GOAL("a.org", TLS, SRV_PREFIX);
	size_t length = 0;

	(void)state;
	for (unsigned int i = 0; i < PHONEWALL_SIP_DNS_RECORDS; i++) {
		length += sprintf(zone + length,
				  "_sips._tcp.a.org SRV 9 %u 0 5061 h%u.org\n",
				  16 - i, i);
		for (unsigned int j = 0; j < PHONEWALL_SIP_DNS_RECORDS; j++)
			length += sprintf(zone + length,
					  "h%u.org A 9 10.0.%u.%u\n"
					  "h%u.org AAAA 9 2001:db8::%u:%u\n",
					  i, i, j, i, i, j);
	}
	locate(&goal, zone);
	assert_int_equal(asked, 17);
	assert_int_equal(locator.targets.count, PHONEWALL_SIP_ENDPOINTS_MAX);
	assert_string_equal(locator.targets.hosts[0], "h15.org");
	assert_string_equal(locator.targets.hosts[7], "h8.org");
	assert_int_equal(locator.targets.endpoints[63].host, 7);
}

/* A domain so long that no prefix fits has no SRV records. */
static void test_long_name(void **state)
{
	struct phonewall_sip_goal goal = GOAL(NULL, UDP, SRV_PREFIX);
	char name[PHONEWALL_SIP_DNS_NAME + 1] = "", zone[512];

	(void)state;
	for (unsigned int i = 0; i < 31; i++)
		strcat(name, "abcdefg.");
	strcat(name, "abcde");
	assert_int_equal(strlen(name), PHONEWALL_HOST_NAME_MAX);
	sprintf(zone, "%s A 60 192.0.2.1\n", name);
	goal.proxy = name;
	locate(&goal, zone);
	assert_null(locator.fault);
	assert_int_equal(asked, 2);
	strcat(name, "f");
	locate(&goal, zone);
	assert_non_null(locator.fault);
}

/* The next one while the first is down, and back to it. */
static void test_failover(void **state)
{
	struct phonewall_sip_goal goal = GOAL("a.org", TLS);
	struct phonewall_sip_targets targets, fresh;
	struct phonewall_sip_endpoint *first, *second;

	(void)state;
	locate(&goal, A_1 "a.org A 60 192.0.2.2\n");
	targets = fresh = locator.targets;
	first = &targets.endpoints[0];
	second = &targets.endpoints[1];
	assert_ptr_equal(phonewall_sip_targets_choose(&targets, 0), first);
	phonewall_sip_endpoint_failed(first, 1000);
	assert_ptr_equal(phonewall_sip_targets_choose(&targets, 1000), second);
	assert_ptr_equal(phonewall_sip_targets_choose(&targets, 30999),
			 second);
	assert_ptr_equal(phonewall_sip_targets_choose(&targets, 31000), first);
	phonewall_sip_endpoint_failed(first, 31000);
	assert_ptr_equal(phonewall_sip_targets_choose(&targets, 90999),
			 second);
	/* All are down: the one whose time is over first. */
	phonewall_sip_endpoint_failed(second, 31000);
	assert_ptr_equal(phonewall_sip_targets_choose(&targets, 40000),
			 second);
	/* A new look-up forgets nothing of the same transport. */
	fresh.count = 1;
	phonewall_sip_targets_inherit(&fresh, &targets);
	assert_int_equal(fresh.endpoints[0].down_until, 91000);
	fresh = locator.targets;
	fresh.transport = PHONEWALL_TRANSPORT_TCP;
	phonewall_sip_targets_inherit(&fresh, &targets);
	assert_int_equal(fresh.endpoints[0].down_until, 0);
	phonewall_sip_endpoint_worked(first);
	assert_ptr_equal(phonewall_sip_targets_choose(&targets, 40000), first);
	for (unsigned int i = 0; i < 300; i++)
		phonewall_sip_endpoint_failed(first, 0);
	assert_int_equal(first->down_until, PHONEWALL_SIP_DOWN_MAX);
	targets.count = 0;
	assert_null(phonewall_sip_targets_choose(&targets, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_weights),
		cmocka_unit_test(test_no_weights),
		cmocka_unit_test(test_rotation),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_long_name),
		cmocka_unit_test(test_failover),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
