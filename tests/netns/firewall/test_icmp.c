// SPDX-License-Identifier: MIT
/*
 * Verdicts for ICMP, ICMPv6 and IGMP messages that are no errors.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>

#include "harness/answer.h"
#include "harness/control.h"
#include "harness/raw_socket.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "harness/udp.h"
#include "harness/wire.h"

#define ECHO_ID			0x1234
#define IGMP_TYPE_QUERY		0x11	/* RFC 2236 */
#define IGMP_TYPE_V2_REPORT	0x16
#define MLD_TYPE_QUERY		130	/* RFC 2710 */
#define MLD_TYPE_V2_REPORT	143	/* RFC 3810 */
#define ND_TYPE_ROUTER_ADVERTISEMENT	134	/* RFC 4861 */
#define ND_TYPE_NEIGHBOUR_SOLICITATION	135
#define ND_TYPE_NEIGHBOUR_ADVERTISEMENT	136
#define ND_TYPE_REDIRECT	137

/* To a group or a broadcast address of the LAN. */
static struct path path_to(const char *address)
{
	struct path path = { .to = make_address(address) };

	path.from = host_address(HOST_LAN, path.to.family);
	return path;
}

static void send_echo(int wire, const struct path *path)
{
	struct raw_packet packet;

	raw_packet_make_echo(&packet, path, ECHO_ID);
	wire_send(wire, &packet);
}

static void test_echo(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, 0, 0);
	int wire = wire_open(HOST_LAN);

	send_echo(wire, &path);
	answer_expect_echo_reply(wire, family, ECHO_ID);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_ECHO_REQUEST), 1);
}

static void test_no_icmp_ping(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, 0, 0);
	int wire = wire_open(HOST_LAN);

	firewall_set_flags(PHONEWALL_FLAG_NO_ICMP_PING);
	send_echo(wire, &path);
	control_expect_unanswered(wire, family);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_NO_ICMP_PING), 1);

	firewall_set_flags(0);
	send_echo(wire, &path);
	answer_expect_echo_reply(wire, family, ECHO_ID);
}

static void expect_multicast_echo(uint32_t flags)
{
	struct path path = path_to("ff02::1");
	int wire = wire_open(HOST_LAN);

	firewall_set_flags(flags);
	host_set(HOST_PHONE, "ipv6/icmp/echo_ignore_multicast", "0");
	send_echo(wire, &path);
	answer_expect_echo_reply(wire, AF_INET6, ECHO_ID);

	host_set(HOST_PHONE, "ipv6/icmp/echo_ignore_multicast", "1");
	send_echo(wire, &path);
	control_expect_unanswered(wire, AF_INET6);
	assert_int_equal(
		firewall_counted(PHONEWALL_REASON_ECHO_REQUEST_MULTICAST), 2);
}

static void test_multicast_echo(void **state)
{
	(void)state;
	expect_multicast_echo(0);
	expect_multicast_echo(PHONEWALL_FLAG_NO_ICMP_PING);
}

static void expect_echo_ignored(const char *address)
{
	struct path path = path_to(address);
	int wire = wire_open(HOST_LAN);

	host_set(HOST_PHONE, "ipv4/icmp_echo_ignore_broadcasts", "1");
	send_echo(wire, &path);
	control_expect_unanswered(wire, AF_INET);

	host_set(HOST_PHONE, "ipv4/icmp_echo_ignore_broadcasts", "0");
	send_echo(wire, &path);
	answer_expect_echo_reply(wire, AF_INET, ECHO_ID);
	host_set(HOST_PHONE, "ipv4/icmp_echo_ignore_broadcasts", "1");
}

static void test_broadcast_echo_is_left_to_the_kernel(void **state)
{
	(void)state;
	expect_echo_ignored("192.0.2.255");
	expect_echo_ignored("255.255.255.255");
	expect_echo_ignored("224.0.0.1");
}

