// SPDX-License-Identifier: MIT
/*
 * Under a flood what is certain to be blocked is dropped at the ingress of the
 * phone's device, before the stack receives it. Nothing else changes.
 */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/answer.h"
#include "harness/control.h"
#include "harness/genetlink.h"
#include "harness/kernel_module.h"
#include "harness/link.h"
#include "harness/suite.h"
#include "harness/tcp.h"
#include "harness/topology.h"
#include "harness/udp.h"
#include "harness/wire.h"
#include "module/message.h"
#include "stress/traffic.h"

#define LAN_PORT	40000
#define ALIAS_PORT	9000	/* stands for UDP_OPEN */
#define BURST		400	/* twice what makes a flood */
#define PACKETS		50
#define BURSTS		20
#define TRIES		20
#define KNOCKS		1000	/* more than are answered in a while */
#define TRAFFIC_ROUNDS	5	/* in each burst */
#define PADDING		6	/* of 40 bytes to the 46 that Ethernet has */
#define ANSWERS		32	/* of a query, at most */
#define POLL_US		20000
#define WAIT_US		20000000
/* The flood is over after five seconds in which few packets come. */
#define END_US		15000000

static struct path closed_path(sa_family_t family)
{
	return path_to_phone(family, LAN_PORT, TCP_CLOSED);
}

static void make_syn(struct raw_packet *packet, const struct path *path)
{
	const struct tcp_fields fields = { .flags = TCP_SYN, .sequence = 1 };

	raw_packet_make_tcp(packet, path, &fields, "");
}

static void send_burst(sa_family_t family)
{
	struct path path = closed_path(family);
	struct raw_packet syn;

	make_syn(&syn, &path);
	for (unsigned int i = 0; i < BURST; i++)
		wire_send(wire_open(HOST_LAN), &syn);
}

static bool is_flooded(void)
{
	return firewall_status().flood_device;
}

static void begin_flood(sa_family_t family)
{
	for (unsigned int waited = 0; waited < WAIT_US; waited += POLL_US) {
		send_burst(family);
		usleep(POLL_US);
		if (is_flooded())
			break;
	}
	assert_int_equal(firewall_status().flood_device,
			 host_device(HOST_PHONE));
}

/* On a slow machine a test may take longer than the hook stays. */
static void keep_flood(sa_family_t family)
{
	if (is_flooded())
		send_burst(family);
}

static void wait_for_end(void)
{
	for (unsigned int waited = 0; waited < END_US; waited += POLL_US) {
		if (!is_flooded())
			return;
		usleep(POLL_US);
	}
	fail_msg("the ingress stays hooked");
}

/* How many packets of any kind the phone's stack has received. */
static unsigned long received(sa_family_t family)
{
	char text[64];

	host_output(HOST_PHONE, text, sizeof(text), family == AF_INET ?
		    "awk '/^Ip: [0-9]/ { print $4 }' /proc/net/snmp" :
		    "awk '/^Ip6InReceives/ { print $2 }' /proc/net/snmp6");
	return strtoul(text, NULL, 10);
}

static void send_many(const struct raw_packet *packet)
{
	for (unsigned int i = 0; i < PACKETS; i++)
		wire_send(wire_open(HOST_LAN), packet);
}

/* @reason counts each of them, whether or not the stack receives them. */
static void expect_dropped(const struct raw_packet *packet,
			   enum phonewall_reason reason, bool by_the_stack)
{
	unsigned long before, after;
	uint64_t counted;

	keep_flood(packet->family);
	control_pass(packet->family);
	counted = firewall_counted(reason);
	before = received(packet->family);
	send_many(packet);
	control_pass(packet->family);
	after = received(packet->family);
	assert_int_equal(firewall_counted(reason) - counted, PACKETS);
	if (by_the_stack)
		assert_true(after - before >= PACKETS);
	else
		assert_true(after - before < PACKETS);
}

static void expect_syn_dropped(sa_family_t family, bool by_the_stack)
{
	struct path path = closed_path(family);
	struct raw_packet syn;

	make_syn(&syn, &path);
	expect_dropped(&syn, PHONEWALL_REASON_TCP_BLOCKED, by_the_stack);
}

static void expect_udp_dropped(sa_family_t family, bool by_the_stack)
{
	struct path path = path_to_phone(family, LAN_PORT, UDP_CLOSED);
	struct raw_packet packet;

	raw_packet_make_text(&packet, &path, "knock");
	expect_dropped(&packet, PHONEWALL_REASON_UDP_BLOCKED, by_the_stack);
}

