// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "annotation.h"

/* The annotation expected for an opening; @reason is NULL if it has none. */
struct line {
	uint8_t protocol;
	uint16_t first;
	uint16_t last;
	const char *reason;
};

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

static void assert_annotation(struct phonewall_kernel_policy *policy,
			      const struct phonewall_translation *translation,
			      const struct line *lines, size_t count)
{
	struct phonewall_annotation annotation = { 0 };

	phonewall_annotation_set(&annotation, policy, translation);
	assert_int_equal(annotation.count, count);
	for (size_t i = 0; i < count; i++) {
		const struct phonewall_opening *opening =
			&annotation.openings[i];

		assert_int_equal(opening->protocol, lines[i].protocol);
		assert_int_equal(opening->range.first, lines[i].first);
		assert_int_equal(opening->range.last, lines[i].last);
		if (lines[i].reason)
			assert_string_equal(opening->reason, lines[i].reason);
		else
			assert_null(opening->reason);
	}
	phonewall_annotation_clear(&annotation);
	assert_null(annotation.openings);
}

static void test_ports(void **state)
{
	struct phonewall_opening openings[] = {
		{ IPPROTO_TCP, { 80, 80 }, "web", "web" },
		{ IPPROTO_UDP, { 100, 199 }, "a", "a" },
		{ IPPROTO_UDP, { 150, 249 }, "b", "b" },
		{ IPPROTO_UDP, { 400, 400 }, "c", "c" },
		{ IPPROTO_UDP, { 900, 900 }, "not held", "not held" },
	};
	struct phonewall_translation translation = {
		.openings = openings, .opening_count = COUNT(openings),
	};
	struct phonewall_port_range udp[] = {
		{ 90, 300 }, { 400, 400 }, { 65535, 65535 },
	};
	struct phonewall_port_range tcp[] = { { 79, 81 } };
	struct phonewall_kernel_policy policy = {
		.udp = udp, .udp_count = COUNT(udp),
		.tcp = tcp, .tcp_count = COUNT(tcp),
	};
	static const struct line expected[] = {
		{ IPPROTO_UDP, 90, 99, NULL },
		{ IPPROTO_UDP, 100, 199, "a" },
		{ IPPROTO_UDP, 150, 249, "b" },
		{ IPPROTO_UDP, 250, 300, NULL },
		{ IPPROTO_UDP, 400, 400, "c" },
		{ IPPROTO_UDP, 65535, 65535, NULL },
		{ IPPROTO_TCP, 79, 79, NULL },
		{ IPPROTO_TCP, 80, 80, "web" },
		{ IPPROTO_TCP, 81, 81, NULL },
	};

	(void)state;
	assert_annotation(&policy, &translation, expected, COUNT(expected));
}

/* An opening that is wider than the policy shows only what the policy opens. */
static void test_wider_opening(void **state)
{
	struct phonewall_opening openings[] = {
		{ IPPROTO_UDP, { 1, 65535 }, "all", "all" },
	};
	struct phonewall_translation translation = {
		.openings = openings, .opening_count = 1,
	};
	struct phonewall_port_range udp[] = { { 5, 6 }, { 65535, 65535 } };
	struct phonewall_kernel_policy policy = { .udp = udp, .udp_count = 2 };
	static const struct line expected[] = {
		{ IPPROTO_UDP, 5, 6, "all" },
		{ IPPROTO_UDP, 65535, 65535, "all" },
	};

	(void)state;
	assert_annotation(&policy, &translation, expected, COUNT(expected));
}

static void test_nothing_held(void **state)
{
	struct phonewall_translation translation = { 0 };
	struct phonewall_kernel_policy policy = { 0 };

	(void)state;
	assert_annotation(&policy, &translation, NULL, 0);
}

static void test_endpoints(void **state)
{
	struct phonewall_endpoint wanted[] = {
		{ .family = AF_INET, .port = 7, .reason = "group 1" },
	};
	struct phonewall_endpoint held[] = {
		{ .family = AF_INET, .port = 7 },
		{ .family = AF_INET, .port = 8 },
	};
	struct phonewall_translation translation = {
		.endpoints = wanted, .endpoint_count = 1,
	};
	struct phonewall_kernel_policy policy = {
		.endpoints = held, .endpoint_count = 2,
	};

	(void)state;
	assert_annotation(&policy, &translation, NULL, 0);
	assert_string_equal(held[0].reason, "group 1");
	assert_null(held[1].reason);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ports),
		cmocka_unit_test(test_wider_opening),
		cmocka_unit_test(test_nothing_held),
		cmocka_unit_test(test_endpoints),
	};

	return cmocka_run_group_tests_name("annotation", tests, NULL, NULL);
}
