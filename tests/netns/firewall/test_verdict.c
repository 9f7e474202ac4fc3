// SPDX-License-Identifier: MIT
/*
 * Verdicts for TCP, UDP and other protocols that belong to no flow.
 */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "harness/answer.h"
#include "harness/control.h"
#include "harness/raw_socket.h"
#include "harness/suite.h"
#include "harness/tcp.h"
#include "harness/topology.h"
#include "harness/udp.h"
#include "harness/wire.h"

#define LAN_PORT	40000
#define DATAGRAMS	20

/* The destination skips this option if it does not know it. */
#define EXPERIMENTAL_OPTION	0x1e

static struct path own_path(const char *address, uint16_t port)
{
	return (struct path){
		.from = make_address(address),
		.to = make_address(address),
		.to_port = port,
	};
}

static void expect_loopback(const char *address)
{
	struct path udp = own_path(address, UDP_CLOSED);
	struct path tcp = own_path(address, TCP_CLOSED);
	sa_family_t family = udp.to.family;
	int sender = udp_open_path(HOST_PHONE, &udp);
	int receiver = udp_open(HOST_PHONE, family, UDP_CLOSED);
	int listener = tcp_listen(HOST_PHONE, family, TCP_CLOSED);
	int client;

	udp_send(sender, HOST_PHONE, &udp, "hello");
	socket_expect(receiver, "hello");
	client = tcp_connect(HOST_PHONE, &tcp);
	tcp_round_trip(client, tcp_accept(listener));
}

static void test_loopback(void **state)
{
	bool ipv4 = suite_family(state) == AF_INET;

	expect_loopback(ipv4 ? "127.0.0.1" : "::1");
	assert_true(firewall_counted(PHONEWALL_REASON_LOOPBACK) > 0);
}

static void test_own_address(void **state)
{
	bool ipv4 = suite_family(state) == AF_INET;

	expect_loopback(ipv4 ? "192.0.2.1" : "2001:db8::1");
	assert_true(firewall_counted(PHONEWALL_REASON_LOOPBACK) > 0);
}

static void send_text(int wire, const struct path *path, const char *text)
{
	struct raw_packet packet;

	raw_packet_make_text(&packet, path, text);
	wire_send(wire, &packet);
}

static void expect_heard(sa_family_t family, uint16_t port)
{
	struct path path = path_to_phone(family, LAN_PORT, port);
	int phone = udp_open(HOST_PHONE, family, port);

	send_text(wire_open(HOST_LAN), &path, "hello");
	socket_expect(phone, "hello");
}

static void expect_unheard(sa_family_t family, uint16_t port)
{
	struct path path = path_to_phone(family, LAN_PORT, port);
	int phone = udp_open(HOST_PHONE, family, port);

	send_text(wire_open(HOST_LAN), &path, "hello");
	control_expect_unheard(phone, family);
}

static void test_open_udp(void **state)
{
	sa_family_t family = suite_family(state);

	expect_heard(family, UDP_OPEN);
	expect_heard(family, RTP_FIRST);
	expect_heard(family, RTP_LAST);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_OPEN_PORT), 3);
}

static void test_closed_udp_is_unheard(void **state)
{
	sa_family_t family = suite_family(state);

	expect_unheard(family, UDP_CLOSED);
	expect_unheard(family, RTP_FIRST - 1);
	expect_unheard(family, RTP_LAST + 1);
	expect_unheard(family, 1);
	expect_unheard(family, 65535);
	expect_unheard(family, TCP_OPEN);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_UDP_REJECTED), 6);
}

static void test_closed_udp_is_answered(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, LAN_PORT, UDP_CLOSED);
	int wire = wire_open(HOST_LAN);
	int lan = udp_open_path(HOST_LAN, &path);
	char byte;

	udp_connect(lan, HOST_LAN, &path);
	socket_send(lan, "hello");
	answer_expect_unreachable(wire, &path);
	assert_true(socket_wait(lan, POLLIN, WAIT_MS));
	assert_int_equal(recv(lan, &byte, sizeof(byte), MSG_DONTWAIT), -1);
	assert_int_equal(errno, ECONNREFUSED);
}

