/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_PEER_H
#define PHONEWALL_SIP_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include <event2/event.h>

#include "sip/locate.h"
#include "sip/relay.h"

/**
 * struct phonewall_peer_options - which server, and how
 * @goal: how to find it; its text is kept by the caller, as all strings here
 * @local_port: the phone's port, host byte order
 * @line: the line, from 1, for TLS_Name_Validate_n_
 * @agent_directory: phonewalld's run directory, where the TLS policy is
 * @authorities: PEM file of the authorities; NULL for OpenSSL's own
 * @certificate: PEM file of the phone's certificate; NULL for none
 * @key: PEM file of its key
 */
struct phonewall_peer_options {
	struct phonewall_sip_goal goal;
	uint16_t local_port;
	unsigned int line;
	const char *agent_directory;
	const char *authorities;
	const char *certificate;
	const char *key;
};

/**
 * enum phonewall_peer_state - how the way to the server stands
 * @PHONEWALL_PEER_CONNECTING: it is looked up, or connected to
 * @PHONEWALL_PEER_READY: messages can be sent
 * @PHONEWALL_PEER_FAILED: it cannot be used; tried again later
 */
enum phonewall_peer_state {
	PHONEWALL_PEER_CONNECTING,
	PHONEWALL_PEER_READY,
	PHONEWALL_PEER_FAILED,
};

/**
 * struct phonewall_peer_handlers - what is told
 * @changed: the state has changed
 * @message: a message has come; @source is the sender's address, @is_proxy
 *	whether it is one of the server's own. It must not close the peer.
 */
struct phonewall_peer_handlers {
	void (*changed)(void *argument);
	void (*message)(const char *bytes, size_t length,
			const struct sockaddr_storage *source, bool is_proxy,
			void *argument);
};

/**
 * struct phonewall_peer - the way of one line to its server: a UDP socket, or one
 *	connection that is made again when it breaks
 */
struct phonewall_peer;

/**
 * phonewall_peer_open() - begin to look up and to connect
 * @base: the event loop
 * @options: which server; kept by the caller
 * @handlers: kept by the caller; never called from within this call
 * @argument: handed to the handlers
 *
 * Return: the peer.
 */
struct phonewall_peer *
phonewall_peer_open(struct event_base *base,
		    const struct phonewall_peer_options *options,
		    const struct phonewall_peer_handlers *handlers,
		    void *argument);

/**
 * phonewall_peer_state() - how it stands
 * @peer: the peer
 *
 * Return: the state.
 */
enum phonewall_peer_state phonewall_peer_state(const struct phonewall_peer *peer);

/**
 * phonewall_peer_fault() - why it cannot be used
 * @peer: the peer
 *
 * Return: text, valid until the next event; NULL if nothing has failed since it
 * was ready last.
 */
const char *phonewall_peer_fault(const struct phonewall_peer *peer);

/**
 * phonewall_peer_delay() - when it is tried again
 * @peer: one that has failed
 *
 * Return: seconds, at least 1.
 */
unsigned int phonewall_peer_delay(const struct phonewall_peer *peer);

/**
 * phonewall_peer_transport() - how it is spoken to
 * @peer: the peer
 *
 * Return: "UDP", "TCP" or "TLS".
 */
const char *phonewall_peer_transport(const struct phonewall_peer *peer);

/**
 * phonewall_peer_address() - where it is spoken to
 * @peer: the peer
 *
 * Return: ADDRESS:PORT; "" unless it is ready.
 */
const char *phonewall_peer_address(const struct phonewall_peer *peer);

/**
 * phonewall_peer_certificate() - whose certificate it has
 * @peer: the peer
 *
 * Return: its subject; "" without TLS.
 */
const char *phonewall_peer_certificate(const struct phonewall_peer *peer);

/**
 * phonewall_peer_place() - where the phone is reached this way
 * @peer: one that is ready
 * @relay: @outside and @media are set
 */
void phonewall_peer_place(const struct phonewall_peer *peer,
			  struct phonewall_sip_relay *relay);

/**
 * phonewall_peer_send() - send a message to the server
 * @peer: one that is ready
 * @bytes: the message
 * @length: bytes
 *
 * Return: false if it cannot be sent.
 */
bool phonewall_peer_send(struct phonewall_peer *peer, const char *bytes,
			 size_t length);

/**
 * phonewall_peer_expect() - expect that the server sends anything soon
 * @peer: one that is ready, which was sent a request that it answers itself
 *
 * If it does not for 5 s by UDP, or 10 s else, or ICMP says that it cannot be
 * reached, the next server is used, and @changed is called. The one before is
 * tried again later.
 */
void phonewall_peer_expect(struct phonewall_peer *peer);

/**
 * phonewall_peer_send_to() - send a datagram to anybody
 * @peer: one that is ready, by UDP
 * @address: to whom
 * @bytes: the message
 * @length: bytes
 *
 * Return: false if it cannot be sent, or the transport is not UDP.
 */
bool phonewall_peer_send_to(struct phonewall_peer *peer,
			    const struct sockaddr_storage *address,
			    const char *bytes, size_t length);

/**
 * phonewall_peer_close() - end it
 * @peer: may be NULL
 */
void phonewall_peer_close(struct phonewall_peer *peer);

#endif /* PHONEWALL_SIP_PEER_H */
