// SPDX-License-Identifier: MIT
/*
 * ICMP errors about what the phone sent arrive; forged ones do not.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

#include <linux/errqueue.h>

#include "harness/answer.h"
#include "harness/connection.h"
#include "harness/control.h"
#include "harness/raw_socket.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "harness/udp.h"
#include "harness/wire.h"

#define LAN_PORT	7000
#define ECHO_ID		0x4321
#define NEW_MTU		1300
#define OLD_MTU		1500
#define PROTOCOL	253	/* for experiments (RFC 3692) */

/* The shortest quote with both ports of TCP or UDP. */
#define PORTS_LENGTH	4

/**
 * struct error - an ICMP or ICMPv6 error
 * @fields: its header
 * @number: the errno that it becomes
 */
struct error {
	struct icmp_fields fields;
	int number;
};

static const struct error ipv4_errors[] = {
	{ { ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0 }, EHOSTUNREACH },
	{ { ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0 }, ECONNREFUSED },
	{ { ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, NEW_MTU }, EMSGSIZE },
	{ { ICMP_DEST_UNREACH, ICMP_PKT_FILTERED, 0 }, EHOSTUNREACH },
	{ { ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 0 }, EHOSTUNREACH },
	{ { ICMP_PARAMETERPROB, 0, 0 }, EPROTO },
};

static const struct error ipv6_errors[] = {
	{ { ICMPV6_DEST_UNREACH, ICMPV6_NOROUTE, 0 }, ENETUNREACH },
	{ { ICMPV6_DEST_UNREACH, ICMPV6_ADM_PROHIBITED, 0 }, EACCES },
	{ { ICMPV6_DEST_UNREACH, ICMPV6_ADDR_UNREACH, 0 }, EHOSTUNREACH },
	{ { ICMPV6_DEST_UNREACH, ICMPV6_PORT_UNREACH, 0 }, ECONNREFUSED },
	{ { ICMPV6_PKT_TOOBIG, 0, NEW_MTU }, EMSGSIZE },
	{ { ICMPV6_TIME_EXCEED, ICMPV6_EXC_HOPLIMIT, 0 }, EHOSTUNREACH },
	{ { ICMPV6_PARAMPROB, 0, 0 }, EPROTO },
};

static const struct error *errors_of(sa_family_t family, unsigned int *count)
{
	if (family == AF_INET) {
		*count = sizeof(ipv4_errors) / sizeof(*ipv4_errors);
		return ipv4_errors;
	}
	*count = sizeof(ipv6_errors) / sizeof(*ipv6_errors);
	return ipv6_errors;
}

static const struct error *find_error(sa_family_t family, int number)
{
	unsigned int count, i;
	const struct error *errors = errors_of(family, &count);

	for (i = 0; i < count; i++) {
		if (errors[i].number == number)
			return &errors[i];
	}
	fail_msg("no error becomes %s", strerror(number));
	return NULL;
}

/* From a router, not from the peer. Quotes @length bytes. */
static void send_error_to(int wire, struct phonewall_address to,
			  const struct error *error,
			  const struct raw_packet *quoted, size_t length)
{
	const struct path path = {
		.from = lan_other_address(quoted->family),
		.to = to,
	};
	struct raw_packet packet;

	raw_packet_make_icmp(&packet, &path, &error->fields, quoted->bytes,
			     length);
	wire_send(wire, &packet);
}

static void send_error(int wire, const struct error *error,
		       const struct raw_packet *quoted, size_t length)
{
	send_error_to(wire, host_address(HOST_PHONE, quoted->family), error,
		      quoted, length);
}

/* A socket of the phone that receives errors, and what it has sent. */
struct sender {
	struct path out;
	struct raw_packet sent;
	int phone;
	int lan;
};