static void expect_echo_dropped(sa_family_t family, bool by_the_stack)
{
	struct path path = path_to_phone(family, 0, 0);
	struct raw_packet packet;

	raw_packet_make_echo(&packet, &path, 1);
	expect_dropped(&packet, PHONEWALL_REASON_NO_ICMP_PING, by_the_stack);
}

/*
 * A reply that the phone has not asked for; over IPv6 the same reason counts
 * what hosts say of their groups.
 */
static void expect_echo_reply_dropped(void)
{
	struct path path = path_to_phone(AF_INET, 0, 0);
	struct raw_packet packet;

	raw_packet_make_echo_reply(&packet, &path, 1);
	expect_dropped(&packet, PHONEWALL_REASON_ICMP_TYPE, false);
}

/* It begins and ends by itself; the packets are counted as before. */
static void test_begin_and_end(void **state)
{
	sa_family_t family = suite_family(state);

	firewall_set_flags(FIREWALL_FLAGS);
	wait_for_end();
	expect_syn_dropped(family, true);
	begin_flood(family);
	expect_syn_dropped(family, false);
	expect_udp_dropped(family, false);
	expect_echo_dropped(family, false);
	if (family == AF_INET)
		expect_echo_reply_dropped();
	assert_true(is_flooded());
	wait_for_end();
	expect_syn_dropped(family, true);
}

static void expect_datagrams(sa_family_t family)
{
	struct path in = path_to_phone(family, LAN_PORT, UDP_OPEN);
	struct path out = path_from_phone(family, UDP_OTHER, LAN_PORT + 1);
	int phone = udp_open(HOST_PHONE, family, UDP_OPEN);
	int unheard = udp_open(HOST_PHONE, family, UDP_CLOSED);
	struct path back = path_back(&out);
	int flow = udp_open_path(HOST_PHONE, &out);
	int lan = udp_open_path(HOST_LAN, &back);
	struct path closed = path_to_phone(family, LAN_PORT, UDP_CLOSED);

	udp_send(udp_open_path(HOST_LAN, &in), HOST_LAN, &in, "hello");
	socket_expect(phone, "hello");
	udp_send(flow, HOST_PHONE, &out, "request");
	socket_expect(lan, "request");
	udp_send(lan, HOST_LAN, &back, "answer");
	socket_expect(flow, "answer");
	udp_send(lan, HOST_LAN, &closed, "knock");
	control_expect_unheard(unheard, family);
}

static void expect_connected_datagrams(sa_family_t family)
{
	struct path out = path_from_phone(family, UDP_OTHER, LAN_PORT + 2);
	struct path back = path_back(&out);
	int phone = udp_open_path(HOST_PHONE, &out);
	int lan = udp_open_path(HOST_LAN, &back);

	udp_connect(phone, HOST_PHONE, &out);
	socket_send(phone, "request");
	socket_expect(lan, "request");
	udp_send(lan, HOST_LAN, &back, "answer");
	socket_expect(phone, "answer");
}

static void ask_group(int phone, sa_family_t family)
{
	struct phonewall_address group = make_address(family == AF_INET ?
						      "239.255.255.250" :
						      "ff02::c");
	const int device = host_device(HOST_PHONE);
	const struct ip_mreqn mreqn = { .imr_ifindex = device };

	assert_int_equal(family == AF_INET ?
			 setsockopt(phone, IPPROTO_IP, IP_MULTICAST_IF, &mreqn,
				    sizeof(mreqn)) :
			 setsockopt(phone, IPPROTO_IPV6, IPV6_MULTICAST_IF,
				    &device, sizeof(device)), 0);
	udp_send_to(phone, HOST_PHONE, &group, 1900, "anybody?");
}

/* Whoever answers a query to a group may do so from any port. */
static void expect_answer_to_query(sa_family_t family)
{
	struct path out = path_from_phone(family, UDP_OTHER, 0);
	struct path back = path_to_phone(family, LAN_PORT, UDP_OTHER);
	int phone = udp_open_path(HOST_PHONE, &out);

	ask_group(phone, family);
	udp_send(udp_open_path(HOST_LAN, &back), HOST_LAN, &back, "me");
	socket_expect(phone, "me");
}

