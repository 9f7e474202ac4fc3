// SPDX-License-Identifier: MIT
/*
 * UDP to multicast groups and broadcast addresses.
 */
#include <sys/socket.h>

#include "harness/answer.h"
#include "harness/control.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "harness/udp.h"
#include "harness/wire.h"

#define GROUP_PORT	34567
#define OTHER_PORT	34568

/* Addresses that reach the phone, of each family. */
struct groups {
	const char *heard;
	const char *other;
};

static const struct groups ipv4_groups = { "239.1.2.3", "239.1.2.4" };
static const struct groups ipv6_groups = { "ff15::1:3", "ff15::1:4" };

static const struct groups *groups_of(sa_family_t family)
{
	return family == AF_INET ? &ipv4_groups : &ipv6_groups;
}

static void join(int fd, const char *text)
{
	struct phonewall_address group = make_address(text);
	struct socket_address address;
	struct group_req request = { .gr_interface = host_device(HOST_PHONE) };
	int level = group.family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;

	address = socket_address_make(HOST_PHONE, &group, 0);
	memcpy(&request.gr_group, &address.storage, address.length);
	if (setsockopt(fd, level, MCAST_JOIN_GROUP, &request, sizeof(request)))
		fail_msg("cannot join %s", text);
}

static int listen_group(const char *group, uint16_t port)
{
	int fd = udp_open(HOST_PHONE, make_address(group).family, port);

	join(fd, group);
	return fd;
}

static void send_to(const char *address, uint16_t port, const char *text)
{
	struct phonewall_address to = make_address(address);
	struct path path = path_to_phone(to.family, 40000, port);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	path.to = to;
	raw_packet_make_text(&packet, &path, text);
	wire_send(wire, &packet);
}

static void set_endpoint(const char *text, uint16_t port)
{
	struct phonewall_translation policy = firewall_policy();
	struct phonewall_address group = make_address(text);
	struct phonewall_endpoint endpoint = {
		.family = group.family,
		.port = port,
	};

	memcpy(&endpoint.address, group.bytes,
	       group.family == AF_INET ? 4 : 16);
	policy.endpoints = &endpoint;
	policy.endpoint_count = 1;
	firewall_set(&policy);
}

static void test_endpoint_hears_its_group(void **state)
{
	sa_family_t family = suite_family(state);
	const char *group = groups_of(family)->heard;
	int phone = listen_group(group, GROUP_PORT);

	send_to(group, GROUP_PORT, "not yet");
	control_expect_unheard(phone, family);
	set_endpoint(group, GROUP_PORT);
	send_to(group, GROUP_PORT, "hello all");
	socket_expect(phone, "hello all");
	assert_int_equal(firewall_counted(PHONEWALL_REASON_ENDPOINT), 1);
}

static void test_endpoint_hears_no_other_group(void **state)
{
	sa_family_t family = suite_family(state);
	const struct groups *groups = groups_of(family);
	int phone = listen_group(groups->heard, GROUP_PORT);

	join(phone, groups->other);
	set_endpoint(groups->heard, GROUP_PORT);
	send_to(groups->other, GROUP_PORT, "other group");
	control_expect_unheard(phone, family);
	send_to(groups->heard, GROUP_PORT, "hello all");
	socket_expect(phone, "hello all");
}

static void test_endpoint_hears_no_other_port(void **state)
{
	sa_family_t family = suite_family(state);
	const char *group = groups_of(family)->heard;
	int phone = listen_group(group, OTHER_PORT);

	set_endpoint(group, GROUP_PORT);
	send_to(group, OTHER_PORT, "other port");
	control_expect_unheard(phone, family);
	set_endpoint(group, OTHER_PORT);
	send_to(group, OTHER_PORT, "hello all");
	socket_expect(phone, "hello all");
}

static void test_endpoint_opens_no_unicast(void **state)
{
	sa_family_t family = suite_family(state);
	const char *group = groups_of(family)->heard;
	struct path path = path_to_phone(family, 40000, GROUP_PORT);
	int lan = udp_open_path(HOST_LAN, &path);
	int phone = listen_group(group, GROUP_PORT);

	set_endpoint(group, GROUP_PORT);
	udp_send(lan, HOST_LAN, &path, "hello");
	control_expect_unheard(phone, family);
	send_to(group, GROUP_PORT, "hello all");
	socket_expect(phone, "hello all");
}

static void test_open_port_hears_groups(void **state)
{
	const char *group = groups_of(suite_family(state))->heard;
	int phone = listen_group(group, UDP_OPEN);

	send_to(group, UDP_OPEN, "hello all");
	socket_expect(phone, "hello all");
}

