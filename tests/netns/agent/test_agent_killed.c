// SPDX-License-Identifier: MIT
/*
 * phonewalld is killed at random moments many times. The module has the old
 * policy or the new one as a whole; the saved file is whole; no packet is lost;
 * and after the next start the policy of the file is in force.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "harness/agent_process.h"
#include "harness/inet_socket.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "module/policy.h"
#include "stress/traffic.h"
#include "systems/systems.h"

#define SEED		20260102
#define ROUNDS		50	/* of two kills each */
#define POLL_US		1000

#define CONFIGURATION(options) \
	"<flat-profile>\n<Firewall_Config>UDP:5999," options \
	"</Firewall_Config>\n</flat-profile>\n"

static const char *const texts[] = {
	CONFIGURATION("TCP:2000:2999,TCP:4000:4999,UDP:9000:9999,NO_ICMP_PING"),
	CONFIGURATION("TCP:3000:3999,TCP:5000:5999,UDP:8000:8099"),
};

#define TEXTS	(sizeof(texts) / sizeof(texts[0]))

static struct phonewall_systems systems[TEXTS];
static struct phonewall_client *client;

static void translate(void)
{
	struct phonewall_faults faults = { 0 };
	struct phonewall_settings settings;

	phonewall_settings_default(&settings);
	for (unsigned int i = 0; i < TEXTS; i++)
		assert_int_equal(phonewall_systems_read(texts[i],
							strlen(texts[i]),
							&settings, &systems[i],
							&faults, NULL), 0);
}

/* Returns which of the policies the module has; TEXTS if none. */
static unsigned int held(void)
{
	struct phonewall_kernel_policy policy;
	unsigned int which;

	assert_int_equal(phonewall_client_get_policy(client, &policy), 0);
	for (which = 0; which < TEXTS; which++) {
		if (phonewall_kernel_policy_matches(&policy,
						    &systems[which].firewall))
			break;
	}
	phonewall_kernel_policy_clear(&policy);
	return which;
}

static void wait_for_policy(unsigned int which)
{
	unsigned int waited;

	for (waited = 0; waited < 4 * WAIT_MS * 1000; waited += POLL_US) {
		if (held() == which)
			return;
		usleep(POLL_US);
	}
	fail_msg("phonewalld does not apply its file");
}

static bool is_one_of_texts(const struct phonewall_file *file)
{
	for (unsigned int i = 0; i < TEXTS; i++) {
		if (file->length == strlen(texts[i]) &&
		    !memcmp(file->text, texts[i], file->length))
			return true;
	}
	return false;
}

static void expect_whole(void)
{
	struct phonewall_file file = { 0 };

	assert_in_range(held(), 0, TEXTS - 1);
	assert_int_equal(phonewall_file_read(AGENT_STATE "/cfg.xml", 1 << 20,
					     &file), 0);
	assert_true(is_one_of_texts(&file));
	phonewall_file_clear(&file);
}

/* Within how much time to kill it, in microseconds. */
static unsigned int start_time, change_time;

static unsigned int now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static void wait_for_kept(void)
{
	while (access(AGENT_STATE "/cfg.xml", F_OK))
		usleep(POLL_US);
}

/* First without a kill, to learn how long a start and a change take. */
static void take_times(void)
{
	unsigned int begin = now();
	pid_t agent;

	agent_replace_file(AGENT_CONFIGURATION, texts[1]);
	agent = agent_start(HOST_PHONE);
	wait_for_policy(1);
	wait_for_kept();
	start_time = 2 * (now() - begin);
	begin = now();
	agent_replace_file(AGENT_CONFIGURATION, texts[0]);
	wait_for_policy(0);
	change_time = 2 * (now() - begin);
	agent_kill(agent);
}

/*
 * As many kills come before a change as after it, however busy the machine is and
 * late its timers are.
 */
static void adapt_time(bool is_changed)
{
	if (is_changed)
		change_time -= change_time / 4;
	else
		change_time += change_time / 4 + 1;
}

static void kill_later(pid_t agent, unsigned int microseconds)
{
	usleep(random() % microseconds);
	agent_kill(agent);
}

/* Returns true if the change was in force when the agent was killed. */
static bool kill_twice(unsigned int number)
{
	unsigned int which = number % TEXTS;
	bool is_changed;
	pid_t agent;

	agent = agent_start(HOST_PHONE);
	wait_for_policy(!which);
	agent_replace_file(AGENT_CONFIGURATION, texts[which]);
	kill_later(agent, change_time);
	expect_whole();
	is_changed = held() == which;
	adapt_time(is_changed);
	kill_later(agent_start(HOST_PHONE), start_time);
	expect_whole();
	return is_changed;
}

static void test_killed_while_it_applies(void **state)
{
	unsigned int changed = 0;
	pid_t agent;

	(void)state;
	take_times();
	traffic_begin(TRAFFIC_ALL);
	for (unsigned int i = 1; i <= ROUNDS; i++)
		changed += kill_twice(i);
	agent = agent_start(HOST_PHONE);
	wait_for_policy(ROUNDS % TEXTS);
	traffic_end();
	agent_kill(agent);
	printf("# seed %u: killed %u times in a change, %u of them after it was"
	       " in force, and %u times at the start\n", SEED, ROUNDS, changed,
	       ROUNDS);
	assert_in_range(changed, 1, ROUNDS - 1);
}

static int begin_suite(void **state)
{
	suite_begin(state);
	agent_create_files();
	translate();
	host_enter(HOST_PHONE);
	client = phonewall_client_open();
	host_leave();
	srandom(SEED);
	return 0;
}

static int end_suite(void **state)
{
	phonewall_client_close(client);
	for (unsigned int i = 0; i < TEXTS; i++)
		phonewall_systems_clear(&systems[i]);
	return suite_end(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IPV4(test_killed_while_it_applies),
	};

	return cmocka_run_group_tests(tests, begin_suite, end_suite);
}
