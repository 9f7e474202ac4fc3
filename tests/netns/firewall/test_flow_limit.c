// SPDX-License-Identifier: MIT
/*
 * What happens when the flow table is full.
 */
#include <poll.h>

#include "firewall/many_flows.h"
#include "harness/control.h"
#include "harness/kernel_memory.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "harness/udp.h"

#define LAN_PORT	7000
#define FLOWS		5
#define CROWD		10
/* Half of what the table holds by default. */
#define MANY		(PHONEWALL_FLOW_LIMIT_DEFAULT / 2)
/* Longer than a flow in use may look unused. */
#define USE_MS		300
/* The module sweeps every 5 seconds. */
#define SWEPT_MS	15000
#define POLL_MS		50

/* Sockets of the phone at closed ports, all with the same peer. */
struct crowd {
	sa_family_t family;
	int phone[CROWD];
	int lan;
};

static struct path path_of(const struct crowd *crowd, unsigned int i)
{
	return path_from_phone(crowd->family, UDP_CLOSED + i, LAN_PORT);
}

static void open_crowd(struct crowd *crowd, sa_family_t family)
{
	struct path path = path_to_phone(family, LAN_PORT, 0);
	unsigned int i;

	crowd->family = family;
	crowd->lan = udp_open_path(HOST_LAN, &path);
	for (i = 0; i < CROWD; i++)
		crowd->phone[i] = udp_open(HOST_PHONE, family, UDP_CLOSED + i);
}

static void speak(const struct crowd *crowd, unsigned int i)
{
	struct path path = path_of(crowd, i);

	udp_send(crowd->phone[i], HOST_PHONE, &path, "request");
	socket_expect(crowd->lan, "request");
}

static void reply(const struct crowd *crowd, unsigned int i)
{
	struct path path = path_of(crowd, i);
	struct path back = path_back(&path);

	udp_send(crowd->lan, HOST_LAN, &back, "reply");
}

static void expect_reply(const struct crowd *crowd, unsigned int i)
{
	reply(crowd, i);
	socket_expect(crowd->phone[i], "reply");
}

static void expect_no_reply(const struct crowd *crowd, unsigned int i)
{
	reply(crowd, i);
	control_expect_unheard(crowd->phone[i], crowd->family);
}

static void set_limit(uint32_t flows)
{
	struct phonewall_translation policy = firewall_policy();

	policy.limits.flows = flows;
	firewall_set(&policy);
}

static void test_oldest_unreplied_makes_room(void **state)
{
	struct phonewall_status before;
	struct crowd crowd;
	unsigned int i;

	open_crowd(&crowd, suite_family(state));
	set_limit(FLOWS - 1);
	before = firewall_status();
	for (i = 0; i < FLOWS; i++)
		speak(&crowd, i);
	assert_int_equal(firewall_status().flows, FLOWS - 1);
	assert_int_equal(firewall_status().flows_evicted -
			 before.flows_evicted, 1);
	expect_no_reply(&crowd, 0);
	for (i = 1; i < FLOWS; i++)
		expect_reply(&crowd, i);
}

static void test_replied_is_kept(void **state)
{
	struct crowd crowd;

	open_crowd(&crowd, suite_family(state));
	set_limit(2);
	speak(&crowd, 0);
	expect_reply(&crowd, 0);
	speak(&crowd, 1);
	speak(&crowd, 2);
	expect_no_reply(&crowd, 1);
	expect_reply(&crowd, 0);
	expect_reply(&crowd, 2);
}

static void answer_some(struct crowd *crowd, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		speak(crowd, i);
		expect_reply(crowd, i);
	}
}

/* speak() asserts that it is sent. */
static void test_new_flow_finds_room_among_answered(void **state)
{
	struct phonewall_status before;
	struct crowd crowd;

	open_crowd(&crowd, suite_family(state));
	set_limit(2);
	answer_some(&crowd, 2);
	before = firewall_status();
	speak(&crowd, 2);
	assert_int_equal(firewall_status().flows, 2);
	assert_int_equal(firewall_status().flows_refused,
			 before.flows_refused);
	assert_int_equal(firewall_status().flows_evicted -
			 before.flows_evicted, 1);
	expect_reply(&crowd, 2);
}

static void test_least_recently_used_makes_room(void **state)
{
	struct crowd crowd;

	open_crowd(&crowd, suite_family(state));
	set_limit(4);
	answer_some(&crowd, 4);
	poll(NULL, 0, USE_MS);
	expect_reply(&crowd, 0);
	speak(&crowd, 1);
	speak(&crowd, 4);
	expect_no_reply(&crowd, 2);
	for (unsigned int i = 0; i < 5; i++) {
		if (i != 2)
			expect_reply(&crowd, i);
	}
}

/* All that were answered are in use: one of them is evicted, and only one. */
static void test_new_flow_finds_room_among_used(void **state)
{
	struct crowd crowd;
	unsigned int i;

	open_crowd(&crowd, suite_family(state));
	set_limit(FLOWS - 1);
	answer_some(&crowd, FLOWS - 1);
	poll(NULL, 0, USE_MS);
	for (i = 0; i < FLOWS - 1; i++)
		expect_reply(&crowd, i);
	speak(&crowd, FLOWS - 1);
	expect_reply(&crowd, FLOWS - 1);
	expect_no_reply(&crowd, 0);
	for (i = 1; i < FLOWS; i++)
		expect_reply(&crowd, i);
}

