// SPDX-License-Identifier: MIT
/*
 * Policies, the firewall and the module itself come and go many times while
 * another processor's packets are filtered. Connections that must survive lose
 * no packet, a port that is closed all the time lets none in, and nothing is
 * left of what has gone.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/child.h"
#include "harness/control.h"
#include "harness/kernel_memory.h"
#include "harness/kernel_module.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "harness/udp.h"
#include "stress/traffic.h"

#define CHANGES		1000
#define SWITCHES	200
#define LOADS		200
#define QUERY_MS	300
#define SWITCH_US	3000
#define FLOWS_MAX	4096
/*
 * Far less than all the policies of 5 pages each take, and the counters of
 * loads.
 */
#define STRAY_PAGES	1500
#define STRAY_KB	200

#define LIVING	(1 << TRAFFIC_CONNECTION | 1 << TRAFFIC_SOCKET | \
		 1 << TRAFFIC_OPEN | 1 << TRAFFIC_SCATTER)

/* A stranger's socket that sends to UDP_OTHER, and the phone's there. */
struct knock {
	int lan;
	int phone;
};

static struct knock open_knock(void)
{
	struct path path = path_to_phone(AF_INET, 40002, UDP_OTHER);
	struct knock knock = {
		.lan = udp_open_path(HOST_LAN, &path),
		.phone = udp_open(HOST_PHONE, AF_INET, UDP_OTHER),
	};

	udp_connect(knock.lan, HOST_LAN, &path);
	return knock;
}

static void expect_heard(const struct knock *knock)
{
	socket_send(knock->lan, "knock");
	socket_expect(knock->phone, "knock");
}

/* The refusal shows that the packet arrived and was filtered. */
static void expect_refused(const struct knock *knock)
{
	char byte;

	socket_send(knock->lan, "knock");
	assert_true(socket_wait(knock->lan, POLLIN, WAIT_MS));
	assert_int_equal(recv(knock->lan, &byte, 1, MSG_DONTWAIT), -1);
	assert_int_equal(errno, ECONNREFUSED);
	socket_expect_none(knock->phone);
}

/* Each policy opens and closes other ports, TCP_OPEN under connections too. */
static struct phonewall_translation policy_number(unsigned int number)
{
	struct phonewall_translation policy = firewall_policy();
	struct phonewall_opening *opening;

	if (number % 3 == 0)
		policy.opening_count--;
	if (number % 2 == 0) {
		opening = &policy.openings[policy.opening_count++];
		opening->protocol = IPPROTO_UDP;
		opening->range.first = UDP_OTHER;
		opening->range.last = UDP_OTHER;
	}
	policy.limits.flows = FLOWS_MAX - number;
	return policy;
}

static void change_once(unsigned int number, const struct knock *knock)
{
	struct phonewall_translation policy = policy_number(number);

	firewall_set(&policy);
	traffic_wait(1);
	if (number % 2 == 0)
		expect_heard(knock);
	else
		expect_refused(knock);
}

static void test_policies_change(void **state)
{
	struct knock knock = open_knock();
	struct phonewall_status before, after;
	unsigned long pages;

	(void)state;
	before = firewall_status();
	traffic_begin(TRAFFIC_ALL);
	pages = kernel_memory_free_pages();
	for (unsigned int i = 1; i <= CHANGES; i++)
		change_once(i, &knock);
	traffic_wait(2);
	traffic_end();
	after = firewall_status();
	assert_int_equal(after.generation - before.generation, CHANGES);
	assert_int_equal(after.packets[PHONEWALL_REASON_UDP_REJECTED] -
			 before.packets[PHONEWALL_REASON_UDP_REJECTED],
			 traffic_count(TRAFFIC_CLOSED) + CHANGES / 2);
	assert_int_equal(after.packets[PHONEWALL_REASON_TCP_BLOCKED],
			 before.packets[PHONEWALL_REASON_TCP_BLOCKED]);
	assert_in_range(after.flows, 1, FLOWS_MAX);
	printf("# %u policies, %ld pages fewer\n", CHANGES,
	       (long)pages - (long)kernel_memory_free_pages());
	assert_true(kernel_memory_free_pages() + STRAY_PAGES +
		    kernel_memory_quarantine() * 1024 / getpagesize() >= pages);
}

/* The flow survives while nothing is filtered. */
static void test_firewall_is_switched(void **state)
{
	struct phonewall_translation policy = firewall_policy();
	uint64_t blocked = firewall_status().packets[PHONEWALL_REASON_TCP_BLOCKED];
	struct knock knock = open_knock();

	(void)state;
	traffic_begin(LIVING | 1 << TRAFFIC_FLOW);
	for (unsigned int i = 1; i <= SWITCHES; i++) {
		firewall_disable();
		expect_heard(&knock);
		firewall_set(&policy);
		expect_refused(&knock);
	}
	traffic_wait(2);
	traffic_end();
	assert_int_equal(firewall_status().packets[PHONEWALL_REASON_TCP_BLOCKED],
			 blocked);
	printf("# %u times off and on\n", SWITCHES);
}

