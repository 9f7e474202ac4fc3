// SPDX-License-Identifier: MIT
#include "peer.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/agent_tls.h"
#include "base/clock.h"
#include "base/memory.h"
#include "datagram.h"
#include "endpoint.h"
#include "sip/look_up.h"
#include "stream.h"
#include "transfer/trust.h"

/* RFC 5626 section 4.4.1: less than two minutes on a stream. */
#define KEEP_ALIVE_MS	90000
#define PING		"\r\n\r\n"
/* Seconds after which the addresses for UDP are looked up again at the latest. */
#define REFRESH_MAX	3600
/* RFC 5626 section 4.5, with a shorter end. */
#define DELAY_MS	1000
#define DELAY_MAX_MS	60000

/*
 * @timer: while it has failed until the next attempt; else until the next ping or
 * look-up. @endpoint: one of the targets; @failures: attempts in a row.
 */
struct phonewall_peer {
	struct event_base *base;
	const struct phonewall_peer_options *options;
	const struct phonewall_peer_handlers *handlers;
	void *argument;
	enum phonewall_peer_state state;
	struct phonewall_sip_look_up *look_up;
	struct phonewall_sip_targets targets;
	struct phonewall_sip_endpoint *endpoint;
	unsigned int failures;
	uint64_t due;
	struct phonewall_stream *stream;
	int datagrams;
	struct event *on_datagrams;
	struct event *timer;
	struct phonewall_address own;
	char *fault;
	char address[PHONEWALL_ADDRESS_TEXT];
	char *certificate;
};

static void try_next(struct phonewall_peer *peer);

static void set_state(struct phonewall_peer *peer,
		      enum phonewall_peer_state state)
{
	peer->state = state;
	peer->handlers->changed(peer->argument);
}

static void wait(struct phonewall_peer *peer, unsigned int milliseconds)
{
	const struct timeval delay = phonewall_clock_delay(milliseconds);

	peer->due = phonewall_clock_elapsed() + milliseconds;
	evtimer_add(peer->timer, &delay);
}

/* Half of it at random, so that many phones do not come at once. */
static unsigned int next_delay(struct phonewall_peer *peer)
{
	unsigned int most = DELAY_MAX_MS;
	uint16_t random = 0;

	if (peer->failures < 6)
		most = DELAY_MS << peer->failures;
	peer->failures++;
	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		random = peer->failures;
	return most / 2 + random % (most / 2 + 1);
}

static void close_ways(struct phonewall_peer *peer)
{
	phonewall_stream_close(peer->stream);
	peer->stream = NULL;
	if (peer->on_datagrams)
		event_free(peer->on_datagrams);
	peer->on_datagrams = NULL;
	if (peer->datagrams >= 0)
		close(peer->datagrams);
	peer->datagrams = -1;
	*peer->address = '\0';
	phonewall_memory_replace(&peer->certificate, NULL);
}

static void fail(struct phonewall_peer *peer, const char *reason)
{
	phonewall_memory_replace(&peer->fault, reason);
	close_ways(peer);
	wait(peer, next_delay(peer));
	set_state(peer, PHONEWALL_PEER_FAILED);
}

static unsigned int refresh_time(const struct phonewall_peer *peer)
{
	return (peer->targets.ttl < REFRESH_MAX ? peer->targets.ttl :
		REFRESH_MAX) * 1000;
}

static void be_ready(struct phonewall_peer *peer)
{
	phonewall_sip_endpoint_worked(peer->endpoint);
	phonewall_address_print_port(&peer->endpoint->address,
				     peer->endpoint->port, peer->address);
	phonewall_memory_replace(&peer->fault, NULL);
	peer->failures = 0;
	wait(peer, peer->stream ? KEEP_ALIVE_MS : refresh_time(peer));
	set_state(peer, PHONEWALL_PEER_READY);
}

static bool is_proxy(const struct phonewall_peer *peer,
		     const struct sockaddr_storage *source)
{
	struct phonewall_address address;

	phonewall_endpoint_split(source, &address);
	for (size_t i = 0; i < peer->targets.count; i++)
		if (!memcmp(&peer->targets.endpoints[i].address, &address,
			    sizeof(address)))
			return true;
	return false;
}

