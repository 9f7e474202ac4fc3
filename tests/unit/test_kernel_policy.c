// SPDX-License-Identifier: MIT
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "module/policy.h"

/*
 * The policy of the module and the one wanted, written differently but equal.
 */
struct fixture {
	struct phonewall_port_range udp[2];
	struct phonewall_port_range tcp[1];
	struct phonewall_endpoint held[2];
	struct phonewall_endpoint wanted[2];
	struct phonewall_opening openings[5];
	struct phonewall_kernel_policy policy;
	struct phonewall_translation translation;
};

static void set_endpoints(struct phonewall_endpoint *ipv4,
			  struct phonewall_endpoint *ipv6)
{
	ipv4->family = AF_INET;
	ipv4->port = 34560;
	inet_pton(AF_INET, "224.168.168.168", &ipv4->address.ipv4);
	ipv6->family = AF_INET6;
	ipv6->port = 34561;
	inet_pton(AF_INET6, "ff15::1", &ipv6->address.ipv6);
}

static void set_policy(struct fixture *fixture)
{
	fixture->udp[0] = (struct phonewall_port_range){ 68, 68 };
	fixture->udp[1] = (struct phonewall_port_range){ 16384, 16483 };
	fixture->tcp[0] = (struct phonewall_port_range){ 80, 80 };
	set_endpoints(&fixture->held[0], &fixture->held[1]);
	fixture->policy = (struct phonewall_kernel_policy){
		.enabled = true,
		.generation = 3,
		.flags = PHONEWALL_FLAG_NO_ICMP_PING,
		.rtp = { 16384, 16483 },
		.limits = { 4096, 30, 180, 30, 600 },
		.udp = fixture->udp, .udp_count = 2,
		.tcp = fixture->tcp, .tcp_count = 1,
		.endpoints = fixture->held, .endpoint_count = 2,
	};
}

static void set_translation(struct fixture *fixture)
{
	fixture->openings[0] = (struct phonewall_opening){
		IPPROTO_UDP, { 16400, 16483 }, NULL, NULL };
	fixture->openings[1] = (struct phonewall_opening){
		IPPROTO_TCP, { 80, 80 }, NULL, NULL };
	fixture->openings[2] = (struct phonewall_opening){
		IPPROTO_UDP, { 16384, 16399 }, NULL, NULL };
	fixture->openings[3] = (struct phonewall_opening){
		IPPROTO_UDP, { 68, 68 }, NULL, NULL };
	fixture->openings[4] = (struct phonewall_opening){
		IPPROTO_UDP, { 16390, 16410 }, NULL, NULL };
	set_endpoints(&fixture->wanted[1], &fixture->wanted[0]);
	fixture->translation = (struct phonewall_translation){
		.enabled = true,
		.flags = PHONEWALL_FLAG_NO_ICMP_PING,
		.rtp = { 16384, 16483 },
		.limits = { 4096, 30, 180, 30, 600 },
		.openings = fixture->openings, .opening_count = 5,
		.endpoints = fixture->wanted, .endpoint_count = 2,
	};
}

static int set_up(void **state)
{
	static struct fixture fixture;

	set_policy(&fixture);
	set_translation(&fixture);
	*state = &fixture;
	return 0;
}

static void assert_differs(const struct fixture *fixture)
{
	assert_false(phonewall_kernel_policy_matches(&fixture->policy,
						     &fixture->translation));
}

static void test_equal(void **state)
{
	struct fixture *fixture = *state;

	assert_true(phonewall_kernel_policy_matches(&fixture->policy,
						    &fixture->translation));
	fixture->translation.broadcast_echo = true;
	assert_true(phonewall_kernel_policy_matches(&fixture->policy,
						    &fixture->translation));
}

static void test_no_policy_set(void **state)
{
	struct phonewall_kernel_policy policy = { 0 };
	struct phonewall_translation translation = { 0 };

	(void)state;
	assert_false(phonewall_kernel_policy_matches(&policy, &translation));
	policy.generation = 1;
	assert_true(phonewall_kernel_policy_matches(&policy, &translation));
}

static void test_scalars(void **state)
{
	struct fixture *fixture = *state;
	struct phonewall_translation *translation = &fixture->translation;
	uint32_t *limits[] = {
		&translation->limits.flows, &translation->limits.timeout_udp,
		&translation->limits.timeout_udp_replied,
		&translation->limits.timeout_echo,
		&translation->limits.timeout_other,
	};
	size_t i;

	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		(*limits[i])++;
		assert_differs(fixture);
		(*limits[i])--;
	}
	translation->enabled = false;
	assert_differs(fixture);
	translation->enabled = true;
	translation->flags = 0;
	assert_differs(fixture);
	translation->flags = PHONEWALL_FLAG_NO_ICMP_PING;
	translation->rtp.first--;
	assert_differs(fixture);
	translation->rtp.first++;
	translation->rtp.last++;
	assert_differs(fixture);
	translation->rtp.last--;
	test_equal(state);
}

static void test_one_port_more_or_less(void **state)
{
	struct fixture *fixture = *state;

	fixture->udp[1].last++;
	assert_differs(fixture);
	fixture->udp[1].last -= 2;
	assert_differs(fixture);
	fixture->udp[1].last++;
	fixture->policy.tcp_count = 0;
	assert_differs(fixture);
	fixture->policy.tcp_count = 1;
	fixture->openings[1].range = (struct phonewall_port_range){ 80, 65535 };
	assert_differs(fixture);
}

static void test_protocols_are_not_confused(void **state)
{
	struct fixture *fixture = *state;

	fixture->openings[3].protocol = IPPROTO_TCP;
	assert_differs(fixture);
}

static void test_endpoints(void **state)
{
	struct fixture *fixture = *state;

	fixture->wanted[0].port++;
	assert_differs(fixture);
	fixture->wanted[0].port--;
	fixture->wanted[0].address.ipv6.s6_addr[15]++;
	assert_differs(fixture);
	fixture->wanted[0].address.ipv6.s6_addr[15]--;
	fixture->wanted[1].address.ipv4.s_addr ^= htonl(1);
	assert_differs(fixture);
	fixture->wanted[1].address.ipv4.s_addr ^= htonl(1);
	fixture->translation.endpoint_count = 1;
	assert_differs(fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_equal, set_up),
		cmocka_unit_test(test_no_policy_set),
		cmocka_unit_test_setup(test_scalars, set_up),
		cmocka_unit_test_setup(test_one_port_more_or_less, set_up),
		cmocka_unit_test_setup(test_protocols_are_not_confused, set_up),
		cmocka_unit_test_setup(test_endpoints, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
