// SPDX-License-Identifier: MIT
/*
 * A flood of EAPOL-Starts takes no session away and exhausts nothing. However
 * often phonewalld is killed, sessions begin, go on and end without it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/agent_process.h"
#include "harness/inet_socket.h"
#include "harness/kernel_log.h"
#include "harness/kernel_memory.h"
#include "harness/phone_ports.h"
#include "stress/flood.h"

#define SEED		20260104
#define FLOOD		20000	/* frames at least */
#define ROUNDS		30	/* of a session each */
#define STEPS		4
#define START_US	200000
#define POLL_US		2000
#define FLOOD_SECONDS	120
/* The module's own limit of events for each second. */
#define EVENTS_BURST	20
#define LOG_LINES	10
#define STRAY_KB	4096

static struct genetlink events;
static int from_pc = -1, from_lan = -1;

static struct station any_station(void)
{
	struct station station = { .bytes = { 0x06 } };

	for (unsigned int i = 1; i < sizeof(station.bytes); i++)
		station.bytes[i] = random();
	return station;
}

/* PCs that only send replace each other; PCs that start do not. */
static bool send_next(uint32_t number)
{
	struct eapol_frame frame = eapol_frame(pae_group, any_station(),
					       number < FLOOD / 2 ? EAPOL_MKA :
					       EAPOL_START);

	return send(wires.pc, frame.bytes, frame.length, 0) ==
	       (ssize_t)frame.length;
}

/* Returns how many have come. */
static unsigned int take_events(void)
{
	static uint8_t datagram[GENETLINK_MAX] __attribute__((aligned(4)));
	unsigned int count = 0;

	while (genetlink_read(&events, datagram, 0) > 0)
		count++;
	return count;
}

static void pass(const struct eapol_frame *frame)
{
	frame_send(wires.pc, frame);
	frame_expect(from_pc, frame);
}

static void answer(const struct eapol_frame *frame)
{
	frame_send(wires.lan, frame);
	frame_expect(from_lan, frame);
}

/* What is forwarded in each step of a PC that authenticates itself. */
static void take_step(unsigned int step, struct station pc)
{
	struct eapol_frame frame;

	switch (step) {
	case 0:
		frame = eapol_frame(pae_group, pc, EAPOL_START);
		break;
	case 1:
		frame = eap_frame(pc, LAN_SWITCH, EAP_REQUEST, 1);
		break;
	case 2:
		frame = eap_frame(pae_group, pc, EAP_RESPONSE, 1);
		break;
	default:
		frame = eap_frame(pc, LAN_SWITCH, EAP_SUCCESS, 1);
		break;
	}
	if (step % 2)
		answer(&frame);
	else
		pass(&frame);
}

static void authenticate(void)
{
	for (unsigned int step = 0; step < STEPS; step++)
		take_step(step, PC);
	dot1x_wait_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
}

static unsigned int session_count(void)
{
	struct dot1x_status status;

	dot1x_get(&status);
	return status.session_count;
}

/* PC authenticates itself again and again. */
static unsigned int authenticate_amid_flood(void)
{
	unsigned int times = 0;

	while (flood_seconds() < FLOOD_SECONDS) {
		if (flood_sent() >= FLOOD)
			return times;
		authenticate();
		assert_in_range(session_count(), 1,
				PHONEWALL_SESSION_LIMIT_DEFAULT);
		times++;
		usleep(POLL_US);
	}
	fail_msg("there is no flood");
	return 0;
}

/* The Logoff of a PC with a session is told apart from the flood. */
static void expect_logoff(void)
{
	struct eapol_frame logoff = eapol_logoff(PC, 2);

	frame_expect(from_pc, &logoff);
	dot1x_wait_state(PC, PHONEWALL_SESSION_LOGGED_OFF);
}

static void drain_all(void)
{
	frame_drain(wires.lan);
	frame_drain(wires.pc);
	frame_drain(wires.at_switch_port);
	frame_drain(wires.at_pc_port);
	frame_drain(wires.at_bridge);
	frame_drain(from_pc);
	frame_drain(from_lan);
}

static void test_flood_of_starts(void **state)
{
	unsigned long slab = kernel_memory_kilobytes("Slab");
	unsigned int told, lines, times;

	(void)state;
	genetlink_open_phone(&events);
	assert_int_equal(genetlink_join(&events), 0);
	kernel_log_begin();
	authenticate();
	flood_begin(1, send_next);
	times = authenticate_amid_flood();
	flood_end();
	told = take_events();
	lines = kernel_log_lines();
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
	phone_ports_unplug();
	expect_logoff();
	assert_in_range(dot1x_counted(PHONEWALL_DOT1X_LOGOFFS), 1,
			PHONEWALL_SESSION_LIMIT_DEFAULT);
	phone_ports_plug();
	drain_all();
	printf("# seed %u: flood of %u in %.1f s: %u sessions passed, %u events, %u lines in the log, %ld kB more\n",
	       SEED, flood_sent(), flood_seconds(), times, told, lines,
	       (long)kernel_memory_kilobytes("Slab") - (long)slab);
	assert_true(told <= EVENTS_BURST * (flood_seconds() + 2));
	assert_true(lines <= LOG_LINES);
	assert_true(kernel_memory_kilobytes("Slab") <=
		    slab + STRAY_KB + kernel_memory_quarantine());
	authenticate();
}

static void wait_for_ports(void)
{
	struct dot1x_status status;

	for (unsigned int waited = 0; waited < WAIT_MS * 4; waited++) {
		dot1x_get(&status);
		if (status.pc_device && status.switch_device)
			return;
		usleep(1000);
	}
	fail_msg("phonewalld sets no ports");
}

/* The agent is killed some time after one of the steps. */
static void check_session(unsigned int number)
{
	unsigned int last = random() % STEPS;
	pid_t agent;

	if (number % 5 == 0)
		dot1x_withdraw();
	agent = agent_start(HOST_PHONE);
	wait_for_ports();
	drain_all();
	for (unsigned int step = 0; step < STEPS; step++) {
		take_step(step, PC);
		if (step == last) {
			usleep(random() % START_US);
			agent_kill(agent);
		}
	}
	dot1x_wait_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
	agent = agent_start(HOST_PHONE);
	usleep(random() % START_US);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
	agent_kill(agent);
	phone_ports_unplug();
	expect_logoff();
	phone_ports_plug();
}

static void test_agent_is_killed(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ROUNDS; i++)
		check_session(i);
	printf("# seed %u: %u sessions, phonewalld killed in each and at the"
	       " start after it\n", SEED, ROUNDS);
}

static int begin_suite(void **state)
{
	phone_ports_begin(state);
	from_pc = frame_socket_of(HOST_LAN, FAR_END, PC);
	from_lan = frame_socket_of(HOST_PC, FAR_END, LAN_SWITCH);
	agent_create_files();
	agent_replace_file(AGENT_SETTINGS, "pc_port = " PC_PORT "\n"
			   "switch_port = " SWITCH_PORT "\n");
	agent_replace_file(AGENT_CONFIGURATION, "<flat-profile><Firewall>"
			   "Disabled</Firewall></flat-profile>\n");
	srandom(SEED);
	return 0;
}

static int end_suite(void **state)
{
	close(from_pc);
	close(from_lan);
	return phone_ports_end(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BRIDGED(test_flood_of_starts),
		TEST_BRIDGED(test_agent_is_killed),
	};

	return cmocka_run_group_tests(tests, begin_suite, end_suite);
}
