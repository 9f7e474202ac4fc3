// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "session.h"

#define FRAMES	300000

static const uint8_t alice[] = { 2, 0, 0, 0, 0, 0xa };
static const uint8_t bob[] = { 2, 0, 0, 0, 0, 0xb };
static const uint8_t carol[] = { 2, 0, 0, 0, 0, 0xc };
static const uint8_t group[] = { 0x01, 0x80, 0xc2, 0, 0, 3 };

static struct phonewall_sessions sessions;
static struct phonewall_session *touched;
static uint64_t now;

static int begin(void **state)
{
	(void)state;
	memset(&sessions, 0, sizeof(sessions));
	sessions.limit = PHONEWALL_SESSION_LIMIT_DEFAULT;
	now = 5000000;
	return 0;
}

static enum phonewall_noted hear(const uint8_t *source, uint8_t type,
				 uint8_t code, uint8_t identifier)
{
	struct phonewall_eapol eapol = { 2, type, code, identifier };

	return phonewall_session_note_pc(&sessions, source, &eapol, now,
					 &touched);
}

static enum phonewall_noted start(const uint8_t *source)
{
	return hear(source, PHONEWALL_EAPOL_START, 0, 0);
}

static enum phonewall_noted respond(const uint8_t *source, uint8_t identifier)
{
	return hear(source, PHONEWALL_EAPOL_EAP, PHONEWALL_EAP_RESPONSE,
		    identifier);
}

static enum phonewall_noted logoff(const uint8_t *source)
{
	return hear(source, PHONEWALL_EAPOL_LOGOFF, 0, 0);
}

/* MKA: EAPOL that says nothing of a session. */
static enum phonewall_noted mka(const uint8_t *source)
{
	return hear(source, 5, 0, 0);
}

static enum phonewall_noted answer(const uint8_t *destination, uint8_t code,
				   uint8_t identifier)
{
	struct phonewall_eapol eapol = { 2, PHONEWALL_EAPOL_EAP, code,
					 identifier };

	return phonewall_session_note_switch(&sessions, destination, &eapol,
					     &touched);
}

static void authenticate(const uint8_t *address)
{
	start(address);
	respond(address, address[5]);
	assert_int_equal(answer(address, PHONEWALL_EAP_SUCCESS, address[5]),
			 PHONEWALL_NOTED_CHANGE);
}

static struct phonewall_session *find(const uint8_t *address)
{
	for (unsigned int i = 0; i < sessions.count; i++)
		if (!memcmp(sessions.list[i].address, address, 6))
			return &sessions.list[i];
	return NULL;
}

static void assert_state(const uint8_t *address,
			 enum phonewall_session_state expected)
{
	assert_non_null(find(address));
	assert_int_equal(find(address)->state, expected);
}

/* Ends every session for which a Logoff is due. */
static unsigned int log_off_all(enum phonewall_logoff reason, bool is_sent)
{
	struct phonewall_session session;
	unsigned int count = 0;

	while (phonewall_session_log_off(&sessions, reason, is_sent, now,
					 &session)) {
		assert_int_equal(session.state, PHONEWALL_SESSION_LOGGED_OFF);
		assert_in_range(++count, 1, PHONEWALL_SESSION_LIMIT_MAX);
	}
	return count;
}

static void test_course_of_a_session(void **state)
{
	(void)state;
	assert_int_equal(mka(alice), PHONEWALL_NOTED_CHANGE);
	assert_ptr_equal(touched, find(alice));
	assert_state(alice, PHONEWALL_SESSION_SEEN);
	assert_int_equal(mka(alice), PHONEWALL_NOTED);
	assert_int_equal(start(alice), PHONEWALL_NOTED_CHANGE);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATING);
	assert_int_equal(start(alice), PHONEWALL_NOTED);
	assert_int_equal(respond(alice, 1), PHONEWALL_NOTED);
	assert_int_equal(answer(alice, PHONEWALL_EAP_REQUEST, 2),
			 PHONEWALL_NOTED);
	assert_null(touched);
	respond(alice, 2);
	assert_int_equal(answer(alice, PHONEWALL_EAP_SUCCESS, 2),
			 PHONEWALL_NOTED_CHANGE);
	assert_ptr_equal(touched, find(alice));
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATED);
	assert_int_equal(logoff(alice), PHONEWALL_NOTED_CHANGE);
	assert_state(alice, PHONEWALL_SESSION_LOGGED_OFF);
	assert_int_equal(sessions.count, 1);
}

