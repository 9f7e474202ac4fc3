// SPDX-License-Identifier: MIT
/*
 * Fragments of permitted packets arrive; fragments, extension headers and
 * truncated headers get nothing past the firewall.
 */
#include <poll.h>
#include <sys/socket.h>

#include "harness/answer.h"
#include "harness/control.h"
#include "harness/raw_socket.h"
#include "harness/suite.h"
#include "harness/tcp.h"
#include "harness/udp.h"
#include "harness/wire.h"

#define LAN_PORT	7000
#define PIECE		1024
#define LARGE		3000
#define ECHO_ID		0x4321
#define EXTENSION_HEADERS_MAX	8

/* Six bytes of padding: a destination options header without an option. */
static const uint8_t padding[8] = { 0, 0, 1, 4 };

/* No segments left, so the header has no effect. */
static const uint8_t routing[8] = { 0, 0, 0, 0 };

static uint16_t next_id(void)
{
	static uint16_t id;

	return ++id;
}

static void make_large(struct raw_packet *whole, const struct path *path)
{
	static char data[LARGE];

	memset(data, 'x', sizeof(data));
	raw_packet_make_udp(whole, path, data, sizeof(data));
}

static void send_piece(int wire, const struct raw_packet *whole,
		       const struct fragment *fragment)
{
	struct raw_packet packet;

	raw_packet_make_fragment(&packet, whole, fragment);
	wire_send(wire, &packet);
}

/* The first one ends at @first; the others hold PIECE bytes. */
static unsigned int cut(const struct raw_packet *whole, size_t first,
			struct fragment *pieces)
{
	size_t end = whole->length - whole->upper;
	uint16_t id = next_id();
	unsigned int count = 0;
	size_t offset = 0;
	size_t length;

	while (offset < end) {
		length = count ? PIECE : first;
		if (length > end - offset)
			length = end - offset;
		pieces[count++] = (struct fragment){
			.id = id,
			.offset = offset,
			.length = length,
			.more = offset + length < end,
		};
		offset += length;
	}
	return count;
}

static void send_in_order(int wire, const struct raw_packet *whole,
			  size_t first)
{
	struct fragment pieces[RAW_PACKET_MAX / 8];
	unsigned int count = cut(whole, first, pieces);
	unsigned int i;

	for (i = 0; i < count; i++)
		send_piece(wire, whole, &pieces[i]);
}

static void send_first_last(int wire, const struct raw_packet *whole,
			    size_t first)
{
	struct fragment pieces[RAW_PACKET_MAX / 8];
	unsigned int count = cut(whole, first, pieces);

	while (count)
		send_piece(wire, whole, &pieces[--count]);
}

static void expect_large(int phone)
{
	char data[LARGE + 1];

	if (!socket_wait(phone, POLLIN, WAIT_MS))
		fail_msg("the fragments did not arrive whole");
	assert_int_equal(recv(phone, data, sizeof(data), MSG_DONTWAIT), LARGE);
}

static void test_large_datagram_arrives(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, LAN_PORT, UDP_OPEN);
	int phone = udp_open(HOST_PHONE, family, UDP_OPEN);
	int wire = wire_open(HOST_LAN);
	struct raw_packet whole;

	make_large(&whole, &path);
	send_in_order(wire, &whole, PIECE);
	expect_large(phone);
	send_first_last(wire, &whole, PIECE);
	expect_large(phone);
	send_in_order(wire, &whole, 8);
	expect_large(phone);
	send_first_last(wire, &whole, 8);
	expect_large(phone);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_OPEN_PORT), 4);
}

static void test_large_datagram_to_a_closed_port(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, LAN_PORT, UDP_CLOSED);
	int phone = udp_open(HOST_PHONE, family, UDP_CLOSED);
	int wire = wire_open(HOST_LAN);
	struct raw_packet whole;

	make_large(&whole, &path);
	send_in_order(wire, &whole, PIECE);
	answer_expect_unreachable(wire, &path);
	send_first_last(wire, &whole, PIECE);
	answer_expect_unreachable(wire, &path);
	send_in_order(wire, &whole, 8);
	answer_expect_unreachable(wire, &path);
	send_first_last(wire, &whole, 8);
	answer_expect_unreachable(wire, &path);
	control_expect_unheard(phone, family);
}

