// SPDX-License-Identifier: MIT
#include "line_in.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "endpoint.h"
#include "line_answer.h"
#include "line_media.h"
#include "line_out.h"
#include "line_path.h"
#include "line_retry.h"
#include "sip/framing.h"

static void send_to_stack(struct phonewall_line *line,
			  const struct phonewall_stack_path *path,
			  size_t length)
{
	if (phonewall_stack_send(line->stack, path, line->out, length))
		line->counts.in++;
	else
		line->counts.lost++;
	line->changed(line->argument);
}

static void refuse(struct phonewall_line *line,
		   const struct phonewall_sip_message *request,
		   const struct sockaddr_storage *source, unsigned int status,
		   const char *reason, const char *headers, const char *what)
{
	phonewall_line_answer_source(line, request, source, status, reason,
				     headers);
	phonewall_line_note_refusal(line, what, source);
}

/* Return: whether the request may reach the stack; else it is answered. */
static bool pass_gate(struct phonewall_line *line,
		      const struct phonewall_sip_message *request,
		      const struct sockaddr_storage *source, bool is_proxy)
{
	char headers[PHONEWALL_SIP_CHALLENGE_TEXT];

	switch (phonewall_gate_judge(line->gate, request, is_proxy,
				     phonewall_clock_elapsed(), headers)) {
	case PHONEWALL_GATE_PASS:
		return true;
	case PHONEWALL_GATE_ABSORB:
		break;
	case PHONEWALL_GATE_CHALLENGE:
		refuse(line, request, source, 401, "Unauthorized", headers,
		       "an INVITE without the line's password");
		break;
	case PHONEWALL_GATE_FORBID:
		refuse(line, request, source, 403, "Forbidden", "",
		       "an INVITE, since the line has no password");
		break;
	case PHONEWALL_GATE_TOO_MANY:
		phonewall_line_note_refusal(line, "too many INVITEs at once",
					    source);
		break;
	}
	return false;
}

/*
 * A response goes where the request has come from (RFC 3261 section 18.2.2): to
 * the port in Via unless "rport" is there.
 */
static void set_origin(const struct phonewall_line *line,
		       const struct phonewall_sip_message *request,
		       const struct sockaddr_storage *source,
		       struct phonewall_sip_origin *origin)
{
	struct phonewall_address address;
	char token[PHONEWALL_ENDPOINT_TOKEN];
	struct sockaddr_storage back;

	*origin = (struct phonewall_sip_origin){
		.port = phonewall_endpoint_split(source, &address),
		.path = { PHONEWALL_LINE_TO_PROXY },
	};
	phonewall_address_print(&address, origin->host);
	if (strcmp(line->relay.outside.transport, "UDP"))
		return;
	phonewall_endpoint_make(&address, phonewall_target_response_port(
					request, origin->port), &back);
	phonewall_endpoint_print_token(&back, token);
	snprintf(origin->path, sizeof(origin->path), "%c%s",
		 PHONEWALL_LINE_TO_ADDRESS, token);
}

/* Return: bytes in line->out; 0 if the stack cannot get the request. */
static size_t print_request(struct phonewall_line *line,
			    const struct phonewall_sip_message *request,
			    const struct sockaddr_storage *source,
			    struct phonewall_sip_edits *edits)
{
	struct phonewall_sip_origin origin;

	phonewall_line_set_edge(line, &line->path);
	set_origin(line, request, source, &origin);
	if (phonewall_sip_relay_request_in(&line->relay, request, &origin,
					   edits))
		return 0;
	phonewall_sip_mediasec_request_in(&line->mediasec, request, edits);
	return phonewall_sip_edits_apply(edits, request, line->out,
					 sizeof(line->out));
}

static void relay_request(struct phonewall_line *line,
			  const struct phonewall_sip_message *request,
			  const struct sockaddr_storage *source, bool is_proxy)
{
	struct phonewall_sip_edits edits = { .count = 0 };
	size_t length;

	if (!pass_gate(line, request, source, is_proxy))
		return;
	if (!phonewall_line_pass_media(line, request, &edits)) {
		refuse(line, request, source, 488, "Not Acceptable Here",
		       phonewall_line_media_warning(line),
		       "a call whose media Secure_Call_Option does not allow");
		return;
	}
	if (!line->has_path || !*line->relay.stack.host_port) {
		phonewall_line_answer_source(line, request, source, 480,
					     "Temporarily Unavailable", "");
		return;
	}
	length = print_request(line, request, source, &edits);
	if (length)
		send_to_stack(line, &line->path, length);
	else
		phonewall_line_answer_source(line, request, source, 400,
					     "Bad Request", "");
}