static void open_sender(struct sender *sender, sa_family_t family,
			uint16_t port)
{
	struct path in;

	sender->out = path_from_phone(family, port, LAN_PORT);
	in = path_back(&sender->out);
	sender->lan = udp_open_path(HOST_LAN, &in);
	sender->phone = udp_open_path(HOST_PHONE, &sender->out);
	if (family == AF_INET)
		socket_enable(sender->phone, IPPROTO_IP, IP_RECVERR);
	else
		socket_enable(sender->phone, IPPROTO_IPV6, IPV6_RECVERR);
	raw_packet_make_text(&sender->sent, &sender->out, "request");
}

static void speak(const struct sender *sender)
{
	udp_send(sender->phone, HOST_PHONE, &sender->out, "request");
	socket_expect(sender->lan, "request");
}

static const struct sock_extended_err *find_report(struct msghdr *message)
{
	struct cmsghdr *part;

	for (part = CMSG_FIRSTHDR(message); part;
	     part = CMSG_NXTHDR(message, part)) {
		if (part->cmsg_type == IP_RECVERR ||
		    part->cmsg_type == IPV6_RECVERR)
			return (const void *)CMSG_DATA(part);
	}
	fail_msg("the error has no report");
	return NULL;
}

static void expect_error(int fd, const struct error *error)
{
	_Alignas(struct cmsghdr) char control[512];
	const struct sock_extended_err *report;
	char data[512];
	struct iovec vector = { data, sizeof(data) };
	struct msghdr message = {
		.msg_iov = &vector,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};

	if (!socket_wait(fd, 0, WAIT_MS))
		fail_msg("the error of type %u, code %u did not arrive",
			 error->fields.type, error->fields.code);
	assert_true(recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) >= 0);
	report = find_report(&message);
	assert_int_equal(report->ee_errno, error->number);
	assert_int_equal(report->ee_type, error->fields.type);
	assert_int_equal(report->ee_code, error->fields.code);
}

static int socket_mtu(int fd, sa_family_t family)
{
	socklen_t length = sizeof(int);
	int level = family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
	int option = family == AF_INET ? IP_MTU : IPV6_MTU;
	int mtu;

	if (getsockopt(fd, level, option, &mtu, &length))
		fail_msg("a socket has no MTU: %s", strerror(errno));
	return mtu;
}

static int forget_path_mtu(void **state)
{
	if (suite_family(state) == AF_INET)
		host_set(HOST_PHONE, "ipv4/route/flush", "1");
	else
		host_run(HOST_PHONE, "ip -6 route flush cache");
	return suite_end_test(state);
}

static void test_errors_of_a_flow_arrive(void **state)
{
	sa_family_t family = suite_family(state);
	unsigned int count, i;
	const struct error *errors = errors_of(family, &count);
	int wire = wire_open(HOST_LAN);
	struct sender sender;

	open_sender(&sender, family, UDP_CLOSED);
	for (i = 0; i < count; i++) {
		speak(&sender);
		send_error(wire, &errors[i], &sender.sent, sender.sent.length);
		expect_error(sender.phone, &errors[i]);
	}
	assert_int_equal(firewall_counted(PHONEWALL_REASON_ICMP_ERROR_OF_FLOW),
			 count);
}

static void test_errors_of_an_open_port_arrive(void **state)
{
	sa_family_t family = suite_family(state);
	unsigned int count, i;
	const struct error *errors = errors_of(family, &count);
	int wire = wire_open(HOST_LAN);
	struct sender sender;

	open_sender(&sender, family, UDP_OPEN);
	speak(&sender);
	for (i = 0; i < count; i++) {
		send_error(wire, &errors[i], &sender.sent, sender.sent.length);
		expect_error(sender.phone, &errors[i]);
	}
	assert_int_equal(firewall_status().flows, 0);
	assert_int_equal(
		firewall_counted(PHONEWALL_REASON_ICMP_ERROR_OF_OPEN_PORT),
		count);
}

