// SPDX-License-Identifier: MIT
/*
 * DOT1X_SET: what is refused, with which message, that a refusal changes
 * nothing, and who may use it. DOT1X_GET and the event report what was
 * accepted.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/phone_ports.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))
#define NOBODY		65534
#define EVENT_MS	1000

#define DATA(type, ...)	(const type[]){ __VA_ARGS__ }, \
			sizeof((const type[]){ __VA_ARGS__ })
#define U8(...)		DATA(uint8_t, __VA_ARGS__)
#define U32(...)	DATA(uint32_t, __VA_ARGS__)
#define TEXT(text)	text, sizeof(text)
#define CUT_TEXT(text)	text, sizeof(text) - 1
#define NO_DATA		NULL, 0

/*
 * The kernel's messages and the policy that comes with them, or the module's.
 */
#define NAME_BY_POLICY	-EINVAL, "Attribute failed policy validation", \
			"string 0..15"
#define NAME		-EINVAL, \
	"DOT1X_*_PORT is not a device name: it must have 1 to 15 characters and a NUL", \
	""
#define LENGTH(allowed)	-EINVAL, "invalid attribute length", allowed
#define VALUE(allowed)	-ERANGE, "integer out of range", allowed
#define ENABLED		"u8 0..1"
#define HOLD_TIME	"u32 0..60000"
#define LIMIT		"u32 1..64"
#define READ_ONLY	-EINVAL, \
	"DOT1X_*_DEVICE, DOT1X_COUNT and DOT1X_SESSION are read-only: leave them out", \
	""
#define UNKNOWN		-EINVAL, "Unknown attribute type", ""

#define WORDS_BOTH \
	"DOT1X needs both DOT1X_PC_PORT and DOT1X_SWITCH_PORT, or neither"
#define WORDS_OTHER \
	"DOT1X_SWITCH_PORT must differ from DOT1X_PC_PORT"
#define WORDS_EMPTY \
	"DOT1X without ports unsets the settings and must be empty"
#define WORDS_NEEDED	"DOT1X_SET needs DOT1X"
#define WORDS_ETHERNET	"a port must be an Ethernet device"
#define WORDS_RIGHTS \
	"CAP_NET_ADMIN is needed in the user namespace that owns this network namespace"

/**
 * struct refused - an attribute of PHONEWALL_A_DOT1X that is refused
 * @type: its type
 * @data: what it carries
 * @length: bytes of @data
 * @error: of the refusal
 * @words: of the refusal
 * @allowed: what the refusal says is allowed, as in struct genetlink_answer
 */
struct refused {
	uint16_t type;
	const void *data;
	size_t length;
	int error;
	const char *words;
	const char *allowed;
};

