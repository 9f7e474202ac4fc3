// SPDX-License-Identifier: GPL-2.0
/*
 * What the module refuses, in which words, and that a refusal changes nothing.
 */
#include <errno.h>
#include <linux/genetlink.h>
#include <stdio.h>

#include "genetlink.h"
#include "random_packet.h"
#include "suite.h"

#define SPOILT		3000

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

#define DATA(type, ...)	(const type[]){ __VA_ARGS__ }, \
			sizeof((const type[]){ __VA_ARGS__ })
#define U8(...)		DATA(uint8_t, __VA_ARGS__)
#define U16(...)	DATA(uint16_t, __VA_ARGS__)
#define U32(...)	DATA(uint32_t, __VA_ARGS__)
#define NO_DATA		NULL, 0

#define RANGE(first, last)	U16(first, last)

/* The kernel's own words; the offset says which attribute they are about. */
#define WORDS_UNKNOWN		"Unknown attribute type"
#define WORDS_UNSUPPORTED	"Unsupported attribute"
#define WORDS_NOT_NESTED	"NLA_F_NESTED is missing"
#define WORDS_LEFTOVER		"bytes leftover after parsing attributes"

#define WORDS_ENABLED	"POLICY_ENABLED must be a u8, 0 or 1"
#define WORDS_FLAGS \
	"POLICY_FLAGS must be a u32 of the bits 1 (NO_ICMP_PING) and 2 (NO_ICMP_UNREACHABLE)"
#define WORDS_RTP \
	"POLICY_RTP must be a struct phonewall_port_range, 1 <= first <= last <= 65535"
#define WORDS_RANGE \
	"PORTS_RANGE must be a struct phonewall_port_range, 1 <= first <= last <= 65535"
#define WORDS_ADDRESS \
	"ENDPOINT_ADDRESS must be a multicast group of 4 or 16 bytes, in 224.0.0.0/4 or ff00::/8"
#define WORDS_PORT	"ENDPOINT_PORT must be a u16, 1 to 65535"
#define WORDS_LIMIT	"POLICY_FLOW_LIMIT must be a u32, 1 to 262144 flows"
#define WORDS_TIMEOUT	"POLICY_TIMEOUT_* must be a u32, 1 to 86400 seconds"
#define WORDS_GENERATION \
	"POLICY_GENERATION is the module's: leave it out"
#define WORDS_DIRECTION	"DIRECTION must be a u8, 0 (in) or 1 (out)"
#define WORDS_PACKET \
	"PACKET must be 20 to 512 bytes that begin with an IPv4 or IPv6 header"
#define WORDS_NO_ATTRIBUTE	"this command takes no attribute"

static const uint8_t group[] = { 239, 1, 2, 3 };
static const uint8_t packet[PHONEWALL_PACKET_MAX + 4] = { 0x45 };

static struct genetlink genetlink;

/* The attribute that is tried, for messages. */
static char subject[64] = "the request";

/**
 * enum place - where in a request an attribute stands
 * @PLACE_TOP: in the request itself
 * @PLACE_POLICY: in PHONEWALL_A_POLICY
 * @PLACE_UDP_PORTS: in PHONEWALL_A_POLICY_UDP_PORTS, behind a good one
 * @PLACE_TCP_PORTS: in PHONEWALL_A_POLICY_TCP_PORTS, behind a good one
 * @PLACE_ENDPOINTS: in PHONEWALL_A_POLICY_ENDPOINTS
 * @PLACE_ENDPOINT: in PHONEWALL_A_ENDPOINT
 */
enum place {
	PLACE_TOP,
	PLACE_POLICY,
	PLACE_UDP_PORTS,
	PLACE_TCP_PORTS,
	PLACE_ENDPOINTS,
	PLACE_ENDPOINT,
};

/**
 * struct refused - an attribute that is refused
 * @place: where it stands
 * @type: its type
 * @data: what it carries
 * @length: bytes of @data
 * @words: of the refusal
 */
struct refused {
	enum place place;
	uint16_t type;
	const void *data;
	size_t length;
	const char *words;
};

