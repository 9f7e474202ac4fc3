// SPDX-License-Identifier: MIT
/*
 * What the module refuses, with which message, and that a refusal changes
 * nothing.
 */
#include <errno.h>
#include <linux/genetlink.h>
#include <stdio.h>

#include "harness/genetlink.h"
#include "harness/suite.h"
#include "judge/random_packet.h"

#define SPOILT		3000

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

#define DATA(type, ...)	(const type[]){ __VA_ARGS__ }, \
			sizeof((const type[]){ __VA_ARGS__ })
#define U8(...)		DATA(uint8_t, __VA_ARGS__)
#define U16(...)	DATA(uint16_t, __VA_ARGS__)
#define U32(...)	DATA(uint32_t, __VA_ARGS__)
#define NO_DATA		NULL, 0

#define RANGE(first, last)	U16(first, last)

/*
 * The kernel's own messages. The offset points to the attribute, and the policy
 * after the message says what is allowed.
 */
#define UNKNOWN		-EINVAL, "Unknown attribute type", ""
#define UNSUPPORTED	-EINVAL, "Unsupported attribute", ""
#define NOT_NESTED	-EINVAL, "NLA_F_NESTED is missing", "nest"
#define WORDS_LEFTOVER	"bytes leftover after parsing attributes"
#define LENGTH(allowed)	-EINVAL, "invalid attribute length", allowed
#define VALUE(allowed)	-ERANGE, "integer out of range", allowed
#define BITS		-EINVAL, "reserved bit set", ""
#define SIZE(allowed)	-ERANGE, "binary attribute size out of range", allowed

#define ENABLED		"u8 0..1"
#define FLAGS		"u32 &0x3"
#define PORTS		"binary 4..4"
#define ADDRESS		"binary 4..16"
#define PORT		"u16 1..65535"
#define LIMIT		"u32 1..262144"
#define TIMEOUT		"u32 1..86400"
#define ANY_U32		"u32 0..4294967295"
#define DIRECTION	"u8 0..1"
#define PACKET		"binary 20..512"

/* The module's messages, for what no policy can express. */
#define PORT_ORDER	-EINVAL, \
	"invalid struct phonewall_port_range: it must have 1 <= first <= last <= 65535", \
	""
#define GROUP		-EINVAL, \
	"ENDPOINT_ADDRESS is not a multicast group: it must be 4 bytes in 224.0.0.0/4 or 16 bytes in ff00::/8", \
	""
#define GENERATION	-EINVAL, \
	"POLICY_GENERATION is read-only: leave it out", ""
#define NO_ATTRIBUTE	-EINVAL, "this command takes no attributes", ""
#define STALE		-ERESTART, \
	"POLICY_EXPECTED_GENERATION is not the generation of the policy in force: another program has set one since; read it again", \
	""

static const uint8_t group[] = { 239, 1, 2, 3 };
static const uint8_t packet[PHONEWALL_PACKET_MAX + 4] = { 0x45 };

static struct genetlink genetlink;

/* The attribute under test, for messages. */
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
 * @error: of the refusal
 * @words: its message
 * @allowed: what it says is allowed, as in struct genetlink_answer
 */
struct refused {
	enum place place;
	uint16_t type;
	const void *data;
	size_t length;
	int error;
	const char *words;
	const char *allowed;
};