static const struct refused refused[] = {
	{ PHONEWALL_A_DOT1X_PC_PORT, NO_DATA, NAME_BY_POLICY },
	{ PHONEWALL_A_DOT1X_PC_PORT, TEXT(""), NAME },
	{ PHONEWALL_A_DOT1X_PC_PORT, CUT_TEXT("pc0"), NAME_BY_POLICY },
	{ PHONEWALL_A_DOT1X_PC_PORT, TEXT("abcdefghijklmnop"), NAME_BY_POLICY },
	{ PHONEWALL_A_DOT1X_PC_PORT, TEXT("pc\0000"), NAME },
	{ PHONEWALL_A_DOT1X_PC_PORT, TEXT("pc/0"), NAME },
	{ PHONEWALL_A_DOT1X_PC_PORT, TEXT("pc 0"), NAME },
	{ PHONEWALL_A_DOT1X_PC_PORT, TEXT(".."), NAME },
	{ PHONEWALL_A_DOT1X_SWITCH_PORT, NO_DATA, NAME_BY_POLICY },
	{ PHONEWALL_A_DOT1X_SWITCH_PORT, TEXT("pc:0"), NAME },
	{ PHONEWALL_A_DOT1X_SWITCH_PORT, CUT_TEXT("abcdefghijklmnop"),
	  NAME_BY_POLICY },
	{ PHONEWALL_A_DOT1X_PC_PORT_ENABLED, NO_DATA, LENGTH(ENABLED) },
	{ PHONEWALL_A_DOT1X_PC_PORT_ENABLED, U8(2), VALUE(ENABLED) },
	{ PHONEWALL_A_DOT1X_PC_PORT_ENABLED, U8(1, 0), LENGTH(ENABLED) },
	{ PHONEWALL_A_DOT1X_PC_PORT_ENABLED, U32(1), LENGTH(ENABLED) },
	{ PHONEWALL_A_DOT1X_HOLD_TIME, NO_DATA, LENGTH(HOLD_TIME) },
	{ PHONEWALL_A_DOT1X_HOLD_TIME, U8(1), LENGTH(HOLD_TIME) },
	{ PHONEWALL_A_DOT1X_HOLD_TIME, U32(1, 0), LENGTH(HOLD_TIME) },
	{ PHONEWALL_A_DOT1X_HOLD_TIME, U32(PHONEWALL_HOLD_TIME_MAX + 1),
	  VALUE(HOLD_TIME) },
	{ PHONEWALL_A_DOT1X_SESSION_LIMIT, NO_DATA, LENGTH(LIMIT) },
	{ PHONEWALL_A_DOT1X_SESSION_LIMIT, U8(1), LENGTH(LIMIT) },
	{ PHONEWALL_A_DOT1X_SESSION_LIMIT, U32(0), VALUE(LIMIT) },
	{ PHONEWALL_A_DOT1X_SESSION_LIMIT, U32(PHONEWALL_SESSION_LIMIT_MAX + 1),
	  VALUE(LIMIT) },
	{ PHONEWALL_A_DOT1X_PC_PORT_DEVICE, U32(1), READ_ONLY },
	{ PHONEWALL_A_DOT1X_SWITCH_PORT_DEVICE, U32(1), READ_ONLY },
	{ PHONEWALL_A_DOT1X_COUNT, NO_DATA, READ_ONLY },
	{ PHONEWALL_A_DOT1X_SESSION, NO_DATA, READ_ONLY },
	{ PHONEWALL_A_DOT1X_UNSPEC, NO_DATA, UNKNOWN },
	{ PHONEWALL_A_DOT1X_MAX + 1, U32(1), UNKNOWN },
};

static struct genetlink genetlink;

static void get(struct genetlink_answer *answer)
{
	genetlink_ask_plain(&genetlink, PHONEWALL_CMD_DOT1X_GET, answer);
	assert_int_equal(answer->error, 0);
}

/*
 * Asserts a refusal with this message and this policy, and that nothing
 * changes, byte for byte.
 */
static void expect_refusal_by(const struct genetlink_request *request,
			      int error, const char *words, const char *allowed,
			      uint32_t offset)
{
	static struct genetlink_answer answer, before, after;

	get(&before);
	genetlink_ask(&genetlink, request, &answer);
	if (answer.error != error || strcmp(answer.words, words) ||
	    strcmp(answer.allowed, allowed))
		fail_msg("error %d, \"%s\", \"%s\" instead of %d, \"%s\", \"%s\"",
			 answer.error, answer.words, answer.allowed, error,
			 words, allowed);
	if (offset)
		assert_int_equal(answer.offset, offset);
	get(&after);
	assert_int_equal(after.length, before.length);
	assert_memory_equal(after.reply, before.reply, before.length);
}

static void expect_refusal(const struct genetlink_request *request,
			   const char *words, uint32_t offset)
{
	expect_refusal_by(request, -EINVAL, words, "", offset);
}

static struct nlmsghdr *begin_set(struct genetlink_request *request)
{
	return genetlink_begin(&genetlink, request, PHONEWALL_CMD_DOT1X_SET);
}

static void test_attributes(void **state)
{
	static struct genetlink_request request;
	struct nlmsghdr *header;
	struct nlattr *nest;
	uint32_t offset;

	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++) {
		header = begin_set(&request);
		nest = mnl_attr_nest_start(header, PHONEWALL_A_DOT1X);
		offset = header->nlmsg_len;
		mnl_attr_put(header, refused[i].type, refused[i].length,
			     refused[i].data);
		mnl_attr_nest_end(header, nest);
		expect_refusal_by(&request, refused[i].error, refused[i].words,
				  refused[i].allowed, offset);
	}
}

static void refuse_ports(const char *pc, const char *lan, const char *words)
{
	static struct genetlink_request request;
	struct nlmsghdr *header = begin_set(&request);
	struct nlattr *nest = mnl_attr_nest_start(header, PHONEWALL_A_DOT1X);

	if (pc)
		mnl_attr_put_strz(header, PHONEWALL_A_DOT1X_PC_PORT, pc);
	if (lan)
		mnl_attr_put_strz(header, PHONEWALL_A_DOT1X_SWITCH_PORT, lan);
	if (!pc && !lan)
		mnl_attr_put_u32(header, PHONEWALL_A_DOT1X_HOLD_TIME, 1);
	mnl_attr_nest_end(header, nest);
	expect_refusal(&request, words, 0);
}

