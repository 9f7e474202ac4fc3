// SPDX-License-Identifier: MIT
/*
 * Random conversations of PCs behind a hub with hostapd, the LAN switch, while
 * neighbours, strangers on the LAN and the links do anything. Whatever came
 * before, hostapd has no station authorized after the hub is unplugged.
 *
 * What a host on the LAN sends to the switch with a PC's address is left out:
 * it never passes the phone, which cannot know of it.
 *
 * SWITCH_AGREES_CONVERSATIONS and SWITCH_AGREES_SEED in the environment choose
 * how many conversations there are with each kind of ports, and which.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "dot1x/switch_step.h"
#include "harness/eap_peer.h"
#include "harness/environment.h"
#include "harness/inet_socket.h"
#include "judge/random_packet.h"

#define CONVERSATIONS	120
#define KINDS		3	/* of ports, each with its own rounds */
#define SWITCH_PORT_MTU	1400
#define TOO_LONG	1480
#define SETTLED_EVERY	32
#define LEFT_MS		5000
#define SHRINK_LEFT_MS	1500
#define DARK_MS		50	/* without a link at the switch port */
#define SHRINK_MS	120000
#define ANSWER_MS	5	/* a PC waits this long for a Request */
#define VLAN_TAG	0x8100
#define SERVICE_TAG	0x88a8

/**
 * struct tally - what has come up
 * @rounds: rounds
 * @conversations: of PCs
 * @authorized: PCs that were authorised when they were unplugged
 * @steps: of each kind
 */
struct tally {
	unsigned int rounds;
	unsigned int conversations;
	unsigned int authorized;
	unsigned int steps[STEP_KINDS];
};

static unsigned long wanted = CONVERSATIONS;
static unsigned int first_seed = 1;

static struct dot1x_settings settings;
static struct hub_pc pcs[ROUND_PCS];
static struct station left[AUTHORIZED_MAX];
static unsigned int neighbours;
static int left_ms = LEFT_MS;

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

/* Frames */

static struct station to_station(enum step_to to, const struct hub_pc *pc)
{
	static const struct station groups[] = {
		[TO_PAE_GROUP] = { { 0x01, 0x80, 0xc2, 0, 0, 0x03 } },
		[TO_NOBODY] = { { 0x02, 0, 0, 0x66, 0, 1 } },
		[TO_EVERYBODY] = { { 255, 255, 255, 255, 255, 255 } },
		[TO_LLDP_GROUP] = { { 0x01, 0x80, 0xc2, 0, 0, 0x0e } },
		[TO_BRIDGE_GROUP] = { { 0x01, 0x80, 0xc2, 0, 0, 0 } },
		[TO_IP_GROUP] = { { 0x01, 0, 0x5e, 0, 0, 0xfb } },
		[TO_PC] = { { 0 } },
	};

	switch (to) {
	case TO_SWITCH:
		return authenticator_address();
	case TO_STRANGER:
		return link_address(HOST_LAN, STRANGER_PORT);
	case TO_PHONE:
		return link_address(HOST_PHONE, SWITCH_PORT);
	case TO_PC:
		return pc->address;
	default:
		return groups[to];
	}
}

static struct station from_station(const struct step *step,
				   struct station self)
{
	switch (step->from) {
	case FROM_NEIGHBOUR:
		return pcs[(step->pc + 1) % ROUND_PCS].address;
	case FROM_SWITCH:
		return authenticator_address();
	case FROM_PHONE:
		return link_address(HOST_PHONE, SWITCH_PORT);
	case FROM_PC_PORT:
		return link_address(HOST_PHONE, PC_PORT);
	case FROM_GROUP:
		return (struct station){ { 0x01, 0, 0x5e, 0, 0, 0x01 } };
	default:
		return self;
	}
}

static void lengthen(struct eapol_frame *frame)
{
	if (frame->length >= TOO_LONG)
		return;
	memset(frame->bytes + frame->length, 0, TOO_LONG - frame->length);
	frame->length = TOO_LONG;
}

