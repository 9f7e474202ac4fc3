// SPDX-License-Identifier: MIT
#include "peer.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "datagram.h"
#include "endpoint.h"
#include "peer_private.h"

/* RFC 5626 section 4.4.1: less than two minutes on a stream. */
#define KEEP_ALIVE_MS	90000
#define PING		"\r\n\r\n"
/* Seconds after which the addresses for UDP are looked up again at the latest. */
#define REFRESH_MAX	3600
/* RFC 5626 section 4.5, with a shorter end. */
#define DELAY_MS	1000
#define DELAY_MAX_MS	60000
/*
 * Milliseconds without any answer to a request, after which the next server is
 * used: by UDP four transmissions (RFC 3261 section 17.1.1.2).
 */
#define SILENCE_UDP_MS	5000
#define SILENCE_MS	10000

static void try_next(struct phonewall_peer *peer);
static void leave(struct phonewall_peer *peer, const char *reason);

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
	evtimer_del(peer->silence);
	phonewall_peer_end_better(peer);
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
	if (peer->stream)
		phonewall_sip_endpoint_worked(peer->endpoint);
	phonewall_address_print_port(&peer->endpoint->address,
				     peer->endpoint->port, peer->address);
	phonewall_memory_replace(&peer->fault, NULL);
	peer->failures = 0;
	wait(peer, peer->stream ? KEEP_ALIVE_MS : refresh_time(peer));
	phonewall_peer_wait_for_better(peer);
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

static bool is_in_use(const struct phonewall_peer *peer,
		      const struct sockaddr_storage *source)
{
	struct phonewall_address address;

	return phonewall_endpoint_split(source, &address) ==
		       peer->endpoint->port &&
	       !memcmp(&peer->endpoint->address, &address, sizeof(address));
}

static void take_datagram(const char *bytes, size_t length,
			  const struct sockaddr_storage *source, void *argument)
{
	struct phonewall_peer *peer = argument;

	if (is_in_use(peer, source)) {
		evtimer_del(peer->silence);
		phonewall_sip_endpoint_worked(peer->endpoint);
	}
	if (phonewall_peer_take_better(peer, bytes, length, source))
		return;
	peer->handlers->message(bytes, length, source, is_proxy(peer, source),
				peer->argument);
}

