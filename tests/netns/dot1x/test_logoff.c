// SPDX-License-Identifier: MIT
/*
 * The EAPOL-Logoff that the phone sends for a PC that has gone: for which PC,
 * when and how fast. No agent runs.
 */
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/child.h"
#include "harness/inet_socket.h"
#include "harness/phone_ports.h"

#define HOLD_MS		300
#define ROUNDS		20
#define TAP_ROUNDS	4
#define DOWNS		40
#define TRIES		20	/* until a busy machine is quick enough */
#define TAP		"tap0"
#define FAR_NAMESPACE	"far"

/* The kernel checks the carrier of most devices at most once a second. */
#define CARRIER_MS	1000

#define SLACK_MS	20

static int64_t milliseconds(const struct timespec *time)
{
	return time->tv_sec * INT64_C(1000) + time->tv_nsec / 1000000;
}

static int64_t microseconds_between(const struct timespec *from,
				    const struct timespec *to)
{
	return (to->tv_sec - from->tv_sec) * INT64_C(1000000) +
	       (to->tv_nsec - from->tv_nsec) / 1000;
}

static struct timespec now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return time;
}

static void wait_ms(int duration)
{
	poll(NULL, 0, duration);
}

static void speak(struct station pc, uint8_t version, uint8_t type)
{
	struct eapol_frame frame = eapol_frame(pae_group, pc, type);

	frame.bytes[14] = version;
	phone_ports_pass(&frame);
}

static void expect_logoff(struct station pc)
{
	struct eapol_frame frame = eapol_logoff(pc, 2);

	frame_expect(wires.lan, &frame);
}

/*
 * No other frame has arrived anywhere after one Logoff: a frame of the LAN
 * switch is received after it, and the phone's own frame arrives after it.
 */
static void expect_one_logoff_behind(void **state, enum phonewall_logoff reason)
{
	struct eapol_frame frame =
		eapol_frame(pae_group, link_address(HOST_PHONE, SWITCH_PORT),
			    EAPOL_START);
	struct dot1x_session session;

	frame_send(wires.at_switch_port, &frame);
	frame_expect(wires.lan, &frame);
	frame_expect_none(wires.lan);
	frame = eapol_frame(pae_group, LAN_SWITCH, EAPOL_MKA);
	frame_send(wires.lan, &frame);
	frame_expect(phone_ports_supplicant(state), &frame);
	frame_expect_none(wires.at_bridge);
	dot1x_expect_counted(PHONEWALL_DOT1X_LOGOFFS, 1);
	dot1x_wait_state(PC, PHONEWALL_SESSION_LOGGED_OFF);
	assert_true(dot1x_find(PC, &session));
	assert_true(session.was_logged_off);
	assert_int_equal(session.logoff, reason);
	assert_int_equal(session.version, 2);
}

static void expect_one_logoff(void **state, enum phonewall_logoff reason)
{
	expect_logoff(PC);
	expect_one_logoff_behind(state, reason);
}

static void expect_no_logoff(struct station pc)
{
	struct eapol_frame frame =
		eapol_frame(pae_group, link_address(HOST_PHONE, SWITCH_PORT),
			    EAPOL_START);

	frame_send(wires.at_switch_port, &frame);
	frame_expect(wires.lan, &frame);
	frame_expect_none(wires.lan);
	dot1x_expect_counted(PHONEWALL_DOT1X_LOGOFFS, 0);
	dot1x_expect_state(pc, PHONEWALL_SESSION_AUTHENTICATED);
}

/* Reasons */

static void test_carrier(void **state)
{
	phone_ports_authenticate(PC);
	phone_ports_unplug();
	expect_one_logoff(state, PHONEWALL_LOGOFF_CARRIER);
}

static void test_down(void **state)
{
	phone_ports_authenticate(PC);
	link_set_up(HOST_PHONE, PC_PORT, false);
	expect_one_logoff(state, PHONEWALL_LOGOFF_DOWN);
}

