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

#include "module/extack.h"
#include "module/message.h"
#include "module/message_dot1x.h"

#define TEXT_SIZE	400

static struct nl_msg *new_request(void)
{
	static struct phonewall_opening openings[] = {
		{ IPPROTO_UDP, { 68, 68 }, NULL, NULL },
		{ IPPROTO_UDP, { 70, 75 }, NULL, NULL },
		{ IPPROTO_TCP, { 80, 80 }, NULL, NULL },
	};
	static struct phonewall_endpoint endpoints[] = {
		{ .family = AF_INET, .port = 34560 },
	};
	struct phonewall_translation translation = {
		.rtp = { 1, 2 },
		.openings = openings,
		.opening_count = sizeof(openings) / sizeof(openings[0]),
		.endpoints = endpoints,
		.endpoint_count = 1,
	};
	struct nl_msg *request = nlmsg_alloc();

	assert_non_null(request);
	assert_non_null(genlmsg_put(request, 0, 0, 30, 0, 0,
				    PHONEWALL_CMD_POLICY_SET, 1));
	assert_int_equal(phonewall_message_put_policy(request, &translation, NULL),
			 0);
	return request;
}

/*
 * An answer without an extended acknowledgement. The kernel returns the request
 * after the errno, unless @flags says NLM_F_CAPPED.
 */
static struct nl_msg *new_answer(const struct nl_msg *request, int type,
				 int flags, int error)
{
	const struct nlmsghdr *asked = nlmsg_hdr((struct nl_msg *)request);
	struct nl_msg *answer = nlmsg_alloc();

	assert_non_null(answer);
	assert_non_null(nlmsg_put(answer, 0, 0, type, 0, flags));
	assert_int_equal(nlmsg_append(answer, &error, sizeof(error),
				      NLMSG_ALIGNTO), 0);
	if (type == NLMSG_ERROR)
		assert_int_equal(nlmsg_append(answer, (void *)asked,
				flags & NLM_F_CAPPED ? sizeof(*asked) :
				asked->nlmsg_len, NLMSG_ALIGNTO), 0);
	return answer;
}

static int describe(struct nl_msg *answer, struct nl_msg *request,
		    char text[TEXT_SIZE])
{
	memset(text, 'x', TEXT_SIZE);
	text[TEXT_SIZE - 1] = '\0';
	return phonewall_extack_describe(nlmsg_hdr(answer), nlmsg_hdr(request),
					 text, TEXT_SIZE);
}

static void assert_described(int type, int flags, int error,
			     const char *message, const char *expected)
{
	struct nl_msg *request = new_request();
	struct nl_msg *answer = new_answer(request, type, flags, error);
	char text[TEXT_SIZE];

	if (message)
		nla_put_string(answer, NLMSGERR_ATTR_MSG, message);
	assert_int_equal(describe(answer, request, text), error);
	assert_string_equal(text, expected);
	nlmsg_free(answer);
	nlmsg_free(request);
}

static void test_words_of_the_kernel(void **state)
{
	static const char expected[] =
		"the phonewall module refused the request: too many ranges";

	(void)state;
	assert_described(NLMSG_ERROR, NLM_F_ACK_TLVS, -EINVAL,
			 "too many ranges", expected);
	assert_described(NLMSG_ERROR, NLM_F_ACK_TLVS | NLM_F_CAPPED, -EINVAL,
			 "too many ranges", expected);
	assert_described(NLMSG_DONE, NLM_F_ACK_TLVS, -EINVAL,
			 "too many ranges", expected);
	assert_described(NLMSG_ERROR, NLM_F_ACK_TLVS | NLM_F_CAPPED, -EPERM,
			 "not yours", "the phonewall module refused the "
			 "request: not yours; run as root");
}

/* Without the flag, what follows is no extended acknowledgement. */
static void test_no_words(void **state)
{
	(void)state;
	assert_described(NLMSG_ERROR, NLM_F_CAPPED, -EINVAL, "unread",
			 "the phonewall module refused the request: Invalid "
			 "argument");
	assert_described(NLMSG_ERROR, 0, -EPERM, NULL,
			 "this requires CAP_NET_ADMIN in this network "
			 "namespace; run as root");
	assert_described(NLMSG_ERROR, NLM_F_CAPPED, -ENOENT, NULL,
			 "the phonewall module is not loaded; run 'modprobe "
			 "phonewall'");
	assert_described(NLMSG_ERROR, NLM_F_CAPPED, -EOPNOTSUPP, NULL,
			 "the loaded phonewall module does not know this "
			 "request; load the module of this version");
}

