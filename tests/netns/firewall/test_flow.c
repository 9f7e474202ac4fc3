// SPDX-License-Identifier: MIT
/*
 * UDP, echo and other flows: what the phone sends lets the answer in, and
 * nothing else.
 */
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "harness/control.h"
#include "harness/raw_socket.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "harness/udp.h"
#include "harness/wire.h"

#define LAN_PORT	7000
#define LAN_OTHER_PORT	7001
#define ECHO_ID		0x4321
#define OTHER_ECHO_ID	0x4322
#define PROTOCOL	253	/* for experiments (RFC 3692) */

/* Seconds. No flow ages out in a test, however busy the machine is. */
#define LONG		60
#define LONGER		120

/* The module does not renew a flow for less; and the length of a jiffy. */
#define AGE_MS		200
#define JIFFY_MS	10

#define TRIES		20

/* A socket of the phone at a closed port, and a peer on the LAN. */
struct ends {
	struct path out;
	struct path in;
	int phone;
	int lan;
};

static void open_ends_of(struct ends *ends, const struct path *out)
{
	ends->out = *out;
	ends->in = path_back(out);
	ends->phone = udp_open(HOST_PHONE, out->from.family, out->from_port);
	ends->lan = udp_open_path(HOST_LAN, &ends->in);
}

static void open_ends(struct ends *ends, sa_family_t family)
{
	struct path out = path_from_phone(family, UDP_CLOSED, LAN_PORT);

	open_ends_of(ends, &out);
}

static void speak(const struct ends *ends)
{
	udp_send(ends->phone, HOST_PHONE, &ends->out, "request");
	socket_expect(ends->lan, "request");
}

static void reply(const struct ends *ends)
{
	udp_send(ends->lan, HOST_LAN, &ends->in, "reply");
}

static void expect_reply(const struct ends *ends)
{
	reply(ends);
	socket_expect(ends->phone, "reply");
}

static void expect_no_reply(const struct ends *ends)
{
	reply(ends);
	control_expect_unheard(ends->phone, ends->in.from.family);
}

static bool has_flow(struct phonewall_flow *flow)
{
	return firewall_find_flow(flow, IPPROTO_UDP, UDP_CLOSED, LAN_PORT);
}

static void set_timeouts(uint32_t unreplied, uint32_t replied)
{
	struct phonewall_translation policy = firewall_policy();

	policy.limits.timeout_udp = unreplied;
	policy.limits.timeout_udp_replied = replied;
	firewall_set(&policy);
}

static void test_reply_passes(void **state)
{
	struct ends ends;

	open_ends(&ends, suite_family(state));
	expect_no_reply(&ends);
	speak(&ends);
	expect_reply(&ends);
	expect_reply(&ends);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_LIVE_FLOW), 2);
}

static void test_reply_passes_on_the_link(void **state)
{
	struct path out = path_from_phone(AF_INET6, UDP_CLOSED, LAN_PORT);
	struct ends ends;

	(void)state;
	out.from = host_link_local(HOST_PHONE);
	out.to = host_link_local(HOST_LAN);
	open_ends_of(&ends, &out);
	expect_no_reply(&ends);
	speak(&ends);
	expect_reply(&ends);
}

static void test_reply_passes_to_a_connected_socket(void **state)
{
	struct ends ends;

	open_ends(&ends, suite_family(state));
	udp_connect(ends.phone, HOST_PHONE, &ends.out);
	socket_send(ends.phone, "request");
	socket_expect(ends.lan, "request");
	expect_reply(&ends);
}

/* A connected socket is the flow; the table need not know it. */
static void test_connected_socket_needs_no_flow(void **state)
{
	struct ends ends;

	open_ends(&ends, suite_family(state));
	speak(&ends);
	assert_int_equal(firewall_flush(), 1);
	expect_no_reply(&ends);
	udp_connect(ends.phone, HOST_PHONE, &ends.out);
	expect_reply(&ends);
}

/*
 * It takes no room in the table either, unless early demultiplexing is off:
 * then looking for the socket would take long.
 */
static void test_connected_socket_makes_no_flow(void **state)
{
	const struct suite_variant *variant = *state;
	struct ends ends;

	open_ends(&ends, suite_family(state));
	udp_connect(ends.phone, HOST_PHONE, &ends.out);
	for (unsigned int i = 0; i < 2; i++) {
		socket_send(ends.phone, "request");
		socket_expect(ends.lan, "request");
		expect_reply(&ends);
	}
	assert_int_equal(firewall_status().flows, !variant->early_demux);
}

