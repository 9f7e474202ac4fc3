// SPDX-License-Identifier: MIT
/*
 * What a PC, its neighbours behind a hub and strangers on the LAN may do before
 * the PC is unplugged: hostapd, the switch, has no station authorized
 * afterwards. Each case once left the switch port open by itself;
 * test_switch_agrees tries them at random.
 */
#include <poll.h>
#include <stdio.h>

#include "harness/eap_peer.h"
#include "harness/hub.h"
#include "harness/inet_socket.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

#define SHORT_MTU	1400
#define PATIENCE_MS	30000	/* after this a silent PC may be displaced */
#define PATIENCE_SLACK_MS	1500
#define STAYS_MS	1000
#define LATER_MS	20	/* more than the kernel's coarse tick */

#define EAP_INITIATE	5	/* RFC 6696 5.3 */
#define VLAN_TAG	0x8100

static const struct station nobody = { { 0x02, 0, 0, 0x66, 0, 1 } };
static const struct station broadcast = { {
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
} };
static const struct station lldp_group = { { 0x01, 0x80, 0xc2, 0, 0, 0x0e } };
static const struct station stp_group = { { 0x01, 0x80, 0xc2, 0, 0, 0 } };
static const struct station ip_group = { { 0x01, 0, 0x5e, 0, 0, 0xfb } };

static unsigned int stations;

/*
 * An address that no earlier test had: hostapd ignores a station that left for
 * 5 s.
 */
static struct station new_station(void)
{
	return hub_station(++stations);
}

static void log_in(struct hub_pc *pc)
{
	if (!hub_log_in(pc, new_station()))
		fail_msg("a PC cannot authenticate");
}

static void wait_ms(int milliseconds)
{
	poll(NULL, 0, milliseconds);
}

static void expect_authorized(const struct hub_pc *pc)
{
	authenticator_mark();
	assert_true(authenticator_is_authorized(pc->address));
}

/* The positive control: a port that stays open is noticed */

static void test_without_module(void **state)
{
	struct station left[AUTHORIZED_MAX];
	struct hub_pc pc;

	(void)state;
	dot1x_withdraw();
	authenticator_use(AUTHENTICATOR_UNICAST);
	log_in(&pc);
	phone_ports_unplug();
	assert_int_equal(authenticator_wait_none(left, STAYS_MS), 1);
	assert_true(station_equal(left[0], pc.address));
	phone_ports_plug();
}

static void test_with_module(void **state)
{
	struct hub_pc pc;

	(void)state;
	for (unsigned int kind = 0; kind < AUTHENTICATORS; kind++) {
		authenticator_use(kind);
		log_in(&pc);
		hub_expect_none_authorized("a PC that only logged in");
	}
}

/* A Logoff that the switch does not receive or ignores */

static struct eapol_frame logoff_to(struct station to, struct station from)
{
	struct eapol_frame frame = eapol_frame(to, from, EAPOL_LOGOFF);

	eapol_frame_pad(&frame);
	return frame;
}

/* A switch that receives it may end the session then. */
static void check_logoff(const struct eapol_frame *frame, const char *what)
{
	struct eapol_frame logoff;
	struct hub_pc pc;

	log_in(&pc);
	logoff = *frame;
	memcpy(logoff.bytes + 6, pc.address.bytes, 6);
	hub_send(&logoff);
	authenticator_mark();
	hub_expect_none_authorized(what);
}

static void check_logoffs_to(struct station to, const char *what)
{
	struct eapol_frame frame = logoff_to(to, nobody);

	check_logoff(&frame, what);
}

static void check_destinations(void)
{
	check_logoffs_to(nobody, "a Logoff to nobody");
	check_logoffs_to(link_address(HOST_LAN, STRANGER_PORT),
			 "a Logoff to another LAN host");
	check_logoffs_to(broadcast, "a Logoff to everybody");
	check_logoffs_to(lldp_group, "a Logoff to the LLDP group");
	check_logoffs_to(stp_group, "a Logoff to the bridge group");
	check_logoffs_to(ip_group, "a Logoff to an IP group");
	check_logoffs_to(link_address(HOST_PHONE, SWITCH_PORT),
			 "a Logoff to the phone");
	check_logoffs_to(authenticator_address(), "a Logoff to the switch");
	check_logoffs_to(pae_group, "a Logoff to the PAE group");
}