/*
 * Flows that were answered are evicted until a quarter of the table waits for
 * answers.
 */
static void test_new_flows_do_not_displace_each_other(void **state)
{
	struct crowd crowd;

	open_crowd(&crowd, suite_family(state));
	set_limit(8);
	answer_some(&crowd, 8);
	speak(&crowd, 8);
	speak(&crowd, 9);
	expect_reply(&crowd, 8);
	expect_reply(&crowd, 9);
	assert_int_equal(firewall_status().flows, 8);
}

static void test_requests_do_not_displace_all_answered(void **state)
{
	struct crowd crowd;
	unsigned int i;

	open_crowd(&crowd, suite_family(state));
	set_limit(4);
	answer_some(&crowd, 4);
	for (i = 4; i < CROWD; i++)
		speak(&crowd, i);
	expect_no_reply(&crowd, 4);
	expect_reply(&crowd, 2);
	expect_reply(&crowd, 3);
	expect_reply(&crowd, CROWD - 1);
}

/* With one bucket every packet has to find its flow in the same list. */
static void test_stranger_meets_the_only_flow(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, LAN_PORT, UDP_CLOSED);
	struct crowd crowd;
	int stranger;

	open_crowd(&crowd, family);
	set_limit(1);
	path.from = lan_other_address(family);
	stranger = udp_open_path(HOST_LAN, &path);
	answer_some(&crowd, 1);
	udp_send(stranger, HOST_LAN, &path, "stranger");
	control_expect_unheard(crowd.phone[0], family);
	expect_no_reply(&crowd, 1);
	expect_reply(&crowd, 0);
}

static void set_timeouts(void)
{
	struct phonewall_translation policy = firewall_policy();

	policy.limits.timeout_udp = 1;
	policy.limits.timeout_udp_replied = 1;
	firewall_set(&policy);
}

/*
 * FLOW_GET leaves out flows that have aged out; the status and the memory do
 * not.
 */
static void test_aged_out_flows_are_removed(void **state)
{
	unsigned long before = kernel_memory_flows();
	struct crowd crowd;
	unsigned int waited;

	open_crowd(&crowd, suite_family(state));
	set_timeouts();
	answer_some(&crowd, 2);
	for (unsigned int i = 2; i < CROWD; i++)
		speak(&crowd, i);
	assert_int_equal(firewall_status().flows, CROWD);
	assert_true(kernel_memory_flows() >= before + CROWD);
	for (waited = 0; firewall_status().flows ||
	     kernel_memory_flows() > before; waited += POLL_MS) {
		assert_in_range(waited, 0, SWEPT_MS);
		poll(NULL, 0, POLL_MS);
	}
}

/* In a bucket the flows in use come before the others. */
static void test_aged_out_among_used(void **state)
{
	unsigned int waited;

	(void)state;
	set_timeouts();
	many_flows_begin();
	many_flows_make(0, MANY);
	many_flows_make(MANY, MANY);
	assert_in_range(firewall_status().flows, MANY, 2 * MANY);
	for (waited = 0; firewall_status().flows != MANY; waited += POLL_MS) {
		assert_in_range(waited, 0, SWEPT_MS);
		poll(NULL, 0, POLL_MS);
		many_flows_make(MANY, MANY);
	}
}

static void test_table_shrinks_to_a_lower_limit(void **state)
{
	struct crowd crowd;
	unsigned int i;

	open_crowd(&crowd, suite_family(state));
	for (i = 0; i < FLOWS - 1; i++)
		speak(&crowd, i);
	assert_int_equal(firewall_status().flows, FLOWS - 1);
	set_limit(2);
	for (i = 0; i < FLOWS; i++)
		speak(&crowd, FLOWS - 1 - i);
	assert_int_equal(firewall_status().flows, 2);
}

static void test_flush(void **state)
{
	struct crowd crowd;

	open_crowd(&crowd, suite_family(state));
	speak(&crowd, 0);
	expect_reply(&crowd, 0);
	speak(&crowd, 1);
	assert_int_equal(firewall_flush(), 2);
	assert_int_equal(firewall_status().flows, 0);
	expect_no_reply(&crowd, 0);
	expect_no_reply(&crowd, 1);
	speak(&crowd, 0);
	expect_reply(&crowd, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_FAMILIES(test_oldest_unreplied_makes_room),
		TEST_FAMILIES(test_replied_is_kept),
		TEST_FAMILIES(test_new_flow_finds_room_among_answered),
		TEST_FAMILIES(test_least_recently_used_makes_room),
		TEST_FAMILIES(test_new_flow_finds_room_among_used),
		TEST_FAMILIES(test_new_flows_do_not_displace_each_other),
		TEST_FAMILIES(test_requests_do_not_displace_all_answered),
		TEST_FAMILIES(test_stranger_meets_the_only_flow),
		TEST_FAMILIES(test_aged_out_flows_are_removed),
		TEST_IPV4(test_aged_out_among_used),
		TEST_FAMILIES(test_table_shrinks_to_a_lower_limit),
		TEST_FAMILIES(test_flush),
	};

	return cmocka_run_group_tests(tests, suite_begin, suite_end);
}