static const struct refused policy_attributes[] = {
	{ PLACE_POLICY, PHONEWALL_A_POLICY_ENABLED, NO_DATA, LENGTH(ENABLED) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_ENABLED, U8(2), VALUE(ENABLED) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_ENABLED, U8(255), VALUE(ENABLED) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_ENABLED, U8(1, 0), LENGTH(ENABLED) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_ENABLED, U32(1), LENGTH(ENABLED) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLAGS, NO_DATA, LENGTH(FLAGS) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLAGS, U8(1), LENGTH(FLAGS) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLAGS, U8(1, 0, 0), LENGTH(FLAGS) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLAGS, U32(1, 0), LENGTH(FLAGS) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLAGS, U32(4), BITS },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLAGS, U32(7), BITS },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLAGS, U32(1U << 31), BITS },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_RTP, NO_DATA, SIZE(PORTS) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_RTP, U16(16384), SIZE(PORTS) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_RTP, U8(1, 1, 1), SIZE(PORTS) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_RTP, U16(1, 2, 3), SIZE(PORTS) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_RTP, RANGE(0, 0), PORT_ORDER },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_RTP, RANGE(0, 5), PORT_ORDER },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_RTP, RANGE(5, 0), PORT_ORDER },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_RTP, RANGE(16384, 16383),
	  PORT_ORDER },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLOW_LIMIT, NO_DATA, LENGTH(LIMIT) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLOW_LIMIT, U16(1), LENGTH(LIMIT) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLOW_LIMIT, U32(1, 0),
	  LENGTH(LIMIT) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLOW_LIMIT, U32(0), VALUE(LIMIT) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLOW_LIMIT,
	  U32(PHONEWALL_FLOW_LIMIT_MAX + 1), VALUE(LIMIT) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_FLOW_LIMIT, U32(UINT32_MAX),
	  VALUE(LIMIT) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_UDP, NO_DATA,
	  LENGTH(TIMEOUT) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_UDP, U32(0),
	  VALUE(TIMEOUT) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_UDP, U32(86401),
	  VALUE(TIMEOUT) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_UDP, U16(30),
	  LENGTH(TIMEOUT) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_UDP_REPLIED, U32(0),
	  VALUE(TIMEOUT) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_UDP_REPLIED, U32(86401),
	  VALUE(TIMEOUT) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_UDP_REPLIED, U8(30),
	  LENGTH(TIMEOUT) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_ECHO, U32(0),
	  VALUE(TIMEOUT) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_ECHO, U32(86401),
	  VALUE(TIMEOUT) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_ECHO, U32(30, 0),
	  LENGTH(TIMEOUT) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_OTHER, U32(0),
	  VALUE(TIMEOUT) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_OTHER, U32(UINT32_MAX),
	  VALUE(TIMEOUT) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TIMEOUT_OTHER, U8(1, 0, 0),
	  LENGTH(TIMEOUT) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_GENERATION, U32(1), GENERATION },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_GENERATION, NO_DATA, GENERATION },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_EXPECTED_GENERATION, NO_DATA,
	  LENGTH(ANY_U32) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_EXPECTED_GENERATION, U8(1),
	  LENGTH(ANY_U32) },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_EXPECTED_GENERATION,
	  U32(UINT32_MAX), STALE },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_UDP_PORTS, NO_DATA, NOT_NESTED },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_TCP_PORTS, RANGE(1, 2), NOT_NESTED },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_ENDPOINTS, NO_DATA, NOT_NESTED },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_UNSPEC, NO_DATA, UNKNOWN },
	{ PLACE_POLICY, PHONEWALL_A_POLICY_MAX + 1, U32(1), UNKNOWN },
	{ PLACE_POLICY, 0x3fff, U32(1), UNKNOWN },
};