static const struct refused policy_attributes[] = {
	{ PLACE_POLICY, PHONEWALL_A_POLICY_ENABLED, NO_DATA, WORDS_ENABLED },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_ENABLED, U8(2), WORDS_ENABLED },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_ENABLED, U8(255), WORDS_ENABLED },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_ENABLED, U8(1, 0), WORDS_ENABLED },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_ENABLED, U32(1), WORDS_ENABLED },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLAGS, NO_DATA, WORDS_FLAGS },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLAGS, U8(1), WORDS_FLAGS },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLAGS, U8(1, 0, 0), WORDS_FLAGS },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLAGS, U32(1, 0), WORDS_FLAGS },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLAGS, U32(4), WORDS_FLAGS },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLAGS, U32(7), WORDS_FLAGS },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLAGS, U32(1U << 31), WORDS_FLAGS },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_RTP, NO_DATA, WORDS_RTP },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_RTP, U16(16384), WORDS_RTP },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_RTP, U8(1, 1, 1), WORDS_RTP },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_RTP, U16(1, 2, 3), WORDS_RTP },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_RTP, RANGE(0, 0), WORDS_RTP },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_RTP, RANGE(0, 5), WORDS_RTP },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_RTP, RANGE(5, 0), WORDS_RTP },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_RTP, RANGE(16384, 16383),
	  WORDS_RTP },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLOW_LIMIT, NO_DATA, WORDS_LIMIT },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLOW_LIMIT, U16(1), WORDS_LIMIT },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLOW_LIMIT, U32(1, 0),
	  WORDS_LIMIT },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLOW_LIMIT, U32(0), WORDS_LIMIT },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLOW_LIMIT,
	  U32(PHONEWALL_FLOW_LIMIT_MAX + 1), WORDS_LIMIT },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLOW_LIMIT, U32(UINT32_MAX),
	  WORDS_LIMIT },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_UDP, NO_DATA,
	  WORDS_TIMEOUT },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_UDP, U32(0),
	  WORDS_TIMEOUT },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_UDP, U32(86401),
	  WORDS_TIMEOUT },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_UDP, U16(30),
	  WORDS_TIMEOUT },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_UDP_REPLIED, U32(0),
	  WORDS_TIMEOUT },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_UDP_REPLIED, U32(86401),
	  WORDS_TIMEOUT },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_UDP_REPLIED, U8(30),
	  WORDS_TIMEOUT },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_ECHO, U32(0),
	  WORDS_TIMEOUT },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_ECHO, U32(86401),
	  WORDS_TIMEOUT },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_ECHO, U32(30, 0),
	  WORDS_TIMEOUT },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_OTHER, U32(0),
	  WORDS_TIMEOUT },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_OTHER, U32(UINT32_MAX),
	  WORDS_TIMEOUT },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_OTHER, U8(1, 0, 0),
	  WORDS_TIMEOUT },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_GENERATION, U32(1),
	  WORDS_GENERATION },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_GENERATION, NO_DATA,
	  WORDS_GENERATION },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_UDP_PORTS, NO_DATA,
	  WORDS_NOT_NESTED },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TCP_PORTS, RANGE(1, 2),
	  WORDS_NOT_NESTED },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_ENDPOINTS, NO_DATA,
	  WORDS_NOT_NESTED },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_UNSPEC, NO_DATA, WORDS_UNKNOWN },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_MAX + 1, U32(1), WORDS_UNKNOWN },
	{ PLACE_POLICY, 0x3fff, U32(1), WORDS_UNKNOWN },
};

static const struct refused port_attributes[] = {
	{ PLACE_UDP_PORTS, PHONEWALL_A_PORTS_RANGE, NO_DATA, WORDS_RANGE },
	{ PLACE_UDP_PORTS, PHONEWALL_A_PORTS_RANGE, U16(1), WORDS_RANGE },
	{ PLACE_UDP_PORTS, PHONEWALL_A_PORTS_RANGE, U8(1, 0, 2), WORDS_RANGE },
	{ PLACE_UDP_PORTS, PHONEWALL_A_PORTS_RANGE, U32(1, 2), WORDS_RANGE },
	{ PLACE_UDP_PORTS, PHONEWALL_A_PORTS_RANGE, RANGE(0, 0), WORDS_RANGE },
	{ PLACE_UDP_PORTS, PHONEWALL_A_PORTS_RANGE, RANGE(0, 65535),
	  WORDS_RANGE },
	{ PLACE_UDP_PORTS, PHONEWALL_A_PORTS_RANGE, RANGE(65535, 65534),
	  WORDS_RANGE },
	{ PLACE_UDP_PORTS, PHONEWALL_A_PORTS_UNSPEC, RANGE(1, 1),
	  WORDS_UNKNOWN },
	{ PLACE_UDP_PORTS, PHONEWALL_A_PORTS_MAX + 1, RANGE(1, 1),
	  WORDS_UNKNOWN },
	{ PLACE_TCP_PORTS, PHONEWALL_A_PORTS_RANGE, RANGE(1, 0), WORDS_RANGE },
	{ PLACE_TCP_PORTS, PHONEWALL_A_PORTS_RANGE, RANGE(80, 79),
	  WORDS_RANGE },
	{ PLACE_TCP_PORTS, PHONEWALL_A_PORTS_RANGE, U16(80), WORDS_RANGE },
	{ PLACE_TCP_PORTS, PHONEWALL_A_PORTS_MAX + 1, NO_DATA, WORDS_UNKNOWN },
};

