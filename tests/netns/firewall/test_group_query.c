// SPDX-License-Identifier: MIT
/*
 * If the phone queries a group or a broadcast address, any host on the link may
 * answer, to the port of the query, for a few seconds, a few times. Nothing
 * else gets in.
 */
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>

#include "harness/control.h"
#include "harness/raw_socket.h"
#include "harness/second_link.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "harness/udp.h"
#include "harness/wire.h"

#define ANSWER_PORT	40000
#define ANSWERS		32
#define QUERIES		64
#define QUERY_MS	5000
#define FIRST_PORT	30000
#define ECHO_ID		0x4321
#define OTHER_ECHO_ID	0x4322

/* Where queries go. */
struct group {
	const char *address;
	uint16_t port;
};

static const struct group ipv4_groups[] = {
	{ "239.255.255.250", 1900 },	/* SSDP */
	{ "224.0.0.251", 5353 },	/* mDNS */
	{ "255.255.255.255", 3702 },
	{ "192.0.2.255", 137 },
	{ "192.0.2.255", 69 },
	{ NULL, 0 }
};

static const struct group ipv6_groups[] = {
	{ "ff02::c", 1900 },
	{ "ff02::fb", 5353 },
	{ "ff02::1", 3702 },
	{ "ff05::c", 69 },
	{ NULL, 0 }
};

static const struct group *groups_of(sa_family_t family)
{
	return family == AF_INET ? ipv4_groups : ipv6_groups;
}

/* Queries leave by eth0, and the phone does not receive its own. */
static int use_groups(int fd, sa_family_t family)
{
	const struct ip_mreqn ipv4 = {
		.imr_ifindex = host_device(HOST_PHONE),
	};
	const int ipv6 = ipv4.imr_ifindex;
	const int off = 0;
	int failed;

	if (family == AF_INET) {
		socket_enable(fd, SOL_SOCKET, SO_BROADCAST);
		failed = setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &ipv4,
				    sizeof(ipv4)) |
			 setsockopt(fd, IPPROTO_IP, IP_MULTICAST_LOOP, &off,
				    sizeof(off));
	} else {
		failed = setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &ipv6,
				    sizeof(ipv6)) |
			 setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP,
				    &off, sizeof(off));
	}
	assert_int_equal(failed, 0);
	return fd;
}

/* Bound to the phone's address, which is the source of the query. */
static int open_phone(sa_family_t family, uint16_t port)
{
	struct path path = path_from_phone(family, port, 0);

	return use_groups(udp_open_path(HOST_PHONE, &path), family);
}

static void ask(int phone, const struct group *group)
{
	struct phonewall_address to = make_address(group->address);

	udp_send_to(phone, HOST_PHONE, &to, group->port, "anybody?");
}

static int open_host(enum host host, const struct phonewall_address *address,
		     uint16_t port)
{
	struct path path = { .from = *address, .from_port = port };

	return udp_open_path(host, &path);
}

static void answer(int fd, enum host host, sa_family_t family, uint16_t port)
{
	struct phonewall_address phone = host_address(HOST_PHONE, family);

	udp_send_to(fd, host, &phone, port, "me");
}

static int open_lan(sa_family_t family)
{
	struct phonewall_address lan = host_address(HOST_LAN, family);

	return open_host(HOST_LAN, &lan, ANSWER_PORT);
}

static void expect_answer_of(enum host host, struct phonewall_address address,
			     uint16_t port, int phone)
{
	int fd = open_host(host, &address, port);

	answer(fd, host, address.family, UDP_CLOSED);
	socket_expect(phone, "me");
	host_close_socket(fd);
}

static void expect_answers(int phone, sa_family_t family)
{
	expect_answer_of(HOST_LAN, host_address(HOST_LAN, family), ANSWER_PORT,
			 phone);
	expect_answer_of(HOST_LAN, lan_other_address(family), ANSWER_PORT + 1,
			 phone);
	expect_answer_of(HOST_PC, host_address(HOST_PC, family), 53, phone);
}