static void test_logoff_destinations(void **state)
{
	(void)state;
	for (unsigned int kind = 0; kind < AUTHENTICATORS; kind++) {
		authenticator_use(kind);
		check_destinations();
	}
}

/* The positive control of the kind that receives the group only. */
static void test_strict_switch(void **state)
{
	struct eapol_frame frame;
	struct hub_pc pc;

	(void)state;
	authenticator_use(AUTHENTICATOR_STRICT_UNICAST);
	log_in(&pc);
	frame = logoff_to(broadcast, pc.address);
	hub_send(&frame);
	expect_authorized(&pc);
	frame = logoff_to(pae_group, pc.address);
	hub_send(&frame);
	authenticator_mark();
	assert_false(authenticator_is_authorized(pc.address));
}

static void test_logoff_too_long(void **state)
{
	struct eapol_frame frame = eapol_frame_sized(pae_group, nobody,
						     EAPOL_LOGOFF, 1480);

	(void)state;
	host_run(HOST_PHONE, "ip link set dev " SWITCH_PORT " mtu %d",
		 SHORT_MTU);
	for (unsigned int kind = 0; kind < AUTHENTICATORS; kind++) {
		authenticator_use(kind);
		check_logoff(&frame, "a Logoff too long for the switch port");
	}
	host_run(HOST_PHONE, "ip link set dev " SWITCH_PORT " mtu 1500");
}

static void check_odd_logoffs(void)
{
	struct eapol_frame frame = logoff_to(pae_group, nobody);
	struct eapol_frame odd = frame;

	odd.bytes[14] = 0;
	check_logoff(&odd, "a Logoff of version 0");
	odd = frame;
	odd.bytes[16] = 0xff;
	check_logoff(&odd, "a Logoff longer than its frame");
	odd = frame;
	eapol_frame_tag(&odd, VLAN_TAG, 7 << 13);
	check_logoff(&odd, "a Logoff with a priority tag");
	odd = frame;
	eapol_frame_tag(&odd, VLAN_TAG, 5);
	check_logoff(&odd, "a Logoff in a VLAN");
	odd = frame;
	eapol_frame_tag(&odd, VLAN_TAG, 0);
	eapol_frame_tag(&odd, VLAN_TAG, 0);
	check_logoff(&odd, "a Logoff in two priority tags");
}

static void test_odd_logoffs(void **state)
{
	(void)state;
	for (unsigned int kind = 0; kind < AUTHENTICATORS; kind++) {
		authenticator_use(kind);
		check_odd_logoffs();
	}
}

/* What strangers on the LAN forge */

static void forge(struct station to, uint8_t code, uint8_t identifier)
{
	struct eapol_frame frame =
		eap_frame(to, link_address(HOST_LAN, STRANGER_PORT), code,
			  identifier);

	frame_send(authenticator_stranger(), &frame);
	authenticator_mark();
}

static void check_forged(bool is_to_group, uint8_t code, int distance,
			 const char *what)
{
	struct hub_pc pc;
	uint8_t identifier;

	log_in(&pc);
	identifier = eap_peer_identifier(&pc.response);
	forge(is_to_group ? pae_group : pc.address, code,
	      identifier + distance);
	expect_authorized(&pc);
	hub_expect_none_authorized(what);
}

static void check_forgeries(bool is_to_group)
{
	check_forged(is_to_group, EAP_FAILURE, 99,
		     "a forged Failure of another identifier");
	check_forged(is_to_group, EAP_FAILURE, 0,
		     "a forged Failure of the last identifier");
	check_forged(is_to_group, EAP_SUCCESS, 1, "a forged Success");
	check_forged(is_to_group, EAP_REQUEST, 1, "a forged Request");
}