static const struct refused endpoint_attributes[] = {
	{ PLACE_ENDPOINTS, PHONEWALL_A_ENDPOINT, NO_DATA, WORDS_NOT_NESTED },
	{ PLACE_ENDPOINTS, PHONEWALL_A_ENDPOINTS_UNSPEC, NO_DATA,
	  WORDS_UNKNOWN },
	{ PLACE_ENDPOINTS, PHONEWALL_A_ENDPOINTS_MAX + 1, NO_DATA,
	  WORDS_UNKNOWN },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_ADDRESS, NO_DATA,
	  WORDS_ADDRESS },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_ADDRESS, U8(239, 1, 2),
	  WORDS_ADDRESS },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_ADDRESS, U8(239, 1, 2, 3, 4),
	  WORDS_ADDRESS },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_ADDRESS,
	  U8(223, 255, 255, 255), WORDS_ADDRESS },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_ADDRESS, U8(240, 0, 0, 0),
	  WORDS_ADDRESS },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_ADDRESS, U8(255, 0, 0, 1),
	  WORDS_ADDRESS },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_ADDRESS,
	  U8(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
	  WORDS_ADDRESS },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_ADDRESS,
	  U8(224, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
	  WORDS_ADDRESS },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_ADDRESS,
	  U8(0xff, 2, 0, 0, 0, 0, 0, 0), WORDS_ADDRESS },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_PORT, NO_DATA, WORDS_PORT },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_PORT, U16(0), WORDS_PORT },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_PORT, U8(1), WORDS_PORT },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_PORT, U32(1), WORDS_PORT },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_UNSPEC, U16(1), WORDS_UNKNOWN },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_MAX + 1, U16(1),
	  WORDS_UNKNOWN },
};

static const struct refused top_attributes[] = {
	{ PLACE_TOP, PHONEWALL_A_POLICY, NO_DATA, WORDS_NOT_NESTED },
	{ PLACE_TOP, PHONEWALL_A_POLICY, U32(0), WORDS_NOT_NESTED },
	{ PLACE_TOP, PHONEWALL_A_UNSPEC, NO_DATA, WORDS_UNKNOWN },
	{ PLACE_TOP, PHONEWALL_A_STATUS, NO_DATA, WORDS_UNKNOWN },
	{ PLACE_TOP, PHONEWALL_A_MAX, U32(1), WORDS_UNKNOWN },
	{ PLACE_TOP, PHONEWALL_A_MAX + 1, U32(1), WORDS_UNKNOWN },
};

static const struct refused verdict_attributes[] = {
	{ PLACE_TOP, PHONEWALL_A_DIRECTION, NO_DATA, WORDS_DIRECTION },
	{ PLACE_TOP, PHONEWALL_A_DIRECTION, U8(2), WORDS_DIRECTION },
	{ PLACE_TOP, PHONEWALL_A_DIRECTION, U16(0), WORDS_DIRECTION },
	{ PLACE_TOP, PHONEWALL_A_PACKET, NO_DATA, WORDS_PACKET },
	{ PLACE_TOP, PHONEWALL_A_PACKET, packet, 19, WORDS_PACKET },
	{ PLACE_TOP, PHONEWALL_A_PACKET, packet, PHONEWALL_PACKET_MAX + 1,
	  WORDS_PACKET },
	{ PLACE_TOP, PHONEWALL_A_PACKET,
	  U32(0x50, 0, 0, 0, 0, 0), WORDS_PACKET },
	{ PLACE_TOP, PHONEWALL_A_PACKET, U32(0, 0, 0, 0, 0), WORDS_PACKET },
	{ PLACE_TOP, PHONEWALL_A_UNSPEC, NO_DATA, WORDS_UNKNOWN },
	{ PLACE_TOP, PHONEWALL_A_POLICY, NO_DATA, WORDS_UNSUPPORTED },
	{ PLACE_TOP, PHONEWALL_A_LENGTH, U32(20), WORDS_UNKNOWN },
	{ PLACE_TOP, PHONEWALL_A_MAX + 1, NO_DATA, WORDS_UNKNOWN },
};

