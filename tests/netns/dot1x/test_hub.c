// SPDX-License-Identifier: MIT
/*
 * Eight, nine and a thousand PCs behind a hub, honest and hostile, with hostapd
 * as the switch. Every authorized PC is logged off when the hub is unplugged,
 * and no PC without a session is let in.
 */
#include <stdio.h>
#include <stdlib.h>

#include "harness/eap_peer.h"
#include "harness/hub.h"
#include "harness/inet_socket.h"

#define MANY		1000
#define MANY_IN_TURN	200	/* each waits for an answer of its own */
#define SEED		20261129
#define HOSTILE_KINDS	7
#define SETTLED_EVERY	32

/**
 * struct crowd - how many PCs there are, and for how many there is room
 * @pcs: PCs
 * @limit: sessions held at most
 * @switch_kind: the switch
 */
struct crowd {
	unsigned int pcs;
	unsigned int limit;
	enum authenticator switch_kind;
};

static const struct crowd crowds[] = {
	{ 8, 8, AUTHENTICATOR_UNICAST },
	{ 8, 8, AUTHENTICATOR_GROUP },
	{ 9, 8, AUTHENTICATOR_UNICAST },
	{ 9, 8, AUTHENTICATOR_GROUP },
	{ 9, 64, AUTHENTICATOR_STRICT_UNICAST },
	{ MANY, 8, AUTHENTICATOR_UNICAST },
	{ MANY, 64, AUTHENTICATOR_STRICT_UNICAST },
	{ MANY_IN_TURN, 64, AUTHENTICATOR_GROUP },
};

static struct hub_pc pcs[MANY];
static unsigned int next_station;

static void set_limit(unsigned int limit)
{
	struct dot1x_settings settings = phone_ports_settings();

	settings.session_limit = limit;
	dot1x_set(&settings);
}

static void begin_crowd(const struct crowd *crowd)
{
	dot1x_withdraw();
	set_limit(crowd->limit);
	authenticator_use(crowd->switch_kind);
	frame_drain(wires.pc);
	dot1x_begin_count();
	for (unsigned int i = 0; i < crowd->pcs; i++)
		pcs[i] = (struct hub_pc){
			.address = hub_station(next_station++),
		};
}

static void expect_in(const struct hub_pc *pc)
{
	if (!authenticator_is_authorized(pc->address))
		fail_msg("an honest PC that was in is not any more");
}

static unsigned int report(const struct crowd *crowd, const char *what)
{
	unsigned int count;

	authenticator_mark();
	count = authenticator_authorized(NULL);
	printf("# %u PCs, %s, room for %u, switch %d: %u authorised,"
	       " %llu frames refused\n", crowd->pcs, what, crowd->limit,
	       crowd->switch_kind, count, (unsigned long long)
	       dot1x_counted(PHONEWALL_DOT1X_SESSIONS_REFUSED));
	return count;
}

static void check_honest(const struct crowd *crowd)
{
	unsigned int room = crowd->pcs < crowd->limit ? crowd->pcs :
							crowd->limit;

	begin_crowd(crowd);
	hub_log_in_all(pcs, crowd->pcs);
	assert_int_equal(report(crowd, "honest"), room);
	for (unsigned int i = 0; i < room; i++)
		expect_in(&pcs[i]);
	hub_expect_none_authorized("a hub of honest PCs");
}

static void test_honest(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(crowds) / sizeof(crowds[0]); i++)
		check_honest(&crowds[i]);
}

/* Hostile PCs. None sends what would rightly log the first one off. */

static void send_named(struct eapol_frame frame, struct station from)
{
	memcpy(frame.bytes + 6, from.bytes, sizeof(from.bytes));
	hub_send(&frame);
}

static void misbehave(const struct crowd *crowd, struct hub_pc *pc)
{
	struct station other = pcs[1 + random() % (crowd->pcs - 1)].address;
	struct station first = pcs[0].address;

	switch (random() % HOSTILE_KINDS) {
	case 0:
		send_named(eapol_frame(pae_group, other, EAPOL_START),
			   pc->address);
		break;
	case 1:
		send_named(eap_frame(pae_group, other, EAP_RESPONSE, random()),
			   pc->address);
		break;
	case 2:
		send_named(pcs[0].response, pc->address);
		break;
	case 3:
		send_named(eapol_frame(pae_group, other, EAPOL_LOGOFF), other);
		break;
	case 4:
		send_named(eapol_frame(pc->address, first, EAPOL_LOGOFF),
			   first);
		break;
	case 5:
		send_named(eap_frame(first, pc->address, EAP_FAILURE,
				     eap_peer_identifier(&pcs[0].response)),
			   pc->address);
		break;
	default:
		hub_log_in_all(pc, 1);
	}
}

/*
 * A switch that receives everything obeys a Logoff to any address: the first PC
 * need not stay authorized there.
 */
static void check_hostile(const struct crowd *crowd)
{
	bool is_strict = crowd->switch_kind >= AUTHENTICATOR_STRICT_UNICAST;

	begin_crowd(crowd);
	assert_true(hub_log_in(&pcs[0], pcs[0].address));
	for (unsigned int i = 1; i < crowd->pcs; i++) {
		misbehave(crowd, &pcs[i]);
		if (i % SETTLED_EVERY == 0)
			authenticator_mark();
	}
	authenticator_mark();
	if (is_strict)
		expect_in(&pcs[0]);
	report(crowd, "hostile but for one");
	hub_expect_none_authorized("a hub of hostile PCs");
}

static void test_hostile(void **state)
{
	(void)state;
	srandom(SEED);
	for (size_t i = 0; i < sizeof(crowds) / sizeof(crowds[0]); i++)
		check_hostile(&crowds[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BRIDGED(test_honest),
		TEST_BRIDGED(test_hostile),
	};

	return cmocka_run_group_tests(tests, authenticator_begin,
				      authenticator_end);
}