static void expect_connections(sa_family_t family)
{
	struct path in = path_to_phone(family, 0, TCP_OPEN);
	struct path out = path_from_phone(family, 0, LAN_PORT + 3);
	int listener = tcp_listen(HOST_PHONE, family, TCP_OPEN);
	int server = tcp_listen(HOST_LAN, family, LAN_PORT + 3);
	int lan = tcp_connect(HOST_LAN, &in);
	int phone = tcp_accept(listener);

	tcp_round_trip(lan, phone);
	firewall_close_tcp_open();
	tcp_round_trip(lan, phone);
	phone = tcp_connect(HOST_PHONE, &out);
	tcp_round_trip(phone, tcp_accept(server));
}

static void expect_echo(sa_family_t family)
{
	struct path path = path_to_phone(family, 0, 0);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	raw_packet_make_echo(&packet, &path, 7);
	wire_send(wire, &packet);
	answer_expect_echo_reply(wire, family, 7);
}

/* The phone's own ping is answered. */
static void expect_ping(sa_family_t family)
{
	host_run(HOST_PHONE, family == AF_INET ?
		 "ping -c 1 -W 20 192.0.2.2 >/dev/null" :
		 "ping -c 1 -W 20 2001:db8::2 >/dev/null");
}

static void expect_what_lives(sa_family_t family)
{
	begin_flood(family);
	expect_datagrams(family);
	hosts_close_sockets();
	keep_flood(family);
	expect_connected_datagrams(family);
	hosts_close_sockets();
	keep_flood(family);
	expect_answer_to_query(family);
	hosts_close_sockets();
	keep_flood(family);
	expect_connections(family);
	keep_flood(family);
	expect_echo(family);
	assert_true(is_flooded());
}

static void test_what_lives(void **state)
{
	expect_what_lives(suite_family(state));
}

/* The shortcuts decide on no port that is answered by errors. */
static void test_what_lives_without_errors(void **state)
{
	firewall_set_flags(PHONEWALL_FLAG_NO_ICMP_UNREACHABLE);
	expect_what_lives(suite_family(state));
}

/* The answer passes although its socket is gone. */
static void expect_late_answer(sa_family_t family, const struct path *back)
{
	uint64_t counted;

	keep_flood(family);
	counted = firewall_counted(PHONEWALL_REASON_LIVE_FLOW);
	udp_send(udp_open_path(HOST_LAN, back), HOST_LAN, back, "late");
	control_pass(family);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_LIVE_FLOW) - counted,
			 1);
}

/* Of a flow, and of a query to a group, by which nothing but the table knows. */
static void test_flow_without_socket(void **state)
{
	sa_family_t family = suite_family(state);
	struct path out = path_from_phone(family, UDP_OTHER, LAN_PORT + 4);
	struct path query = path_from_phone(family, UDP_OTHER, 0);
	struct path asked = path_to_phone(family, LAN_PORT, UDP_OTHER);
	struct path back = path_back(&out);
	int phone;

	firewall_set_flags(PHONEWALL_FLAG_NO_ICMP_UNREACHABLE);
	begin_flood(family);
	expect_ping(family);
	phone = udp_open_path(HOST_PHONE, &out);
	udp_send(phone, HOST_PHONE, &out, "request");
	host_close_socket(phone);
	expect_late_answer(family, &back);
	phone = udp_open_path(HOST_PHONE, &query);
	ask_group(phone, family);
	host_close_socket(phone);
	expect_late_answer(family, &asked);
	assert_true(is_flooded());
}

/* Of what comes and goes beside the flood nothing is lost. */
static void test_traffic(void **state)
{
	sa_family_t family = suite_family(state);

	begin_flood(family);
	traffic_begin(TRAFFIC_ALL & ~(1 << TRAFFIC_SCATTER));
	for (unsigned int i = 1; i <= BURSTS; i++) {
		send_burst(family);
		traffic_wait(i * TRAFFIC_ROUNDS);
	}
	assert_true(is_flooded());
	traffic_end();
}

static void make_knock(struct raw_packet *packet, sa_family_t family)
{
	struct path path = path_to_phone(family, LAN_PORT, UDP_CLOSED);

	raw_packet_make_text(packet, &path, "knock");
}