static void test_no_refusal(void **state)
{
	struct nl_msg *request = new_request();
	struct nl_msg *answer = new_answer(request, NLMSG_ERROR, NLM_F_CAPPED,
					   0);
	char text[TEXT_SIZE];

	(void)state;
	assert_int_equal(describe(answer, request, text), 0);
	assert_int_equal(text[0], 'x');
	nlmsg_free(answer);
	nlmsg_free(request);
}

/* The offset of an attribute, to which @path leads through the nests. */
static uint32_t offset_of(struct nl_msg *request, const int path[])
{
	struct nlmsghdr *header = nlmsg_hdr(request);
	struct nlattr *attribute = genlmsg_attrdata(nlmsg_data(header), 0);
	int length = genlmsg_attrlen(nlmsg_data(header), 0);

	for (;; path++) {
		attribute = nla_find(attribute, length, *path);
		assert_non_null(attribute);
		if (!path[1])
			return (char *)attribute - (char *)header;
		length = nla_len(attribute);
		attribute = nla_data(attribute);
	}
}

static void assert_place(struct nl_msg *request, uint32_t offset,
			 const char *expected)
{
	struct nl_msg *answer = new_answer(request, NLMSG_ERROR,
					   NLM_F_ACK_TLVS | NLM_F_CAPPED,
					   -ERANGE);
	char text[TEXT_SIZE];

	nla_put_string(answer, NLMSGERR_ATTR_MSG, "wrong");
	nla_put_u32(answer, NLMSGERR_ATTR_OFFS, offset);
	assert_int_equal(describe(answer, request, text), -ERANGE);
	assert_string_equal(text, expected);
	nlmsg_free(answer);
}

#define REFUSED	"the phonewall module refused the request: wrong"

static void test_places(void **state)
{
	struct nl_msg *request = new_request();

	(void)state;
	assert_place(request, offset_of(request, (int[]){
		PHONEWALL_A_POLICY, 0 }), REFUSED ", at policy");
	assert_place(request, offset_of(request, (int[]){
		PHONEWALL_A_POLICY, PHONEWALL_A_POLICY_FLOW_LIMIT, 0 }),
		REFUSED ", at policy/flow_limit");
	assert_place(request, offset_of(request, (int[]){
		PHONEWALL_A_POLICY, PHONEWALL_A_POLICY_UDP_PORTS,
		PHONEWALL_A_PORTS_RANGE, 0 }) + 8,
		REFUSED ", at policy/UDP ports/range 2");
	assert_place(request, offset_of(request, (int[]){
		PHONEWALL_A_POLICY, PHONEWALL_A_POLICY_ENDPOINTS,
		PHONEWALL_A_ENDPOINT, PHONEWALL_A_ENDPOINT_PORT, 0 }),
		REFUSED ", at policy/endpoints/endpoint 1/port");
	assert_place(request, 0, REFUSED);
	assert_place(request, nlmsg_hdr(request)->nlmsg_len, REFUSED);
	assert_place(request, UINT32_MAX, REFUSED);
	nlmsg_free(request);
}

static void assert_dot1x_place(int type, const char *expected)
{
	struct phonewall_dot1x_settings dot1x = {
		.pc_port = "pc0", .switch_port = "lan0",
	};
	struct nl_msg *request = nlmsg_alloc();

	assert_non_null(request);
	assert_non_null(genlmsg_put(request, 0, 0, 30, 0, 0,
				    PHONEWALL_CMD_DOT1X_SET,
				    PHONEWALL_GENL_VERSION));
	assert_int_equal(phonewall_message_put_dot1x(request, &dot1x, true), 0);
	assert_place(request, offset_of(request, (int[]){
		PHONEWALL_A_DOT1X, type, 0 }), expected);
	nlmsg_free(request);
}

static void test_places_of_dot1x(void **state)
{
	(void)state;
	assert_dot1x_place(PHONEWALL_A_DOT1X_PC_PORT,
			   REFUSED ", at dot1x/pc_port");
	assert_dot1x_place(PHONEWALL_A_DOT1X_SWITCH_PORT,
			   REFUSED ", at dot1x/switch_port");
	assert_dot1x_place(PHONEWALL_A_DOT1X_PC_PORT_ENABLED,
			   REFUSED ", at dot1x/pc_port_enabled");
	assert_dot1x_place(PHONEWALL_A_DOT1X_HOLD_TIME,
			   REFUSED ", at dot1x/hold_time");
	assert_dot1x_place(PHONEWALL_A_DOT1X_SESSION_LIMIT,
			   REFUSED ", at dot1x/session_limit");
}