static void test_failure(void **state)
{
	(void)state;
	respond(alice, 1);
	answer(alice, PHONEWALL_EAP_FAILURE, 1);
	assert_state(alice, PHONEWALL_SESSION_HELD);
	assert_int_equal(answer(alice, PHONEWALL_EAP_SUCCESS, 1),
			 PHONEWALL_NOTED);
	assert_state(alice, PHONEWALL_SESSION_HELD);
	start(alice);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATING);
}

/* The switch port stays authorised while authentication is done again. */
static void test_authentication_again(void **state)
{
	(void)state;
	authenticate(alice);
	start(alice);
	respond(alice, 9);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATED);
	assert_int_equal(answer(alice, PHONEWALL_EAP_SUCCESS, 9),
			 PHONEWALL_NOTED);
	respond(alice, 10);
	answer(alice, PHONEWALL_EAP_FAILURE, 10);
	assert_state(alice, PHONEWALL_SESSION_HELD);
}

static void test_latest_version(void **state)
{
	struct phonewall_eapol version_3 = { 3, PHONEWALL_EAPOL_START, 0, 0 };

	(void)state;
	start(alice);
	assert_int_equal(find(alice)->version, 2);
	phonewall_session_note_pc(&sessions, alice, &version_3, now, &touched);
	assert_int_equal(find(alice)->version, 3);
}

static void test_answer_to_a_group(void **state)
{
	(void)state;
	respond(alice, 7);
	respond(bob, 8);
	assert_int_equal(answer(group, PHONEWALL_EAP_SUCCESS, 6),
			 PHONEWALL_NOTED);
	assert_null(touched);
	assert_int_equal(answer(group, PHONEWALL_EAP_SUCCESS, 8),
			 PHONEWALL_NOTED_CHANGE);
	assert_state(bob, PHONEWALL_SESSION_AUTHENTICATED);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATING);
	assert_int_equal(answer(group, PHONEWALL_EAP_FAILURE, 8),
			 PHONEWALL_NOTED);
	assert_state(bob, PHONEWALL_SESSION_AUTHENTICATED);
}

static void test_group_answer_is_for_the_latest(void **state)
{
	(void)state;
	respond(alice, 7);
	now++;
	respond(bob, 7);
	answer(group, PHONEWALL_EAP_SUCCESS, 7);
	assert_state(bob, PHONEWALL_SESSION_AUTHENTICATED);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATING);
}

/* Nobody who did not ask is authenticated by a stray Success. */
static void test_unasked_answers(void **state)
{
	(void)state;
	assert_int_equal(answer(alice, PHONEWALL_EAP_SUCCESS, 0),
			 PHONEWALL_NOTED);
	assert_int_equal(sessions.count, 0);
	mka(alice);
	answer(alice, PHONEWALL_EAP_SUCCESS, 0);
	answer(group, PHONEWALL_EAP_SUCCESS, 0);
	assert_state(alice, PHONEWALL_SESSION_SEEN);
	start(alice);
	answer(group, PHONEWALL_EAP_SUCCESS, 0);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATING);
	logoff(alice);
	answer(alice, PHONEWALL_EAP_SUCCESS, 0);
	assert_state(alice, PHONEWALL_SESSION_LOGGED_OFF);
}

/* As wpa_supplicant does: hostapd asks anew when it was told of the leaving. */
static void test_answer_behind_a_logoff(void **state)
{
	(void)state;
	authenticate(alice);
	logoff(alice);
	assert_int_equal(respond(alice, 5), PHONEWALL_NOTED);
	assert_state(alice, PHONEWALL_SESSION_LOGGED_OFF);
	assert_int_equal(log_off_all(PHONEWALL_LOGOFF_CARRIER, true), 0);
	start(alice);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATING);
}