/* Return: whether a branch names the way of a stack, and the sender is right. */
static bool read_path(const char *text, const struct sockaddr_storage *source,
		      bool is_proxy, struct phonewall_line_path *path)
{
	char sender[PHONEWALL_ENDPOINT_TOKEN], receiver[PHONEWALL_ENDPOINT_TOKEN];

	if (!phonewall_line_path_parse(text, path))
		return false;
	if (!path->is_direct)
		return is_proxy;
	phonewall_endpoint_print_token(source, sender);
	phonewall_endpoint_print_token(&path->address, receiver);
	return !strcmp(sender, receiver);
}

/* Return: bytes in line->out; 0 if the stack does not get the response. */
static size_t print_response(struct phonewall_line *line,
			     const struct phonewall_sip_message *response,
			     const struct phonewall_sip_branch *branch,
			     const struct phonewall_line_path *path,
			     bool *is_refused)
{
	struct phonewall_sip_edits edits = { .count = 0 };
	int refused = phonewall_line_refuse_media(line, response, &edits);

	*is_refused = refused;
	phonewall_line_set_edge(line, &path->stack);
	phonewall_sip_sequence_in(response, path->difference, &edits);
	if (refused < 0 ||
	    phonewall_sip_relay_response_in(&line->relay, response, branch,
			path->stack.is_stream ? "TCP" : "UDP",
			phonewall_stack_port(line->stack, &path->stack),
			path->is_direct ? NULL : &line->realms, &edits))
		return 0;
	return phonewall_sip_edits_apply(&edits, response, line->out,
					 sizeof(line->out));
}

static void relay_response(struct phonewall_line *line,
			   const struct phonewall_sip_message *response,
			   const struct sockaddr_storage *source, bool is_proxy)
{
	struct phonewall_line_path path;
	struct phonewall_sip_branch branch;
	bool is_refused;
	size_t length;

	if (!phonewall_sip_relay_branch(&line->relay, response, &branch) ||
	    !read_path(branch.path + 1, source, is_proxy, &path) ||
	    path.difference > response->cseq) {
		phonewall_line_note_refusal(line, "a response that nobody waits for",
					    source);
		return;
	}
	if (!path.is_direct) {
		phonewall_sip_realms_learn(&line->realms, line->realm,
					   response);
		if (phonewall_line_absorb(line, response, &branch, &path))
			return;
	}
	length = print_response(line, response, &branch, &path, &is_refused);
	if (is_refused)
		phonewall_line_note_refusal(line, "media that Secure_Call_Option does not allow",
					    source);
	if (!length)
		return;
	phonewall_gate_note(line->gate, response);
	send_to_stack(line, &path.stack, length);
}

void phonewall_line_take_from_outside(const char *bytes, size_t length,
				       const struct sockaddr_storage *source,
				       bool is_proxy, void *argument)
{
	struct phonewall_sip_message message;
	struct phonewall_line *line = argument;
	enum phonewall_sip_fault fault;

	if (phonewall_sip_is_keep_alive(bytes, length))
		return;
	if (!is_proxy && phonewall_gate_is_closed(line->gate)) {
		phonewall_line_note_refusal(line, "SIP of another than the proxy", source);
		return;
	}
	fault = phonewall_sip_message_parse(bytes, length, &message);
	if (fault) {
		if (is_proxy && message.header_count && !message.status)
			phonewall_line_answer_source(line, &message, source,
				      phonewall_sip_fault_status(fault),
				      "Bad Request", "");
		phonewall_line_note_refusal(line, phonewall_sip_fault_text(fault), source);
	} else if (message.status) {
		relay_response(line, &message, source, is_proxy);
	} else {
		relay_request(line, &message, source, is_proxy);
	}
}

