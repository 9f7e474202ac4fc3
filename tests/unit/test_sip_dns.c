// SPDX-License-Identifier: MIT
/*
 * DNS messages as a server of ill will may write them. The messages are put
 * together from names and records by the functions at the top.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>

#include "sip/dns.h"

#define CNAME	5
#define IN	1

#define NOTHING	PHONEWALL_SIP_DNS_NOTHING
#define NONE	PHONEWALL_SIP_DNS_NONE
#define SOME	PHONEWALL_SIP_DNS_SOME

static uint8_t message[65536];
static size_t length;
static struct phonewall_sip_dns_answer answer;

static void add(const void *bytes, size_t count)
{
	memcpy(message + length, bytes, count);
	length += count;
}

static void add_short(unsigned int number)
{
	add((const uint8_t[]){ number >> 8, number }, 2);
}

static void add_name(const char *name)
{
	while (*name) {
		size_t label = strcspn(name, ".");

		add(&(uint8_t){ label }, 1);
		add(name, label);
		name += label + !!name[label];
	}
	add("", 1);
}

static void add_string(const char *text)
{
	add(&(uint8_t){ strlen(text) }, 1);
	add(text, strlen(text));
}

/* The answer to a question, without records. */
static void begin(const char *name, unsigned int type)
{
	length = 0;
	add((const uint8_t[]){ 0, 1, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0 }, 12);
	add_name(name);
	add_short(type);
	add_short(IN);
}

/* Return: the place of the data's length, for end_record(). */
static size_t begin_record(const char *owner, unsigned int type, uint32_t ttl)
{
	message[7]++;
	add_name(owner);
	add_short(type);
	add_short(IN);
	add_short(ttl >> 16);
	add_short(ttl & 0xffff);
	add_short(0);
	return length;
}

static void end_record(size_t begun)
{
	message[begun - 2] = (length - begun) >> 8;
	message[begun - 1] = length - begun;
}

static void add_a(const char *owner, uint32_t ttl, const char *address)
{
	size_t begun = begin_record(owner, PHONEWALL_SIP_DNS_A, ttl);
	struct in_addr bytes;

	inet_pton(AF_INET, address, &bytes);
	add(&bytes, sizeof(bytes));
	end_record(begun);
}

static void add_alias(const char *owner, uint32_t ttl, const char *target)
{
	size_t begun = begin_record(owner, CNAME, ttl);

	add_name(target);
	end_record(begun);
}

static void add_srv(const char *owner, uint32_t ttl, unsigned int port,
		    const char *target)
{
	size_t begun = begin_record(owner, PHONEWALL_SIP_DNS_SRV, ttl);

	add_short(10);
	add_short(20);
	add_short(port);
	add_name(target);
	end_record(begun);
}

static void add_naptr(const char *owner, const char *flags,
		      const char *service, const char *regexp,
		      const char *replacement)
{
	size_t begun = begin_record(owner, PHONEWALL_SIP_DNS_NAPTR, 60);

	add_short(1);
	add_short(2);
	add_string(flags);
	add_string(service);
	add_string(regexp);
	add_name(replacement);
	end_record(begun);
}

/* In a copy of its own, so that the sanitizer sees its end. */
static enum phonewall_sip_dns_outcome
read_message(const char *name, enum phonewall_sip_dns_type type)
{
	uint8_t *copy = malloc(length);

	memcpy(copy, message, length);
	memset(&answer, 0xa5, sizeof(answer));
	phonewall_sip_dns_read(copy, length, name, type, &answer);
	free(copy);
	return answer.outcome;
}

#define read_a(name)	read_message(name, PHONEWALL_SIP_DNS_A)
#define read_srv(name)	read_message(name, PHONEWALL_SIP_DNS_SRV)

static void test_records(void **state)
{
	(void)state;
	begin("a.org", PHONEWALL_SIP_DNS_A);
	add_a("A.ORG", 60, "192.0.2.1");
	add_a("a.org", 50, "192.0.2.2");
	assert_int_equal(read_a("a.org"), SOME);
	assert_int_equal(answer.count, 2);
	assert_int_equal(answer.ttl, 50);
	assert_memory_equal(answer.records[1].address.bytes, "\xc0\0\2\2", 4);
	assert_int_equal(answer.records[1].address.family, AF_INET);

	begin("_sip._udp.a.org", PHONEWALL_SIP_DNS_SRV);
	add_srv("_sip._udp.a.org", 60, 5060, "Host.A.org");
	add_srv("_sip._udp.a.org", 60, 0, "");
	assert_int_equal(read_srv("_sip._udp.a.org"), SOME);
	assert_int_equal(answer.count, 2);
	assert_int_equal(answer.records[0].order, 10);
	assert_int_equal(answer.records[0].preference, 20);
	assert_int_equal(answer.records[0].port, 5060);
	assert_string_equal(answer.records[0].name, "host.a.org");
	assert_string_equal(answer.records[1].name, "");

	begin("a.org", PHONEWALL_SIP_DNS_NAPTR);
	add_naptr("a.org", "S", "SIPS+D2T", "", "_sips._tcp.a.org");
	add_naptr("a.org", "u", "x", "!.*!sip:x@a.org!", "");
	assert_int_equal(read_message("a.org", PHONEWALL_SIP_DNS_NAPTR), SOME);
	assert_int_equal(answer.count, 2);
	assert_string_equal(answer.records[0].flags, "s");
	assert_string_equal(answer.records[0].service, "sips+d2t");
	assert_false(answer.records[0].has_regexp);
	assert_string_equal(answer.records[0].name, "_sips._tcp.a.org");
	assert_true(answer.records[1].has_regexp);
	assert_int_equal(answer.records[1].order, 1);
	assert_int_equal(answer.records[1].preference, 2);
}

