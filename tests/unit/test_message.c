// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>

#include "module/message.h"
#include "netlink_message.h"

static struct phonewall_opening openings[] = {
	{ IPPROTO_UDP, { 68, 68 }, NULL, NULL },
	{ IPPROTO_TCP, { 80, 80 }, NULL, NULL },
	{ IPPROTO_UDP, { 16384, 16483 }, NULL, NULL },
	{ IPPROTO_TCP, { 1, 65535 }, NULL, NULL },
	{ IPPROTO_UDP, { 65535, 65535 }, NULL, NULL },
};

static struct phonewall_endpoint endpoints[] = {
	{ .family = AF_INET, .port = 34560 },
	{ .family = AF_INET6, .port = 1 },
};

static struct phonewall_translation translation(void)
{
	memcpy(&endpoints[0].address, "\xe0\xa8\xa8\xa8", 4);
	memcpy(&endpoints[1].address, "\xff\x15\0\0\0\0\0\0\0\0\0\0\0\0\0\7",
	       16);
	return (struct phonewall_translation){
		.enabled = true,
		.flags = PHONEWALL_FLAG_NO_ICMP_UNREACHABLE,
		.rtp = { 16384, 16483 },
		.limits = { 7, 8, 9, 10, 11 },
		.openings = openings,
		.opening_count = sizeof(openings) / sizeof(openings[0]),
		.endpoints = endpoints,
		.endpoint_count = sizeof(endpoints) / sizeof(endpoints[0]),
	};
}

static struct nlmsghdr *policy_message(void)
{
	struct nl_msg *message = new_message(PHONEWALL_CMD_POLICY_GET);
	struct phonewall_translation wanted = translation();

	assert_int_equal(phonewall_message_put_policy(message, &wanted, NULL),
			 0);
	return finish(message);
}

static void test_policy(void **state)
{
	struct nlmsghdr *header = policy_message();
	struct phonewall_kernel_policy policy;

	(void)state;
	assert_int_equal(phonewall_message_read_policy(header, &policy), 0);
	assert_true(policy.enabled);
	assert_int_equal(policy.generation, 0);
	assert_int_equal(policy.flags, PHONEWALL_FLAG_NO_ICMP_UNREACHABLE);
	assert_int_equal(policy.rtp.first, 16384);
	assert_int_equal(policy.rtp.last, 16483);
	assert_int_equal(policy.limits.flows, 7);
	assert_int_equal(policy.limits.timeout_udp, 8);
	assert_int_equal(policy.limits.timeout_udp_replied, 9);
	assert_int_equal(policy.limits.timeout_echo, 10);
	assert_int_equal(policy.limits.timeout_other, 11);
	assert_int_equal(policy.udp_count, 3);
	assert_int_equal(policy.udp[0].first, 68);
	assert_int_equal(policy.udp[1].last, 16483);
	assert_int_equal(policy.udp[2].first, 65535);
	assert_int_equal(policy.tcp_count, 2);
	assert_int_equal(policy.tcp[0].first, 80);
	assert_int_equal(policy.tcp[1].last, 65535);
	assert_int_equal(policy.endpoint_count, 2);
	assert_int_equal(policy.endpoints[0].family, AF_INET);
	assert_int_equal(policy.endpoints[0].port, 34560);
	assert_memory_equal(&policy.endpoints[0].address, "\xe0\xa8\xa8\xa8",
			    4);
	assert_int_equal(policy.endpoints[1].family, AF_INET6);
	assert_memory_equal(&policy.endpoints[1].address,
			    &endpoints[1].address, 16);
	assert_null(policy.endpoints[1].reason);
	phonewall_kernel_policy_clear(&policy);
	assert_null(policy.udp);
	free(header);
}

static void test_empty_policy(void **state)
{
	struct phonewall_translation nothing = { .limits = { 1, 1, 1, 1, 1 } };
	struct nl_msg *message = new_message(PHONEWALL_CMD_POLICY_GET);
	struct phonewall_kernel_policy policy;
	struct nlmsghdr *header;

	(void)state;
	assert_int_equal(phonewall_message_put_policy(message, &nothing, NULL),
			 0);
	header = finish(message);
	assert_int_equal(phonewall_message_read_policy(header, &policy), 0);
	assert_false(policy.enabled);
	assert_int_equal(policy.rtp.first, 0);
	assert_int_equal(policy.udp_count + policy.tcp_count, 0);
	assert_int_equal(policy.endpoint_count, 0);
	phonewall_kernel_policy_clear(&policy);
	free(header);
}