static void test_ports(void **state)
{
	static struct genetlink_request request;

	(void)state;
	refuse_ports("pc0", NULL, WORDS_BOTH);
	refuse_ports(NULL, "lan0", WORDS_BOTH);
	refuse_ports("pc0", "pc0", WORDS_OTHER);
	refuse_ports(NULL, NULL, WORDS_EMPTY);
	refuse_ports("lo", "lan0", WORDS_ETHERNET);
	refuse_ports("pc0", "lo", WORDS_ETHERNET);
	begin_set(&request);
	expect_refusal(&request, WORDS_NEEDED, 0);
}

/* A refused change of ports logs no PC off. */
static void test_refusal_keeps_sessions(void **state)
{
	phone_ports_authenticate(PC);
	refuse_ports("lo", "lan0", WORDS_ETHERNET);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
	dot1x_expect_counted(PHONEWALL_DOT1X_LOGOFFS, 0);
	phone_ports_expect_unheard(state);
	frame_expect_none(wires.lan);
}

static void test_what_is_set(void **state)
{
	struct dot1x_settings settings = phone_ports_settings();
	struct dot1x_status status;

	(void)state;
	settings.is_enabled = false;
	settings.hold_time = PHONEWALL_HOLD_TIME_MAX;
	settings.session_limit = PHONEWALL_SESSION_LIMIT_MAX;
	dot1x_set(&settings);
	dot1x_get(&status);
	assert_string_equal(status.pc_port, PC_PORT);
	assert_string_equal(status.switch_port, SWITCH_PORT);
	assert_false(status.is_enabled);
	assert_int_equal(status.hold_time, PHONEWALL_HOLD_TIME_MAX);
	assert_int_equal(status.session_limit, PHONEWALL_SESSION_LIMIT_MAX);
	assert_int_equal(status.pc_device, link_index(HOST_PHONE, PC_PORT));
	dot1x_withdraw();
	dot1x_get(&status);
	assert_string_equal(status.pc_port, "");
	assert_int_equal(status.pc_device, 0);
}

/* Returns the command of the event that was taken. */
static uint8_t take_event(struct dot1x_status *status)
{
	static uint8_t bytes[GENETLINK_MAX];
	ssize_t length = genetlink_read(&genetlink, bytes, EVENT_MS);
	const struct nlmsghdr *header = (const void *)bytes;
	const uint8_t *command = mnl_nlmsg_get_payload(header);

	if (length <= 0)
		fail_msg("no event came");
	dot1x_read(mnl_nlmsg_get_payload_offset(header, 4),
		   mnl_nlmsg_get_payload_len(header) - 4, status);
	return *command;
}

static void expect_session_event(enum phonewall_session_state state)
{
	struct dot1x_status status;

	assert_int_equal(take_event(&status), PHONEWALL_CMD_EVENT_SESSION);
	assert_int_equal(status.session_count, 1);
	assert_true(station_equal(status.sessions[0].address, PC));
	assert_int_equal(status.sessions[0].state, state);
}

static void test_events(void **state)
{
	struct dot1x_settings settings = phone_ports_settings();
	struct dot1x_status status;

	(void)state;
	assert_int_equal(genetlink_join(&genetlink), 0);
	settings.hold_time = 1;
	dot1x_set(&settings);
	assert_int_equal(take_event(&status), PHONEWALL_CMD_EVENT_DOT1X);
	assert_int_equal(status.hold_time, 1);
	phone_ports_authenticate(PC);
	expect_session_event(PHONEWALL_SESSION_AUTHENTICATING);
	expect_session_event(PHONEWALL_SESSION_AUTHENTICATED);
	phone_ports_unplug();
	expect_session_event(PHONEWALL_SESSION_LOGGED_OFF);
}

/*
 * Unsets the settings by a socket of its own. Returns the error, and its
 * message in @words.
 */
