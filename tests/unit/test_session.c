// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/session.h"

#define FRAMES		300000
#define AGE		(60 * 60 * 1000)
#define PATIENCE	(30 * 1000)

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

static enum phonewall_learned hear(const uint8_t *source, uint8_t type,
				   uint8_t code, uint8_t identifier)
{
	struct phonewall_eapol eapol = { 2, type, code, identifier };

	return phonewall_session_learn_pc(&sessions, source, &eapol, now,
					  &touched);
}

static enum phonewall_learned start(const uint8_t *source)
{
	return hear(source, PHONEWALL_EAPOL_START, 0, 0);
}

static enum phonewall_learned respond(const uint8_t *source, uint8_t identifier)
{
	return hear(source, PHONEWALL_EAPOL_EAP, PHONEWALL_EAP_RESPONSE,
		    identifier);
}

/* A Logoff that is forwarded. Returns true if it ended the session. */
static bool logoff(const uint8_t *source)
{
	struct phonewall_session copy;

	hear(source, PHONEWALL_EAPOL_LOGOFF, 0, 0);
	assert_non_null(touched);
	copy = *touched;
	return phonewall_session_learn_logoff(&sessions, &copy);
}

/* MKA: EAPOL that says nothing of a session. */
static enum phonewall_learned mka(const uint8_t *source)
{
	return hear(source, 5, 0, 0);
}

/*
 * Returns how many sessions it is about; @changed is set to how many changed.
 */
static unsigned int answer_all(const uint8_t *destination, uint8_t code,
			       uint8_t identifier, unsigned int *changed)
{
	struct phonewall_eapol eapol = { 2, PHONEWALL_EAPOL_EAP, code,
					 identifier };
	struct phonewall_session copy;
	enum phonewall_learned learned;
	unsigned int count = 0;

	*changed = 0;
	while (phonewall_session_learn_result(&sessions, destination, &eapol,
					      &copy, &learned)) {
		assert_in_range(++count, 1, PHONEWALL_SESSION_LIMIT_MAX);
		*changed += learned == PHONEWALL_LEARNED_CHANGE;
	}
	return count;
}

/* Returns how many sessions were changed. */
static unsigned int answer(const uint8_t *destination, uint8_t code,
			   uint8_t identifier)
{
	unsigned int changed;

	answer_all(destination, code, identifier, &changed);
	return changed;
}

static void authenticate(const uint8_t *address)
{
	start(address);
	respond(address, address[5]);
	assert_int_equal(answer(address, PHONEWALL_EAP_SUCCESS, address[5]), 1);
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

/* Ends every open session; the Logoffs are sent or not. */
static unsigned int log_off_all(enum phonewall_logoff reason, bool is_sent)
{
	struct phonewall_session session;
	unsigned int position = 0;
	unsigned int count = 0;

	phonewall_session_end(&sessions, reason, now);
	while (phonewall_session_next_due(&sessions, now, &position,
					  &session)) {
		assert_in_range(++count, 1, PHONEWALL_SESSION_LIMIT_MAX);
		assert_int_equal(session.logoff, reason);
		if (!is_sent)
			continue;
		assert_true(phonewall_session_sent_logoff(&sessions, reason,
							  now, &session));
		assert_int_equal(session.state, PHONEWALL_SESSION_LOGGED_OFF);
	}
	return count;
}

static bool find_displaceable(struct phonewall_session *session)
{
	return phonewall_session_find_displaceable(&sessions, now, session);
}

static void test_course_of_a_session(void **state)
{
	(void)state;
	assert_int_equal(mka(alice), PHONEWALL_LEARNED_CHANGE);
	assert_ptr_equal(touched, find(alice));
	assert_state(alice, PHONEWALL_SESSION_SEEN);
	assert_int_equal(mka(alice), PHONEWALL_LEARNED_NOTHING);
	assert_int_equal(start(alice), PHONEWALL_LEARNED_CHANGE);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATING);
	assert_int_equal(start(alice), PHONEWALL_LEARNED_NOTHING);
	assert_int_equal(respond(alice, 1), PHONEWALL_LEARNED_NOTHING);
	assert_int_equal(answer(alice, PHONEWALL_EAP_REQUEST, 2), 0);
	respond(alice, 2);
	assert_int_equal(answer(alice, PHONEWALL_EAP_SUCCESS, 2), 1);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATED);
	assert_true(logoff(alice));
	assert_state(alice, PHONEWALL_SESSION_LOGGED_OFF);
	assert_int_equal(sessions.count, 1);
}

