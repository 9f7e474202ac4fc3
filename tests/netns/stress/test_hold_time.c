// SPDX-License-Identifier: MIT
/*
 * How long the flow table occupies a processor. To be run in a machine that
 * counts instructions (scripts/vm --icount): one nanosecond is one instruction,
 * and there is one processor. A real-time thread asks to be woken all the time;
 * its delay shows for how many instructions nothing else could run, with a lock
 * held or without.
 */
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "firewall/many_flows.h"
#include "harness/suite.h"

#define HALF		131000
#define HOLD_MAX	1000000	/* instructions */
#define PERIOD_NS	50000
#define SECOND_NS	1000000000ULL
#define AGED_OUT_MS	60000
#define POLL_MS		100

static uint64_t latest;
static bool ends;
static pthread_t watch;

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * SECOND_NS + time.tv_nsec;
}

static uint64_t sleep_until(uint64_t when)
{
	struct timespec time = {
		.tv_sec = when / SECOND_NS,
		.tv_nsec = when % SECOND_NS,
	};

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
	return now() - when;
}

static void *watch_processor(void *argument)
{
	uint64_t late;

	while (!__atomic_load_n(&ends, __ATOMIC_RELAXED)) {
		late = sleep_until(now() + PERIOD_NS);
		if (late > __atomic_load_n(&latest, __ATOMIC_RELAXED))
			__atomic_store_n(&latest, late, __ATOMIC_RELAXED);
	}
	return argument;
}

static void begin_watch(void)
{
	const struct sched_param first = { .sched_priority = 50 };
	pthread_attr_t attributes;

	ends = false;
	latest = 0;
	pthread_attr_init(&attributes);
	pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(&attributes, SCHED_FIFO);
	pthread_attr_setschedparam(&attributes, &first);
	assert_int_equal(pthread_create(&watch, &attributes, watch_processor,
					NULL), 0);
	pthread_attr_destroy(&attributes);
}

static void end_watch(const char *what)
{
	__atomic_store_n(&ends, true, __ATOMIC_RELAXED);
	assert_int_equal(pthread_join(watch, NULL), 0);
	printf("# %s: a processor was held for at most %" PRIu64
	       " instructions\n",
	       what, latest);
	assert_in_range(latest, 1, HOLD_MAX);
}

static void make(uint32_t count)
{
	many_flows_set_limit(PHONEWALL_FLOW_LIMIT_MAX);
	many_flows_begin();
	many_flows_make(0, count);
	assert_int_equal(firewall_status().flows, count);
}

/*
 * With two processors the test would see the table's work on one of them only.
 */
static int begin_suite(void **state)
{
	if (sysconf(_SC_NPROCESSORS_ONLN) != 1)
		fail_msg("run this in a machine of scripts/vm --icount");
	return suite_begin(state);
}

/* What the machine itself does, and that the test can see it. */
static void test_busy_program(void **state)
{
	uint64_t begin = now();

	(void)state;
	begin_watch();
	while (now() - begin < 20 * HOLD_MAX)
		;
	end_watch("a program that is busy");
}

/* Each new flow replaces another one. */
static void test_small_table(void **state)
{
	(void)state;
	many_flows_set_limit(16);
	many_flows_begin();
	begin_watch();
	many_flows_make(0, 10000);
	end_watch("a full table of 16 flows");
	assert_int_equal(firewall_status().flows, 16);
}

static void test_full_table(void **state)
{
	(void)state;
	make(MANY_FLOWS);
	begin_watch();
	many_flows_set_limit(1);
	many_flows_set_limit(PHONEWALL_FLOW_LIMIT_MAX);
	end_watch("limits of a full table");
	begin_watch();
	many_flows_expect_told(MANY_FLOWS);
	end_watch("FLOW_GET");
	begin_watch();
	assert_int_equal(firewall_flush(), MANY_FLOWS);
	end_watch("FLOW_FLUSH");
}

static void test_resizing(void **state)
{
	(void)state;
	make(HALF);
	begin_watch();
	for (unsigned int i = 0; i < 4; i++) {
		many_flows_set_limit(1);
		many_flows_set_limit(PHONEWALL_FLOW_LIMIT_MAX);
	}
	end_watch("a table of twice and half as many buckets");
}

/* Each new flow evicts two. */
static void test_shrinking(void **state)
{
	(void)state;
	make(HALF);
	many_flows_set_limit(1);
	begin_watch();
	many_flows_make(HALF, HALF);
	end_watch("flows that are evicted by others");
	assert_int_equal(firewall_status().flows, 1);
}

static void test_aging(void **state)
{
	struct phonewall_translation policy = firewall_policy();

	(void)state;
	policy.limits.flows = PHONEWALL_FLOW_LIMIT_MAX;
	policy.limits.timeout_udp = 2;
	make(MANY_FLOWS);
	firewall_flush();
	firewall_set(&policy);
	begin_watch();
	many_flows_make(0, MANY_FLOWS);
	for (unsigned int waited = 0; firewall_status().flows;
	     waited += POLL_MS) {
		assert_in_range(waited, 0, AGED_OUT_MS);
		poll(NULL, 0, POLL_MS);
	}
	end_watch("flows that age out");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IPV4(test_busy_program),
		TEST_IPV4(test_small_table),
		TEST_IPV4(test_full_table),
		TEST_IPV4(test_resizing),
		TEST_IPV4(test_shrinking),
		TEST_IPV4(test_aging),
	};

	return cmocka_run_group_tests(tests, begin_suite, suite_end);
}