static void set_shape(struct eapol_frame *frame, enum step_shape shape)
{
	switch (shape) {
	case SHAPE_PADDED:
		eapol_frame_pad(frame);
		break;
	case SHAPE_EXACT:
		break;
	case SHAPE_TOO_LONG:
		lengthen(frame);
		break;
	case SHAPE_TRUNCATED:
		frame->bytes[16] = 0x20;
		break;
	case SHAPE_CUT:
		frame->length = 17;
		break;
	default:
		fail_msg("a frame of shape %d", shape);
	}
}

static void set_tags(struct eapol_frame *frame, enum step_tags tags)
{
	if (tags == TAGS_NONE)
		return;
	if (tags == TAGS_SERVICE)
		eapol_frame_tag(frame, SERVICE_TAG, 0);
	else
		eapol_frame_tag(frame, VLAN_TAG, tags == TAGS_VLAN ? 5 : 0);
	if (tags == TAGS_TWO_PRIORITY)
		eapol_frame_tag(frame, VLAN_TAG, 0);
}

static void set_addresses(struct eapol_frame *frame, const struct step *step,
			  struct station self)
{
	struct station to = to_station(step->to, &pcs[step->pc]);
	struct station from = from_station(step, self);

	memcpy(frame->bytes, to.bytes, 6);
	memcpy(frame->bytes + 6, from.bytes, 6);
}

/* As the step says, to the PC port or, for a stranger, to the LAN. */
static void send_frame(struct eapol_frame frame, const struct step *step,
		       struct station self, int wire)
{
	set_addresses(&frame, step, self);
	frame.bytes[14] = step->version;
	set_shape(&frame, step->shape);
	set_tags(&frame, step->tags);
	for (unsigned int i = 0; i < step->times; i++)
		frame_try_send(wire, &frame);
}

static void send_from_pc(const struct eapol_frame *frame,
			 const struct step *step)
{
	send_frame(*frame, step, pcs[step->pc].address, wires.pc);
}

static struct station new_neighbour(void)
{
	return hub_station(0x8000 + ++neighbours);
}

/* What a PC sends by itself if there is no Request to answer. */
static struct eapol_frame unasked_answer(const struct hub_pc *pc)
{
	return eap_frame(pae_group, pc->address, EAP_RESPONSE, 1);
}

/* Frames that the switch has sent may not have arrived yet. */
static void wait_for_request(struct hub_pc *pc)
{
	for (int waited = 0; !pc->is_asked && waited < ANSWER_MS; waited++) {
		poll(NULL, 0, 1);
		hub_hear(pcs, ROUND_PCS, pc);
	}
}

static void do_answer(const struct step *step)
{
	struct hub_pc *pc = &pcs[step->pc];
	bool is_strange = step->answer == ANSWER_STRANGE_USER;
	bool is_wrong = step->answer == ANSWER_WRONG_SECRET;

	wait_for_request(pc);
	if (pc->is_asked)
		pc->response = eap_peer_answer(&pc->request, pc->address,
					       is_strange ? "stranger" :
							    EAP_PEER_USER,
					       is_wrong ? "wrong" :
							  EAP_PEER_SECRET);
	else
		pc->response = unasked_answer(pc);
	if (step->answer == ANSWER_WRONG_IDENTIFIER)
		pc->response.bytes[19] += 3;
	pc->is_asked = false;
	pc->has_answered = true;
	send_from_pc(&pc->response, step);
}

static uint8_t identifier_of(const struct step *step)
{
	uint8_t last = eap_peer_identifier(&pcs[step->pc].response);

	switch (step->answer) {
	case ANSWER_WRONG_SECRET:
		return last - 1;
	case ANSWER_WRONG_IDENTIFIER:
		return last + 77;
	case ANSWER_STRANGE_USER:
		return last + 1;
	default:
		return last;
	}
}

static void do_forged(const struct step *step)
{
	struct station self = link_address(HOST_LAN, STRANGER_PORT);
	struct eapol_frame frame = eap_frame(pae_group, self, step->number,
					     identifier_of(step));

	/* With an address that no PC behind the phone has. */
	if (step->from != FROM_NEIGHBOUR)
		send_frame(frame, step, self, authenticator_stranger());
}

static void do_neighbours(const struct step *step, struct eapol_frame frame)
{
	for (unsigned int i = 0; i < step->number; i++) {
		send_frame(frame, step, new_neighbour(), wires.pc);
		if (i % SETTLED_EVERY == SETTLED_EVERY - 1)
			authenticator_settle();
	}
}