/* The place of an expected generation in a request, and which one. */
static const struct nlattr *find_expected(struct nlmsghdr *header)
{
	struct nlattr *nest = nlmsg_find_attr(header, GENL_HDRLEN,
					      PHONEWALL_A_POLICY);

	assert_non_null(nest);
	return nla_find(nla_data(nest), nla_len(nest),
			PHONEWALL_A_POLICY_EXPECTED_GENERATION);
}

static void test_expected_generation(void **state)
{
	static const uint32_t generations[] = { 0, 1, UINT32_MAX };
	struct phonewall_translation wanted = translation();
	struct nlmsghdr *header = policy_message();
	struct nl_msg *message;
	size_t i;

	(void)state;
	assert_null(find_expected(header));
	free(header);
	for (i = 0; i < 3; i++) {
		message = new_message(PHONEWALL_CMD_POLICY_SET);
		assert_int_equal(phonewall_message_put_policy(message, &wanted,
							      &generations[i]),
				 0);
		header = finish(message);
		assert_non_null(find_expected(header));
		assert_int_equal(nla_len(find_expected(header)), 4);
		assert_int_equal(nla_get_u32(find_expected(header)),
				 generations[i]);
		free(header);
	}
}

static void test_policy_without_room(void **state)
{
	struct phonewall_translation wanted = translation();
	struct nl_msg *message = nlmsg_alloc_size(64);

	(void)state;
	assert_non_null(message);
	assert_non_null(genlmsg_put(message, 0, 0, 30, 0, 0, 1, 1));
	assert_int_equal(phonewall_message_put_policy(message, &wanted, NULL),
			 -EMSGSIZE);
	nlmsg_free(message);
}

/* One attribute of a policy, whatever it is, next to a valid ENABLED. */
static int read_policy_with(int type, const void *data, int length)
{
	struct nl_msg *message = new_message(PHONEWALL_CMD_POLICY_GET);
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_POLICY);
	struct phonewall_kernel_policy policy;
	struct nlmsghdr *header;
	int error;

	assert_non_null(nest);
	assert_int_equal(nla_put_u8(message, PHONEWALL_A_POLICY_ENABLED, 1), 0);
	assert_int_equal(nla_put(message, type, length, data), 0);
	nla_nest_end(message, nest);
	header = finish(message);
	error = phonewall_message_read_policy(header, &policy);
	if (!error)
		phonewall_kernel_policy_clear(&policy);
	free(header);
	return error;
}

static void test_bad_policies(void **state)
{
	static const struct phonewall_port_range zero = { 0, 5 };
	static const struct phonewall_port_range reversed = { 6, 5 };
	static const struct phonewall_port_range good = { 5, 6 };

	(void)state;
	assert_int_equal(read_policy_with(PHONEWALL_A_POLICY_RTP, &good, 4), 0);
	assert_int_equal(read_policy_with(PHONEWALL_A_POLICY_RTP, &good, 3),
			 -EBADMSG);
	assert_int_equal(read_policy_with(PHONEWALL_A_POLICY_RTP, &zero, 4),
			 -EBADMSG);
	assert_int_equal(read_policy_with(PHONEWALL_A_POLICY_RTP, &reversed, 4),
			 -EBADMSG);
	assert_int_equal(read_policy_with(PHONEWALL_A_POLICY_FLAGS, &good, 2),
			 -EBADMSG);
	assert_int_equal(read_policy_with(PHONEWALL_A_POLICY_FLAGS,
					  "12345678", 8), -EBADMSG);
	assert_int_equal(read_policy_with(PHONEWALL_A_POLICY_MAX + 7, "new", 3),
			 0);
}

static int read_ports_with(int length)
{
	struct nl_msg *message = nlmsg_alloc();
	int error;

	assert_non_null(message);
	assert_int_equal(nla_put(message, PHONEWALL_A_PORTS_RANGE, length,
				 "\5\0\6\0\7\0"), 0);
	error = read_policy_with(PHONEWALL_A_POLICY_UDP_PORTS,
				 nlmsg_data(nlmsg_hdr(message)),
				 nlmsg_datalen(nlmsg_hdr(message)));
	nlmsg_free(message);
	return error;
}

static void test_bad_ranges(void **state)
{
	(void)state;
	assert_int_equal(read_ports_with(4), 0);
	assert_int_equal(read_ports_with(2), -EBADMSG);
	assert_int_equal(read_ports_with(6), -EBADMSG);
	assert_int_equal(read_ports_with(0), -EBADMSG);
}