/* The flow is gone, so only the socket matches the quote. */
static void test_errors_of_a_connected_socket_arrive(void **state)
{
	sa_family_t family = suite_family(state);
	const struct error *error = find_error(family, ECONNREFUSED);
	int wire = wire_open(HOST_LAN);
	struct sender sender;

	open_sender(&sender, family, UDP_CLOSED);
	speak(&sender);
	firewall_flush();
	send_error(wire, error, &sender.sent, sender.sent.length);
	control_expect_unheard(sender.phone, family);
	udp_connect(sender.phone, HOST_PHONE, &sender.out);
	send_error(wire, error, &sender.sent, sender.sent.length);
	expect_error(sender.phone, error);
}

static void test_udp_learns_the_path_mtu(void **state)
{
	sa_family_t family = suite_family(state);
	const struct error *error = find_error(family, EMSGSIZE);
	struct sender sender;

	open_sender(&sender, family, UDP_CLOSED);
	udp_connect(sender.phone, HOST_PHONE, &sender.out);
	socket_send(sender.phone, "request");
	assert_int_equal(socket_mtu(sender.phone, family), OLD_MTU);
	send_error(wire_open(HOST_LAN), error, &sender.sent,
		   sender.sent.length);
	expect_error(sender.phone, error);
	assert_int_equal(socket_mtu(sender.phone, family), NEW_MTU);
}

/* The path MTU is also learnt from a datagram's first fragment. */
static void test_error_may_quote_a_first_fragment(void **state)
{
	static const char data[2000];
	sa_family_t family = suite_family(state);
	const struct error *error = find_error(family, EMSGSIZE);
	struct fragment first = { .id = 7, .length = 512, .more = true };
	struct raw_packet whole, quoted;
	struct sender sender;

	open_sender(&sender, family, UDP_CLOSED);
	speak(&sender);
	raw_packet_make_udp(&whole, &sender.out, data, sizeof(data));
	raw_packet_make_fragment(&quoted, &whole, &first);
	send_error(wire_open(HOST_LAN), error, &quoted, quoted.length);
	expect_error(sender.phone, error);
}

/* Receives whatever passes the firewall, delivered to a socket or not. */
static int listen_raw(sa_family_t family)
{
	return raw_socket_open(HOST_PHONE, family, icmp_protocol(family));
}

static void expect_forgery_to_blocked(struct phonewall_address to,
				      const struct raw_packet *quoted,
				      size_t length)
{
	sa_family_t family = quoted->family;
	int wire = wire_open(HOST_LAN);
	int raw = listen_raw(family);
	uint64_t before = firewall_counted(PHONEWALL_REASON_ICMP_ERROR);
	unsigned int count, i;
	const struct error *errors = errors_of(family, &count);

	for (i = 0; i < count; i++)
		send_error_to(wire, to, &errors[i], quoted, length);
	control_expect_unheard(raw, family);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_ICMP_ERROR) - before,
			 count);
	host_close_socket(raw);
}

static void expect_forgery_blocked(const struct raw_packet *quoted,
				   size_t length)
{
	expect_forgery_to_blocked(host_address(HOST_PHONE, quoted->family),
				  quoted, length);
}

/* The valid quote arrives, so the forgeries were blocked. */
static void expect_truth_heard(const struct raw_packet *quoted)
{
	const struct error *error = find_error(quoted->family, ECONNREFUSED);
	int raw = listen_raw(quoted->family);

	send_error(wire_open(HOST_LAN), error, quoted, quoted->length);
	raw_socket_expect(raw);
}

static void expect_path_forgery_blocked(const struct path *path)
{
	struct raw_packet quoted;

	raw_packet_make_text(&quoted, path, "request");
	expect_forgery_blocked(&quoted, quoted.length);
}

static void expect_path_forgeries_blocked(const struct path *truth)
{
	sa_family_t family = truth->from.family;
	struct path path = *truth;

	path.from_port = UDP_OTHER;
	expect_path_forgery_blocked(&path);
	path = *truth;
	path.to_port = LAN_PORT + 1;
	expect_path_forgery_blocked(&path);
	path = *truth;
	path.to = lan_other_address(family);
	expect_path_forgery_blocked(&path);
	path = *truth;
	path.from = host_address(HOST_PC, family);
	expect_path_forgery_blocked(&path);
	path = path_back(truth);
	expect_path_forgery_blocked(&path);
}