/* Any attribute is one too many for these. */
static const struct refused other_attributes[] = {
	{ PLACE_TOP, PHONEWALL_A_POLICY, NO_DATA, WORDS_NO_ATTRIBUTE },
	{ PLACE_TOP, PHONEWALL_A_PACKET, packet, 20, WORDS_NO_ATTRIBUTE },
	{ PLACE_TOP, PHONEWALL_A_LEFT_OUT, U32(1), WORDS_NO_ATTRIBUTE },
	{ PLACE_TOP, PHONEWALL_A_UNSPEC, NO_DATA, WORDS_UNKNOWN },
	{ PLACE_TOP, PHONEWALL_A_MAX + 1, NO_DATA, WORDS_UNKNOWN },
};

static uint32_t offset_of(const struct nlmsghdr *header, const void *attribute)
{
	return (const uint8_t *)attribute - (const uint8_t *)header;
}

static void put_enabled(struct nlmsghdr *header)
{
	mnl_attr_put_u8(header, PHONEWALL_A_POLICY_ENABLED, 0);
}

static void put_range(struct nlmsghdr *header, uint16_t first, uint16_t last)
{
	const struct phonewall_port_range range = { first, last };

	mnl_attr_put(header, PHONEWALL_A_PORTS_RANGE, sizeof(range), &range);
}

static void put_endpoint(struct nlmsghdr *header)
{
	struct nlattr *nest = mnl_attr_nest_start(header, PHONEWALL_A_ENDPOINT);

	mnl_attr_put(header, PHONEWALL_A_ENDPOINT_ADDRESS, sizeof(group),
		     group);
	mnl_attr_put_u16(header, PHONEWALL_A_ENDPOINT_PORT, 34560);
	mnl_attr_nest_end(header, nest);
}

/* Opens the nests that lead to a place. Returns how many. */
static unsigned int open_nests(struct nlmsghdr *header, enum place place,
			       struct nlattr *nests[3])
{
	unsigned int count = 0;

	if (place == PLACE_TOP)
		return 0;
	nests[count++] = mnl_attr_nest_start(header, PHONEWALL_A_POLICY);
	put_enabled(header);
	switch (place) {
	case PLACE_UDP_PORTS:
	case PLACE_TCP_PORTS:
		nests[count++] =
			mnl_attr_nest_start(header, place == PLACE_UDP_PORTS ?
					    PHONEWALL_A_POLICY_UDP_PORTS :
					    PHONEWALL_A_POLICY_TCP_PORTS);
		put_range(header, 7, 9);
		break;
	case PLACE_ENDPOINTS:
	case PLACE_ENDPOINT:
		nests[count++] =
			mnl_attr_nest_start(header,
					    PHONEWALL_A_POLICY_ENDPOINTS);
		put_endpoint(header);
		if (place == PLACE_ENDPOINT)
			nests[count++] =
				mnl_attr_nest_start(header,
						    PHONEWALL_A_ENDPOINT);
		break;
	default:
		break;
	}
	return count;
}

static void close_nests(struct nlmsghdr *header, struct nlattr *nests[3],
			unsigned int count)
{
	while (count)
		mnl_attr_nest_end(header, nests[--count]);
}

static void read_policy(struct genetlink_answer *answer)
{
	genetlink_ask_plain(&genetlink, PHONEWALL_CMD_POLICY_GET, answer);
	assert_int_equal(answer->error, 0);
	assert_true(answer->length > 0);
}

static void check_answer(const struct genetlink_answer *answer, int error,
			 const char *words, uint32_t offset)
{
	if (answer->error != error || strcmp(answer->words, words) ||
	    answer->offset != offset)
		fail_msg("%s: error %d, \"%s\" at %u instead of %d, \"%s\" at %u",
			 subject, answer->error, answer->words, answer->offset,
			 error, words, offset);
}

