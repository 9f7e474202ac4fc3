// SPDX-License-Identifier: MIT
/*
 * The flows as the module lists them, with thousands of them too.
 */
#include <stdio.h>

#include "harness/genetlink.h"
#include "harness/kernel_memory.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "harness/udp.h"
#include "module/message.h"

#define MANY_OF_FAMILY	2500
#define FIRST_PORT	20000
#define LOCAL_PORT	7000
#define LIMIT		20000
#define DUMPS		4000

static struct genetlink genetlink;
static uint8_t datagram[GENETLINK_MAX];

/**
 * struct dump - what a dump of the flows has told so far
 * @times: how often each flow of the many was told, by family and port
 * @others: flows that are none of the many
 * @datagrams: how many it came in
 * @interrupted: whether it said that the table was resized
 * @ended: whether it is over
 */
struct dump {
	uint8_t times[2][MANY_OF_FAMILY + LIMIT];
	unsigned int others;
	unsigned int datagrams;
	bool interrupted;
	bool ended;
};

static void begin_dump(struct dump *dump)
{
	struct genetlink_request request;

	memset(dump, 0, sizeof(*dump));
	genetlink_begin(&genetlink, &request,
			PHONEWALL_CMD_FLOW_GET)->nlmsg_flags |= NLM_F_DUMP;
	assert_int_equal(genetlink_send(&genetlink, &request), 0);
}

static void note_flow(struct dump *dump, struct nlmsghdr *message)
{
	struct phonewall_flow flow;
	unsigned int index;

	assert_int_equal(phonewall_message_read_flow(message, &flow), 0);
	index = flow.remote_port - FIRST_PORT;
	if (flow.protocol == IPPROTO_UDP && flow.local_port == LOCAL_PORT &&
	    index < sizeof(dump->times[0]))
		dump->times[flow.local.family == AF_INET6][index]++;
	else
		dump->others++;
}

static void note_message(struct dump *dump, struct nlmsghdr *message)
{
	if (message->nlmsg_flags & NLM_F_DUMP_INTR)
		dump->interrupted = true;
	if (message->nlmsg_type == NLMSG_DONE)
		dump->ended = true;
	else if (message->nlmsg_type == genetlink.family)
		note_flow(dump, message);
	else
		fail_msg("a dump of flows holds a message of type %u",
			 message->nlmsg_type);
}

static void read_dump(struct dump *dump)
{
	struct nlmsghdr *message = (struct nlmsghdr *)datagram;
	ssize_t received = genetlink_read(&genetlink, datagram, WAIT_MS);
	int length = received;

	if (received <= 0)
		fail_msg("a dump of flows stops: %s", strerror(-received));
	dump->datagrams++;
	for (; mnl_nlmsg_ok(message, length);
	     message = mnl_nlmsg_next(message, &length))
		note_message(dump, message);
}

static void end_dump(struct dump *dump)
{
	while (!dump->ended)
		read_dump(dump);
}

/* The phone sends to @count ports of the LAN neighbour. */
static void make_flows(sa_family_t family, uint16_t first, unsigned int count)
{
	struct phonewall_address lan = host_address(HOST_LAN, family);
	int phone = udp_open(HOST_PHONE, family, LOCAL_PORT);

	for (unsigned int i = 0; i < count; i++)
		udp_send_to(phone, HOST_PHONE, &lan, first + i, "");
	host_close_socket(phone);
}

static void set_limit(uint32_t limit)
{
	struct phonewall_translation policy = firewall_policy();

	policy.limits.flows = limit;
	policy.limits.timeout_udp = 600;
	firewall_set(&policy);
}

static void make_many_flows(void)
{
	set_limit(LIMIT);
	make_flows(AF_INET, FIRST_PORT, MANY_OF_FAMILY);
	make_flows(AF_INET6, FIRST_PORT, MANY_OF_FAMILY);
	assert_int_equal(firewall_status().flows, 2 * MANY_OF_FAMILY);
}

static void expect_each_once(const struct dump *dump)
{
	for (unsigned int i = 0; i < MANY_OF_FAMILY; i++) {
		if (dump->times[0][i] != 1 || dump->times[1][i] != 1)
			fail_msg("the flows to port %u were told %u and %u times",
				 FIRST_PORT + i, dump->times[0][i],
				 dump->times[1][i]);
	}
	assert_int_equal(dump->others, 0);
}

static void test_no_flow(void **state)
{
	static struct dump dump;

	(void)state;
	begin_dump(&dump);
	end_dump(&dump);
	assert_int_equal(dump.others, 0);
	assert_false(dump.interrupted);
}

/* A dump of all flows, which must list each of the many once. */
static unsigned int expect_whole_dump(void)
{
	static struct dump dump;

	begin_dump(&dump);
	end_dump(&dump);
	assert_false(dump.interrupted);
	expect_each_once(&dump);
	return dump.datagrams;
}

static void test_thousands(void **state)
{
	(void)state;
	make_many_flows();
	assert_true(expect_whole_dump() > 10);
}