static const struct refused port_attributes[] = {
	{ PLACE_UDP_PORTS, PHONEWALL_A_PORTS_RANGE, NO_DATA, SIZE(PORTS) },
	{ PLACE_UDP_PORTS, PHONEWALL_A_PORTS_RANGE, U16(1), SIZE(PORTS) },
	{ PLACE_UDP_PORTS, PHONEWALL_A_PORTS_RANGE, U8(1, 0, 2), SIZE(PORTS) },
	{ PLACE_UDP_PORTS, PHONEWALL_A_PORTS_RANGE, U32(1, 2), SIZE(PORTS) },
	{ PLACE_UDP_PORTS, PHONEWALL_A_PORTS_RANGE, RANGE(0, 0), PORT_ORDER },
	{ PLACE_UDP_PORTS, PHONEWALL_A_PORTS_RANGE, RANGE(0, 65535),
	  PORT_ORDER },
	{ PLACE_UDP_PORTS, PHONEWALL_A_PORTS_RANGE, RANGE(65535, 65534),
	  PORT_ORDER },
	{ PLACE_UDP_PORTS, PHONEWALL_A_PORTS_UNSPEC, RANGE(1, 1), UNKNOWN },
	{ PLACE_UDP_PORTS, PHONEWALL_A_PORTS_MAX + 1, RANGE(1, 1), UNKNOWN },
	{ PLACE_TCP_PORTS, PHONEWALL_A_PORTS_RANGE, RANGE(1, 0), PORT_ORDER },
	{ PLACE_TCP_PORTS, PHONEWALL_A_PORTS_RANGE, RANGE(80, 79), PORT_ORDER },
	{ PLACE_TCP_PORTS, PHONEWALL_A_PORTS_RANGE, U16(80), SIZE(PORTS) },
	{ PLACE_TCP_PORTS, PHONEWALL_A_PORTS_MAX + 1, NO_DATA, UNKNOWN },
};

static const struct refused endpoint_attributes[] = {
	{ PLACE_ENDPOINTS, PHONEWALL_A_ENDPOINT, NO_DATA, NOT_NESTED },
	{ PLACE_ENDPOINTS, PHONEWALL_A_ENDPOINTS_UNSPEC, NO_DATA, UNKNOWN },
	{ PLACE_ENDPOINTS, PHONEWALL_A_ENDPOINTS_MAX + 1, NO_DATA, UNKNOWN },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_ADDRESS, NO_DATA,
	  SIZE(ADDRESS) },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_ADDRESS, U8(239, 1, 2),
	  SIZE(ADDRESS) },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_ADDRESS, U8(239, 1, 2, 3, 4),
	  GROUP },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_ADDRESS, U8(223, 255, 255, 255),
	  GROUP },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_ADDRESS, U8(240, 0, 0, 0),
	  GROUP },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_ADDRESS, U8(255, 0, 0, 1),
	  GROUP },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_ADDRESS,
	  U8(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), GROUP },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_ADDRESS,
	  U8(224, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), GROUP },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_ADDRESS,
	  U8(0xff, 2, 0, 0, 0, 0, 0, 0), GROUP },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_PORT, NO_DATA, LENGTH(PORT) },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_PORT, U16(0), VALUE(PORT) },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_PORT, U8(1), LENGTH(PORT) },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_PORT, U32(1), LENGTH(PORT) },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_UNSPEC, U16(1), UNKNOWN },
	{ PLACE_ENDPOINT, PHONEWALL_A_ENDPOINT_MAX + 1, U16(1), UNKNOWN },
};

static const struct refused top_attributes[] = {
	{ PLACE_TOP, PHONEWALL_A_POLICY, NO_DATA, NOT_NESTED },
	{ PLACE_TOP, PHONEWALL_A_POLICY, U32(0), NOT_NESTED },
	{ PLACE_TOP, PHONEWALL_A_UNSPEC, NO_DATA, UNKNOWN },
	{ PLACE_TOP, PHONEWALL_A_STATUS, NO_DATA, UNKNOWN },
	{ PLACE_TOP, PHONEWALL_A_MAX, U32(1), UNKNOWN },
	{ PLACE_TOP, PHONEWALL_A_MAX + 1, U32(1), UNKNOWN },
};