static void test_failure(void **state)
{
	(void)state;
	respond(alice, 1);
	answer(alice, PHONEWALL_EAP_FAILURE, 1);
	assert_state(alice, PHONEWALL_SESSION_HELD);
	assert_int_equal(answer(alice, PHONEWALL_EAP_SUCCESS, 1), 0);
	assert_state(alice, PHONEWALL_SESSION_HELD);
	start(alice);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATING);
}

/* The switch port stays authorized during a reauthentication. */
static void test_authentication_again(void **state)
{
	unsigned int changed;

	(void)state;
	authenticate(alice);
	start(alice);
	respond(alice, 9);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATED);
	assert_int_equal(answer_all(alice, PHONEWALL_EAP_SUCCESS, 9, &changed),
			 1);
	assert_int_equal(changed, 0);
	respond(alice, 10);
	answer(alice, PHONEWALL_EAP_FAILURE, 10);
	assert_state(alice, PHONEWALL_SESSION_HELD);
}

static void test_latest_version(void **state)
{
	static const uint8_t spoken[] = { 1, 3, 2, 0, 255, 4 };
	static const uint8_t for_logoff[] = { 1, 3, 2, 1, 3, 3 };
	struct phonewall_eapol eapol = { 0, PHONEWALL_EAPOL_START, 0, 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(spoken); i++) {
		eapol.version = spoken[i];
		phonewall_session_learn_pc(&sessions, alice, &eapol, now,
					   &touched);
		assert_int_equal(find(alice)->version, for_logoff[i]);
	}
}

/* A switch may authorize a PC that it knows from before (RFC 6696). */
static void test_initiate(void **state)
{
	(void)state;
	for (unsigned int code = 5; code <= 255; code += 125) {
		begin(state);
		hear(alice, PHONEWALL_EAPOL_EAP, code, 9);
		assert_state(alice, PHONEWALL_SESSION_AUTHENTICATING);
		assert_true(find(alice)->responded);
		assert_int_equal(answer(alice, PHONEWALL_EAP_FINISH, 8), 0);
		assert_int_equal(answer(alice, PHONEWALL_EAP_FINISH, 9), 1);
		assert_state(alice, PHONEWALL_SESSION_AUTHENTICATED);
	}
	for (unsigned int code = 0; code < 5; code++) {
		begin(state);
		hear(bob, PHONEWALL_EAPOL_EAP, code, 9);
		assert_int_equal(find(bob)->responded, code == 2);
	}
}

static void test_answer_to_a_group(void **state)
{
	(void)state;
	respond(alice, 7);
	respond(bob, 8);
	assert_int_equal(answer(group, PHONEWALL_EAP_SUCCESS, 6), 0);
	assert_int_equal(answer(group, PHONEWALL_EAP_SUCCESS, 8), 1);
	assert_state(bob, PHONEWALL_SESSION_AUTHENTICATED);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATING);
	assert_int_equal(answer(group, PHONEWALL_EAP_FAILURE, 8), 0);
	assert_state(bob, PHONEWALL_SESSION_AUTHENTICATED);
}

/* Behind a hub a PC may repeat another one's answer. */
static void test_group_answer_is_for_all_who_responded(void **state)
{
	(void)state;
	respond(alice, 7);
	now += 2;
	respond(bob, 7);
	respond(carol, 8);
	assert_int_equal(answer(group, PHONEWALL_EAP_SUCCESS, 7), 2);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATED);
	assert_state(bob, PHONEWALL_SESSION_AUTHENTICATED);
	assert_state(carol, PHONEWALL_SESSION_AUTHENTICATING);
}

