// SPDX-License-Identifier: MIT
/*
 * Valid messages: setting and reading the policy, the status, and verdicts.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>

#include "harness/genetlink.h"
#include "harness/path.h"
#include "harness/raw_packet.h"
#include "harness/suite.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

static struct genetlink genetlink;

static struct nlattr *begin_policy(struct genetlink_request *request,
				   bool enabled)
{
	struct nlmsghdr *header = genetlink_begin(&genetlink, request,
						  PHONEWALL_CMD_POLICY_SET);
	struct nlattr *nest = mnl_attr_nest_start(header, PHONEWALL_A_POLICY);

	mnl_attr_put_u8(header, PHONEWALL_A_POLICY_ENABLED, enabled);
	return nest;
}

static void set_policy(struct genetlink_request *request, struct nlattr *nest)
{
	static struct genetlink_answer answer;

	mnl_attr_nest_end((struct nlmsghdr *)request->bytes, nest);
	genetlink_ask(&genetlink, request, &answer);
	if (answer.error)
		fail_msg("%s: \"%s\"", strerror(-answer.error), answer.words);
	assert_int_equal(answer.length, 0);
}

/* The policy of the module; the next call overwrites it. */
static const struct nlattr *get_policy(void)
{
	static struct genetlink_answer answer;
	const struct nlattr *policy;

	genetlink_ask_plain(&genetlink, PHONEWALL_CMD_POLICY_GET, &answer);
	assert_int_equal(answer.error, 0);
	policy = genetlink_attribute(answer.reply, answer.length,
				     PHONEWALL_A_POLICY);
	assert_non_null(policy);
	return policy;
}

static const struct nlattr *require(const struct nlattr *nest, uint16_t type,
				    size_t length)
{
	const struct nlattr *attribute = genetlink_nested(nest, type);

	if (!attribute)
		fail_msg("attribute %u is missing", type);
	assert_int_equal(mnl_attr_get_payload_len(attribute), length);
	return attribute;
}

static uint32_t number(const struct nlattr *nest, uint16_t type)
{
	return mnl_attr_get_u32(require(nest, type, sizeof(uint32_t)));
}

static uint8_t byte(const struct nlattr *nest, uint16_t type)
{
	return mnl_attr_get_u8(require(nest, type, sizeof(uint8_t)));
}

static void put_range(struct nlmsghdr *header, uint16_t first, uint16_t last)
{
	const struct phonewall_port_range range = { first, last };

	mnl_attr_put(header, PHONEWALL_A_PORTS_RANGE, sizeof(range), &range);
}

static void put_ranges(struct genetlink_request *request, uint16_t type,
		       const struct phonewall_port_range *ranges, size_t count)
{
	struct nlmsghdr *header = (struct nlmsghdr *)request->bytes;
	struct nlattr *nest = mnl_attr_nest_start(header, type);

	for (size_t i = 0; i < count; i++)
		put_range(header, ranges[i].first, ranges[i].last);
	mnl_attr_nest_end(header, nest);
}

static void expect_ranges(const struct nlattr *policy, uint16_t type,
			  const struct phonewall_port_range *ranges,
			  size_t count)
{
	const struct nlattr *nest = genetlink_nested(policy, type);
	const struct nlattr *attribute;
	size_t found = 0;

	assert_non_null(nest);
	mnl_attr_for_each_nested(attribute, nest) {
		assert_int_equal(mnl_attr_get_type(attribute),
				 PHONEWALL_A_PORTS_RANGE);
		assert_int_equal(mnl_attr_get_payload_len(attribute),
				 sizeof(*ranges));
		assert_true(found < count);
		assert_memory_equal(mnl_attr_get_payload(attribute),
				    &ranges[found++], sizeof(*ranges));
	}
	assert_int_equal(found, count);
}