static void expect_told(sa_family_t family, uint16_t port)
{
	static const uint8_t unspecified[16];
	struct phonewall_flow flow;

	assert_int_equal(firewall_status().flows, 1);
	assert_false(firewall_find_flow(NULL, IPPROTO_UDP, UDP_CLOSED, port));
	assert_true(firewall_find_flow(&flow, IPPROTO_UDP, UDP_CLOSED, 0));
	assert_true(flow.expectation);
	assert_false(flow.replied);
	assert_int_equal(flow.link, host_device(HOST_PHONE));
	assert_int_equal(flow.remote.family, family);
	assert_memory_equal(flow.remote.bytes, unspecified,
			    family == AF_INET ? 4 : 16);
	assert_in_range(flow.expires_ms, 1, QUERY_MS);
}

static void test_any_host_may_answer(void **state)
{
	sa_family_t family = suite_family(state);
	const struct group *group;
	int lan = open_lan(family);
	int phone = open_phone(family, UDP_CLOSED);
	int wire = wire_open(HOST_LAN);

	for (group = groups_of(family); group->address; group++) {
		firewall_flush();
		answer(lan, HOST_LAN, family, UDP_CLOSED);
		control_expect_unheard(phone, family);
		ask(phone, group);
		host_close_socket(lan);
		wire_drain(wire);
		expect_answers(phone, family);
		control_expect_unanswered(wire, family);
		expect_told(family, group->port);
		lan = open_lan(family);
	}
}

static void test_other_port_stays_closed(void **state)
{
	sa_family_t family = suite_family(state);
	int phone = open_phone(family, UDP_CLOSED);
	int other = open_phone(family, UDP_OTHER);
	int lan = open_lan(family);

	ask(phone, groups_of(family));
	answer(lan, HOST_LAN, family, UDP_OTHER);
	control_expect_unheard(other, family);
	answer(lan, HOST_LAN, family, UDP_CLOSED);
	socket_expect(phone, "me");
}

static void test_so_many_answers(void **state)
{
	sa_family_t family = suite_family(state);
	int phone = open_phone(family, UDP_CLOSED);
	int lan = open_lan(family);

	ask(phone, groups_of(family));
	for (unsigned int i = 0; i < ANSWERS; i++) {
		answer(lan, HOST_LAN, family, UDP_CLOSED);
		socket_expect(phone, "me");
	}
	answer(lan, HOST_LAN, family, UDP_CLOSED);
	control_expect_unheard(phone, family);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_LIVE_FLOW), ANSWERS);
	ask(phone, groups_of(family));
	answer(lan, HOST_LAN, family, UDP_CLOSED);
	socket_expect(phone, "me");
}

/* Answers do not extend its life; another query does. */
static void test_so_many_seconds(void **state)
{
	sa_family_t family = suite_family(state);
	int phone = open_phone(family, UDP_CLOSED);
	struct phonewall_flow flow;
	int lan = open_lan(family);

	ask(phone, groups_of(family));
	poll(NULL, 0, 1000);
	answer(lan, HOST_LAN, family, UDP_CLOSED);
	socket_expect(phone, "me");
	assert_true(firewall_find_flow(&flow, IPPROTO_UDP, UDP_CLOSED, 0));
	assert_in_range(flow.expires_ms, 1, QUERY_MS - 900);
	firewall_wait_flow_gone(IPPROTO_UDP, UDP_CLOSED, 0);
	answer(lan, HOST_LAN, family, UDP_CLOSED);
	control_expect_unheard(phone, family);
	ask(phone, groups_of(family));
	answer(lan, HOST_LAN, family, UDP_CLOSED);
	socket_expect(phone, "me");
}

static void send_from(const char *source, uint16_t port, const char *to)
{
	struct path path = path_to_phone(AF_INET, port, UDP_CLOSED);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	path.from = make_address(source);
	if (to)
		path.to = make_address(to);
	raw_packet_make_text(&packet, &path, "me");
	wire_send(wire, &packet);
}