static void test_bad_checksum_is_not_answered(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, LAN_PORT, UDP_CLOSED);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	raw_packet_make_text(&packet, &path, "hello");
	packet.bytes[packet.length - 1] ^= 1;
	wire_send(wire, &packet);
	control_expect_unanswered(wire, family);
	packet.bytes[packet.length - 1] ^= 1;
	wire_send(wire, &packet);
	answer_expect_unreachable(wire, &path);
}

static unsigned int count_errors(int wire)
{
	struct phonewall_packet facts, quoted;
	struct raw_packet packet;
	unsigned int errors = 0;

	while (wire_receive(wire, &packet, &facts, &quoted, 0))
		errors += phonewall_packet_is_icmp_error(&facts);
	return errors;
}

/* The kernel lets a burst of six through (XRLIM_BURST_FACTOR). */
static void test_answers_are_limited(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, LAN_PORT, UDP_CLOSED);
	int wire = wire_open(HOST_LAN);
	unsigned int errors;
	unsigned int i;

	host_set(HOST_PHONE, "ipv4/icmp_ratelimit", "60000");
	host_set(HOST_PHONE, "ipv4/icmp_ratemask", "6168");
	host_set(HOST_PHONE, "ipv6/icmp/ratelimit", "60000");
	host_set(HOST_PHONE, "ipv6/icmp/ratemask", "0-1,3-127");
	for (i = 0; i < DATAGRAMS; i++)
		send_text(wire, &path, "hello");
	control_pass(family);
	errors = count_errors(wire);
	assert_in_range(errors, 1, DATAGRAMS / 2);
}

static void test_no_icmp_unreachable(void **state)
{
	sa_family_t family = suite_family(state);
	struct path closed = path_to_phone(family, LAN_PORT, UDP_CLOSED);
	int phone = udp_open(HOST_PHONE, family, UDP_CLOSED);
	int wire = wire_open(HOST_LAN);

	firewall_set_flags(PHONEWALL_FLAG_NO_ICMP_UNREACHABLE);
	send_text(wire, &closed, "hello");
	control_expect_unanswered(wire, family);
	socket_expect_none(phone);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_UDP_BLOCKED), 1);

	firewall_set_flags(0);
	send_text(wire, &closed, "hello");
	answer_expect_unreachable(wire, &closed);
}

static void test_no_icmp_unreachable_from_the_stack(void **state)
{
	sa_family_t family = suite_family(state);
	struct path open = path_to_phone(family, LAN_PORT, UDP_OPEN);
	int wire = wire_open(HOST_LAN);

	firewall_set_flags(PHONEWALL_FLAG_NO_ICMP_UNREACHABLE);
	send_text(wire, &open, "nobody there");
	control_expect_unanswered(wire, family);
	assert_int_equal(
		firewall_counted(PHONEWALL_REASON_UNREACHABLE_SUPPRESSED), 1);

	firewall_set_flags(0);
	send_text(wire, &open, "nobody there");
	answer_expect_unreachable(wire, &open);
}

/* Behind options for experiments (RFC 4727), which the quote repeats. */
static void send_behind_options(int wire, const struct path *path,
				size_t length)
{
	uint8_t options[2048] = { 0, length / 8 - 1 };
	struct raw_packet packet;
	size_t at = 2, step;

	for (; at < length; at += step) {
		step = length - at > 257 ? 257 : length - at;
		assert_true(step >= 2);
		options[at] = EXPERIMENTAL_OPTION;
		options[at + 1] = step - 2;
	}
	raw_packet_make_text(&packet, path, "nobody there");
	raw_packet_insert(&packet, IPPROTO_DSTOPTS, options, length);
	wire_send(wire, &packet);
}

/*
 * With headers of any length in front of the quote; at 1,192 the stack cuts it
 * before the ports.
 */