static void expect_defaults(const struct nlattr *policy, bool enabled,
			    uint32_t generation)
{
	assert_int_equal(byte(policy, PHONEWALL_A_POLICY_ENABLED), enabled);
	assert_int_equal(number(policy, PHONEWALL_A_POLICY_FLAGS), 0);
	assert_null(genetlink_nested(policy, PHONEWALL_A_POLICY_RTP));
	expect_ranges(policy, PHONEWALL_A_POLICY_UDP_PORTS, NULL, 0);
	expect_ranges(policy, PHONEWALL_A_POLICY_TCP_PORTS, NULL, 0);
	require(policy, PHONEWALL_A_POLICY_ENDPOINTS, 0);
	assert_int_equal(number(policy, PHONEWALL_A_POLICY_FLOW_LIMIT), 4096);
	assert_int_equal(number(policy, PHONEWALL_A_POLICY_TIMEOUT_UDP), 30);
	assert_int_equal(number(policy, PHONEWALL_A_POLICY_TIMEOUT_UDP_REPLIED),
			 180);
	assert_int_equal(number(policy, PHONEWALL_A_POLICY_TIMEOUT_ECHO), 30);
	assert_int_equal(number(policy, PHONEWALL_A_POLICY_TIMEOUT_OTHER), 600);
	assert_int_equal(number(policy, PHONEWALL_A_POLICY_GENERATION),
			 generation);
}

static uint32_t generation(void)
{
	return number(get_policy(), PHONEWALL_A_POLICY_GENERATION);
}

/* In a new namespace. */
static void test_before_the_first_policy(void **state)
{
	int error;

	(void)state;
	host_enter(HOST_PHONE);
	assert_int_equal(unshare(CLONE_NEWNET), 0);
	error = genetlink_open(&genetlink);
	host_leave();
	assert_int_equal(error, 0);
	expect_defaults(get_policy(), false, 0);
}

static void put_endpoint(struct nlmsghdr *header, const void *address,
			 size_t length, uint16_t port)
{
	struct nlattr *nest = mnl_attr_nest_start(header, PHONEWALL_A_ENDPOINT);

	mnl_attr_put(header, PHONEWALL_A_ENDPOINT_ADDRESS, length, address);
	mnl_attr_put_u16(header, PHONEWALL_A_ENDPOINT_PORT, port);
	mnl_attr_nest_end(header, nest);
}

/* The first of each family, the last, and all between. */
static void put_all_endpoints(struct genetlink_request *request)
{
	struct nlmsghdr *header = (struct nlmsghdr *)request->bytes;
	struct nlattr *nest;
	uint8_t ipv4[4] = { 224 };
	uint8_t ipv6[16] = { 0xff };

	nest = mnl_attr_nest_start(header, PHONEWALL_A_POLICY_ENDPOINTS);
	for (unsigned int i = 0; i < PHONEWALL_ENDPOINTS_MAX; i++) {
		ipv4[0] = i ? 239 : 224;
		ipv4[3] = ipv6[15] = i;
		if (i % 2)
			put_endpoint(header, ipv6, sizeof(ipv6), 65535 - i);
		else
			put_endpoint(header, ipv4, sizeof(ipv4), 1 + i);
	}
	mnl_attr_nest_end(header, nest);
}

static void put_everything(struct genetlink_request *request)
{
	static const struct phonewall_port_range ports[] = { { 1, 2 } };
	static const struct phonewall_port_range rtp = { 16384, 32767 };
	struct nlmsghdr *header = (struct nlmsghdr *)request->bytes;

	mnl_attr_put_u32(header, PHONEWALL_A_POLICY_FLAGS, FIREWALL_FLAGS);
	mnl_attr_put(header, PHONEWALL_A_POLICY_RTP, sizeof(rtp), &rtp);
	put_ranges(request, PHONEWALL_A_POLICY_UDP_PORTS, ports, 1);
	put_ranges(request, PHONEWALL_A_POLICY_TCP_PORTS, ports, 1);
	put_all_endpoints(request);
	mnl_attr_put_u32(header, PHONEWALL_A_POLICY_FLOW_LIMIT,
			 PHONEWALL_FLOW_LIMIT_MAX);
	mnl_attr_put_u32(header, PHONEWALL_A_POLICY_TIMEOUT_UDP, 1);
	mnl_attr_put_u32(header, PHONEWALL_A_POLICY_TIMEOUT_UDP_REPLIED, 2);
	mnl_attr_put_u32(header, PHONEWALL_A_POLICY_TIMEOUT_ECHO, 3);
	mnl_attr_put_u32(header, PHONEWALL_A_POLICY_TIMEOUT_OTHER,
			 PHONEWALL_TIMEOUT_MAX);
}