/* Any host on the LAN can send a PC a Failure or a Success. */
static void test_answer_with_another_identifier(void **state)
{
	(void)state;
	authenticate(alice);
	assert_int_equal(answer(alice, PHONEWALL_EAP_FAILURE, 99), 0);
	assert_int_equal(answer(alice, PHONEWALL_EAP_FAILURE, alice[5]), 0);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATED);
	respond(bob, 4);
	assert_int_equal(answer(bob, PHONEWALL_EAP_SUCCESS, 5), 0);
	assert_int_equal(answer(carol, PHONEWALL_EAP_SUCCESS, 4), 0);
	assert_state(bob, PHONEWALL_SESSION_AUTHENTICATING);
}

/* A stray Success authenticates no PC that did not start. */
static void test_unasked_answers(void **state)
{
	(void)state;
	assert_int_equal(answer(alice, PHONEWALL_EAP_SUCCESS, 0), 0);
	assert_int_equal(sessions.count, 0);
	assert_false(phonewall_session_is_known(&sessions, alice));
	mka(alice);
	assert_true(phonewall_session_is_known(&sessions, alice));
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

/*
 * As wpa_supplicant does: hostapd sends a Request after a Logoff. A Success may
 * be in flight then, so a Logoff is due.
 */
static void test_answer_behind_a_logoff(void **state)
{
	(void)state;
	authenticate(alice);
	logoff(alice);
	assert_int_equal(log_off_all(PHONEWALL_LOGOFF_CARRIER, true), 0);
	assert_int_equal(respond(alice, 5), PHONEWALL_LEARNED_NOTHING);
	assert_state(alice, PHONEWALL_SESSION_LOGGED_OFF);
	assert_int_equal(log_off_all(PHONEWALL_LOGOFF_CARRIER, true), 1);
	assert_int_equal(answer(alice, PHONEWALL_EAP_SUCCESS, 5), 0);
	start(alice);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATING);
}

/* A result that comes after the Logoff is for what was before it. */
static void test_frame_passes_a_logoff(void **state)
{
	struct phonewall_session copy;

	(void)state;
	authenticate(alice);
	hear(alice, PHONEWALL_EAPOL_LOGOFF, 0, 0);
	copy = *touched;
	start(alice);
	assert_false(phonewall_session_learn_logoff(&sessions, &copy));
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATED);
	copy = *find(alice);
	respond(alice, 3);
	assert_false(phonewall_session_sent_logoff(&sessions,
						   PHONEWALL_LOGOFF_DOWN, now,
						   &copy));
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATED);
}

/* A PC that is back may wait for a Request of the switch. */
static void test_success_behind_a_logoff(void **state)
{
	(void)state;
	authenticate(alice);
	log_off_all(PHONEWALL_LOGOFF_CARRIER, true);
	respond(alice, 5);
	assert_int_equal(answer(group, PHONEWALL_EAP_SUCCESS, 5), 1);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATED);
	logoff(alice);
	respond(alice, 6);
	answer(alice, PHONEWALL_EAP_SUCCESS, 6);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATED);
}

/* What the switch sent before it received the Logoff. */
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
	assert_true(find(alice)->logoff_sent);
	assert_int_equal(find(alice)->logoff, PHONEWALL_LOGOFF_CARRIER);
	assert_int_equal(find(alice)->logoff_time, now);
	assert_state(bob, PHONEWALL_SESSION_LOGGED_OFF);
	assert_state(carol, PHONEWALL_SESSION_SEEN);
	assert_int_equal(log_off_all(PHONEWALL_LOGOFF_CARRIER, true), 0);
}

/* Anyone may have sent the Failure. */
static void test_who_failed_is_logged_off(void **state)
{
	(void)state;
	respond(bob, 1);
	answer(bob, PHONEWALL_EAP_FAILURE, 1);
	assert_state(bob, PHONEWALL_SESSION_HELD);
	assert_int_equal(log_off_all(PHONEWALL_LOGOFF_DOWN, true), 1);
	assert_state(bob, PHONEWALL_SESSION_LOGGED_OFF);
}

