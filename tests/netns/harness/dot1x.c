// SPDX-License-Identifier: MIT
#include "harness/dot1x.h"

#include <poll.h>
#include <stdio.h>

#include "harness/assertion.h"
#include "harness/inet_socket.h"

#define POLL_MS	2

static struct genetlink genetlink;
static struct dot1x_status at_begin;

void dot1x_open(void)
{
	genetlink_open_phone(&genetlink);
}

void dot1x_begin_count(void)
{
	dot1x_get(&at_begin);
}

void dot1x_put(struct nlmsghdr *header, const struct dot1x_settings *settings)
{
	struct nlattr *nest = mnl_attr_nest_start(header, PHONEWALL_A_DOT1X);

	if (settings->pc_port) {
		mnl_attr_put_strz(header, PHONEWALL_A_DOT1X_PC_PORT,
				  settings->pc_port);
		mnl_attr_put_strz(header, PHONEWALL_A_DOT1X_SWITCH_PORT,
				  settings->switch_port);
		mnl_attr_put_u8(header, PHONEWALL_A_DOT1X_PC_PORT_ENABLED,
				settings->is_enabled);
		mnl_attr_put_u32(header, PHONEWALL_A_DOT1X_HOLD_TIME,
				 settings->hold_time);
		mnl_attr_put_u32(header, PHONEWALL_A_DOT1X_SESSION_LIMIT,
				 settings->session_limit);
	}
	mnl_attr_nest_end(header, nest);
}

void dot1x_set(const struct dot1x_settings *settings)
{
	static struct genetlink_request request;
	static struct genetlink_answer answer;

	dot1x_put(genetlink_begin(&genetlink, &request,
				  PHONEWALL_CMD_DOT1X_SET), settings);
	genetlink_ask(&genetlink, &request, &answer);
	if (answer.error)
		fail_msg("the settings are refused: %s, \"%s\"",
			 strerror(-answer.error), answer.words);
}

void dot1x_withdraw(void)
{
	const struct dot1x_settings none = { 0 };

	dot1x_set(&none);
}

static void copy_name(const struct nlattr *attribute, char name[IFNAMSIZ])
{
	assert_true(mnl_attr_get_payload_len(attribute) <= IFNAMSIZ);
	memcpy(name, mnl_attr_get_payload(attribute),
	       mnl_attr_get_payload_len(attribute));
	assert_int_equal(name[IFNAMSIZ - 1], '\0');
}

static void read_count(const struct nlattr *nest, uint64_t *counts)
{
	const struct nlattr *count, *packets;

	count = genetlink_nested(nest, PHONEWALL_A_COUNT_DOT1X);
	packets = genetlink_nested(nest, PHONEWALL_A_COUNT_PACKETS);
	assert_non_null(count);
	assert_non_null(packets);
	assert_in_range(mnl_attr_get_u32(count), 0, PHONEWALL_DOT1X_MAX);
	counts[mnl_attr_get_u32(count)] = mnl_attr_get_u64(packets);
}

static void read_session_attribute(const struct nlattr *attribute,
				   struct dot1x_session *session)
{
	switch (mnl_attr_get_type(attribute)) {
	case PHONEWALL_A_SESSION_ADDRESS:
		assert_int_equal(mnl_attr_get_payload_len(attribute), 6);
		memcpy(session->address.bytes, mnl_attr_get_payload(attribute),
		       sizeof(session->address.bytes));
		break;
	case PHONEWALL_A_SESSION_STATE:
		session->state = mnl_attr_get_u8(attribute);
		break;
	case PHONEWALL_A_SESSION_VERSION:
		session->version = mnl_attr_get_u8(attribute);
		break;
	case PHONEWALL_A_SESSION_SILENT:
		session->silent = mnl_attr_get_u32(attribute);
		break;
	case PHONEWALL_A_SESSION_LOGOFF:
		session->was_logged_off = true;
		session->logoff = mnl_attr_get_u8(attribute);
		break;
	case PHONEWALL_A_SESSION_LOGOFF_AGE:
		session->logoff_age = mnl_attr_get_u32(attribute);
		break;
	case PHONEWALL_A_SESSION_LOGOFF_UNSENT:
		session->is_logoff_unsent = true;
		session->logoff = mnl_attr_get_u8(attribute);
		break;
	default:
		fail_msg("a session has attribute %u",
			 mnl_attr_get_type(attribute));
	}
}