static void test_large_reply_to_a_flow_arrives(void **state)
{
	sa_family_t family = suite_family(state);
	struct path out = path_from_phone(family, UDP_CLOSED, LAN_PORT);
	struct path in = path_back(&out);
	int phone = udp_open(HOST_PHONE, family, UDP_CLOSED);
	int wire = wire_open(HOST_LAN);
	int lan = udp_open_path(HOST_LAN, &in);
	struct raw_packet whole;

	make_large(&whole, &in);
	send_in_order(wire, &whole, PIECE);
	control_expect_unheard(phone, family);
	udp_send(phone, HOST_PHONE, &out, "request");
	socket_expect(lan, "request");
	send_first_last(wire, &whole, PIECE);
	expect_large(phone);
}

static void test_large_request_makes_a_flow(void **state)
{
	static char request[LARGE + 1];
	sa_family_t family = suite_family(state);
	struct path out = path_from_phone(family, UDP_CLOSED, LAN_PORT);
	struct path in = path_back(&out);
	int phone = udp_open(HOST_PHONE, family, UDP_CLOSED);
	int lan = udp_open_path(HOST_LAN, &in);

	memset(request, 'x', LARGE);
	udp_send(phone, HOST_PHONE, &out, request);
	expect_large(lan);
	udp_send(lan, HOST_LAN, &in, "reply");
	socket_expect(phone, "reply");
}

/*
 * To an open port, and then a fragment that overwrites the header for a closed
 * one.
 */
static void test_overlap_does_not_change_the_port(void **state)
{
	sa_family_t family = suite_family(state);
	struct path open = path_to_phone(family, LAN_PORT, UDP_OPEN);
	struct path closed = path_to_phone(family, LAN_PORT, UDP_CLOSED);
	int heard = udp_open(HOST_PHONE, family, UDP_OPEN);
	int unheard = udp_open(HOST_PHONE, family, UDP_CLOSED);
	struct fragment first = { next_id(), 0, 16, true };
	struct fragment over = { first.id, 0, 24, true };
	struct fragment last = { first.id, 24, 40, false };
	int wire = wire_open(HOST_LAN);
	struct raw_packet whole, other;
	char data[56] = "";

	memset(data, 'x', sizeof(data) - 1);
	raw_packet_make_udp(&whole, &open, data, sizeof(data));
	raw_packet_make_udp(&other, &closed, data, sizeof(data));
	send_piece(wire, &whole, &first);
	send_piece(wire, &other, &over);
	send_piece(wire, &whole, &last);
	control_expect_unheard(unheard, family);
	socket_expect_none(heard);
	send_in_order(wire, &whole, 24);
	assert_true(socket_wait(heard, POLLIN, WAIT_MS));
	assert_int_equal(recv(heard, data, sizeof(data), 0), sizeof(data));
}

static void test_overlap_before_the_first_does_not_either(void **state)
{
	sa_family_t family = suite_family(state);
	struct path open = path_to_phone(family, LAN_PORT, UDP_OPEN);
	struct path closed = path_to_phone(family, LAN_PORT, UDP_CLOSED);
	int heard = udp_open(HOST_PHONE, family, UDP_OPEN);
	int unheard = udp_open(HOST_PHONE, family, UDP_CLOSED);
	struct fragment last = { next_id(), 24, 40, false };
	struct fragment over = { last.id, 0, 24, true };
	struct fragment first = { last.id, 0, 16, true };
	int wire = wire_open(HOST_LAN);
	struct raw_packet whole, other;
	char data[56] = "";

	raw_packet_make_udp(&whole, &open, data, sizeof(data));
	raw_packet_make_udp(&other, &closed, data, sizeof(data));
	send_piece(wire, &whole, &last);
	send_piece(wire, &whole, &first);
	send_piece(wire, &other, &over);
	control_expect_unheard(unheard, family);
	socket_expect_none(heard);
	send_first_last(wire, &whole, 24);
	assert_true(socket_wait(heard, POLLIN, WAIT_MS));
}