/*
 * A refusal of the attribute at @offset with a policy in the kernel's format:
 * the type as 32 bits, limits of numbers as 64 bits.
 */
static void assert_allowed(uint32_t offset, const uint64_t *policy,
			   const char *expected)
{
	struct nl_msg *request = new_request();
	struct nl_msg *answer = new_answer(request, NLMSG_ERROR,
					   NLM_F_ACK_TLVS | NLM_F_CAPPED,
					   -ERANGE);
	char text[TEXT_SIZE];
	struct nlattr *nest;

	nla_put_string(answer, NLMSGERR_ATTR_MSG, "wrong");
	if (offset)
		nla_put_u32(answer, NLMSGERR_ATTR_OFFS, offset);
	nest = nla_nest_start(answer, NLMSGERR_ATTR_POLICY);
	for (; *policy; policy += 2) {
		switch (*policy) {
		case NL_POLICY_TYPE_ATTR_TYPE:
		case NL_POLICY_TYPE_ATTR_MIN_LENGTH:
		case NL_POLICY_TYPE_ATTR_MAX_LENGTH:
			nla_put_u32(answer, policy[0], policy[1]);
			break;
		default:
			nla_put_u64(answer, policy[0], policy[1]);
		}
	}
	nla_nest_end(answer, nest);
	describe(answer, request, text);
	assert_string_equal(text, expected);
	nlmsg_free(answer);
	nlmsg_free(request);
}

static uint32_t offset_in_policy(int type)
{
	struct nl_msg *request = new_request();
	uint32_t offset = offset_of(request, (int[]){
		PHONEWALL_A_POLICY, type, 0 });

	nlmsg_free(request);
	return offset;
}

#define LIMITS(...)	(const uint64_t[]){ __VA_ARGS__, 0 }
#define TYPE(type)	NL_POLICY_TYPE_ATTR_TYPE, NL_ATTR_TYPE_ ## type
#define BETWEEN(least, most)	NL_POLICY_TYPE_ATTR_MIN_VALUE_U, (least), \
				NL_POLICY_TYPE_ATTR_MAX_VALUE_U, (most)

static void test_allowed_numbers(void **state)
{
	uint32_t limit = offset_in_policy(PHONEWALL_A_POLICY_FLOW_LIMIT);

	(void)state;
	assert_allowed(0, LIMITS(BETWEEN(1, 86400)),
		       REFUSED "; allowed is 1 to 86400");
	assert_allowed(limit, LIMITS(TYPE(U32), BETWEEN(1, 262144)),
		       REFUSED ", at policy/flow_limit; allowed is a u32, 1 to "
		       "262144 flows");
	assert_allowed(limit, LIMITS(NL_POLICY_TYPE_ATTR_MIN_VALUE_U, 1),
		       REFUSED ", at policy/flow_limit");
	assert_allowed(limit, LIMITS(TYPE(NESTED)),
		       REFUSED ", at policy/flow_limit; allowed is a nest");
}

static void test_allowed_bits(void **state)
{
	uint32_t flags = offset_in_policy(PHONEWALL_A_POLICY_FLAGS);

	(void)state;
	assert_allowed(flags, LIMITS(TYPE(U32), NL_POLICY_TYPE_ATTR_MASK, 3),
		       REFUSED ", at policy/flags; allowed is a u32 of the "
		       "bits 0x1 (NO_ICMP_PING) and 0x2 (NO_ICMP_UNREACHABLE)");
	assert_allowed(flags, LIMITS(TYPE(U32), NL_POLICY_TYPE_ATTR_MASK, 0x12),
		       REFUSED ", at policy/flags; allowed is a u32 of the "
		       "bits 0x2 (NO_ICMP_UNREACHABLE) and 0x10");
	assert_allowed(0, LIMITS(TYPE(U32), NL_POLICY_TYPE_ATTR_MASK, 3),
		       REFUSED "; allowed is a u32 of the bits 0x3");
	assert_allowed(flags, (const uint64_t[]){ 0 },
		       REFUSED ", at policy/flags; known are the bits 0x1 "
		       "(NO_ICMP_PING) and 0x2 (NO_ICMP_UNREACHABLE)");
}

