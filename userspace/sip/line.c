// SPDX-License-Identifier: MIT
#include "line.h"

#include <errno.h>
#include <limits.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "endpoint.h"
#include "gate.h"
#include "line_status.h"
#include "peer.h"
#include "pending.h"
#include "sip/framing.h"
#include "sip/mediasec.h"
#include "sip/relay.h"
#include "sip/response.h"
#include "sip/value.h"
#include "stack.h"
#include "target.h"

/* Of paths in branches: the line's own server, or the address behind it. */
#define TO_PROXY	'P'
#define TO_ADDRESS	'D'

#define RESPONSE_MAX	8192
#define REFUSAL_TEXT	128

/* The stack sends a request again itself: its CSeq would not be known to it. */
#define NO_RETRY	UINT_MAX

/*
 * @fault: why the line cannot be served at all; NULL if it can. @path: which way
 * the stack has spoken last. @out: room for a message that is changed.
 */
struct phonewall_line {
	struct phonewall_line_options options;
	void (*changed)(void *argument);
	void *argument;
	char *fault;
	struct phonewall_target target;
	uint64_t random;
	char realm[PHONEWALL_TARGET_HOST];
	struct phonewall_peer_options peer_options;
	struct phonewall_peer *peer;
	struct phonewall_stack *stack;
	struct phonewall_sip_relay relay;
	struct phonewall_gate *gate;
	struct phonewall_sip_mediasec mediasec;
	struct phonewall_pending *pending;
	bool has_path;
	struct phonewall_stack_path path;
	struct phonewall_line_counts counts;
	char refusal[REFUSAL_TEXT];
	char out[PHONEWALL_SIP_MESSAGE_MAX];
};

static void note_refusal(struct phonewall_line *line, const char *what,
			 const struct sockaddr_storage *source)
{
	char text[PHONEWALL_ADDRESS_TEXT];
	struct phonewall_address address;
	uint16_t port = phonewall_endpoint_split(source, &address);

	phonewall_address_print_port(&address, port, text);
	snprintf(line->refusal, sizeof(line->refusal), "%s: %s", text, what);
	line->counts.refused++;
	line->changed(line->argument);
}

/* To the stack */

static void prepare_edge(struct phonewall_line *line,
			 const struct phonewall_stack_path *path)
{
	snprintf(line->relay.edge.transport, sizeof(line->relay.edge.transport),
		 "%s", path->is_stream ? "TCP" : "UDP");
}

static void send_to_stack(struct phonewall_line *line,
			  const struct phonewall_stack_path *path,
			  const char *bytes, size_t length)
{
	if (phonewall_stack_send(line->stack, path, bytes, length))
		line->counts.in++;
	else
		line->counts.lost++;
	line->changed(line->argument);
}

/* An answer of the edge itself. Return: its bytes; 0 if there is none, as to ACK. */
static size_t print_answer(const struct phonewall_line *line,
			   const struct phonewall_sip_message *request,
			   unsigned int status, const char *reason,
			   const char *headers, char bytes[RESPONSE_MAX])
{
	char tag[PHONEWALL_SIP_MARK];

	if (phonewall_sip_message_is(request, "ACK"))
		return 0;
	phonewall_gate_tag(line->gate, request, tag);
	return phonewall_sip_response_print(request, status, reason, tag,
					    headers, bytes, RESPONSE_MAX);
}

static void answer_stack(struct phonewall_line *line,
			 const struct phonewall_sip_message *request,
			 const struct phonewall_stack_path *path,
			 unsigned int status, const char *reason,
			 const char *headers)
{
	char bytes[RESPONSE_MAX];
	size_t length = print_answer(line, request, status, reason, headers,
				     bytes);

	if (length)
		phonewall_stack_send(line->stack, path, bytes, length);
}

/* Text of a quoted string (RFC 3326). */
static void quote(char *text)
{
	for (; *text; text++)
		if (*text == '"' || *text == '\\' || *text < ' ')
			*text = '\'';
}

static void answer_unavailable(struct phonewall_line *line,
			       const struct phonewall_sip_message *request,
			       const struct phonewall_stack_path *path)
{
	char headers[512], fault[384];

	snprintf(fault, sizeof(fault), "%s", line->fault ?:
		 phonewall_peer_fault(line->peer) ?: "too many requests wait");
	quote(fault);
	snprintf(headers, sizeof(headers),
		 "Reason: SIP;cause=503;text=\"%s\"\r\nRetry-After: %u\r\n",
		 fault, line->peer ? phonewall_peer_delay(line->peer) : 60);
	answer_stack(line, request, path, 503, "Service Unavailable", headers);
}

