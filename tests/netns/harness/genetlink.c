// SPDX-License-Identifier: MIT
#include "harness/genetlink.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/assertion.h"
#include "harness/host.h"
#include "harness/inet_socket.h"

#define GENL_HEADER	MNL_ALIGN(sizeof(struct genlmsghdr))
#define RECEIVE_BUFFER	(1 << 20)

static struct nlmsghdr *begin(struct genetlink_request *request, uint16_t type,
			      uint8_t command)
{
	struct nlmsghdr *header;
	struct genlmsghdr *genl;

	memset(request, 0, sizeof(*request));
	header = mnl_nlmsg_put_header(request->bytes);
	header->nlmsg_type = type;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	header->nlmsg_seq = 1;
	genl = mnl_nlmsg_put_extra_header(header, sizeof(*genl));
	genl->cmd = command;
	genl->version = 1;
	return header;
}

struct nlmsghdr *genetlink_begin(const struct genetlink *genetlink,
				 struct genetlink_request *request, uint8_t command)
{
	return begin(request, genetlink->family, command);
}

int genetlink_send(const struct genetlink *genetlink,
		   const struct genetlink_request *request)
{
	const struct nlmsghdr *header = (const void *)request->bytes;
	ssize_t sent = send(genetlink->fd, header, header->nlmsg_len, 0);

	return sent == (ssize_t)header->nlmsg_len ? 0 : -errno;
}

ssize_t genetlink_read(const struct genetlink *genetlink, void *bytes,
		       int milliseconds)
{
	struct pollfd polled = { .fd = genetlink->fd, .events = POLLIN };
	ssize_t length;

	if (poll(&polled, 1, milliseconds) < 1)
		return 0;
	length = recv(genetlink->fd, bytes, GENETLINK_MAX, MSG_DONTWAIT);
	return length < 0 ? -errno : length;
}

const struct nlattr *genetlink_attribute(const void *attributes, size_t length,
					 uint16_t type)
{
	const struct nlattr *attr;

	mnl_attr_for_each_payload(attributes, length) {
		if (mnl_attr_get_type(attr) == type)
			return attr;
	}
	return NULL;
}

const struct nlattr *genetlink_nested(const struct nlattr *nest, uint16_t type)
{
	if (!nest)
		return NULL;
	return genetlink_attribute(mnl_attr_get_payload(nest),
				   mnl_attr_get_payload_len(nest), type);
}

static uint64_t read_limit(const struct nlattr *policy, uint16_t type)
{
	const struct nlattr *attr = genetlink_nested(policy, type);

	if (!attr)
		return 0;
	return mnl_attr_get_payload_len(attr) == sizeof(uint64_t) ?
	       mnl_attr_get_u64(attr) : mnl_attr_get_u32(attr);
}

static void read_allowed(const struct nlattr *policy,
			 struct genetlink_answer *answer)
{
	static const char *const names[] = {
		[NL_ATTR_TYPE_U8] = "u8", [NL_ATTR_TYPE_U16] = "u16",
		[NL_ATTR_TYPE_U32] = "u32", [NL_ATTR_TYPE_BINARY] = "binary",
		[NL_ATTR_TYPE_NUL_STRING] = "string",
		[NL_ATTR_TYPE_NESTED] = "nest",
	};
	uint64_t type = read_limit(policy, NL_POLICY_TYPE_ATTR_TYPE);
	uint64_t mask = read_limit(policy, NL_POLICY_TYPE_ATTR_MASK);
	uint64_t least = read_limit(policy, NL_POLICY_TYPE_ATTR_MIN_VALUE_U) +
			 read_limit(policy, NL_POLICY_TYPE_ATTR_MIN_LENGTH);
	uint64_t most = read_limit(policy, NL_POLICY_TYPE_ATTR_MAX_VALUE_U) +
			read_limit(policy, NL_POLICY_TYPE_ATTR_MAX_LENGTH);
	const char *name = type < sizeof(names) / sizeof(names[0]) &&
			   names[type] ? names[type] : "unknown";

	if (mask)
		snprintf(answer->allowed, sizeof(answer->allowed), "%s &%#jx",
			 name, (uintmax_t)mask);
	else if (most)
		snprintf(answer->allowed, sizeof(answer->allowed), "%s %ju..%ju",
			 name, (uintmax_t)least, (uintmax_t)most);
	else
		snprintf(answer->allowed, sizeof(answer->allowed), "%s", name);
}

static void read_words(const void *attributes, size_t length,
		       struct genetlink_answer *answer)
{
	const struct nlattr *words, *offset, *policy;

	words = genetlink_attribute(attributes, length, NLMSGERR_ATTR_MSG);
	offset = genetlink_attribute(attributes, length, NLMSGERR_ATTR_OFFS);
	if (words)
		snprintf(answer->words, sizeof(answer->words), "%s",
			 mnl_attr_get_str(words));
	if (offset)
		answer->offset = mnl_attr_get_u32(offset);
	policy = genetlink_attribute(attributes, length, NLMSGERR_ATTR_POLICY);
	if (policy)
		read_allowed(policy, answer);
}