static void test_allowed_lengths(void **state)
{
	(void)state;
	assert_allowed(0, LIMITS(TYPE(BINARY),
				 NL_POLICY_TYPE_ATTR_MIN_LENGTH, 4,
				 NL_POLICY_TYPE_ATTR_MAX_LENGTH, 4),
		       REFUSED "; allowed is 4 bytes");
	assert_allowed(0, LIMITS(TYPE(BINARY),
				 NL_POLICY_TYPE_ATTR_MIN_LENGTH, 20,
				 NL_POLICY_TYPE_ATTR_MAX_LENGTH, 512),
		       REFUSED "; allowed is 20 to 512 bytes");
	assert_allowed(0, LIMITS(TYPE(NUL_STRING),
				 NL_POLICY_TYPE_ATTR_MAX_LENGTH, 15),
		       REFUSED "; allowed is a text with a NUL at its end, at "
		       "most 15 characters");
}

static void test_cut_text(void **state)
{
	struct nl_msg *request = new_request();
	struct nl_msg *answer = new_answer(request, NLMSG_ERROR, NLM_F_CAPPED,
					   -EINVAL);
	char text[TEXT_SIZE];

	(void)state;
	memset(text, 'x', sizeof(text));
	phonewall_extack_describe(nlmsg_hdr(answer), nlmsg_hdr(request), text,
				  10);
	assert_string_equal(text, "the phone");
	assert_int_equal(text[10], 'x');
	nlmsg_free(answer);
	nlmsg_free(request);
}

static void describe_damaged(struct nl_msg *good, struct nl_msg *request,
			     unsigned int *seed)
{
	size_t length = NLMSG_HDRLEN + rand_r(seed) %
			(nlmsg_hdr(good)->nlmsg_len - NLMSG_HDRLEN + 1);
	struct nlmsghdr *bad = malloc(length);
	char text[64] = "";
	unsigned int change;
	int error;

	assert_non_null(bad);
	memcpy(bad, nlmsg_hdr(good), length);
	for (change = rand_r(seed) % 6; change; change--)
		((uint8_t *)bad)[4 + rand_r(seed) % (length - 4)] =
			rand_r(seed);
	bad->nlmsg_len = length;
	error = phonewall_extack_describe(bad, nlmsg_hdr(request), text,
					  sizeof(text));
	assert_in_range(-error, 0, 4095);
	assert_int_equal(!error, !*text);
	free(bad);
}

static void test_hostile_answers(void **state)
{
	struct nl_msg *request = new_request();
	struct nl_msg *good[] = {
		new_answer(request, NLMSG_ERROR, NLM_F_ACK_TLVS, -EINVAL),
		new_answer(request, NLMSG_ERROR, NLM_F_ACK_TLVS | NLM_F_CAPPED,
			   -ERANGE),
		new_answer(request, NLMSG_DONE, NLM_F_ACK_TLVS, -EPERM),
	};
	unsigned int seed = 1;
	struct nlattr *nest;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		nla_put_string(good[i], NLMSGERR_ATTR_MSG, "words");
		nla_put_u32(good[i], NLMSGERR_ATTR_OFFS, 24);
		nest = nla_nest_start(good[i], NLMSGERR_ATTR_POLICY);
		nla_put_u32(good[i], NL_POLICY_TYPE_ATTR_TYPE, NL_ATTR_TYPE_U32);
		nla_put_u64(good[i], NL_POLICY_TYPE_ATTR_MASK, 3);
		nla_nest_end(good[i], nest);
	}
	for (unsigned int round = 0; round < 60000; round++)
		describe_damaged(good[round % 3], request, &seed);
	for (size_t i = 0; i < 3; i++)
		nlmsg_free(good[i]);
	nlmsg_free(request);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_of_the_kernel),
		cmocka_unit_test(test_no_words),
		cmocka_unit_test(test_no_refusal),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_places_of_dot1x),
		cmocka_unit_test(test_allowed_numbers),
		cmocka_unit_test(test_allowed_bits),
		cmocka_unit_test(test_allowed_lengths),
		cmocka_unit_test(test_cut_text),
		cmocka_unit_test(test_hostile_answers),
	};

	return cmocka_run_group_tests_name("extack", tests, NULL, NULL);
}