static void test_disabled(void **state)
{
	phone_ports_authenticate(PC);
	phone_ports_set_enabled(false);
	expect_one_logoff(state, PHONEWALL_LOGOFF_DISABLED);
}

static void test_removed(void **state)
{
	phone_ports_authenticate(PC);
	host_run(HOST_PHONE, "ip link delete " PC_PORT);
	expect_one_logoff(state, PHONEWALL_LOGOFF_REMOVED);
}

/* The session is gone too, so it has no reason. */
static void check_withdrawn(const struct dot1x_settings *settings)
{
	phone_ports_authenticate(PC);
	dot1x_set(settings);
	expect_logoff(PC);
	dot1x_expect_counted(PHONEWALL_DOT1X_LOGOFFS, 1);
	assert_false(dot1x_find(PC, NULL));
	frame_expect_none(wires.lan);
}

static void test_withdrawn(void **state)
{
	const struct dot1x_settings none = { 0 };

	(void)state;
	check_withdrawn(&none);
}

static void test_other_ports(void **state)
{
	struct dot1x_settings settings = phone_ports_settings();

	(void)state;
	settings.pc_port = "pc1";
	check_withdrawn(&settings);
}

static void test_other_switch_port(void **state)
{
	struct dot1x_settings settings = phone_ports_settings();

	(void)state;
	settings.switch_port = "lan1";
	check_withdrawn(&settings);
}

static void test_same_ports(void **state)
{
	struct dot1x_settings settings = phone_ports_settings();

	phone_ports_authenticate(PC);
	settings.hold_time = 1;
	settings.session_limit = 1;
	dot1x_set(&settings);
	expect_no_logoff(PC);
	phone_ports_unplug();
	expect_one_logoff(state, PHONEWALL_LOGOFF_CARRIER);
}

/* A namespace that ends takes its end of the cable with it. */
static int open_far_end(void)
{
	int far = open("/run/netns/" FAR_NAMESPACE, O_RDONLY | O_CLOEXEC);
	int fd;

	assert_true(far >= 0);
	host_enter(HOST_PC);
	assert_int_equal(setns(far, CLONE_NEWNET), 0);
	fd = frame_socket_here(FAR_END);
	host_leave();
	close(far);
	return fd;
}

static void test_namespace_ends(void **state)
{
	struct dot1x_session session;
	struct eapol_frame frame;
	int far;

	host_run(HOST_PHONE, "ip link delete " PC_PORT
		 " && ip netns add " FAR_NAMESPACE
		 " && ip link add " PC_PORT " up type veth peer name " FAR_END
		 " netns " FAR_NAMESPACE
		 " && ip -n " FAR_NAMESPACE " link set " FAR_END " up");
	link_wait(HOST_PHONE, PC_PORT);
	far = open_far_end();
	frame = eapol_frame(pae_group, PC, EAPOL_START);
	frame_send(far, &frame);
	frame_expect(wires.lan, &frame);
	frame = eap_frame(pae_group, PC, EAP_RESPONSE, 1);
	frame_send(far, &frame);
	frame_expect(wires.lan, &frame);
	frame = eap_frame(PC, LAN_SWITCH, EAP_SUCCESS, 1);
	frame_send(wires.lan, &frame);
	frame_expect(far, &frame);
	close(far);
	host_run(HOST_PHONE, "ip netns delete " FAR_NAMESPACE);
	expect_logoff(PC);
	dot1x_expect_counted(PHONEWALL_DOT1X_LOGOFFS, 1);
	assert_true(dot1x_find(PC, &session));
	assert_int_equal(session.state, PHONEWALL_SESSION_LOGGED_OFF);
	assert_int_equal(session.logoff, PHONEWALL_LOGOFF_REMOVED);
	phone_ports_create_pc_port();
	phone_ports_authenticate(PC);
	phone_ports_expect_unheard(state);
}

/* Which PCs */