/* Arrives if the firewall is disabled, and is blocked for @reason otherwise. */
static void expect_blocked(int wire, int raw, const struct raw_packet *packet,
			   enum phonewall_reason reason)
{
	wire_send(wire, packet);
	control_expect_unanswered(wire, packet->family);
	socket_expect_none(raw);
	assert_int_equal(firewall_counted(reason), 1);

	firewall_disable();
	wire_send(wire, packet);
	raw_socket_expect(raw);
}

static void make_type(struct raw_packet *packet, const struct path *path,
		      uint8_t type)
{
	static const uint8_t body[32];
	struct icmp_fields fields = { .type = type };

	raw_packet_make_icmp(packet, path, &fields, body, sizeof(body));
	if (path->from.family == AF_INET6)
		raw_packet_set_hop_limit(packet, 255);
}

static void expect_types_blocked(const struct path *path, const uint8_t *types,
				 unsigned int count)
{
	sa_family_t family = path->from.family;
	int wire = wire_open(HOST_LAN);
	int raw = raw_socket_open(HOST_PHONE, family, icmp_protocol(family));
	struct raw_packet packet;
	unsigned int i;

	for (i = 0; i < count; i++) {
		make_type(&packet, path, types[i]);
		wire_send(wire, &packet);
	}
	control_expect_unanswered(wire, family);
	socket_expect_none(raw);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_ICMP_TYPE), count);

	firewall_disable();
	for (i = 0; i < count; i++) {
		make_type(&packet, path, types[i]);
		wire_send(wire, &packet);
		raw_socket_expect(raw);
	}
}

static void test_icmp_types(void **state)
{
	/*
	 * Echo reply, source quench, redirect, router advertisement, router
	 * solicitation, timestamp request and reply, information request,
	 * address mask request and reply, and unassigned types.
	 */
	static const uint8_t types[] = {
		0, 4, 5, 9, 10, 13, 14, 15, 17, 18, 1, 2, 44, 255,
	};
	struct path path = path_to_phone(AF_INET, 0, 0);

	(void)state;
	expect_types_blocked(&path, types, sizeof(types));
}

static void test_icmpv6_types(void **state)
{
	/*
	 * Echo reply, MLD report, MLD done, redirect, router renumbering, node
	 * information query, MLDv2 report, mobile prefix solicitation, and
	 * unassigned types.
	 */
	static const uint8_t types[] = {
		129, 131, 132, 137, 138, 139, 143, 146, 0, 5, 100, 200, 255,
	};
	struct path path = path_to_phone(AF_INET6, 0, 0);

	(void)state;
	path.from = host_link_local(HOST_LAN);
	expect_types_blocked(&path, types, sizeof(types));
}

static void test_timestamp_request(void **state)
{
	static const uint8_t body[12];
	struct path path = path_to_phone(AF_INET, 0, 0);
	struct icmp_fields fields = { .type = ICMP_TIMESTAMP };
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	(void)state;
	raw_packet_make_icmp(&packet, &path, &fields, body, sizeof(body));
	wire_send(wire, &packet);
	control_expect_unanswered(wire, AF_INET);
	firewall_disable();
	wire_send(wire, &packet);
	answer_expect_icmp(wire, IPPROTO_ICMP, ICMP_TIMESTAMPREPLY, NULL);
}

static void know_no_neighbours(enum host host)
{
	host_run(host, "ip -6 neighbour flush nud permanent dev "
		 TOPOLOGY_DEVICE);
}

static bool knows_neighbour(enum host host, const char *address)
{
	char text[512];

	assert_int_equal(host_output(host, text, sizeof(text),
				     "ip -6 neighbour show %s dev "
				     TOPOLOGY_DEVICE, address), 0);
	return strstr(text, "lladdr");
}

/* The firewall blocks everything it can. */
static void close_everything(void)
{
	struct phonewall_translation policy = firewall_policy();

	policy.opening_count = 0;
	policy.flags = PHONEWALL_FLAG_NO_ICMP_PING |
		       PHONEWALL_FLAG_NO_ICMP_UNREACHABLE;
	firewall_set(&policy);
}

