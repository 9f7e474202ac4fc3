// SPDX-License-Identifier: MIT
/*
 * What the module concludes from the frames that pass: the state of each PC,
 * and which PCs have a session.
 */
#include "harness/phone_ports.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

static void start(struct station pc)
{
	struct eapol_frame frame = eapol_frame(pae_group, pc, EAPOL_START);

	phone_ports_pass(&frame);
}

static void respond(struct station pc, uint8_t identifier)
{
	struct eapol_frame frame = eap_frame(pae_group, pc, EAP_RESPONSE,
					     identifier);

	phone_ports_pass(&frame);
}

static void speak(struct station pc, uint8_t type)
{
	struct eapol_frame frame = eapol_frame(pae_group, pc, type);

	phone_ports_pass(&frame);
}

static void answer(struct station to, uint8_t code, uint8_t identifier)
{
	struct eapol_frame frame = eap_frame(to, LAN_SWITCH, code, identifier);

	phone_ports_answer(&frame);
}

static void set_limit(uint32_t limit)
{
	struct dot1x_settings settings = phone_ports_settings();

	settings.session_limit = limit;
	dot1x_set(&settings);
}

static void test_course(void **state)
{
	struct dot1x_session session;

	(void)state;
	speak(PC, EAPOL_MKA);
	dot1x_expect_state(PC, PHONEWALL_SESSION_SEEN);
	start(PC);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATING);
	answer(PC, EAP_REQUEST, 1);
	respond(PC, 1);
	answer(PC, EAP_FAILURE, 1);
	dot1x_expect_state(PC, PHONEWALL_SESSION_HELD);
	respond(PC, 2);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATING);
	answer(PC, EAP_SUCCESS, 2);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
	start(PC);
	respond(PC, 3);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
	speak(PC, EAPOL_LOGOFF);
	assert_true(dot1x_find(PC, &session));
	assert_int_equal(session.state, PHONEWALL_SESSION_LOGGED_OFF);
	assert_false(session.was_logged_off);
	assert_int_equal(session.version, 2);
	assert_in_range(session.silent, 0, 5);
}

/*
 * Behind a hub all PCs receive the group, and the phone's own session is there
 * too.
 */
static void test_group_answers(void **state)
{
	respond(PC, 7);
	respond(OTHER_PC, 8);
	answer(pae_group, EAP_SUCCESS, 9);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATING);
	dot1x_expect_state(OTHER_PC, PHONEWALL_SESSION_AUTHENTICATING);
	answer(pae_group, EAP_SUCCESS, 8);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATING);
	dot1x_expect_state(OTHER_PC, PHONEWALL_SESSION_AUTHENTICATED);
	answer(pae_group, EAP_FAILURE, 7);
	dot1x_expect_state(PC, PHONEWALL_SESSION_HELD);
	dot1x_expect_state(OTHER_PC, PHONEWALL_SESSION_AUTHENTICATED);
	frame_drain(phone_ports_supplicant(state));
}

/* An invalid EAP packet does not change a PC's state. */
static void test_truncated_packet(void **state)
{
	struct eapol_frame frame;

	(void)state;
	for (size_t length = 18; length < 22; length++) {
		frame = eapol_frame_sized(pae_group, PC, EAPOL_EAP, length);
		frame.bytes[18] = EAP_RESPONSE;
		phone_ports_pass(&frame);
		dot1x_expect_state(PC, PHONEWALL_SESSION_SEEN);
	}
	respond(PC, 1);
	for (size_t length = 18; length < 22; length++) {
		frame = eapol_frame_sized(PC, LAN_SWITCH, EAPOL_EAP, length);
		frame.bytes[18] = EAP_SUCCESS;
		phone_ports_answer(&frame);
		dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATING);
	}
}

/* A PC cannot authenticate itself, or make the phone log another one off. */
static void test_pc_plays_the_switch(void **state)
{
	struct eapol_frame frame;

	(void)state;
	phone_ports_authenticate(OTHER_PC);
	start(PC);
	frame = eap_frame(PC, PC, EAP_SUCCESS, 1);
	phone_ports_pass(&frame);
	frame = eap_frame(pae_group, PC, EAP_SUCCESS, 1);
	phone_ports_pass(&frame);
	frame = eap_frame(OTHER_PC, PC, EAP_FAILURE, 1);
	phone_ports_pass(&frame);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATING);
	dot1x_expect_state(OTHER_PC, PHONEWALL_SESSION_AUTHENTICATED);
}

