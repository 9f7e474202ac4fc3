// SPDX-License-Identifier: MIT
#include "module/client.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include "module/extack.h"
#include "module/message.h"
#include "module/message_dot1x.h"

/* Room for PHONEWALL_RANGES_MAX ranges of each protocol and all the rest. */
#define REQUEST_SIZE	32768

/* Room for the events of a burst while the reader is not scheduled. */
#define EVENTS_BUFFER	(1 << 20)

/* Dumps of a table that keeps changing its size are given up after these. */
#define DUMP_ATTEMPTS	16

struct phonewall_client {
	struct nl_sock *socket;
	struct nl_cb *callbacks;
	int family;
	int open_error;
	char open_text[512];
	char text[512];
	bool failed;
};

/*
 * One request and what becomes of it. @read takes each reply; @error is the
 * first that went wrong.
 */
struct exchange {
	struct phonewall_client *client;
	struct nl_msg *request;
	int (*read)(struct nlmsghdr *reply, void *result);
	void *result;
	bool finished;
	int error;
};

__attribute__((format(printf, 3, 4)))
static int fail(struct phonewall_client *client, int error, const char *format,
		...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(client->text, sizeof(client->text), format, arguments);
	va_end(arguments);
	client->failed = true;
	return error;
}

static int fail_unreadable(struct phonewall_client *client, int error)
{
	if (error == -ENOMEM)
		return fail(client, error, "out of memory");
	return fail(client, error, "cannot parse the module's reply; module "
		    "and tools must be the same version");
}

static int fail_transport(struct phonewall_client *client, int error)
{
	return fail(client, -EIO, "netlink to the phonewall module failed: %s; "
		    "try again", nl_geterror(error));
}

/* Only the kernel speaks for the module. */
static bool is_from_kernel(struct nl_msg *message)
{
	return nlmsg_get_src(message)->nl_pid == 0;
}

static int handle_reply(struct nl_msg *message, void *argument)
{
	struct exchange *exchange = argument;

	if (!is_from_kernel(message))
		return NL_SKIP;
	if (!exchange->error && exchange->read) {
		exchange->error = exchange->read(nlmsg_hdr(message),
						 exchange->result);
		if (exchange->error)
			fail_unreadable(exchange->client, exchange->error);
	}
	return NL_OK;
}

static int handle_end(struct exchange *exchange, const struct nlmsghdr *answer)
{
	struct phonewall_client *client = exchange->client;
	int error = phonewall_extack_describe(answer,
					      nlmsg_hdr(exchange->request),
					      client->text,
					      sizeof(client->text));

	if (error) {
		client->failed = true;
		exchange->error = error;
	}
	exchange->finished = true;
	return NL_STOP;
}

static int handle_acknowledgement(struct nl_msg *message, void *argument)
{
	return handle_end(argument, nlmsg_hdr(message));
}

static int handle_error(struct sockaddr_nl *source, struct nlmsgerr *reply,
			void *argument)
{
	if (source->nl_pid)
		return NL_SKIP;
	return handle_end(argument, (const struct nlmsghdr *)reply - 1);
}

static struct nl_msg *new_request(struct phonewall_client *client, int command,
				  int flags)
{
	struct nl_msg *request = nlmsg_alloc_size(REQUEST_SIZE);

	if (!request)
		return NULL;
	if (!genlmsg_put(request, NL_AUTO_PORT, NL_AUTO_SEQ, client->family, 0,
			 flags, command, PHONEWALL_GENL_VERSION)) {
		nlmsg_free(request);
		return NULL;
	}
	return request;
}

static void set_callbacks(struct exchange *exchange)
{
	struct nl_cb *callbacks = exchange->client->callbacks;

	nl_cb_set(callbacks, NL_CB_VALID, NL_CB_CUSTOM, handle_reply, exchange);
	nl_cb_set(callbacks, NL_CB_ACK, NL_CB_CUSTOM, handle_acknowledgement,
		  exchange);
	nl_cb_set(callbacks, NL_CB_FINISH, NL_CB_CUSTOM, handle_acknowledgement,
		  exchange);
	nl_cb_err(callbacks, NL_CB_CUSTOM, handle_error, exchange);
}