/*
 * The socket does not receive from other peers it sends to, but other sockets
 * may.
 */
static void test_connected_socket_makes_a_flow_elsewhere(void **state)
{
	struct ends ends;
	struct path other;

	open_ends(&ends, suite_family(state));
	udp_connect(ends.phone, HOST_PHONE, &ends.out);
	other = ends.out;
	other.to_port = LAN_OTHER_PORT;
	udp_send(ends.phone, HOST_PHONE, &other, "request");
	assert_true(firewall_find_flow(NULL, IPPROTO_UDP, other.from_port,
				       LAN_OTHER_PORT));
}

static void expect_stranger_blocked(const struct ends *ends,
				    const struct path *path, enum host host)
{
	int stranger = udp_open_path(host, path);

	udp_send(stranger, host, path, "stranger");
	control_expect_unheard(ends->phone, path->from.family);
	host_close_socket(stranger);
}

static void expect_strangers_blocked(const struct ends *ends)
{
	sa_family_t family = ends->in.from.family;
	struct path path = ends->in;

	path.from_port = LAN_OTHER_PORT;
	expect_stranger_blocked(ends, &path, HOST_LAN);
	path.from_port = LAN_PORT;
	path.from = lan_other_address(family);
	expect_stranger_blocked(ends, &path, HOST_LAN);
	path.from = host_address(HOST_PC, family);
	expect_stranger_blocked(ends, &path, HOST_PC);
}

static void test_strangers_stay_blocked(void **state)
{
	struct ends ends;

	open_ends(&ends, suite_family(state));
	speak(&ends);
	expect_strangers_blocked(&ends);
	expect_reply(&ends);
	expect_strangers_blocked(&ends);
	expect_reply(&ends);
}

/* The stack would not deliver these, but it would answer them. */
static void test_strangers_stay_blocked_from_a_connected_socket(void **state)
{
	struct ends ends;

	open_ends(&ends, suite_family(state));
	udp_connect(ends.phone, HOST_PHONE, &ends.out);
	socket_send(ends.phone, "request");
	socket_expect(ends.lan, "request");
	expect_strangers_blocked(&ends);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_UDP_REJECTED), 3);
	expect_reply(&ends);
}

static void test_other_local_port_stays_blocked(void **state)
{
	sa_family_t family = suite_family(state);
	int phone = udp_open(HOST_PHONE, family, UDP_OTHER);
	struct ends ends;

	open_ends(&ends, family);
	speak(&ends);
	ends.in.to_port = UDP_OTHER;
	reply(&ends);
	control_expect_unheard(phone, family);
	ends.in.to_port = UDP_CLOSED;
	expect_reply(&ends);
}

static void test_open_port_makes_no_flow(void **state)
{
	sa_family_t family = suite_family(state);
	struct path out = path_from_phone(family, UDP_OPEN, LAN_PORT);
	int phone = udp_open(HOST_PHONE, family, UDP_OPEN);
	struct ends ends;

	open_ends(&ends, family);
	udp_send(phone, HOST_PHONE, &out, "request");
	socket_expect(ends.lan, "request");
	assert_int_equal(firewall_status().flows, 0);
	speak(&ends);
	assert_int_equal(firewall_status().flows, 1);
}

/* What the phone sends has IP options then, or an extension header. */
static void send_options(int fd, sa_family_t family)
{
	static const uint8_t ipv4[4] = { 1, 1, 1, 1 };
	static const uint8_t ipv6[8] = { 0, 0, 1, 4 };
	int failed;

	if (family == AF_INET)
		failed = setsockopt(fd, IPPROTO_IP, IP_OPTIONS, ipv4,
				    sizeof(ipv4));
	else
		failed = setsockopt(fd, IPPROTO_IPV6, IPV6_DSTOPTS, ipv6,
				    sizeof(ipv6));
	assert_false(failed);
}

static void test_options_change_no_flow(void **state)
{
	sa_family_t family = suite_family(state);
	struct path out = path_from_phone(family, UDP_OPEN, LAN_PORT);
	int phone = udp_open(HOST_PHONE, family, UDP_OPEN);
	struct ends ends;

	open_ends(&ends, family);
	send_options(phone, family);
	send_options(ends.phone, family);
	udp_send(phone, HOST_PHONE, &out, "request");
	socket_expect(ends.lan, "request");
	assert_int_equal(firewall_status().flows, 0);
	speak(&ends);
	assert_int_equal(firewall_status().flows, 1);
	expect_reply(&ends);
}