static int try_withdraw(char words[256])
{
	const struct dot1x_settings none = { 0 };
	static struct genetlink_request request;
	static struct genetlink_answer answer;
	struct genetlink own;
	int error = genetlink_open(&own);

	if (error)
		return error;
	dot1x_put(genetlink_begin(&own, &request, PHONEWALL_CMD_DOT1X_SET),
		  &none);
	genetlink_ask(&own, &request, &answer);
	snprintf(words, 256, "%s", answer.words);
	return answer.error;
}

static void test_nobody(void **state)
{
	char words[256] = "";
	int error;

	(void)state;
	phone_ports_authenticate(PC);
	host_enter(HOST_PHONE);
	assert_int_equal(seteuid(NOBODY), 0);
	error = try_withdraw(words);
	assert_int_equal(seteuid(0), 0);
	host_leave();
	assert_int_equal(error, -EPERM);
	assert_string_equal(words, WORDS_RIGHTS);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
}

static unsigned int count_sessions(const struct genetlink_answer *answer)
{
	const struct nlattr *dot1x = genetlink_attribute(answer->reply,
							 answer->length,
							 PHONEWALL_A_DOT1X);
	const struct nlattr *attribute;
	unsigned int count = 0;

	assert_non_null(dot1x);
	mnl_attr_for_each_nested(attribute, dot1x)
		count += mnl_attr_get_type(attribute) ==
			 PHONEWALL_A_DOT1X_SESSION;
	return count;
}

static bool holds_address(const struct genetlink_answer *answer)
{
	const struct station stations[] = { PC, OTHER_PC };
	bool holds = false;

	for (size_t i = 0; i < COUNT(stations); i++)
		holds |= memmem(answer->reply, answer->length,
				stations[i].bytes,
				sizeof(stations[i].bytes)) != NULL;
	return holds;
}

/*
 * Two sessions, read by root, by nobody, by root through nobody's socket and by
 * nobody through root's: addresses are shown only if the reader and the opener
 * of the socket are privileged.
 */
static void test_addresses(void **state)
{
	static struct genetlink_answer by_root, by_nobody, by_both, by_lent;
	struct genetlink own;

	(void)state;
	phone_ports_authenticate(PC);
	phone_ports_authenticate(OTHER_PC);
	get(&by_root);
	host_enter(HOST_PHONE);
	assert_int_equal(seteuid(NOBODY), 0);
	genetlink_ask_plain(&genetlink, PHONEWALL_CMD_DOT1X_GET, &by_lent);
	assert_int_equal(genetlink_open(&own), 0);
	genetlink_ask_plain(&own, PHONEWALL_CMD_DOT1X_GET, &by_nobody);
	assert_int_equal(seteuid(0), 0);
	host_leave();
	genetlink_ask_plain(&own, PHONEWALL_CMD_DOT1X_GET, &by_both);
	assert_int_equal(count_sessions(&by_root), 2);
	assert_int_equal(count_sessions(&by_nobody), 2);
	assert_int_equal(count_sessions(&by_lent), 2);
	assert_int_equal(count_sessions(&by_both), 2);
	assert_true(holds_address(&by_root));
	assert_false(holds_address(&by_nobody));
	assert_false(holds_address(&by_lent));
	assert_false(holds_address(&by_both));
}

/* Root of a container may set settings of its own, and affects no others. */
static void withdraw_in_a_container(void)
{
	char words[256];

	if (unshare(CLONE_NEWUSER | CLONE_NEWNET))
		_exit(1);
	_exit(try_withdraw(words) ? 2 : 0);
}

static void test_container(void **state)
{
	int status;
	pid_t child;

	(void)state;
	phone_ports_authenticate(PC);
	host_enter(HOST_PHONE);
	child = fork();
	if (!child)
		withdraw_in_a_container();
	host_leave();
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	dot1x_expect_state(PC, PHONEWALL_SESSION_AUTHENTICATED);
	dot1x_expect_counted(PHONEWALL_DOT1X_LOGOFFS, 0);
}

static void open_genetlink(void)
{
	genetlink_open_phone(&genetlink);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_BRIDGED(test_attributes),
		TEST_BRIDGED(test_ports),
		TEST_BRIDGED(test_refusal_keeps_sessions),
		TEST_BRIDGED(test_what_is_set),
		TEST_BRIDGED(test_events),
		TEST_BRIDGED(test_nobody),
		TEST_BRIDGED(test_addresses),
		TEST_BRIDGED(test_container),
	};

	phone_ports_prepare_tests(open_genetlink);
	return cmocka_run_group_tests(tests, phone_ports_begin,
				      phone_ports_end);
}