static void read_session(const struct nlattr *nest,
			 struct dot1x_status *status)
{
	struct dot1x_session *session;
	const struct nlattr *attribute;

	assert_true(status->session_count < PHONEWALL_SESSION_LIMIT_MAX);
	session = &status->sessions[status->session_count++];
	mnl_attr_for_each_nested(attribute, nest)
		read_session_attribute(attribute, session);
}

static void read_attribute(const struct nlattr *attribute,
			   struct dot1x_status *status)
{
	switch (mnl_attr_get_type(attribute)) {
	case PHONEWALL_A_DOT1X_PC_PORT:
		copy_name(attribute, status->pc_port);
		break;
	case PHONEWALL_A_DOT1X_SWITCH_PORT:
		copy_name(attribute, status->switch_port);
		break;
	case PHONEWALL_A_DOT1X_PC_PORT_ENABLED:
		status->is_enabled = mnl_attr_get_u8(attribute);
		break;
	case PHONEWALL_A_DOT1X_HOLD_TIME:
		status->hold_time = mnl_attr_get_u32(attribute);
		break;
	case PHONEWALL_A_DOT1X_SESSION_LIMIT:
		status->session_limit = mnl_attr_get_u32(attribute);
		break;
	case PHONEWALL_A_DOT1X_PC_PORT_DEVICE:
		status->pc_device = mnl_attr_get_u32(attribute);
		break;
	case PHONEWALL_A_DOT1X_SWITCH_PORT_DEVICE:
		status->switch_device = mnl_attr_get_u32(attribute);
		break;
	case PHONEWALL_A_DOT1X_COUNT:
		read_count(attribute, status->counts);
		break;
	case PHONEWALL_A_DOT1X_SESSION:
		read_session(attribute, status);
		break;
	default:
		fail_msg("DOT1X has attribute %u",
			 mnl_attr_get_type(attribute));
	}
}

void dot1x_read(const void *attributes, size_t length,
		struct dot1x_status *status)
{
	const struct nlattr *nest, *attribute;

	memset(status, 0, sizeof(*status));
	nest = genetlink_attribute(attributes, length, PHONEWALL_A_DOT1X);
	assert_non_null(nest);
	mnl_attr_for_each_nested(attribute, nest)
		read_attribute(attribute, status);
}

void dot1x_get(struct dot1x_status *status)
{
	static struct genetlink_answer answer;

	genetlink_ask_plain(&genetlink, PHONEWALL_CMD_DOT1X_GET, &answer);
	if (answer.error)
		fail_msg("cannot read the status: %s, \"%s\"",
			 strerror(-answer.error), answer.words);
	dot1x_read(answer.reply, answer.length, status);
}

uint64_t dot1x_counted(enum phonewall_dot1x_count count)
{
	struct dot1x_status status;

	dot1x_get(&status);
	return status.counts[count] - at_begin.counts[count];
}

void dot1x_expect_counted(enum phonewall_dot1x_count count, uint64_t expected)
{
	uint64_t counted = dot1x_counted(count);

	for (int waited = 0; counted < expected && waited < WAIT_MS;
	     waited += POLL_MS) {
		poll(NULL, 0, POLL_MS);
		counted = dot1x_counted(count);
	}
	if (counted != expected)
		fail_msg("counter %d says %llu instead of %llu", count,
			 (unsigned long long)counted,
			 (unsigned long long)expected);
}

bool dot1x_find(struct station address, struct dot1x_session *session)
{
	struct dot1x_status status;

	dot1x_get(&status);
	for (unsigned int i = 0; i < status.session_count; i++) {
		if (!station_equal(status.sessions[i].address, address))
			continue;
		if (session)
			*session = status.sessions[i];
		return true;
	}
	return false;
}

void dot1x_expect_state(struct station address,
			enum phonewall_session_state state)
{
	struct dot1x_session session;

	if (!dot1x_find(address, &session))
		fail_msg("station %u is not known", address.bytes[5]);
	if (session.state != state)
		fail_msg("station %u is in state %u instead of %u",
			 address.bytes[5], session.state, state);
}

void dot1x_wait_state(struct station address,
		      enum phonewall_session_state state)
{
	struct dot1x_session session;

	for (int waited = 0; waited < WAIT_MS; waited += POLL_MS) {
		if (dot1x_find(address, &session) && session.state == state)
			return;
		poll(NULL, 0, POLL_MS);
	}
	dot1x_expect_state(address, state);
}