static void make_syn(struct raw_packet *packet, const struct path *path)
{
	struct tcp_fields fields = { .flags = TCP_SYN, .sequence = 1 };

	raw_packet_make_tcp(packet, path, &fields, "sixteen bytes...");
}

/* The flags are in the second fragment. */
static void test_split_tcp_header_to_a_closed_port(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, LAN_PORT, TCP_CLOSED);
	int listener = tcp_listen(HOST_PHONE, family, TCP_CLOSED);
	int wire = wire_open(HOST_LAN);
	struct raw_packet whole;

	make_syn(&whole, &path);
	send_in_order(wire, &whole, 8);
	send_first_last(wire, &whole, 8);
	control_expect_unanswered(wire, family);
	socket_expect_none(listener);
	/* If it is cut behind the header, an open port answers. */
	firewall_open_tcp_too(TCP_CLOSED);
	send_in_order(wire, &whole, 24);
	answer_expect_tcp(wire, &path, TCP_SYN | TCP_ACK, NULL);
}

static void test_split_tcp_header_to_an_open_port(void **state)
{
	struct path path = path_to_phone(AF_INET, LAN_PORT, TCP_OPEN);
	int wire = wire_open(HOST_LAN);
	struct raw_packet whole;

	(void)state;
	tcp_listen(HOST_PHONE, AF_INET, TCP_OPEN);
	make_syn(&whole, &path);
	send_in_order(wire, &whole, 8);
	answer_expect_tcp(wire, &path, TCP_SYN | TCP_ACK, NULL);
}

/* RFC 8200 4.5: the first fragment holds every header. */
static void test_split_ipv6_headers_are_blocked(void **state)
{
	struct path path = path_to_phone(AF_INET6, LAN_PORT, TCP_OPEN);
	int wire = wire_open(HOST_LAN);
	struct raw_packet whole;

	(void)state;
	tcp_listen(HOST_PHONE, AF_INET6, TCP_OPEN);
	make_syn(&whole, &path);
	send_in_order(wire, &whole, 8);
	control_expect_unanswered(wire, AF_INET6);
	assert_true(firewall_counted(PHONEWALL_REASON_FRAGMENT) > 0);
	send_in_order(wire, &whole, 24);
	answer_expect_tcp(wire, &path, TCP_SYN | TCP_ACK, NULL);
}

static void test_fragmented_echo(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, 0, 0);
	int wire = wire_open(HOST_LAN);
	struct raw_packet whole;

	raw_packet_make_echo(&whole, &path, ECHO_ID);
	firewall_set_flags(PHONEWALL_FLAG_NO_ICMP_PING);
	send_in_order(wire, &whole, 8);
	send_first_last(wire, &whole, 8);
	control_expect_unanswered(wire, family);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_NO_ICMP_PING), 2);

	firewall_set_flags(0);
	send_in_order(wire, &whole, 8);
	answer_expect_echo_reply(wire, family, ECHO_ID);
	send_first_last(wire, &whole, 8);
	answer_expect_echo_reply(wire, family, ECHO_ID);
}

static void make_text(struct raw_packet *packet, uint16_t port)
{
	struct path path = path_to_phone(AF_INET6, LAN_PORT, port);

	raw_packet_make_text(packet, &path, "hello");
}

/* Four headers without effect. */
static void make_with_options(struct raw_packet *packet, uint16_t port)
{
	struct path path = path_to_phone(AF_INET, LAN_PORT, port);
	static const uint8_t options[4] = { 1, 1, 1, 1 };

	raw_packet_make_text(packet, &path, "hello");
	raw_packet_insert_options(packet, options, sizeof(options));
}

