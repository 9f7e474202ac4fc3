// SPDX-License-Identifier: MIT
/*
 * Devices, namespaces, policies and the module itself come and go with packets
 * in flight.
 */
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/child.h"
#include "harness/control.h"
#include "harness/kernel_log.h"
#include "harness/kernel_module.h"
#include "harness/link.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "harness/udp.h"
#include "stress/flood.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))
#define ROUNDS		3
#define DEVICES		5
#define NAMESPACES	5
#define FLOODED		50
#define DYING		"dying"
#define OTHER_NAME	"other0"
#define CHANGES		50
#define POLL_US		20000

/**
 * struct sender - a socket and where it sends
 * @fd: a UDP socket
 * @to: the destination
 * @ports: sends to every port in turn
 */
struct sender {
	int fd;
	struct socket_address to;
	bool ports;
};

static struct sender make_sender(enum host from, enum host to,
				 sa_family_t family, uint16_t port)
{
	struct phonewall_address address = host_address(to, family);

	return (struct sender){
		.fd = udp_open(from, family, 0),
		.to = socket_address_make(from, &address, port),
		.ports = !port,
	};
}

/* Skips what cannot be sent: this runs in a child, which must not fail. */
static bool send_one(struct sender *sender)
{
	struct sockaddr_in *to = (void *)&sender->to.storage;

	if (sender->ports)
		to->sin_port++;
	return !sendto(sender->fd, "", 0, MSG_DONTWAIT, (const void *)to,
		       sender->to.length);
}

__attribute__((noreturn))
static void send_without_end(struct sender *senders, size_t count)
{
	for (;;) {
		for (size_t i = 0; i < count; i++)
			send_one(&senders[i]);
	}
}

/*
 * Datagrams without end, of either family: from the phone, and from the LAN
 * neighbour to a closed port and to an open one.
 */
static pid_t begin_traffic(void)
{
	struct sender senders[] = {
		make_sender(HOST_PHONE, HOST_LAN, AF_INET, 0),
		make_sender(HOST_PHONE, HOST_LAN, AF_INET6, 0),
		make_sender(HOST_LAN, HOST_PHONE, AF_INET, UDP_CLOSED),
		make_sender(HOST_LAN, HOST_PHONE, AF_INET6, UDP_CLOSED),
		make_sender(HOST_LAN, HOST_PHONE, AF_INET, UDP_OPEN),
		make_sender(HOST_LAN, HOST_PHONE, AF_INET6, UDP_OPEN),
	};
	pid_t child = child_start(1);

	if (!child)
		send_without_end(senders, COUNT(senders));
	return child;
}

/* Until traffic has made flows, has passed and has been blocked. */
static void wait_for_traffic(void)
{
	unsigned int waited;

	for (waited = 0; waited < WAIT_MS * 1000; waited += POLL_US) {
		if (firewall_status().flows > 10 &&
		    firewall_counted(PHONEWALL_REASON_UDP_REJECTED) > 10 &&
		    firewall_counted(PHONEWALL_REASON_OPEN_PORT) > 10)
			return;
		usleep(POLL_US);
	}
	fail_msg("there is no traffic");
}

/* Enables a firewall in the current namespace. */
static struct phonewall_client *enable_here(void)
{
	struct phonewall_translation policy = firewall_policy();
	struct phonewall_client *client = phonewall_client_open();

	assert_non_null(client);
	if (phonewall_client_set_policy(client, &policy))
		fail_msg("%s", phonewall_client_error(client));
	return client;
}

static void enable_lan(void)
{
	host_enter(HOST_LAN);
	phonewall_client_close(enable_here());
	host_leave();
}

static void reload(void)
{
	firewall_close();
	host_run(HOST_PHONE, "rmmod phonewall");
	firewall_open();
}

/* As if no policy had ever been set. */
static void expect_new(void)
{
	struct phonewall_status status = firewall_status();

	assert_false(status.enabled);
	assert_int_equal(status.generation, 0);
	assert_int_equal(status.flows, 0);
	for (unsigned int i = 0; i <= PHONEWALL_REASON_MAX; i++)
		assert_int_equal(status.packets[i], 0);
}

static void expect_port_hears(sa_family_t family, uint16_t port)
{
	struct path path = path_to_phone(family, 40001, port);
	int lan = udp_open_path(HOST_LAN, &path);
	int phone = udp_open(HOST_PHONE, family, port);

	udp_send(lan, HOST_LAN, &path, "hello");
	socket_expect(phone, "hello");
	host_close_socket(lan);
	host_close_socket(phone);
}

static void test_unload(void **state)
{
	struct phonewall_translation policy = firewall_policy();
	pid_t traffic;

	(void)state;
	kernel_log_begin();
	traffic = begin_traffic();
	for (unsigned int i = 0; i < ROUNDS; i++) {
		enable_lan();
		wait_for_traffic();
		reload();
		expect_new();
		expect_port_hears(AF_INET, UDP_OTHER);
		expect_port_hears(AF_INET6, UDP_OTHER);
		firewall_set(&policy);
	}
	wait_for_traffic();
	child_kill(traffic);
	kernel_log_expect_no_complaint();
}