/* Asserts that it is refused and that the policy stays, byte for byte. */
static void expect_refusal(const struct genetlink_request *request, int error,
			   const char *words, uint32_t offset)
{
	static struct genetlink_answer answer, before, after;

	read_policy(&before);
	genetlink_ask(&genetlink, request, &answer);
	check_answer(&answer, error, words, offset);
	read_policy(&after);
	assert_int_equal(after.length, before.length);
	assert_memory_equal(after.reply, before.reply, before.length);
}

static void check_refused(uint8_t command, const struct refused *refused)
{
	struct genetlink_request request;
	struct nlmsghdr *header = genetlink_begin(&genetlink, &request,
						  command);
	struct nlattr *nests[3];
	unsigned int count = open_nests(header, refused->place, nests);
	uint32_t offset = header->nlmsg_len;

	mnl_attr_put(header, refused->type, refused->length, refused->data);
	close_nests(header, nests, count);
	snprintf(subject, sizeof(subject),
		 "attribute %u of %zu bytes in place %d", refused->type,
		 refused->length, refused->place);
	expect_refusal(&request, -EINVAL, refused->words, offset);
}

static void check_all_refused(uint8_t command, const struct refused *refused,
			      size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_refused(command, &refused[i]);
}

static void test_policy_attributes(void **state)
{
	(void)state;
	check_all_refused(PHONEWALL_CMD_POLICY_SET, policy_attributes,
			  COUNT(policy_attributes));
}

static void test_port_attributes(void **state)
{
	(void)state;
	check_all_refused(PHONEWALL_CMD_POLICY_SET, port_attributes,
			  COUNT(port_attributes));
}

static void test_endpoint_attributes(void **state)
{
	(void)state;
	check_all_refused(PHONEWALL_CMD_POLICY_SET, endpoint_attributes,
			  COUNT(endpoint_attributes));
}

static void test_top_attributes(void **state)
{
	(void)state;
	check_all_refused(PHONEWALL_CMD_POLICY_SET, top_attributes,
			  COUNT(top_attributes));
}

static void test_verdict_attributes(void **state)
{
	(void)state;
	check_all_refused(PHONEWALL_CMD_VERDICT_GET, verdict_attributes,
			  COUNT(verdict_attributes));
}

static void test_attributes_of_other_commands(void **state)
{
	static const uint8_t commands[] = {
		PHONEWALL_CMD_POLICY_GET, PHONEWALL_CMD_STATUS_GET,
		PHONEWALL_CMD_FLOW_FLUSH,
	};

	(void)state;
	for (size_t i = 0; i < COUNT(commands); i++)
		check_all_refused(commands[i], other_attributes,
				  COUNT(other_attributes));
}

static void test_attribute_of_the_dump(void **state)
{
	struct genetlink_request request;
	struct nlmsghdr *header;
	uint32_t offset;

	(void)state;
	header = genetlink_begin(&genetlink, &request,
				 PHONEWALL_CMD_FLOW_GET);
	header->nlmsg_flags |= NLM_F_DUMP;
	offset = header->nlmsg_len;
	mnl_attr_put_u32(header, PHONEWALL_A_FLOW, 0);
	expect_refusal(&request, -EINVAL, WORDS_NO_ATTRIBUTE, offset);
}

static void test_nothing_in_the_request(void **state)
{
	struct genetlink_request request;

	(void)state;
	genetlink_begin(&genetlink, &request, PHONEWALL_CMD_POLICY_SET);
	expect_refusal(&request, -EINVAL, "POLICY_SET needs POLICY", 0);
	genetlink_begin(&genetlink, &request, PHONEWALL_CMD_VERDICT_GET);
	expect_refusal(&request, -EINVAL,
		       "VERDICT_GET needs DIRECTION and PACKET", 0);
}

static void test_verdict_lacks_one(void **state)
{
	static const char words[] = "VERDICT_GET needs DIRECTION and PACKET";
	struct genetlink_request request;
	struct nlmsghdr *header;

	(void)state;
	header = genetlink_begin(&genetlink, &request,
				 PHONEWALL_CMD_VERDICT_GET);
	mnl_attr_put_u8(header, PHONEWALL_A_DIRECTION, PHONEWALL_IN);
	expect_refusal(&request, -EINVAL, words, 0);
	header = genetlink_begin(&genetlink, &request,
				 PHONEWALL_CMD_VERDICT_GET);
	mnl_attr_put(header, PHONEWALL_A_PACKET, 20, packet);
	expect_refusal(&request, -EINVAL, words, 0);
}

