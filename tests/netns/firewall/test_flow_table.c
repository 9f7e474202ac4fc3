// SPDX-License-Identifier: MIT
/*
 * The flow limit goes up and down while packets run: whatever the size of the
 * table, every flow is found in it, and a dump lists each once.
 */
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "firewall/many_flows.h"
#include "harness/control.h"
#include "harness/kernel_memory.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "harness/udp.h"
#include "harness/wire.h"
#include "stress/flood.h"

#define SEED		20261129
#define CHANGES		30
#define PACKETS		2000	/* while limits change, at least */
#define HALF		131000
#define NEW_PORT	7100
#define FIRST_NEW	20000
#define NEW_FLOWS	30000

static uint32_t flows;
static int wire, newcomer;

static bool send_answer(uint32_t number)
{
	struct path path = many_flows_answer(random() % flows);
	struct raw_packet packet;

	(void)number;
	raw_packet_make_text(&packet, &path, "answer");
	return wire_try_send(wire, &packet);
}

/* Whether the newcomer is handed a packet within five seconds. */
static bool receive_answer(void)
{
	struct pollfd ready = { .fd = newcomer, .events = POLLIN };
	char byte;

	return poll(&ready, 1, 5000) == 1 && recv(newcomer, &byte, 1, 0) == 1;
}

/*
 * The phone asks a new port and is answered. The answer arrives before the next
 * question, which may evict a flow that is not answered yet.
 */
static bool send_question(uint32_t number)
{
	uint16_t port = FIRST_NEW + number % NEW_FLOWS;
	struct path path = path_to_phone(AF_INET, port, NEW_PORT);
	struct socket_address to = socket_address_make(HOST_PHONE, &path.from,
						       port);
	struct raw_packet packet;

	if (sendto(newcomer, "", 1, 0, (void *)&to.storage, to.length) != 1)
		return false;
	raw_packet_make_text(&packet, &path, "answer");
	return wire_try_send(wire, &packet) && receive_answer();
}

/*
 * Every packet that the module saw belonged to a flow. The backlog of a slow
 * kernel drops some before the module sees them.
 */
static void expect_flows_met(const struct phonewall_status *before,
			     const struct phonewall_status *after)
{
	assert_in_range(after->packets[PHONEWALL_REASON_LIVE_FLOW] -
			before->packets[PHONEWALL_REASON_LIVE_FLOW],
			kernel_memory_quarantine() ? flood_sent() / 2 :
						     flood_sent(),
			flood_sent());
	assert_int_equal(after->packets[PHONEWALL_REASON_UDP_REJECTED],
			 before->packets[PHONEWALL_REASON_UDP_REJECTED]);
	assert_int_equal(after->packets[PHONEWALL_REASON_UDP_BLOCKED],
			 before->packets[PHONEWALL_REASON_UDP_BLOCKED]);
}

/* The limits alternate until so many packets were sent. */
static void change_limits(uint32_t low, uint32_t high,
			  bool (*send_next)(uint32_t number))
{
	struct phonewall_status before = firewall_status();
	struct phonewall_status after;
	unsigned int changes = 0;

	flood_begin(0, send_next);
	while (changes < CHANGES || flood_sent() < PACKETS)
		many_flows_set_limit(changes++ % 2 ? high : low);
	flood_end();
	many_flows_set_limit(high);
	after = firewall_status();
	printf("# %u limits, %u packets, %u flows, %" PRIu64
	       " created, %" PRIu64 " evicted\n",
	       changes, flood_sent(), after.flows,
	       after.flows_created - before.flows_created,
	       after.flows_evicted - before.flows_evicted);
	expect_flows_met(&before, &after);
	assert_int_equal(after.flows_refused, before.flows_refused);
}

static void make(uint32_t count)
{
	many_flows_set_limit(PHONEWALL_FLOW_LIMIT_MAX);
	many_flows_begin();
	many_flows_make(0, count);
	flows = count;
	assert_int_equal(firewall_status().flows, count);
}

/* As many flows as buckets, whatever the limit is. */
static void test_full_table(void **state)
{
	struct phonewall_status before;

	(void)state;
	make(MANY_FLOWS);
	before = firewall_status();
	change_limits(1, PHONEWALL_FLOW_LIMIT_MAX, send_answer);
	assert_int_equal(firewall_status().flows, MANY_FLOWS);
	assert_int_equal(firewall_status().flows_created,
			 before.flows_created);
	many_flows_expect_told(MANY_FLOWS);
	many_flows_set_limit(1);
	many_flows_expect_told(MANY_FLOWS);
	assert_int_equal(firewall_flush(), MANY_FLOWS);
	assert_int_equal(firewall_status().flows, 0);
}

/* Each change is between a table and one with twice as many buckets. */
static void test_half_full_table(void **state)
{
	(void)state;
	make(HALF);
	change_limits(1, PHONEWALL_FLOW_LIMIT_MAX, send_answer);
	assert_int_equal(firewall_status().flows, HALF);
	many_flows_expect_told(HALF);
	many_flows_set_limit(1);
	many_flows_expect_told(HALF);
}

static void open_newcomer(void)
{
	struct path path = path_from_phone(AF_INET, NEW_PORT, 0);

	newcomer = udp_open_path(HOST_PHONE, &path);
}

static void test_flows_are_added_meanwhile(void **state)
{
	(void)state;
	make(HALF / 2);
	open_newcomer();
	change_limits(0x10000 + NEW_FLOWS, PHONEWALL_FLOW_LIMIT_MAX,
		      send_question);
	many_flows_expect_told(HALF / 2);
	assert_true(firewall_find_flow(NULL, IPPROTO_UDP, NEW_PORT,
				       FIRST_NEW));
}

/* At the low limit each new flow replaces two. */
static void test_flows_are_evicted_meanwhile(void **state)
{
	struct phonewall_status before, after;

	(void)state;
	make(HALF / 2);
	open_newcomer();
	before = firewall_status();
	change_limits(1, PHONEWALL_FLOW_LIMIT_MAX, send_question);
	after = firewall_status();
	assert_true(after.flows_evicted > before.flows_evicted);
	assert_int_equal(before.flows + after.flows_created -
			 before.flows_created,
			 after.flows + after.flows_evicted -
			 before.flows_evicted);
	assert_int_equal(firewall_flush(), after.flows);
	assert_int_equal(kernel_memory_flows(), 0);
}

static int begin_suite(void **state)
{
	srandom(SEED);
	printf("# seed %u\n", SEED);
	suite_begin(state);
	return 0;
}

static void open_wire(void)
{
	wire = wire_open(HOST_LAN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IPV4(test_full_table),
		TEST_IPV4(test_half_full_table),
		TEST_IPV4(test_flows_are_added_meanwhile),
		TEST_IPV4(test_flows_are_evicted_meanwhile),
	};

	suite_prepare_tests(open_wire);
	return cmocka_run_group_tests(tests, begin_suite, suite_end);
}
