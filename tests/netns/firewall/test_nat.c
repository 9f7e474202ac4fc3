// SPDX-License-Identifier: MIT
/*
 * Translated addresses and ports: what works behind nftables with conntrack
 * works behind phonewall, and what is closed there is closed here.
 */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "harness/control.h"
#include "harness/guard.h"
#include "harness/suite.h"
#include "harness/tcp.h"
#include "harness/topology.h"
#include "harness/udp.h"

/*
 * Packets of the phone to the service's address go to the LAN neighbour, at
 * another port. Packets from its inner address leave with its outer one.
 */
#define SERVICE_PORT	7000
#define REAL_PORT	7100
#define STRANGE_PORT	7101
#define SERVICE_IPV4	"192.0.2.9"
#define SERVICE_IPV6	"2001:db8::9"
#define INNER_IPV4	"198.51.100.1"
#define INNER_IPV6	"2001:db8:2::1"

/* Ports of the phone that are translated to another port. */
#define ALIAS_OF_OPEN	9000
#define ALIAS_OF_CLOSED	RTP_FIRST

static const char rules[] =
	"table inet nat {\n"
	"chain output {\n"
	"type nat hook output priority -100;\n"
	"ip daddr 192.0.2.9 tcp dport 7000 dnat ip to 192.0.2.2:7100\n"
	"ip daddr 192.0.2.9 udp dport 7000 dnat ip to 192.0.2.2:7100\n"
	"ip6 daddr 2001:db8::9 tcp dport 7000"
	" dnat ip6 to [2001:db8::2]:7100\n"
	"ip6 daddr 2001:db8::9 udp dport 7000"
	" dnat ip6 to [2001:db8::2]:7100\n"
	"}\n"
	"chain postrouting {\n"
	"type nat hook postrouting priority srcnat;\n"
	"ip saddr 198.51.100.1 masquerade\n"
	"ip6 saddr 2001:db8:2::1 masquerade\n"
	"}\n"
	"chain prerouting {\n"
	"type nat hook prerouting priority dstnat;\n"
	"ip daddr 192.0.2.1 tcp dport 9000 dnat ip to 192.0.2.1:80\n"
	"ip daddr 192.0.2.1 udp dport 9000 dnat ip to 192.0.2.1:5060\n"
	"ip daddr 192.0.2.1 udp dport 16384 dnat ip to 192.0.2.1:6000\n"
	"ip6 daddr 2001:db8::1 tcp dport 9000 dnat ip6 to [2001:db8::1]:80\n"
	"ip6 daddr 2001:db8::1 udp dport 9000"
	" dnat ip6 to [2001:db8::1]:5060\n"
	"ip6 daddr 2001:db8::1 udp dport 16384"
	" dnat ip6 to [2001:db8::1]:6000\n"
	"}\n"
	"chain input {\n"
	"type nat hook input priority 100;\n"
	"ip saddr 192.0.2.4 tcp dport 80 snat ip to 203.0.113.9\n"
	"ip6 saddr 2001:db8::4 tcp dport 80 snat ip6 to 2001:db8:3::9\n"
	"}\n"
	"}\n";

static struct path to_service(sa_family_t family)
{
	struct path path = path_from_phone(family, 0, SERVICE_PORT);

	path.to = make_address(family == AF_INET ? SERVICE_IPV4 : SERVICE_IPV6);
	return path;
}

static struct path from_inside(sa_family_t family)
{
	struct path path = path_from_phone(family, 0, REAL_PORT);

	path.from = make_address(family == AF_INET ? INNER_IPV4 : INNER_IPV6);
	return path;
}

static void expect_connection(const struct path *path)
{
	int listener = tcp_listen(HOST_LAN, path->to.family, REAL_PORT);
	int phone = tcp_connect(HOST_PHONE, path);
	int lan = tcp_accept(listener);

	tcp_round_trip(phone, lan);
	tcp_round_trip(lan, phone);
}

/* The peer's socket, and that of a stranger at the same address. */
struct peer {
	int lan;
	int stranger;
};

static struct peer open_peer(sa_family_t family)
{
	struct path path = path_to_phone(family, REAL_PORT, 0);
	struct path strange = path_to_phone(family, STRANGE_PORT, 0);

	return (struct peer){
		.lan = udp_open_path(HOST_LAN, &path),
		.stranger = udp_open_path(HOST_LAN, &strange),
	};
}

/* Answers the source of the datagram, as servers do. */
static void answer(int fd, const char *text)
{
	struct socket_address from = { .length = sizeof(from.storage) };
	char received[64];

	assert_true(socket_wait(fd, POLLIN, WAIT_MS));
	assert_true(recvfrom(fd, received, sizeof(received), 0,
			     (void *)&from.storage, &from.length) > 0);
	assert_true(sendto(fd, text, strlen(text), 0,
			   (const void *)&from.storage, from.length) > 0);
}

static void expect_strangers_unheard(const struct peer *peer, int phone,
				     sa_family_t family)
{
	struct phonewall_address to = host_address(HOST_PHONE, family);

	udp_send_to(peer->stranger, HOST_LAN, &to, socket_port(phone),
		    "stranger");
	control_expect_unheard(phone, family);
}

static void expect_answers(const struct path *path)
{
	struct peer peer = open_peer(path->to.family);
	int phone = udp_open_path(HOST_PHONE, path);

	for (unsigned int i = 0; i < 2; i++) {
		udp_send(phone, HOST_PHONE, path, "request");
		answer(peer.lan, "answer");
		socket_expect(phone, "answer");
	}
	expect_strangers_unheard(&peer, phone, path->to.family);
}