/* From the stack */

static void count_out(struct phonewall_line *line)
{
	line->counts.out++;
	line->changed(line->argument);
}

/* Return: whether a request goes to an address that it names, not to the proxy. */
static bool find_direct(const struct phonewall_line *line,
			const struct phonewall_sip_message *request,
			struct sockaddr_storage *address)
{
	return request->to_tag.start && !phonewall_gate_is_closed(line->gate) &&
	       !strcmp(line->relay.outside.transport, "UDP") &&
	       phonewall_target_of_dialog(request, line->relay.edge.host_port,
					  line->relay.outside.host_port,
					  address);
}

static void print_path(const struct phonewall_stack_path *path,
		       const struct sockaddr_storage *direct,
		       char text[PHONEWALL_SIP_PATH_TEXT])
{
	char address[PHONEWALL_ENDPOINT_TOKEN] = "";

	if (direct)
		phonewall_endpoint_print_token(direct, address);
	snprintf(text, PHONEWALL_SIP_PATH_TEXT, "%c%u-%c%s",
		 path->is_stream ? 'T' : 'U', path->number,
		 direct ? TO_ADDRESS : TO_PROXY, address);
}

static void relay_request_out(struct phonewall_line *line,
			      const struct phonewall_sip_message *request,
			      const struct phonewall_stack_path *path)
{
	struct phonewall_sip_edits edits = { .count = 0 };
	struct phonewall_sip_origin origin = { .port = 0 };
	struct sockaddr_storage address;
	bool is_direct = find_direct(line, request, &address);
	size_t length = 0;

	print_path(path, is_direct ? &address : NULL, origin.path);
	if (!phonewall_sip_relay_request_out(&line->relay, request, &origin,
					     !is_direct, &edits) &&
	    (is_direct || !phonewall_sip_mediasec_request(&line->mediasec,
							  request, &edits)))
		length = phonewall_sip_edits_apply(&edits, request, line->out,
						   sizeof(line->out));
	if (!length)
		answer_stack(line, request, path, 400, "Bad Request", "");
	else if (is_direct ? !phonewall_peer_send_to(line->peer, &address,
						     line->out, length) :
			     !phonewall_peer_send(line->peer, line->out,
						  length))
		answer_unavailable(line, request, path);
	else
		count_out(line);
}

static void relay_response_out(struct phonewall_line *line,
			       const struct phonewall_sip_message *response)
{
	struct phonewall_sip_edits edits = { .count = 0 };
	struct phonewall_sip_branch branch;
	struct sockaddr_storage address;
	size_t length;

	if (phonewall_sip_relay_response_out(&line->relay, response, &edits,
					     &branch))
		return;
	length = phonewall_sip_edits_apply(&edits, response, line->out,
					   sizeof(line->out));
	if (!length)
		return;
	phonewall_gate_note(line->gate, response);
	if (*branch.path == TO_PROXY)
		phonewall_peer_send(line->peer, line->out, length);
	else if (*branch.path == TO_ADDRESS &&
		 phonewall_endpoint_parse_token(branch.path + 1, &address))
		phonewall_peer_send_to(line->peer, &address, line->out, length);
	count_out(line);
}

/* Before there is a way to the server, requests wait; a response needs none. */
static void take_from_stack(struct phonewall_line *line,
			    const struct phonewall_sip_message *message,
			    const struct phonewall_stack_path *path)
{
	if (message->status) {
		if (line->peer &&
		    phonewall_peer_state(line->peer) == PHONEWALL_PEER_READY)
			relay_response_out(line, message);
		return;
	}
	line->has_path = true;
	line->path = *path;
	if (phonewall_gate_is_own_ack(line->gate, message))
		return;
	if (line->peer &&
	    phonewall_peer_state(line->peer) == PHONEWALL_PEER_READY)
		relay_request_out(line, message, path);
	else if (!line->peer ||
		 phonewall_peer_state(line->peer) == PHONEWALL_PEER_FAILED ||
		 !phonewall_pending_add(line->pending, message, path))
		answer_unavailable(line, message, path);
}