static void test_forged_answers(void **state)
{
	(void)state;
	for (unsigned int kind = 0; kind < AUTHENTICATORS; kind++) {
		authenticator_use(kind);
		check_forgeries(false);
		check_forgeries(true);
	}
}

/* Up to the Response that the switch will answer with Success. */
static void begin_md5(struct hub_pc *pc)
{
	*pc = (struct hub_pc){ .address = new_station() };
	hub_start(pc);
	assert_true(hub_await_challenge(pc));
	pc->response = eap_peer_answer(&pc->request, pc->address,
				       EAP_PEER_USER, EAP_PEER_SECRET);
}

/* The Failure comes first, with the right identifier; then the real Success. */
static void test_forged_failure_first(void **state)
{
	struct eapol_frame failure;
	struct hub_pc pc;

	(void)state;
	for (unsigned int kind = 0; kind < AUTHENTICATORS; kind++) {
		authenticator_use(kind);
		begin_md5(&pc);
		authenticator_stop(true);
		hub_send(&pc.response);
		failure = eap_frame(pc.address, nobody, EAP_FAILURE,
				    eap_peer_identifier(&pc.response));
		frame_send(authenticator_stranger(), &failure);
		authenticator_stop(false);
		expect_authorized(&pc);
		hub_expect_none_authorized("a forged Failure before Success");
	}
}

/* Sessions without room, or that the switch started */

static void start_strangers(unsigned int count)
{
	struct eapol_frame frame;

	for (unsigned int i = 0; i < count; i++) {
		frame = eapol_frame(pae_group, new_station(), EAPOL_START);
		hub_send(&frame);
	}
	authenticator_mark();
	frame_drain(wires.pc);
}

/* The module cannot know that the switch ignores all of these. */
static void respond_strangers(unsigned int count)
{
	struct eapol_frame frame;

	for (unsigned int i = 0; i < count; i++) {
		frame = eap_frame(pae_group, new_station(), EAP_RESPONSE, i);
		hub_send(&frame);
	}
	authenticator_mark();
	frame_drain(wires.pc);
}

/* A PC that is refused is not let in, and a PC that is let in is logged off. */
static void check_latecomer(struct hub_pc *pc, const char *what)
{
	uint64_t refused = dot1x_counted(PHONEWALL_DOT1X_SESSIONS_REFUSED);

	authenticator_mark();
	printf("# %s: the latecomer is %s, %llu frames refused\n", what,
	       authenticator_is_authorized(pc->address) ? "in" : "out",
	       (unsigned long long)refused);
	if (!authenticator_is_authorized(pc->address))
		assert_true(refused > 0);
	hub_expect_none_authorized(what);
}

static void test_table_full(void **state)
{
	struct hub_pc pc;

	(void)state;
	for (unsigned int kind = 0; kind < AUTHENTICATORS; kind++) {
		authenticator_use(kind);
		dot1x_begin_count();
		start_strangers(PHONEWALL_SESSION_LIMIT_DEFAULT);
		hub_log_in(&pc, new_station());
		check_latecomer(&pc, "eight Starts before the PC");
	}
}

static void test_table_full_of_answers(void **state)
{
	struct hub_pc pc;

	(void)state;
	for (unsigned int kind = 0; kind < AUTHENTICATORS; kind++) {
		authenticator_use(kind);
		dot1x_begin_count();
		respond_strangers(PHONEWALL_SESSION_LIMIT_DEFAULT);
		hub_log_in(&pc, new_station());
		check_latecomer(&pc, "eight Responses before the PC");
	}
}

/* hostapd sends a Request to anyone who sends it EAPOL: no Start is needed. */
static void test_switch_begins(void **state)
{
	struct eapol_frame frame;
	struct hub_pc pc;

	(void)state;
	for (unsigned int kind = 0; kind < AUTHENTICATORS; kind++) {
		authenticator_use(kind);
		dot1x_begin_count();
		pc = (struct hub_pc){ .address = new_station() };
		frame = eapol_frame(pae_group, pc.address, EAPOL_MKA);
		hub_say(&pc, &frame);
		assert_true(pc.is_asked);
		start_strangers(PHONEWALL_SESSION_LIMIT_DEFAULT);
		hub_await_challenge(&pc);
		while (hub_answer(&pc))
			;
		check_latecomer(&pc, "a session that the switch opened");
	}
}

