// SPDX-License-Identifier: MIT
/*
 * Reading requests, and FLOW_FLUSH, while the kernel has no memory: each
 * allocation fails in turn. An answer is whole and correct, a refusal changes
 * nothing, and a flush removes all flows or none.
 */
#include <errno.h>
#include <linux/genetlink.h>
#include <stdio.h>
#include <sys/socket.h>

#include "failing.h"
#include "harness/inet_socket.h"
#include "harness/phone_ports.h"
#include "harness/raw_packet.h"
#include "harness/suite.h"
#include "harness/topology.h"
#include "harness/udp.h"

#define SITES_MAX	400
#define DUMPED_FLOWS	300
#define FLUSHED_FLOWS	3

/**
 * struct result - what has come of a request
 * @error: 0, a negative errno, or -ENOBUFS if the kernel had no memory for
 *	its answer
 * @replies: how many messages came before the end
 * @answer: the last of them
 */
struct result {
	int error;
	unsigned int replies;
	struct genetlink_answer answer;
};

static struct genetlink_request request;
static uint8_t datagram[GENETLINK_MAX] __attribute__((aligned(4)));

/* Returns true if the end was among the messages. */
static bool take(ssize_t length, struct result *result)
{
	const struct nlmsghdr *message = (const void *)datagram;
	size_t header = GENL_HDRLEN;
	int left = length;

	for (; mnl_nlmsg_ok(message, left);
	     message = mnl_nlmsg_next(message, &left)) {
		if (message->nlmsg_type == NLMSG_ERROR ||
		    message->nlmsg_type == NLMSG_DONE) {
			result->error =
				*(const int *)mnl_nlmsg_get_payload(message);
			return true;
		}
		result->replies++;
		result->answer.length = mnl_nlmsg_get_payload_len(message) -
					header;
		memcpy(result->answer.reply,
		       mnl_nlmsg_get_payload_offset(message, header),
		       result->answer.length);
	}
	return false;
}

/* The module answers at once, and continues a dump while it is read. */
static void read_result(const struct genetlink *genetlink,
			struct result *result)
{
	ssize_t length;

	do {
		length = genetlink_read(genetlink, datagram, 0);
		if (length <= 0) {
			result->error = -ENOBUFS;
			return;
		}
	} while (!take(length, result));
}

/* By a socket of its own. Returns true if there was such an allocation. */
static bool ask(unsigned int number, struct result *result)
{
	struct genetlink genetlink;
	bool has_failed;

	memset(result, 0, sizeof(*result));
	genetlink_open_phone(&genetlink);
	failing_begin(number);
	result->error = genetlink_send(&genetlink, &request);
	if (!result->error)
		read_result(&genetlink, result);
	has_failed = failing_end();
	host_close_socket(genetlink.fd);
	return has_failed;
}

static struct nlmsghdr *begin_request(uint8_t command)
{
	struct nlmsghdr *header;
	struct genetlink genetlink;

	genetlink_open_phone(&genetlink);
	header = genetlink_begin(&genetlink, &request, command);
	host_close_socket(genetlink.fd);
	return header;
}

static bool is_same_reply(const struct result *one, const struct result *other)
{
	return one->replies == other->replies &&
	       one->answer.length == other->answer.length &&
	       !memcmp(one->answer.reply, other->answer.reply,
		       one->answer.length);
}

/* The status counts, so only its length is compared. */
static bool is_as_long_a_reply(const struct result *one,
			       const struct result *other)
{
	return one->replies == other->replies &&
	       one->answer.length == other->answer.length;
}

/* The request after all the failures gives the reference. */
static void try_each(const char *what,
		     bool (*is_right)(const struct result *one,
				      const struct result *other))
{
	static struct result right, result;
	unsigned int number = 1;

	assert_false(ask(SITES_MAX, &right));
	assert_int_equal(right.error, 0);
	assert_true(right.replies > 0);
	while (ask(number, &result)) {
		if (!result.error && !is_right(&result, &right))
			fail_msg("allocation %u: the answer to %s is not whole",
				 number, what);
		assert_in_range(number++, 1, SITES_MAX);
	}
	assert_int_equal(result.error, 0);
	assert_true(is_right(&result, &right));
	printf("# %s: %u allocations failed\n", what, number - 1);
	assert_true(number > 2);
}