static void on_stack_message(const char *bytes, size_t length,
			     const struct phonewall_stack_path *path,
			     void *argument)
{
	struct phonewall_sip_message message;
	struct phonewall_line *line = argument;
	enum phonewall_sip_fault fault;

	if (phonewall_sip_is_keep_alive(bytes, length))
		return;
	prepare_edge(line, path);
	fault = phonewall_sip_message_parse(bytes, length, &message);
	if (!fault) {
		phonewall_sip_relay_learn(&line->relay, &message);
		take_from_stack(line, &message, path);
	} else if (message.header_count && !message.status) {
		answer_stack(line, &message, path,
			     phonewall_sip_fault_status(fault), "Bad Request",
			     "");
	}
}

static void on_pending(const struct phonewall_sip_message *message,
		       const struct phonewall_stack_path *path, void *argument)
{
	struct phonewall_line *line = argument;

	prepare_edge(line, path);
	if (phonewall_peer_state(line->peer) == PHONEWALL_PEER_READY)
		relay_request_out(line, message, path);
	else
		answer_unavailable(line, message, path);
}

/* From outside */

static void answer_source(struct phonewall_line *line,
			  const struct phonewall_sip_message *request,
			  const struct sockaddr_storage *source,
			  unsigned int status, const char *reason,
			  const char *headers)
{
	char bytes[RESPONSE_MAX];
	size_t length = print_answer(line, request, status, reason, headers,
				     bytes);

	if (!length)
		return;
	if (strcmp(line->relay.outside.transport, "UDP"))
		phonewall_peer_send(line->peer, bytes, length);
	else
		phonewall_peer_send_to(line->peer, source, bytes, length);
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
		answer_source(line, request, source, 401, "Unauthorized",
			      headers);
		note_refusal(line, "an INVITE without the line's password",
			     source);
		break;
	case PHONEWALL_GATE_FORBID:
		answer_source(line, request, source, 403, "Forbidden", "");
		note_refusal(line, "an INVITE, since the line has no password",
			     source);
		break;
	case PHONEWALL_GATE_NO_DIALOG:
		answer_source(line, request, source, 481,
			      "Call/Transaction Does Not Exist", "");
		note_refusal(line, "an INVITE of a call that is not known",
			     source);
		break;
	case PHONEWALL_GATE_TOO_MANY:
		note_refusal(line, "too many INVITEs at once", source);
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
		.path = { TO_PROXY },
	};
	phonewall_address_print(&address, origin->host);
	if (strcmp(line->relay.outside.transport, "UDP"))
		return;
	phonewall_endpoint_make(&address, phonewall_target_response_port(
					request, origin->port), &back);
	phonewall_endpoint_print_token(&back, token);
	snprintf(origin->path, sizeof(origin->path), "%c%s", TO_ADDRESS, token);
}

static void relay_request_in(struct phonewall_line *line,
			     const struct phonewall_sip_message *request,
			     const struct sockaddr_storage *source,
			     bool is_proxy)
{
	struct phonewall_sip_edits edits = { .count = 0 };
	struct phonewall_sip_origin origin;
	size_t length = 0;

	if (!pass_gate(line, request, source, is_proxy))
		return;
	if (!line->has_path || !*line->relay.stack.host_port) {
		answer_source(line, request, source, 480,
			      "Temporarily Unavailable", "");
		return;
	}
	prepare_edge(line, &line->path);
	set_origin(line, request, source, &origin);
	if (!phonewall_sip_relay_request_in(&line->relay, request, &origin,
					    &edits))
		length = phonewall_sip_edits_apply(&edits, request, line->out,
						   sizeof(line->out));
	if (length)
		send_to_stack(line, &line->path, line->out, length);
	else
		answer_source(line, request, source, 400, "Bad Request", "");
}

/* Return: whether a branch names the way of a stack, and the sender is right. */
static bool read_path(const char *text, const struct sockaddr_storage *source,
		      bool is_proxy, struct phonewall_stack_path *path,
		      bool *is_of_proxy)
{
	char transport, to;
	int used = 0;
	char address[PHONEWALL_ENDPOINT_TOKEN];

	if (sscanf(text, "%c%u-%c%n", &transport, &path->number, &to,
		   &used) != 3)
		return false;
	path->is_stream = transport == 'T';
	*is_of_proxy = to == TO_PROXY;
	phonewall_endpoint_print_token(source, address);
	return *is_of_proxy ? is_proxy : !strcmp(text + used, address);
}