static void test_who_is_not_logged_off(void **state)
{
	(void)state;
	authenticate(alice);
	logoff(alice);
	mka(bob);
	assert_int_equal(log_off_all(PHONEWALL_LOGOFF_DOWN, true), 0);
	assert_false(find(alice)->logoff_sent);
	assert_state(bob, PHONEWALL_SESSION_SEEN);
}

static bool is_due_again(void)
{
	struct phonewall_session session;
	unsigned int position = 0;

	return phonewall_session_next_due(&sessions, now, &position, &session);
}

static void test_logoff_that_is_not_sent(void **state)
{
	(void)state;
	authenticate(alice);
	assert_int_equal(log_off_all(PHONEWALL_LOGOFF_REMOVED, false), 1);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATED);
	assert_true(find(alice)->logoff_due);
	assert_false(find(alice)->logoff_sent);
	now += PHONEWALL_LOGOFF_PATIENCE - 1;
	assert_true(is_due_again());
	assert_int_equal(log_off_all(PHONEWALL_LOGOFF_REMOVED, true), 1);
	assert_true(find(alice)->logoff_sent);
	assert_false(find(alice)->logoff_due);
}

/* The state stays, and the next unplugging makes the Logoff due again. */
static void test_logoff_that_is_given_up(void **state)
{
	(void)state;
	authenticate(alice);
	log_off_all(PHONEWALL_LOGOFF_CARRIER, false);
	now += PHONEWALL_LOGOFF_PATIENCE;
	assert_false(is_due_again());
	assert_true(find(alice)->logoff_due);
	assert_int_equal(log_off_all(PHONEWALL_LOGOFF_DOWN, true), 1);
	assert_state(alice, PHONEWALL_SESSION_LOGGED_OFF);
}

static void test_who_speaks_again_is_not_logged_off(void **state)
{
	(void)state;
	authenticate(alice);
	log_off_all(PHONEWALL_LOGOFF_CARRIER, false);
	start(alice);
	assert_false(find(alice)->logoff_due);
	assert_false(is_due_again());
	assert_false(find(alice)->logoff_sent);
}

static void test_age(void **state)
{
	(void)state;
	authenticate(alice);
	respond(bob, 1);
	start(carol);
	now += AGE - 1;
	phonewall_session_expire(&sessions, now);
	assert_int_equal(sessions.count, 3);
	now++;
	phonewall_session_expire(&sessions, now);
	assert_null(find(carol));
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATED);
	assert_state(bob, PHONEWALL_SESSION_AUTHENTICATING);
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
	now += 10 * AGE;
	assert_int_equal(start(alice), PHONEWALL_LEARNED_REFUSAL);
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
	assert_int_equal(start(carol), PHONEWALL_LEARNED_EVICTION);
	assert_null(find(alice));
	assert_non_null(find(bob));
	assert_state(carol, PHONEWALL_SESSION_AUTHENTICATING);
	assert_false(find(carol)->responded);
	now++;
	assert_int_equal(start(alice), PHONEWALL_LEARNED_EVICTION);
	assert_null(find(bob));
}

/* A new session has nothing of the one that had its place. */
static void test_newcomer_is_new(void **state)
{
	(void)state;
	fill(1, PHONEWALL_SESSION_LIMIT_DEFAULT);
	log_off_all(PHONEWALL_LOGOFF_CARRIER, true);
	assert_int_equal(mka(alice), PHONEWALL_LEARNED_EVICTION);
	assert_state(alice, PHONEWALL_SESSION_SEEN);
	assert_false(find(alice)->logoff_sent);
}