/* Sends the request and reads all that answers it. */
static int exchange_messages(struct exchange *exchange)
{
	struct phonewall_client *client = exchange->client;
	int error;

	set_callbacks(exchange);
	error = nl_send_auto(client->socket, exchange->request);
	if (error < 0)
		return fail_transport(client, error);
	do {
		error = nl_recvmsgs(client->socket, client->callbacks);
	} while (error >= 0 && !exchange->finished);

	if (exchange->error)
		return exchange->error;
	if (error == -NLE_DUMP_INTR)
		return fail(client, -EINTR, "the flow table keeps changing its "
			    "size; try again");
	if (!exchange->finished)
		return fail_transport(client, error);
	return 0;
}

/* Begins a call: the error of the last one is forgotten. */
static int begin(struct phonewall_client *client)
{
	client->failed = false;
	if (client->open_error)
		return fail(client, client->open_error, "%s",
			    client->open_text);
	return 0;
}

/* Fills in a request; NULL if it has no attributes. */
typedef int (*put_fn)(struct nl_msg *request, const void *content);

static int ask(struct phonewall_client *client, int command, int flags,
	       put_fn put, const void *content,
	       int (*read)(struct nlmsghdr *reply, void *result), void *result)
{
	struct exchange exchange = {
		.client = client, .read = read, .result = result,
	};
	int error = begin(client);

	if (error)
		return error;
	exchange.request = new_request(client, command, flags);
	if (!exchange.request)
		return fail_unreadable(client, -ENOMEM);
	error = put ? put(exchange.request, content) : 0;
	if (error)
		fail(client, error, "the request is too long for the phonewall "
		     "module; it takes %d port ranges of each protocol and %d "
		     "multicast endpoints at most", PHONEWALL_RANGES_MAX,
		     PHONEWALL_ENDPOINTS_MAX);
	else
		error = exchange_messages(&exchange);
	nlmsg_free(exchange.request);
	return error;
}

struct policy_request {
	const struct phonewall_translation *translation;
	const uint32_t *expected;
};

static int put_policy(struct nl_msg *request, const void *content)
{
	const struct policy_request *wanted = content;

	return phonewall_message_put_policy(request, wanted->translation,
					    wanted->expected);
}

static int set_policy(struct phonewall_client *client,
		      const struct phonewall_translation *translation,
		      const uint32_t *expected)
{
	const struct policy_request wanted = { translation, expected };

	return ask(client, PHONEWALL_CMD_POLICY_SET, NLM_F_ACK, put_policy,
		   &wanted, NULL, NULL);
}

int phonewall_client_set_policy(struct phonewall_client *client,
				const struct phonewall_translation *translation)
{
	return set_policy(client, translation, NULL);
}

int phonewall_client_replace_policy(struct phonewall_client *client,
				    const struct phonewall_translation *translation,
				    uint32_t generation)
{
	return set_policy(client, translation, &generation);
}

static int read_policy(struct nlmsghdr *reply, void *result)
{
	phonewall_kernel_policy_clear(result);
	return phonewall_message_read_policy(reply, result);
}

int phonewall_client_get_policy(struct phonewall_client *client,
				struct phonewall_kernel_policy *policy)
{
	int error;

	memset(policy, 0, sizeof(*policy));
	error = ask(client, PHONEWALL_CMD_POLICY_GET, NLM_F_ACK, NULL, NULL,
		    read_policy, policy);
	if (error)
		phonewall_kernel_policy_clear(policy);
	return error;
}

static int read_status(struct nlmsghdr *reply, void *result)
{
	return phonewall_message_read_status(reply, result);
}

int phonewall_client_get_status(struct phonewall_client *client,
				struct phonewall_status *status)
{
	memset(status, 0, sizeof(*status));
	return ask(client, PHONEWALL_CMD_STATUS_GET, NLM_F_ACK, NULL, NULL,
		   read_status, status);
}

struct flow_list {
	struct phonewall_flow *flows;
	size_t count;
	size_t room;
};