/* A PC that is back may wait for the switch to ask. */
static void test_success_behind_a_logoff(void **state)
{
	(void)state;
	authenticate(alice);
	log_off_all(PHONEWALL_LOGOFF_CARRIER, true);
	respond(alice, 5);
	assert_int_equal(answer(group, PHONEWALL_EAP_SUCCESS, 5),
			 PHONEWALL_NOTED_CHANGE);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATED);
	logoff(alice);
	respond(alice, 6);
	answer(alice, PHONEWALL_EAP_SUCCESS, 6);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATED);
}

/* What the switch sent before it heard of the Logoff. */
static void test_success_crosses_a_logoff(void **state)
{
	(void)state;
	respond(alice, 5);
	logoff(alice);
	answer(alice, PHONEWALL_EAP_SUCCESS, 5);
	answer(group, PHONEWALL_EAP_SUCCESS, 5);
	assert_state(alice, PHONEWALL_SESSION_LOGGED_OFF);
	respond(bob, 6);
	log_off_all(PHONEWALL_LOGOFF_DOWN, true);
	answer(bob, PHONEWALL_EAP_SUCCESS, 6);
	assert_state(bob, PHONEWALL_SESSION_LOGGED_OFF);
}

static void test_who_is_logged_off(void **state)
{
	(void)state;
	authenticate(alice);
	start(bob);
	mka(carol);
	now += 1000;
	assert_int_equal(log_off_all(PHONEWALL_LOGOFF_CARRIER, true), 2);
	assert_state(alice, PHONEWALL_SESSION_LOGGED_OFF);
	assert_true(find(alice)->was_logged_off);
	assert_int_equal(find(alice)->logoff, PHONEWALL_LOGOFF_CARRIER);
	assert_int_equal(find(alice)->logoff_time, now);
	assert_state(bob, PHONEWALL_SESSION_LOGGED_OFF);
	assert_state(carol, PHONEWALL_SESSION_SEEN);
	assert_int_equal(log_off_all(PHONEWALL_LOGOFF_CARRIER, true), 0);
}

static void test_who_is_not_logged_off(void **state)
{
	(void)state;
	authenticate(alice);
	logoff(alice);
	respond(bob, 1);
	answer(bob, PHONEWALL_EAP_FAILURE, 1);
	assert_int_equal(log_off_all(PHONEWALL_LOGOFF_DOWN, true), 0);
	assert_false(find(alice)->was_logged_off);
	assert_state(bob, PHONEWALL_SESSION_HELD);
}

static void test_logoff_that_is_not_sent(void **state)
{
	(void)state;
	authenticate(alice);
	assert_int_equal(log_off_all(PHONEWALL_LOGOFF_REMOVED, false), 1);
	assert_state(alice, PHONEWALL_SESSION_LOGGED_OFF);
	assert_false(find(alice)->was_logged_off);
}

static void test_age(void **state)
{
	(void)state;
	authenticate(alice);
	start(bob);
	now += PHONEWALL_SESSION_AGE - 1;
	phonewall_session_expire(&sessions, now);
	assert_int_equal(sessions.count, 2);
	now++;
	phonewall_session_expire(&sessions, now);
	assert_null(find(bob));
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATED);
}

/* Stations from @first on, each a millisecond after the one before. */
static void fill(uint8_t first, unsigned int count)
{
	uint8_t address[] = { 2, 0, 0, 0, 1, first };

	for (unsigned int i = 0; i < count; i++, address[5]++, now++)
		authenticate(address);
}

static void test_no_room_among_the_authenticated(void **state)
{
	(void)state;
	fill(1, PHONEWALL_SESSION_LIMIT_DEFAULT);
	now += 10 * PHONEWALL_SESSION_AGE;
	assert_int_equal(start(alice), PHONEWALL_NOTED_REFUSAL);
	assert_null(touched);
	assert_null(find(alice));
	assert_int_equal(sessions.count, PHONEWALL_SESSION_LIMIT_DEFAULT);
}

static void test_oldest_makes_room(void **state)
{
	(void)state;
	fill(1, PHONEWALL_SESSION_LIMIT_DEFAULT - 2);
	mka(alice);
	now++;
	mka(bob);
	assert_int_equal(start(carol), PHONEWALL_NOTED_EVICTION);
	assert_null(find(alice));
	assert_non_null(find(bob));
	assert_state(carol, PHONEWALL_SESSION_AUTHENTICATING);
	assert_false(find(carol)->has_responded);
}