static void test_no_icmp_unreachable_from_the_stack_at_length(void **state)
{
	static const size_t lengths[] = { 8, 416, 424, 512, 1184, 1192, 1400 };
	struct path open = path_to_phone(AF_INET6, LAN_PORT, UDP_OPEN);
	struct path rtp = path_to_phone(AF_INET6, LAN_PORT, RTP_FIRST);
	int wire = wire_open(HOST_LAN);

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		firewall_set_flags(PHONEWALL_FLAG_NO_ICMP_UNREACHABLE);
		send_behind_options(wire, &open, lengths[i]);
		control_expect_unanswered(wire, AF_INET6);
		assert_int_equal(firewall_counted(
			PHONEWALL_REASON_UNREACHABLE_SUPPRESSED), 1);
		/* A packet that can be parsed gets its verdict. */
		send_behind_options(wire, &rtp, lengths[i]);
		if (lengths[i] < 1192)
			answer_expect_icmp(wire, IPPROTO_ICMPV6,
					   ICMPV6_DEST_UNREACH, NULL);
		else
			control_expect_unanswered(wire, AF_INET6);
		firewall_set_flags(0);
		send_behind_options(wire, &open, lengths[i]);
		answer_expect_icmp(wire, IPPROTO_ICMPV6, ICMPV6_DEST_UNREACH,
				   NULL);
	}
}

static void test_rtp_range_always_answers(void **state)
{
	sa_family_t family = suite_family(state);
	struct path first = path_to_phone(family, LAN_PORT, RTP_FIRST);
	struct path last = path_to_phone(family, LAN_PORT, RTP_LAST);
	int wire = wire_open(HOST_LAN);

	firewall_set_flags(PHONEWALL_FLAG_NO_ICMP_UNREACHABLE);
	send_text(wire, &first, "nobody there");
	answer_expect_unreachable(wire, &first);
	send_text(wire, &last, "nobody there");
	answer_expect_unreachable(wire, &last);
}

static void test_closed_rtp_range_always_answers(void **state)
{
	struct phonewall_translation policy = firewall_policy();
	sa_family_t family = suite_family(state);
	struct path inside = path_to_phone(family, LAN_PORT, UDP_OTHER);
	struct path outside = path_to_phone(family, LAN_PORT, UDP_OTHER + 1);
	int phone = udp_open(HOST_PHONE, family, UDP_OTHER);
	int wire = wire_open(HOST_LAN);

	policy.flags = PHONEWALL_FLAG_NO_ICMP_UNREACHABLE;
	policy.rtp = (struct phonewall_port_range){ UDP_CLOSED, UDP_OTHER };
	firewall_set(&policy);
	send_text(wire, &outside, "hello");
	control_expect_unanswered(wire, family);
	send_text(wire, &inside, "hello");
	answer_expect_unreachable(wire, &inside);
	control_expect_unheard(phone, family);
}

static void test_open_tcp(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, 0, TCP_OPEN);
	int listener = tcp_listen(HOST_PHONE, family, TCP_OPEN);
	int lan = tcp_connect(HOST_LAN, &path);

	tcp_round_trip(lan, tcp_accept(listener));
}

static void test_open_tcp_without_listener(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, LAN_PORT, TCP_OPEN);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	raw_packet_make_tcp(&packet, &path,
			    &(struct tcp_fields){ .flags = TCP_SYN }, "");
	wire_send(wire, &packet);
	answer_expect_tcp(wire, &path, TCP_RST | TCP_ACK, NULL);
}

static void send_segment(int wire, const struct path *path, uint8_t flags)
{
	struct raw_packet packet;
	struct tcp_fields fields = { .flags = flags, .sequence = 1000 };

	raw_packet_make_tcp(&packet, path, &fields, "");
	wire_send(wire, &packet);
}

static void send_segments(int wire, const struct path *path)
{
	send_segment(wire, path, TCP_SYN);
	send_segment(wire, path, TCP_ACK);
	send_segment(wire, path, TCP_SYN | TCP_ACK);
	send_segment(wire, path, TCP_FIN | TCP_ACK);
	send_segment(wire, path, TCP_RST);
	send_segment(wire, path, 0);
}