static void make_atomic(struct raw_packet *packet, uint16_t port)
{
	struct fragment all = { .id = next_id() };
	struct raw_packet whole;

	make_text(&whole, port);
	all.length = whole.length - whole.upper;
	raw_packet_make_fragment(packet, &whole, &all);
}

/* Hop-by-hop options, a routing header and twice destination options. */
static void make_extended(struct raw_packet *packet, uint16_t port)
{
	make_text(packet, port);
	raw_packet_insert(packet, IPPROTO_HOPOPTS, padding, sizeof(padding));
	raw_packet_insert(packet, IPPROTO_DSTOPTS, padding, sizeof(padding));
	raw_packet_insert(packet, IPPROTO_ROUTING, routing, sizeof(routing));
	raw_packet_insert(packet, IPPROTO_DSTOPTS, padding, sizeof(padding));
}

static void make_extended_by(struct raw_packet *packet, unsigned int count)
{
	make_text(packet, UDP_OPEN);
	while (count--)
		raw_packet_insert(packet, IPPROTO_DSTOPTS, padding,
				  sizeof(padding));
}

static void expect_judged_by_port(void (*make)(struct raw_packet *packet,
					       uint16_t port),
				  sa_family_t family)
{
	int open = udp_open(HOST_PHONE, family, UDP_OPEN);
	int closed = udp_open(HOST_PHONE, family, UDP_CLOSED);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	make(&packet, UDP_CLOSED);
	wire_send(wire, &packet);
	control_expect_unheard(closed, family);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_UDP_REJECTED), 1);
	make(&packet, UDP_OPEN);
	wire_send(wire, &packet);
	socket_expect(open, "hello");
	firewall_open_udp_too(UDP_CLOSED);
	make(&packet, UDP_CLOSED);
	wire_send(wire, &packet);
	socket_expect(closed, "hello");
}

static void test_atomic_fragment(void **state)
{
	(void)state;
	expect_judged_by_port(make_atomic, AF_INET6);
}

static void test_extension_headers(void **state)
{
	(void)state;
	expect_judged_by_port(make_extended, AF_INET6);
}

static void test_ipv4_options(void **state)
{
	(void)state;
	expect_judged_by_port(make_with_options, AF_INET);
}

/* If the options were read as ports, they would be an open one: 0x0101. */
static void test_ipv4_options_are_not_ports(void **state)
{
	int closed = udp_open(HOST_PHONE, AF_INET, UDP_CLOSED);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	(void)state;
	firewall_open_udp_too(0x0101);
	make_with_options(&packet, UDP_CLOSED);
	wire_send(wire, &packet);
	control_expect_unheard(closed, AF_INET);
	firewall_open_udp_too(UDP_CLOSED);
	wire_send(wire, &packet);
	socket_expect(closed, "hello");
}

static void test_too_many_extension_headers(void **state)
{
	int phone = udp_open(HOST_PHONE, AF_INET6, UDP_OPEN);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	(void)state;
	make_extended_by(&packet, EXTENSION_HEADERS_MAX + 1);
	wire_send(wire, &packet);
	control_expect_unheard(phone, AF_INET6);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_MALFORMED), 1);
	make_extended_by(&packet, EXTENSION_HEADERS_MAX);
	wire_send(wire, &packet);
	socket_expect(phone, "hello");

	firewall_disable();
	make_extended_by(&packet, EXTENSION_HEADERS_MAX + 1);
	wire_send(wire, &packet);
	socket_expect(phone, "hello");
}

/* No socket can receive these: the stack discards them itself. */
static void expect_malformed(int wire, const struct raw_packet *packet)
{
	struct phonewall_translation policy = firewall_policy();

	firewall_set(&policy);
	wire_send(wire, packet);
	control_expect_unanswered(wire, packet->family);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_MALFORMED), 1);
}

