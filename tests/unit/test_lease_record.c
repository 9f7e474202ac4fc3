// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "faults.h"
#include "provisioning/lease_record.h"

#define HEAD	"phonewall-lease 1\nfamily ipv4\ninterface eth0\n"

static struct phonewall_lease_record record;

/* A copy of exactly these bytes, behind which reading is an error. */
static int parse(const char *text, size_t length)
{
	char *copy = malloc(length ? length : 1);
	int result;

	memcpy(copy, text, length);
	result = phonewall_lease_record_parse(copy, length, &record);
	free(copy);
	return result;
}

static void assert_printed(const char *expected)
{
	char *text = phonewall_lease_record_print(&record);

	assert_string_equal(text, expected);
	free(text);
}

/* What is printed is parsed as the same, whatever is there and what is not. */
static void test_round_trip(void **state)
{
	static const char *const texts[] = {
		HEAD,
		"phonewall-lease 1\nfamily ipv6\ninterface eth0.100\n"
		"address 2001:db8::1\nexpires 4294967295\ndomain example.com\n"
		"dns 2001:db8::2\ndns 192.0.2.2\n"
		"option 17 00000de9\noption 65535 00\n",
		HEAD "option 43\noption 66 0a00225c27ff60\noption 1 ff\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(parse(texts[i], strlen(texts[i])), 0);
		assert_printed(texts[i]);
	}
	assert_int_equal(record.option_count, 3);
	assert_int_equal(record.options[0].length, 0);
	assert_int_equal(record.options[1].code, 66);
	assert_memory_equal(record.options[1].bytes, "\n\0\"\\'\xff`", 7);
}

static void test_refusals(void **state)
{
	static const char *const texts[] = {
		"",
		"\n",
		"phonewall-lease 1",
		"phonewall-lease 2\nfamily ipv4\ninterface eth0\n",
		"phonewall-lease 1\ninterface eth0\n",
		"phonewall-lease 1\nfamily ipv5\ninterface eth0\n",
		"phonewall-lease 1\nfamily ipv4\n",
		"phonewall-lease 1\nfamily ipv4\ninterface \n",
		"phonewall-lease 1\nfamily ipv4\ninterface ../x\n",
		"phonewall-lease 1\nfamily ipv4\ninterface sixteen-bytes-xx\n",
		"phonewall-lease 1\nfamily ipv4\ninterface eth0",
		HEAD "interface eth1\n",
		HEAD "family ipv6\n",
		HEAD "\n",
		HEAD "x y\n",
		HEAD "option\n",
		HEAD "option 66 68",
		HEAD "option 66 6\n",
		HEAD "option 66 6g\n",
		HEAD "option 66 68 \n",
		HEAD "option 65536 68\n",
		HEAD "option -1 68\n",
		HEAD "option 66 68\noption 66 68\n",
		HEAD "address 192.0.2.1:80\n",
		HEAD "address [2001:db8::1]\n",
		HEAD "address x\n",
		HEAD "address 192.0.2.1\naddress 192.0.2.1\n",
		HEAD "expires 0\n",
		HEAD "expires -1\n",
		HEAD "expires 4294967296\n",
		HEAD "expires 1\nexpires 2\n",
		HEAD "domain a b\n",
		HEAD "domain $(x)\n",
		HEAD "domain a\ndomain b\n",
		HEAD "dns 1\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (!parse(texts[i], strlen(texts[i])))
			fail_msg("taken: %s", texts[i]);
		assert_int_equal(record.option_count, 0);
		assert_string_equal(record.interface, "");
	}
	assert_int_equal(parse(HEAD "option 66 68\0\n",
			       sizeof(HEAD "option 66 68\0\n") - 1), -1);
}

static const char *add(uint16_t code, size_t length)
{
	static const uint8_t bytes[PHONEWALL_DHCP_OPTION_MAX + 1];

	return phonewall_lease_record_add_option(&record, code, bytes, length);
}

static void begin(void)
{
	memset(&record, 0, sizeof(record));
	strcpy(record.interface, "fifteen-bytes-x");
}

static void test_bounds(void **state)
{
	char text[2 * PHONEWALL_DHCP_OPTION_MAX + 3] = "";

	(void)state;
	begin();
	assert_string_equal(add(1, PHONEWALL_DHCP_OPTION_MAX + 1),
			    "is too long");
	memset(text, 'a', sizeof(text) - 1);
	assert_string_equal(phonewall_lease_record_add_hexadecimal(&record, 1,
								   text),
			    "is too long");
	text[2 * PHONEWALL_DHCP_OPTION_MAX] = '\0';
	assert_null(phonewall_lease_record_add_hexadecimal(&record, 1, text));
	assert_string_equal(add(1, 1), "is there twice");
	begin();
	for (size_t i = 0; i < PHONEWALL_LEASE_OPTIONS_MAX; i++)
		assert_null(add(i, 1));
	assert_string_equal(add(1000, 0), "has no room beside the others");
	for (size_t i = 0; i < PHONEWALL_LEASE_DNS_MAX; i++)
		assert_true(phonewall_lease_record_add_dns(&record, "::1"));
	assert_false(phonewall_lease_record_add_dns(&record, "::1"));
}

/* The largest record is printed within the bound, and read again. */
static void test_largest(void **state)
{
	size_t code = UINT16_MAX;
	char *text;

	(void)state;
	begin();
	while (!add(code, PHONEWALL_DHCP_OPTION_MAX))
		code--;
	while (!add(code, 0))
		code--;
	assert_int_equal(record.length, PHONEWALL_LEASE_BYTES_MAX);
	assert_int_equal(record.option_count, PHONEWALL_LEASE_OPTIONS_MAX);
	memset(record.domain, 'a', PHONEWALL_HOST_NAME_MAX);
	for (size_t i = 63; i < PHONEWALL_HOST_NAME_MAX; i += 64)
		record.domain[i] = '.';
	while (phonewall_lease_record_add_dns(&record, "2001:db8:1111:1111:1111:1111:1111:1111"))
		;
	text = phonewall_lease_record_print(&record);
	assert_true(strlen(text) <= PHONEWALL_LEASE_TEXT_MAX);
	assert_int_equal(parse(text, strlen(text)), 0);
	assert_printed(text);
	free(text);
}

static void test_too_long(void **state)
{
	char *text = phonewall_memory_print("%s%*s\n", HEAD,
					    PHONEWALL_LEASE_TEXT_MAX, "");

	(void)state;
	assert_int_equal(parse(text, strlen(text)), -1);
	free(text);
}

static void test_name(void **state)
{
	char name[PHONEWALL_LEASE_NAME_SIZE];

	(void)state;
	begin();
	phonewall_lease_record_get_name(&record, name);
	assert_string_equal(name, "fifteen-bytes-x-v4.lease");
	record.is_ipv6 = true;
	phonewall_lease_record_get_name(&record, name);
	assert_string_equal(name, "fifteen-bytes-x-v6.lease");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_largest),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