/*
 * A device whose peer is up: what goes by the loopback device has no flow. The
 * sh of the test machine has a built-in ip.
 */
static const char device[] =
	"exec bash -c '"
	"ip link add name one type veth peer name other &&"
	" ip link set dev one up && ip link set dev other up &&"
	" ip address add 192.0.2.1/24 dev one &&"
	" ip neighbour add 192.0.2.2 lladdr 02:00:00:00:00:99 dev one'";

static void make_flow_here(void)
{
	struct phonewall_address lan = host_address(HOST_LAN, AF_INET);
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9) };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	memcpy(&to.sin_addr, lan.bytes, sizeof(to.sin_addr));
	assert_int_equal(sendto(fd, "", 0, 0, (void *)&to, sizeof(to)), 0);
	close(fd);
}

/* The namespace ends when the next one is created in its place. */
static void live_in_new_namespace(void)
{
	struct phonewall_client *client;
	struct phonewall_status status;

	assert_int_equal(unshare(CLONE_NEWNET), 0);
	assert_int_equal(system(device), 0);
	client = enable_here();
	make_flow_here();
	assert_int_equal(phonewall_client_get_status(client, &status), 0);
	assert_true(status.enabled);
	assert_int_equal(status.flows, 1);
	phonewall_client_close(client);
}

/* If the module unloads without a complaint afterwards, nothing is left. */
static void test_namespaces_end(void **state)
{
	(void)state;
	kernel_log_begin();
	host_enter(HOST_PHONE);
	for (unsigned int i = 0; i < NAMESPACES; i++)
		live_in_new_namespace();
	host_leave();
	assert_true(firewall_status().enabled);
	reload();
	expect_new();
	kernel_log_expect_no_complaint();
}

/* A flow of the phone, from a socket that is not connected. */
struct pair {
	struct path path;
	int phone;
	int lan;
};

static struct pair open_pair(void)
{
	struct pair pair = { .path = path_from_phone(AF_INET, UDP_OTHER, 7000) };
	struct path back = path_back(&pair.path);

	pair.phone = udp_open(HOST_PHONE, AF_INET, UDP_OTHER);
	pair.lan = udp_open_path(HOST_LAN, &back);
	return pair;
}

static void request(const struct pair *pair)
{
	udp_send(pair->phone, HOST_PHONE, &pair->path, "request");
	socket_expect(pair->lan, "request");
}

static void answer(const struct pair *pair)
{
	struct path back = path_back(&pair->path);

	udp_send(pair->lan, HOST_LAN, &back, "answer");
	socket_expect(pair->phone, "answer");
}

/* A closed port stays closed, and what was let in before still is. */
static void expect_guarded(const struct pair *pair)
{
	struct path path = path_to_phone(AF_INET, 40003, UDP_CLOSED);
	int stranger = udp_open_path(HOST_LAN, &path);
	int phone = udp_open(HOST_PHONE, AF_INET, UDP_CLOSED);

	udp_send(stranger, HOST_LAN, &path, "knock");
	control_expect_unheard(phone, AF_INET);
	answer(pair);
	host_close_socket(phone);
	host_close_socket(stranger);
}

static void remove_device(void)
{
	host_run(HOST_PHONE, "ip link delete " TOPOLOGY_DEVICE);
	topology_connect(HOST_PHONE);
}

/* The device is renamed under traffic. */
static void rename_device(void)
{
	host_run(HOST_PHONE, "ip -batch - <<'END'\n"
		 "link set dev " TOPOLOGY_DEVICE " down\n"
		 "link set dev " TOPOLOGY_DEVICE " name " OTHER_NAME "\n"
		 "link set dev " OTHER_NAME " up\n"
		 "link set dev " OTHER_NAME " down\n"
		 "link set dev " OTHER_NAME " name " TOPOLOGY_DEVICE "\n"
		 "link set dev " TOPOLOGY_DEVICE " up\n"
		 "END");
	remove_device();
}

/* The device moves to another host under traffic. */
static void move_device(void)
{
	host_run(HOST_PHONE, "ip link set dev " TOPOLOGY_DEVICE " netns %s",
		 host_path(HOST_SWITCH));
	host_run(HOST_SWITCH, "ip link set dev " TOPOLOGY_DEVICE " up && "
		 "ip link set dev " TOPOLOGY_DEVICE " netns %s",
		 host_path(HOST_PHONE));
	remove_device();
}

/* A flow that the phone had before is still its own afterwards. */
static void check_device(void (*change)(void))
{
	struct pair pair = open_pair();
	pid_t traffic;

	kernel_log_begin();
	request(&pair);
	answer(&pair);
	traffic = begin_traffic();
	for (unsigned int i = 0; i < DEVICES; i++) {
		wait_for_traffic();
		change();
		expect_guarded(&pair);
	}
	wait_for_traffic();
	child_kill(traffic);
	kernel_log_expect_no_complaint();
}

