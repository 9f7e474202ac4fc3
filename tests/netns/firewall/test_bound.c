// SPDX-License-Identifier: MIT
/*
 * Sockets that are bound to a device or to a VRF, and link-local addresses: what
 * works behind nftables with conntrack works behind phonewall.
 */
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "harness/control.h"
#include "harness/guard.h"
#include "harness/suite.h"
#include "harness/tcp.h"
#include "harness/topology.h"
#include "harness/udp.h"

#define LAN_PORT	7000
#define STRANGE_PORT	7001
#define VRF		"red"

/*
 * What the phone's sockets are bound to, and whether addresses are link-local.
 */
static const char *device;
static bool link_local;

static struct path path_out(sa_family_t family)
{
	struct path path = path_from_phone(family, 0, LAN_PORT);

	if (link_local) {
		path.from = host_link_local(HOST_PHONE);
		path.to = host_link_local(HOST_LAN);
	}
	return path;
}

static int open_bound(int type, const struct phonewall_address *address,
		      uint16_t port)
{
	struct socket_address from = socket_address_make(HOST_PHONE, address,
							 port);
	int fd = host_socket(HOST_PHONE, address->family, type, 0);

	socket_enable(fd, SOL_SOCKET, SO_REUSEADDR);
	if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device,
		       strlen(device)))
		fail_msg("cannot bind to %s: %s", device, strerror(errno));
	if (bind(fd, (const void *)&from.storage, from.length))
		fail_msg("cannot bind a socket: %s", strerror(errno));
	return fd;
}

static void begin_to_connect(int fd, const struct path *path)
{
	struct socket_address to = socket_address_make(HOST_PHONE, &path->to,
						       path->to_port);

	if (connect(fd, (const void *)&to.storage, to.length) &&
	    errno != EINPROGRESS)
		fail_msg("cannot connect: %s", strerror(errno));
}

static void connect_out(sa_family_t family)
{
	int listener = tcp_listen(HOST_LAN, family, LAN_PORT);
	struct path path = path_out(family);
	int phone, lan;

	phone = open_bound(SOCK_STREAM | SOCK_NONBLOCK, &path.from, 0);
	begin_to_connect(phone, &path);
	lan = tcp_accept(listener);
	tcp_round_trip(phone, lan);
	tcp_round_trip(lan, phone);
}

/*
 * The port is closed during the connection; only the socket still lets it pass.
 */
static void connect_in(sa_family_t family)
{
	struct path out = path_out(family), in = path_back(&out);
	int listener, lan, phone;

	in.from_port = 0;
	in.to_port = TCP_OPEN;
	listener = open_bound(SOCK_STREAM | SOCK_NONBLOCK, &out.from,
			      TCP_OPEN);
	assert_int_equal(listen(listener, 1), 0);
	lan = tcp_connect(HOST_LAN, &in);
	phone = tcp_accept(listener);
	tcp_round_trip(lan, phone);
	firewall_close_tcp_open();
	tcp_round_trip(lan, phone);
	tcp_round_trip(phone, lan);
}

static void expect_unheard(int phone, const struct path *path)
{
	int stranger = udp_open(HOST_LAN, path->to.family, STRANGE_PORT);
	int last = open_bound(SOCK_DGRAM, &path->from, UDP_OPEN);

	udp_send_to(stranger, HOST_LAN, &path->from, socket_port(phone),
		    "stranger");
	udp_send_to(stranger, HOST_LAN, &path->from, UDP_OPEN, "control");
	socket_expect(last, "control");
	socket_expect_none(phone);
}

static void ask(sa_family_t family, bool connected)
{
	struct path path = path_out(family), back = path_back(&path);
	int lan = udp_open_path(HOST_LAN, &back);
	int phone = open_bound(SOCK_DGRAM, &path.from, 0);

	if (connected)
		begin_to_connect(phone, &path);
	for (unsigned int i = 0; i < 2; i++) {
		if (connected)
			socket_send(phone, "request");
		else
			udp_send(phone, HOST_PHONE, &path, "request");
		socket_expect(lan, "request");
		udp_send_to(lan, HOST_LAN, &path.from, socket_port(phone),
			    "answer");
		socket_expect(phone, "answer");
	}
	expect_unheard(phone, &path);
}

static void ask_unconnected(sa_family_t family)
{
	ask(family, false);
}

static void ask_connected(sa_family_t family)
{
	ask(family, true);
}

static void be_refused(sa_family_t family)
{
	struct path path = path_out(family);
	int phone = open_bound(SOCK_DGRAM, &path.from, 0);
	char byte;

	begin_to_connect(phone, &path);
	socket_send(phone, "request");
	assert_true(socket_wait(phone, 0, WAIT_MS));
	assert_int_equal(recv(phone, &byte, 1, MSG_DONTWAIT), -1);
	assert_int_equal(errno, ECONNREFUSED);
}

static void check_all(void **state)
{
	guard_each(state, connect_out);
	guard_each(state, connect_in);
	guard_each(state, ask_unconnected);
	guard_each(state, ask_connected);
	guard_each(state, be_refused);
}

/* With link-local addresses too: every socket has a device here. */
static void check_addresses(void **state, const char *bound_to)
{
	device = bound_to;
	link_local = false;
	check_all(state);
	if (suite_family(state) != AF_INET6)
		return;
	link_local = true;
	check_all(state);
	link_local = false;
}

static void test_bound_to_a_device(void **state)
{
	check_addresses(state, TOPOLOGY_DEVICE);
}

/* A device that enters or leaves a VRF loses its IPv6 addresses. */
static void set_vrf(bool on)
{
	host_run(HOST_PHONE, "ip -batch - <<'END'\n"
		 "link set dev " TOPOLOGY_DEVICE " %s\n"
		 "address replace 2001:db8::1/64 nodad dev " TOPOLOGY_DEVICE
		 "\n"
		 "address replace fe80::1/64 nodad dev " TOPOLOGY_DEVICE "\n"
		 "END", on ? "master " VRF : "nomaster");
	topology_know_neighbours(HOST_PHONE);
}

static int begin_vrf_test(void **state)
{
	suite_begin_test(state);
	host_run(HOST_PHONE, "ip link add name " VRF " type vrf table 10\n"
		 "ip link set dev " VRF " up");
	set_vrf(true);
	return 0;
}

static int end_vrf_test(void **state)
{
	suite_end_test(state);
	set_vrf(false);
	host_run(HOST_PHONE, "ip link delete dev " VRF);
	return 0;
}

static void test_bound_to_a_vrf(void **state)
{
	check_addresses(state, VRF);
}

static void test_bound_to_a_device_in_a_vrf(void **state)
{
	check_addresses(state, TOPOLOGY_DEVICE);
}

#define TEST_VRF(test) \
	{ #test "_ipv4", test, begin_vrf_test, end_vrf_test, &suite_ipv4 }, \
	{ #test "_ipv6", test, begin_vrf_test, end_vrf_test, &suite_ipv6 }, \
	{ #test "_ipv4_no_early_demux", test, begin_vrf_test, end_vrf_test, \
	  &suite_ipv4_late }, \
	{ #test "_ipv6_no_early_demux", test, begin_vrf_test, end_vrf_test, \
	  &suite_ipv6_late }

static int begin(void **state)
{
	suite_begin(state);
	suite_lift_rate_limits(HOST_LAN);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_DEMUX(test_bound_to_a_device),
		TEST_VRF(test_bound_to_a_vrf),
		TEST_VRF(test_bound_to_a_device_in_a_vrf),
	};

	return cmocka_run_group_tests(tests, begin, suite_end);
}
