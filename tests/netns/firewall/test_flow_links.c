// SPDX-License-Identifier: MIT
/*
 * A link-local address is valid on its link only (RFC 4007 6): the flows of one
 * link are not those of another.
 */
#include "harness/control.h"
#include "harness/second_link.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "harness/udp.h"

#define LAN_PORT	7000
#define TFTP_PORT	69
#define TRANSFER_PORT	50001

/* The phone's port receives from both links; fe80::2 is at the end of each. */
struct ends {
	int phone;
	int first;
	int second;
};

static struct path path_of(uint16_t port)
{
	return (struct path){
		.from = host_link_local(HOST_LAN),
		.to = host_link_local(HOST_PHONE),
		.from_port = port,
		.to_port = UDP_CLOSED,
	};
}

static struct ends open_ends(uint16_t port)
{
	struct path in = path_of(port);

	return (struct ends){
		.phone = udp_open(HOST_PHONE, AF_INET6, UDP_CLOSED),
		.first = udp_open_path(HOST_LAN, &in),
		.second = second_link_open(HOST_LAN, AF_INET6, port),
	};
}

static void ask_first(const struct ends *ends, uint16_t port)
{
	struct phonewall_address lan = host_link_local(HOST_LAN);

	udp_send_to(ends->phone, HOST_PHONE, &lan, port, "request");
	socket_expect(ends->first, "request");
	socket_expect_none(ends->second);
}

static void ask_second(const struct ends *ends, uint16_t port)
{
	struct phonewall_address lan = host_link_local(HOST_LAN);

	second_link_send(ends->phone, HOST_PHONE, &lan, port, "request");
	socket_expect(ends->second, "request");
	socket_expect_none(ends->first);
}

static void answer_first(int fd)
{
	struct phonewall_address phone = host_link_local(HOST_PHONE);

	udp_send_to(fd, HOST_LAN, &phone, UDP_CLOSED, "first");
}

static void answer_second(int fd)
{
	struct phonewall_address phone = host_link_local(HOST_PHONE);

	second_link_send(fd, HOST_LAN, &phone, UDP_CLOSED, "second");
}

static void test_flow_is_of_its_link(void **state)
{
	struct ends ends = open_ends(LAN_PORT);

	(void)state;
	ask_first(&ends, LAN_PORT);
	answer_second(ends.second);
	control_expect_unheard(ends.phone, AF_INET6);
	answer_first(ends.first);
	socket_expect(ends.phone, "first");
	answer_second(ends.second);
	control_expect_unheard(ends.phone, AF_INET6);
}

/*
 * With one bucket, so that the hash cannot tell one flow's packets from
 * another's.
 */
static void test_only_bucket(void **state)
{
	struct phonewall_translation policy = firewall_policy();
	struct ends ends = open_ends(LAN_PORT);

	(void)state;
	policy.limits.flows = 1;
	firewall_set(&policy);
	ask_second(&ends, LAN_PORT);
	answer_first(ends.first);
	control_expect_unheard(ends.phone, AF_INET6);
	answer_second(ends.second);
	socket_expect(ends.phone, "second");
}

static void test_both_links(void **state)
{
	struct phonewall_flow flow;
	struct ends ends = open_ends(LAN_PORT);

	(void)state;
	ask_first(&ends, LAN_PORT);
	assert_true(firewall_find_flow(&flow, IPPROTO_UDP, UDP_CLOSED,
				       LAN_PORT));
	assert_int_equal(flow.link, host_device(HOST_PHONE));
	ask_second(&ends, LAN_PORT);
	assert_int_equal(firewall_status().flows, 2);
	answer_first(ends.first);
	socket_expect(ends.phone, "first");
	answer_second(ends.second);
	socket_expect(ends.phone, "second");
}

static void test_expectation_is_of_its_link(void **state)
{
	struct ends ends = open_ends(TFTP_PORT);
	struct path in = path_of(TRANSFER_PORT);
	int first = udp_open_path(HOST_LAN, &in);
	int second = second_link_open(HOST_LAN, AF_INET6, TRANSFER_PORT);

	(void)state;
	ask_first(&ends, TFTP_PORT);
	answer_second(second);
	control_expect_unheard(ends.phone, AF_INET6);
	answer_first(first);
	socket_expect(ends.phone, "first");
	answer_second(second);
	control_expect_unheard(ends.phone, AF_INET6);
}

/*
 * Over IPv4, and with other addresses over IPv6, the links share their flows.
 */
static void test_routed_flow_is_of_every_link(void **state)
{
	struct path out = path_from_phone(AF_INET, UDP_CLOSED, LAN_PORT);
	int phone = udp_open(HOST_PHONE, AF_INET, UDP_CLOSED);
	int second = second_link_open(HOST_LAN, AF_INET, LAN_PORT);

	(void)state;
	out.to = make_address("198.51.100.2");
	udp_send(phone, HOST_PHONE, &out, "request");
	socket_expect(second, "request");
	out.to = make_address("198.51.100.1");
	second_link_send(second, HOST_LAN, &out.to, UDP_CLOSED, "answer");
	socket_expect(phone, "answer");
}

static int begin_suite(void **state)
{
	suite_begin(state);
	second_link_begin();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IPV6(test_flow_is_of_its_link),
		TEST_IPV6(test_only_bucket),
		TEST_IPV6(test_both_links),
		TEST_IPV6(test_expectation_is_of_its_link),
		TEST_IPV4(test_routed_flow_is_of_every_link),
	};

	return cmocka_run_group_tests(tests, begin_suite, suite_end);
}