static void test_device_goes(void **state)
{
	(void)state;
	check_device(remove_device);
}

static void test_device_is_renamed(void **state)
{
	(void)state;
	check_device(rename_device);
}

static void test_device_moves(void **state)
{
	(void)state;
	check_device(move_device);
}

static void create_dying(void)
{
	host_run(HOST_SWITCH, "ip netns add " DYING " && ip -n " DYING
		 " link add eth0 address 02:00:00:00:00:0d type veth peer name "
		 DYING " netns %s", host_path(HOST_LAN));
	host_run(HOST_LAN, "ip -batch - <<'END'\n"
		 "link set dev " DYING " up\n"
		 "address add 203.0.113.2/24 dev " DYING "\n"
		 "neighbour add 203.0.113.1 lladdr 02:00:00:00:00:0d dev "
		 DYING "\n"
		 "END");
	host_run(HOST_SWITCH, "ip -n " DYING " -batch - <<'END'\n"
		 "link set dev eth0 up\n"
		 "address add 203.0.113.1/24 dev eth0\n"
		 "END\n"
		 "echo '<flat-profile></flat-profile>' | "
		 "ip netns exec " DYING " phonewallctl apply - >/dev/null");
}

static void expect_refused(int lan)
{
	char byte;

	socket_send(lan, "knock");
	assert_true(socket_wait(lan, POLLIN, WAIT_MS));
	assert_int_equal(recv(lan, &byte, 1, MSG_DONTWAIT), -1);
	assert_int_equal(errno, ECONNREFUSED);
}

static struct sender to_dying;

static bool send_to_dying(uint32_t number)
{
	(void)number;
	return send_one(&to_dying);
}

static void flood_dying(const struct path *path)
{
	to_dying = (struct sender){
		.fd = udp_open(HOST_LAN, AF_INET, 0),
		.to = socket_address_make(HOST_LAN, &path->to, path->to_port),
	};
	flood_begin(1, send_to_dying);
	for (int waited = 0; flood_sent() < FLOODED; waited++) {
		assert_in_range(waited, 0, WAIT_MS);
		usleep(1000);
	}
}

/* Only its name holds the namespace. */
static void let_namespace_die(void)
{
	const struct path path = {
		.from = make_address("203.0.113.2"),
		.to = make_address("203.0.113.1"),
		.from_port = 40004,
		.to_port = UDP_CLOSED,
	};
	int lan = udp_open_path(HOST_LAN, &path);

	udp_connect(lan, HOST_LAN, &path);
	/* First: the flood uses up the kernel's limit of such answers. */
	expect_refused(lan);
	flood_dying(&path);
	host_run(HOST_SWITCH, "ip netns delete " DYING);
	for (unsigned int waited = 0; link_index(HOST_LAN, DYING); waited++) {
		assert_in_range(waited, 0, WAIT_MS);
		usleep(1000);
	}
	flood_end();
	host_close_socket(to_dying.fd);
	host_close_socket(lan);
}

/* If the module unloads without a complaint afterwards, nothing is left. */
static void test_namespace_dies(void **state)
{
	(void)state;
	kernel_log_begin();
	for (unsigned int i = 0; i < NAMESPACES; i++) {
		create_dying();
		let_namespace_die();
	}
	reload();
	expect_new();
	kernel_log_expect_no_complaint();
}

/* Enabled and disabled in turn; port UDP_OPEN is open in each policy. */
static void test_policies_change(void **state)
{
	struct phonewall_translation policy = firewall_policy();
	uint32_t generation;
	pid_t traffic;

	(void)state;
	kernel_log_begin();
	traffic = begin_traffic();
	wait_for_traffic();
	generation = firewall_status().generation;
	for (unsigned int i = 1; i <= CHANGES; i++) {
		policy.enabled = i % 2 == 0;
		policy.opening_count = 1 + i % 4;
		firewall_set(&policy);
	}
	assert_int_equal(firewall_status().generation, generation + CHANGES);
	wait_for_traffic();
	child_kill(traffic);
	kernel_log_expect_no_complaint();
}

static int begin_suite(void **state)
{
	suite_begin(state);
	kernel_hurry(true);
	kernel_keep_hooks(HOST_PC);
	return 0;
}

static int end_suite(void **state)
{
	kernel_hurry(false);
	return suite_end(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IPV4(test_unload),
		TEST_IPV4(test_policies_change),
		TEST_IPV4(test_namespaces_end),
		TEST_IPV4(test_namespace_dies),
		TEST_IPV4(test_device_goes),
		TEST_IPV4(test_device_is_renamed),
		TEST_IPV4(test_device_moves),
	};

	printf("# %d devices each are removed, renamed and moved, %d namespaces"
	       " end and %d die\n", DEVICES, NAMESPACES, NAMESPACES);

	return cmocka_run_group_tests(tests, begin_suite, end_suite);
}
