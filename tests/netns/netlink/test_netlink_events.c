// SPDX-License-Identifier: MIT
/*
 * The multicast group: who may join, and what it reports.
 */
#include <errno.h>
#include <linux/genetlink.h>
#include <poll.h>
#include <unistd.h>

#include "harness/control.h"
#include "harness/genetlink.h"
#include "harness/raw_packet.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "harness/udp.h"
#include "harness/wire.h"
#include "module/message.h"

#define NOBODY		65534
#define FLOOD		500
#define BURST		20	/* events a second at most */
#define INTERVAL_MS	1000
#define QUIET_MS	200

static struct genetlink genetlink;
static uint8_t datagram[GENETLINK_MAX] __attribute__((aligned(4)));

/* Takes the next event, which must come; it is in @datagram. */
static void take_event(struct phonewall_event *event)
{
	ssize_t length = genetlink_read(&genetlink, datagram, WAIT_MS);

	if (length <= 0)
		fail_msg("no event has come: %s", strerror(-length));
	assert_int_equal(phonewall_message_read_event((void *)datagram, event),
			 0);
}

static void expect_no_event(void)
{
	assert_int_equal(genetlink_read(&genetlink, datagram, QUIET_MS), 0);
}

/* The second before must have room for more events under the limit. */
static void wait_for_the_limit(void)
{
	poll(NULL, 0, INTERVAL_MS + QUIET_MS);
}

static void expect_blocked(const struct raw_packet *packet,
			   enum phonewall_direction direction,
			   enum phonewall_reason reason)
{
	size_t captured = packet->length < PHONEWALL_PACKET_MAX ?
			  packet->length : PHONEWALL_PACKET_MAX;
	struct phonewall_event event;

	take_event(&event);
	assert_int_equal(event.command, PHONEWALL_CMD_EVENT_BLOCKED);
	assert_int_equal(event.reason, reason);
	assert_int_equal(event.direction, direction);
	assert_int_equal(event.length, packet->length);
	assert_int_equal(event.captured, captured);
	assert_memory_equal(event.packet, packet->bytes, captured);
	assert_int_equal(event.device, host_device(HOST_PHONE));
	assert_int_equal(event.left_out, 0);
}

static void test_blocked(void **state)
{
	struct path path = path_to_phone(suite_family(state), 7, UDP_CLOSED);
	int wire = wire_open(HOST_LAN);
	struct raw_packet packet;

	raw_packet_make_text(&packet, &path, "hello");
	wire_send(wire, &packet);
	expect_blocked(&packet, PHONEWALL_IN, PHONEWALL_REASON_UDP_REJECTED);
	path.to_port = TCP_CLOSED;
	raw_packet_make_tcp(&packet, &path,
			    &(struct tcp_fields){ .flags = PHONEWALL_TCP_SYN },
			    "");
	wire_send(wire, &packet);
	expect_blocked(&packet, PHONEWALL_IN, PHONEWALL_REASON_TCP_BLOCKED);
}

/* Longer than an event has room for. */
static void test_blocked_and_cut(void **state)
{
	static const char data[PHONEWALL_PACKET_MAX + 100] = "long";
	struct path path = path_to_phone(suite_family(state), 7, UDP_CLOSED);
	struct raw_packet packet;

	raw_packet_make_udp(&packet, &path, data, sizeof(data));
	wire_send(wire_open(HOST_LAN), &packet);
	expect_blocked(&packet, PHONEWALL_IN, PHONEWALL_REASON_UDP_REJECTED);
}

/* The phone's own answer, from an open port without a socket. */
static void test_blocked_on_the_way_out(void **state)
{
	struct path path = path_to_phone(suite_family(state), 7, UDP_OPEN);
	struct phonewall_packet facts, quoted;
	struct phonewall_event event;
	struct raw_packet packet;

	firewall_set_flags(PHONEWALL_FLAG_NO_ICMP_UNREACHABLE);
	take_event(&event);
	raw_packet_make_text(&packet, &path, "hello");
	wire_send(wire_open(HOST_LAN), &packet);
	take_event(&event);
	assert_int_equal(event.command, PHONEWALL_CMD_EVENT_BLOCKED);
	assert_int_equal(event.reason,
			 PHONEWALL_REASON_UNREACHABLE_SUPPRESSED);
	assert_int_equal(event.direction, PHONEWALL_OUT);
	assert_int_equal(event.device, host_device(HOST_PHONE));
	assert_int_equal(path.from.family == AF_INET ?
			 phonewall_packet_parse_ipv4(event.packet,
						     event.captured, &facts) :
			 phonewall_packet_parse_ipv6(event.packet,
						     event.captured, &facts),
			 PHONEWALL_PARSED);
	assert_int_equal(phonewall_packet_parse_quoted(event.packet,
						       event.captured, &facts,
						       &quoted),
			 PHONEWALL_PARSED);
	assert_int_equal(quoted.destination_port, UDP_OPEN);
}