/*
 * NLMSG_ERROR has the error and the request's header (NETLINK_CAP_ACK: only
 * that), NLMSG_DONE has the error alone.
 */
static void read_end(const struct nlmsghdr *message,
		     struct genetlink_answer *answer)
{
	size_t fixed = message->nlmsg_type == NLMSG_ERROR ?
		       sizeof(struct nlmsgerr) : sizeof(int);
	const int *error = mnl_nlmsg_get_payload(message);

	answer->error = *error;
	if (message->nlmsg_flags & NLM_F_ACK_TLVS)
		read_words((const uint8_t *)error + fixed,
			   mnl_nlmsg_get_payload_len(message) - fixed, answer);
}

static void read_reply(const struct nlmsghdr *message, struct genetlink_answer *answer)
{
	answer->length = mnl_nlmsg_get_payload_len(message) - GENL_HEADER;
	memcpy(answer->reply,
	       mnl_nlmsg_get_payload_offset(message, GENL_HEADER),
	       answer->length);
}

/* Returns true if the end was among the messages. */
static bool read_answer(const void *bytes, int length, struct genetlink_answer *answer)
{
	const struct nlmsghdr *message;

	for (message = bytes; mnl_nlmsg_ok(message, length);
	     message = mnl_nlmsg_next(message, &length)) {
		if (message->nlmsg_type == NLMSG_ERROR ||
		    message->nlmsg_type == NLMSG_DONE) {
			read_end(message, answer);
			return true;
		}
		read_reply(message, answer);
	}
	return false;
}

void genetlink_ask(const struct genetlink *genetlink,
		   const struct genetlink_request *request, struct genetlink_answer *answer)
{
	static uint8_t bytes[GENETLINK_MAX];
	ssize_t length;

	memset(answer, 0, sizeof(*answer));
	answer->error = genetlink_send(genetlink, request);
	if (answer->error)
		return;
	do {
		length = genetlink_read(genetlink, bytes, WAIT_MS);
		if (length <= 0) {
			answer->error = length ? length : -ETIMEDOUT;
			return;
		}
	} while (!read_answer(bytes, length, answer));
}

void genetlink_ask_plain(const struct genetlink *genetlink, uint8_t command,
			 struct genetlink_answer *answer)
{
	struct genetlink_request request;

	genetlink_begin(genetlink, &request, command);
	genetlink_ask(genetlink, &request, answer);
}

/* The family has one group. */
static uint32_t read_group(const struct genetlink_answer *answer)
{
	const struct nlattr *groups, *id;

	groups = genetlink_attribute(answer->reply, answer->length,
				     CTRL_ATTR_MCAST_GROUPS);
	id = genetlink_nested(genetlink_nested(groups, 1),
			      CTRL_ATTR_MCAST_GRP_ID);
	return id ? mnl_attr_get_u32(id) : 0;
}

static int resolve(struct genetlink *genetlink)
{
	const struct nlattr *id;
	struct genetlink_request request;
	struct genetlink_answer answer;

	mnl_attr_put_strz(begin(&request, GENL_ID_CTRL, CTRL_CMD_GETFAMILY),
			  CTRL_ATTR_FAMILY_NAME, PHONEWALL_GENL_NAME);
	genetlink_ask(genetlink, &request, &answer);
	if (answer.error)
		return answer.error;
	id = genetlink_attribute(answer.reply, answer.length,
				 CTRL_ATTR_FAMILY_ID);
	if (!id)
		return -EPROTO;
	genetlink->family = mnl_attr_get_u16(id);
	genetlink->events = read_group(&answer);
	return 0;
}

static int set_up(const struct genetlink *genetlink)
{
	const struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	const int size = RECEIVE_BUFFER;
	const int on = 1;

	if (setsockopt(genetlink->fd, SOL_NETLINK, NETLINK_EXT_ACK, &on,
		       sizeof(on)) ||
	    setsockopt(genetlink->fd, SOL_NETLINK, NETLINK_CAP_ACK, &on,
		       sizeof(on)) ||
	    setsockopt(genetlink->fd, SOL_SOCKET, SO_RCVBUF, &size,
		       sizeof(size)) ||
	    bind(genetlink->fd, (const void *)&any, sizeof(any)))
		return -errno;
	return 0;
}

int genetlink_open(struct genetlink *genetlink)
{
	int error;

	genetlink->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
			       NETLINK_GENERIC);
	if (genetlink->fd < 0)
		return -errno;
	host_keep_socket(genetlink->fd);
	error = set_up(genetlink);
	return error ? error : resolve(genetlink);
}

void genetlink_open_phone(struct genetlink *genetlink)
{
	int error;

	host_enter(HOST_PHONE);
	error = genetlink_open(genetlink);
	host_leave();
	if (error)
		fail_msg("cannot speak to the module: %s", strerror(-error));
}

int genetlink_join(const struct genetlink *genetlink)
{
	const int group = genetlink->events;

	return setsockopt(genetlink->fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
			  &group, sizeof(group)) ? -errno : 0;
}
