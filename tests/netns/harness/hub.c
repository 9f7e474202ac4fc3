// SPDX-License-Identifier: MIT
#include "harness/hub.h"

#include <poll.h>

#include "harness/eap_peer.h"

#define ROUNDS		4	/* Requests that a PC answers at most */
#define TRIES		3	/* a switch may ask others in the group */
#define ANSWER_MS	1000	/* how long to wait for a silent switch */
#define CROWD_ANSWER_MS	100
#define AT_A_TIME	32	/* far less than hostapd's socket holds */
#define CHALLENGE_TRIES	12	/* hostapd repeats a Request after 3 s */
#define LEFT_MS		3000

static struct station left[AUTHORIZED_MAX];

struct station hub_station(unsigned int number)
{
	return (struct station){ {
		0x02, 0, 0, 0x10, number >> 8, number,
	} };
}

void hub_send(const struct eapol_frame *frame)
{
	frame_try_send(wires.pc, frame);
}

static struct station destination(const struct eapol_frame *frame)
{
	struct station station;

	memcpy(station.bytes, frame->bytes, sizeof(station.bytes));
	return station;
}

static struct hub_pc *find(struct hub_pc *pcs, unsigned int count,
			   struct station station)
{
	for (unsigned int i = 0; i < count; i++) {
		if (station_equal(pcs[i].address, station))
			return &pcs[i];
	}
	return NULL;
}

/* The code of the EAP packet in a frame that is long enough to have one. */
static uint8_t eap_code(const struct eapol_frame *frame)
{
	return frame->bytes[15] == EAPOL_EAP ? frame->bytes[18] : 0;
}

/*
 * Identity Requests to the group are for others too: they are no reason to drop
 * a challenge.
 */
static bool has_challenge(const struct hub_pc *pc)
{
	return pc->is_asked && eap_peer_read(&pc->request) == EAP_ASKS_MD5;
}

static void tell(struct hub_pc *pc, const struct eapol_frame *frame)
{
	enum eap_request asked = eap_peer_read(frame);

	if (asked == EAP_ASKS_MD5 ||
	    (asked == EAP_ASKS_IDENTITY && !has_challenge(pc))) {
		pc->request = *frame;
		pc->is_asked = true;
	} else if (eap_code(frame) == EAP_SUCCESS ||
		   eap_code(frame) == EAP_FAILURE) {
		pc->outcome = eap_code(frame);
	}
}

void hub_hear(struct hub_pc *pcs, unsigned int count, struct hub_pc *speaker)
{
	struct eapol_frame frame;
	struct hub_pc *pc;

	while (frame_receive(wires.pc, &frame, NULL, 0)) {
		pc = frame.bytes[0] & 1 ? speaker :
					  find(pcs, count, destination(&frame));
		if (pc)
			tell(pc, &frame);
	}
}

static void say(struct hub_pc *pc, const struct eapol_frame *frame)
{
	pc->is_asked = false;
	pc->outcome = 0;
	hub_send(frame);
}

static void say_start(struct hub_pc *pc)
{
	struct eapol_frame frame = eapol_frame(pae_group, pc->address,
					       EAPOL_START);

	say(pc, &frame);
}

static void say_response(struct hub_pc *pc)
{
	pc->response = eap_peer_answer(&pc->request, pc->address,
				       EAP_PEER_USER, EAP_PEER_SECRET);
	pc->has_answered = true;
	say(pc, &pc->response);
}

static bool is_told(const struct hub_pc *pcs, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		if (!pcs[i].is_asked && !pcs[i].outcome)
			return false;
	}
	return true;
}

/* What the switch has sent may not have arrived yet. */
static void hear_answers(struct hub_pc *pcs, unsigned int count,
			 int milliseconds)
{
	struct hub_pc *speaker = count == 1 ? pcs : NULL;

	authenticator_settle();
	hub_hear(pcs, count, speaker);
	for (int waited = 0; !is_told(pcs, count) && waited < milliseconds;
	     waited++) {
		poll(NULL, 0, 1);
		hub_hear(pcs, count, speaker);
	}
}

void hub_say(struct hub_pc *pc, const struct eapol_frame *frame)
{
	say(pc, frame);
	hear_answers(pc, 1, ANSWER_MS);
}

void hub_start(struct hub_pc *pc)
{
	say_start(pc);
	hear_answers(pc, 1, ANSWER_MS);
}

bool hub_answer(struct hub_pc *pc)
{
	if (!pc->is_asked)
		return false;
	say_response(pc);
	hear_answers(pc, 1, ANSWER_MS);
	return true;
}

bool hub_await_challenge(struct hub_pc *pc)
{
	for (unsigned int i = 0; i < CHALLENGE_TRIES && !has_challenge(pc); i++)
		if (!hub_answer(pc))
			hear_answers(pc, 1, ANSWER_MS);
	return has_challenge(pc);
}

bool hub_log_in(struct hub_pc *pc, struct station address)
{
	*pc = (struct hub_pc){ .address = address };
	for (unsigned int try = 0; try < TRIES; try++) {
		hub_start(pc);
		for (unsigned int i = 0; i < ROUNDS && hub_answer(pc); i++)
			;
		if (authenticator_is_authorized(address))
			return true;
	}
	return false;
}

static bool answer_all(struct hub_pc *pcs, unsigned int count)
{
	bool has_spoken = false;

	for (unsigned int i = 0; i < count; i++) {
		if (!pcs[i].is_asked)
			continue;
		say_response(&pcs[i]);
		has_spoken = true;
	}
	if (has_spoken)
		hear_answers(pcs, count, CROWD_ANSWER_MS);
	return has_spoken;
}

/* A frame to the group does not say which PC it is for; so one PC at a time. */
void hub_log_in_all(struct hub_pc *pcs, unsigned int count)
{
	unsigned int most = authenticator_sends_to_group() ? 1 : AT_A_TIME;
	unsigned int now;

	for (unsigned int done = 0; done < count; done += now) {
		now = count - done < most ? count - done : most;
		for (unsigned int i = done; i < done + now; i++)
			say_start(&pcs[i]);
		hear_answers(pcs + done, now, CROWD_ANSWER_MS);
		for (unsigned int i = 0; i < ROUNDS; i++) {
			if (!answer_all(pcs + done, now))
				break;
		}
	}
}

void hub_expect_none_authorized(const char *what)
{
	unsigned int count;

	phone_ports_unplug();
	count = authenticator_wait_none(left, LEFT_MS);
	if (count)
		fail_msg("%s: hostapd holds %u authorised after the unplugging,"
			 " the first is %02x:%02x:%02x:%02x:%02x:%02x", what,
			 count, left[0].bytes[0], left[0].bytes[1],
			 left[0].bytes[2], left[0].bytes[3], left[0].bytes[4],
			 left[0].bytes[5]);
	phone_ports_plug();
}