static void test_flood_of_addresses(void **state)
{
	unsigned int limit = PHONEWALL_SESSION_LIMIT_DEFAULT;
	struct dot1x_status status;

	(void)state;
	phone_ports_authenticate(PC);
	for (unsigned int i = 0; i < 200; i++)
		speak(station_number(20 + i), EAPOL_MKA);
	dot1x_get(&status);
	assert_int_equal(status.session_count, limit);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
	dot1x_expect_counted(PHONEWALL_DOT1X_SESSIONS_EVICTED,
			     200 - (limit - 1));
	dot1x_expect_counted(PHONEWALL_DOT1X_SESSIONS_REFUSED, 0);
	assert_true(dot1x_find(station_number(219), NULL));
	assert_false(dot1x_find(station_number(20), NULL));
}

/* A Start authorizes no one: it takes no place from a PC that has responded. */
static void test_flood_of_starts(void **state)
{
	unsigned int limit = PHONEWALL_SESSION_LIMIT_DEFAULT;

	(void)state;
	for (unsigned int i = 0; i < 100; i++)
		start(station_number(20 + i));
	dot1x_expect_counted(PHONEWALL_DOT1X_SESSIONS_EVICTED, 100 - limit);
	phone_ports_authenticate(PC);
	for (unsigned int i = 0; i < 100; i++)
		start(station_number(20 + i));
	dot1x_expect_counted(PHONEWALL_DOT1X_SESSIONS_REFUSED, 0);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
	dot1x_expect_counted(PHONEWALL_DOT1X_LOGOFFS, 0);
}

/* The switch does not receive what would authorize a PC without a session. */
static void test_flood_of_responses(void **state)
{
	unsigned int limit = PHONEWALL_SESSION_LIMIT_DEFAULT;
	struct eapol_frame frame;

	(void)state;
	for (unsigned int i = 0; i < limit; i++)
		respond(station_number(20 + i), i);
	for (unsigned int i = 0; i < 10; i++) {
		frame = eap_frame(pae_group, PC, EAP_RESPONSE, i);
		frame_send(wires.pc, &frame);
		frame = eapol_frame(LAN_SWITCH, PC, EAPOL_MKA);
		frame_send(wires.pc, &frame);
	}
	dot1x_expect_counted(PHONEWALL_DOT1X_SESSIONS_REFUSED, 20);
	frame_expect_none(wires.lan);
	assert_false(dot1x_find(PC, NULL));
	respond(station_number(20), 1);
	dot1x_expect_counted(PHONEWALL_DOT1X_SESSIONS_EVICTED, 0);
}

/* A PC without a session must not believe that it is authenticated. */
static void test_success_without_a_session(void **state)
{
	struct eapol_frame request = eap_frame(PC, LAN_SWITCH, EAP_REQUEST, 1);
	struct eapol_frame success = eap_frame(PC, LAN_SWITCH, EAP_SUCCESS, 1);

	(void)state;
	frame_send(wires.lan, &success);
	phone_ports_answer(&request);
	dot1x_expect_counted(PHONEWALL_DOT1X_SESSIONS_REFUSED, 1);
	respond(PC, 1);
	phone_ports_answer(&success);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
}

/*
 * Any host on the LAN can send these; the switch still has the PC authorized.
 */
static void test_forged_answers(void **state)
{
	(void)state;
	phone_ports_authenticate(PC);
	for (unsigned int i = 0; i < 256; i++)
		answer(PC, EAP_FAILURE, i);
	answer(pae_group, EAP_FAILURE, 1);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
	respond(OTHER_PC, 5);
	answer(OTHER_PC, EAP_SUCCESS, 6);
	dot1x_expect_state(OTHER_PC, PHONEWALL_SESSION_AUTHENTICATING);
	phone_ports_unplug();
	dot1x_wait_state(PC, PHONEWALL_SESSION_LOGGED_OFF);
	dot1x_expect_counted(PHONEWALL_DOT1X_LOGOFFS, 2);
}

/* Behind a hub another PC repeats the Identifier that the PC answered. */
static void test_repeated_identifier(void **state)
{
	(void)state;
	respond(PC, 7);
	respond(OTHER_PC, 7);
	answer(pae_group, EAP_SUCCESS, 7);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
	dot1x_expect_state(OTHER_PC, PHONEWALL_SESSION_AUTHENTICATED);
	frame_drain(phone_ports_supplicant(state));
}

