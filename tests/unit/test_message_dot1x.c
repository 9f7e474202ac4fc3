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
#include "module/message_dot1x.h"
#include "netlink_message.h"

static struct phonewall_kernel_dot1x dot1x;

/*
 * Reads and frees @message into memory without zeros: every member must be set.
 */
static int read_back(struct nl_msg *message)
{
	struct nlmsghdr *header = finish(message);
	int error;

	memset(&dot1x, 0xff, sizeof(dot1x));
	error = phonewall_message_read_dot1x(header, &dot1x, NULL);
	free(header);
	return error;
}

static void assert_no_settings(void)
{
	static const struct phonewall_kernel_dot1x nothing;

	assert_memory_equal(&dot1x, &nothing, sizeof(dot1x));
}

static struct phonewall_dot1x_settings settings(void)
{
	return (struct phonewall_dot1x_settings){
		.pc_port = "pc0",
		.switch_port = "fifteen-letters",
		.hold_time = 250,
		.session_limit = 64,
	};
}

static void test_settings(void **state)
{
	struct phonewall_dot1x_settings wanted = settings();
	struct nl_msg *message = new_message(PHONEWALL_CMD_DOT1X_SET);

	(void)state;
	assert_int_equal(phonewall_message_put_dot1x(message, &wanted, true),
			 0);
	assert_int_equal(read_back(message), 0);
	assert_string_equal(dot1x.pc_port, "pc0");
	assert_string_equal(dot1x.switch_port, "fifteen-letters");
	assert_true(dot1x.pc_port_enabled);
	assert_int_equal(dot1x.hold_time, 250);
	assert_int_equal(dot1x.session_limit, 64);
	assert_int_equal(dot1x.session_count, 0);
	message = new_message(PHONEWALL_CMD_DOT1X_SET);
	assert_int_equal(phonewall_message_put_dot1x(message, &wanted, false),
			 0);
	assert_int_equal(read_back(message), 0);
	assert_false(dot1x.pc_port_enabled);
}

/* The module accepts an empty nest only. */
static void assert_withdraws(const struct phonewall_dot1x_settings *wanted)
{
	struct nl_msg *message = new_message(PHONEWALL_CMD_DOT1X_SET);
	struct nlattr *nest;

	assert_int_equal(phonewall_message_put_dot1x(message, wanted, true), 0);
	nest = nlmsg_find_attr(nlmsg_hdr(message), GENL_HDRLEN,
			       PHONEWALL_A_DOT1X);
	assert_non_null(nest);
	assert_int_equal(nla_len(nest), 0);
	assert_int_equal(read_back(message), 0);
	assert_no_settings();
}

static void test_withdrawal(void **state)
{
	struct phonewall_dot1x_settings without_ports = { .hold_time = 7 };

	(void)state;
	assert_withdraws(NULL);
	assert_withdraws(&without_ports);
}

static void test_without_room(void **state)
{
	struct phonewall_dot1x_settings wanted = settings();
	struct nl_msg *message = nlmsg_alloc_size(48);

	(void)state;
	assert_non_null(message);
	assert_non_null(genlmsg_put(message, 0, 0, 30, 0, 0, 1, 1));
	assert_int_equal(phonewall_message_put_dot1x(message, &wanted, true),
			 -EMSGSIZE);
	nlmsg_free(message);
}

static void put_count(struct nl_msg *message, uint32_t count, uint64_t packets)
{
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_DOT1X_COUNT);

	nla_put_u32(message, PHONEWALL_A_COUNT_DOT1X, count);
	nla_put_u64(message, PHONEWALL_A_COUNT_PACKETS, packets);
	nla_nest_end(message, nest);
}

