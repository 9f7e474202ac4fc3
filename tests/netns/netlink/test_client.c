// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/suite.h"
#include "harness/udp.h"
#include "module/client.h"
#include "module/policy.h"

#define FLOWS		3000
#define STEPS		200
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

/* The module refuses the policy, with these words in its message. */
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
	assert_refused(&policy, "at policy/flow_limit", "1 to 262144 flows");
	policy = firewall_policy();
	policy.limits.timeout_echo = PHONEWALL_TIMEOUT_MAX + 1;
	assert_refused(&policy, "at policy/timeout_echo", "1 to 86400 seconds");
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
	assert_refused(&policy, "at policy/TCP ports/range 2",
		       "1 <= first <= last <= 65535");
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
	assert_non_null(strstr(phonewall_client_error(client),
			       "at packet; allowed is 20 to 512 bytes"));
}

/* The next successful call clears the error. */
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

/* The maximum number of ranges for both protocols, and of endpoints. */
static void test_largest_policy(void **state)
{
	static struct phonewall_opening openings[2 * PHONEWALL_RANGES_MAX];
	static struct phonewall_endpoint endpoints[PHONEWALL_ENDPOINTS_MAX];
	struct phonewall_translation policy = firewall_policy();
	struct phonewall_kernel_policy held;

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
	assert_true(phonewall_kernel_policy_matches(&held, &policy));
	phonewall_kernel_policy_clear(&held);
}

/*
 * If two clients have read the same policy, the second may not set another one.
 */
static void test_stale_generation(void **state)
{
	struct phonewall_translation policy = firewall_policy();
	struct phonewall_kernel_policy held, after;

	(void)state;
	assert_int_equal(phonewall_client_get_policy(client, &held), 0);
	policy.limits.flows = 1111;
	assert_int_equal(phonewall_client_replace_policy(client, &policy,
							 held.generation), 0);
	policy.limits.flows = 2222;
	assert_int_equal(phonewall_client_replace_policy(client, &policy,
							 held.generation),
			 -ERESTART);
	assert_non_null(strstr(phonewall_client_error(client),
			       "another program has set one since; read it "
			       "again, at policy/expected generation"));
	assert_int_equal(phonewall_client_get_policy(client, &after), 0);
	assert_int_equal(after.generation, held.generation + 1);
	assert_int_equal(after.limits.flows, 1111);
	phonewall_kernel_policy_clear(&held);
	phonewall_kernel_policy_clear(&after);
}

/* Adds 1 to a limit @steps times, and reads the policy again if it is stale. */
static int count_up(unsigned int steps, unsigned int *stale)
{
	struct phonewall_translation policy = firewall_policy();
	struct phonewall_client *own = phonewall_client_open();
	struct phonewall_kernel_policy held;
	int error = own ? 0 : -ENOMEM;

	while (!error && steps) {
		error = phonewall_client_get_policy(own, &held);
		if (error)
			break;
		policy.limits.timeout_other = held.limits.timeout_other + 1;
		error = phonewall_client_replace_policy(own, &policy,
							held.generation);
		phonewall_kernel_policy_clear(&held);
		if (!error)
			steps--;
		*stale += error == -ERESTART;
		if (error == -ERESTART)
			error = 0;
	}
	phonewall_client_close(own);
	return error;
}

/* No step of either is lost, and both are refused now and then. */
static void test_two_writers(void **state)
{
	struct phonewall_translation policy = firewall_policy();
	struct phonewall_kernel_policy held;
	unsigned int stale = 0;
	int status, error;
	pid_t child;

	(void)state;
	policy.limits.timeout_other = 1000;
	assert_int_equal(phonewall_client_set_policy(client, &policy), 0);
	host_enter(HOST_PHONE);
	child = fork();
	if (!child)
		_exit(count_up(STEPS, &stale) ? 1 : stale ? 0 : 2);
	error = count_up(STEPS, &stale);
	host_leave();
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(error, 0);
	assert_int_equal(phonewall_client_get_policy(client, &held), 0);
	assert_int_equal(held.limits.timeout_other, 1000 + 2 * STEPS);
	phonewall_kernel_policy_clear(&held);
	assert_true(WIFEXITED(status));
	assert_int_not_equal(WEXITSTATUS(status), 1);
	assert_true(stale || !WEXITSTATUS(status));
}

static int compare_ports(const void *a, const void *b)
{
	const struct phonewall_flow *left = a;
	const struct phonewall_flow *right = b;

	return (int)left->remote_port - (int)right->remote_port;
}

/* More flows than a message holds: each is listed once. */
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
		TEST_IPV4(test_stale_generation),
		TEST_IPV4(test_two_writers),
		TEST_IPV4(test_largest_policy),
		TEST_IPV4(test_many_flows),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