static void expect_answers_to_connected(const struct path *path)
{
	struct peer peer = open_peer(path->to.family);
	int phone = udp_open_path(HOST_PHONE, path);

	udp_connect(phone, HOST_PHONE, path);
	for (unsigned int i = 0; i < 2; i++) {
		socket_send(phone, "request");
		answer(peer.lan, "answer");
		socket_expect(phone, "answer");
	}
	expect_strangers_unheard(&peer, phone, path->to.family);
}

static void expect_refused(int fd)
{
	char byte;

	assert_true(socket_wait(fd, 0, WAIT_MS));
	assert_int_equal(recv(fd, &byte, 1, MSG_DONTWAIT), -1);
	assert_int_equal(errno, ECONNREFUSED);
}

/* No socket listens at the LAN neighbour, and its kernel says so. */
static void expect_errors(const struct path *path)
{
	sa_family_t family = path->to.family;
	int connected = udp_open_path(HOST_PHONE, path);
	int phone = udp_open_path(HOST_PHONE, path);

	udp_connect(connected, HOST_PHONE, path);
	socket_send(connected, "request");
	expect_refused(connected);
	socket_enable(phone, family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6,
		      family == AF_INET ? IP_RECVERR : IPV6_RECVERR);
	udp_send(phone, HOST_PHONE, path, "request");
	expect_refused(phone);
}

static void connect_to_service(sa_family_t family)
{
	struct path path = to_service(family);

	expect_connection(&path);
}

static void ask_service(sa_family_t family)
{
	struct path path = to_service(family);

	expect_answers(&path);
}

static void ask_service_connected(sa_family_t family)
{
	struct path path = to_service(family);

	expect_answers_to_connected(&path);
}

static void ask_missing_service(sa_family_t family)
{
	struct path path = to_service(family);

	expect_errors(&path);
}

static void test_connection_to_a_translated_destination(void **state)
{
	guard_each(state, connect_to_service);
}

static void test_answers_of_a_translated_destination(void **state)
{
	guard_each(state, ask_service);
}

static void test_answers_of_one_to_a_connected_socket(void **state)
{
	guard_each(state, ask_service_connected);
}

static void test_errors_of_a_translated_destination(void **state)
{
	guard_each(state, ask_missing_service);
}

static void send_from_inside(sa_family_t family)
{
	struct path path = from_inside(family);

	expect_connection(&path);
	expect_answers(&path);
	hosts_close_sockets();
	expect_answers_to_connected(&path);
	hosts_close_sockets();
	expect_errors(&path);
}

static void test_masquerade(void **state)
{
	guard_each(state, send_from_inside);
}

/* The verdict is about the port of the socket. */
static void come_by_alias(sa_family_t family)
{
	struct path tcp = path_to_phone(family, 0, ALIAS_OF_OPEN);
	struct path open = path_to_phone(family, REAL_PORT, ALIAS_OF_OPEN);
	struct path closed = path_to_phone(family, STRANGE_PORT,
					   ALIAS_OF_CLOSED);
	int listener = tcp_listen(HOST_PHONE, family, TCP_OPEN);
	int lan = tcp_connect(HOST_LAN, &tcp);
	int heard = udp_open(HOST_PHONE, family, UDP_OPEN);
	int unheard = udp_open(HOST_PHONE, family, UDP_CLOSED);

	tcp_round_trip(lan, tcp_accept(listener));
	lan = udp_open_path(HOST_LAN, &open);
	udp_connect(lan, HOST_LAN, &open);
	socket_send(lan, "request");
	answer(heard, "answer");
	socket_expect(lan, "answer");
	udp_send(udp_open_path(HOST_LAN, &closed), HOST_LAN, &closed,
		 "knock");
	control_expect_unheard(unheard, family);
}

static void test_port_that_stands_for_another(void **state)
{
	guard_each(state, come_by_alias);
}

/* The peer has another address in the phone; its port is closed meanwhile. */
static void come_renamed(sa_family_t family)
{
	struct path in = path_to_phone(family, 0, TCP_OPEN);
	int listener = tcp_listen(HOST_PHONE, family, TCP_OPEN);
	int lan, phone;

	in.from = lan_other_address(family);
	lan = tcp_connect(HOST_LAN, &in);
	phone = tcp_accept(listener);
	tcp_round_trip(lan, phone);
	firewall_close_tcp_open();
	tcp_round_trip(lan, phone);
	tcp_round_trip(phone, lan);
}

static void test_peer_that_is_renamed(void **state)
{
	guard_each(state, come_renamed);
}

static int begin(void **state)
{
	suite_begin(state);
	suite_lift_rate_limits(HOST_LAN);
	host_run(HOST_PHONE, "ip -batch - <<'END'\n"
		 "link add name inside type dummy\n"
		 "link set dev inside up\n"
		 "address add " INNER_IPV4 "/32 dev inside\n"
		 "address add " INNER_IPV6 "/128 nodad dev inside\n"
		 "route add 203.0.113.0/24 dev " TOPOLOGY_DEVICE "\n"
		 "route add 2001:db8:3::/64 dev " TOPOLOGY_DEVICE "\n"
		 "END\n"
		 "nft -f - <<'END'\n%sEND", rules);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_DEMUX(test_connection_to_a_translated_destination),
		TEST_DEMUX(test_answers_of_a_translated_destination),
		TEST_DEMUX(test_answers_of_one_to_a_connected_socket),
		TEST_DEMUX(test_errors_of_a_translated_destination),
		TEST_DEMUX(test_masquerade),
		TEST_DEMUX(test_port_that_stands_for_another),
		TEST_DEMUX(test_peer_that_is_renamed),
	};

	return cmocka_run_group_tests(tests, begin, suite_end);
}