/* The other PC's Response follows the PC's, before the switch answers. */
static void answer_twice(struct hub_pc *pc)
{
	struct station other = new_station();
	struct eapol_frame repeated;

	begin_md5(pc);
	repeated = pc->response;
	memcpy(repeated.bytes + 6, other.bytes, 6);
	authenticator_stop(true);
	hub_send(&pc->response);
	wait_ms(LATER_MS);
	hub_send(&repeated);
	authenticator_stop(false);
	expect_authorized(pc);
}

/* The PC is silent for longer than one that has only started may be. */
static void test_repeated_identifier(void **state)
{
	struct hub_pc pcs[2];

	(void)state;
	authenticator_use(AUTHENTICATOR_GROUP);
	for (unsigned int i = 0; i < COUNT(pcs); i++) {
		answer_twice(&pcs[i]);
		if (i == 0)
			hub_expect_none_authorized("a repeated identifier");
	}
	wait_ms(PATIENCE_MS + PATIENCE_SLACK_MS);
	start_strangers(2 * PHONEWALL_SESSION_LIMIT_DEFAULT);
	expect_authorized(&pcs[1]);
	hub_expect_none_authorized("a repeated identifier, and a flood");
}

static bool was_logged_off(const struct hub_pc *pc)
{
	struct eapol_frame frame;

	while (frame_receive(wires.lan, &frame, NULL, STAYS_MS)) {
		if (frame.bytes[15] == EAPOL_LOGOFF &&
		    station_equal(eapol_frame_source(&frame), pc->address))
			return true;
	}
	return false;
}

/* A PC that responded and fell silent makes room, and is logged off first. */
static void test_displaced(void **state)
{
	struct hub_pc silent[PHONEWALL_SESSION_LIMIT_DEFAULT], pc;

	(void)state;
	authenticator_use(AUTHENTICATOR_UNICAST);
	for (unsigned int i = 0; i < COUNT(silent); i++)
		begin_md5(&silent[i]);
	wait_ms(PATIENCE_MS + PATIENCE_SLACK_MS);
	frame_drain(wires.lan);
	log_in(&pc);
	if (!was_logged_off(&silent[0]))
		fail_msg("the PC that was displaced was not logged off");
	hub_expect_none_authorized("a PC that displaced another one");
}

/*
 * EAP-Initiate also makes a switch authorize a PC that it knows from before
 * (RFC 6696 3.1); hostapd does so with eap_server_erp. Its keys come from an
 * authentication by TLS, which this PC has not done, so the test looks for the
 * Logoff.
 */
static void check_initiate(unsigned int strangers, const char *what)
{
	struct hub_pc pc = { .address = new_station() };
	struct eapol_frame frame = eap_frame(pae_group, pc.address,
					     EAP_INITIATE, 1);

	dot1x_withdraw();
	phone_ports_set_enabled(true);
	frame_drain(wires.lan);
	hub_send(&frame);
	start_strangers(strangers);
	phone_ports_unplug();
	if (!was_logged_off(&pc))
		fail_msg("%s: no Logoff", what);
	phone_ports_plug();
}

static void test_initiate(void **state)
{
	(void)state;
	authenticator_use(AUTHENTICATOR_UNICAST);
	check_initiate(0, "EAP-Initiate");
	check_initiate(PHONEWALL_SESSION_LIMIT_DEFAULT,
		       "EAP-Initiate, and eight Starts of others");
}

/* The switch port without a link */

static void set_switch_link(bool is_up)
{
	link_set_up(HOST_LAN, FAR_END, is_up);
	if (!is_up)
		return;
	link_wait(HOST_PHONE, SWITCH_PORT);
	link_wait(HOST_LAN, FAR_END);
}

