// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "firewall/connection_request.h"

#define FIRST	PHONEWALL_CONNECTION_REQUEST_FIRST
#define LAST	PHONEWALL_CONNECTION_REQUEST_LAST

static void test_every_port_is_picked(void **state)
{
	const struct phonewall_translation nothing = { 0 };
	unsigned char picked[LAST + 1] = { 0 };
	uint32_t random;
	uint16_t port;

	(void)state;
	for (random = 0; random <= LAST - FIRST; random++) {
		port = phonewall_connection_request_pick(random, &nothing);
		assert_in_range(port, FIRST, LAST);
		picked[port]++;
	}
	for (port = FIRST; port <= LAST; port++)
		assert_int_equal(picked[port], 1);
	port = phonewall_connection_request_pick(UINT32_MAX, &nothing);
	assert_in_range(port, FIRST, LAST);
}

static void test_pick_keeps_clear_of_openings(void **state)
{
	struct phonewall_opening openings[] = {
		{ IPPROTO_TCP, { 80, 80 }, NULL, NULL },
		{ IPPROTO_TCP, { 7000, 8999 }, NULL, NULL },
		{ IPPROTO_TCP, { 9001, 9001 }, NULL, NULL },
		{ IPPROTO_UDP, { 9000, 9999 }, NULL, NULL },
		{ IPPROTO_TCP, { 9003, 65535 }, NULL, NULL },
	};
	const struct phonewall_translation translation = {
		.openings = openings, .opening_count = 5,
	};
	uint32_t random;

	(void)state;
	for (random = 0; random < 10; random++)
		assert_int_equal(phonewall_connection_request_pick(random,
								   &translation),
				 random % 2 ? 9002 : 9000);
}

static void test_no_port_left(void **state)
{
	struct phonewall_opening opening = {
		IPPROTO_TCP, { FIRST, LAST }, NULL, NULL,
	};
	const struct phonewall_translation translation = {
		.openings = &opening, .opening_count = 1,
	};

	(void)state;
	assert_int_equal(phonewall_connection_request_pick(5, &translation), 0);
}

static void test_collision(void **state)
{
	struct phonewall_opening openings[] = {
		{ IPPROTO_TCP, { 8123, 8123 }, NULL, NULL },
		{ IPPROTO_UDP, { 8123, 8123 }, NULL, NULL },
		{ IPPROTO_TCP, { 8100, 8200 }, NULL, NULL },
	};
	struct phonewall_translation translation = {
		.openings = openings, .opening_count = 2,
	};

	(void)state;
	assert_false(phonewall_connection_request_collides(8123, &translation));
	translation.opening_count = 3;
	assert_true(phonewall_connection_request_collides(8123, &translation));
	assert_false(phonewall_connection_request_collides(8124, &translation));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_port_is_picked),
		cmocka_unit_test(test_pick_keeps_clear_of_openings),
		cmocka_unit_test(test_no_port_left),
		cmocka_unit_test(test_collision),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