static void test_quote_of_another_flow_is_blocked(void **state)
{
	struct sender sender;

	open_sender(&sender, suite_family(state), UDP_CLOSED);
	speak(&sender);
	expect_path_forgeries_blocked(&sender.out);
	socket_expect_none(sender.phone);
	expect_truth_heard(&sender.sent);
}

static void test_quote_is_compared_with_a_connected_socket(void **state)
{
	struct sender sender;

	open_sender(&sender, suite_family(state), UDP_CLOSED);
	udp_connect(sender.phone, HOST_PHONE, &sender.out);
	firewall_flush();
	expect_path_forgeries_blocked(&sender.out);
	socket_expect_none(sender.phone);
	expect_truth_heard(&sender.sent);
}

/* Valid, except that it is sent to everyone. */
static void expect_error_to_all_blocked(const struct raw_packet *quoted)
{
	expect_forgery_to_blocked(make_address(quoted->family == AF_INET ?
					       "224.0.0.1" : "ff02::1"),
				  quoted, quoted->length);
}

static void test_error_to_another_than_it_quotes_is_blocked(void **state)
{
	sa_family_t family = suite_family(state);
	struct sender of_flow, of_open_port;

	open_sender(&of_flow, family, UDP_CLOSED);
	speak(&of_flow);
	expect_error_to_all_blocked(&of_flow.sent);
	open_sender(&of_open_port, family, UDP_OPEN);
	speak(&of_open_port);
	expect_error_to_all_blocked(&of_open_port.sent);
	expect_truth_heard(&of_flow.sent);
	expect_truth_heard(&of_open_port.sent);
}

static void test_quote_of_another_protocol_is_blocked(void **state)
{
	struct raw_packet quoted;
	struct sender sender;

	open_sender(&sender, suite_family(state), UDP_CLOSED);
	speak(&sender);
	raw_packet_make_tcp(&quoted, &sender.out,
			    &(struct tcp_fields){ .flags = TCP_ACK }, "");
	expect_forgery_blocked(&quoted, quoted.length);
	raw_packet_make(&quoted, &sender.out, PROTOCOL, "request", 7);
	expect_forgery_blocked(&quoted, quoted.length);
	expect_truth_heard(&sender.sent);
}

static void test_truncated_quote_is_blocked(void **state)
{
	struct sender sender;
	size_t upper;

	open_sender(&sender, suite_family(state), UDP_CLOSED);
	speak(&sender);
	upper = sender.sent.upper;
	expect_forgery_blocked(&sender.sent, upper + PORTS_LENGTH - 1);
	expect_forgery_blocked(&sender.sent, upper);
	expect_forgery_blocked(&sender.sent, upper - 1);
	expect_forgery_blocked(&sender.sent, 1);
	expect_forgery_blocked(&sender.sent, 0);
	expect_truth_heard(&sender.sent);
}

static void test_quote_of_a_later_fragment_is_blocked(void **state)
{
	sa_family_t family = suite_family(state);
	struct fragment later = { .id = 7, .offset = 8, .length = 64 };
	struct raw_packet whole, quoted;
	struct sender sender;
	char data[128];

	open_sender(&sender, family, UDP_CLOSED);
	speak(&sender);
	/*
	 * If it were taken for a first fragment, its bytes would match the
	 * flow.
	 */
	raw_packet_make_text(&whole, &sender.out, "request");
	memset(data, 0, sizeof(data));
	memcpy(data, whole.bytes + whole.upper, 8);
	raw_packet_make_udp(&whole, &sender.out, data, sizeof(data));
	raw_packet_make_fragment(&quoted, &whole, &later);
	expect_forgery_blocked(&quoted, quoted.length);
	expect_truth_heard(&sender.sent);
}