/* A Logoff that the switch may not receive, or may ignore, ends no session. */
static void test_logoff_to_others(void **state)
{
	const struct station others[] = {
		LAN_SWITCH, station_number(99),
		{ { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } },
		{ { 0x01, 0x80, 0xc2, 0x00, 0x00, 0x0e } },
		{ { 0x01, 0x00, 0x5e, 0x00, 0x00, 0x01 } },
	};
	struct eapol_frame frame;

	(void)state;
	phone_ports_authenticate(PC);
	for (size_t i = 0; i < COUNT(others); i++) {
		frame = eapol_frame(others[i], PC, EAPOL_LOGOFF);
		phone_ports_pass(&frame);
	}
	frame = eapol_frame(pae_group, PC, EAPOL_LOGOFF);
	frame.bytes[14] = 0;
	phone_ports_pass(&frame);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
	phone_ports_unplug();
	frame = eapol_logoff(PC, 1);
	frame_expect(wires.lan, &frame);
	dot1x_wait_state(PC, PHONEWALL_SESSION_LOGGED_OFF);
}

static void test_logoff_that_is_too_long(void **state)
{
	struct eapol_frame frame = eapol_frame_sized(pae_group, PC,
						     EAPOL_LOGOFF, 1514);

	(void)state;
	phone_ports_authenticate(PC);
	host_run(HOST_PHONE, "ip link set dev " SWITCH_PORT " mtu 1400");
	frame_send(wires.pc, &frame);
	dot1x_expect_counted(PHONEWALL_DOT1X_NOT_SENT, 1);
	host_run(HOST_PHONE, "ip link set dev " SWITCH_PORT " mtu 1500");
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
	frame_expect_none(wires.lan);
	frame = eapol_frame(pae_group, PC, EAPOL_LOGOFF);
	phone_ports_pass(&frame);
	dot1x_wait_state(PC, PHONEWALL_SESSION_LOGGED_OFF);
}

/* The PC waits for the switch port's link, which is lost. */
static void test_logoff_without_link(void **state)
{
	struct eapol_frame frame = eapol_frame(pae_group, PC, EAPOL_LOGOFF);

	(void)state;
	phone_ports_authenticate(PC);
	link_set_up(HOST_LAN, FAR_END, false);
	frame_send(wires.pc, &frame);
	frame = eapol_frame(pae_group, OTHER_PC, EAPOL_MKA);
	frame_send(wires.pc, &frame);
	dot1x_wait_state(OTHER_PC, PHONEWALL_SESSION_SEEN);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
	link_set_up(HOST_LAN, FAR_END, true);
	link_wait(HOST_PHONE, SWITCH_PORT);
	link_wait(HOST_LAN, FAR_END);
}

static void test_limit_is_lowered(void **state)
{
	struct dot1x_status status;
	struct eapol_frame frame;

	(void)state;
	phone_ports_authenticate(PC);
	phone_ports_authenticate(OTHER_PC);
	set_limit(1);
	dot1x_get(&status);
	assert_int_equal(status.session_limit, 1);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
	dot1x_expect_state(OTHER_PC, PHONEWALL_SESSION_AUTHENTICATED);
	frame = eapol_frame(pae_group, THIRD_PC, EAPOL_START);
	frame_send(wires.pc, &frame);
	dot1x_expect_counted(PHONEWALL_DOT1X_SESSIONS_REFUSED, 1);
	frame_expect_none(wires.lan);
	assert_false(dot1x_find(THIRD_PC, NULL));
}

static void test_withdrawing_forgets(void **state)
{
	struct dot1x_settings settings = phone_ports_settings();
	struct dot1x_status status;

	(void)state;
	phone_ports_authenticate(PC);
	dot1x_withdraw();
	dot1x_set(&settings);
	dot1x_get(&status);
	assert_int_equal(status.session_count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_PORTS(test_course),
		TEST_BRIDGED(test_group_answers),
		TEST_BRIDGED(test_truncated_packet),
		TEST_BRIDGED(test_pc_plays_the_switch),
		TEST_BRIDGED(test_flood_of_addresses),
		TEST_BRIDGED(test_flood_of_starts),
		TEST_BRIDGED(test_flood_of_responses),
		TEST_PORTS(test_success_without_a_session),
		TEST_BRIDGED(test_forged_answers),
		TEST_BRIDGED(test_repeated_identifier),
		TEST_PORTS(test_logoff_to_others),
		TEST_BRIDGED(test_logoff_that_is_too_long),
		TEST_BRIDGED(test_logoff_without_link),
		TEST_BRIDGED(test_limit_is_lowered),
		TEST_BRIDGED(test_withdrawing_forgets),
	};

	return cmocka_run_group_tests(tests, phone_ports_begin,
				      phone_ports_end);
}
