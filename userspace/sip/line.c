// SPDX-License-Identifier: MIT
#include "line.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"
#include "base/memory.h"
#include "endpoint.h"
#include "line_in.h"
#include "line_out.h"
#include "line_private.h"
#include "line_retry.h"

void phonewall_line_note_refusal(struct phonewall_line *line, const char *what,
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

bool phonewall_line_is_ready(const struct phonewall_line *line)
{
	return line->peer &&
	       phonewall_peer_state(line->peer) == PHONEWALL_PEER_READY;
}

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
		phonewall_line_resend(line);
	} else if (state == PHONEWALL_PEER_FAILED) {
		phonewall_log(LOG_WARNING, "line %u: %s: %s; tried again in %u s",
			      line->options.number, line->target.host,
			      phonewall_peer_fault(line->peer),
			      phonewall_peer_delay(line->peer));
	}
	if (state != PHONEWALL_PEER_CONNECTING)
		phonewall_line_end_pending(line);
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
		.message = phonewall_line_take_from_outside,
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
	line->sent.key = line->relay.key;
	if (getrandom(line->relay.key, sizeof(line->relay.key), 0) !=
		    sizeof(line->relay.key) ||
	    getrandom(&line->random, sizeof(line->random), 0) !=
		    sizeof(line->random))
		phonewall_memory_exhausted();
	phonewall_line_set_edge(line, &line->path);
	line->fault = find_fault(line);
	open_gate(line);
	line->stack = phonewall_stack_open(base, options->number,
					   phonewall_line_take_from_stack, line);
	if (!line->stack && !line->fault)
		line->fault = phonewall_memory_print("cannot listen on port %u of 127.0.0.1 and ::1: %m; end the program that does",
				PHONEWALL_STACK_PORT + options->number);
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
	phonewall_sent_clear(&line->sent);
	phonewall_gate_free(line->gate);
	free(line->fault);
	explicit_bzero(line, sizeof(*line));
	free(line);
}