static void test_nothing(void **state)
{
	(void)state;
	phonewall_sip_dns_read(NULL, 9, "a.org", PHONEWALL_SIP_DNS_A, &answer);
	assert_int_equal(answer.outcome, NOTHING);
	begin("a.org", PHONEWALL_SIP_DNS_A);
	assert_int_equal(read_a("a.org"), NONE);
	message[3] = 0x83;	/* no such name */
	assert_int_equal(read_a("a.org"), NONE);
	for (unsigned int rcode = 1; rcode < 16; rcode++) {
		message[3] = 0x80 | rcode;
		if (rcode != 3)
			assert_int_equal(read_a("a.org"), NOTHING);
	}
	begin("a.org", PHONEWALL_SIP_DNS_A);
	assert_int_equal(read_a("b.org"), NOTHING);
	assert_int_equal(read_srv("a.org"), NOTHING);
	message[2] = 1;		/* a question */
	assert_int_equal(read_a("a.org"), NOTHING);
	begin("a.org", PHONEWALL_SIP_DNS_A);
	message[5] = 2;
	assert_int_equal(read_a("a.org"), NOTHING);
}

/* Cut off at any place it tells nothing. */
static void test_cut_off(void **state)
{
	size_t whole;

	(void)state;
	begin("a.org", PHONEWALL_SIP_DNS_NAPTR);
	add_alias("a.org", 60, "b.org");
	add_naptr("b.org", "s", "sip+d2u", "", "_sip._udp.b.org");
	whole = length;
	assert_int_equal(read_message("a.org", PHONEWALL_SIP_DNS_NAPTR), SOME);
	while (length--) {
		assert_int_equal(read_message("a.org",
			PHONEWALL_SIP_DNS_NAPTR), NOTHING);
		assert_int_equal(answer.count, 0);
	}
	length = whole;
	message[7]++;	/* a record that is not there */
	assert_int_equal(read_message("a.org", PHONEWALL_SIP_DNS_NAPTR),
			 NOTHING);
}

/* Records of others, and in other sections, are nobody's business. */
static void test_other_names(void **state)
{
	(void)state;
	begin("_sip._udp.a.org", PHONEWALL_SIP_DNS_SRV);
	add_srv("_sip._udp.b.org", 60, 5060, "evil.org");
	add_srv("a.org", 60, 5060, "evil.org");
	add_a("_sip._udp.a.org", 60, "192.0.2.66");
	assert_int_equal(read_srv("_sip._udp.a.org"), NONE);
	add_srv("_sip._udp.a.org", 60, 5060, "h.a.org");
	assert_int_equal(read_srv("_sip._udp.a.org"), SOME);
	assert_int_equal(answer.count, 1);
	message[7]--;	/* now it is in the additional section */
	message[11]++;
	assert_int_equal(read_srv("_sip._udp.a.org"), NONE);
}

static void test_aliases(void **state)
{
	char owner[8] = "n0.org", target[8];

	(void)state;
	begin("n0.org", PHONEWALL_SIP_DNS_A);
	add_a("n8.org", 60, "192.0.2.1");
	for (unsigned int i = 0; i < PHONEWALL_SIP_DNS_ALIASES; i++) {
		strcpy(target, owner);
		target[1]++;
		add_alias(owner, 10 + i, target);
		strcpy(owner, target);
	}
	assert_int_equal(read_a("n0.org"), SOME);
	assert_int_equal(answer.ttl, 10);
	add_alias("n8.org", 60, "n9.org");
	add_a("n9.org", 60, "192.0.2.1");
	assert_int_equal(read_a("n0.org"), NOTHING);

	begin("a.org", PHONEWALL_SIP_DNS_A);
	add_alias("a.org", 60, "b.org");
	assert_int_equal(read_a("a.org"), NONE);
	add_alias("b.org", 60, "a.org");
	assert_int_equal(read_a("a.org"), NOTHING);

	begin("a.org", PHONEWALL_SIP_DNS_A);
	add_alias("a.org", 60, "b c.org");
	add_a("b c.org", 60, "192.0.2.1");
	assert_int_equal(read_a("a.org"), NOTHING);
}