static int read_endpoint_with(int length, bool has_port)
{
	struct nl_msg *message = nlmsg_alloc();
	struct nlattr *nest;
	int error;

	assert_non_null(message);
	nest = nla_nest_start(message, PHONEWALL_A_ENDPOINT);
	assert_int_equal(nla_put(message, PHONEWALL_A_ENDPOINT_ADDRESS, length,
				 "0123456789abcdef0"), 0);
	if (has_port)
		assert_int_equal(nla_put_u16(message,
					     PHONEWALL_A_ENDPOINT_PORT, 5), 0);
	nla_nest_end(message, nest);
	error = read_policy_with(PHONEWALL_A_POLICY_ENDPOINTS,
				 nlmsg_data(nlmsg_hdr(message)),
				 nlmsg_datalen(nlmsg_hdr(message)));
	nlmsg_free(message);
	return error;
}

static void test_bad_endpoints(void **state)
{
	(void)state;
	assert_int_equal(read_endpoint_with(4, true), 0);
	assert_int_equal(read_endpoint_with(16, true), 0);
	assert_int_equal(read_endpoint_with(4, false), -EBADMSG);
	assert_int_equal(read_endpoint_with(3, true), -EBADMSG);
	assert_int_equal(read_endpoint_with(5, true), -EBADMSG);
	assert_int_equal(read_endpoint_with(15, true), -EBADMSG);
	assert_int_equal(read_endpoint_with(17, true), -EBADMSG);
}

static void put_count(struct nl_msg *message, uint32_t reason, uint64_t packets)
{
	struct nlattr *nest = nla_nest_start(message,
					     PHONEWALL_A_STATUS_REASON);

	nla_put_u32(message, PHONEWALL_A_COUNT_REASON, reason);
	nla_put_u64(message, PHONEWALL_A_COUNT_PACKETS, packets);
	nla_nest_end(message, nest);
}

static struct nlmsghdr *status_message(const char *version)
{
	struct nl_msg *message = new_message(PHONEWALL_CMD_STATUS_GET);
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_STATUS);

	nla_put_string(message, PHONEWALL_A_STATUS_VERSION, version);
	nla_put_u8(message, PHONEWALL_A_STATUS_ENABLED, 1);
	nla_put_u32(message, PHONEWALL_A_STATUS_GENERATION, 3);
	nla_put_u32(message, PHONEWALL_A_STATUS_FLOWS, 4);
	nla_put_u32(message, PHONEWALL_A_STATUS_FLOW_LIMIT, 5);
	put_count(message, PHONEWALL_REASON_OPEN_PORT, 1ULL << 40);
	put_count(message, PHONEWALL_REASON_MAX, 9);
	put_count(message, PHONEWALL_REASON_MAX + 1, 10);
	put_count(message, UINT32_MAX, 11);
	nla_put_u64(message, PHONEWALL_A_STATUS_FLOWS_CREATED, 6);
	nla_put_u64(message, PHONEWALL_A_STATUS_FLOWS_EVICTED, 7);
	nla_put_u64(message, PHONEWALL_A_STATUS_FLOWS_REFUSED, 8);
	nla_put_u32(message, PHONEWALL_A_STATUS_FLOOD_DEVICE, 12);
	nla_nest_end(message, nest);
	return finish(message);
}

static void test_status(void **state)
{
	struct nlmsghdr *header = status_message("1.2.3");
	struct phonewall_status status;

	(void)state;
	assert_int_equal(phonewall_message_read_status(header, &status), 0);
	assert_string_equal(status.version, "1.2.3");
	assert_true(status.enabled);
	assert_int_equal(status.generation, 3);
	assert_int_equal(status.flows, 4);
	assert_int_equal(status.flow_limit, 5);
	assert_int_equal(status.flows_created, 6);
	assert_int_equal(status.flows_evicted, 7);
	assert_int_equal(status.flows_refused, 8);
	assert_int_equal(status.flood_device, 12);
	assert_int_equal(status.packets[PHONEWALL_REASON_OPEN_PORT],
			 1ULL << 40);
	assert_int_equal(status.packets[PHONEWALL_REASON_MAX], 9);
	assert_int_equal(status.packets[0], 0);
	free(header);
}

static void test_long_version(void **state)
{
	struct nlmsghdr *header = status_message(
		"a version that is longer than there is room for it");
	struct phonewall_status status;

	(void)state;
	assert_int_equal(phonewall_message_read_status(header, &status), 0);
	assert_string_equal(status.version, "a version that is longer than t");
	free(header);
}

