// SPDX-License-Identifier: MIT
/*
 * Packets that come in, and TFTP requests that go out, while the kernel has no
 * memory: each allocation fails in turn. A closed port stays closed, a packet
 * is let in whole or lost, an event without memory is counted as missed, and a
 * request leaves.
 *
 * The packets come in by a tap device: a packet written to one comes in within
 * the writing process, so its allocations can fail.
 */
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "failing.h"
#include "harness/ethernet_frame.h"
#include "harness/inet_socket.h"
#include "harness/link.h"
#include "harness/raw_packet.h"
#include "harness/suite.h"
#include "harness/tcp.h"
#include "harness/topology.h"
#include "harness/udp.h"
#include "harness/wire.h"
#include "module/client.h"

#define TAP		"tap0"
#define SITES_MAX	400
#define SERIES		10
#define TFTP_PORT	69
#define TFTP_SERVER	50000	/* the port that the server answers from */
/* Longer than the interval of the module's limit of events. */
#define LIMIT_MS	1200

static int tap = -1;
static struct station address;
static struct genetlink events;

static bool write_packet(const struct raw_packet *packet)
{
	static const uint8_t from[ETHER_ADDR_LEN] = { 2 };
	struct ethernet_frame frame;
	size_t length;

	length = ethernet_frame_make(&frame, packet, address.bytes, from);
	return write(tap, &frame, length) == (ssize_t)length;
}

/* Returns true if there was an allocation of that number. */
static bool write_failing(const struct raw_packet *packet, unsigned int number)
{
	failing_begin(number);
	write_packet(packet);
	return failing_end();
}

static void print(const char *what, unsigned int number)
{
	printf("# %s: %u allocations failed\n", what, number - 1);
	assert_true(number > 1);
}

/* A blocked packet is reported now, or by the next event. */
static bool try_blocked(const struct raw_packet *packet, int phone,
			unsigned int number)
{
	uint64_t blocked = firewall_counted(PHONEWALL_REASON_UDP_REJECTED);
	bool has_failed;

	poll(NULL, 0, LIMIT_MS);
	has_failed = write_failing(packet, number);
	assert_true(write_packet(packet));
	blocked = firewall_counted(PHONEWALL_REASON_UDP_REJECTED) - blocked;
	assert_in_range(blocked, 1, 2);
	assert_int_equal(failing_count_told(&events,
					    PHONEWALL_CMD_EVENT_BLOCKED,
					    PHONEWALL_REASON_UDP_REJECTED),
			 blocked);
	assert_false(socket_wait(phone, POLLIN, 0));
	return has_failed;
}

static void test_blocked(void **state)
{
	struct path path = path_to_phone(suite_family(state), 7, UDP_CLOSED);
	int phone = udp_open(HOST_PHONE, path.to.family, UDP_CLOSED);
	struct raw_packet packet;
	unsigned int number = 1;

	genetlink_open_phone(&events);
	assert_int_equal(genetlink_join(&events), 0);
	raw_packet_make_text(&packet, &path, "hello");
	while (try_blocked(&packet, phone, number))
		assert_in_range(number++, 1, SITES_MAX);
	print("a blocked datagram", number);
}

static bool is_first_answer(const struct phonewall_packet *facts,
			    const void *unused)
{
	(void)unused;
	if (facts->protocol != IPPROTO_TCP)
		return false;
	assert_int_equal(facts->source_port, TCP_OPEN);
	return true;
}

/* Both ports have a listener; the open one answers first. */
static void test_closed_tcp(void **state)
{
	sa_family_t family = suite_family(state);
	struct path path = path_to_phone(family, 7, TCP_CLOSED);
	const struct tcp_fields fields = { .flags = TCP_SYN };
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;
	unsigned int number = 1;

	tcp_listen(HOST_PHONE, family, TCP_CLOSED);
	tcp_listen(HOST_PHONE, family, TCP_OPEN);
	raw_packet_make_tcp(&packet, &path, &fields, "");
	while (write_failing(&packet, number))
		assert_in_range(number++, 1, SITES_MAX);
	path.to_port = TCP_OPEN;
	raw_packet_make_tcp(&packet, &path, &fields, "");
	assert_true(write_packet(&packet));
	wire_expect(wire, is_first_answer, NULL, NULL);
	assert_in_range(firewall_counted(PHONEWALL_REASON_TCP_BLOCKED), 1,
			number);
	print("a SYN to a closed port", number);
}

static const char data[] = "0123456789abcdef";

static void make_pieces(const struct path *path, uint16_t id,
			struct raw_packet pieces[2])
{
	struct raw_packet whole;

	raw_packet_make_udp(&whole, path, data, sizeof(data));
	raw_packet_make_fragment(&pieces[0], &whole, &(struct fragment){
		.id = id, .length = 16, .more = true });
	raw_packet_make_fragment(&pieces[1], &whole, &(struct fragment){
		.id = id, .offset = 16,
		.length = whole.length - whole.upper - 16 });
}

