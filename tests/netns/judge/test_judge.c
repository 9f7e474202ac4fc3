// SPDX-License-Identifier: MIT
/*
 * Random conversations with two phones, one behind phonewall and one behind
 * nftables with conntrack. Both let in the same packets, except for the
 * differences of difference.h, and answer alike what both let in. In some of
 * the rounds the phone behind phonewall is flooded meanwhile.
 *
 * JUDGE_PACKETS and JUDGE_SEED in the environment choose how many packets and
 * which.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "harness/assertion.h"
#include "harness/environment.h"
#include "harness/firewall.h"
#include "harness/host.h"
#include "judge/conversation.h"
#include "judge/judge.h"
#include "judge/random_packet.h"
#include "judge/twin_connection.h"
#include "judge/twin_flood.h"

#define PACKETS		20000
#define ROUND		1500
#define ROUNDS_A_POLICY	3
#define ROUNDS_A_PAUSE	32
#define MS		1000

static unsigned long wanted = PACKETS;
static unsigned int seed = 1;
static unsigned int pauses;
static unsigned int pauses_too_long;
static unsigned int floods;
static unsigned int floods_too_short;

static void do_connection(unsigned int round, struct twin_packet *packet)
{
	struct twin_connection *connection = twin_connection_pick(round);
	static struct twin_packet quoted;

	judge_sent();
	if (!connection)
		return;
	switch (random_below(8)) {
	case 0:
	case 1:
		twin_connection_act(connection);
		judge_sent();
		break;
	case 2:
		twin_connection_make_sent(connection, &quoted);
		conversation_make_error(&quoted, packet);
		judge(packet, JUDGE_SEGMENT_ERROR);
		break;
	default:
		twin_connection_make(connection, packet);
		judge(packet, JUDGE_SEGMENT);
	}
}

static void do_error(const struct conversation *conversation,
		     struct twin_packet *packet)
{
	static struct twin_packet quoted;

	if (random_below(4))
		conversation_make_sent(conversation,
				       &quoted.of[TWIN_PHONEWALL]);
	else
		conversation_make_strange(&quoted.of[TWIN_PHONEWALL]);
	quoted.of[TWIN_NFTABLES] = quoted.of[TWIN_PHONEWALL];
	conversation_make_error(&quoted, packet);
	judge(packet, JUDGE_ERROR);
}

static void do_conversation(struct twin_packet *packet)
{
	struct raw_packet *one = &packet->of[TWIN_PHONEWALL];
	struct conversation *conversation;
	size_t count;

	conversation = conversations_all(&count);
	conversation += random_below(count);
	switch (random_below(6)) {
	case 0:
		conversation_speak(conversation);
		judge_sent();
		break;
	case 1:
		do_error(conversation, packet);
		break;
	case 2:
	case 3:
		conversation_answer_oddly(conversation, one);
		judge_same(packet, JUDGE_ODD_ANSWER);
		break;
	default:
		conversation_answer(conversation, one);
		judge_same(packet, JUDGE_ANSWER);
	}
}

static void step(unsigned int round)
{
	static struct twin_packet packet;

	switch (random_below(5)) {
	case 0:
	case 1:
		do_connection(round, &packet);
		break;
	case 2:
	case 3:
		do_conversation(&packet);
		break;
	default:
		conversation_make_strange(&packet.of[TWIN_PHONEWALL]);
		judge_same(&packet, JUDGE_STRANGE);
	}
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static void sleep_until(int64_t ms)
{
	int64_t left = ms - now_ms();

	if (left > 0)
		poll(NULL, 0, left);
}

static void speak_in_every_second(void)
{
	struct conversation *conversations;
	size_t count;

	conversations = conversations_all(&count);
	for (size_t i = 0; i < count; i += 2) {
		conversation_speak(&conversations[i]);
		judge_sent();
	}
}

/* Of each the first packet after the pause, so that none renews another. */
static void answer_all(void)
{
	static struct twin_packet packet;
	struct conversation *conversations;
	size_t count;

	conversations = conversations_all(&count);
	for (size_t i = 0; i < count; i++) {
		conversation_answer(&conversations[i],
				    &packet.of[TWIN_PHONEWALL]);
		judge_same(&packet, JUDGE_AFTER_PAUSE);
	}
}

/*
 * Half of the flows live on and half age out: the first half is renewed 6 s
 * after the last packet, and 6 s later the second half is 12 s old. If the host
 * is so slow that the first half may be too old as well, both are skipped.
 */
static void pause_and_answer(void)
{
	const int64_t pause = TWIN_TIMEOUT * MS * 6 / 10;
	const int64_t too_old = TWIN_TIMEOUT * MS * 9 / 10;
	int64_t renewed;

	sleep_until(now_ms() + pause);
	renewed = now_ms();
	speak_in_every_second();
	sleep_until(now_ms() + pause);
	if (now_ms() > renewed + too_old) {
		pauses_too_long++;
		return;
	}
	answer_all();
	pauses++;
}

/* One with each policy, which is not that of a pause. */
static bool is_flooded(unsigned int round)
{
	return round % ROUNDS_A_POLICY == 2;
}

static void count_flood(void)
{
	if (twin_is_flooded())
		floods++;
	else
		floods_too_short++;
}

/* Shorter than any time-out, with peers that no other round has. */
static void do_round(unsigned int round)
{
	int64_t end = now_ms() + TWIN_TIMEOUT * MS / 2;

	conversations_begin(round);
	for (unsigned int i = 0; i < ROUND && now_ms() < end; i++) {
		if (is_flooded(round))
			twin_flood();
		step(round);
	}
	if (is_flooded(round))
		count_flood();
	twin_connections_end();
	judge_sent();
	if (round % ROUNDS_A_PAUSE == 1)
		pause_and_answer();
	conversations_end();
	twin_expect_quiet(TWIN_PHONEWALL);
	twin_expect_quiet(TWIN_NFTABLES);
}

static void test_conversations(void **state)
{
	unsigned int round;

	(void)state;
	random_packet_seed(seed);
	judge_begin(seed);
	for (round = 0; judge_count() < wanted; round++) {
		if (round % ROUNDS_A_POLICY == 0)
			twins_set_flags(round / ROUNDS_A_POLICY %
					(FIREWALL_FLAGS + 1));
		do_round(round);
	}
	printf("# %u rounds; in %u half of the flows aged out, %u were too slow"
	       " for that; in %u the ingress was hooked, %u were too slow for"
	       " that\n", round, pauses, pauses_too_long, floods,
	       floods_too_short);
	judge_print();
	assert_true(pauses > 0);
	assert_true(floods > 0);
}

static int begin(void **state)
{
	(void)state;
	hosts_create();
	firewall_open();
	twins_build();
	twin_connections_begin();
	return 0;
}

static int end(void **state)
{
	(void)state;
	twins_close();
	firewall_close();
	hosts_destroy();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conversations),
	};

	seed = environment_number("JUDGE_SEED", seed);
	wanted = environment_number("JUDGE_PACKETS", wanted);
	printf("# seed %u\n", seed);
	return cmocka_run_group_tests(tests, begin, end);
}