static int read_flow(struct nlmsghdr *reply, void *result)
{
	struct flow_list *list = result;
	size_t room = list->room ? 2 * list->room : 64;
	int error;

	if (list->count == list->room) {
		struct phonewall_flow *flows =
			reallocarray(list->flows, room, sizeof(*flows));

		if (!flows)
			return -ENOMEM;
		list->flows = flows;
		list->room = room;
	}
	error = phonewall_message_read_flow(reply, &list->flows[list->count]);
	if (!error)
		list->count++;
	return error;
}

int phonewall_client_get_flows(struct phonewall_client *client,
			       struct phonewall_flow **flows, size_t *count)
{
	struct flow_list list = { NULL, 0, 0 };
	int attempts = DUMP_ATTEMPTS;
	int error;

	do {
		list.count = 0;
		error = ask(client, PHONEWALL_CMD_FLOW_GET, NLM_F_DUMP, NULL,
			    NULL, read_flow, &list);
	} while (error == -EINTR && --attempts);
	if (error) {
		free(list.flows);
		return error;
	}
	*flows = list.flows;
	*count = list.count;
	return 0;
}

static int read_flushed(struct nlmsghdr *reply, void *result)
{
	return phonewall_message_read_flushed(reply, result);
}

int phonewall_client_flush_flows(struct phonewall_client *client,
				 uint32_t *flushed)
{
	*flushed = 0;
	return ask(client, PHONEWALL_CMD_FLOW_FLUSH, NLM_F_ACK, NULL, NULL,
		   read_flushed, flushed);
}

struct packet {
	enum phonewall_direction direction;
	const uint8_t *bytes;
	size_t length;
};

static int put_packet(struct nl_msg *request, const void *content)
{
	const struct packet *packet = content;

	return phonewall_message_put_packet(request, packet->direction,
					    packet->bytes, packet->length);
}

static int read_verdict(struct nlmsghdr *reply, void *result)
{
	return phonewall_message_read_verdict(reply, result);
}

int phonewall_client_get_verdict(struct phonewall_client *client,
				 enum phonewall_direction direction,
				 const uint8_t *packet, size_t length,
				 enum phonewall_reason *reason)
{
	struct packet content = { direction, packet, length };

	return ask(client, PHONEWALL_CMD_VERDICT_GET, NLM_F_ACK, put_packet,
		   &content, read_verdict, reason);
}

struct dot1x_request {
	const struct phonewall_dot1x_settings *dot1x;
	bool pc_port_enabled;
};

static int put_dot1x(struct nl_msg *request, const void *content)
{
	const struct dot1x_request *wanted = content;

	return phonewall_message_put_dot1x(request, wanted->dot1x,
					   wanted->pc_port_enabled);
}

int phonewall_client_set_dot1x(struct phonewall_client *client,
			       const struct phonewall_dot1x_settings *dot1x,
			       bool pc_port_enabled)
{
	struct dot1x_request wanted = { dot1x, pc_port_enabled };

	return ask(client, PHONEWALL_CMD_DOT1X_SET, NLM_F_ACK, put_dot1x,
		   &wanted, NULL, NULL);
}

int phonewall_client_unset_dot1x(struct phonewall_client *client)
{
	return phonewall_client_set_dot1x(client, NULL, false);
}

static int read_dot1x(struct nlmsghdr *reply, void *result)
{
	return phonewall_message_read_dot1x(reply, result, NULL);
}

int phonewall_client_get_dot1x(struct phonewall_client *client,
			       struct phonewall_kernel_dot1x *dot1x)
{
	memset(dot1x, 0, sizeof(*dot1x));
	return ask(client, PHONEWALL_CMD_DOT1X_GET, NLM_F_ACK, NULL, NULL,
		   read_dot1x, dot1x);
}

/* Events answer no request and have no sequence number. */
static int accept_sequence(struct nl_msg *message, void *argument)
{
	(void)message;
	(void)argument;
	return NL_OK;
}

