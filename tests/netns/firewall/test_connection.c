// SPDX-License-Identifier: MIT
/*
 * TCP connections: the peer of the phone's connection may answer, and no one
 * else.
 */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "harness/answer.h"
#include "harness/connection.h"
#include "harness/control.h"
#include "harness/kernel_memory.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "harness/wire.h"

#define LAN_PORT	7000
#define LAN_OTHER_PORT	7001

/* Connections. For a moment a few more sockets may be in use. */
#define LOOKED_UP	64

static void send_segment(int wire, const struct path *path, uint8_t flags)
{
	struct tcp_fields fields = {
		.flags = flags,
		.sequence = 0x01020304,
		.acknowledgement = 0x05060708,
	};
	struct raw_packet packet;

	raw_packet_make_tcp(&packet, path, &fields, "");
	wire_send(wire, &packet);
}

static void test_outgoing_connection(void **state)
{
	struct connection connection;

	connection_open(&connection, suite_family(state));
	tcp_round_trip(connection.phone, connection.lan);
	tcp_round_trip(connection.lan, connection.phone);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_TCP_BLOCKED), 0);
}

static void test_refusal_arrives(void **state)
{
	struct path out = path_from_phone(suite_family(state), 0, LAN_PORT);
	int phone = tcp_begin(HOST_PHONE, &out);
	socklen_t length = sizeof(int);
	int error;

	assert_true(socket_wait(phone, POLLOUT, WAIT_MS));
	assert_int_equal(getsockopt(phone, SOL_SOCKET, SO_ERROR, &error,
				    &length), 0);
	assert_int_equal(error, ECONNREFUSED);
}

static void send_strange_segments(int wire, const struct path *path)
{
	send_segment(wire, path, TCP_SYN);
	send_segment(wire, path, TCP_ACK);
	send_segment(wire, path, TCP_RST);
	send_segment(wire, path, TCP_FIN | TCP_ACK);
}

static void test_strangers_stay_blocked(void **state)
{
	sa_family_t family = suite_family(state);
	struct connection connection;
	int wire = wire_open(HOST_LAN);
	struct path path;

	connection_open(&connection, family);
	wire_drain(wire);
	path = connection.in;
	path.from_port = LAN_OTHER_PORT;
	send_strange_segments(wire, &path);
	path = connection.in;
	path.from = lan_other_address(family);
	send_strange_segments(wire, &path);
	path = connection.in;
	path.to_port++;
	send_strange_segments(wire, &path);
	control_expect_unanswered(wire, family);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_TCP_BLOCKED), 12);
	/* A segment out of the window is answered, so it came in. */
	send_segment(wire, &connection.in, TCP_ACK);
	answer_expect_tcp(wire, &connection.in, TCP_ACK, NULL);
	tcp_round_trip(connection.phone, connection.lan);
}

static void test_forged_reset_and_end_do_not_matter(void **state)
{
	struct connection connection;
	int wire = wire_open(HOST_LAN);
	uint64_t before;

	connection_open(&connection, suite_family(state));
	before = firewall_counted(PHONEWALL_REASON_LIVE_FLOW);
	send_segment(wire, &connection.in, TCP_RST);
	send_segment(wire, &connection.in, TCP_RST | TCP_ACK);
	send_segment(wire, &connection.in, TCP_FIN | TCP_ACK);
	control_pass(suite_family(state));
	assert_int_equal(firewall_counted(PHONEWALL_REASON_LIVE_FLOW) - before,
			 3);
	tcp_round_trip(connection.phone, connection.lan);
}

/* The neighbour closes first, so that no state is left on the phone. */
static void test_port_is_blocked_after_the_end(void **state)
{
	sa_family_t family = suite_family(state);
	struct connection connection;
	int wire = wire_open(HOST_LAN);

	connection_open(&connection, family);
	host_close_socket(connection.lan);
	tcp_expect_end(connection.phone);
	host_close_socket(connection.phone);
	control_pass(family);
	wire_drain(wire);
	send_segment(wire, &connection.in, TCP_ACK);
	control_expect_unanswered(wire, family);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_TCP_BLOCKED), 1);
	/* An open port answers segments that belong to no connection. */
	firewall_open_tcp_too(connection.in.to_port);
	send_segment(wire, &connection.in, TCP_ACK);
	answer_expect_tcp(wire, &connection.in, TCP_RST, NULL);
}

/*
 * The phone closes first and keeps the connection in TIME-WAIT. Returns the
 * last sequence number it acknowledged.
 */
static uint32_t leave_time_wait(struct connection *connection, int wire)
{
	struct raw_packet last;
	uint32_t acknowledged;

	host_close_socket(connection->phone);
	tcp_expect_end(connection->lan);
	answer_expect_tcp(wire, &connection->in, TCP_FIN | TCP_ACK, NULL);
	host_close_socket(connection->lan);
	host_close_socket(connection->listener);
	answer_expect_tcp(wire, &connection->in, TCP_ACK, &last);
	memcpy(&acknowledged, last.bytes + last.upper + 8,
	       sizeof(acknowledged));
	return ntohl(acknowledged);
}

