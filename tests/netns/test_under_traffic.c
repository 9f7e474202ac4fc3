// SPDX-License-Identifier: GPL-2.0
/*
 * Policies, the firewall and the module itself come and go a great many times
 * while another processor's packets are judged: what must live on loses none,
 * what is closed throughout lets none in, and nothing is left of what has gone.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control.h"
#include "kernel_memory.h"
#include "kernel_module.h"
#include "suite.h"
#include "traffic.h"
#include "udp.h"

#define CHANGES		1000
#define SWITCHES	200
#define LOADS		200
#define FLOWS_MAX	4096
/* Far less than policies of 5 pages each take, and the counters of loads. */
#define STRAY_PAGES	1500
#define STRAY_KB	200

#define LIVING	(1 << TRAFFIC_CONNECTION | 1 << TRAFFIC_SOCKET | \
		 1 << TRAFFIC_OPEN | 1 << TRAFFIC_SCATTER)

/* The stranger who knocks at UDP_OTHER, and who listens there. */
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

/* The refusal that arrives shows that the packet was there to be judged. */
static void expect_refused(const struct knock *knock)
{
	char byte;

	socket_send(knock->lan, "knock");
	assert_true(socket_wait(knock->lan, POLLIN, WAIT_MS));
	assert_int_equal(recv(knock->lan, &byte, 1, MSG_DONTWAIT), -1);
	assert_int_equal(errno, ECONNREFUSED);
	socket_expect_none(knock->phone);
}

/* Each policy opens and closes other ports; TCP_OPEN too, under connections. */
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

/* The flow outlives the time in which nothing is filtered. */
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
 * The first load makes room that later ones use again, so memory is measured
 * from then on.
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

/*
 * The first hook of all namespaces makes the kernel change its own code, and
 * the last one again. An emulator that runs its processors at the same time has
 * been seen to fail there (a breakpoint in ip_local_deliver that nobody took for
 * its own, a few runs in a hundred), which is no fault of the module's. Hooks
 * that stay keep the code as it is.
 */
static int begin_suite(void **state)
{
	suite_begin(state);
	host_run(HOST_PC, "nft -f - <<'END'\n"
		 "table inet stays {\n"
		 "chain a { type filter hook prerouting priority 0; }\n"
		 "chain b { type filter hook input priority 0; }\n"
		 "chain c { type filter hook output priority 0; }\n"
		 "}\nEND");
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
		TEST_IPV4(test_module_comes_and_goes),
	};

	return cmocka_run_group_tests(tests, begin_suite, end_suite);
}
