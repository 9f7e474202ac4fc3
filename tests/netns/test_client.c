// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "held_policy.h"
#include "suite.h"
#include "udp.h"

#define FLOWS		3000
#define FIRST_PORT	1000	/* clear of TFTP, which makes two flows */

static struct phonewall_client *client;

static int begin(void **state)
{
	suite_begin(state);
	host_enter(HOST_PHONE);
	client = phonewall_client_open();
	host_leave();
	assert_non_null(client);
	assert_null(phonewall_client_error(client));
	return 0;
}

static int end(void **state)
{
	phonewall_client_close(client);
	return suite_end(state);
}

/* The module refuses the policy, in these words among others. */
static void assert_refused(const struct phonewall_translation *policy,
			   const char *place, const char *allowed)
{
	uint32_t generation = firewall_status().generation;
	const char *text;

	assert_true(phonewall_client_set_policy(client, policy) < 0);
	text = phonewall_client_error(client);
	assert_non_null(text);
	if (!strstr(text, place) || !strstr(text, allowed))
		fail_msg("'%s' does not tell '%s' and '%s'", text, place,
			 allowed);
	assert_int_equal(firewall_status().generation, generation);
}

static void test_refused_limits(void **state)
{
	struct phonewall_translation policy = firewall_policy();

	(void)state;
	policy.limits.flows = 0;
	assert_refused(&policy, "at policy/flow_limit", "1 to 262144");
	policy = firewall_policy();
	policy.limits.timeout_echo = PHONEWALL_TIMEOUT_MAX + 1;
	assert_refused(&policy, "at policy/timeout_echo", "1 to 86400");
}

static void test_refused_flags(void **state)
{
	struct phonewall_translation policy = firewall_policy();

	(void)state;
	policy.flags = FIREWALL_FLAGS + 1;
	assert_refused(&policy, "at policy/flags",
		       "0x1 (NO_ICMP_PING) and 0x2 (NO_ICMP_UNREACHABLE)");
}

static void test_refused_range(void **state)
{
	struct phonewall_translation policy = firewall_policy();
	struct phonewall_opening openings[] = {
		{ IPPROTO_TCP, { 1, 2 }, NULL, NULL },
		{ IPPROTO_TCP, { 2, 1 }, NULL, NULL },
	};

	(void)state;
	policy.openings = openings;
	policy.opening_count = 2;
	assert_refused(&policy, "at policy/TCP ports/range 2", "refused");
}

static void test_refused_endpoint(void **state)
{
	struct phonewall_translation policy = firewall_policy();
	struct phonewall_endpoint endpoint = { .family = AF_INET, .port = 9 };

	(void)state;
	memcpy(&endpoint.address, "\xc0\x00\x02\x01", 4);
	policy.endpoints = &endpoint;
	policy.endpoint_count = 1;
	assert_refused(&policy, "at policy/endpoints/endpoint 1/address",
		       "multicast");
}

static void test_refused_packet(void **state)
{
	enum phonewall_reason reason;

	(void)state;
	assert_true(phonewall_client_get_verdict(client, PHONEWALL_IN,
						 (const uint8_t *)"E", 1,
						 &reason) < 0);
	assert_non_null(strstr(phonewall_client_error(client), "at packet"));
}

/* The error of a call is gone with the next that succeeds. */
static void test_error_is_of_the_last_call(void **state)
{
	struct phonewall_translation policy = firewall_policy();
	struct phonewall_status status;

	(void)state;
	policy.limits.flows = 0;
	assert_true(phonewall_client_set_policy(client, &policy) < 0);
	assert_int_equal(phonewall_client_get_status(client, &status), 0);
	assert_null(phonewall_client_error(client));
}

/* As many ranges of both protocols, and endpoints, as there may be. */
static void test_largest_policy(void **state)
{
	static struct phonewall_opening openings[2 * PHONEWALL_RANGES_MAX];
	static struct phonewall_endpoint endpoints[PHONEWALL_ENDPOINTS_MAX];
	struct phonewall_translation policy = firewall_policy();
	struct phonewall_held_policy held;

	(void)state;
	for (unsigned int i = 0; i < 2 * PHONEWALL_RANGES_MAX; i++) {
		openings[i].protocol = i % 2 ? IPPROTO_UDP : IPPROTO_TCP;
		openings[i].range.first = 1 + 30 * i;
		openings[i].range.last = 11 + 30 * i;
	}
	for (unsigned int i = 0; i < PHONEWALL_ENDPOINTS_MAX; i++) {
		endpoints[i].family = AF_INET6;
		memcpy(&endpoints[i].address, "\xff\x15", 2);
		endpoints[i].port = 1 + i;
	}
	policy.openings = openings;
	policy.opening_count = 2 * PHONEWALL_RANGES_MAX;
	policy.endpoints = endpoints;
	policy.endpoint_count = PHONEWALL_ENDPOINTS_MAX;
	assert_int_equal(phonewall_client_set_policy(client, &policy), 0);
	assert_int_equal(phonewall_client_get_policy(client, &held), 0);
	assert_int_equal(held.udp_count, PHONEWALL_RANGES_MAX);
	assert_int_equal(held.tcp_count, PHONEWALL_RANGES_MAX);
	assert_true(phonewall_held_policy_matches(&held, &policy));
	phonewall_held_policy_clear(&held);
}

static int compare_ports(const void *a, const void *b)
{
	const struct phonewall_flow *left = a;
	const struct phonewall_flow *right = b;

	return (int)left->remote_port - (int)right->remote_port;
}

/* More flows than a message holds: each comes once. */
static void test_many_flows(void **state)
{
	struct path path = path_from_phone(AF_INET, 40000, FIRST_PORT);
	int phone = udp_open_path(HOST_PHONE, &path);
	struct phonewall_flow *flows;
	size_t count;

	(void)state;
	for (unsigned int i = 0; i < FLOWS; i++)
		udp_send_to(phone, HOST_PHONE, &path.to, FIRST_PORT + i, "x");
	assert_int_equal(phonewall_client_get_flows(client, &flows, &count), 0);
	assert_int_equal(count, FLOWS);
	qsort(flows, count, sizeof(*flows), compare_ports);
	for (unsigned int i = 0; i < FLOWS; i++) {
		assert_int_equal(flows[i].remote_port, FIRST_PORT + i);
		assert_int_equal(flows[i].local_port, 40000);
	}
	free(flows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IPV4(test_refused_limits),
		TEST_IPV4(test_refused_flags),
		TEST_IPV4(test_refused_range),
		TEST_IPV4(test_refused_endpoint),
		TEST_IPV4(test_refused_packet),
		TEST_IPV4(test_error_is_of_the_last_call),
		TEST_IPV4(test_largest_policy),
		TEST_IPV4(test_many_flows),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
