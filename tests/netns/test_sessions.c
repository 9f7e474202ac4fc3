// SPDX-License-Identifier: GPL-2.0
/*
 * What the module makes of the frames that pass: how far each PC is, and which
 * PCs it has room for.
 */
#include "phone_ports.h"

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

/* Behind a hub the group hears all, and the phone's own session is there too. */
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

/* An EAP packet that is none leaves a PC as it is. */
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

/* A PC cannot authenticate itself, or have the phone log another one off. */
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

/* Those that have just begun keep their place, and their frames pass on. */
static void test_flood_of_beginnings(void **state)
{
	unsigned int limit = PHONEWALL_SESSION_LIMIT_DEFAULT;

	(void)state;
	for (unsigned int i = 0; i < 100; i++)
		start(station_number(20 + i));
	dot1x_expect_counted(PHONEWALL_DOT1X_SESSIONS_EVICTED, 0);
	dot1x_expect_counted(PHONEWALL_DOT1X_SESSIONS_REFUSED, 100 - limit);
	dot1x_expect_state(station_number(20),
			   PHONEWALL_SESSION_AUTHENTICATING);
	assert_false(dot1x_find(PC, NULL));
}

static void test_limit_is_lowered(void **state)
{
	struct dot1x_status status;

	(void)state;
	phone_ports_authenticate(PC);
	phone_ports_authenticate(OTHER_PC);
	set_limit(1);
	dot1x_get(&status);
	assert_int_equal(status.session_limit, 1);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
	dot1x_expect_state(OTHER_PC, PHONEWALL_SESSION_AUTHENTICATED);
	start(THIRD_PC);
	assert_false(dot1x_find(THIRD_PC, NULL));
	dot1x_expect_counted(PHONEWALL_DOT1X_SESSIONS_REFUSED, 1);
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
		TEST_BRIDGED(test_flood_of_beginnings),
		TEST_BRIDGED(test_limit_is_lowered),
		TEST_BRIDGED(test_withdrawing_forgets),
	};

	return cmocka_run_group_tests(tests, phone_ports_begin,
				      phone_ports_end);
}