/* Nothing of who was there before is left to who comes. */
static void test_newcomer_is_new(void **state)
{
	(void)state;
	fill(1, PHONEWALL_SESSION_LIMIT_DEFAULT);
	log_off_all(PHONEWALL_LOGOFF_CARRIER, true);
	assert_int_equal(mka(alice), PHONEWALL_NOTED_EVICTION);
	assert_state(alice, PHONEWALL_SESSION_SEEN);
	assert_false(find(alice)->was_logged_off);
}

/* A flood of addresses does not end an authentication that goes on. */
static void test_patience(void **state)
{
	(void)state;
	fill(1, PHONEWALL_SESSION_LIMIT_DEFAULT - 1);
	start(alice);
	now += PHONEWALL_SESSION_PATIENCE - 1;
	assert_int_equal(start(bob), PHONEWALL_NOTED_REFUSAL);
	now++;
	assert_int_equal(start(bob), PHONEWALL_NOTED_EVICTION);
	assert_null(find(alice));
}

static void test_aged_sessions_make_room_first(void **state)
{
	(void)state;
	fill(1, PHONEWALL_SESSION_LIMIT_DEFAULT - 2);
	mka(alice);
	mka(bob);
	now += PHONEWALL_SESSION_AGE;
	assert_int_equal(mka(carol), PHONEWALL_NOTED_CHANGE);
	assert_int_equal(sessions.count, PHONEWALL_SESSION_LIMIT_DEFAULT - 1);
}

static void assert_sound(void)
{
	assert_in_range(sessions.count, 0, sessions.limit);
	for (unsigned int i = 0; i < sessions.count; i++) {
		assert_in_range(sessions.list[i].state, 0,
				PHONEWALL_SESSION_MAX);
		assert_ptr_equal(find(sessions.list[i].address),
				 &sessions.list[i]);
	}
	if (touched)
		assert_in_range(touched - sessions.list, 0,
				sessions.count - 1);
}

/* Any order of frames: bounded, each station once. */
static void test_random_frames(void **state)
{
	uint8_t address[] = { 2, 0, 0, 0, 2, 0 };
	unsigned int seed = 1;

	(void)state;
	for (unsigned int i = 0; i < FRAMES; i++) {
		now += rand_r(&seed) % 20000;
		address[5] = rand_r(&seed) % 12;
		if (rand_r(&seed) % 3)
			hear(address, rand_r(&seed) % 4, rand_r(&seed) % 6,
			     rand_r(&seed) % 4);
		else
			answer(rand_r(&seed) % 2 ? group : address,
			       rand_r(&seed) % 6, rand_r(&seed) % 4);
		if (rand_r(&seed) % 64 == 0)
			log_off_all(PHONEWALL_LOGOFF_CARRIER, true);
		else
			assert_sound();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_course_of_a_session, begin),
		cmocka_unit_test_setup(test_failure, begin),
		cmocka_unit_test_setup(test_authentication_again, begin),
		cmocka_unit_test_setup(test_latest_version, begin),
		cmocka_unit_test_setup(test_answer_to_a_group, begin),
		cmocka_unit_test_setup(test_group_answer_is_for_the_latest,
				       begin),
		cmocka_unit_test_setup(test_unasked_answers, begin),
		cmocka_unit_test_setup(test_answer_behind_a_logoff, begin),
		cmocka_unit_test_setup(test_success_behind_a_logoff, begin),
		cmocka_unit_test_setup(test_success_crosses_a_logoff, begin),
		cmocka_unit_test_setup(test_who_is_logged_off, begin),
		cmocka_unit_test_setup(test_who_is_not_logged_off, begin),
		cmocka_unit_test_setup(test_logoff_that_is_not_sent, begin),
		cmocka_unit_test_setup(test_age, begin),
		cmocka_unit_test_setup(test_no_room_among_the_authenticated,
				       begin),
		cmocka_unit_test_setup(test_oldest_makes_room, begin),
		cmocka_unit_test_setup(test_newcomer_is_new, begin),
		cmocka_unit_test_setup(test_patience, begin),
		cmocka_unit_test_setup(test_aged_sessions_make_room_first,
				       begin),
		cmocka_unit_test_setup(test_random_frames, begin),
	};

	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