static void test_authenticating(void **state)
{
	speak(PC, 2, EAPOL_START);
	phone_ports_unplug();
	expect_one_logoff(state, PHONEWALL_LOGOFF_CARRIER);
}

/* An existing version, so that the switch accepts it. */
static void test_version(void **state)
{
	static const uint8_t spoken[] = { 1, 3, 2, 0, 255 };
	static const uint8_t expected[] = { 1, 3, 2, 1, 3 };
	struct eapol_frame logoff;

	(void)state;
	for (size_t i = 0; i < sizeof(spoken); i++) {
		speak(PC, spoken[i], EAPOL_START);
		phone_ports_unplug();
		logoff = eapol_logoff(PC, expected[i]);
		frame_expect(wires.lan, &logoff);
		phone_ports_plug();
	}
	frame_expect_none(wires.lan);
}

/*
 * What a hub hides: a PC that logged off itself, one that never asked; one with
 * a forged Failure.
 */
static void test_several_pcs(void **state)
{
	struct station failed = station_number(5);
	struct eapol_frame frame;

	(void)state;
	phone_ports_authenticate(PC);
	phone_ports_authenticate(OTHER_PC);
	speak(THIRD_PC, 3, EAPOL_MKA);
	frame = eap_frame(pae_group, failed, EAP_RESPONSE, 1);
	phone_ports_pass(&frame);
	frame = eap_frame(failed, LAN_SWITCH, EAP_FAILURE, 1);
	phone_ports_answer(&frame);
	dot1x_expect_state(failed, PHONEWALL_SESSION_HELD);
	speak(PC, 2, EAPOL_LOGOFF);
	phone_ports_unplug();
	expect_logoff(OTHER_PC);
	expect_logoff(failed);
	dot1x_expect_counted(PHONEWALL_DOT1X_LOGOFFS, 2);
	dot1x_wait_state(PC, PHONEWALL_SESSION_LOGGED_OFF);
	dot1x_wait_state(OTHER_PC, PHONEWALL_SESSION_LOGGED_OFF);
	dot1x_expect_state(THIRD_PC, PHONEWALL_SESSION_SEEN);
	dot1x_wait_state(failed, PHONEWALL_SESSION_LOGGED_OFF);
	wait_ms(SLACK_MS);
	frame_expect_none(wires.lan);
}

static void test_many_pcs(void **state)
{
	struct dot1x_settings settings = phone_ports_settings();
	unsigned int count = PHONEWALL_SESSION_LIMIT_MAX;

	(void)state;
	settings.session_limit = count;
	dot1x_set(&settings);
	for (unsigned int i = 0; i < count; i++)
		speak(station_number(10 + i), 2, EAPOL_START);
	phone_ports_unplug();
	for (unsigned int i = 0; i < count; i++)
		expect_logoff(station_number(10 + i));
	wait_ms(SLACK_MS);
	frame_expect_none(wires.lan);
	dot1x_expect_counted(PHONEWALL_DOT1X_LOGOFFS, count);
}

static void test_again(void **state)
{
	(void)state;
	for (unsigned int i = 1; i <= 3; i++) {
		phone_ports_authenticate(PC);
		phone_ports_unplug();
		expect_logoff(PC);
		dot1x_expect_counted(PHONEWALL_DOT1X_LOGOFFS, i);
		phone_ports_plug();
	}
	phone_ports_unplug();
	phone_ports_plug();
	frame_expect_none(wires.lan);
	dot1x_expect_counted(PHONEWALL_DOT1X_LOGOFFS, 3);
}

static void lose_switch(void)
{
	link_set_up(HOST_LAN, FAR_END, false);
}

static void find_switch(void)
{
	link_set_up(HOST_LAN, FAR_END, true);
	link_wait(HOST_PHONE, SWITCH_PORT);
	link_wait(HOST_LAN, FAR_END);
}

