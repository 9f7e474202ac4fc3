// SPDX-License-Identifier: MIT
/*
 * A thousand times a PC is plugged in, authenticated and unplugged, under
 * traffic: one Logoff each time, and nothing is left behind.
 */
#include <stdio.h>
#include <unistd.h>

#include "harness/child.h"
#include "harness/firewall.h"
#include "harness/inet_socket.h"
#include "harness/kernel_module.h"
#include "harness/phone_ports.h"

#define FLAPS		1000

/* A PC that only sends is not logged off. */
#define TALKER		station_number(100)

/* From both ends; a frame that cannot be sent is skipped. */
__attribute__((noreturn))
static void talk_without_end(void)
{
	struct eapol_frame by_pc = eapol_frame(pae_group, TALKER, EAPOL_MKA);
	struct eapol_frame by_lan = eap_frame(pae_group, LAN_SWITCH,
					      EAP_REQUEST, 200);

	for (;;) {
		send(wires.pc, by_pc.bytes, by_pc.length, MSG_DONTWAIT);
		send(wires.lan, by_lan.bytes, by_lan.length, MSG_DONTWAIT);
		usleep(500);
	}
}

static pid_t begin_talk(void)
{
	pid_t child = child_start(1);

	if (!child)
		talk_without_end();
	return child;
}

static bool is_of(const struct eapol_frame *frame, struct station pc)
{
	return station_equal(eapol_frame_source(frame), pc);
}

/* Skips frames of the talker. */
static void expect_amid_talk(const struct eapol_frame *expected)
{
	struct eapol_frame frame;

	do {
		if (!frame_receive(wires.lan, &frame, NULL, WAIT_MS))
			fail_msg("a frame of the PC's did not arrive");
	} while (is_of(&frame, TALKER));
	assert_int_equal(frame.length, expected->length);
	assert_memory_equal(frame.bytes, expected->bytes, frame.length);
}

/*
 * The talker may have filled a device that was down just now: try until it
 * works.
 */
static void send_from_pc(const struct eapol_frame *frame)
{
	for (int tries = 0; tries < WAIT_MS; tries++) {
		if (frame_try_send(wires.pc, frame))
			return;
		usleep(1000);
	}
	fail_msg("the PC cannot send");
}

static void authenticate_amid_talk(struct station pc)
{
	struct eapol_frame start = eapol_frame(pae_group, pc, EAPOL_START);
	struct eapol_frame response = eap_frame(pae_group, pc, EAP_RESPONSE, 1);
	struct eapol_frame success = eap_frame(pc, LAN_SWITCH, EAP_SUCCESS, 1);

	send_from_pc(&start);
	expect_amid_talk(&start);
	send_from_pc(&response);
	expect_amid_talk(&response);
	frame_send(wires.lan, &success);
	dot1x_wait_state(pc, PHONEWALL_SESSION_AUTHENTICATED);
}

static void flap_once(unsigned int number)
{
	struct eapol_frame logoff = eapol_logoff(PC, 2);

	authenticate_amid_talk(PC);
	phone_ports_unplug();
	expect_amid_talk(&logoff);
	phone_ports_plug();
	frame_drain(wires.pc);
	frame_drain(wires.at_switch_port);
	if (number % 100 == 0)
		dot1x_expect_counted(PHONEWALL_DOT1X_LOGOFFS, number);
}

static void expect_quiet_at_the_end(void)
{
	struct eapol_frame frame;
	struct dot1x_status status;

	while (frame_receive(wires.lan, &frame, NULL, 100))
		assert_true(is_of(&frame, TALKER));
	frame_drain(wires.pc);
	dot1x_expect_counted(PHONEWALL_DOT1X_LOGOFFS, FLAPS);
	dot1x_expect_counted(PHONEWALL_DOT1X_FLAPS, 0);
	dot1x_expect_counted(PHONEWALL_DOT1X_SESSIONS_REFUSED, 0);
	dot1x_get(&status);
	assert_int_equal(status.session_count, 2);
	dot1x_wait_state(PC, PHONEWALL_SESSION_LOGGED_OFF);
	dot1x_expect_state(TALKER, PHONEWALL_SESSION_SEEN);
}

/*
 * If the module unloads without a complaint, nothing holds it or its memory:
 * the test machine notices a complaint in the kernel's log.
 */
static void reload(void)
{
	hosts_close_sockets();
	firewall_close();
	host_run(HOST_PHONE, "rmmod phonewall");
	firewall_open();
	dot1x_open();
}

static void test_a_thousand_flaps(void **state)
{
	struct dot1x_settings settings = phone_ports_settings();
	pid_t talk;

	(void)state;
	kernel_hurry(true);
	talk = begin_talk();
	for (unsigned int i = 1; i <= FLAPS; i++)
		flap_once(i);
	child_kill(talk);
	kernel_hurry(false);
	expect_quiet_at_the_end();
	reload();
	dot1x_set(&settings);
	phone_ports_authenticate(PC);
}

/* Unloading the module also unsets the settings. */
static void test_module_goes(void **state)
{
	struct eapol_frame logoff = eapol_logoff(PC, 2);
	struct dot1x_settings settings = phone_ports_settings();

	(void)state;
	phone_ports_authenticate(PC);
	reload();
	frame_expect(wires.lan, &logoff);
	frame_expect_none(wires.lan);
	dot1x_set(&settings);
	phone_ports_authenticate(PC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BRIDGED(test_a_thousand_flaps),
		TEST_BRIDGED(test_module_goes),
	};

	return cmocka_run_group_tests(tests, phone_ports_begin,
				      phone_ports_end);
}