static void test_closed_tcp_is_silent(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, LAN_PORT, TCP_CLOSED);
	int wire = wire_open(HOST_LAN);
	int listener;

	send_segments(wire, &path);
	control_expect_unanswered(wire, family);
	listener = tcp_listen(HOST_PHONE, family, TCP_CLOSED);
	send_segments(wire, &path);
	control_expect_unanswered(wire, family);
	socket_expect_none(listener);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_TCP_BLOCKED), 12);

	firewall_open_tcp_too(TCP_CLOSED);
	send_segment(wire, &path, TCP_SYN);
	answer_expect_tcp(wire, &path, TCP_SYN | TCP_ACK, NULL);
}

static void test_closed_tcp_does_not_connect(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, 0, TCP_CLOSED);
	int listener = tcp_listen(HOST_PHONE, family, TCP_CLOSED);
	int lan = tcp_begin(HOST_LAN, &path);

	control_expect_unheard(listener, family);
	tcp_expect_connecting(lan);
	/* The kernel sends it again, and that passes. */
	firewall_open_tcp_too(TCP_CLOSED);
	tcp_accept(listener);
}

static const uint8_t other_protocols[] = {
	47,	/* GRE */
	132,	/* SCTP */
	136,	/* UDP-Lite */
	253,	/* for experiments (RFC 3692) */
};

static void send_protocol(int wire, sa_family_t family, uint8_t protocol)
{
	static const uint8_t body[32];
	struct path path = path_to_phone(family, 0, 0);
	struct raw_packet packet;

	raw_packet_make(&packet, &path, protocol, body, sizeof(body));
	wire_send(wire, &packet);
}

static void expect_protocol_blocked(sa_family_t family, uint8_t protocol)
{
	struct phonewall_translation policy = firewall_policy();
	int wire = wire_open(HOST_LAN);
	int phone;

	firewall_set(&policy);
	send_protocol(wire, family, protocol);
	control_expect_unanswered(wire, family);
	phone = raw_socket_open(HOST_PHONE, family, protocol);
	send_protocol(wire, family, protocol);
	control_expect_unanswered(wire, family);
	socket_expect_none(phone);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_PROTOCOL), 2);

	firewall_disable();
	send_protocol(wire, family, protocol);
	raw_socket_expect(phone);
}

static void test_other_protocols(void **state)
{
	unsigned int i;

	for (i = 0; i < sizeof(other_protocols); i++)
		expect_protocol_blocked(suite_family(state),
					other_protocols[i]);
}

static void test_icmp_of_the_other_family(void **state)
{
	sa_family_t family = suite_family(state);

	expect_protocol_blocked(family, family == AF_INET ? IPPROTO_ICMPV6 :
							    IPPROTO_ICMP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_FAMILIES(test_loopback),
		TEST_FAMILIES(test_own_address),
		TEST_FAMILIES(test_open_udp),
		TEST_FAMILIES(test_closed_udp_is_unheard),
		TEST_FAMILIES(test_closed_udp_is_answered),
		TEST_FAMILIES(test_bad_checksum_is_not_answered),
		TEST_FAMILIES(test_answers_are_limited),
		TEST_FAMILIES(test_no_icmp_unreachable),
		TEST_FAMILIES(test_no_icmp_unreachable_from_the_stack),
		TEST_IPV6(test_no_icmp_unreachable_from_the_stack_at_length),
		TEST_FAMILIES(test_rtp_range_always_answers),
		TEST_FAMILIES(test_closed_rtp_range_always_answers),
		TEST_FAMILIES(test_open_tcp),
		TEST_FAMILIES(test_open_tcp_without_listener),
		TEST_FAMILIES(test_closed_tcp_is_silent),
		TEST_FAMILIES(test_closed_tcp_does_not_connect),
		TEST_FAMILIES(test_other_protocols),
		TEST_FAMILIES(test_icmp_of_the_other_family),
	};

	return cmocka_run_group_tests(tests, suite_begin, suite_end);
}