/* Two at a time, on two sockets, each at its own place in the table. */
static void test_two_dumps(void **state)
{
	static struct dump one, other;
	struct genetlink first, second;

	(void)state;
	make_many_flows();
	genetlink_open_phone(&second);
	first = genetlink;
	begin_dump(&one);
	genetlink = second;
	begin_dump(&other);
	while (!one.ended || !other.ended) {
		genetlink = first;
		if (!one.ended)
			read_dump(&one);
		genetlink = second;
		if (!other.ended)
			read_dump(&other);
	}
	assert_false(one.interrupted || other.interrupted);
	expect_each_once(&one);
	expect_each_once(&other);
}

static void test_flows_made_meanwhile(void **state)
{
	static struct dump dump;

	(void)state;
	make_many_flows();
	begin_dump(&dump);
	read_dump(&dump);
	make_flows(AF_INET, FIRST_PORT + MANY_OF_FAMILY, 10000);
	end_dump(&dump);
	assert_false(dump.interrupted);
	expect_each_once(&dump);
}

/* With another limit the table has another size and the same flows. */
static void test_table_resized_meanwhile(void **state)
{
	static struct dump dump;

	(void)state;
	make_many_flows();
	begin_dump(&dump);
	read_dump(&dump);
	set_limit(4 * LIMIT);
	end_dump(&dump);
	assert_true(dump.interrupted);
	expect_whole_dump();
	set_limit(16);
	expect_whole_dump();
	set_limit(LIMIT);
	expect_whole_dump();
}

static void test_flushed_meanwhile(void **state)
{
	static struct dump dump;

	(void)state;
	make_many_flows();
	begin_dump(&dump);
	read_dump(&dump);
	assert_int_equal(firewall_flush(), 2 * MANY_OF_FAMILY);
	end_dump(&dump);
	assert_int_equal(firewall_status().flows, 0);
}

/* A dump that is never read to its end keeps nothing allocated. */
static void test_abandoned(void **state)
{
	static struct dump dump;

	(void)state;
	make_many_flows();
	begin_dump(&dump);
	read_dump(&dump);
	assert_false(dump.ended);
	host_close_socket(genetlink.fd);
	assert_int_equal(firewall_flush(), 2 * MANY_OF_FAMILY);
	genetlink_open_phone(&genetlink);
	begin_dump(&dump);
	end_dump(&dump);
	assert_int_equal(dump.times[0][0], 0);
}

/* If a dump leaked, there would be an object left for each. */
static void test_dumps_leave_nothing(void **state)
{
	unsigned long before = kernel_memory_kmalloc_objects();
	static struct dump dump;

	(void)state;
	for (unsigned int i = 0; i < DUMPS; i++) {
		begin_dump(&dump);
		end_dump(&dump);
	}
	assert_in_range(kernel_memory_kmalloc_objects(), 0,
			before + DUMPS / 2);
}

static void test_flush(void **state)
{
	static struct genetlink_answer answer;
	const struct nlattr *flushed;
	static struct dump dump;

	(void)state;
	make_flows(AF_INET, FIRST_PORT, 3);
	make_flows(AF_INET6, FIRST_PORT, 4);
	genetlink_ask_plain(&genetlink, PHONEWALL_CMD_FLOW_FLUSH, &answer);
	assert_int_equal(answer.error, 0);
	flushed = genetlink_attribute(answer.reply, answer.length,
				      PHONEWALL_A_FLUSHED);
	assert_non_null(flushed);
	assert_int_equal(mnl_attr_get_u32(flushed), 7);
	begin_dump(&dump);
	end_dump(&dump);
	assert_int_equal(dump.others, 0);
	assert_int_equal(dump.times[0][0] + dump.times[1][0], 0);
	assert_int_equal(firewall_flush(), 0);
}

/* If the table is full, the oldest flow goes, and the status counts it. */
static void test_limit(void **state)
{
	struct phonewall_status before, after;

	(void)state;
	set_limit(16);
	before = firewall_status();
	make_flows(AF_INET, FIRST_PORT, 50);
	after = firewall_status();
	assert_int_equal(after.flows, 16);
	assert_int_equal(after.flows_created - before.flows_created, 50);
	assert_int_equal(after.flows_evicted - before.flows_evicted, 34);
	assert_int_equal(after.flows_refused - before.flows_refused, 0);
	assert_true(firewall_find_flow(NULL, IPPROTO_UDP, LOCAL_PORT,
				       FIRST_PORT + 49));
	assert_true(firewall_find_flow(NULL, IPPROTO_UDP, LOCAL_PORT,
				       FIRST_PORT + 34));
	assert_false(firewall_find_flow(NULL, IPPROTO_UDP, LOCAL_PORT,
					FIRST_PORT + 33));
}

static void open_genetlink(void)
{
	genetlink_open_phone(&genetlink);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IPV4(test_no_flow),
		TEST_IPV4(test_thousands),
		TEST_IPV4(test_two_dumps),
		TEST_IPV4(test_flows_made_meanwhile),
		TEST_IPV4(test_table_resized_meanwhile),
		TEST_IPV4(test_flushed_meanwhile),
		TEST_IPV4(test_abandoned),
		TEST_IPV4(test_dumps_leave_nothing),
		TEST_IPV4(test_flush),
		TEST_IPV4(test_limit),
	};

	suite_prepare_tests(open_genetlink);
	return cmocka_run_group_tests(tests, suite_begin, suite_end);
}