static void test_policy_lacks_enabled(void **state)
{
	struct genetlink_request request;
	struct nlmsghdr *header;
	struct nlattr *nest;

	(void)state;
	header = genetlink_begin(&genetlink, &request,
				 PHONEWALL_CMD_POLICY_SET);
	nest = mnl_attr_nest_start(header, PHONEWALL_A_POLICY);
	mnl_attr_put_u32(header, PHONEWALL_A_POLICY_FLAGS, 0);
	mnl_attr_nest_end(header, nest);
	expect_refusal(&request, -EINVAL,
		       "POLICY needs POLICY_ENABLED, a u8, 0 or 1",
		       offset_of(header, nest));
}

static void check_endpoint_lacks(uint16_t what_is_there, const void *data,
				 size_t length)
{
	struct genetlink_request request;
	struct nlmsghdr *header = genetlink_begin(&genetlink, &request,
						  PHONEWALL_CMD_POLICY_SET);
	struct nlattr *nests[3];
	unsigned int count = open_nests(header, PLACE_ENDPOINT, nests);

	if (length)
		mnl_attr_put(header, what_is_there, length, data);
	close_nests(header, nests, count);
	expect_refusal(&request, -EINVAL,
		       "ENDPOINT needs ENDPOINT_ADDRESS and ENDPOINT_PORT",
		       offset_of(header, nests[2]));
}

static void test_endpoint_lacks_one(void **state)
{
	(void)state;
	check_endpoint_lacks(PHONEWALL_A_ENDPOINT_ADDRESS, group,
			     sizeof(group));
	check_endpoint_lacks(PHONEWALL_A_ENDPOINT_PORT, U16(34560));
	check_endpoint_lacks(0, NO_DATA);
}

static void check_too_many_ranges(enum place place)
{
	struct genetlink_request request;
	struct nlmsghdr *header = genetlink_begin(&genetlink, &request,
						  PHONEWALL_CMD_POLICY_SET);
	struct nlattr *nests[3];
	unsigned int count = open_nests(header, place, nests);
	uint32_t offset = 0;

	/* One is there already. */
	for (unsigned int i = 0; i < PHONEWALL_RANGES_MAX; i++) {
		offset = header->nlmsg_len;
		put_range(header, 100 + 2 * i, 100 + 2 * i);
	}
	close_nests(header, nests, count);
	expect_refusal(&request, -E2BIG,
		       "PORTS_RANGE may be repeated 1024 times for a protocol: merge ranges",
		       offset);
}

static void test_too_many_ranges(void **state)
{
	(void)state;
	check_too_many_ranges(PLACE_UDP_PORTS);
	check_too_many_ranges(PLACE_TCP_PORTS);
}

static void test_too_many_endpoints(void **state)
{
	struct genetlink_request request;
	struct nlmsghdr *header = genetlink_begin(&genetlink, &request,
						  PHONEWALL_CMD_POLICY_SET);
	struct nlattr *nests[3];
	unsigned int count = open_nests(header, PLACE_ENDPOINTS, nests);
	uint32_t offset = 0;

	(void)state;
	for (unsigned int i = 0; i < PHONEWALL_ENDPOINTS_MAX; i++) {
		offset = header->nlmsg_len;
		put_endpoint(header);
	}
	close_nests(header, nests, count);
	expect_refusal(&request, -E2BIG, "ENDPOINT may be repeated 32 times",
		       offset);
}

/* Appends bytes that are no attribute. */
static void put_garbage(struct nlmsghdr *header, const void *bytes,
			size_t length)
{
	memcpy(mnl_nlmsg_get_payload_tail(header), bytes, length);
	header->nlmsg_len += length;
}

static void check_garbage(enum place place, const void *bytes, size_t length)
{
	struct genetlink_request request;
	struct nlmsghdr *header = genetlink_begin(&genetlink, &request,
						  PHONEWALL_CMD_POLICY_SET);
	struct nlattr *nests[3];
	unsigned int count = open_nests(header, place, nests);

	put_garbage(header, bytes, length);
	close_nests(header, nests, count);
	expect_refusal(&request, -EINVAL, WORDS_LEFTOVER, 0);
}

static void test_garbage(void **state)
{
	enum place place;

	(void)state;
	for (place = PLACE_TOP; place <= PLACE_ENDPOINT; place++) {
		/* An attribute shorter than its header; one that goes on. */
		check_garbage(place, U16(3, PHONEWALL_A_POLICY));
		check_garbage(place, U16(0, 0));
		check_garbage(place, U16(12, 1, 0, 0));
	}
}