int phonewall_client_subscribe(struct phonewall_client *client)
{
	int error = begin(client);
	int group;

	if (error)
		return error;
	group = genl_ctrl_resolve_grp(client->socket, PHONEWALL_GENL_NAME,
				      PHONEWALL_GENL_EVENTS);
	if (group < 0)
		return fail_transport(client, group);
	nl_cb_set(client->callbacks, NL_CB_SEQ_CHECK, NL_CB_CUSTOM,
		  accept_sequence, NULL);
	error = nl_socket_add_membership(client->socket, group);
	if (error == -NLE_PERM)
		return fail(client, -EPERM, "receiving events requires "
			    "CAP_NET_ADMIN in this network namespace; run as "
			    "root");
	if (!error)
		error = nl_socket_set_buffer_size(client->socket, EVENTS_BUFFER,
						  0);
	if (!error)
		error = nl_socket_set_nonblocking(client->socket);
	return error ? fail_transport(client, error) : 0;
}

int phonewall_client_descriptor(const struct phonewall_client *client)
{
	return nl_socket_get_fd(client->socket);
}

struct reception {
	void (*handler)(const struct phonewall_event *event, void *argument);
	void *argument;
	int error;
};

static int handle_event(struct nl_msg *message, void *argument)
{
	struct reception *reception = argument;
	struct phonewall_event event;
	int error;

	if (!is_from_kernel(message))
		return NL_SKIP;
	error = phonewall_message_read_event(nlmsg_hdr(message), &event);
	if (error)
		reception->error = error;
	else
		reception->handler(&event, reception->argument);
	return NL_OK;
}

int phonewall_client_receive(struct phonewall_client *client,
			     void (*handler)(const struct phonewall_event *event,
					     void *argument),
			     void *argument)
{
	struct reception reception = { handler, argument, 0 };
	int error = begin(client);

	if (error)
		return error;
	nl_cb_set(client->callbacks, NL_CB_VALID, NL_CB_CUSTOM, handle_event,
		  &reception);
	do {
		error = nl_recvmsgs(client->socket, client->callbacks);
	} while (error >= 0 && !reception.error);

	if (reception.error)
		return fail_unreadable(client, reception.error);
	/* libnl has no number of its own for ENOBUFS. */
	if (error == -NLE_NOMEM)
		return fail(client, -ENOBUFS, "events were lost: they came "
			    "faster than they were read");
	return error == -NLE_AGAIN ? 0 : fail_transport(client, error);
}

/* The module's own words come with NETLINK_EXT_ACK only. */
static int set_options(struct nl_sock *socket)
{
	static const int options[] = { NETLINK_EXT_ACK, NETLINK_CAP_ACK,
				       NETLINK_GET_STRICT_CHK };
	int on = 1;

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (setsockopt(nl_socket_get_fd(socket), SOL_NETLINK,
			       options[i], &on, sizeof(on)))
			return -errno;
	return 0;
}

static int connect_to_module(struct phonewall_client *client)
{
	int error = genl_connect(client->socket);

	if (error)
		return fail_transport(client, error);
	error = set_options(client->socket);
	if (error)
		return fail(client, error, "this kernel's netlink is too old "
			    "for phonewall; it needs Linux 5.10 or later");
	client->family = genl_ctrl_resolve(client->socket, PHONEWALL_GENL_NAME);
	if (client->family == -NLE_OBJ_NOTFOUND)
		return fail(client, -ENOENT, "the phonewall module is not "
			    "loaded; run 'modprobe phonewall'");
	return client->family < 0 ? fail_transport(client, client->family) : 0;
}

struct phonewall_client *phonewall_client_open(void)
{
	struct phonewall_client *client = calloc(1, sizeof(*client));

	if (!client)
		return NULL;
	client->socket = nl_socket_alloc();
	if (!client->socket)
		goto free_client;
	client->callbacks = nl_cb_alloc(NL_CB_DEFAULT);
	if (!client->callbacks)
		goto free_socket;
	client->open_error = connect_to_module(client);
	memcpy(client->open_text, client->text, sizeof(client->text));
	return client;

free_socket:
	nl_socket_free(client->socket);
free_client:
	free(client);
	return NULL;
}

void phonewall_client_close(struct phonewall_client *client)
{
	if (!client)
		return;
	nl_cb_put(client->callbacks);
	nl_socket_free(client->socket);
	free(client);
}

const char *phonewall_client_error(const struct phonewall_client *client)
{
	return client->failed ? client->text : NULL;
}