/* The failure is in the first fragment or in the second one. */
static bool try_pieces(const struct path *path, unsigned int piece,
		       unsigned int number)
{
	static uint16_t id;
	struct raw_packet pieces[2];
	bool has_failed = false;

	make_pieces(path, ++id, pieces);
	for (unsigned int i = 0; i < 2; i++) {
		if (i == piece)
			has_failed = write_failing(&pieces[i], number);
		else
			assert_true(write_packet(&pieces[i]));
	}
	return has_failed;
}

/* Returns true if an allocation failed in either. */
static bool try_both(const struct path *open, const struct path *closed,
		     unsigned int piece, unsigned int number)
{
	bool has_failed = try_pieces(closed, piece, number);

	return try_pieces(open, piece, number) || has_failed;
}

/* To the port and to the next one; only the first is open. */
static void try_each_in_pieces(const struct path *open,
			       const struct path *closed, int at_open,
			       unsigned int piece)
{
	unsigned int number = 1;

	while (try_both(open, closed, piece, number)) {
		while (socket_wait(at_open, POLLIN, 0))
			socket_expect(at_open, data);
		assert_in_range(number++, 1, SITES_MAX);
	}
	socket_expect(at_open, data);
	print(piece ? "a last fragment" : "a first fragment", number);
}

static void test_fragments(void **state)
{
	sa_family_t family = suite_family(state);
	struct path open = path_to_phone(family, 7, UDP_OPEN);
	struct path closed = path_to_phone(family, 7, UDP_CLOSED);
	int at_open = udp_open(HOST_PHONE, family, UDP_OPEN);
	int at_closed = udp_open(HOST_PHONE, family, UDP_CLOSED);

	try_each_in_pieces(&open, &closed, at_open, 0);
	try_each_in_pieces(&open, &closed, at_open, 1);
	assert_false(socket_wait(at_closed, POLLIN, 0));
}

/*
 * The answer comes in if there was memory for the expectation, even if the
 * memory ran out behind the firewall for the request.
 */
static bool try_tftp(sa_family_t family, int server, unsigned int number)
{
	static uint16_t port = 30000;
	struct path out = path_from_phone(family, port++, TFTP_PORT);
	struct socket_address to = socket_address_make(HOST_PHONE, &out.to,
						       TFTP_PORT);
	struct path back = path_back(&out);
	int phone = udp_open_path(HOST_PHONE, &out);
	struct raw_packet answer;
	bool is_sent, has_failed, is_expected;

	back.from_port = TFTP_SERVER;
	raw_packet_make_text(&answer, &back, "data");
	failing_begin(number);
	is_sent = sendto(phone, "request", 7, 0, (const void *)&to.storage,
			 to.length) == 7;
	has_failed = failing_end();
	if (is_sent)
		socket_expect(server, "request");
	is_expected = firewall_find_flow(NULL, IPPROTO_UDP, out.from_port, 0);
	assert_true(is_expected || has_failed);
	assert_true(write_packet(&answer));
	assert_int_equal(socket_wait(phone, POLLIN, 0), is_expected);
	host_close_socket(phone);
	return has_failed;
}

/* Returns how many allocations there are. */
static unsigned int try_each_tftp(sa_family_t family, int server)
{
	unsigned int number = 1;

	while (try_tftp(family, server, number))
		assert_in_range(number++, 1, SITES_MAX);
	return number - 1;
}

/*
 * Sometimes an allocation needs another one, of a page, and the later ones have
 * other numbers: some are not tried in a single series.
 */
static void test_tftp(void **state)
{
	sa_family_t family = suite_family(state);
	uint64_t refused = firewall_status().flows_refused;
	int server = udp_open(HOST_LAN, family, TFTP_PORT);
	unsigned int failed = 0;

	for (unsigned int i = 0; i < SERIES; i++)
		failed += try_each_tftp(family, server);
	refused = firewall_status().flows_refused - refused;
	printf("# a TFTP request: %u allocations failed in %u series, %" PRIu64
	       " of them a flow's\n", failed, SERIES, refused);
	assert_true(refused > 0);
}

static int begin(void **state)
{
	failing_begin_suite(state);
	tap = link_create_tap(HOST_PHONE, TAP);
	address = link_address(HOST_PHONE, TAP);
	link_set_up(HOST_PHONE, TAP, true);
	host_set(HOST_PHONE, "ipv4/conf/all/rp_filter", "0");
	host_set(HOST_PHONE, "ipv4/conf/" TAP "/rp_filter", "0");
	return 0;
}

static int end(void **state)
{
	close(tap);
	return suite_end(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_FAMILIES(test_blocked),
		TEST_FAMILIES(test_closed_tcp),
		TEST_FAMILIES(test_fragments),
		TEST_FAMILIES(test_tftp),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