/* The stack decides on what is not plain. */
static void test_what_is_not_certain(void **state)
{
	static const uint8_t options[8] = { 1, 1, 1, 1, 1, 1, 1, 1 };
	sa_family_t family = suite_family(state);
	struct raw_packet packet;

	firewall_set_flags(PHONEWALL_FLAG_NO_ICMP_UNREACHABLE);
	begin_flood(family);
	make_knock(&packet, family);
	if (family == AF_INET)
		raw_packet_insert_options(&packet, options, sizeof(options));
	else
		raw_packet_insert(&packet, IPPROTO_DSTOPTS,
				  (const uint8_t[8]){ 0 }, 8);
	expect_dropped(&packet, PHONEWALL_REASON_UDP_BLOCKED, true);
	assert_true(is_flooded());
}

/* As without the hook: the stack discards it, and no reason counts it. */
static void expect_uncounted(const struct raw_packet *packet)
{
	uint64_t counted = firewall_counted(PHONEWALL_REASON_UDP_BLOCKED);

	send_many(packet);
	control_pass(packet->family);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_UDP_BLOCKED),
			 counted);
}

static void test_what_the_stack_discards(void **state)
{
	sa_family_t family = suite_family(state);
	struct raw_packet packet;

	firewall_set_flags(PHONEWALL_FLAG_NO_ICMP_UNREACHABLE);
	begin_flood(family);
	make_knock(&packet, family);
	if (family == AF_INET)
		packet.bytes[10] ^= 1;	/* its checksum */
	else
		packet.bytes[5]++;	/* longer than it is */
	expect_uncounted(&packet);
	make_knock(&packet, family);
	packet.bytes[family == AF_INET ? 19 : 39] = 99;	/* to another host */
	expect_uncounted(&packet);
	assert_true(is_flooded());
}

/* Port unreachables still come, as many as the kernel sends. */
static void test_unreachables(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, LAN_PORT, UDP_CLOSED);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;
	uint64_t counted;

	begin_flood(family);
	counted = firewall_counted(PHONEWALL_REASON_UDP_REJECTED);
	raw_packet_make_text(&packet, &path, "knock");
	for (unsigned int i = 0; i < PACKETS; i++)
		wire_send(wire, &packet);
	answer_expect_unreachable(wire, &path);
	control_pass(family);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_UDP_REJECTED) -
			 counted, PACKETS);
	assert_true(is_flooded());
}

/* The stack gets no more of them than it can answer. */
static void test_too_many_unreachables(void **state)
{
	sa_family_t family = suite_family(state);
	unsigned long before, after;
	struct raw_packet packet;

	make_knock(&packet, family);
	begin_flood(family);
	for (unsigned int tries = 0; tries < TRIES; tries++) {
		keep_flood(family);
		control_pass(family);
		before = received(family);
		for (unsigned int i = 0; i < KNOCKS; i++)
			wire_send(wire_open(HOST_LAN), &packet);
		control_pass(family);
		after = received(family);
		if (after - before < KNOCKS)
			return;
	}
	fail_msg("the stack receives all datagrams");
}

/* Ethernet pads short frames, which the stack cuts before the event. */
static void test_padding(void **state)
{
	static uint8_t datagram[GENETLINK_MAX] __attribute__((aligned(4)));
	sa_family_t family = suite_family(state);
	struct path path = closed_path(family);
	struct phonewall_event event;
	struct genetlink events;
	struct raw_packet syn;
	size_t length;

	begin_flood(family);
	control_pass(family);
	genetlink_open_phone(&events);
	assert_int_equal(genetlink_join(&events), 0);
	make_syn(&syn, &path);
	length = syn.length;
	memset(syn.bytes + length, 0, PADDING);
	syn.length += PADDING;
	wire_send(wire_open(HOST_LAN), &syn);
	assert_true(genetlink_read(&events, datagram, WAIT_MS) > 0);
	assert_int_equal(phonewall_message_read_event((void *)datagram, &event),
			 0);
	assert_int_equal(event.reason, PHONEWALL_REASON_TCP_BLOCKED);
	assert_int_equal(event.length, length);
	assert_true(is_flooded());
}

static void translate(void)
{
	host_run(HOST_PHONE, "nft -f - <<'END'\n"
		 "table inet alias {\n"
		 "chain a {\n"
		 "type nat hook prerouting priority dstnat;\n"
		 "ip daddr 192.0.2.1 udp dport 9000"
		 " dnat ip to 192.0.2.1:5060\n"
		 "ip6 daddr 2001:db8::1 udp dport 9000"
		 " dnat ip6 to [2001:db8::1]:5060\n"
		 "}\n"
		 "}\nEND");
}

