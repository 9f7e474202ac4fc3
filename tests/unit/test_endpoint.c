// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "firewall/endpoint.h"

static void test_parse(void **state)
{
	static const struct {
		const char *text;
		sa_family_t family;
		uint8_t bytes[16];
		uint16_t port;
	} cases[] = {
		{ "224.0.0.0:1", AF_INET, { 224 }, 1 },
		{ "239.1.2.3:34560", AF_INET, { 239, 1, 2, 3 }, 34560 },
		{ "239.255.255.255:65535", AF_INET, { 239, 255, 255, 255 },
		  65535 },
		{ "[ff15::1]:34560", AF_INET6,
		  { 0xff, 0x15, [15] = 1 }, 34560 },
		{ "[FF02::2]:5", AF_INET6, { 0xff, 0x02, [15] = 2 }, 5 },
	};
	struct phonewall_endpoint endpoint;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(&endpoint, 0xff, sizeof(endpoint));
		if (!phonewall_endpoint_parse(cases[i].text, &endpoint))
			fail_msg("'%s' was refused", cases[i].text);
		assert_int_equal(endpoint.family, cases[i].family);
		assert_memory_equal(&endpoint.address, cases[i].bytes,
				    cases[i].family == AF_INET ? 4 : 16);
		assert_int_equal(endpoint.port, cases[i].port);
		assert_null(endpoint.reason);
	}
}

static void test_not_an_endpoint(void **state)
{
	static const char *const texts[] = {
		"", ":", "239.1.2.3", "239.1.2.3:", "239.1.2.3:0",
		"239.1.2.3:65536", "239.1.2.3:x", "239.1.2.3:0x10",
		"239.1.2.3:-1", "239.1.2.3 :1", "239.1.2.3: 1", "239.1.2:1",
		"239.1.2.3.4:1", "239.1.2.256:1", "223.255.255.255:1",
		"240.0.0.0:1", "192.0.2.7:34560", "255.255.255.255:1",
		"0.0.0.0:1", "group.example.com:34560", "[ff15::1]",
		"[ff15::1]:0", "ff15::1:34560", "[2001:db8::1]:34560", "[::]:1",
		"[feff::1]:1", "[ff15::1:34560", "ff15::1]:34560",
		"[239.1.2.3]:34560", "[ff15::1%eth0]:1", "[]:1", "[",
		"239.1.2.3:1:2", "[::ffff:239.1.2.3]:1",
	};
	struct phonewall_endpoint endpoint = { .port = 7 };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (phonewall_endpoint_parse(texts[i], &endpoint))
			fail_msg("'%s' was accepted", texts[i]);
		assert_int_equal(endpoint.port, 7);
	}
}

static void test_equal(void **state)
{
	static const char *const texts[] = {
		"239.1.2.3:34560", "239.1.2.3:34561", "239.1.2.4:34560",
		"[ff15::1]:34560", "[ff15::1]:34561", "[ff15::2]:34560",
	};
	struct phonewall_endpoint a, b;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_true(phonewall_endpoint_parse(texts[i], &a));
		a.reason = "Group_1_Paging_Script";
		for (size_t j = 0; j < sizeof(texts) / sizeof(texts[0]); j++) {
			assert_true(phonewall_endpoint_parse(texts[j], &b));
			assert_int_equal(phonewall_endpoint_equal(&a, &b),
					 i == j);
		}
	}
}

/* An IPv6 group that begins with the bytes of an IPv4 group is another one. */
static void test_families_differ(void **state)
{
	struct phonewall_endpoint a = { .family = AF_INET, .port = 1 };
	struct phonewall_endpoint b = { .family = AF_INET6, .port = 1 };

	(void)state;
	assert_false(phonewall_endpoint_equal(&a, &b));
	assert_false(phonewall_endpoint_equal(&b, &a));
	b.family = AF_INET;
	assert_true(phonewall_endpoint_equal(&a, &b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_not_an_endpoint),
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_families_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