static void do_repeated(const struct step *step)
{
	if (pcs[step->pc].has_answered)
		send_frame(pcs[step->pc].response, step, new_neighbour(),
			   wires.pc);
}

static void send_plain(const struct step *step, uint8_t type)
{
	struct eapol_frame frame = eapol_frame(pae_group, pae_group, type);

	send_from_pc(&frame, step);
}

static void do_plays_switch(const struct step *step)
{
	struct eapol_frame frame = eap_frame(pae_group, pae_group,
					     step->number, identifier_of(step));

	send_from_pc(&frame, step);
}

/* Links and settings */

static void wait_for_switch_link(void)
{
	link_wait(HOST_PHONE, SWITCH_PORT);
	link_wait(HOST_LAN, FAR_END);
}

static void set_switch_link(bool is_up)
{
	link_set_up(HOST_LAN, FAR_END, is_up);
	if (is_up)
		wait_for_switch_link();
}

static void do_event(const struct step *step)
{
	switch (step->kind) {
	case STEP_PC_FLAP:
		phone_ports_unplug();
		phone_ports_plug();
		break;
	case STEP_SWITCH_FLAP:
		set_switch_link(false);
		set_switch_link(true);
		break;
	case STEP_DOWN_UP:
		link_set_up(HOST_PHONE, PC_PORT, false);
		link_set_up(HOST_PHONE, PC_PORT, true);
		phone_ports_plug();
		break;
	case STEP_DISABLED:
		settings.is_enabled = false;
		dot1x_set(&settings);
		settings.is_enabled = true;
		dot1x_set(&settings);
		break;
	case STEP_LIMIT:
		settings.session_limit = step->number;
		dot1x_set(&settings);
		break;
	case STEP_HOLD:
		settings.hold_time = step->number;
		dot1x_set(&settings);
		break;
	default:
		poll(NULL, 0, step->number);
	}
}

static void do_step(const struct step *step)
{
	switch (step->kind) {
	case STEP_START:
		send_plain(step, EAPOL_START);
		break;
	case STEP_ANSWER:
		do_answer(step);
		break;
	case STEP_LOGOFF:
		send_plain(step, EAPOL_LOGOFF);
		break;
	case STEP_OTHER:
		send_plain(step, step->number);
		break;
	case STEP_PLAYS_SWITCH:
		do_plays_switch(step);
		break;
	case STEP_STARTS:
		do_neighbours(step, eapol_frame(pae_group, pae_group,
						EAPOL_START));
		break;
	case STEP_RESPONSES:
		do_neighbours(step, eap_frame(pae_group, pae_group,
					      EAP_RESPONSE,
					      identifier_of(step)));
		break;
	case STEP_REPEATED:
		do_repeated(step);
		break;
	case STEP_FORGED:
		do_forged(step);
		break;
	default:
		do_event(step);
	}
}

/* A round */

static void begin_round(const struct round *round)
{
	dot1x_withdraw();
	link_set_up(HOST_PHONE, PC_PORT, true);
	link_set_up(HOST_LAN, FAR_END, true);
	phone_ports_plug();
	wait_for_switch_link();
	settings = phone_ports_settings();
	settings.session_limit = round->limit;
	settings.hold_time = round->hold_time;
	dot1x_set(&settings);
	authenticator_use(round->switch_kind);
	frame_drain(wires.pc);
	frame_drain(wires.lan);
	frame_drain(authenticator_stranger());
	for (unsigned int i = 0; i < ROUND_PCS; i++)
		pcs[i] = (struct hub_pc){ .address = hub_station(i + 1) };
	neighbours = 0;
}

static void leave(const struct round *round)
{
	switch (round->end) {
	case END_UNPLUGGED:
		phone_ports_unplug();
		break;
	case END_DOWN:
		link_set_up(HOST_PHONE, PC_PORT, false);
		break;
	case END_DISABLED:
		settings.is_enabled = false;
		dot1x_set(&settings);
		break;
	default:
		set_switch_link(false);
		phone_ports_unplug();
		poll(NULL, 0, settings.hold_time + DARK_MS);
		set_switch_link(true);
	}
}

static unsigned int count_authorized(const struct round *round)
{
	unsigned int count = 0;

	authenticator_mark();
	for (unsigned int i = 0; i < round->pcs; i++)
		count += authenticator_is_authorized(pcs[i].address);
	return count;
}