/* Once another hook may translate the port, the hook decides on nothing. */
static void test_translation(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, LAN_PORT, ALIAS_PORT);
	int phone = udp_open(HOST_PHONE, family, UDP_OPEN);

	begin_flood(family);
	expect_syn_dropped(family, false);
	translate();
	udp_send(udp_open_path(HOST_LAN, &path), HOST_LAN, &path, "hello");
	socket_expect(phone, "hello");
	expect_syn_dropped(family, true);
	assert_true(is_flooded());
	host_run(HOST_PHONE, "nft delete table inet alias");
	expect_syn_dropped(family, false);
}

/* Nor if another hook of LOCAL_IN sees the packets before. */
static void test_other_hook(void **state)
{
	sa_family_t family = suite_family(state);

	begin_flood(family);
	host_run(HOST_PHONE, "nft -f - <<'END'\n"
		 "table inet other {\n"
		 "chain a { type filter hook input priority 0; }\n"
		 "}\nEND");
	expect_syn_dropped(family, true);
	assert_true(is_flooded());
	host_run(HOST_PHONE, "nft delete table inet other");
	expect_syn_dropped(family, false);
}

static void test_disabled(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, LAN_PORT, UDP_CLOSED);
	struct phonewall_translation policy = firewall_policy();
	int phone = udp_open(HOST_PHONE, family, UDP_CLOSED);

	begin_flood(family);
	firewall_disable();
	assert_false(is_flooded());
	udp_send(udp_open_path(HOST_LAN, &path), HOST_LAN, &path, "hello");
	socket_expect(phone, "hello");
	send_burst(family);
	assert_false(is_flooded());
	firewall_set(&policy);
	begin_flood(family);
}

static void test_device_goes(void **state)
{
	sa_family_t family = suite_family(state);

	begin_flood(family);
	host_run(HOST_PHONE, "ip link delete " TOPOLOGY_DEVICE);
	assert_false(is_flooded());
	topology_connect(HOST_PHONE);
	control_pass(family);
	begin_flood(family);
}

/* The stack then receives its packets as if they came in by the bridge. */
static void test_port_of_bridge(void **state)
{
	sa_family_t family = suite_family(state);

	begin_flood(family);
	host_run(HOST_PHONE, "ip link add br0 type bridge && "
		 "ip link set " TOPOLOGY_DEVICE " master br0");
	assert_false(is_flooded());
	host_run(HOST_PHONE, "ip link delete br0");
	control_pass(family);
	begin_flood(family);
}

/* What it judges takes no more answers to a query than one. */
static void test_answers_to_query(void **state)
{
	sa_family_t family = suite_family(state);
	struct path out = path_from_phone(family, UDP_OTHER, 0);
	struct path back = path_to_phone(family, LAN_PORT, UDP_OTHER);
	int phone = udp_open_path(HOST_PHONE, &out);
	int lan = udp_open_path(HOST_LAN, &back);

	begin_flood(family);
	ask_group(phone, family);
	for (unsigned int i = 0; i < ANSWERS; i++) {
		udp_send(lan, HOST_LAN, &back, "me");
		socket_expect(phone, "me");
	}
	udp_send(lan, HOST_LAN, &back, "me");
	control_expect_unheard(phone, family);
	assert_true(is_flooded());
}

static void test_module_goes(void **state)
{
	sa_family_t family = suite_family(state);

	begin_flood(family);
	firewall_close();
	kernel_module_unload();
	firewall_open();
	assert_false(is_flooded());
}

static int begin(void **state)
{
	suite_begin(state);
	kernel_keep_hooks(HOST_PC);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_FAMILIES(test_begin_and_end),
		TEST_FAMILIES(test_what_lives),
		TEST_FAMILIES(test_what_lives_without_errors),
		TEST_FAMILIES(test_flow_without_socket),
		TEST_IPV4(test_traffic),
		TEST_FAMILIES(test_what_is_not_certain),
		TEST_FAMILIES(test_what_the_stack_discards),
		TEST_FAMILIES(test_unreachables),
		TEST_FAMILIES(test_too_many_unreachables),
		TEST_FAMILIES(test_padding),
		TEST_FAMILIES(test_translation),
		TEST_FAMILIES(test_other_hook),
		TEST_FAMILIES(test_disabled),
		TEST_IPV4(test_device_goes),
		TEST_IPV4(test_port_of_bridge),
		TEST_FAMILIES(test_answers_to_query),
		TEST_IPV4(test_module_goes),
	};

	return cmocka_run_group_tests(tests, begin, suite_end);
}