static void test_truncated_extension_headers(void **state)
{
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	(void)state;
	make_text(&packet, UDP_OPEN);
	raw_packet_insert(&packet, IPPROTO_DSTOPTS, padding, sizeof(padding));
	raw_packet_cut(&packet, packet.upper - 1);
	expect_malformed(wire, &packet);
	/* A header with a length beyond the packet. */
	make_text(&packet, UDP_OPEN);
	raw_packet_insert(&packet, IPPROTO_DSTOPTS, padding, sizeof(padding));
	packet.bytes[packet.next_header + 1] = 255;
	expect_malformed(wire, &packet);
}

/* A raw socket receives them if nothing blocks them. */
static void expect_unreadable(const struct raw_packet *packet,
			      uint8_t protocol)
{
	sa_family_t family = packet->family;
	int raw = raw_socket_open(HOST_PHONE, family, protocol);
	int wire = wire_open(HOST_LAN);
	ssize_t length = packet->length;

	if (family == AF_INET6)
		length -= packet->upper;
	expect_malformed(wire, packet);
	assert_false(raw_socket_drain(raw, length));
	firewall_disable();
	wire_send(wire, packet);
	assert_true(socket_wait(raw, POLLIN, WAIT_MS));
	assert_true(raw_socket_drain(raw, length));
	host_close_socket(raw);
}

static void test_truncated_udp_header(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, LAN_PORT, UDP_OPEN);
	struct raw_packet packet;

	raw_packet_make_text(&packet, &path, "");
	raw_packet_cut(&packet, packet.upper + 7);
	expect_unreadable(&packet, IPPROTO_UDP);
	raw_packet_cut(&packet, packet.upper + 3);
	expect_unreadable(&packet, IPPROTO_UDP);
	raw_packet_cut(&packet, packet.upper);
	expect_unreadable(&packet, IPPROTO_UDP);
}

static void test_truncated_tcp_header(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, LAN_PORT, TCP_OPEN);
	struct raw_packet packet;

	make_syn(&packet, &path);
	raw_packet_cut(&packet, packet.upper + 19);
	expect_unreadable(&packet, IPPROTO_TCP);
	raw_packet_cut(&packet, packet.upper + 4);
	expect_unreadable(&packet, IPPROTO_TCP);
}

static void test_truncated_icmp_header(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, 0, 0);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	raw_packet_make_echo(&packet, &path, ECHO_ID);
	raw_packet_cut(&packet, packet.upper + 7);
	expect_malformed(wire, &packet);
	raw_packet_cut(&packet, packet.upper);
	expect_malformed(wire, &packet);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_FAMILIES(test_large_datagram_arrives),
		TEST_FAMILIES(test_large_datagram_to_a_closed_port),
		TEST_FAMILIES(test_large_reply_to_a_flow_arrives),
		TEST_FAMILIES(test_large_request_makes_a_flow),
		TEST_FAMILIES(test_overlap_does_not_change_the_port),
		TEST_FAMILIES(test_overlap_before_the_first_does_not_either),
		TEST_FAMILIES(test_split_tcp_header_to_a_closed_port),
		TEST_IPV4(test_split_tcp_header_to_an_open_port),
		TEST_IPV6(test_split_ipv6_headers_are_blocked),
		TEST_FAMILIES(test_fragmented_echo),
		TEST_IPV6(test_atomic_fragment),
		TEST_IPV6(test_extension_headers),
		TEST_IPV4(test_ipv4_options),
		TEST_IPV4(test_ipv4_options_are_not_ports),
		TEST_IPV6(test_too_many_extension_headers),
		TEST_IPV6(test_truncated_extension_headers),
		TEST_FAMILIES(test_truncated_udp_header),
		TEST_FAMILIES(test_truncated_tcp_header),
		TEST_FAMILIES(test_truncated_icmp_header),
	};

	return cmocka_run_group_tests(tests, suite_begin, suite_end);
}