/* A Start authorizes no one: a PC that has only started makes room. */
static void test_flood_of_starts(void **state)
{
	uint8_t address[] = { 2, 0, 0, 0, 3, 0 };

	(void)state;
	for (; address[5] < 100; address[5]++) {
		now++;
		start(address);
	}
	assert_int_equal(respond(alice, 1), PHONEWALL_LEARNED_EVICTION);
	for (; address[5] < 200; address[5]++)
		assert_int_equal(start(address), PHONEWALL_LEARNED_EVICTION);
	assert_state(alice, PHONEWALL_SESSION_AUTHENTICATING);
}

/* A flood of addresses does not end an authentication in progress. */
static void test_patience(void **state)
{
	struct phonewall_session session;

	(void)state;
	fill(1, PHONEWALL_SESSION_LIMIT_DEFAULT - 1);
	respond(alice, 1);
	now += PATIENCE - 1;
	assert_int_equal(start(bob), PHONEWALL_LEARNED_REFUSAL);
	assert_false(find_displaceable(&session));
	now++;
	assert_int_equal(start(bob), PHONEWALL_LEARNED_REFUSAL);
	assert_true(find_displaceable(&session));
	assert_memory_equal(session.address, alice, sizeof(alice));
}

/* An authenticated PC need not send anything; it makes room after an hour. */
static void test_who_is_displaced(void **state)
{
	const uint8_t first[] = { 2, 0, 0, 0, 1, 1 };
	struct phonewall_session session;

	(void)state;
	fill(1, PHONEWALL_SESSION_LIMIT_DEFAULT);
	now += AGE - PHONEWALL_SESSION_LIMIT_DEFAULT - 1;
	assert_false(find_displaceable(&session));
	now++;
	assert_true(find_displaceable(&session));
	assert_memory_equal(session.address, first, sizeof(first));
	assert_int_equal(start(alice), PHONEWALL_LEARNED_REFUSAL);
	assert_true(phonewall_session_sent_logoff(&sessions,
						  PHONEWALL_LOGOFF_DISPLACED,
						  now, &session));
	assert_int_equal(start(alice), PHONEWALL_LEARNED_CHANGE);
	assert_null(find(first));
}

/* A PC whose Logoff could not be sent need not have been silent. */
static void test_unsent_is_displaced(void **state)
{
	struct phonewall_session session;

	(void)state;
	authenticate(alice);
	assert_false(find_displaceable(&session));
	log_off_all(PHONEWALL_LOGOFF_CARRIER, false);
	assert_true(find_displaceable(&session));
}

static void test_aged_sessions_make_room_first(void **state)
{
	(void)state;
	fill(1, PHONEWALL_SESSION_LIMIT_DEFAULT - 2);
	mka(alice);
	mka(bob);
	now += AGE;
	assert_int_equal(mka(carol), PHONEWALL_LEARNED_CHANGE);
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

/*
 * Any order of frames: the number of sessions is bounded, and each station has
 * one.
 */
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

#define TEST(test)	cmocka_unit_test_setup(test, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_course_of_a_session),
		TEST(test_failure),
		TEST(test_authentication_again),
		TEST(test_latest_version),
		TEST(test_initiate),
		TEST(test_answer_to_a_group),
		TEST(test_group_answer_is_for_all_who_responded),
		TEST(test_answer_with_another_identifier),
		TEST(test_unasked_answers),
		TEST(test_answer_behind_a_logoff),
		TEST(test_frame_passes_a_logoff),
		TEST(test_success_behind_a_logoff),
		TEST(test_success_crosses_a_logoff),
		TEST(test_who_is_logged_off),
		TEST(test_who_failed_is_logged_off),
		TEST(test_who_is_not_logged_off),
		TEST(test_logoff_that_is_not_sent),
		TEST(test_logoff_that_is_given_up),
		TEST(test_who_speaks_again_is_not_logged_off),
		TEST(test_age),
		TEST(test_no_room_among_the_authenticated),
		TEST(test_oldest_makes_room),
		TEST(test_newcomer_is_new),
		TEST(test_flood_of_starts),
		TEST(test_patience),
		TEST(test_who_is_displaced),
		TEST(test_unsent_is_displaced),
		TEST(test_aged_sessions_make_room_first),
		TEST(test_random_frames),
	};

	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