static void test_quote_of_the_other_family_is_blocked(void **state)
{
	sa_family_t family = suite_family(state);
	sa_family_t other = family == AF_INET ? AF_INET6 : AF_INET;
	struct sender sender, of_other;
	struct raw_packet quoted;

	open_sender(&sender, family, UDP_CLOSED);
	open_sender(&of_other, other, UDP_CLOSED);
	speak(&sender);
	speak(&of_other);
	quoted = of_other.sent;
	quoted.family = family;
	expect_forgery_blocked(&quoted, quoted.length);
	expect_truth_heard(&sender.sent);
}

static void test_error_of_a_flow_that_is_over_is_blocked(void **state)
{
	struct phonewall_translation policy = firewall_policy();
	struct sender sender;

	open_sender(&sender, suite_family(state), UDP_CLOSED);
	policy.limits.timeout_udp = 1;
	firewall_set(&policy);
	speak(&sender);
	firewall_wait_flow_gone(IPPROTO_UDP, UDP_CLOSED, LAN_PORT);
	expect_forgery_blocked(&sender.sent, sender.sent.length);
	policy = firewall_policy();
	firewall_set(&policy);
	speak(&sender);
	expect_truth_heard(&sender.sent);
}

static bool route_has_new_mtu(sa_family_t family)
{
	char text[512];

	assert_int_equal(host_output(HOST_PHONE, text, sizeof(text),
				     "ip route get %s",
				     family == AF_INET ? "192.0.2.2" :
							 "2001:db8::2"), 0);
	return strstr(text, "mtu 1300");
}

/* The kernel accepts a path MTU that quotes any echo message. */
static void test_forged_echo_changes_no_path_mtu(void **state)
{
	sa_family_t family = suite_family(state);
	const struct error *error = find_error(family, EMSGSIZE);
	struct path out = path_from_phone(family, 0, 0);
	int wire = wire_open(HOST_LAN);
	struct raw_packet quoted;

	raw_packet_make_echo(&quoted, &out, ECHO_ID);
	send_error(wire, error, &quoted, quoted.length);
	raw_packet_make_echo_reply(&quoted, &out, ECHO_ID);
	send_error(wire, error, &quoted, quoted.length);
	control_pass(family);
	assert_false(route_has_new_mtu(family));
	assert_int_equal(firewall_counted(PHONEWALL_REASON_ICMP_ERROR), 2);

	firewall_disable();
	send_error(wire, error, &quoted, quoted.length);
	control_pass(family);
	assert_true(route_has_new_mtu(family));
}

/* As a traceroute with echo requests receives it. */
static void test_error_of_an_echo_flow_arrives(void **state)
{
	sa_family_t family = suite_family(state);
	const struct error *error = find_error(family, EHOSTUNREACH);
	struct path out = path_from_phone(family, 0, 0);
	int wire = wire_open(HOST_LAN);
	int raw = listen_raw(family);
	struct raw_packet echo;

	raw_packet_make_echo(&echo, &out, ECHO_ID);
	expect_forgery_blocked(&echo, echo.length);
	raw_socket_send(raw, &echo, &out);
	raw_socket_expect(raw);	/* the echo reply */
	send_error(wire, error, &echo, echo.length);
	raw_socket_expect(raw);
	raw_packet_make_echo(&echo, &out, ECHO_ID + 1);
	expect_forgery_blocked(&echo, echo.length);
}

static void test_error_of_another_protocol_arrives(void **state)
{
	sa_family_t family = suite_family(state);
	struct path out = path_from_phone(family, 0, 0);
	int phone = raw_socket_open(HOST_PHONE, family, PROTOCOL);
	int lan = raw_socket_open(HOST_LAN, family, PROTOCOL);
	struct raw_packet sent;

	raw_packet_make(&sent, &out, PROTOCOL, "request", 7);
	expect_forgery_blocked(&sent, sent.length);
	raw_socket_send(phone, &sent, &out);
	raw_socket_expect(lan);
	expect_truth_heard(&sent);
}

/* The last segment that the phone has sent. */
static void open_connection(struct connection *connection, sa_family_t family,
			    int wire, struct raw_packet *sent)
{
	connection_open(connection, family);
	answer_expect_tcp(wire, &connection->in, TCP_ACK, sent);
}