static void on_datagrams(evutil_socket_t descriptor, short what,
			 void *argument)
{
	struct phonewall_peer *peer = argument;
	struct sockaddr_storage refused;

	(void)what;
	while (phonewall_datagram_take_error(descriptor, &refused))
		/* Who sends nothing to it may be lied to about it. */
		if (is_in_use(peer, &refused) &&
		    evtimer_pending(peer->silence, NULL)) {
			leave(peer, "cannot be reached");
			return;
		}
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
	phonewall_datagram_ask_errors(peer->datagrams, server.ss_family);
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

static void take_stream(struct phonewall_peer *peer)
{
	struct phonewall_stream *stream = peer->stream;
	struct sockaddr_storage own;
	socklen_t length = sizeof(own);

	if (!getsockname(phonewall_stream_socket(stream), (void *)&own,
			 &length))
		phonewall_endpoint_split(&own, &peer->own);
	note_certificate(peer);
	be_ready(peer);
}

static void on_ready(struct phonewall_stream *stream, void *argument)
{
	struct phonewall_peer *peer = argument;

	if (stream == peer->candidate)
		phonewall_peer_use(peer, peer->tried, stream);
	else
		take_stream(peer);
}

static void on_message(struct phonewall_stream *stream, const char *bytes,
		       size_t length, void *argument)
{
	struct phonewall_peer *peer = argument;
	struct sockaddr_storage source;

	(void)stream;
	evtimer_del(peer->silence);
	make_server(peer, &source);
	peer->handlers->message(bytes, length, &source, true, peer->argument);
}

/* The next one is tried at once, unless all are down. */
static void connect_next(struct phonewall_peer *peer, const char *reason)
{
	uint64_t now = phonewall_clock_elapsed();

	phonewall_sip_endpoint_failed(peer->endpoint, now);
	peer->endpoint = phonewall_sip_targets_choose(&peer->targets, now);
	if (peer->endpoint->down_until > now) {
		fail(peer, reason);
		return;
	}
	phonewall_memory_replace(&peer->fault, reason);
	close_ways(peer);
	if (peer->state != PHONEWALL_PEER_CONNECTING)
		set_state(peer, PHONEWALL_PEER_CONNECTING);
	try_next(peer);
}

static void on_ended(struct phonewall_stream *stream, const char *reason,
		     void *argument)
{
	struct phonewall_peer *peer = argument;

	if (stream == peer->candidate)
		phonewall_peer_better_failed(peer);
	else if (peer->state == PHONEWALL_PEER_READY)
		fail(peer, reason);
	else
		connect_next(peer, reason);
}

const struct phonewall_stream_handlers phonewall_peer_streams = {
	.ready = on_ready,
	.message = on_message,
	.ended = on_ended,
};

static void try_next(struct phonewall_peer *peer)
{
	char *failure = NULL;

	peer->stream = phonewall_peer_connect(peer, peer->endpoint, &failure);
	if (!peer->stream)
		connect_next(peer, failure);
	free(failure);
}

void phonewall_peer_use(struct phonewall_peer *peer,
			struct phonewall_sip_endpoint *endpoint,
			struct phonewall_stream *stream)
{
	struct sockaddr_storage server;
	int family = peer->endpoint->address.family;

	peer->candidate = NULL;
	peer->endpoint = endpoint;
	make_server(peer, &server);
	if (stream) {
		close_ways(peer);
		peer->stream = stream;
		take_stream(peer);
	} else if (server.ss_family == family && find_own(peer, &server)) {
		/* What has come to the socket is not lost. */
		be_ready(peer);
	} else {
		close_ways(peer);
		open_datagrams(peer);
	}
}

static void leave(struct phonewall_peer *peer, const char *reason)
{
	uint64_t now = phonewall_clock_elapsed();
	struct phonewall_sip_endpoint *next;

	phonewall_log(LOG_WARNING, "line %u: %s %s", peer->options->line,
		      peer->address, reason);
	if (peer->stream) {
		connect_next(peer, "the server does not answer");
		return;
	}
	phonewall_sip_endpoint_failed(peer->endpoint, now);
	next = phonewall_sip_targets_choose(&peer->targets, now);
	if (next != peer->endpoint)
		phonewall_peer_use(peer, next, NULL);
}

static void open_way(struct phonewall_peer *peer)
{
	if (peer->targets.transport == PHONEWALL_TRANSPORT_UDP)
		open_datagrams(peer);
	else
		try_next(peer);
}

/* Return: the server in use among others, or NULL. */
static struct phonewall_sip_endpoint *
find_in_use(const struct phonewall_peer *peer,
	    struct phonewall_sip_targets *targets)
{
	struct phonewall_sip_endpoint *endpoint = targets->endpoints;

	if (peer->state != PHONEWALL_PEER_READY ||
	    targets->transport != peer->targets.transport)
		return NULL;
	for (size_t i = 0; i < targets->count; i++, endpoint++)
		if (endpoint->port == peer->endpoint->port &&
		    !memcmp(&endpoint->address, &peer->endpoint->address,
			    sizeof(endpoint->address)))
			return endpoint;
	return NULL;
}

/* What is in use goes on if it is still one of the servers. */
static void take_targets(struct phonewall_peer *peer,
			 const struct phonewall_sip_targets *targets)
{
	struct phonewall_sip_targets found = *targets;
	struct phonewall_sip_endpoint *in_use;

	phonewall_sip_targets_inherit(&found, &peer->targets);
	in_use = find_in_use(peer, &found);
	phonewall_peer_end_better(peer);
	peer->targets = found;
	if (in_use) {
		peer->endpoint = peer->targets.endpoints +
				 (in_use - found.endpoints);
		wait(peer, refresh_time(peer));
		phonewall_peer_wait_for_better(peer);
		return;
	}
	peer->endpoint = phonewall_sip_targets_choose(&peer->targets,
					phonewall_clock_elapsed());
	close_ways(peer);
	if (peer->state == PHONEWALL_PEER_READY)
		set_state(peer, PHONEWALL_PEER_CONNECTING);
	open_way(peer);
}

/* Without an answer, the addresses of before are as good as they were. */
static void on_located(const struct phonewall_sip_targets *targets,
		       const char *fault, void *argument)
{
	struct phonewall_peer *peer = argument;

	peer->look_up = NULL;
	if (targets->count)
		take_targets(peer, targets);
	else if (peer->state == PHONEWALL_PEER_READY)
		wait(peer, refresh_time(peer));
	else
		fail(peer, fault);
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

static void on_silence(evutil_socket_t number, short what, void *argument)
{
	struct phonewall_peer *peer = argument;

	(void)number;
	(void)what;
	if (peer->state == PHONEWALL_PEER_READY)
		leave(peer, "does not answer");
}

static void on_better(evutil_socket_t number, short what, void *argument)
{
	(void)number;
	(void)what;
	phonewall_peer_try_better(argument);
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
		.silence = evtimer_new(base, on_silence, peer),
		.better = evtimer_new(base, on_better, peer),
	};
	if (!peer->timer || !peer->silence || !peer->better)
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

void phonewall_peer_expect(struct phonewall_peer *peer)
{
	const struct timeval limit = phonewall_clock_delay(peer->stream ?
					SILENCE_MS : SILENCE_UDP_MS);

	if (!evtimer_pending(peer->silence, NULL))
		evtimer_add(peer->silence, &limit);
}

/* An error of a message before is reported once, instead of sending this one. */
bool phonewall_peer_send_to(struct phonewall_peer *peer,
			    const struct sockaddr_storage *address,
			    const char *bytes, size_t length)
{
	socklen_t size = phonewall_endpoint_length(address);

	return peer->datagrams >= 0 &&
	       (sendto(peer->datagrams, bytes, length, 0, (const void *)address,
		       size) >= 0 ||
		sendto(peer->datagrams, bytes, length, 0, (const void *)address,
		       size) >= 0);
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
	event_free(peer->silence);
	event_free(peer->better);
	free(peer->fault);
	free(peer);
}
