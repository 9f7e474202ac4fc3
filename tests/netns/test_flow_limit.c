// SPDX-License-Identifier: GPL-2.0
/*
 * What happens when the flow table is full.
 */
#include "control.h"
#include "suite.h"
#include "udp.h"

#define LAN_PORT	7000
#define FLOWS		5

/* Sockets of the phone on closed ports, all of which speak to one peer. */
struct crowd {
	sa_family_t family;
	int phone[FLOWS];
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
	for (i = 0; i < FLOWS; i++)
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

/* speak() asserts that what has no room for a flow goes out all the same. */
static void test_outgoing_is_never_dropped(void **state)
{
	struct phonewall_status before;
	struct crowd crowd;

	open_crowd(&crowd, suite_family(state));
	set_limit(2);
	speak(&crowd, 0);
	expect_reply(&crowd, 0);
	speak(&crowd, 1);
	expect_reply(&crowd, 1);
	before = firewall_status();
	speak(&crowd, 2);
	assert_int_equal(firewall_status().flows, 2);
	assert_int_equal(firewall_status().flows_refused -
			 before.flows_refused, 1);
	expect_no_reply(&crowd, 2);
	expect_reply(&crowd, 0);
	expect_reply(&crowd, 1);
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
		TEST_FAMILIES(test_outgoing_is_never_dropped),
		TEST_FAMILIES(test_table_shrinks_to_a_lower_limit),
		TEST_FAMILIES(test_flush),
	};

	return cmocka_run_group_tests(tests, suite_begin, suite_end);
}