static void wait_until_unsent(struct station pc)
{
	struct dot1x_session session = { 0 };

	dot1x_expect_counted(PHONEWALL_DOT1X_NOT_SENT, 1);
	assert_true(dot1x_find(pc, &session));
	assert_true(session.is_logoff_unsent);
	assert_int_equal(session.logoff, PHONEWALL_LOGOFF_CARRIER);
	assert_false(session.was_logged_off);
	assert_int_equal(session.state, PHONEWALL_SESSION_AUTHENTICATED);
}

/* The switch may have noticed nothing: its own link may have stayed up. */
static void test_switch_port_without_link(void **state)
{
	phone_ports_authenticate(PC);
	lose_switch();
	phone_ports_unplug();
	wait_until_unsent(PC);
	dot1x_expect_counted(PHONEWALL_DOT1X_LOGOFFS, 0);
	find_switch();
	expect_logoff(PC);
	phone_ports_plug();
	expect_one_logoff_behind(state, PHONEWALL_LOGOFF_CARRIER);
	dot1x_expect_counted(PHONEWALL_DOT1X_NOT_SENT, 1);
}

/* A PC that sends is present again, and the switch receives it. */
static void test_back_before_the_logoff(void **state)
{
	(void)state;
	phone_ports_authenticate(PC);
	phone_ports_authenticate(OTHER_PC);
	lose_switch();
	phone_ports_unplug();
	dot1x_expect_counted(PHONEWALL_DOT1X_NOT_SENT, 2);
	phone_ports_plug();
	for (unsigned int tries = 0; ; tries++) {
		struct eapol_frame frame = eapol_frame(pae_group, PC,
						       EAPOL_START);
		struct dot1x_session session;

		assert_in_range(tries, 0, 100);
		frame_send(wires.pc, &frame);
		wait_ms(SLACK_MS);
		assert_true(dot1x_find(PC, &session));
		if (!session.is_logoff_unsent)
			break;
	}
	find_switch();
	expect_logoff(OTHER_PC);
	wait_ms(SLACK_MS);
	frame_expect_none(wires.lan);
	dot1x_expect_counted(PHONEWALL_DOT1X_LOGOFFS, 1);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
}

/* A queue that accepts nothing, below a link that stays up. */
static void test_full_queue(void **state)
{
	(void)state;
	phone_ports_authenticate(PC);
	host_run(HOST_PHONE, "tc qdisc replace dev " SWITCH_PORT
		 " root pfifo limit 0");
	phone_ports_unplug();
	wait_until_unsent(PC);
	host_run(HOST_PHONE, "tc qdisc del dev " SWITCH_PORT " root");
	expect_logoff(PC);
	dot1x_expect_counted(PHONEWALL_DOT1X_LOGOFFS, 1);
	dot1x_expect_counted(PHONEWALL_DOT1X_NOT_SENT, 1);
}

/* Time */

static void set_hold_time(uint32_t hold_time)
{
	struct dot1x_settings settings = phone_ports_settings();

	settings.hold_time = hold_time;
	dot1x_set(&settings);
}

/* Returns how long the Logoff took, in milliseconds. */
static int64_t hold(void)
{
	struct timespec begin, arrival;
	struct eapol_frame frame;
	int64_t held;

	phone_ports_authenticate(PC);
	begin = now();
	phone_ports_unplug();
	assert_true(frame_receive(wires.lan, &frame, &arrival, WAIT_MS));
	held = milliseconds(&arrival) - milliseconds(&begin);
	assert_true(held >= HOLD_MS);
	assert_int_equal(frame.bytes[15], EAPOL_LOGOFF);
	dot1x_wait_state(PC, PHONEWALL_SESSION_LOGGED_OFF);
	phone_ports_plug();
	return held;
}

/* Never too early; late only if the machine is busy, and not every time. */
static void test_hold_time(void **state)
{
	unsigned int tries = 0;

	(void)state;
	set_hold_time(HOLD_MS);
	while (hold() >= 4 * HOLD_MS)
		assert_in_range(++tries, 1, TRIES);
}