static void test_passed_packets_are_no_event(void **state)
{
	control_pass(suite_family(state));
	expect_no_event();
}

/* Events that were sent and those that were missed add up to the packets. */
static void test_rate_limit(void **state)
{
	struct path path = path_to_phone(suite_family(state), 7, UDP_CLOSED);
	int wire = wire_open(HOST_LAN);
	unsigned int reported = 0, left_out = 0;
	struct phonewall_event event;
	struct raw_packet packet;

	wait_for_the_limit();
	raw_packet_make_text(&packet, &path, "flood");
	for (unsigned int i = 0; i < FLOOD; i++)
		wire_send(wire, &packet);
	control_pass(suite_family(state));
	wait_for_the_limit();
	wire_send(wire, &packet);
	do {
		take_event(&event);
		reported++;
		left_out += event.left_out;
	} while (reported + left_out < FLOOD + 1);
	assert_int_equal(reported + left_out, FLOOD + 1);
	assert_int_equal(firewall_counted(PHONEWALL_REASON_UDP_REJECTED),
			 FLOOD + 1);
	assert_in_range(reported, BURST + 1, FLOOD / 2);
	expect_no_event();
}

static void expect_policy_event(bool enabled)
{
	struct phonewall_event event;

	take_event(&event);
	assert_int_equal(event.command, PHONEWALL_CMD_EVENT_POLICY);
	assert_int_equal(event.enabled, enabled);
	assert_int_equal(event.generation, firewall_status().generation);
}

static void test_policy_changes(void **state)
{
	struct phonewall_translation policy = firewall_policy();

	(void)state;
	firewall_set(&policy);
	expect_policy_event(true);
	policy.enabled = false;
	firewall_set(&policy);
	expect_policy_event(false);
	policy.enabled = true;
	firewall_set(&policy);
	expect_policy_event(true);
	expect_no_event();
}

/* The next event is that of the valid policy that follows. */
static void test_refused_policy_is_no_event(void **state)
{
	struct phonewall_translation policy = firewall_policy();
	static struct genetlink_answer answer;
	struct genetlink_request request;
	struct genetlink other;

	(void)state;
	genetlink_open_phone(&other);
	genetlink_begin(&other, &request, PHONEWALL_CMD_POLICY_SET);
	genetlink_ask(&other, &request, &answer);
	assert_int_equal(answer.error, -EINVAL);
	firewall_set(&policy);
	expect_policy_event(true);
	expect_no_event();
}

/* The namespace of the LAN neighbour receives nothing about the phone. */
static void test_other_namespace(void **state)
{
	struct phonewall_translation policy = firewall_policy();
	struct genetlink lan, phone = genetlink;
	int error;

	(void)state;
	host_enter(HOST_LAN);
	error = genetlink_open(&lan);
	if (!error)
		error = genetlink_join(&lan);
	host_leave();
	assert_int_equal(error, 0);
	firewall_set(&policy);
	expect_policy_event(true);
	genetlink = lan;
	expect_no_event();
	genetlink = phone;
}

/*
 * Entering a namespace needs root's privileges, which are dropped afterwards.
 */
static int join_as_nobody(void)
{
	struct genetlink nobody;
	int error;

	host_enter(HOST_PHONE);
	assert_int_equal(seteuid(NOBODY), 0);
	error = genetlink_open(&nobody);
	if (!error)
		error = genetlink_join(&nobody);
	assert_int_equal(seteuid(0), 0);
	host_leave();
	return error;
}

static void test_nobody_may_not_join(void **state)
{
	(void)state;
	assert_int_equal(join_as_nobody(), -EPERM);
}

static void open_genetlink(void)
{
	genetlink_open_phone(&genetlink);
	assert_int_equal(genetlink_join(&genetlink), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_FAMILIES(test_blocked),
		TEST_FAMILIES(test_blocked_and_cut),
		TEST_FAMILIES(test_blocked_on_the_way_out),
		TEST_FAMILIES(test_passed_packets_are_no_event),
		TEST_FAMILIES(test_rate_limit),
		TEST_IPV4(test_policy_changes),
		TEST_IPV4(test_refused_policy_is_no_event),
		TEST_IPV4(test_other_namespace),
		TEST_IPV4(test_nobody_may_not_join),
	};

	suite_prepare_tests(open_genetlink);
	return cmocka_run_group_tests(tests, suite_begin, suite_end);
}