/* Nothing in a test takes as long as a flow lives; the next one may find it. */
static void expect_aged_out(const struct ends *ends)
{
	firewall_wait_flow_gone(IPPROTO_UDP, UDP_CLOSED, LAN_PORT);
	expect_no_reply(ends);
	set_timeouts(LONG, LONGER);
	speak(ends);
	expect_reply(ends);
}

static void test_unreplied_flow_ages_out(void **state)
{
	struct ends ends;

	open_ends(&ends, suite_family(state));
	set_timeouts(1, LONGER);
	speak(&ends);
	expect_aged_out(&ends);
}

static void test_replied_flow_ages_out(void **state)
{
	struct ends ends;

	open_ends(&ends, suite_family(state));
	set_timeouts(LONG, 1);
	speak(&ends);
	expect_reply(&ends);
	expect_aged_out(&ends);
}

static uint32_t now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* The flow was renewed to this many seconds at some time since. */
static void expect_renewed(uint32_t begin, uint32_t seconds, bool replied)
{
	struct phonewall_flow flow;
	uint32_t since;

	assert_true(has_flow(&flow));
	since = now_ms() - begin + JIFFY_MS;
	assert_int_equal(flow.replied, replied);
	assert_true(since < seconds * 1000);
	assert_in_range(flow.expires_ms, seconds * 1000 - since,
			seconds * 1000);
}

/* Wait until the remaining time shows whether the flow was renewed. */
static void wait_until_older(void)
{
	struct phonewall_flow flow;
	uint32_t left;

	assert_true(has_flow(&flow));
	left = flow.expires_ms;
	do {
		poll(NULL, 0, 50);
		assert_true(has_flow(&flow));
	} while (flow.expires_ms + AGE_MS > left);
}

static void test_replied_flow_lives_longer(void **state)
{
	uint32_t begin = now_ms();
	struct ends ends;

	open_ends(&ends, suite_family(state));
	set_timeouts(LONG, LONGER);
	speak(&ends);
	expect_renewed(begin, LONG, false);
	begin = now_ms();
	expect_reply(&ends);
	expect_renewed(begin, LONGER, true);
	wait_until_older();
	begin = now_ms();
	expect_reply(&ends);
	expect_renewed(begin, LONGER, true);
}

static void test_sending_keeps_a_flow_alive(void **state)
{
	uint32_t begin;
	struct ends ends;

	open_ends(&ends, suite_family(state));
	set_timeouts(LONG, LONG);
	speak(&ends);
	wait_until_older();
	begin = now_ms();
	speak(&ends);
	expect_renewed(begin, LONG, false);
}

/* Returns true if the flow has less time left, but some. */
static bool wait_until_expires_below(uint32_t milliseconds)
{
	struct phonewall_flow flow;

	while (has_flow(&flow)) {
		if (flow.expires_ms < milliseconds)
			return true;
		poll(NULL, 0, 50);
	}
	return false;
}

static void forget_replies(int fd)
{
	char reply[64];

	while (socket_wait(fd, POLLIN, 0))
		assert_true(recv(fd, reply, sizeof(reply), MSG_DONTWAIT) > 0);
}

/*
 * Half of the shortest time-out passes before the answer comes. Returns false
 * if the machine was too slow for a result.
 */
static bool answer_late(const struct ends *ends)
{
	uint32_t begin = now_ms();
	struct phonewall_flow flow;
	uint32_t answered, since;
	bool has_any;

	speak(ends);
	if (!wait_until_expires_below(500))
		return false;
	answered = now_ms();
	reply(ends);
	if (now_ms() - begin + JIFFY_MS >= 1000)
		return false;
	socket_expect(ends->phone, "reply");
	has_any = has_flow(&flow);
	since = now_ms() - answered + JIFFY_MS;
	if (since >= 500)
		return false;
	assert_true(has_any);
	assert_in_range(flow.expires_ms, 1000 - since, 1000);
	return true;
}