static void relay_response_in(struct phonewall_line *line,
			      const struct phonewall_sip_message *response,
			      const struct sockaddr_storage *source,
			      bool is_proxy)
{
	struct phonewall_sip_edits edits = { .count = 0 };
	struct phonewall_stack_path path;
	struct phonewall_sip_branch branch;
	bool is_of_proxy;
	size_t length;

	if (!phonewall_sip_relay_branch(&line->relay, response, &branch) ||
	    !read_path(branch.path + 1, source, is_proxy, &path,
		       &is_of_proxy)) {
		note_refusal(line, "a response that nobody waits for", source);
		return;
	}
	prepare_edge(line, &path);
	if (is_of_proxy)
		phonewall_sip_mediasec_response(&line->mediasec, response,
						NO_RETRY);
	if (phonewall_sip_relay_response_in(&line->relay, response, &branch,
			path.is_stream ? "TCP" : "UDP",
			phonewall_stack_port(line->stack, &path), is_of_proxy,
			&edits))
		return;
	length = phonewall_sip_edits_apply(&edits, response, line->out,
					   sizeof(line->out));
	if (!length)
		return;
	phonewall_gate_note(line->gate, response);
	send_to_stack(line, &path, line->out, length);
}

static void on_peer_message(const char *bytes, size_t length,
			    const struct sockaddr_storage *source,
			    bool is_proxy, void *argument)
{
	struct phonewall_sip_message message;
	struct phonewall_line *line = argument;
	enum phonewall_sip_fault fault;

	if (phonewall_sip_is_keep_alive(bytes, length))
		return;
	if (!is_proxy && phonewall_gate_is_closed(line->gate)) {
		note_refusal(line, "SIP of another than the proxy", source);
		return;
	}
	fault = phonewall_sip_message_parse(bytes, length, &message);
	if (fault) {
		if (is_proxy && message.header_count && !message.status)
			answer_source(line, &message, source,
				      phonewall_sip_fault_status(fault),
				      "Bad Request", "");
		note_refusal(line, phonewall_sip_fault_text(fault), source);
	} else if (message.status) {
		relay_response_in(line, &message, source, is_proxy);
	} else {
		relay_request_in(line, &message, source, is_proxy);
	}
}

/* Its life */

static void on_peer_changed(void *argument)
{
	struct phonewall_line *line = argument;
	enum phonewall_peer_state state = phonewall_peer_state(line->peer);

	if (state == PHONEWALL_PEER_READY) {
		phonewall_peer_place(line->peer, &line->relay);
		phonewall_sip_mediasec_init(&line->mediasec,
			line->options.settings->requests_mediasec,
			line->options.settings->is_mediasec_over_tls_only,
			!strcmp(line->relay.outside.transport, "TLS"));
		phonewall_log(LOG_INFO, "line %u: %s at %s by %s",
			      line->options.number, line->target.host,
			      phonewall_peer_address(line->peer),
			      phonewall_peer_transport(line->peer));
	} else if (state == PHONEWALL_PEER_FAILED) {
		phonewall_log(LOG_WARNING, "line %u: %s: %s; tried again in %u s",
			      line->options.number, line->target.host,
			      phonewall_peer_fault(line->peer),
			      phonewall_peer_delay(line->peer));
	}
	if (state != PHONEWALL_PEER_CONNECTING)
		phonewall_pending_end(line->pending, on_pending, line);
	line->changed(line->argument);
}

/* Such a line never falls below TLS, whatever DNS says. */
static bool demands_tls(const struct phonewall_sip_line *settings)
{
	return settings->transport == PHONEWALL_TRANSPORT_AUTO &&
	       (settings->secure_call != PHONEWALL_SECURE_CALL_OPTIONAL ||
		(settings->requests_mediasec &&
		 settings->is_mediasec_over_tls_only));
}

static const char *server_of(const struct phonewall_sip_line *settings)
{
	return *settings->outbound_proxy ? settings->outbound_proxy :
					   settings->proxy;
}

static void open_peer(struct phonewall_line *line, struct event_base *base)
{
	static const struct phonewall_peer_handlers handlers = {
		.changed = on_peer_changed,
		.message = on_peer_message,
	};
	const struct phonewall_line_options *options = &line->options;
	char *const *facts = options->device->facts;

	line->peer_options = (struct phonewall_peer_options){
		.goal = {
			.proxy = server_of(options->settings),
			.transport = options->settings->transport,
			.demands_tls = demands_tls(options->settings),
			.uses_srv = options->settings->uses_srv,
			.adds_srv_prefix = options->settings->adds_srv_prefix,
			.random = line->random,
		},
		.local_port = options->settings->port,
		.line = options->number,
		.agent_directory = options->agent_directory,
		.authorities = facts[PHONEWALL_DEVICE_AUTHORITIES],
		.certificate = facts[PHONEWALL_DEVICE_CERTIFICATE],
		.key = facts[PHONEWALL_DEVICE_KEY],
	};
	line->peer = phonewall_peer_open(base, &line->peer_options, &handlers,
					 line);
}