static void test_tcp_learns_the_path_mtu(void **state)
{
	sa_family_t family = suite_family(state);
	const struct error *error = find_error(family, EMSGSIZE);
	int wire = wire_open(HOST_LAN);
	struct connection connection;
	struct raw_packet sent;

	open_connection(&connection, family, wire, &sent);
	assert_int_equal(socket_mtu(connection.phone, family), OLD_MTU);
	send_error(wire, error, &sent, sent.upper + 8);
	control_pass(family);
	assert_int_equal(socket_mtu(connection.phone, family), NEW_MTU);
	tcp_round_trip(connection.phone, connection.lan);
}

static void test_forged_error_of_tcp_is_blocked(void **state)
{
	sa_family_t family = suite_family(state);
	int wire = wire_open(HOST_LAN);
	struct connection connection;
	struct raw_packet sent, quoted;
	struct path path;

	open_connection(&connection, family, wire, &sent);
	path = connection.out;
	path.to_port++;
	raw_packet_make_tcp(&quoted, &path,
			    &(struct tcp_fields){ .flags = TCP_ACK }, "");
	expect_forgery_blocked(&quoted, quoted.length);
	path = connection.out;
	path.to = lan_other_address(family);
	raw_packet_make_tcp(&quoted, &path,
			    &(struct tcp_fields){ .flags = TCP_ACK }, "");
	expect_forgery_blocked(&quoted, quoted.length);
	expect_truth_heard(&sent);
}

/* A listener is no connection: it has sent nothing that could be quoted. */
static void test_error_of_a_listener_is_blocked(void **state)
{
	sa_family_t family = suite_family(state);
	struct path out = path_from_phone(family, TCP_CLOSED, LAN_PORT);
	struct raw_packet quoted;

	tcp_listen(HOST_PHONE, family, TCP_CLOSED);
	raw_packet_make_tcp(&quoted, &out,
			    &(struct tcp_fields){ .flags = TCP_ACK }, "");
	expect_forgery_blocked(&quoted, quoted.length);
	firewall_disable();
	expect_truth_heard(&quoted);
}

#define TEST_PATH_MTU(test) \
	{ #test "_ipv4", test, suite_begin_test, forget_path_mtu, \
	  &suite_ipv4 }, \
	{ #test "_ipv6", test, suite_begin_test, forget_path_mtu, \
	  &suite_ipv6 }

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_PATH_MTU(test_errors_of_a_flow_arrive),
		TEST_PATH_MTU(test_errors_of_an_open_port_arrive),
		TEST_FAMILIES(test_errors_of_a_connected_socket_arrive),
		TEST_PATH_MTU(test_udp_learns_the_path_mtu),
		TEST_PATH_MTU(test_error_may_quote_a_first_fragment),
		TEST_FAMILIES(test_quote_of_another_flow_is_blocked),
		TEST_FAMILIES(test_quote_is_compared_with_a_connected_socket),
		TEST_PATH_MTU(test_error_to_another_than_it_quotes_is_blocked),
		TEST_FAMILIES(test_quote_of_another_protocol_is_blocked),
		TEST_FAMILIES(test_truncated_quote_is_blocked),
		TEST_FAMILIES(test_quote_of_a_later_fragment_is_blocked),
		TEST_FAMILIES(test_quote_of_the_other_family_is_blocked),
		TEST_FAMILIES(test_error_of_a_flow_that_is_over_is_blocked),
		TEST_PATH_MTU(test_forged_echo_changes_no_path_mtu),
		TEST_FAMILIES(test_error_of_an_echo_flow_arrives),
		TEST_FAMILIES(test_error_of_another_protocol_arrives),
		TEST_PATH_MTU(test_tcp_learns_the_path_mtu),
		TEST_FAMILIES(test_forged_error_of_tcp_is_blocked),
		TEST_FAMILIES(test_error_of_a_listener_is_blocked),
	};

	return cmocka_run_group_tests(tests, suite_begin, suite_end);
}
