// SPDX-License-Identifier: MIT
/*
 * POLICY_SET, and packets that make flows, while the kernel has no memory: each
 * allocation fails in turn. A refusal leaves the old policy in force, and what
 * the phone sends leaves it, with a flow or without.
 */
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>

#include "failing.h"
#include "harness/inet_socket.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "harness/udp.h"

#define SITES_MAX	200
#define ALWAYS_OPEN	50
#define LISTENER	7000

/**
 * struct setting - a policy
 * @is_enabled: whether the firewall is
 * @port: what it opens beside ALWAYS_OPEN
 */
struct setting {
	bool is_enabled;
	uint16_t port;
};

static struct genetlink genetlink;
static struct genetlink_request request;
static struct genetlink_answer answer;

static void put_ports(struct nlmsghdr *header, uint16_t port)
{
	const struct phonewall_port_range ranges[] = {
		{ ALWAYS_OPEN, ALWAYS_OPEN }, { port, port },
	};
	struct nlattr *nest;

	nest = mnl_attr_nest_start(header, PHONEWALL_A_POLICY_UDP_PORTS);
	for (unsigned int i = 0; i < 2; i++)
		mnl_attr_put(header, PHONEWALL_A_PORTS_RANGE,
			     sizeof(ranges[i]), &ranges[i]);
	mnl_attr_nest_end(header, nest);
}

static void make_request(const struct setting *setting)
{
	struct nlmsghdr *header = genetlink_begin(&genetlink, &request,
						  PHONEWALL_CMD_POLICY_SET);
	struct nlattr *nest = mnl_attr_nest_start(header, PHONEWALL_A_POLICY);

	mnl_attr_put_u8(header, PHONEWALL_A_POLICY_ENABLED,
			setting->is_enabled);
	put_ports(header, setting->port);
	mnl_attr_nest_end(header, nest);
}

static void set(const struct setting *setting)
{
	make_request(setting);
	genetlink_ask(&genetlink, &request, &answer);
	assert_int_equal(answer.error, 0);
}

static bool is_held(const struct setting *setting)
{
	const struct phonewall_port_range *last;
	const struct nlattr *policy, *enabled, *ports;

	genetlink_ask_plain(&genetlink, PHONEWALL_CMD_POLICY_GET, &answer);
	assert_int_equal(answer.error, 0);
	policy = genetlink_attribute(answer.reply, answer.length,
				     PHONEWALL_A_POLICY);
	enabled = genetlink_nested(policy, PHONEWALL_A_POLICY_ENABLED);
	ports = genetlink_nested(policy, PHONEWALL_A_POLICY_UDP_PORTS);
	assert_non_null(enabled);
	assert_non_null(ports);
	assert_int_equal(mnl_attr_get_payload_len(ports), 16);
	last = (const void *)((const uint8_t *)mnl_attr_get_payload(ports) + 12);
	return mnl_attr_get_u8(enabled) == setting->is_enabled &&
	       last->first == setting->port;
}

static bool is_let_in(uint16_t port)
{
	struct path path = path_to_phone(AF_INET, 40001, port);
	struct path open = path_to_phone(AF_INET, 40001, ALWAYS_OPEN);
	int phone = udp_open(HOST_PHONE, AF_INET, port);
	int control = udp_open(HOST_PHONE, AF_INET, ALWAYS_OPEN);
	int lan = udp_open_path(HOST_LAN, &path);
	bool is_in;

	udp_send(lan, HOST_LAN, &path, "?");
	udp_send(lan, HOST_LAN, &open, "!");
	socket_expect(control, "!");
	is_in = socket_wait(phone, POLLIN, 0);
	host_close_socket(lan);
	host_close_socket(control);
	host_close_socket(phone);
	return is_in;
}

static void expect_in_force(const struct setting *setting,
			    const struct setting *other)
{
	assert_true(is_held(setting));
	assert_true(is_let_in(setting->port));
	assert_int_equal(is_let_in(other->port), !setting->is_enabled);
}

/* Returns true if there was an allocation of that number. */
static bool try(const struct setting *old, const struct setting *new,
		unsigned int number)
{
	enum outcome outcome;
	bool has_failed;

	set(old);
	make_request(new);
	has_failed = failing_ask(&genetlink, &request, number, &outcome);
	if (outcome == UNANSWERED)
		outcome = is_held(new) ? GRANTED : REFUSED;
	if (outcome == GRANTED)
		expect_in_force(new, old);
	else
		expect_in_force(old, new);
	return has_failed;
}

static void try_each(bool was_enabled, bool is_enabled)
{
	const struct setting old = { was_enabled, 100 };
	const struct setting new = { is_enabled, 200 };
	unsigned int number = 1;

	genetlink_open_phone(&genetlink);
	while (try(&old, &new, number))
		assert_in_range(number++, 1, SITES_MAX);
	assert_true(is_held(&new));
	printf("# %u allocations failed\n", number - 1);
	assert_true(number > 4);
}

static void test_change(void **state)
{
	(void)state;
	try_each(true, true);
}

static void test_enable(void **state)
{
	(void)state;
	try_each(false, true);
}

static void test_disable(void **state)
{
	(void)state;
	try_each(true, false);
}

/* Every datagram is a flow of its own. */
static bool send_one(sa_family_t family, int listener, unsigned int number)
{
	struct phonewall_address lan = host_address(HOST_LAN, family);
	struct socket_address to = socket_address_make(HOST_PHONE, &lan,
						       LISTENER);
	int fd = udp_open(HOST_PHONE, family, 0);
	bool is_sent, has_failed;

	failing_begin(number);
	is_sent = sendto(fd, "!", 1, 0, (const void *)&to.storage,
			 to.length) == 1;
	has_failed = failing_end();
	if (is_sent)
		socket_expect(listener, "!");
	host_close_socket(fd);
	return has_failed;
}

static void test_flow(void **state)
{
	int listener = udp_open(HOST_LAN, suite_family(state), LISTENER);
	uint64_t refused = firewall_status().flows_refused;
	unsigned int number = 1;

	while (send_one(suite_family(state), listener, number))
		assert_in_range(number++, 1, SITES_MAX);
	refused = firewall_status().flows_refused - refused;
	printf("# %u allocations failed, %llu flows were not made\n",
	       number - 1, (unsigned long long)refused);
	assert_true(refused > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IPV4(test_change),
		TEST_IPV4(test_enable),
		TEST_IPV4(test_disable),
		TEST_FAMILIES(test_flow),
	};

	return cmocka_run_group_tests(tests, failing_begin_suite, suite_end);
}