/* RFC 1122 3.2.1.3: such an address is never a source. */
static void test_group_does_not_answer(void **state)
{
	int phone = open_phone(AF_INET, UDP_CLOSED);
	const struct group *group;
	int lan = open_lan(AF_INET);

	(void)state;
	for (group = ipv4_groups; group->address; group++) {
		ask(phone, group);
		send_from(group->address, group->port, NULL);
		send_from("0.0.0.0", group->port, NULL);
		control_expect_unheard(phone, AF_INET);
	}
	answer(lan, HOST_LAN, AF_INET, UDP_CLOSED);
	socket_expect(phone, "me");
}

static void test_answer_to_group_stays_out(void **state)
{
	int phone = udp_open(HOST_PHONE, AF_INET, UDP_CLOSED);
	const struct ip_mreqn join = {
		.imr_multiaddr.s_addr = htonl(0xeffffffa),
		.imr_ifindex = host_device(HOST_PHONE),
	};

	(void)state;
	use_groups(phone, AF_INET);
	assert_int_equal(setsockopt(phone, IPPROTO_IP, IP_ADD_MEMBERSHIP,
				    &join, sizeof(join)), 0);
	ask(phone, ipv4_groups);
	send_from("192.0.2.2", ANSWER_PORT, "239.255.255.250");
	send_from("192.0.2.2", ANSWER_PORT, "192.0.2.255");
	control_expect_unheard(phone, AF_INET);
	send_from("192.0.2.2", ANSWER_PORT, NULL);
	socket_expect(phone, "me");
}

static void test_other_link_does_not_answer(void **state)
{
	struct phonewall_address phone_address;
	sa_family_t family = suite_family(state);
	int phone, second, lan;

	if (family == AF_INET)
		phone_address = host_address(HOST_PHONE, family);
	else
		phone_address = host_link_local(HOST_PHONE);
	phone = use_groups(udp_open(HOST_PHONE, family, UDP_CLOSED), family);
	second = second_link_open(HOST_LAN, family, ANSWER_PORT);
	lan = udp_open(HOST_LAN, family, ANSWER_PORT + 1);
	ask(phone, groups_of(family));
	second_link_send(second, HOST_LAN, &phone_address, UDP_CLOSED, "me");
	control_expect_unheard(phone, family);
	udp_send_to(lan, HOST_LAN, &phone_address, UDP_CLOSED, "me");
	socket_expect(phone, "me");
	firewall_open_udp_too(UDP_CLOSED);
	second_link_send(second, HOST_LAN, &phone_address, UDP_CLOSED, "me");
	socket_expect(phone, "me");
}

static void test_so_many_queries(void **state)
{
	sa_family_t family = suite_family(state);
	int lan = open_lan(family);
	int first = open_phone(family, FIRST_PORT);
	int last = first;

	ask(first, groups_of(family));
	for (unsigned int i = 1; i <= QUERIES; i++) {
		last = open_phone(family, FIRST_PORT + i);
		ask(last, groups_of(family));
	}
	assert_int_equal(firewall_status().flows, QUERIES);
	answer(lan, HOST_LAN, family, FIRST_PORT);
	control_expect_unheard(first, family);
	answer(lan, HOST_LAN, family, FIRST_PORT + QUERIES);
	socket_expect(last, "me");
}

static void test_open_port_makes_no_query(void **state)
{
	sa_family_t family = suite_family(state);
	int open = open_phone(family, UDP_OPEN);
	int phone = open_phone(family, UDP_CLOSED);

	ask(open, groups_of(family));
	assert_int_equal(firewall_status().flows, 0);
	ask(phone, groups_of(family));
	assert_int_equal(firewall_status().flows, 1);
}

/* To the source of the query. */
static void send_echo_reply(enum host host, sa_family_t family, uint16_t id)
{
	struct path path = path_to_phone(family, 0, 0);
	struct raw_packet packet;

	if (family == AF_INET) {
		path.from = host_address(host, family);
	} else {
		path.from = host_link_local(host);
		path.to = host_link_local(HOST_PHONE);
	}
	raw_packet_make_echo_reply(&packet, &path, id);
	wire_send(wire_open(host), &packet);
}