static void test_receiving_keeps_a_flow_alive(void **state)
{
	unsigned int tries = 0;
	struct ends ends;

	open_ends(&ends, suite_family(state));
	set_timeouts(1, 1);
	while (!answer_late(&ends)) {
		assert_in_range(++tries, 1, TRIES);
		firewall_wait_flow_gone(IPPROTO_UDP, UDP_CLOSED, LAN_PORT);
		forget_replies(ends.phone);
	}
}

static void test_flow_outlives_the_closing_of_its_port(void **state)
{
	struct ends ends;

	open_ends(&ends, suite_family(state));
	firewall_open_udp_too(UDP_CLOSED);
	speak(&ends);
	expect_reply(&ends);
	firewall_set_flags(0);
	speak(&ends);
	expect_reply(&ends);
	expect_strangers_blocked(&ends);
}

static void send_echo_reply(int wire, const struct path *path, uint16_t id)
{
	struct raw_packet packet;

	raw_packet_make_echo_reply(&packet, path, id);
	wire_send(wire, &packet);
}

/* The kernel of the LAN neighbour answers the first one. */
static void test_echo_reply_passes(void **state)
{
	sa_family_t family = suite_family(state);
	struct path out = path_from_phone(family, 0, 0);
	struct path in = path_back(&out);
	int raw = raw_socket_open(HOST_PHONE, family, icmp_protocol(family));
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	send_echo_reply(wire, &in, ECHO_ID);
	control_expect_unheard(raw, family);
	raw_packet_make_echo(&packet, &out, ECHO_ID);
	raw_socket_send(raw, &packet, &out);
	raw_socket_expect(raw);
	send_echo_reply(wire, &in, OTHER_ECHO_ID);
	control_expect_unheard(raw, family);
	in.from = lan_other_address(family);
	send_echo_reply(wire, &in, ECHO_ID);
	control_expect_unheard(raw, family);
	in = path_back(&out);
	send_echo_reply(wire, &in, ECHO_ID);
	raw_socket_expect(raw);
}

/* The neighbour's answer to the second request may be too late to pass. */
static void test_echo_flow_ages_out(void **state)
{
	struct phonewall_translation policy = firewall_policy();
	sa_family_t family = suite_family(state);
	struct path out = path_from_phone(family, 0, 0);
	struct path in = path_back(&out);
	int raw = raw_socket_open(HOST_PHONE, family, icmp_protocol(family));
	struct raw_packet packet;

	policy.limits.timeout_echo = LONG;
	firewall_set(&policy);
	raw_packet_make_echo(&packet, &out, ECHO_ID);
	raw_socket_send(raw, &packet, &out);
	raw_socket_expect(raw);
	policy.limits.timeout_echo = 1;
	firewall_set(&policy);
	raw_socket_send(raw, &packet, &out);
	firewall_wait_flow_gone(icmp_protocol(family), ECHO_ID, 0);
	raw_socket_drain(raw, 0);
	send_echo_reply(wire_open(HOST_LAN), &in, ECHO_ID);
	control_expect_unheard(raw, family);
}

/* The phone's own echo reply makes no flow, whatever its identifier is. */
static void test_error_quotes_echo_reply(void **state)
{
	sa_family_t family = suite_family(state);
	struct path out = path_from_phone(family, 0, 0);
	struct path in = path_back(&out);
	int raw = raw_socket_open(HOST_PHONE, family, icmp_protocol(family));
	const struct icmp_fields unreachable = {
		.type = family == AF_INET ? 3 : 1, .code = 1,
	};
	int wire = wire_open(HOST_LAN);
	struct raw_packet request, reply, error;

	raw_packet_make_echo(&request, &out, ECHO_ID);
	raw_socket_send(raw, &request, &out);
	raw_socket_expect(raw);
	raw_packet_make_echo_reply(&reply, &out, ECHO_ID);
	raw_packet_make_icmp(&error, &in, &unreachable, reply.bytes,
			     reply.length);
	wire_send(wire, &error);
	control_expect_unheard(raw, family);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_ICMP_ERROR), 1);
	raw_packet_make_icmp(&error, &in, &unreachable, request.bytes,
			     request.length);
	wire_send(wire, &error);
	control_pass(family);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_ICMP_ERROR_OF_FLOW),
			 1);
}

static unsigned long sockets_of_phone(void)
{
	char text[64];

	assert_int_equal(host_output(HOST_PHONE, text, sizeof(text),
				     "awk '$1 == \"sockets:\" { print $3 }'"
				     " /proc/net/sockstat"), 0);
	return strtoul(text, NULL, 10);
}