static void put_session(struct nl_msg *message, uint8_t last_byte,
			bool logged_off)
{
	struct nlattr *nest = nla_nest_start(message,
					     PHONEWALL_A_DOT1X_SESSION);
	uint8_t address[] = { 2, 0, 0, 0, 0, last_byte };

	nla_put(message, PHONEWALL_A_SESSION_ADDRESS, sizeof(address), address);
	nla_put_u8(message, PHONEWALL_A_SESSION_STATE,
		   PHONEWALL_SESSION_AUTHENTICATED);
	nla_put_u8(message, PHONEWALL_A_SESSION_VERSION, 3);
	nla_put_u32(message, PHONEWALL_A_SESSION_SILENT, 70000);
	if (logged_off) {
		nla_put_u8(message, PHONEWALL_A_SESSION_LOGOFF,
			   PHONEWALL_LOGOFF_REMOVED);
		nla_put_u32(message, PHONEWALL_A_SESSION_LOGOFF_AGE, 12);
	} else {
		nla_put_u8(message, PHONEWALL_A_SESSION_LOGOFF_UNSENT,
			   PHONEWALL_LOGOFF_DOWN);
	}
	nla_nest_end(message, nest);
}

static struct nlattr *begin_held(struct nl_msg *message)
{
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_DOT1X);

	nla_put_string(message, PHONEWALL_A_DOT1X_PC_PORT, "pc0");
	nla_put_string(message, PHONEWALL_A_DOT1X_SWITCH_PORT, "lan0");
	nla_put_u8(message, PHONEWALL_A_DOT1X_PC_PORT_ENABLED, 1);
	nla_put_u32(message, PHONEWALL_A_DOT1X_PC_PORT_DEVICE, 4);
	return nest;
}

static struct nl_msg *held_message(unsigned int sessions)
{
	struct nl_msg *message = new_message(PHONEWALL_CMD_DOT1X_GET);
	struct nlattr *nest = begin_held(message);
	unsigned int i;

	put_count(message, PHONEWALL_DOT1X_TO_SWITCH, 1ULL << 40);
	put_count(message, PHONEWALL_DOT1X_MAX, 9);
	put_count(message, PHONEWALL_DOT1X_MAX + 1, 10);
	put_count(message, UINT32_MAX, 11);
	for (i = 0; i < sessions; i++)
		put_session(message, i, i % 2);
	nla_nest_end(message, nest);
	return message;
}

static void test_held(void **state)
{
	(void)state;
	assert_int_equal(read_back(held_message(2)), 0);
	assert_string_equal(dot1x.switch_port, "lan0");
	assert_int_equal(dot1x.pc_port_device, 4);
	assert_int_equal(dot1x.switch_port_device, 0);
	assert_int_equal(dot1x.counts[PHONEWALL_DOT1X_TO_SWITCH], 1ULL << 40);
	assert_int_equal(dot1x.counts[PHONEWALL_DOT1X_MAX], 9);
	assert_int_equal(dot1x.counts[PHONEWALL_DOT1X_TO_PC], 0);
	assert_int_equal(dot1x.session_count, 2);
	assert_memory_equal(dot1x.sessions[1].address, "\2\0\0\0\0\1", 6);
	assert_int_equal(dot1x.sessions[0].state,
			 PHONEWALL_SESSION_AUTHENTICATED);
	assert_int_equal(dot1x.sessions[0].version, 3);
	assert_int_equal(dot1x.sessions[0].silent, 70000);
	assert_false(dot1x.sessions[0].has_logoff);
	assert_true(dot1x.sessions[0].is_logoff_unsent);
	assert_int_equal(dot1x.sessions[0].logoff, PHONEWALL_LOGOFF_DOWN);
	assert_false(dot1x.sessions[1].is_logoff_unsent);
	assert_true(dot1x.sessions[1].has_logoff);
	assert_int_equal(dot1x.sessions[1].logoff, PHONEWALL_LOGOFF_REMOVED);
	assert_int_equal(dot1x.sessions[1].logoff_age, 12);
}

static void test_bound_of_sessions(void **state)
{
	(void)state;
	assert_int_equal(read_back(held_message(PHONEWALL_SESSION_LIMIT_MAX)),
			 0);
	assert_int_equal(dot1x.session_count, PHONEWALL_SESSION_LIMIT_MAX);
	assert_int_equal(dot1x.sessions[63].address[5], 63);
	assert_int_equal(read_back(held_message(PHONEWALL_SESSION_LIMIT_MAX +
						1)), -EBADMSG);
}