static struct nlmsghdr *flow_message(int length)
{
	struct nl_msg *message = new_message(PHONEWALL_CMD_FLOW_GET);
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_FLOW);

	nla_put_u8(message, PHONEWALL_A_FLOW_PROTOCOL, IPPROTO_UDP);
	nla_put(message, PHONEWALL_A_FLOW_LOCAL_ADDRESS, length,
		"0123456789abcdef0");
	nla_put(message, PHONEWALL_A_FLOW_REMOTE_ADDRESS, 4, "\xc0\x00\x02\x01");
	nla_put_u16(message, PHONEWALL_A_FLOW_LOCAL_PORT, 40000);
	nla_put_u16(message, PHONEWALL_A_FLOW_REMOTE_PORT, 53);
	nla_put_flag(message, PHONEWALL_A_FLOW_REPLIED);
	nla_put_u32(message, PHONEWALL_A_FLOW_EXPIRES, 179000);
	nla_put_u32(message, PHONEWALL_A_FLOW_LINK, 7);
	nla_nest_end(message, nest);
	return finish(message);
}

static void test_flow(void **state)
{
	struct nlmsghdr *header = flow_message(16);
	struct phonewall_flow flow;

	(void)state;
	assert_int_equal(phonewall_message_read_flow(header, &flow), 0);
	assert_int_equal(flow.protocol, IPPROTO_UDP);
	assert_int_equal(flow.local.family, AF_INET6);
	assert_memory_equal(flow.local.bytes, "0123456789abcdef", 16);
	assert_int_equal(flow.remote.family, AF_INET);
	assert_memory_equal(flow.remote.bytes, "\xc0\x00\x02\x01", 4);
	assert_int_equal(flow.local_port, 40000);
	assert_int_equal(flow.remote_port, 53);
	assert_true(flow.replied);
	assert_false(flow.expectation);
	assert_int_equal(flow.expires_ms, 179000);
	assert_int_equal(flow.link, 7);
	free(header);
}

static void test_bad_flow(void **state)
{
	struct nlmsghdr *header = flow_message(8);
	struct phonewall_flow flow;

	(void)state;
	assert_int_equal(phonewall_message_read_flow(header, &flow), -EBADMSG);
	free(header);
}

static struct nlmsghdr *number_message(int type, uint32_t number)
{
	struct nl_msg *message = new_message(PHONEWALL_CMD_FLOW_FLUSH);

	nla_put_u32(message, type, number);
	return finish(message);
}

static void test_numbers(void **state)
{
	struct nlmsghdr *header = number_message(PHONEWALL_A_FLUSHED, 12);
	enum phonewall_reason reason;
	uint32_t flushed;

	(void)state;
	assert_int_equal(phonewall_message_read_flushed(header, &flushed), 0);
	assert_int_equal(flushed, 12);
	assert_int_equal(phonewall_message_read_verdict(header, &reason),
			 -EBADMSG);
	free(header);
	header = number_message(PHONEWALL_A_REASON, PHONEWALL_REASON_PROTOCOL);
	assert_int_equal(phonewall_message_read_verdict(header, &reason), 0);
	assert_int_equal(reason, PHONEWALL_REASON_PROTOCOL);
	free(header);
}

static struct nlmsghdr *blocked_message(size_t length)
{
	struct nl_msg *message = new_message(PHONEWALL_CMD_EVENT_BLOCKED);
	static const uint8_t packet[PHONEWALL_PACKET_MAX + 1] = { 0x45 };

	nla_put_u32(message, PHONEWALL_A_REASON, PHONEWALL_REASON_TCP_BLOCKED);
	assert_int_equal(phonewall_message_put_packet(message, PHONEWALL_OUT,
						      packet, length), 0);
	nla_put_u32(message, PHONEWALL_A_LENGTH, 1500);
	nla_put_u32(message, PHONEWALL_A_DEVICE, 2);
	nla_put_u32(message, PHONEWALL_A_LEFT_OUT, 3);
	return finish(message);
}

static void test_blocked_event(void **state)
{
	struct nlmsghdr *header = blocked_message(PHONEWALL_PACKET_MAX);
	struct phonewall_event event;

	(void)state;
	assert_int_equal(phonewall_message_read_event(header, &event), 0);
	assert_int_equal(event.command, PHONEWALL_CMD_EVENT_BLOCKED);
	assert_int_equal(event.reason, PHONEWALL_REASON_TCP_BLOCKED);
	assert_int_equal(event.direction, PHONEWALL_OUT);
	assert_int_equal(event.captured, PHONEWALL_PACKET_MAX);
	assert_int_equal(event.packet[0], 0x45);
	assert_int_equal(event.length, 1500);
	assert_int_equal(event.device, 2);
	assert_int_equal(event.left_out, 3);
	free(header);
}