/* Returns how many are authorized at the end. */
static unsigned int run_round(const struct round *round,
			      unsigned int *authorized)
{
	begin_round(round);
	for (unsigned int i = 0; i < round->count; i++) {
		do_step(&round->steps[i]);
		if (round->steps[i].is_rash)
			continue;
		authenticator_settle();
		hub_hear(pcs, ROUND_PCS, &pcs[round->steps[i].pc]);
	}
	*authorized = count_authorized(round);
	leave(round);
	return authenticator_wait_none(left, left_ms + settings.hold_time);
}

/* The shortest round that fails too, as far as time allows */

static struct round without(const struct round *round, unsigned int place,
			    unsigned int count)
{
	struct round shorter = *round;

	shorter.count -= count;
	memmove(shorter.steps + place, shorter.steps + place + count,
		(shorter.count - place) * sizeof(*shorter.steps));
	return shorter;
}

/* Returns true if anything could be left out. */
static bool shrink_by(struct round *round, unsigned int count, int64_t end)
{
	unsigned int place = 0, authorized;
	bool is_shorter = false;
	struct round shorter;

	while (place + count <= round->count && now_ms() < end) {
		shorter = without(round, place, count);
		if (run_round(&shorter, &authorized)) {
			*round = shorter;
			is_shorter = true;
		} else {
			place += count;
		}
	}
	return is_shorter;
}

static void shrink(struct round *round)
{
	int64_t end = now_ms() + SHRINK_MS;
	unsigned int count = round->count / 2;

	left_ms = SHRINK_LEFT_MS;
	while (count && now_ms() < end) {
		if (!shrink_by(round, count, end) || count > 1)
			count /= 2;
	}
	left_ms = LEFT_MS;
}

static void fail_round(const struct round *round, unsigned int kind,
		       unsigned int count)
{
	static struct round shorter;

	printf("# hostapd holds %u authorised, the first is"
	       " %02x:%02x:%02x:%02x:%02x:%02x\n", count, left[0].bytes[0],
	       left[0].bytes[1], left[0].bytes[2], left[0].bytes[3],
	       left[0].bytes[4], left[0].bytes[5]);
	shorter = *round;
	shrink(&shorter);
	round_print(&shorter);
	fail_msg("the switch port stays open; again with"
		 " SWITCH_AGREES_SEED=%u SWITCH_AGREES_CONVERSATIONS=1",
		 round->seed - kind);
}

/* The tests */

static void print_tally(const struct tally *tally)
{
	printf("# %u conversations in %u rounds: %u were in at the end; steps"
	       " of each kind:", tally->conversations, tally->rounds,
	       tally->authorized);
	for (unsigned int i = 0; i < STEP_KINDS; i++)
		printf(" %u", tally->steps[i]);
	printf("\n");
}

static void count_round(struct tally *tally, const struct round *round)
{
	tally->rounds++;
	tally->conversations += round->pcs;
	for (unsigned int i = 0; i < round->count; i++)
		tally->steps[round->steps[i].kind]++;
}

static void test_conversations(void **state)
{
	unsigned int kind = *(const enum phone_ports *)*state;
	struct tally tally = { 0 };
	static struct round round;
	unsigned int authorized, count;

	for (unsigned int seed = first_seed + kind;
	     tally.conversations < wanted; seed += KINDS) {
		round_make(&round, seed);
		count = run_round(&round, &authorized);
		if (count)
			fail_round(&round, kind, count);
		tally.authorized += authorized;
		count_round(&tally, &round);
	}
	print_tally(&tally);
	if (tally.rounds > 5)
		assert_true(tally.authorized > tally.conversations / 6);
}

static int begin(void **state)
{
	authenticator_begin(state);
	host_run(HOST_PHONE, "ip link set dev " SWITCH_PORT " mtu %d",
		 SWITCH_PORT_MTU);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_PORTS(test_conversations),
	};

	first_seed = environment_number("SWITCH_AGREES_SEED", first_seed);
	wanted = environment_number("SWITCH_AGREES_CONVERSATIONS", wanted);
	printf("# seed %u\n", first_seed);
	return cmocka_run_group_tests(tests, begin, authenticator_end);
}