/* One attribute of DOT1X, whatever it is. */
static int read_with(int type, const void *data, int length)
{
	struct nl_msg *message = new_message(PHONEWALL_CMD_DOT1X_GET);
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_DOT1X);

	assert_int_equal(nla_put(message, type, length, data), 0);
	nla_nest_end_keep_empty(message, nest);
	return read_back(message);
}

static int read_ports(const char *pc_port, int length)
{
	struct nl_msg *message = new_message(PHONEWALL_CMD_DOT1X_GET);
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_DOT1X);

	nla_put(message, PHONEWALL_A_DOT1X_PC_PORT, length, pc_port);
	nla_put_string(message, PHONEWALL_A_DOT1X_SWITCH_PORT, "lan0");
	nla_nest_end(message, nest);
	return read_back(message);
}

static void test_bad_ports(void **state)
{
	(void)state;
	assert_int_equal(read_ports("pc0", 4), 0);
	assert_int_equal(read_ports("fifteen-letters", 16), 0);
	assert_int_equal(read_ports("pc0", 3), -EBADMSG);
	assert_int_equal(read_ports("", 1), -EBADMSG);
	assert_int_equal(read_ports("", 0), -EBADMSG);
	assert_int_equal(read_ports("sixteen-letters!", 16), -EBADMSG);
	assert_int_equal(read_ports("sixteen-letters!", 17), -EBADMSG);
	assert_int_equal(read_with(PHONEWALL_A_DOT1X_PC_PORT, "pc0", 4),
			 -EBADMSG);
	assert_int_equal(read_with(PHONEWALL_A_DOT1X_SWITCH_PORT, "pc0", 4),
			 -EBADMSG);
}

static void test_bad_members(void **state)
{
	(void)state;
	assert_int_equal(read_with(PHONEWALL_A_DOT1X_HOLD_TIME, "1234", 4), 0);
	assert_int_equal(read_with(PHONEWALL_A_DOT1X_HOLD_TIME, "123", 3),
			 -EBADMSG);
	assert_int_equal(read_with(PHONEWALL_A_DOT1X_SESSION_LIMIT, "12345678",
				   8), -EBADMSG);
	assert_int_equal(read_with(PHONEWALL_A_DOT1X_COUNT, "", 0), -EBADMSG);
	assert_int_equal(read_with(PHONEWALL_A_DOT1X_SESSION, "", 0), -EBADMSG);
	assert_int_equal(read_with(PHONEWALL_A_DOT1X_SESSION, "12345", 5),
			 -EBADMSG);
	assert_int_equal(read_with(PHONEWALL_A_DOT1X_MAX + 7, "new", 3), 0);
	assert_int_equal(read_back(new_message(PHONEWALL_CMD_DOT1X_GET)),
			 -EBADMSG);
}

static int read_session_with(int length, bool has_state)
{
	struct nl_msg *message = new_message(PHONEWALL_CMD_DOT1X_GET);
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_DOT1X);
	struct nlattr *session = nla_nest_start(message,
						PHONEWALL_A_DOT1X_SESSION);

	if (length)
		nla_put(message, PHONEWALL_A_SESSION_ADDRESS, length,
			"1234567");
	if (has_state)
		nla_put_u8(message, PHONEWALL_A_SESSION_STATE, 200);
	nla_nest_end(message, session);
	nla_nest_end(message, nest);
	return read_back(message);
}

static void test_bad_sessions(void **state)
{
	(void)state;
	assert_int_equal(read_session_with(6, true), 0);
	assert_int_equal(dot1x.sessions[0].state, 200);
	assert_true(dot1x.sessions[0].has_address);
	assert_int_equal(read_session_with(0, true), 0);
	assert_int_equal(dot1x.session_count, 1);
	assert_false(dot1x.sessions[0].has_address);
	assert_int_equal(dot1x.sessions[0].address[0], 0);
	assert_int_equal(read_session_with(0, false), -EBADMSG);
	assert_int_equal(read_session_with(6, false), -EBADMSG);
	assert_int_equal(read_session_with(5, true), -EBADMSG);
	assert_int_equal(read_session_with(7, true), -EBADMSG);
}