static void test_neighbours_find_the_phone(void **state)
{
	struct path path = path_to_phone(AF_INET6, 40000, UDP_CLOSED);
	int wire = wire_open(HOST_LAN);
	int lan = udp_open_path(HOST_LAN, &path);

	(void)state;
	close_everything();
	know_no_neighbours(HOST_LAN);
	know_no_neighbours(HOST_PHONE);
	assert_false(knows_neighbour(HOST_LAN, "2001:db8::1"));
	udp_send(lan, HOST_LAN, &path, "hello");
	answer_expect_icmp(wire, IPPROTO_ICMPV6,
			   ND_TYPE_NEIGHBOUR_ADVERTISEMENT, NULL);
	assert_true(knows_neighbour(HOST_LAN, "2001:db8::1"));
}

static void test_phone_finds_its_neighbours(void **state)
{
	struct path path = path_to_phone(AF_INET6, UDP_CLOSED, UDP_CLOSED);
	struct path back = path_back(&path);
	int phone = udp_open_path(HOST_PHONE, &back);
	int lan = udp_open_path(HOST_LAN, &path);

	(void)state;
	close_everything();
	know_no_neighbours(HOST_LAN);
	know_no_neighbours(HOST_PHONE);
	assert_false(knows_neighbour(HOST_PHONE, "2001:db8::2"));
	udp_send(phone, HOST_PHONE, &back, "hello");
	socket_expect(lan, "hello");
	assert_true(knows_neighbour(HOST_PHONE, "2001:db8::2"));
}

static int end_neighbour_test(void **state)
{
	topology_know_neighbours(HOST_LAN);
	topology_know_neighbours(HOST_PHONE);
	return suite_end_test(state);
}

static void make_solicitation(struct raw_packet *packet)
{
	struct path path = path_to_phone(AF_INET6, 0, 0);
	struct icmp_fields fields = { .type = ND_TYPE_NEIGHBOUR_SOLICITATION };
	uint8_t body[24] = { 0 };

	memcpy(body, path.to.bytes, 16);
	body[16] = 1;	/* source link-layer address option */
	body[17] = 1;
	host_mac(HOST_LAN, body + 18);
	raw_packet_make_icmp(packet, &path, &fields, body, sizeof(body));
	raw_packet_set_hop_limit(packet, 255);
}

static void test_forged_neighbour_discovery(void **state)
{
	int raw = raw_socket_open(HOST_PHONE, AF_INET6, IPPROTO_ICMPV6);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	(void)state;
	make_solicitation(&packet);
	raw_packet_set_hop_limit(&packet, 254);
	expect_blocked(wire, raw, &packet,
		       PHONEWALL_REASON_NEIGHBOUR_DISCOVERY_FORGED);
}

static void make_router_advertisement(struct raw_packet *packet,
				      const struct phonewall_address *from)
{
	struct path path = { .from = *from, .to = make_address("ff02::1") };
	struct icmp_fields fields = {
		.type = ND_TYPE_ROUTER_ADVERTISEMENT,
		.rest = 64 << 24 | 1800,	/* hop limit, lifetime */
	};
	static const uint8_t body[8];

	raw_packet_make_icmp(packet, &path, &fields, body, sizeof(body));
	raw_packet_set_hop_limit(packet, 255);
}

static bool has_default_route(void)
{
	char text[512];

	assert_int_equal(host_output(HOST_PHONE, text, sizeof(text),
				     "ip -6 route show default"), 0);
	return strstr(text, "via fe80::2");
}

static void test_router_advertisement(void **state)
{
	struct phonewall_address router = host_link_local(HOST_LAN);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	(void)state;
	assert_false(has_default_route());
	make_router_advertisement(&packet, &router);
	wire_send(wire, &packet);
	control_pass(AF_INET6);
	assert_true(has_default_route());
	host_run(HOST_PHONE, "ip -6 route flush default");
}