/* A policy is returned in the same bytes, followed by the generation. */
static void test_everything(void **state)
{
	struct nlattr *sent;
	const struct nlattr *held;
	struct genetlink_request request;
	uint32_t before = generation();

	(void)state;
	sent = begin_policy(&request, true);
	put_everything(&request);
	set_policy(&request, sent);
	held = get_policy();
	assert_int_equal(number(held, PHONEWALL_A_POLICY_GENERATION),
			 before + 1);
	assert_int_equal(mnl_attr_get_payload_len(held),
			 mnl_attr_get_payload_len(sent) + 8);
	assert_memory_equal(mnl_attr_get_payload(held),
			    mnl_attr_get_payload(sent),
			    mnl_attr_get_payload_len(sent));
}

static void test_nothing_is_kept(void **state)
{
	struct genetlink_request request;
	uint32_t before = generation();
	struct nlattr *nest;

	(void)state;
	nest = begin_policy(&request, true);
	put_everything(&request);
	set_policy(&request, nest);
	set_policy(&request, begin_policy(&request, true));
	expect_defaults(get_policy(), true, before + 2);
	set_policy(&request, begin_policy(&request, false));
	expect_defaults(get_policy(), false, before + 3);
}

/* The module keeps a disabled policy too. */
static void test_disabled(void **state)
{
	static const struct phonewall_port_range port[] = { { 5060, 5060 } };
	struct genetlink_request request;
	struct nlattr *nest;

	(void)state;
	nest = begin_policy(&request, false);
	put_ranges(&request, PHONEWALL_A_POLICY_UDP_PORTS, port, 1);
	set_policy(&request, nest);
	assert_int_equal(byte(get_policy(), PHONEWALL_A_POLICY_ENABLED), 0);
	expect_ranges(get_policy(), PHONEWALL_A_POLICY_UDP_PORTS, port, 1);
}

static void check_ranges(const struct phonewall_port_range *sent,
			 size_t sent_count,
			 const struct phonewall_port_range *held,
			 size_t held_count)
{
	struct genetlink_request request;
	struct nlattr *nest = begin_policy(&request, true);

	put_ranges(&request, PHONEWALL_A_POLICY_TCP_PORTS, sent, sent_count);
	set_policy(&request, nest);
	expect_ranges(get_policy(), PHONEWALL_A_POLICY_TCP_PORTS, held,
		      held_count);
	expect_ranges(get_policy(), PHONEWALL_A_POLICY_UDP_PORTS, NULL, 0);
	nest = begin_policy(&request, true);
	put_ranges(&request, PHONEWALL_A_POLICY_UDP_PORTS, sent, sent_count);
	set_policy(&request, nest);
	expect_ranges(get_policy(), PHONEWALL_A_POLICY_UDP_PORTS, held,
		      held_count);
	expect_ranges(get_policy(), PHONEWALL_A_POLICY_TCP_PORTS, NULL, 0);
}

static void test_merged_ranges(void **state)
{
	static const struct phonewall_port_range sent[] = {
		{ 65535, 65535 }, { 100, 110 }, { 111, 120 }, { 105, 115 },
		{ 7, 7 }, { 7, 7 }, { 1, 1 }, { 122, 122 },
		{ 65530, 65534 }, { 63, 64 }, { 65, 65 },
	};
	static const struct phonewall_port_range held[] = {
		{ 1, 1 }, { 7, 7 }, { 63, 65 }, { 100, 120 }, { 122, 122 },
		{ 65530, 65535 },
	};

	(void)state;
	check_ranges(sent, COUNT(sent), held, COUNT(held));
}

static void test_every_port(void **state)
{
	static const struct phonewall_port_range all[] = { { 1, 65535 } };

	(void)state;
	check_ranges(all, 1, all, 1);
	check_ranges(NULL, 0, NULL, 0);
}

/* The maximum number of ranges, none adjacent, up to the last port. */
static void test_most_ranges(void **state)
{
	struct phonewall_port_range ranges[PHONEWALL_RANGES_MAX];

	(void)state;
	for (unsigned int i = 0; i < PHONEWALL_RANGES_MAX; i++) {
		ranges[i].first = 64 * i + 60;
		ranges[i].last = 64 * i + 63;
	}
	check_ranges(ranges, PHONEWALL_RANGES_MAX, ranges,
		     PHONEWALL_RANGES_MAX);
}