/* An SRV record whose target is these bytes. */
static enum phonewall_sip_dns_outcome read_target(const char *bytes,
						  size_t count)
{
	size_t begun;

	begin("s.a.org", PHONEWALL_SIP_DNS_SRV);
	begun = begin_record("s.a.org", PHONEWALL_SIP_DNS_SRV, 60);
	add("\0\1\0\2\x13\xc4", 6);
	add(bytes, count);
	end_record(begun);
	return read_srv("s.a.org");
}

#define READ_TARGET(bytes)	read_target(bytes, sizeof(bytes) - 1)

static void test_names(void **state)
{
	char name[300];

	(void)state;
	/* To the question's name, and to itself, forward and beyond. */
	assert_int_equal(READ_TARGET("\1x\xc0\x0c"), SOME);
	assert_string_equal(answer.records[0].name, "x.s.a.org");
	assert_int_equal(READ_TARGET("\xc0\x31"), NOTHING);
	assert_int_equal(READ_TARGET("\xc0\x35"), NOTHING);
	assert_int_equal(READ_TARGET("\xff\xff"), NOTHING);
	assert_int_equal(READ_TARGET("\x40x\0"), NOTHING);
	assert_int_equal(READ_TARGET("\x80x\0"), NOTHING);
	/* Bytes behind the name. */
	assert_int_equal(READ_TARGET("\1x\0y"), NOTHING);
	/* What cannot be written as text is no name, but no fault either. */
	assert_int_equal(READ_TARGET("\3x.y\0"), SOME);
	assert_string_equal(answer.records[0].name, "?");
	assert_int_equal(READ_TARGET("\3x\0y\0"), SOME);
	assert_string_equal(answer.records[0].name, "?");
	assert_int_equal(READ_TARGET("\1 \1x\0"), SOME);
	assert_string_equal(answer.records[0].name, "?");
	memset(name, 1, sizeof(name));
	name[254] = '\0';
	assert_int_equal(read_target(name, 255), SOME);
	for (unsigned int i = 1; i < 254; i += 2)
		name[i] = 'x';
	assert_int_equal(read_target(name, 255), SOME);
	assert_int_equal(strlen(answer.records[0].name), 253);
	name[254] = 1;
	name[255] = 'x';
	name[256] = '\0';
	assert_int_equal(read_target(name, 257), SOME);
	assert_string_equal(answer.records[0].name, "?");
}

/* The owner is a pointer to the target, which is further on. */
static void test_forward(void **state)
{
	size_t owner, begun;

	(void)state;
	begin("s.a.org", PHONEWALL_SIP_DNS_SRV);
	owner = length;
	begun = begin_record("x", PHONEWALL_SIP_DNS_SRV, 60);
	/* "x" has three bytes, a pointer two. */
	memmove(message + owner + 2, message + owner + 3, length - owner - 3);
	length--;
	begun--;
	add("\0\1\0\2\x13\xc4", 6);
	message[owner] = 0xc0;
	message[owner + 1] = length;
	add_name("s.a.org");
	end_record(begun);
	assert_int_equal(read_srv("s.a.org"), NOTHING);
	message[owner + 1] = 12;
	assert_int_equal(read_srv("s.a.org"), SOME);
}

static void test_bounds(void **state)
{
	(void)state;
	begin("a.org", PHONEWALL_SIP_DNS_A);
	for (unsigned int i = 0; i < PHONEWALL_SIP_DNS_RECORDS + 1; i++)
		add_a("a.org", 60 - i, "192.0.2.1");
	assert_int_equal(read_a("a.org"), SOME);
	assert_int_equal(answer.count, PHONEWALL_SIP_DNS_RECORDS);
	assert_int_equal(answer.ttl, 45);
	begin("a.org", PHONEWALL_SIP_DNS_A);
	add_a("a.org", 0x80000000, "192.0.2.1");
	assert_int_equal(read_a("a.org"), SOME);
	assert_int_equal(answer.ttl, 0);
	length = PHONEWALL_SIP_DNS_MESSAGE;
	assert_int_equal(read_a("a.org"), SOME);
	length++;
	assert_int_equal(read_a("a.org"), NOTHING);

	begin("a.org", PHONEWALL_SIP_DNS_NAPTR);
	add_naptr("a.org", "0123456789abcdef0123456789abcdef", "a b",
		  "0123456789abcdef0123456789abcdef", "x.org");
	add_naptr("a.org", "0123456789abcdef0123456789abcde", "", "", "x.org");
	assert_int_equal(read_message("a.org", PHONEWALL_SIP_DNS_NAPTR), SOME);
	assert_string_equal(answer.records[0].flags, "?");
	assert_string_equal(answer.records[0].service, "?");
	assert_true(answer.records[0].has_regexp);
	assert_int_equal(strlen(answer.records[1].flags), 31);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_other_names),
		cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_forward),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
