// SPDX-License-Identifier: MIT
/*
 * What the module allocates is charged to the memory cgroup of the process that
 * caused it: a container with a network namespace of its own pays for its flows
 * and for the table that holds them.
 */
#include <poll.h>

#include "firewall/many_flows.h"
#include "harness/kernel_memory.h"
#include "harness/memory_cgroup.h"
#include "harness/suite.h"

#define FLOWS		20000
#define HEAD		sizeof(void *)
#define TABLE		(PHONEWALL_FLOW_LIMIT_MAX * HEAD)
/* Of the process, and of the kernel on its behalf. */
#define OTHER		(256 * 1024)
/* Memory is freed after a grace period, and counted later. */
#define FREED_MS	20000
#define POLL_MS		100

static unsigned long flow_size(void)
{
	unsigned long size = kernel_memory_object_size("phonewall_flow_ipv4");

	assert_in_range(size, 32, 1024);
	return size;
}

static void expect_falls_below(unsigned long (*charge)(void),
			       unsigned long bytes)
{
	for (unsigned int i = 0; charge() >= bytes; i++) {
		if (i == FREED_MS / POLL_MS)
			fail_msg("%lu bytes are charged still", charge());
		poll(NULL, 0, POLL_MS);
	}
}

/* Using the same flows again is charged nothing, nor are flows of others. */
static void test_flows_are_charged(void **state)
{
	const unsigned long bytes = FLOWS * flow_size();
	unsigned long before, after;

	(void)state;
	many_flows_begin();
	many_flows_make(FLOWS, FLOWS);
	memory_cgroup_enter();
	before = memory_cgroup_slab();
	many_flows_make(FLOWS, FLOWS);
	assert_in_range(memory_cgroup_slab(), 0, before + OTHER);
	many_flows_make(0, FLOWS);
	after = memory_cgroup_slab();
	assert_in_range(after - before, bytes - bytes / 10, bytes * 2);
	assert_int_equal(firewall_flush(), 2 * FLOWS);
	expect_falls_below(memory_cgroup_slab, before + bytes / 10);
}

static void test_table_is_charged(void **state)
{
	unsigned long before;

	(void)state;
	many_flows_set_limit(1);
	memory_cgroup_enter();
	before = memory_cgroup_charged();
	many_flows_set_limit(PHONEWALL_FLOW_LIMIT_MAX);
	assert_in_range(memory_cgroup_charged() - before, TABLE,
			TABLE + TABLE / 4 + OTHER);
	many_flows_set_limit(1);
	expect_falls_below(memory_cgroup_charged, before + TABLE / 2);
}

/* Apart from the addresses and, for IPv6, the link, both are the same. */
static void test_flow_takes_its_addresses(void **state)
{
	(void)state;
	assert_int_equal(kernel_memory_object_size("phonewall_flow_ipv6") -
			 flow_size(), 2 * 16 + 4 - 2 * 4);
}

static int begin_test(void **state)
{
	suite_begin_test(state);
	many_flows_set_limit(PHONEWALL_FLOW_LIMIT_MAX);
	return 0;
}

static int end_test(void **state)
{
	memory_cgroup_leave();
	memory_cgroup_remove();
	return suite_end_test(state);
}

#define TEST(test) { #test, test, begin_test, end_test, &suite_ipv4 }

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IPV4(test_flow_takes_its_addresses),
		TEST(test_flows_are_charged),
		TEST(test_table_is_charged),
	};

	return cmocka_run_group_tests(tests, suite_begin, suite_end);
}
