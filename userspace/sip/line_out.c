// SPDX-License-Identifier: MIT
#include "line_out.h"

#include <stdio.h>
#include <string.h>

#include "endpoint.h"
#include "line_answer.h"
#include "line_media.h"
#include "line_path.h"
#include "line_retry.h"
#include "sip/framing.h"

void phonewall_line_set_edge(struct phonewall_line *line,
			     const struct phonewall_stack_path *path)
{
	snprintf(line->relay.edge.transport, sizeof(line->relay.edge.transport),
		 "%s", path->is_stream ? "TCP" : "UDP");
	snprintf(line->relay.edge.host_port, sizeof(line->relay.edge.host_port),
		 path->is_ipv6 ? "[::1]:%u" : "127.0.0.1:%u",
		 PHONEWALL_STACK_PORT + line->options.number);
}

static void count_out(struct phonewall_line *line)
{
	line->counts.out++;
	line->changed(line->argument);
}

/* Sets whether a request goes to an address that it names, not to the proxy. */
static void find_direct(const struct phonewall_line *line,
			const struct phonewall_sip_message *request,
			struct phonewall_line_path *path)
{
	path->is_direct = request->to_tag.start &&
		!phonewall_gate_is_closed(line->gate) &&
		!strcmp(line->relay.outside.transport, "UDP") &&
		phonewall_target_of_dialog(request, &line->relay,
					   &path->address);
}

static void send_request(struct phonewall_line *line,
			 const struct phonewall_sip_message *request,
			 const struct phonewall_line_path *path, size_t length)
{
	bool is_sent = path->is_direct ?
		phonewall_peer_send_to(line->peer, &path->address, line->out,
				       length) :
		phonewall_peer_send(line->peer, line->out, length);

	if (!is_sent) {
		phonewall_line_answer_unavailable(line, request, &path->stack);
		return;
	}
	if (!path->is_direct)
		phonewall_line_keep(line, request, &path->stack);
	count_out(line);
}

static void relay_request(struct phonewall_line *line,
			  const struct phonewall_sip_message *request,
			  const struct phonewall_stack_path *stack)
{
	struct phonewall_sip_edits edits = { .count = 0 };
	struct phonewall_line_path path = { .stack = *stack };
	size_t length;

	if (!phonewall_line_pass_media(line, request, &edits)) {
		phonewall_line_answer_stack(line, request, stack, 488,
					    "Not Acceptable Here",
					    phonewall_line_media_warning(line));
		return;
	}
	find_direct(line, request, &path);
	length = phonewall_line_print_request(line, request, &path, &edits);
	if (length)
		send_request(line, request, &path, length);
	else
		phonewall_line_answer_stack(line, request, stack, 400,
					    "Bad Request", "");
}

static void send_response(struct phonewall_line *line, const char *path,
			  size_t length)
{
	struct sockaddr_storage address;

	if (*path == PHONEWALL_LINE_TO_PROXY)
		phonewall_peer_send(line->peer, line->out, length);
	else if (*path == PHONEWALL_LINE_TO_ADDRESS &&
		 phonewall_endpoint_parse_token(path + 1, &address))
		phonewall_peer_send_to(line->peer, &address, line->out, length);
	count_out(line);
}

static void relay_response(struct phonewall_line *line,
			   const struct phonewall_sip_message *response)
{
	struct phonewall_sip_edits edits = { .count = 0 };
	struct phonewall_sip_branch branch;
	size_t length;

	if (phonewall_sip_relay_response_out(&line->relay, response, &edits,
					     &branch) ||
	    phonewall_line_refuse_media(line, response, &edits) < 0)
		return;
	length = phonewall_sip_edits_apply(&edits, response, line->out,
					   sizeof(line->out));
	if (!length)
		return;
	phonewall_gate_note(line->gate, response);
	send_response(line, branch.path, length);
}

/* Before there is a way to the server, requests wait; a response needs none. */
static void take_message(struct phonewall_line *line,
			 const struct phonewall_sip_message *message,
			 const struct phonewall_stack_path *path)
{
	if (message->status) {
		if (phonewall_line_is_ready(line))
			relay_response(line, message);
		return;
	}
	line->has_path = true;
	line->path = *path;
	if (phonewall_gate_is_own_ack(line->gate, message))
		return;
	if (phonewall_line_is_ready(line))
		relay_request(line, message, path);
	else if (!line->peer ||
		 phonewall_peer_state(line->peer) == PHONEWALL_PEER_FAILED ||
		 !phonewall_pending_add(line->pending, message, path))
		phonewall_line_answer_unavailable(line, message, path);
}

void phonewall_line_take_from_stack(const char *bytes, size_t length,
				    const struct phonewall_stack_path *path,
				    void *argument)
{
	struct phonewall_sip_message message;
	struct phonewall_line *line = argument;
	enum phonewall_sip_fault fault;

	if (phonewall_sip_is_keep_alive(bytes, length))
		return;
	phonewall_line_set_edge(line, path);
	fault = phonewall_sip_message_parse(bytes, length, &message);
	if (!fault) {
		phonewall_sip_relay_learn(&line->relay, &message);
		take_message(line, &message, path);
	} else if (message.header_count && !message.status) {
		phonewall_line_answer_stack(line, &message, path,
					    phonewall_sip_fault_status(fault),
					    "Bad Request", "");
	}
}

static void on_pending(const struct phonewall_sip_message *message,
		       const struct phonewall_stack_path *path, void *argument)
{
	struct phonewall_line *line = argument;

	phonewall_line_set_edge(line, path);
	if (phonewall_line_is_ready(line))
		relay_request(line, message, path);
	else
		phonewall_line_answer_unavailable(line, message, path);
}

void phonewall_line_end_pending(struct phonewall_line *line)
{
	phonewall_pending_end(line->pending, on_pending, line);
}
