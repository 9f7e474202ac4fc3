// SPDX-License-Identifier: MIT
#include "rtnetlink/rtnetlink.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "base/memory.h"

#define ERROR_MAX	256

/* Size of the receive buffer, which the kernel's dumps are made for. */
#define BUFFER_SIZE	32768

struct phonewall_rtnetlink {
	struct mnl_socket *socket;
	unsigned int sequence;
	int code;
	char error[ERROR_MAX];
	char buffer[BUFFER_SIZE];
};

/* Without extended acknowledgements, the kernel sends just its errno. */
static int connect_socket(struct mnl_socket *socket)
{
	int on = 1;

	if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID))
		return -1;
	mnl_socket_setsockopt(socket, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(socket, NETLINK_CAP_ACK, &on, sizeof(on));
	return 0;
}

struct phonewall_rtnetlink *phonewall_rtnetlink_open(void)
{
	struct phonewall_rtnetlink *rtnetlink;

	rtnetlink = phonewall_memory_resize(NULL, 1, sizeof(*rtnetlink));
	*rtnetlink = (struct phonewall_rtnetlink){ 0 };
	rtnetlink->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!rtnetlink->socket)
		goto free_rtnetlink;
	if (connect_socket(rtnetlink->socket))
		goto close_socket;
	return rtnetlink;

close_socket:
	mnl_socket_close(rtnetlink->socket);
free_rtnetlink:
	free(rtnetlink);
	return NULL;
}

void phonewall_rtnetlink_close(struct phonewall_rtnetlink *rtnetlink)
{
	if (!rtnetlink)
		return;
	mnl_socket_close(rtnetlink->socket);
	free(rtnetlink);
}

static int take_words(const struct nlattr *attribute, void *argument)
{
	struct phonewall_rtnetlink *rtnetlink = argument;

	if (mnl_attr_get_type(attribute) == NLMSGERR_ATTR_MSG &&
	    !mnl_attr_validate(attribute, MNL_TYPE_NUL_STRING))
		snprintf(rtnetlink->error, ERROR_MAX, "%s",
			 mnl_attr_get_str(attribute));
	return MNL_CB_OK;
}

/* The request, whole or just its header, comes before the attributes. */
static int on_error(const struct nlmsghdr *message, void *argument)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(message);
	struct phonewall_rtnetlink *rtnetlink = argument;
	size_t length = sizeof(*error);

	if (mnl_nlmsg_get_payload_len(message) < length) {
		errno = EBADMSG;
		return MNL_CB_ERROR;
	}
	if (!error->error)
		return MNL_CB_STOP;
	if (!(message->nlmsg_flags & NLM_F_CAPPED))
		length += error->msg.nlmsg_len - sizeof(error->msg);
	if (message->nlmsg_flags & NLM_F_ACK_TLVS &&
	    mnl_nlmsg_get_payload_len(message) >= length)
		mnl_attr_parse(message, length, take_words, rtnetlink);
	errno = -error->error;
	return MNL_CB_ERROR;
}

struct exchange {
	mnl_cb_t answer;
	void *argument;
	struct phonewall_rtnetlink *rtnetlink;
};

static int on_answer(const struct nlmsghdr *message, void *argument)
{
	struct exchange *exchange = argument;

	return exchange->answer ? exchange->answer(message, exchange->argument) :
				  MNL_CB_OK;
}

static int on_exchange_error(const struct nlmsghdr *message, void *argument)
{
	struct exchange *exchange = argument;

	return on_error(message, exchange->rtnetlink);
}

static int receive(struct exchange *exchange)
{
	static mnl_cb_t control[] = { [NLMSG_ERROR] = on_exchange_error };
	struct phonewall_rtnetlink *rtnetlink = exchange->rtnetlink;
	ssize_t length;
	int result;

	do {
		length = mnl_socket_recvfrom(rtnetlink->socket,
					     rtnetlink->buffer,
					     sizeof(rtnetlink->buffer));
		if (length < 0)
			return -errno;
		result = mnl_cb_run2(rtnetlink->buffer, length,
				     rtnetlink->sequence,
				     mnl_socket_get_portid(rtnetlink->socket),
				     on_answer, exchange, control,
				     MNL_ARRAY_SIZE(control));
	} while (result > MNL_CB_STOP);
	return result < 0 ? -errno : 0;
}

/* Drops answers that an aborted exchange has left. */
static void drop_stale(struct phonewall_rtnetlink *rtnetlink)
{
	while (recv(mnl_socket_get_fd(rtnetlink->socket), rtnetlink->buffer,
		    sizeof(rtnetlink->buffer), MSG_DONTWAIT) >= 0)
		;
}

static int exchange_messages(struct exchange *exchange,
			     struct nlmsghdr *request)
{
	struct phonewall_rtnetlink *rtnetlink = exchange->rtnetlink;

	drop_stale(rtnetlink);
	request->nlmsg_seq = ++rtnetlink->sequence;
	request->nlmsg_flags |= NLM_F_REQUEST;
	if ((request->nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP)
		request->nlmsg_flags |= NLM_F_ACK;
	if (mnl_socket_sendto(rtnetlink->socket, request,
			      request->nlmsg_len) < 0)
		return -errno;
	return receive(exchange);
}

int phonewall_rtnetlink_ask(struct phonewall_rtnetlink *rtnetlink,
			    struct nlmsghdr *request, mnl_cb_t answer,
			    void *argument)
{
	struct exchange exchange = {
		.answer = answer,
		.argument = argument,
		.rtnetlink = rtnetlink,
	};
	int error;

	rtnetlink->error[0] = '\0';
	error = exchange_messages(&exchange, request);
	rtnetlink->code = -error;
	if (error && !rtnetlink->error[0])
		snprintf(rtnetlink->error, ERROR_MAX, "%s", strerror(-error));
	return error;
}

const char *
phonewall_rtnetlink_error(const struct phonewall_rtnetlink *rtnetlink)
{
	return rtnetlink->error;
}

int phonewall_rtnetlink_code(const struct phonewall_rtnetlink *rtnetlink)
{
	return rtnetlink->code;
}