static void test_policy(void **state)
{
	(void)state;
	begin_request(PHONEWALL_CMD_POLICY_GET);
	try_each("POLICY_GET", is_same_reply);
}

static void test_status(void **state)
{
	(void)state;
	begin_request(PHONEWALL_CMD_STATUS_GET);
	try_each("STATUS_GET", is_as_long_a_reply);
}

static void test_dot1x(void **state)
{
	const struct dot1x_settings settings = {
		.pc_port = TOPOLOGY_DEVICE,
		.switch_port = "absent",
		.is_enabled = true,
		.session_limit = 8,
	};

	(void)state;
	dot1x_open();
	dot1x_set(&settings);
	begin_request(PHONEWALL_CMD_DOT1X_GET);
	try_each("DOT1X_GET", is_same_reply);
	dot1x_withdraw();
}

static void test_verdict(void **state)
{
	struct path path = path_to_phone(suite_family(state), 7, UDP_CLOSED);
	struct raw_packet packet;
	struct nlmsghdr *header;

	raw_packet_make_text(&packet, &path, "?");
	header = begin_request(PHONEWALL_CMD_VERDICT_GET);
	mnl_attr_put_u8(header, PHONEWALL_A_DIRECTION, PHONEWALL_IN);
	mnl_attr_put(header, PHONEWALL_A_PACKET, packet.length, packet.bytes);
	try_each("VERDICT_GET", is_same_reply);
}

static void make_flows(sa_family_t family, unsigned int count)
{
	struct phonewall_address lan = host_address(HOST_LAN, family);
	int fd = udp_open(HOST_PHONE, family, 0);

	for (unsigned int i = 0; i < count; i++)
		udp_send_to(fd, HOST_PHONE, &lan, 1000 + i, "!");
	host_close_socket(fd);
	assert_int_equal(firewall_status().flows, count);
}

/*
 * A message has the remaining time of a flow, which differs; no flow is lost.
 */
static void test_flows(void **state)
{
	struct phonewall_translation policy = firewall_policy();

	policy.limits.timeout_udp = 3600;
	firewall_set(&policy);
	make_flows(suite_family(state), DUMPED_FLOWS);
	begin_request(PHONEWALL_CMD_FLOW_GET)->nlmsg_flags |= NLM_F_DUMP;
	try_each("FLOW_GET", is_as_long_a_reply);
	assert_int_equal(firewall_status().flows, DUMPED_FLOWS);
}

/* Returns true if there was an allocation of that number. */
static bool try_flush(sa_family_t family, unsigned int number)
{
	struct result result;
	unsigned int flows;
	bool has_failed;

	make_flows(family, FLUSHED_FLOWS);
	has_failed = ask(number, &result);
	flows = firewall_status().flows;
	if (flows && flows != FLUSHED_FLOWS)
		fail_msg("allocation %u: %u flows are left", number, flows);
	if (result.error != -ENOBUFS)
		assert_int_equal(flows, result.error ? FLUSHED_FLOWS : 0);
	firewall_flush();
	return has_failed;
}

static void test_flush(void **state)
{
	unsigned int number = 1;

	begin_request(PHONEWALL_CMD_FLOW_FLUSH);
	while (try_flush(suite_family(state), number))
		assert_in_range(number++, 1, SITES_MAX);
	printf("# FLOW_FLUSH: %u allocations failed\n", number - 1);
	assert_true(number > 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IPV4(test_policy),
		TEST_IPV4(test_status),
		TEST_IPV4(test_dot1x),
		TEST_FAMILIES(test_verdict),
		TEST_FAMILIES(test_flows),
		TEST_FAMILIES(test_flush),
	};

	return cmocka_run_group_tests(tests, failing_begin_suite, suite_end);
}