/* Returns true if it was back in time. */
static bool plug_within_hold_time(void)
{
	struct timespec begin, end;

	phone_ports_authenticate(PC);
	dot1x_begin_count();
	begin = now();
	phone_ports_unplug();
	phone_ports_plug();
	end = now();
	wait_ms(2 * HOLD_MS);
	if (milliseconds(&end) - milliseconds(&begin) < HOLD_MS)
		return true;
	frame_drain(wires.lan);
	return false;
}

static void test_back_within_hold_time(void **state)
{
	unsigned int tries = 0;

	set_hold_time(HOLD_MS);
	while (!plug_within_hold_time())
		assert_in_range(++tries, 1, TRIES);
	expect_no_logoff(PC);
	dot1x_expect_counted(PHONEWALL_DOT1X_FLAPS, 1);
	phone_ports_unplug();
	expect_one_logoff(state, PHONEWALL_LOGOFF_CARRIER);
}

/* What is done on purpose is not delayed. */
static void test_down_within_hold_time(void **state)
{
	set_hold_time(PHONEWALL_HOLD_TIME_MAX);
	phone_ports_authenticate(PC);
	phone_ports_unplug();
	wait_ms(SLACK_MS);
	expect_no_logoff(PC);
	link_set_up(HOST_PHONE, PC_PORT, false);
	expect_one_logoff(state, PHONEWALL_LOGOFF_DOWN);
}

static void send_by_tap(int tap, const struct eapol_frame *frame)
{
	assert_int_equal(write(tap, frame->bytes, frame->length),
			 frame->length);
	frame_expect(wires.lan, frame);
}

static void authenticate_by_tap(int tap)
{
	struct eapol_frame frame = eapol_frame(pae_group, PC, EAPOL_START);

	send_by_tap(tap, &frame);
	frame = eap_frame(pae_group, PC, EAP_RESPONSE, 1);
	send_by_tap(tap, &frame);
	frame = eap_frame(PC, LAN_SWITCH, EAP_SUCCESS, 1);
	frame_send(wires.lan, &frame);
	dot1x_wait_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
}

/* A PC port whose carrier the test sets. */
static int make_tap_the_pc_port(uint32_t hold_time)
{
	struct dot1x_settings settings = phone_ports_settings();
	int tap = link_create_tap(HOST_PHONE, TAP);

	host_run(HOST_PHONE, "ip link set dev " TAP
		 " addrgenmode none up");
	host_keep_socket(tap);
	link_wait(HOST_PHONE, TAP);
	settings.pc_port = TAP;
	settings.hold_time = hold_time;
	dot1x_set(&settings);
	frame_drain(wires.lan);
	return tap;
}

/* The hold of a port that is removed does not shorten the next one's. */
static void test_hold_time_of_another_port(void **state)
{
	const unsigned int hold_time = 3 * CARRIER_MS;
	struct timespec begin, arrival;
	struct eapol_frame frame;
	int tap;

	(void)state;
	set_hold_time(hold_time);
	phone_ports_authenticate(PC);
	phone_ports_unplug();
	wait_ms(CARRIER_MS + SLACK_MS);
	expect_no_logoff(PC);
	tap = make_tap_the_pc_port(hold_time);
	authenticate_by_tap(tap);
	begin = now();
	link_set_carrier(tap, false);
	assert_true(frame_receive(wires.lan, &frame, &arrival, WAIT_MS));
	assert_int_equal(frame.bytes[15], EAPOL_LOGOFF);
	assert_true(milliseconds(&arrival) - milliseconds(&begin) >= hold_time);
	host_close_socket(tap);
}

/*
 * The kernel reports several changes of the carrier together. The hold begins
 * with the last loss, not with the first.
 */