/* hostapd does not notice that its own port has no link. */
static void test_switch_link_returns(void **state)
{
	struct hub_pc pcs[3];

	(void)state;
	authenticator_use(AUTHENTICATOR_UNICAST);
	for (unsigned int i = 0; i < COUNT(pcs); i++)
		log_in(&pcs[i]);
	set_switch_link(false);
	phone_ports_unplug();
	wait_ms(STAYS_MS);
	for (unsigned int i = 0; i < COUNT(pcs); i++)
		expect_authorized(&pcs[i]);
	set_switch_link(true);
	assert_int_equal(authenticator_wait_none(NULL, 3 * STAYS_MS), 0);
	phone_ports_plug();
}

/*
 * A PC that is back before the link is not logged off, and is when it leaves.
 */
static void test_back_before_switch_link(void **state)
{
	struct eapol_frame start;
	struct hub_pc pc;

	(void)state;
	authenticator_use(AUTHENTICATOR_UNICAST);
	log_in(&pc);
	set_switch_link(false);
	phone_ports_unplug();
	wait_ms(STAYS_MS);
	phone_ports_plug();
	start = eapol_frame(pae_group, pc.address, EAPOL_START);
	hub_send(&start);
	set_switch_link(true);
	wait_ms(STAYS_MS);
	expect_authorized(&pc);
	hub_expect_none_authorized("a PC that was back before the link");
}

/* A queue that accepts nothing: what is to be sent is dropped with an error. */
static void set_queue_full(bool is_full)
{
	host_run(HOST_PHONE, "tc qdisc %s dev " SWITCH_PORT " root %s",
		 is_full ? "add" : "del", is_full ? "pfifo limit 0" : "");
}

static void test_queue_full(void **state)
{
	struct hub_pc pcs[3];

	(void)state;
	authenticator_use(AUTHENTICATOR_UNICAST);
	for (unsigned int i = 0; i < COUNT(pcs); i++)
		log_in(&pcs[i]);
	set_queue_full(true);
	phone_ports_unplug();
	wait_ms(STAYS_MS);
	for (unsigned int i = 0; i < COUNT(pcs); i++)
		expect_authorized(&pcs[i]);
	set_queue_full(false);
	assert_int_equal(authenticator_wait_none(NULL, 5 * STAYS_MS), 0);
	phone_ports_plug();
}

static void send_logoff(const struct hub_pc *pc)
{
	struct eapol_frame frame = logoff_to(pae_group, pc->address);

	hub_send(&frame);
}

/* The PC's own Logoff ends nothing if the switch does not receive it. */
static void test_own_logoff_not_sent(void **state)
{
	struct hub_pc pcs[2];

	(void)state;
	authenticator_use(AUTHENTICATOR_UNICAST);
	for (unsigned int i = 0; i < COUNT(pcs); i++)
		log_in(&pcs[i]);
	set_queue_full(true);
	send_logoff(&pcs[0]);
	set_queue_full(false);
	set_switch_link(false);
	send_logoff(&pcs[1]);
	set_switch_link(true);
	for (unsigned int i = 0; i < COUNT(pcs); i++)
		expect_authorized(&pcs[i]);
	hub_expect_none_authorized("a Logoff that could not be sent on");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PORTS_TEST(test_without_module, "", &ports_forwarding),
		TEST_PORTS(test_with_module),
		TEST_BRIDGED(test_strict_switch),
		TEST_PORTS(test_logoff_destinations),
		TEST_PORTS(test_logoff_too_long),
		TEST_PORTS(test_odd_logoffs),
		TEST_BRIDGES(test_forged_answers),
		TEST_BRIDGED(test_forged_failure_first),
		TEST_BRIDGED(test_table_full),
		TEST_BRIDGED(test_table_full_of_answers),
		TEST_BRIDGED(test_switch_begins),
		TEST_BRIDGED(test_repeated_identifier),
		TEST_BRIDGED(test_displaced),
		TEST_BRIDGED(test_initiate),
		TEST_BRIDGED(test_switch_link_returns),
		TEST_BRIDGED(test_back_before_switch_link),
		TEST_BRIDGED(test_queue_full),
		TEST_BRIDGED(test_own_logoff_not_sent),
	};

	return cmocka_run_group_tests(tests, authenticator_begin,
				      authenticator_end);
}