static void test_ping(void **state)
{
	sa_family_t family = suite_family(state);
	struct path out = path_from_phone(family, 0, 0);
	int raw = raw_socket_open(HOST_PHONE, family, icmp_protocol(family));
	struct raw_packet packet;

	out.to = make_address(family == AF_INET ? "224.0.0.1" : "ff02::1");
	use_groups(raw, family);
	send_echo_reply(HOST_LAN, family, ECHO_ID);
	control_expect_unheard(raw, family);
	raw_packet_make_echo(&packet, &out, ECHO_ID);
	raw_socket_send(raw, &packet, &out);
	send_echo_reply(HOST_LAN, family, OTHER_ECHO_ID);
	control_expect_unheard(raw, family);
	send_echo_reply(HOST_LAN, family, ECHO_ID);
	raw_socket_expect(raw);
	send_echo_reply(HOST_PC, family, ECHO_ID);
	raw_socket_expect(raw);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_LIVE_FLOW), 2);
}

/* Other packets to a group are blocked as well. */
static void test_other_protocol_makes_no_query(void **state)
{
	sa_family_t family = suite_family(state);
	struct path out = path_from_phone(family, 0, 0);
	int raw = raw_socket_open(HOST_PHONE, family, 253);
	struct raw_packet packet;

	out.to = make_address(groups_of(family)->address);
	use_groups(raw, family);
	raw_packet_make(&packet, &out, 253, "anybody?", 8);
	raw_socket_send(raw, &packet, &out);
	assert_int_equal(firewall_status().flows, 0);
	out.to = host_address(HOST_LAN, family);
	raw_socket_send(raw, &packet, &out);
	assert_int_equal(firewall_status().flows, 1);
}

/* An error of a peer about a query it received is blocked. */
static void test_errors_about_queries_stay_out(void **state)
{
	sa_family_t family = suite_family(state);
	const struct group *group = groups_of(family);
	struct path out = path_from_phone(family, UDP_CLOSED, group->port);
	struct path in = path_to_phone(family, 0, 0);
	const struct icmp_fields unreachable = {
		.type = family == AF_INET ? 3 : 1,
		.code = family == AF_INET ? 3 : 4,
	};
	int phone = open_phone(family, UDP_CLOSED);
	struct raw_packet query, error;

	out.to = make_address(group->address);
	ask(phone, group);
	raw_packet_make_text(&query, &out, "anybody?");
	raw_packet_make_icmp(&error, &in, &unreachable, query.bytes,
			     query.length);
	wire_send(wire_open(HOST_LAN), &error);
	control_pass(family);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_ICMP_ERROR), 1);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_ICMP_ERROR_OF_FLOW),
			 0);
}

/* By themselves the hosts answer no query. */
static int begin_suite(void **state)
{
	suite_begin(state);
	second_link_begin();
	for (enum host host = HOST_PHONE; host <= HOST_PC; host++)
		host_set(host, "ipv6/icmp/echo_ignore_multicast", "1");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_DEMUX(test_any_host_may_answer),
		TEST_FAMILIES(test_other_port_stays_closed),
		TEST_FAMILIES(test_so_many_answers),
		TEST_FAMILIES(test_so_many_seconds),
		TEST_IPV4(test_group_does_not_answer),
		TEST_IPV4(test_answer_to_group_stays_out),
		TEST_FAMILIES(test_other_link_does_not_answer),
		TEST_FAMILIES(test_so_many_queries),
		TEST_FAMILIES(test_open_port_makes_no_query),
		TEST_FAMILIES(test_ping),
		TEST_FAMILIES(test_other_protocol_makes_no_query),
		TEST_FAMILIES(test_errors_about_queries_stay_out),
	};

	return cmocka_run_group_tests(tests, begin_suite, suite_end);
}