/* The maximum for both protocols, and all endpoints. */
static void test_largest_policy(void **state)
{
	struct phonewall_port_range ranges[PHONEWALL_RANGES_MAX];
	struct genetlink_request request;
	const struct nlattr *held;
	struct nlattr *sent;

	(void)state;
	for (unsigned int i = 0; i < PHONEWALL_RANGES_MAX; i++)
		ranges[i].first = ranges[i].last = 2 * i + 1;
	sent = begin_policy(&request, true);
	mnl_attr_put_u32((struct nlmsghdr *)request.bytes,
			 PHONEWALL_A_POLICY_FLAGS, 1);
	put_ranges(&request, PHONEWALL_A_POLICY_UDP_PORTS, ranges,
		   PHONEWALL_RANGES_MAX);
	put_ranges(&request, PHONEWALL_A_POLICY_TCP_PORTS, ranges,
		   PHONEWALL_RANGES_MAX);
	put_all_endpoints(&request);
	set_policy(&request, sent);
	held = get_policy();
	assert_memory_equal(mnl_attr_get_payload(held),
			    mnl_attr_get_payload(sent),
			    mnl_attr_get_payload_len(sent));
}

static const struct nlattr *get_status(void)
{
	static struct genetlink_answer answer;
	const struct nlattr *status;

	genetlink_ask_plain(&genetlink, PHONEWALL_CMD_STATUS_GET, &answer);
	assert_int_equal(answer.error, 0);
	status = genetlink_attribute(answer.reply, answer.length,
				     PHONEWALL_A_STATUS);
	assert_non_null(status);
	return status;
}

static void test_status(void **state)
{
	const struct nlattr *status = get_status();
	const struct nlattr *held;
	char version[64];

	(void)state;
	host_output(HOST_PHONE, version, sizeof(version),
		    "tr -d '\\n' </sys/module/phonewall/version");
	held = genetlink_nested(status, PHONEWALL_A_STATUS_VERSION);
	assert_non_null(held);
	assert_string_equal(mnl_attr_get_str(held), version);
	assert_int_equal(byte(status, PHONEWALL_A_STATUS_ENABLED), 1);
	assert_int_equal(number(status, PHONEWALL_A_STATUS_GENERATION),
			 generation());
	assert_int_equal(number(status, PHONEWALL_A_STATUS_FLOWS), 0);
	assert_int_equal(number(status, PHONEWALL_A_STATUS_FLOW_LIMIT), 4096);
	require(status, PHONEWALL_A_STATUS_FLOWS_CREATED, sizeof(uint64_t));
	require(status, PHONEWALL_A_STATUS_FLOWS_EVICTED, sizeof(uint64_t));
	require(status, PHONEWALL_A_STATUS_FLOWS_REFUSED, sizeof(uint64_t));
}

static bool is_reason(unsigned int reason)
{
	return reason < __PHONEWALL_REASON_AFTER_LAST_ACCEPTED ||
	       (reason >= PHONEWALL_REASON_FIRST_BLOCKED &&
		reason <= PHONEWALL_REASON_MAX);
}

/* Each reason once, and nothing that is no reason. */
static void test_status_reasons(void **state)
{
	unsigned int times[PHONEWALL_REASON_MAX + 1] = { 0 };
	const struct nlattr *status = get_status();
	const struct nlattr *attribute;
	uint32_t reason;

	(void)state;
	mnl_attr_for_each_nested(attribute, status) {
		if (mnl_attr_get_type(attribute) != PHONEWALL_A_STATUS_REASON)
			continue;
		reason = number(attribute, PHONEWALL_A_COUNT_REASON);
		assert_true(reason <= PHONEWALL_REASON_MAX);
		times[reason]++;
		require(attribute, PHONEWALL_A_COUNT_PACKETS,
			sizeof(uint64_t));
	}
	for (reason = 0; reason <= PHONEWALL_REASON_MAX; reason++)
		assert_int_equal(times[reason], is_reason(reason));
}