static void expect_silence(int phone, const char *address)
{
	sa_family_t family = make_address(address).family;
	int wire = wire_open(HOST_LAN);

	firewall_set_flags(0);
	send_to(address, UDP_CLOSED, "hello all");
	control_expect_unanswered(wire, family);
	socket_expect_none(phone);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_UDP_BLOCKED), 1);

	firewall_open_udp_too(UDP_CLOSED);
	send_to(address, UDP_CLOSED, "hello all");
	socket_expect(phone, "hello all");
}

static void test_closed_port_ignores_groups(void **state)
{
	const char *group = groups_of(suite_family(state))->heard;

	expect_silence(listen_group(group, UDP_CLOSED), group);
}

static void test_closed_port_ignores_broadcast(void **state)
{
	int phone = udp_open(HOST_PHONE, AF_INET, UDP_CLOSED);

	(void)state;
	expect_silence(phone, "255.255.255.255");
	expect_silence(phone, "192.0.2.255");
}

static void send_from(const char *address, uint16_t to_port)
{
	struct path path = path_to_phone(AF_INET, UDP_OTHER, to_port);
	struct raw_packet packet;

	path.from = make_address(address);
	raw_packet_make_text(&packet, &path, "hello");
	wire_send(wire_open(HOST_LAN), &packet);
}

/* If the reverse path is not checked, the stack accepts packets from there. */
static void test_broadcast_source_is_not_answered(void **state)
{
	int wire = wire_open(HOST_LAN);

	(void)state;
	host_set(HOST_PHONE, "ipv4/conf/all/rp_filter", "0");
	host_set(HOST_PHONE, "ipv4/conf/" TOPOLOGY_DEVICE "/rp_filter", "0");
	send_from("192.0.2.255", UDP_CLOSED);
	control_expect_unanswered(wire, AF_INET);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_UDP_BLOCKED), 1);
	/* A neighbour is answered. */
	send_from("192.0.2.2", UDP_CLOSED);
	answer_expect_icmp(wire, IPPROTO_ICMP, ICMP_DEST_UNREACH, NULL);
}

/* A socket may be connected to it, and still nothing comes from it. */
static void test_broadcast_source_belongs_to_no_socket(void **state)
{
	struct path out = path_from_phone(AF_INET, UDP_CLOSED, UDP_OTHER);
	int phone = udp_open_path(HOST_PHONE, &out);

	(void)state;
	host_set(HOST_PHONE, "ipv4/conf/all/rp_filter", "0");
	host_set(HOST_PHONE, "ipv4/conf/" TOPOLOGY_DEVICE "/rp_filter", "0");
	socket_enable(phone, SOL_SOCKET, SO_BROADCAST);
	out.to = make_address("192.0.2.255");
	udp_connect(phone, HOST_PHONE, &out);
	socket_send(phone, "hello all");
	firewall_flush();
	send_from("192.0.2.255", UDP_CLOSED);
	control_expect_unheard(phone, AF_INET);
	/* With the firewall off it would arrive. */
	firewall_disable();
	send_from("192.0.2.255", UDP_CLOSED);
	socket_expect(phone, "hello");
}

/* To the phone's own address, in a broadcast frame. */
static void test_broadcast_frame_is_not_answered(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, UDP_OTHER, UDP_CLOSED);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	raw_packet_make_text(&packet, &path, "hello");
	wire_send_to_all(wire, &packet);
	control_expect_unanswered(wire, family);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_UDP_BLOCKED), 1);
	wire_send(wire, &packet);
	answer_expect_unreachable(wire, &path);
}

static void test_closed_port_ignores_all_nodes(void **state)
{
	bool ipv4 = suite_family(state) == AF_INET;
	int phone = udp_open(HOST_PHONE, suite_family(state), UDP_CLOSED);

	expect_silence(phone, ipv4 ? "224.0.0.1" : "ff02::1");
}

/* Of what the phone has sent so far. */
static void expect_no_error_to_broadcast(int wire)
{
	struct phonewall_packet facts, quoted;
	struct raw_packet packet;

	control_pass(AF_INET);
	while (wire_receive(wire, &packet, &facts, &quoted, 0))
		assert_false(facts.family == AF_INET &&
			     facts.protocol == IPPROTO_ICMP);
}