/* The stack takes this SYN for a new connection (RFC 9293 3.6.1). */
static void test_syn_to_time_wait_opens_nothing(void **state)
{
	sa_family_t family = suite_family(state);
	struct tcp_fields fields = { .flags = TCP_SYN };
	struct connection connection;
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;
	int listener;

	connection_open(&connection, family);
	fields.sequence = leave_time_wait(&connection, wire) + 100000;
	listener = tcp_listen(HOST_PHONE, family, connection.in.to_port);
	raw_packet_make_tcp(&packet, &connection.in, &fields, "");
	wire_send(wire, &packet);
	control_expect_unanswered(wire, family);
	socket_expect_none(listener);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_TCP_BLOCKED), 1);

	firewall_open_tcp_too(connection.in.to_port);
	wire_send(wire, &packet);
	answer_expect_tcp(wire, &connection.in, TCP_SYN | TCP_ACK, NULL);
}

static void test_repeated_end_reaches_time_wait(void **state)
{
	struct tcp_fields fields = { .flags = TCP_FIN | TCP_ACK };
	struct connection connection;
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	connection_open(&connection, suite_family(state));
	fields.sequence = leave_time_wait(&connection, wire) - 1;
	raw_packet_make_tcp(&packet, &connection.in, &fields, "");
	wire_send(wire, &packet);
	answer_expect_tcp(wire, &connection.in, TCP_ACK, NULL);
}

static void test_connection_outlives_the_closing_of_its_port(void **state)
{
	sa_family_t family = suite_family(state);
	struct path in = path_to_phone(family, 0, TCP_OPEN);
	struct phonewall_translation policy = firewall_policy();
	int listener = tcp_listen(HOST_PHONE, family, TCP_OPEN);
	int lan = tcp_connect(HOST_LAN, &in);
	int phone = tcp_accept(listener);

	policy.openings[policy.opening_count - 1].range =
		(struct phonewall_port_range){ TCP_OPEN + 1, TCP_OPEN + 1 };
	firewall_set(&policy);
	tcp_round_trip(lan, phone);
	lan = tcp_begin(HOST_LAN, &in);
	control_expect_unheard(listener, family);
	tcp_expect_connecting(lan);
}

/* An error about a segment of the connection, from a router. */
static void send_error(int wire, const struct path *out)
{
	const struct path path = {
		.from = lan_other_address(out->from.family),
		.to = out->from,
	};
	struct icmp_fields exceeded = {
		.type = out->from.family == AF_INET ? ICMP_TIME_EXCEEDED :
						      ICMPV6_TIME_EXCEED,
	};
	struct tcp_fields fields = { .flags = TCP_ACK };
	struct raw_packet quoted, packet;

	raw_packet_make_tcp(&quoted, out, &fields, "");
	raw_packet_make_icmp(&packet, &path, &exceeded, quoted.bytes,
			     quoted.length);
	wire_send(wire, &packet);
}

static void close_at_once(int fd)
{
	struct linger linger = { .l_onoff = 1 };

	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger,
				    sizeof(linger)), 0);
	host_close_socket(fd);
}

/* Looks a connection up in every way there is, and ends it. */
static void use_and_end(int listener, int wire, sa_family_t family)
{
	struct path out = path_from_phone(family, 0, LAN_PORT);
	int phone = tcp_connect(HOST_PHONE, &out);
	int lan = tcp_accept(listener);
	struct path in;

	out.from_port = socket_port(phone);
	in = path_back(&out);
	send_segment(wire, &in, TCP_ACK);
	send_segment(wire, &in, TCP_SYN);
	send_error(wire, &out);
	tcp_round_trip(lan, phone);
	close_at_once(lan);
	socket_wait(phone, POLLIN, WAIT_MS);
	host_close_socket(phone);
}

/* A look-up that keeps a reference would keep the socket for ever. */
static void test_look_ups_keep_no_socket(void **state)
{
	sa_family_t family = suite_family(state);
	const char *cache = family == AF_INET ? "TCP" : "TCPv6";
	int listener = tcp_listen(HOST_LAN, family, LAN_PORT);
	int wire = wire_open(HOST_LAN);
	unsigned long before;

	use_and_end(listener, wire, family);
	before = kernel_memory_objects(cache);
	assert_true(before > 0);
	for (unsigned int i = 0; i < LOOKED_UP; i++)
		use_and_end(listener, wire, family);
	control_pass(family);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_ICMP_ERROR_OF_FLOW),
			 LOOKED_UP + 1);
	assert_in_range(kernel_memory_objects(cache), 0,
			before + LOOKED_UP / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_DEMUX(test_outgoing_connection),
		TEST_DEMUX(test_refusal_arrives),
		TEST_DEMUX(test_strangers_stay_blocked),
		TEST_DEMUX(test_forged_reset_and_end_do_not_matter),
		TEST_DEMUX(test_port_is_blocked_after_the_end),
		TEST_DEMUX(test_syn_to_time_wait_opens_nothing),
		TEST_DEMUX(test_repeated_end_reaches_time_wait),
		TEST_DEMUX(test_connection_outlives_the_closing_of_its_port),
		TEST_DEMUX(test_look_ups_keep_no_socket),
	};

	return cmocka_run_group_tests(tests, suite_begin, suite_end);
}