static void test_router_advertisement_from_afar(void **state)
{
	struct phonewall_address router = host_address(HOST_LAN, AF_INET6);
	int raw = raw_socket_open(HOST_PHONE, AF_INET6, IPPROTO_ICMPV6);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	(void)state;
	make_router_advertisement(&packet, &router);
	expect_blocked(wire, raw, &packet,
		       PHONEWALL_REASON_NEIGHBOUR_DISCOVERY_FORGED);
	assert_false(has_default_route());
}

static bool routes_via(const char *gateway)
{
	char text[512];
	char via[64];

	snprintf(via, sizeof(via), "via %s ", gateway);
	assert_int_equal(host_output(HOST_PHONE, text, sizeof(text),
				     "ip route get %s",
				     strchr(gateway, ':') ? "2001:db8:1::1" :
							    "198.51.100.1"), 0);
	return strstr(text, via);
}

/* From the router: "send what is for @far to @better". */
static void make_redirect(struct raw_packet *packet, const struct path *path,
			  const struct phonewall_address *far,
			  const struct phonewall_address *better)
{
	struct icmp_fields fields = { .type = ND_TYPE_REDIRECT };
	uint8_t body[32];

	memcpy(body, better->bytes, 16);
	memcpy(body + 16, far->bytes, 16);
	raw_packet_make_icmp(packet, path, &fields, body, sizeof(body));
	raw_packet_set_hop_limit(packet, 255);
}

static void test_redirect_ipv6(void **state)
{
	struct phonewall_address far = make_address("2001:db8:1::1");
	struct phonewall_address better = host_link_local(HOST_PC);
	struct path path = path_to_phone(AF_INET6, 0, 0);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	(void)state;
	path.from = host_link_local(HOST_LAN);
	host_run(HOST_PHONE, "ip -6 route add 2001:db8:1::/64 via fe80::2 dev "
		 TOPOLOGY_DEVICE);
	make_redirect(&packet, &path, &far, &better);
	wire_send(wire, &packet);
	control_pass(AF_INET6);
	assert_true(routes_via("fe80::2"));

	firewall_disable();
	wire_send(wire, &packet);
	control_pass(AF_INET6);
	assert_true(routes_via("fe80::3"));
	host_run(HOST_PHONE, "ip -6 route del 2001:db8:1::/64");
}

static void test_redirect_ipv4(void **state)
{
	struct path path = path_to_phone(AF_INET, 0, 0);
	struct path far = {
		.from = host_address(HOST_PHONE, AF_INET),
		.to = make_address("198.51.100.1"),
		.from_port = UDP_OPEN,
		.to_port = 7,
	};
	struct icmp_fields fields = { .type = ICMP_REDIRECT, .code = 1 };
	struct phonewall_address better = host_address(HOST_PC, AF_INET);
	struct raw_packet packet, quoted;
	int wire = wire_open(HOST_LAN);
	int phone = udp_open_path(HOST_PHONE, &far);

	(void)state;
	host_run(HOST_PHONE, "ip route add 198.51.100.0/24 via 192.0.2.2");
	udp_connect(phone, HOST_PHONE, &far);
	raw_packet_make_text(&quoted, &far, "hello");
	memcpy(&fields.rest, better.bytes, sizeof(fields.rest));
	fields.rest = ntohl(fields.rest);
	raw_packet_make_icmp(&packet, &path, &fields, quoted.bytes,
			     quoted.length);
	wire_send(wire, &packet);
	control_pass(AF_INET);
	assert_true(routes_via("192.0.2.2"));

	firewall_disable();
	wire_send(wire, &packet);
	control_pass(AF_INET);
	assert_true(routes_via("192.0.2.3"));
	host_run(HOST_PHONE, "ip route del 198.51.100.0/24");
}

/* RFC 3810 5.1: about every group, with an answer due within a millisecond. */
static void make_mld_query(struct raw_packet *packet,
			   const struct phonewall_address *from)
{
	static const uint8_t router_alert[8] = { 0, 0, 5, 2, 0, 0, 1, 0 };
	struct path path = { .from = *from, .to = make_address("ff02::1") };
	struct icmp_fields fields = { .type = MLD_TYPE_QUERY, .rest = 1 << 16 };
	static const uint8_t body[20];

	raw_packet_make_icmp(packet, &path, &fields, body, sizeof(body));
	raw_packet_insert(packet, IPPROTO_HOPOPTS, router_alert,
			  sizeof(router_alert));
	raw_packet_set_hop_limit(packet, 1);
}