static const struct refused verdict_attributes[] = {
	{ PLACE_TOP, PHONEWALL_A_DIRECTION, NO_DATA, LENGTH(DIRECTION) },
	{ PLACE_TOP, PHONEWALL_A_DIRECTION, U8(2), VALUE(DIRECTION) },
	{ PLACE_TOP, PHONEWALL_A_DIRECTION, U16(0), LENGTH(DIRECTION) },
	{ PLACE_TOP, PHONEWALL_A_PACKET, NO_DATA, SIZE(PACKET) },
	{ PLACE_TOP, PHONEWALL_A_PACKET, packet, 19, SIZE(PACKET) },
	{ PLACE_TOP, PHONEWALL_A_PACKET, packet, PHONEWALL_PACKET_MAX + 1,
	  SIZE(PACKET) },
	{ PLACE_TOP, PHONEWALL_A_UNSPEC, NO_DATA, UNKNOWN },
	{ PLACE_TOP, PHONEWALL_A_POLICY, NO_DATA, UNSUPPORTED },
	{ PLACE_TOP, PHONEWALL_A_LENGTH, U32(20), UNKNOWN },
	{ PLACE_TOP, PHONEWALL_A_MAX + 1, NO_DATA, UNKNOWN },
};

/* No attribute may follow these. */
static const struct refused other_attributes[] = {
	{ PLACE_TOP, PHONEWALL_A_POLICY, NO_DATA, NO_ATTRIBUTE },
	{ PLACE_TOP, PHONEWALL_A_PACKET, packet, 20, NO_ATTRIBUTE },
	{ PLACE_TOP, PHONEWALL_A_LEFT_OUT, U32(1), NO_ATTRIBUTE },
	{ PLACE_TOP, PHONEWALL_A_UNSPEC, NO_DATA, UNKNOWN },
	{ PLACE_TOP, PHONEWALL_A_MAX + 1, NO_DATA, UNKNOWN },
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

/*
 * Asserts a refusal with this message and this policy, and that the policy in
 * force stays, byte for byte.
 */
static void expect_refusal_by(const struct genetlink_request *request,
			      int error, const char *words, const char *allowed,
			      uint32_t offset)
{
	static struct genetlink_answer answer, before, after;

	read_policy(&before);
	genetlink_ask(&genetlink, request, &answer);
	check_answer(&answer, error, words, offset);
	if (strcmp(answer.allowed, allowed))
		fail_msg("%s: allowed is \"%s\" instead of \"%s\"", subject,
			 answer.allowed, allowed);
	read_policy(&after);
	assert_int_equal(after.length, before.length);
	assert_memory_equal(after.reply, before.reply, before.length);
}

static void expect_refusal(const struct genetlink_request *request, int error,
			   const char *words, uint32_t offset)
{
	expect_refusal_by(request, error, words, "", offset);
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
	expect_refusal_by(&request, refused->error, refused->words,
			  refused->allowed, offset);
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
	expect_refusal_by(&request, NO_ATTRIBUTE, offset);
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

static void check_first_byte(uint8_t byte)
{
	struct genetlink_request request;
	uint8_t bytes[20] = { byte };
	struct nlmsghdr *header;
	uint32_t offset;

	header = genetlink_begin(&genetlink, &request,
				 PHONEWALL_CMD_VERDICT_GET);
	mnl_attr_put_u8(header, PHONEWALL_A_DIRECTION, PHONEWALL_IN);
	offset = header->nlmsg_len;
	mnl_attr_put(header, PHONEWALL_A_PACKET, sizeof(bytes), bytes);
	expect_refusal(&request, -EINVAL,
		       "PACKET must begin with an IPv4 or IPv6 header", offset);
}

static void test_packet_of_another_version(void **state)
{
	(void)state;
	check_first_byte(0x00);
	check_first_byte(0x50);
	check_first_byte(0xff);
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
		       "ENDPOINT needs both ENDPOINT_ADDRESS and ENDPOINT_PORT",
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

	/* There is one already. */
	for (unsigned int i = 0; i < PHONEWALL_RANGES_MAX; i++) {
		offset = header->nlmsg_len;
		put_range(header, 100 + 2 * i, 100 + 2 * i);
	}
	close_nests(header, nests, count);
	expect_refusal(&request, -E2BIG,
		       "too many PORTS_RANGE attributes: at most 1024 for a protocol; merge ranges",
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
	expect_refusal(&request, -E2BIG, "too many ENDPOINT attributes: at most 32",
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
		/*
		 * An attribute shorter than its header; one that is too long.
		 */
		check_garbage(place, U16(3, PHONEWALL_A_POLICY));
		check_garbage(place, U16(0, 0));
		check_garbage(place, U16(12, 1, 0, 0));
	}
}

/* A valid policy with some bytes behind it. */
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

/* Here the core of generic netlink answers, without a message. */
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

/* 6.1 was the first kernel to check it. */
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
 * The positive control: the request that the tests above damage is valid, and
 * what they compare changes if a policy is accepted.
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

/* Behind the headers, which have the family and the command. */
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

/* Sets a policy with a flow limit if @expected is the generation in force. */
static void replace_policy(uint32_t expected, uint32_t limit,
			   struct genetlink_answer *answer)
{
	struct genetlink_request request;
	struct nlmsghdr *header = genetlink_begin(&genetlink, &request,
						  PHONEWALL_CMD_POLICY_SET);
	struct nlattr *nest = mnl_attr_nest_start(header, PHONEWALL_A_POLICY);

	put_enabled(header);
	mnl_attr_put_u32(header, PHONEWALL_A_POLICY_FLOW_LIMIT, limit);
	mnl_attr_put_u32(header, PHONEWALL_A_POLICY_EXPECTED_GENERATION,
			 expected);
	mnl_attr_nest_end(header, nest);
	genetlink_ask(&genetlink, &request, answer);
}

/* The same request twice: the first one makes the second stale. */
static void test_expected_generation(void **state)
{
	static struct genetlink_answer answer, before, after;
	uint32_t generation;

	(void)state;
	read_policy(&before);
	generation = policy_generation(&before);
	replace_policy(generation, 100, &answer);
	check_answer(&answer, 0, "", 0);
	read_policy(&before);
	assert_int_equal(policy_generation(&before), generation + 1);
	replace_policy(generation, 200, &answer);
	assert_int_equal(answer.error, -ERESTART);
	read_policy(&after);
	assert_int_equal(after.length, before.length);
	assert_memory_equal(after.reply, before.reply, before.length);
	replace_policy(generation + 1, 200, &answer);
	check_answer(&answer, 0, "", 0);
}

/*
 * If accepted, the generation grows by one; if refused, nothing changes and
 * there is a message.
 */
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
	/* -ERESTART: a damaged type that became EXPECTED_GENERATION. */
	if (answer.error != -EINVAL && answer.error != -ERANGE &&
	    answer.error != -ERESTART)
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

static void prepare(void)
{
	genetlink_open_phone(&genetlink);
	strcpy(subject, "the request");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IPV4(test_policy_attributes),
		TEST_IPV4(test_port_attributes),
		TEST_IPV4(test_endpoint_attributes),
		TEST_IPV4(test_top_attributes),
		TEST_IPV4(test_verdict_attributes),
		TEST_IPV4(test_attributes_of_other_commands),
		TEST_IPV4(test_attribute_of_the_dump),
		TEST_IPV4(test_nothing_in_the_request),
		TEST_IPV4(test_verdict_lacks_one),
		TEST_IPV4(test_packet_of_another_version),
		TEST_IPV4(test_policy_lacks_enabled),
		TEST_IPV4(test_endpoint_lacks_one),
		TEST_IPV4(test_too_many_ranges),
		TEST_IPV4(test_too_many_endpoints),
		TEST_IPV4(test_garbage),
		TEST_IPV4(test_garbage_behind_a_policy),
		TEST_IPV4(test_unknown_commands),
		TEST_IPV4(test_dump_of_what_is_none),
		TEST_IPV4(test_reserved_field),
		TEST_IPV4(test_unspoilt_request),
		TEST_IPV4(test_expected_generation),
		TEST_IPV4(test_spoilt_requests),
	};

	suite_prepare_tests(prepare);
	return cmocka_run_group_tests(tests, suite_begin, suite_end);
}