/* Return: why the line cannot be served, to be released with free(); or NULL. */
static char *find_fault(struct phonewall_line *line)
{
	const struct phonewall_sip_line *settings = line->options.settings;
	const char *server = server_of(settings);

	if (!phonewall_target_parse(server, &line->target))
		return phonewall_memory_print("'%s' is no server; write a name or an address, and perhaps a port, in %s_%u_",
				server, *settings->outbound_proxy ?
				"Outbound_Proxy" : "Proxy",
				line->options.number);
	if (!phonewall_domains_allow(line->options.domains, line->target.host))
		return phonewall_memory_print("Restricted_Access_Domains does not allow '%s'; add it there, or use a server that is in it",
					      line->target.host);
	if (!settings->port)
		return phonewall_memory_print("SIP_Port_%u_ is 0; set it to a port",
					      line->options.number);
	return NULL;
}

static void open_gate(struct phonewall_line *line)
{
	const struct phonewall_sip_line *settings = line->options.settings;
	struct phonewall_target domain;
	struct phonewall_gate_options options = {
		.challenges = settings->challenges,
		.has_rfc8760 = settings->has_rfc8760,
		.user = settings->user,
		.realm = line->realm,
		.password = settings->password,
		.is_closed = line->options.blocks_nonproxy ||
			     line->options.domains->is_limited,
		.key = line->relay.key,
	};

	if (phonewall_target_parse(settings->proxy, &domain))
		snprintf(line->realm, sizeof(line->realm), "%s", domain.host);
	else
		snprintf(line->realm, sizeof(line->realm), "%s",
			 line->target.host);
	line->gate = phonewall_gate_new(&options);
}

struct phonewall_line *
phonewall_line_open(struct event_base *base,
		    const struct phonewall_line_options *options,
		    void (*changed)(void *argument), void *argument)
{
	struct phonewall_line *line =
		phonewall_memory_resize(NULL, 1, sizeof(*line));

	*line = (struct phonewall_line){
		.options = *options,
		.changed = changed,
		.argument = argument,
		.pending = phonewall_pending_new(),
	};
	if (getrandom(line->relay.key, sizeof(line->relay.key), 0) !=
		    sizeof(line->relay.key) ||
	    getrandom(&line->random, sizeof(line->random), 0) !=
		    sizeof(line->random))
		phonewall_memory_exhausted();
	snprintf(line->relay.edge.host_port, sizeof(line->relay.edge.host_port),
		 "127.0.0.1:%u", PHONEWALL_STACK_PORT + options->number);
	line->fault = find_fault(line);
	open_gate(line);
	line->stack = phonewall_stack_open(base, options->number,
					   on_stack_message, line);
	if (!line->stack && !line->fault)
		line->fault = phonewall_memory_print("cannot listen on %s: %m; end the program that does",
				line->relay.edge.host_port);
	if (line->fault)
		phonewall_log(LOG_ERR, "line %u: %s", options->number,
			      line->fault);
	else
		open_peer(line, base);
	return line;
}

static const char *state_of(const struct phonewall_line *line)
{
	if (!line->peer)
		return "refused";
	switch (phonewall_peer_state(line->peer)) {
	case PHONEWALL_PEER_READY:
		return "ready";
	case PHONEWALL_PEER_FAILED:
		return "failed";
	default:
		return "connecting";
	}
}

struct json_object *phonewall_line_status(const struct phonewall_line *line)
{
	const struct phonewall_peer *peer = line->peer;
	const struct phonewall_line_facts facts = {
		.number = line->options.number,
		.state = state_of(line),
		.transport = peer ? phonewall_peer_transport(peer) : NULL,
		.server = line->target.host,
		.address = peer ? phonewall_peer_address(peer) : NULL,
		.certificate = peer ? phonewall_peer_certificate(peer) : NULL,
		.fault = peer ? phonewall_peer_fault(peer) : line->fault,
		.mediasec = &line->mediasec,
		.refusal = line->refusal,
		.counts = &line->counts,
	};

	return phonewall_line_status_make(&facts);
}

void phonewall_line_close(struct phonewall_line *line)
{
	if (!line)
		return;
	phonewall_peer_close(line->peer);
	phonewall_stack_close(line->stack);
	phonewall_pending_free(line->pending);
	phonewall_gate_free(line->gate);
	free(line->fault);
	explicit_bzero(line, sizeof(*line));
	free(line);
}