static void test_hold_begins_anew(void **state)
{
	const unsigned int hold_time = 2 * CARRIER_MS;
	struct timespec begin, arrival;
	struct eapol_frame frame;
	int tap = make_tap_the_pc_port(hold_time);

	(void)state;
	authenticate_by_tap(tap);
	link_set_carrier(tap, false);
	wait_ms(CARRIER_MS + CARRIER_MS / 2);
	begin = now();
	link_set_carrier(tap, true);
	link_set_carrier(tap, false);
	assert_true(frame_receive(wires.lan, &frame, &arrival, WAIT_MS));
	assert_int_equal(frame.bytes[15], EAPOL_LOGOFF);
	assert_true(milliseconds(&arrival) - milliseconds(&begin) >= hold_time);
	host_close_socket(tap);
}

/*
 * The kernel reports a loss of carrier once a second at most, for all devices
 * together. So soon after such a report a flap is over before it is reported,
 * unless other devices lost theirs in between. The counters begin with it.
 */
static void flap_untold(int tap)
{
	struct eapol_frame logoff = eapol_logoff(PC, 2);

	authenticate_by_tap(tap);
	link_set_carrier(tap, false);
	frame_expect(wires.lan, &logoff);
	link_set_carrier(tap, true);
	link_wait(HOST_PHONE, TAP);
	authenticate_by_tap(tap);
	dot1x_begin_count();
	link_set_carrier(tap, false);
	link_set_carrier(tap, true);
}

/*
 * Returns true if the flap was over when it was reported. If not, its Logoff
 * was sent before the carrier was back.
 */
static bool was_untold(const struct timespec *over)
{
	struct timespec arrival;
	struct eapol_frame frame;
	unsigned int waited;

	for (waited = 0; waited < WAIT_MS; waited++) {
		if (frame_receive(wires.lan, &frame, &arrival, 1)) {
			assert_int_equal(frame.bytes[15], EAPOL_LOGOFF);
			assert_true(microseconds_between(&arrival, over) >= 0);
			return false;
		}
		if (dot1x_counted(PHONEWALL_DOT1X_FLAPS))
			return true;
	}
	fail_msg("the kernel does not tell of a flap");
	return false;
}

static void test_flap(void **state)
{
	struct eapol_frame logoff = eapol_logoff(PC, 2);
	int tap = make_tap_the_pc_port(0);
	unsigned int tries = 0;
	struct timespec over;

	(void)state;
	do {
		assert_in_range(++tries, 1, TRIES);
		link_wait(HOST_PHONE, TAP);
		frame_drain(wires.lan);
		flap_untold(tap);
		over = now();
	} while (!was_untold(&over));
	dot1x_expect_counted(PHONEWALL_DOT1X_FLAPS, 1);
	expect_no_logoff(PC);
	link_set_carrier(tap, false);
	frame_expect(wires.lan, &logoff);
	dot1x_expect_counted(PHONEWALL_DOT1X_FLAPS, 1);
	host_close_socket(tap);
}

__attribute__((noreturn))
static void speak_without_end(int tap)
{
	struct eapol_frame frame = eapol_frame(pae_group, PC, EAPOL_START);

	for (;;)
		(void)!write(tap, frame.bytes, frame.length);
}

/* On the other processor, so that frames are in flight when the port goes. */
static pid_t begin_talk(int tap)
{
	pid_t child = child_start(1);

	if (!child)
		speak_without_end(tap);
	return child;
}

/* A tap keeps its carrier when it is brought down. */
static void test_frames_behind_down(void **state)
{
	int tap = make_tap_the_pc_port(0);
	pid_t talk = begin_talk(tap);

	(void)state;
	for (unsigned int i = 1; i <= DOWNS; i++) {
		dot1x_wait_state(PC, PHONEWALL_SESSION_AUTHENTICATING);
		link_set_up(HOST_PHONE, TAP, false);
		wait_ms(SLACK_MS);
		dot1x_wait_state(PC, PHONEWALL_SESSION_LOGGED_OFF);
		dot1x_expect_counted(PHONEWALL_DOT1X_LOGOFFS, i);
		link_set_up(HOST_PHONE, TAP, true);
	}
	child_kill(talk);
	host_close_socket(tap);
	frame_drain(wires.lan);
}