static struct nlmsghdr *session_event(unsigned int sessions)
{
	struct nl_msg *message = new_message(PHONEWALL_CMD_EVENT_SESSION);
	struct nlattr *nest = nla_nest_start(message, PHONEWALL_A_DOT1X);
	unsigned int i;

	for (i = 0; i < sessions; i++)
		put_session(message, 0x21 + i, true);
	nla_nest_end_keep_empty(message, nest);
	nla_put_u32(message, PHONEWALL_A_LEFT_OUT, 5);
	return finish(message);
}

static int read_event(struct nlmsghdr *header, struct phonewall_event *event)
{
	int error = phonewall_message_read_event(header, event);

	free(header);
	return error;
}

static void test_session_event(void **state)
{
	struct phonewall_event event;

	(void)state;
	assert_int_equal(read_event(session_event(1), &event), 0);
	assert_int_equal(event.command, PHONEWALL_CMD_EVENT_SESSION);
	assert_int_equal(event.left_out, 5);
	assert_int_equal(event.dot1x.session_count, 1);
	assert_int_equal(event.dot1x.sessions[0].address[5], 0x21);
	assert_int_equal(read_event(session_event(0), &event), -EBADMSG);
	assert_int_equal(read_event(session_event(2), &event), -EBADMSG);
}

static struct nlmsghdr *dot1x_event(void)
{
	struct nl_msg *message = new_message(PHONEWALL_CMD_EVENT_DOT1X);

	nla_nest_end(message, begin_held(message));
	return finish(message);
}

static void test_dot1x_event(void **state)
{
	struct phonewall_event event;

	(void)state;
	assert_int_equal(read_event(dot1x_event(), &event), 0);
	assert_int_equal(event.command, PHONEWALL_CMD_EVENT_DOT1X);
	assert_string_equal(event.dot1x.pc_port, "pc0");
	assert_true(event.dot1x.pc_port_enabled);
}

/* Some bytes changed, and cut somewhere; the length is that of its memory. */
static void read_damaged(const struct nlmsghdr *good, unsigned int *seed)
{
	size_t length = good->nlmsg_len;
	struct phonewall_event event;
	struct nlmsghdr *bad;
	unsigned int change;
	int error;

	if (rand_r(seed) % 4 == 0)
		length = NLMSG_HDRLEN +
			 rand_r(seed) % (length - NLMSG_HDRLEN + 1);
	bad = malloc(length);
	assert_non_null(bad);
	memcpy(bad, good, length);
	for (change = rand_r(seed) % 5; change; change--)
		((uint8_t *)bad)[rand_r(seed) % length] = rand_r(seed);
	bad->nlmsg_len = length;
	error = phonewall_message_read_dot1x(bad, &dot1x, NULL);
	assert_true(error == 0 || error == -EBADMSG);
	assert_in_range(dot1x.session_count, 0, PHONEWALL_SESSION_LIMIT_MAX);
	error = phonewall_message_read_event(bad, &event);
	assert_true(error == 0 || error == -EBADMSG);
	free(bad);
}

static void test_hostile_messages(void **state)
{
	struct nlmsghdr *good[] = {
		finish(held_message(3)), session_event(1), dot1x_event(),
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
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_withdrawal),
		cmocka_unit_test(test_without_room),
		cmocka_unit_test(test_held),
		cmocka_unit_test(test_bound_of_sessions),
		cmocka_unit_test(test_bad_ports),
		cmocka_unit_test(test_bad_members),
		cmocka_unit_test(test_bad_sessions),
		cmocka_unit_test(test_session_event),
		cmocka_unit_test(test_dot1x_event),
		cmocka_unit_test(test_hostile_messages),
	};

	return cmocka_run_group_tests_name("message_dot1x", tests, NULL, NULL);
}
