/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_PEER_PRIVATE_H
#define PHONEWALL_SIP_PEER_PRIVATE_H

#include "peer.h"
#include "probe.h"
#include "sip/look_up.h"
#include "stream.h"

/**
 * struct phonewall_peer - the way of one line to its server
 * @base: the event loop
 * @options: which server
 * @handlers: what is told
 * @argument: handed to the handlers
 * @state: how it stands
 * @look_up: the look-up that runs, or NULL
 * @targets: the servers
 * @endpoint: the one of @targets that is used or tried
 * @failures: attempts in a row
 * @due: milliseconds of CLOCK_MONOTONIC, when @timer ends
 * @stream: the connection, or NULL
 * @datagrams: the UDP socket, or -1
 * @on_datagrams: its event
 * @timer: while it has failed until the next attempt; else until the next ping or
 *	look-up
 * @silence: runs while a request has no answer
 * @better: until servers before the one in use are tried again
 * @candidate: a connection to one of them, or NULL
 * @tried: the one that is tried, or NULL
 * @probe: what it was asked, by UDP
 * @own: the phone's own address
 * @fault: why it cannot be used, or NULL
 * @address: of @endpoint, as text
 * @certificate: the server's subject, or NULL
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
	struct event *silence;
	struct event *better;
	struct phonewall_stream *candidate;
	struct phonewall_sip_endpoint *tried;
	struct phonewall_probe probe;
	struct phonewall_address own;
	char *fault;
	char address[PHONEWALL_ADDRESS_TEXT];
	char *certificate;
};

/* What is told of its connections. */
extern const struct phonewall_stream_handlers phonewall_peer_streams;

/**
 * phonewall_peer_connect() - begin to connect to one of the servers
 * @peer: the peer
 * @endpoint: which
 * @failure: set if it cannot begin, to be released with free()
 *
 * Return: the stream, or NULL.
 */
struct phonewall_stream *
phonewall_peer_connect(struct phonewall_peer *peer,
		       const struct phonewall_sip_endpoint *endpoint,
		       char **failure);

/**
 * phonewall_peer_use() - use another of the servers from now on
 * @peer: one that is ready
 * @endpoint: which
 * @stream: a connection to it, taken over; NULL for UDP
 */
void phonewall_peer_use(struct phonewall_peer *peer,
			struct phonewall_sip_endpoint *endpoint,
			struct phonewall_stream *stream);

/**
 * phonewall_peer_wait_for_better() - have better servers tried when it is time
 * @peer: one that is ready; what was tried before ends
 */
void phonewall_peer_wait_for_better(struct phonewall_peer *peer);

/**
 * phonewall_peer_try_better() - try one of them, or end the attempt that runs
 * @peer: one that is ready
 */
void phonewall_peer_try_better(struct phonewall_peer *peer);

/**
 * phonewall_peer_better_failed() - note that the one that is tried is dead
 * @peer: one that tries one
 */
void phonewall_peer_better_failed(struct phonewall_peer *peer);

/**
 * phonewall_peer_end_better() - have none tried
 * @peer: the peer
 */
void phonewall_peer_end_better(struct phonewall_peer *peer);

/**
 * phonewall_peer_take_better() - take a datagram that may be the answer of one
 * @peer: the peer
 * @bytes: the datagram
 * @length: bytes
 * @source: who has sent it
 *
 * Return: true if it was; that server is used from now on.
 */
bool phonewall_peer_take_better(struct phonewall_peer *peer, const char *bytes,
				size_t length,
				const struct sockaddr_storage *source);

#endif /* PHONEWALL_SIP_PEER_PRIVATE_H */