static void take_datagram(const char *bytes, size_t length,
			  const struct sockaddr_storage *source, void *argument)
{
	struct phonewall_peer *peer = argument;

	peer->handlers->message(bytes, length, source, is_proxy(peer, source),
				peer->argument);
}

static void on_datagrams(evutil_socket_t descriptor, short what,
			 void *argument)
{
	(void)what;
	phonewall_datagram_receive(descriptor, take_datagram, argument);
}

static void make_server(const struct phonewall_peer *peer,
			struct sockaddr_storage *server)
{
	phonewall_endpoint_make(&peer->endpoint->address, peer->endpoint->port,
				server);
}

/* The phone's own address towards the server, by a socket that sends nothing. */
static bool find_own(struct phonewall_peer *peer,
		     const struct sockaddr_storage *server)
{
	struct sockaddr_storage own;
	socklen_t length = sizeof(own);
	int probe = socket(server->ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool is_found = probe >= 0 &&
			!connect(probe, (const void *)server,
				 phonewall_endpoint_length(server)) &&
			!getsockname(probe, (void *)&own, &length);

	if (is_found)
		phonewall_endpoint_split(&own, &peer->own);
	if (probe >= 0)
		close(probe);
	return is_found;
}

static void open_datagrams(struct phonewall_peer *peer)
{
	static const struct phonewall_address any4 = { .family = AF_INET };
	static const struct phonewall_address any6 = { .family = AF_INET6 };
	struct sockaddr_storage server, any;
	char text[128];

	make_server(peer, &server);
	phonewall_endpoint_make(server.ss_family == AF_INET ? &any4 : &any6,
				peer->options->local_port, &any);
	if (find_own(peer, &server))
		peer->datagrams = phonewall_datagram_open((const void *)&any,
					phonewall_endpoint_length(&any));
	if (peer->datagrams < 0) {
		snprintf(text, sizeof(text),
			 "cannot use UDP port %u: %s; correct SIP_Port, or connect the phone",
			 peer->options->local_port, strerror(errno));
		fail(peer, text);
		return;
	}
	peer->on_datagrams = event_new(peer->base, peer->datagrams,
				       EV_READ | EV_PERSIST, on_datagrams, peer);
	if (!peer->on_datagrams || event_add(peer->on_datagrams, NULL))
		phonewall_memory_exhausted();
	be_ready(peer);
}

static void note_certificate(struct phonewall_peer *peer)
{
	const SSL *tls = phonewall_stream_tls(peer->stream);
	X509 *certificate = tls ? SSL_get0_peer_certificate(tls) : NULL;
	char text[256];

	if (certificate &&
	    X509_NAME_oneline(X509_get_subject_name(certificate), text,
			      sizeof(text)))
		phonewall_memory_replace(&peer->certificate, text);
}

static void on_ready(struct phonewall_stream *stream, void *argument)
{
	struct phonewall_peer *peer = argument;
	struct sockaddr_storage own;
	socklen_t length = sizeof(own);

	if (!getsockname(phonewall_stream_socket(stream), (void *)&own,
			 &length))
		phonewall_endpoint_split(&own, &peer->own);
	note_certificate(peer);
	be_ready(peer);
}

static void on_message(struct phonewall_stream *stream, const char *bytes,
		       size_t length, void *argument)
{
	struct phonewall_peer *peer = argument;
	struct sockaddr_storage source;

	(void)stream;
	make_server(peer, &source);
	peer->handlers->message(bytes, length, &source, true, peer->argument);
}

/* While it was being connected to, the next one is tried at once. */
static void on_ended(struct phonewall_stream *stream, const char *reason,
		     void *argument)
{
	struct phonewall_peer *peer = argument;
	uint64_t now = phonewall_clock_elapsed();

	(void)stream;
	if (peer->state == PHONEWALL_PEER_READY) {
		fail(peer, reason);
		return;
	}
	phonewall_sip_endpoint_failed(peer->endpoint, now);
	peer->endpoint = phonewall_sip_targets_choose(&peer->targets, now);
	if (peer->endpoint->down_until > now) {
		fail(peer, reason);
		return;
	}
	phonewall_memory_replace(&peer->fault, reason);
	phonewall_stream_close(peer->stream);
	peer->stream = NULL;
	try_next(peer);
}

/* Return: the context; NULL with @failure set, to be released with free(). */
static SSL_CTX *make_context(const struct phonewall_peer *peer, int *flags,
			     char **failure)
{
	const struct phonewall_peer_options *options = peer->options;
	struct phonewall_transfer_request request = {
		.application = PHONEWALL_TLS_SIP,
		.authorities = options->authorities,
		.certificate = options->certificate,
		.key = options->key,
	};
	struct phonewall_tls_policy *policy =
		phonewall_agent_tls_load(options->agent_directory);
	SSL_CTX *context;

	if (!policy) {
		*failure = phonewall_memory_print("the TLS policy of phonewalld cannot be read: %m; restart phonewalld");
		return NULL;
	}
	request.tls = policy;
	*flags = phonewall_tls_policy_name_flags(policy, options->line);
	context = phonewall_trust_load(&request, failure);
	phonewall_tls_policy_free(policy);
	return context;
}

static void open_stream(struct phonewall_peer *peer, SSL_CTX *context,
			int flags)
{
	static const struct phonewall_stream_handlers handlers = {
		.ready = on_ready,
		.message = on_message,
		.ended = on_ended,
	};
	struct phonewall_stream_target target = {
		.port = peer->options->local_port,
		.context = context,
		.host = peer->targets.certificate_name,
		.flags = flags,
	};
	char text[128];

	make_server(peer, &target.address);
	target.length = phonewall_endpoint_length(&target.address);
	peer->stream = phonewall_stream_connect(peer->base, &target, &handlers,
						peer);
	if (peer->stream)
		return;
	snprintf(text, sizeof(text), "cannot connect from port %u: %s",
		 peer->options->local_port, strerror(errno));
	on_ended(NULL, text, peer);
}

static void try_next(struct phonewall_peer *peer)
{
	SSL_CTX *context = NULL;
	char *failure = NULL;
	int flags = 0;

	if (peer->targets.transport == PHONEWALL_TRANSPORT_TLS)
		context = make_context(peer, &flags, &failure);
	if (failure)
		fail(peer, failure);
	else
		open_stream(peer, context, flags);
	free(failure);
	SSL_CTX_free(context);
}

static void open_way(struct phonewall_peer *peer)
{
	if (peer->targets.transport == PHONEWALL_TRANSPORT_UDP)
		open_datagrams(peer);
	else
		try_next(peer);
}

static bool is_same_way(const struct phonewall_peer *peer,
			const struct phonewall_sip_targets *targets)
{
	return targets->transport == peer->targets.transport &&
	       targets->endpoints[0].port == peer->endpoint->port &&
	       !memcmp(&targets->endpoints[0].address,
		       &peer->endpoint->address,
		       sizeof(peer->endpoint->address));
}

/* While a UDP socket is in use, what has not moved goes on. */
static void on_located(const struct phonewall_sip_targets *targets,
		       const char *fault, void *argument)
{
	struct phonewall_peer *peer = argument;
	bool was_ready = peer->state == PHONEWALL_PEER_READY;
	struct phonewall_sip_targets found = *targets;
	bool is_same;

	peer->look_up = NULL;
	if (!found.count) {
		/* The addresses of before are as good as they were. */
		if (was_ready)
			wait(peer, refresh_time(peer));
		else
			fail(peer, fault);
		return;
	}
	is_same = was_ready && is_same_way(peer, &found);
	phonewall_sip_targets_inherit(&found, &peer->targets);
	peer->targets = found;
	peer->endpoint = phonewall_sip_targets_choose(&peer->targets,
					phonewall_clock_elapsed());
	if (is_same) {
		wait(peer, refresh_time(peer));
		return;
	}
	close_ways(peer);
	open_way(peer);
}

static void look_up(struct phonewall_peer *peer)
{
	peer->look_up = phonewall_sip_look_up_begin(peer->base,
						    &peer->options->goal, NULL,
						    on_located, peer);
}

static void on_timer(evutil_socket_t number, short what, void *argument)
{
	struct phonewall_peer *peer = argument;

	(void)number;
	(void)what;
	if (peer->state == PHONEWALL_PEER_READY && peer->stream) {
		phonewall_stream_send(peer->stream, PING, sizeof(PING) - 1);
		wait(peer, KEEP_ALIVE_MS);
		return;
	}
	if (peer->state == PHONEWALL_PEER_FAILED)
		set_state(peer, PHONEWALL_PEER_CONNECTING);
	look_up(peer);
}

struct phonewall_peer *
phonewall_peer_open(struct event_base *base,
		    const struct phonewall_peer_options *options,
		    const struct phonewall_peer_handlers *handlers,
		    void *argument)
{
	struct phonewall_peer *peer =
		phonewall_memory_resize(NULL, 1, sizeof(*peer));

	*peer = (struct phonewall_peer){
		.base = base,
		.options = options,
		.handlers = handlers,
		.argument = argument,
		.targets.transport = options->goal.transport,
		.datagrams = -1,
		.timer = evtimer_new(base, on_timer, peer),
	};
	if (!peer->timer)
		phonewall_memory_exhausted();
	look_up(peer);
	return peer;
}

enum phonewall_peer_state phonewall_peer_state(const struct phonewall_peer *peer)
{
	return peer->state;
}

const char *phonewall_peer_fault(const struct phonewall_peer *peer)
{
	return peer->fault;
}

unsigned int phonewall_peer_delay(const struct phonewall_peer *peer)
{
	uint64_t now = phonewall_clock_elapsed();

	return peer->due > now ? (peer->due - now) / 1000 + 1 : 1;
}

const char *phonewall_peer_transport(const struct phonewall_peer *peer)
{
	switch (peer->targets.transport) {
	case PHONEWALL_TRANSPORT_TCP:
		return "TCP";
	case PHONEWALL_TRANSPORT_TLS:
		return "TLS";
	default:
		return "UDP";
	}
}

const char *phonewall_peer_address(const struct phonewall_peer *peer)
{
	return peer->address;
}

const char *phonewall_peer_certificate(const struct phonewall_peer *peer)
{
	return peer->certificate ?: "";
}

void phonewall_peer_place(const struct phonewall_peer *peer,
			  struct phonewall_sip_relay *relay)
{
	char text[PHONEWALL_ADDRESS_TEXT];

	phonewall_address_print_port(&peer->own, peer->options->local_port,
				     text);
	snprintf(relay->outside.host_port, sizeof(relay->outside.host_port),
		 "%s", text);
	snprintf(relay->outside.transport, sizeof(relay->outside.transport),
		 "%s", phonewall_peer_transport(peer));
	phonewall_address_print(&peer->own, text);
	snprintf(relay->media, sizeof(relay->media), "%s %s",
		 peer->own.family == AF_INET ? "IP4" : "IP6", text);
}

bool phonewall_peer_send_to(struct phonewall_peer *peer,
			    const struct sockaddr_storage *address,
			    const char *bytes, size_t length)
{
	return peer->datagrams >= 0 &&
	       sendto(peer->datagrams, bytes, length, 0, (const void *)address,
		      phonewall_endpoint_length(address)) >= 0;
}

bool phonewall_peer_send(struct phonewall_peer *peer, const char *bytes,
			 size_t length)
{
	struct sockaddr_storage server;

	if (peer->stream)
		return phonewall_stream_send(peer->stream, bytes, length);
	make_server(peer, &server);
	return phonewall_peer_send_to(peer, &server, bytes, length);
}

void phonewall_peer_close(struct phonewall_peer *peer)
{
	if (!peer)
		return;
	phonewall_sip_look_up_cancel(peer->look_up);
	close_ways(peer);
	event_free(peer->timer);
	free(peer->fault);
	free(peer);
}