static void test_event_of_long_packet(void **state)
{
	struct nlmsghdr *header = blocked_message(PHONEWALL_PACKET_MAX + 1);
	struct phonewall_event event;

	(void)state;
	assert_int_equal(phonewall_message_read_event(header, &event),
			 -EBADMSG);
	free(header);
}

static struct nlmsghdr *policy_event_message(void)
{
	struct nl_msg *message = new_message(PHONEWALL_CMD_EVENT_POLICY);
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_POLICY);

	nla_put_u8(message, PHONEWALL_A_POLICY_ENABLED, 1);
	nla_put_u32(message, PHONEWALL_A_POLICY_GENERATION, 77);
	nla_nest_end(message, nest);
	return finish(message);
}

static void test_policy_event(void **state)
{
	struct nlmsghdr *header = policy_event_message();
	struct phonewall_event event;

	(void)state;
	assert_int_equal(phonewall_message_read_event(header, &event), 0);
	assert_int_equal(event.command, PHONEWALL_CMD_EVENT_POLICY);
	assert_true(event.enabled);
	assert_int_equal(event.generation, 77);
	free(header);
}

/* Calls every reader; each succeeds or returns a readable error. */
static void read_all(struct nlmsghdr *header)
{
	struct phonewall_kernel_policy policy;
	struct phonewall_status status;
	struct phonewall_event event;
	struct phonewall_flow flow;
	enum phonewall_reason reason;
	uint32_t number;
	size_t i;
	int error;

	error = phonewall_message_read_policy(header, &policy);
	assert_true(error == 0 || error == -EBADMSG);
	for (i = 0; !error && i < policy.udp_count; i++)
		assert_in_range(policy.udp[i].first, 1, policy.udp[i].last);
	if (!error)
		phonewall_kernel_policy_clear(&policy);
	error = phonewall_message_read_status(header, &status);
	assert_true(error == 0 || error == -EBADMSG);
	assert_non_null(memchr(status.version, '\0', sizeof(status.version)));
	error = phonewall_message_read_event(header, &event);
	assert_true(error == 0 || error == -EBADMSG);
	assert_in_range(event.captured, 0, PHONEWALL_PACKET_MAX);
	error = phonewall_message_read_flow(header, &flow);
	assert_true(error == 0 || error == -EBADMSG);
	error = phonewall_message_read_flushed(header, &number);
	assert_true(error == 0 || error == -EBADMSG);
	error = phonewall_message_read_verdict(header, &reason);
	assert_true(error == 0 || error == -EBADMSG);
}

/* Some bytes changed, and cut somewhere; the length is that of its memory. */
static void read_damaged(const struct nlmsghdr *good, unsigned int *seed)
{
	size_t length = good->nlmsg_len;
	struct nlmsghdr *bad;
	unsigned int change;

	if (rand_r(seed) % 4 == 0)
		length = NLMSG_HDRLEN +
			 rand_r(seed) % (length - NLMSG_HDRLEN + 1);
	bad = malloc(length);
	assert_non_null(bad);
	memcpy(bad, good, length);
	for (change = rand_r(seed) % 5; change; change--)
		((uint8_t *)bad)[rand_r(seed) % length] = rand_r(seed);
	bad->nlmsg_len = length;
	read_all(bad);
	free(bad);
}

static void test_hostile_messages(void **state)
{
	struct nlmsghdr *good[] = {
		policy_message(), status_message("1.2.3"), flow_message(16),
		number_message(PHONEWALL_A_FLUSHED, 1), blocked_message(60),
		policy_event_message(),
	};
	const size_t count = sizeof(good) / sizeof(good[0]);
	unsigned int seed = 1;

	(void)state;
	for (unsigned int round = 0; round < 60000; round++)
		read_damaged(good[round % count], &seed);
	for (size_t i = 0; i < count; i++)
		free(good[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_policy),
		cmocka_unit_test(test_empty_policy),
		cmocka_unit_test(test_expected_generation),
		cmocka_unit_test(test_policy_without_room),
		cmocka_unit_test(test_bad_policies),
		cmocka_unit_test(test_bad_ranges),
		cmocka_unit_test(test_bad_endpoints),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_long_version),
		cmocka_unit_test(test_flow),
		cmocka_unit_test(test_bad_flow),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_blocked_event),
		cmocka_unit_test(test_event_of_long_packet),
		cmocka_unit_test(test_policy_event),
		cmocka_unit_test(test_hostile_messages),
	};

	return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