static uint32_t ask_verdict(enum phonewall_direction direction,
			    const void *packet, size_t length)
{
	static struct genetlink_answer answer;
	struct genetlink_request request;
	const struct nlattr *reason;
	struct nlmsghdr *header;

	header = genetlink_begin(&genetlink, &request,
				 PHONEWALL_CMD_VERDICT_GET);
	mnl_attr_put_u8(header, PHONEWALL_A_DIRECTION, direction);
	mnl_attr_put(header, PHONEWALL_A_PACKET, length, packet);
	genetlink_ask(&genetlink, &request, &answer);
	assert_int_equal(answer.error, 0);
	reason = genetlink_attribute(answer.reply, answer.length,
				     PHONEWALL_A_REASON);
	assert_non_null(reason);
	assert_int_equal(mnl_attr_get_payload_len(reason), sizeof(uint32_t));
	return mnl_attr_get_u32(reason);
}

static void test_verdict(void **state)
{
	struct path open = path_to_phone(suite_family(state), 7, UDP_OPEN);
	struct path closed = path_to_phone(suite_family(state), 7, UDP_CLOSED);
	struct raw_packet packet;

	raw_packet_make_text(&packet, &open, "");
	assert_int_equal(ask_verdict(PHONEWALL_IN, packet.bytes, packet.length),
			 PHONEWALL_REASON_OPEN_PORT);
	assert_int_equal(ask_verdict(PHONEWALL_OUT, packet.bytes,
				     packet.length),
			 PHONEWALL_REASON_OUTGOING);
	raw_packet_make_text(&packet, &closed, "");
	assert_int_equal(ask_verdict(PHONEWALL_IN, packet.bytes, packet.length),
			 PHONEWALL_REASON_UDP_REJECTED);
	assert_int_equal(ask_verdict(PHONEWALL_IN, packet.bytes, 20),
			 PHONEWALL_REASON_MALFORMED);
	packet.length = PHONEWALL_PACKET_MAX;
	assert_int_equal(ask_verdict(PHONEWALL_IN, packet.bytes, packet.length),
			 PHONEWALL_REASON_UDP_REJECTED);
}

static void test_verdict_of_the_disabled(void **state)
{
	struct path closed = path_to_phone(suite_family(state), 7, UDP_CLOSED);
	struct genetlink_request request;
	struct raw_packet packet;

	set_policy(&request, begin_policy(&request, false));
	raw_packet_make_text(&packet, &closed, "");
	assert_int_equal(ask_verdict(PHONEWALL_IN, packet.bytes, packet.length),
			 PHONEWALL_REASON_DISABLED);
	assert_int_equal(ask_verdict(PHONEWALL_OUT, packet.bytes,
				     packet.length),
			 PHONEWALL_REASON_DISABLED);
}

/* The whole status is the same before and after. */
static void test_verdict_leaves_no_trace(void **state)
{
	struct path there = path_to_phone(suite_family(state), 7, UDP_CLOSED);
	struct path back = path_back(&there);
	static uint8_t before[GENETLINK_MAX];
	const struct nlattr *status = get_status();
	struct raw_packet packet;

	memcpy(before, status, status->nla_len);
	raw_packet_make_text(&packet, &there, "");
	ask_verdict(PHONEWALL_IN, packet.bytes, packet.length);
	raw_packet_make_text(&packet, &back, "");
	assert_int_equal(ask_verdict(PHONEWALL_OUT, packet.bytes,
				     packet.length),
			 PHONEWALL_REASON_OUTGOING);
	status = get_status();
	assert_memory_equal(status, before, status->nla_len);
}

static void open_genetlink(void)
{
	genetlink_open_phone(&genetlink);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IPV4(test_before_the_first_policy),
		TEST_IPV4(test_everything),
		TEST_IPV4(test_nothing_is_kept),
		TEST_IPV4(test_disabled),
		TEST_IPV4(test_merged_ranges),
		TEST_IPV4(test_every_port),
		TEST_IPV4(test_most_ranges),
		TEST_IPV4(test_largest_policy),
		TEST_IPV4(test_status),
		TEST_IPV4(test_status_reasons),
		TEST_FAMILIES(test_verdict),
		TEST_FAMILIES(test_verdict_of_the_disabled),
		TEST_FAMILIES(test_verdict_leaves_no_trace),
	};

	suite_prepare_tests(open_genetlink);
	return cmocka_run_group_tests(tests, suite_begin, suite_end);
}