/* Speed */

static int compare(const void *one, const void *other)
{
	const int64_t *a = one;
	const int64_t *b = other;

	return (*a > *b) - (*a < *b);
}

static void report(const char *what, int64_t *times, unsigned int count)
{
	qsort(times, count, sizeof(*times), compare);
	print_message("# %s to the Logoff at the switch, of %u:"
		      " least %lld, median %lld, most %lld microseconds\n",
		      what, count, (long long)times[0],
		      (long long)times[count / 2],
		      (long long)times[count - 1]);
}

static int64_t take_time(const struct timespec *begin)
{
	struct eapol_frame frame, logoff = eapol_logoff(PC, 2);
	struct timespec arrival;

	assert_true(frame_receive(wires.lan, &frame, &arrival, WAIT_MS));
	assert_int_equal(frame.length, logoff.length);
	assert_memory_equal(frame.bytes, logoff.bytes, logoff.length);
	return microseconds_between(begin, &arrival);
}

static void test_time_from_unplugging(void **state)
{
	int64_t times[ROUNDS];
	struct timespec begin;

	(void)state;
	for (unsigned int i = 0; i < ROUNDS; i++) {
		phone_ports_authenticate(PC);
		begin = now();
		phone_ports_unplug();
		times[i] = take_time(&begin);
		phone_ports_plug();
	}
	report("from the PC's end being set down", times, ROUNDS);
	assert_true(times[ROUNDS / 2] < CARRIER_MS * 1000);
}

static void test_time_from_carrier_loss(void **state)
{
	int tap = make_tap_the_pc_port(0);
	int64_t times[TAP_ROUNDS];
	struct timespec begin;

	(void)state;
	for (unsigned int i = 0; i < TAP_ROUNDS; i++) {
		wait_ms(CARRIER_MS + SLACK_MS);
		authenticate_by_tap(tap);
		begin = now();
		link_set_carrier(tap, false);
		times[i] = take_time(&begin);
		link_set_carrier(tap, true);
		link_wait(HOST_PHONE, TAP);
	}
	host_close_socket(tap);
	report("from the loss of carrier", times, TAP_ROUNDS);
	assert_true(times[TAP_ROUNDS - 1] < 2 * CARRIER_MS * 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_PORTS(test_carrier),
		TEST_PORTS(test_down),
		TEST_PORTS(test_disabled),
		TEST_PORTS(test_removed),
		TEST_BRIDGED(test_withdrawn),
		TEST_BRIDGED(test_other_ports),
		TEST_BRIDGED(test_other_switch_port),
		TEST_BRIDGED(test_same_ports),
		TEST_BRIDGED(test_namespace_ends),
		TEST_BRIDGED(test_authenticating),
		TEST_BRIDGED(test_version),
		TEST_BRIDGED(test_several_pcs),
		TEST_BRIDGED(test_many_pcs),
		TEST_BRIDGED(test_again),
		TEST_BRIDGED(test_switch_port_without_link),
		TEST_BRIDGED(test_back_before_the_logoff),
		TEST_BRIDGED(test_full_queue),
		TEST_BRIDGED(test_hold_time),
		TEST_BRIDGED(test_back_within_hold_time),
		TEST_BRIDGED(test_down_within_hold_time),
		TEST_BRIDGED(test_hold_time_of_another_port),
		TEST_BRIDGED(test_hold_begins_anew),
		TEST_BRIDGED(test_flap),
		TEST_BRIDGED(test_frames_behind_down),
		TEST_BRIDGED(test_time_from_unplugging),
		TEST_BRIDGED(test_time_from_carrier_loss),
	};

	return cmocka_run_group_tests(tests, phone_ports_begin,
				      phone_ports_end);
}