static void test_mld_query(void **state)
{
	struct phonewall_address router = host_link_local(HOST_LAN);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	(void)state;
	make_mld_query(&packet, &router);
	wire_drain(wire);
	wire_send(wire, &packet);
	answer_expect_icmp(wire, IPPROTO_ICMPV6, MLD_TYPE_V2_REPORT, NULL);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_MULTICAST_QUERY),
			 1);
}

static void test_mld_query_from_afar(void **state)
{
	struct phonewall_address router = host_address(HOST_LAN, AF_INET6);
	int raw = raw_socket_open(HOST_PHONE, AF_INET6, IPPROTO_ICMPV6);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	(void)state;
	make_mld_query(&packet, &router);
	expect_blocked(wire, raw, &packet, PHONEWALL_REASON_ICMP_TYPE);
}

static void make_igmp(struct raw_packet *packet, uint8_t type)
{
	struct path path = path_to("224.0.0.1");
	struct icmp_fields fields = { .type = type, .code = 1 };

	raw_packet_make_icmp(packet, &path, &fields, NULL, 0);
	packet->bytes[packet->next_header] = IPPROTO_IGMP;
	raw_packet_set_hop_limit(packet, 1);
}

/* A report of version 2 is sent only after a query of version 2. */
static void test_igmp_query(void **state)
{
	struct ip_mreqn group = {
		.imr_multiaddr.s_addr = inet_addr("239.1.1.1"),
		.imr_ifindex = host_device(HOST_PHONE),
	};
	int phone = udp_open(HOST_PHONE, AF_INET, UDP_OTHER);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	(void)state;
	assert_int_equal(setsockopt(phone, IPPROTO_IP, IP_ADD_MEMBERSHIP,
				    &group, sizeof(group)), 0);
	make_igmp(&packet, IGMP_TYPE_QUERY);
	wire_send(wire, &packet);
	answer_expect_icmp(wire, IPPROTO_IGMP, IGMP_TYPE_V2_REPORT, NULL);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_MULTICAST_QUERY),
			 1);
}

static void test_igmp_report(void **state)
{
	int raw = raw_socket_open(HOST_PHONE, AF_INET, IPPROTO_IGMP);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	(void)state;
	make_igmp(&packet, IGMP_TYPE_V2_REPORT);
	expect_blocked(wire, raw, &packet, PHONEWALL_REASON_ICMP_TYPE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_FAMILIES(test_echo),
		TEST_FAMILIES(test_no_icmp_ping),
		TEST_IPV6(test_multicast_echo),
		TEST_IPV4(test_broadcast_echo_is_left_to_the_kernel),
		TEST_IPV4(test_icmp_types),
		TEST_IPV6(test_icmpv6_types),
		TEST_IPV4(test_timestamp_request),
		TEST_IPV4(test_redirect_ipv4),
		TEST_IPV6(test_redirect_ipv6),
		{ "test_neighbours_find_the_phone",
		  test_neighbours_find_the_phone, suite_begin_test,
		  end_neighbour_test, &suite_ipv6 },
		{ "test_phone_finds_its_neighbours",
		  test_phone_finds_its_neighbours, suite_begin_test,
		  end_neighbour_test, &suite_ipv6 },
		TEST_IPV6(test_forged_neighbour_discovery),
		TEST_IPV6(test_router_advertisement),
		TEST_IPV6(test_router_advertisement_from_afar),
		TEST_IPV6(test_mld_query),
		TEST_IPV6(test_mld_query_from_afar),
		TEST_IPV4(test_igmp_query),
		TEST_IPV4(test_igmp_report),
	};

	return cmocka_run_group_tests(tests, suite_begin, suite_end);
}