static void send_from_broadcast(const char *source, uint16_t port)
{
	struct path path = path_to_phone(AF_INET, port, UDP_CLOSED);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	path.from = make_address(source);
	raw_packet_make_text(&packet, &path, "from nobody");
	wire_send(wire, &packet);
}

/* RFC 1122 3.2.1.3, 3.2.2: it is no valid source, and no error goes there. */
static void test_broadcast_source(void **state)
{
	int phone = udp_open(HOST_PHONE, AF_INET, UDP_CLOSED);
	int wire = wire_open(HOST_LAN);

	(void)state;
	send_from_broadcast("192.0.2.255", UDP_OTHER);
	control_expect_unheard(phone, AF_INET);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_UDP_BLOCKED), 1);
	expect_no_error_to_broadcast(wire);
	send_from_broadcast("192.0.2.4", UDP_OTHER);
	control_pass(AF_INET);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_UDP_REJECTED), 1);
}

/* A packet to it makes no flow of that address. */
static void test_broadcast_makes_no_flow(void **state)
{
	static const char *const addresses[] = {
		"192.0.2.255", "255.255.255.255", "239.1.2.3", "224.0.0.1",
	};
	struct path out = path_from_phone(AF_INET, UDP_CLOSED, 0);
	int phone = udp_open_path(HOST_PHONE, &out);
	struct ip_mreqn device = { .imr_ifindex = host_device(HOST_PHONE) };
	struct phonewall_address to;

	(void)state;
	socket_enable(phone, SOL_SOCKET, SO_BROADCAST);
	assert_int_equal(setsockopt(phone, IPPROTO_IP, IP_MULTICAST_IF,
				    &device, sizeof(device)), 0);
	for (unsigned int i = 0; i < 4; i++) {
		to = make_address(addresses[i]);
		udp_send_to(phone, HOST_PHONE, &to, 137, "to all");
		assert_false(firewall_find_flow(NULL, IPPROTO_UDP, UDP_CLOSED,
						137));
		send_from_broadcast(addresses[i], 137);
		control_expect_unheard(phone, AF_INET);
	}
	to = host_address(HOST_LAN, AF_INET);
	udp_send_to(phone, HOST_PHONE, &to, 137, "to one");
	assert_true(firewall_find_flow(NULL, IPPROTO_UDP, UDP_CLOSED, 137));
	send_from_broadcast("192.0.2.2", 137);
	socket_expect(phone, "from nobody");
}

static void test_own_multicast_is_looped_back(void **state)
{
	sa_family_t family = suite_family(state);
	struct phonewall_address group;
	int listener = listen_group(groups_of(family)->heard, GROUP_PORT);
	int sender = udp_open(HOST_PHONE, family, 0);
	struct ip_mreqn ipv4 = { .imr_ifindex = host_device(HOST_PHONE) };
	int ipv6 = host_device(HOST_PHONE);

	if (family == AF_INET)
		assert_int_equal(setsockopt(sender, IPPROTO_IP,
					    IP_MULTICAST_IF, &ipv4,
					    sizeof(ipv4)), 0);
	else
		assert_int_equal(setsockopt(sender, IPPROTO_IPV6,
					    IPV6_MULTICAST_IF, &ipv6,
					    sizeof(ipv6)), 0);
	group = make_address(groups_of(family)->heard);
	udp_send_to(sender, HOST_PHONE, &group, GROUP_PORT, "to myself too");
	socket_expect(listener, "to myself too");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_FAMILIES(test_endpoint_hears_its_group),
		TEST_FAMILIES(test_endpoint_hears_no_other_group),
		TEST_FAMILIES(test_endpoint_hears_no_other_port),
		TEST_FAMILIES(test_endpoint_opens_no_unicast),
		TEST_FAMILIES(test_open_port_hears_groups),
		TEST_FAMILIES(test_closed_port_ignores_groups),
		TEST_FAMILIES(test_closed_port_ignores_all_nodes),
		TEST_IPV4(test_broadcast_source_is_not_answered),
		SUITE_TEST(test_broadcast_source_belongs_to_no_socket, "_no_early_demux",
			   &suite_ipv4_late),
		TEST_IPV4(test_broadcast_source_belongs_to_no_socket),
		TEST_FAMILIES(test_broadcast_frame_is_not_answered),
		TEST_IPV4(test_closed_port_ignores_broadcast),
		TEST_IPV4(test_broadcast_source),
		TEST_IPV4(test_broadcast_makes_no_flow),
		TEST_FAMILIES(test_own_multicast_is_looped_back),
	};

	return cmocka_run_group_tests(tests, suite_begin, suite_end);
}