/* How many queries the other processor sent, and how many got no answer. */
struct queries {
	uint32_t asked;
	uint32_t lost;
	bool stop;
};

static bool heard_reply(int fd, uint16_t id)
{
	struct pollfd polled = { .fd = fd, .events = POLLIN };
	struct {
		struct iphdr ip;
		struct icmphdr icmp;
	} reply;

	while (poll(&polled, 1, QUERY_MS) == 1) {
		if (recv(fd, &reply, sizeof(reply), 0) == sizeof(reply) &&
		    reply.icmp.type == ICMP_ECHOREPLY &&
		    reply.icmp.un.echo.id == id)
			return true;
	}
	return false;
}

/* For a message without data and with the sequence number 0 (RFC 1071). */
static uint16_t checksum(const struct icmphdr *echo)
{
	uint32_t sum = ntohs(echo->un.echo.id) + (echo->type << 8);

	return htons(~(sum + (sum >> 16)));
}

/* Each is a flow of its own; the peer's kernel answers at once. */
static void ask_without_end(int fd, struct queries *queries)
{
	struct icmphdr echo = { .type = ICMP_ECHO };

	while (!__atomic_load_n(&queries->stop, __ATOMIC_RELAXED)) {
		echo.un.echo.id = ++queries->asked;
		echo.checksum = checksum(&echo);
		if (send(fd, &echo, sizeof(echo), 0) != sizeof(echo))
			_exit(1);
		if (!heard_reply(fd, echo.un.echo.id))
			queries->lost++;
	}
	_exit(0);
}

static pid_t begin_to_ask(struct queries *queries)
{
	struct phonewall_address lan = host_address(HOST_LAN, AF_INET);
	struct socket_address to = socket_address_make(HOST_PHONE, &lan, 0);
	int fd = host_socket(HOST_PHONE, AF_INET, SOCK_RAW, IPPROTO_ICMP);
	pid_t child;

	socket_connect(fd, &to);
	child = child_start(1);
	if (!child)
		ask_without_end(fd, queries);
	return child;
}

/*
 * A query in flight when the firewall is enabled keeps its answer: the output
 * hook records flows before the input hook filters. Only a query that is held
 * up in between for longer than a grace period may lose it, which is rare.
 */
static void test_queries_outlive_the_switch(void **state)
{
	struct phonewall_translation policy = firewall_policy();
	struct queries *queries = child_share(sizeof(*queries));
	pid_t child = begin_to_ask(queries);

	(void)state;
	for (unsigned int i = 0; i < SWITCHES; i++) {
		firewall_disable();
		firewall_flush();
		usleep(SWITCH_US);
		firewall_set(&policy);
		usleep(SWITCH_US);
	}
	queries->stop = true;
	child_wait(child);
	printf("# %u queries, %u lost their answers\n", queries->asked,
	       queries->lost);
	assert_true(queries->asked > SWITCHES);
	assert_in_range(queries->lost, 0, SWITCHES / 20);
}

static void reload(void)
{
	assert_int_equal(firewall_status().packets[PHONEWALL_REASON_TCP_BLOCKED],
			 0);
	firewall_close();
	kernel_module_unload();
	assert_int_equal(kernel_memory_flows(), 0);
	kernel_module_load();
	firewall_connect();
}

/*
 * The first load allocates memory that later ones use again, so the test
 * measures from then on.
 */
static void test_module_comes_and_goes(void **state)
{
	struct phonewall_translation policy = firewall_policy();
	struct knock knock = open_knock();
	unsigned long percpu = 0;

	(void)state;
	traffic_begin(LIVING);
	for (unsigned int i = 0; i <= LOADS; i++) {
		reload();
		expect_heard(&knock);
		firewall_set(&policy);
		expect_refused(&knock);
		if (!i)
			percpu = kernel_memory_kilobytes("Percpu");
	}
	traffic_wait(2);
	traffic_end();
	assert_in_range(kernel_memory_kilobytes("Percpu"), 0,
			percpu + STRAY_KB);
	printf("# %u times unloaded and loaded\n", LOADS + 1);
}

static int begin_suite(void **state)
{
	suite_begin(state);
	kernel_keep_hooks(HOST_PC);
	kernel_hurry(true);
	return 0;
}

static int end_suite(void **state)
{
	kernel_hurry(false);
	return suite_end(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IPV4(test_policies_change),
		TEST_IPV4(test_firewall_is_switched),
		TEST_IPV4(test_queries_outlive_the_switch),
		TEST_IPV4(test_module_comes_and_goes),
	};

	return cmocka_run_group_tests(tests, begin_suite, end_suite);
}