/* A good policy with some bytes behind it. */
static void test_garbage_behind_a_policy(void **state)
{
	struct genetlink_request request;
	struct nlmsghdr *header = genetlink_begin(&genetlink, &request,
						  PHONEWALL_CMD_POLICY_SET);
	struct nlattr *nests[3];

	(void)state;
	close_nests(header, nests, open_nests(header, PLACE_POLICY, nests));
	put_garbage(header, U16(0xffff, 0xffff));
	expect_refusal(&request, -EINVAL, WORDS_LEFTOVER, 0);
}

/* Here the kernel's core answers, without words. */
static void test_unknown_commands(void **state)
{
	static const uint8_t commands[] = {
		PHONEWALL_CMD_UNSPEC, PHONEWALL_CMD_EVENT_POLICY,
		PHONEWALL_CMD_EVENT_BLOCKED, PHONEWALL_CMD_EVENT_DOT1X,
		PHONEWALL_CMD_EVENT_SESSION, PHONEWALL_CMD_EVENT_SESSION + 1,
		255,
	};
	struct genetlink_request request;

	(void)state;
	for (size_t i = 0; i < COUNT(commands); i++) {
		genetlink_begin(&genetlink, &request, commands[i]);
		expect_refusal(&request, -EOPNOTSUPP, "", 0);
	}
}

static void test_dump_of_what_is_none(void **state)
{
	static const uint8_t commands[] = {
		PHONEWALL_CMD_POLICY_SET, PHONEWALL_CMD_POLICY_GET,
		PHONEWALL_CMD_STATUS_GET, PHONEWALL_CMD_FLOW_FLUSH,
		PHONEWALL_CMD_VERDICT_GET, PHONEWALL_CMD_DOT1X_SET,
		PHONEWALL_CMD_DOT1X_GET,
	};
	struct genetlink_request request;

	(void)state;
	for (size_t i = 0; i < COUNT(commands); i++) {
		genetlink_begin(&genetlink, &request,
				commands[i])->nlmsg_flags |= NLM_F_DUMP;
		expect_refusal(&request, -EOPNOTSUPP, "", 0);
	}
	genetlink_begin(&genetlink, &request, PHONEWALL_CMD_FLOW_GET);
	expect_refusal(&request, -EOPNOTSUPP, "", 0);
}

static void expect_acceptance(const struct genetlink_request *request)
{
	static struct genetlink_answer answer;

	genetlink_ask(&genetlink, request, &answer);
	check_answer(&answer, 0, "", 0);
}

/* 6.1 was the first to look at it. */
static void test_reserved_field(void **state)
{
	struct genetlink_request request;
	struct nlmsghdr *header = genetlink_begin(&genetlink, &request,
						  PHONEWALL_CMD_POLICY_SET);
	struct genlmsghdr *genl = mnl_nlmsg_get_payload(header);
	struct nlattr *nests[3];

	(void)state;
	genl->reserved = 1;
	close_nests(header, nests, open_nests(header, PLACE_POLICY, nests));
	if (host_kernel_is(6, 1))
		expect_refusal(&request, -EINVAL,
			       "genlmsghdr.reserved field is not 0", 0);
	else
		expect_acceptance(&request);
}

/*
 * The positive control: the request that the cases above spoil is a good one,
 * and what they compare does change when a policy is accepted.
 */
static void test_unspoilt_request(void **state)
{
	static struct genetlink_answer answer, before, after;
	struct genetlink_request request;
	struct nlattr *nests[3];
	struct nlmsghdr *header;
	enum place place;

	(void)state;
	for (place = PLACE_POLICY; place < PLACE_ENDPOINT; place++) {
		read_policy(&before);
		header = genetlink_begin(&genetlink, &request,
					 PHONEWALL_CMD_POLICY_SET);
		close_nests(header, nests, open_nests(header, place, nests));
		genetlink_ask(&genetlink, &request, &answer);
		check_answer(&answer, 0, "", 0);
		read_policy(&after);
		assert_true(after.length != before.length ||
			    memcmp(after.reply, before.reply, before.length));
	}
}