/*
 * Every reference to a socket is dropped: after packets and errors, its own and
 * those of strangers, a closed socket is gone.
 */
static void test_look_up_holds_no_socket(void **state)
{
	sa_family_t family = suite_family(state);
	unsigned long before = sockets_of_phone();
	const struct icmp_fields unreachable = {
		.type = family == AF_INET ? 3 : 1, .code = 1,
	};
	int wire = wire_open(HOST_LAN);
	struct raw_packet quoted, error;
	struct ends ends;

	open_ends(&ends, family);
	udp_connect(ends.phone, HOST_PHONE, &ends.out);
	firewall_flush();
	assert_true(sockets_of_phone() > before);
	for (unsigned int i = 0; i < 10; i++)
		expect_reply(&ends);
	expect_strangers_blocked(&ends);
	raw_packet_make_text(&quoted, &ends.out, "request");
	raw_packet_make_icmp(&error, &ends.in, &unreachable, quoted.bytes,
			     quoted.length);
	wire_send(wire, &error);
	control_pass(family);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_ICMP_ERROR_OF_FLOW),
			 1);
	host_close_socket(ends.phone);
	for (unsigned int waited = 0; sockets_of_phone() > before; waited++) {
		assert_in_range(waited, 0, 100);
		poll(NULL, 0, 50);
	}
}

static void send_other(int wire, const struct path *path)
{
	struct raw_packet packet;

	raw_packet_make(&packet, path, PROTOCOL, "reply", 5);
	wire_send(wire, &packet);
}

static void test_other_protocol_flow(void **state)
{
	struct phonewall_translation policy = firewall_policy();
	sa_family_t family = suite_family(state);
	struct path out = path_from_phone(family, 0, 0);
	struct path in = path_back(&out);
	int phone = raw_socket_open(HOST_PHONE, family, PROTOCOL);
	int lan = raw_socket_open(HOST_LAN, family, PROTOCOL);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	policy.limits.timeout_other = LONG;
	firewall_set(&policy);
	send_other(wire, &in);
	control_expect_unheard(phone, family);
	raw_packet_make(&packet, &out, PROTOCOL, "request", 7);
	raw_socket_send(phone, &packet, &out);
	raw_socket_expect(lan);
	in.from = lan_other_address(family);
	send_other(wire, &in);
	control_expect_unheard(phone, family);
	in = path_back(&out);
	send_other(wire, &in);
	raw_socket_expect(phone);
	policy.limits.timeout_other = 1;
	firewall_set(&policy);
	raw_socket_send(phone, &packet, &out);
	raw_socket_expect(lan);
	firewall_wait_flow_gone(PROTOCOL, 0, 0);
	send_other(wire, &in);
	control_expect_unheard(phone, family);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_DEMUX(test_reply_passes),
		TEST_IPV6(test_reply_passes_on_the_link),
		TEST_DEMUX(test_reply_passes_to_a_connected_socket),
		TEST_DEMUX(test_connected_socket_needs_no_flow),
		TEST_DEMUX(test_connected_socket_makes_no_flow),
		TEST_DEMUX(test_connected_socket_makes_a_flow_elsewhere),
		TEST_DEMUX(test_strangers_stay_blocked),
		TEST_DEMUX(test_strangers_stay_blocked_from_a_connected_socket),
		TEST_DEMUX(test_other_local_port_stays_blocked),
		TEST_DEMUX(test_open_port_makes_no_flow),
		TEST_FAMILIES(test_options_change_no_flow),
		TEST_DEMUX(test_unreplied_flow_ages_out),
		TEST_DEMUX(test_replied_flow_ages_out),
		TEST_DEMUX(test_replied_flow_lives_longer),
		TEST_DEMUX(test_sending_keeps_a_flow_alive),
		TEST_FAMILIES(test_receiving_keeps_a_flow_alive),
		TEST_DEMUX(test_flow_outlives_the_closing_of_its_port),
		TEST_FAMILIES(test_echo_reply_passes),
		TEST_FAMILIES(test_echo_flow_ages_out),
		TEST_FAMILIES(test_error_quotes_echo_reply),
		TEST_DEMUX(test_look_up_holds_no_socket),
		TEST_FAMILIES(test_other_protocol_flow),
	};

	return cmocka_run_group_tests(tests, suite_begin, suite_end);
}