static void make_whole_request(struct genetlink_request *request)
{
	const struct phonewall_port_range rtp = { 16384, 16482 };
	struct nlmsghdr *header = genetlink_begin(&genetlink, request,
						  PHONEWALL_CMD_POLICY_SET);
	struct nlattr *nests[3];
	struct nlattr *nest;

	open_nests(header, PLACE_UDP_PORTS, nests);
	put_range(header, 5060, 5061);
	mnl_attr_nest_end(header, nests[1]);
	nest = mnl_attr_nest_start(header, PHONEWALL_A_POLICY_ENDPOINTS);
	put_endpoint(header);
	put_endpoint(header);
	mnl_attr_nest_end(header, nest);
	mnl_attr_put_u32(header, PHONEWALL_A_POLICY_FLAGS, 3);
	mnl_attr_put(header, PHONEWALL_A_POLICY_RTP, sizeof(rtp), &rtp);
	mnl_attr_put_u32(header, PHONEWALL_A_POLICY_FLOW_LIMIT, 100);
	mnl_attr_put_u32(header, PHONEWALL_A_POLICY_TIMEOUT_UDP, 100);
	mnl_attr_nest_end(header, nests[0]);
}

/* Behind the headers, which say where it goes and what is asked. */
static void spoil(struct genetlink_request *request)
{
	struct nlmsghdr *header = (struct nlmsghdr *)request->bytes;
	size_t begin = NLMSG_HDRLEN + GENL_HDRLEN;
	size_t place;

	for (unsigned int i = 1 + random_below(4); i; i--) {
		place = begin + random_below(header->nlmsg_len - begin);
		if (random_below(2))
			request->bytes[place] = random_below(256);
		else
			request->bytes[place] = random_below(16);
	}
	if (!random_below(4))
		header->nlmsg_len -= random_below(header->nlmsg_len - begin);
}

static uint32_t policy_generation(const struct genetlink_answer *answer)
{
	const struct nlattr *policy =
		genetlink_attribute(answer->reply, answer->length,
				    PHONEWALL_A_POLICY);
	const struct nlattr *generation =
		genetlink_nested(policy, PHONEWALL_A_POLICY_GENERATION);

	assert_non_null(generation);
	return mnl_attr_get_u32(generation);
}

/* Accepted is one more policy, and refused is none, with words for it. */
static bool check_spoilt(const struct genetlink_request *request)
{
	static struct genetlink_answer answer, before, after;

	read_policy(&before);
	genetlink_ask(&genetlink, request, &answer);
	read_policy(&after);
	if (!answer.error) {
		assert_int_equal(policy_generation(&after),
				 policy_generation(&before) + 1);
		return true;
	}
	/* -ERANGE: the kernel's, of a nest too short for an attribute. */
	if (answer.error != -EINVAL && answer.error != -ERANGE)
		fail_msg("error %d, \"%s\"", answer.error, answer.words);
	assert_int_not_equal(strlen(answer.words), 0);
	assert_int_equal(after.length, before.length);
	assert_memory_equal(after.reply, before.reply, before.length);
	return false;
}

static void test_spoilt_requests(void **state)
{
	struct genetlink_request request;
	unsigned int accepted = 0;

	(void)state;
	random_packet_seed(1);
	for (unsigned int i = 0; i < SPOILT; i++) {
		make_whole_request(&request);
		spoil(&request);
		accepted += check_spoilt(&request);
	}
	assert_in_range(accepted, SPOILT / 100, SPOILT / 2);
}

static int begin_test(void **state)
{
	*state = &suite_ipv4;
	suite_begin_test(state);
	genetlink_open_phone(&genetlink);
	strcpy(subject, "the request");
	return 0;
}

#define TEST(test) \
	cmocka_unit_test_setup_teardown(test, begin_test, suite_end_test)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_policy_attributes),
		TEST(test_port_attributes),
		TEST(test_endpoint_attributes),
		TEST(test_top_attributes),
		TEST(test_verdict_attributes),
		TEST(test_attributes_of_other_commands),
		TEST(test_attribute_of_the_dump),
		TEST(test_nothing_in_the_request),
		TEST(test_verdict_lacks_one),
		TEST(test_policy_lacks_enabled),
		TEST(test_endpoint_lacks_one),
		TEST(test_too_many_ranges),
		TEST(test_too_many_endpoints),
		TEST(test_garbage),
		TEST(test_garbage_behind_a_policy),
		TEST(test_unknown_commands),
		TEST(test_dump_of_what_is_none),
		TEST(test_reserved_field),
		TEST(test_unspoilt_request),
		TEST(test_spoilt_requests),
	};

	return cmocka_run_group_tests(tests, suite_begin, suite_end);
}
