/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_RELAY_H
#define PHONEWALL_SIP_RELAY_H

#include "sip/branch.h"
#include "sip/edit.h"
#include "sip/realms.h"
#include "sip/value.h"

/* Room for "UDP", "TCP" or "TLS", and the NUL. */
#define PHONEWALL_SIP_TRANSPORT_TEXT	4

/**
 * struct phonewall_sip_place - where an element of SIP is reached
 * @host_port: host and port as in a URI; "" if it is not known
 * @transport: "UDP", "TCP" or "TLS"; "" for a URI without the parameter
 */
struct phonewall_sip_place {
	char host_port[PHONEWALL_SIP_PLACE_TEXT];
	char transport[PHONEWALL_SIP_TRANSPORT_TEXT];
};

/**
 * struct phonewall_sip_relay - what messages of one line are changed by
 * @key: what branches are made with
 * @edge: the line's own place on loopback
 * @stack: what the phone's stack has written in its Contact last
 * @outside: what stands for that outside
 * @media: the phone's own address as in SDP, "IP4 192.0.2.1"
 *
 * The stack is in front of it, on loopback, and the line's servers behind it,
 * which see one user agent: its Via and its Contact name the phone.
 */
struct phonewall_sip_relay {
	uint8_t key[PHONEWALL_SIP_KEY];
	struct phonewall_sip_place edge;
	struct phonewall_sip_place stack;
	struct phonewall_sip_place outside;
	char media[64];
};

/**
 * struct phonewall_sip_origin - where a request has come from
 * @path: which way its response goes, for the branch
 * @host: the sender's address
 * @port: its port
 */
struct phonewall_sip_origin {
	char path[PHONEWALL_SIP_PATH_TEXT];
	char host[64];
	uint16_t port;
};

/**
 * phonewall_sip_relay_learn() - learn the stack's place from its Contact
 * @relay: @stack is set if the message has a Contact on loopback
 * @message: of the stack
 */
void phonewall_sip_relay_learn(struct phonewall_sip_relay *relay,
			       const struct phonewall_sip_message *message);

/**
 * phonewall_sip_relay_request_out() - change a request of the stack
 * @relay: of its line
 * @request: the request
 * @origin: where it has come from
 * @has_credentials: whether it goes to the line's own proxy; Authorization and
 *	Proxy-Authorization are taken away from any other request
 * @edits: Via and Contact name the phone, the edge's own Route is taken away, and
 *	so is each loopback address of the SDP
 *
 * Return: 0; -EINVAL if its first Via or a Contact cannot be read, and it must
 * not be sent.
 */
int phonewall_sip_relay_request_out(const struct phonewall_sip_relay *relay,
				    const struct phonewall_sip_message *request,
				    const struct phonewall_sip_origin *origin,
				    bool has_credentials,
				    struct phonewall_sip_edits *edits);

/**
 * phonewall_sip_relay_response_out() - change a response of the stack
 * @relay: of its line
 * @response: the response
 * @edits: the edge's Via and Record-Route are taken away; else as of a request
 * @branch: set to what the edge's branch tells
 *
 * Return: as phonewall_sip_relay_request_out(); -EINVAL too if it answers nothing
 * that the edge has passed on.
 */
int phonewall_sip_relay_response_out(const struct phonewall_sip_relay *relay,
				     const struct phonewall_sip_message *response,
				     struct phonewall_sip_edits *edits,
				     struct phonewall_sip_branch *branch);

/**
 * phonewall_sip_relay_request_in() - change a request for the stack
 * @relay: of its line
 * @request: the request
 * @origin: where it has come from
 * @edits: the Request-URI that names the phone names the stack; the edge's Via is
 *	added, and so is its Record-Route if the request has a Contact
 *
 * Return: as phonewall_sip_relay_request_out().
 */
int phonewall_sip_relay_request_in(const struct phonewall_sip_relay *relay,
				   const struct phonewall_sip_message *request,
				   const struct phonewall_sip_origin *origin,
				   struct phonewall_sip_edits *edits);

/**
 * phonewall_sip_relay_branch() - read the branch of a response for the stack
 * @relay: of its line
 * @response: the response
 * @branch: set to what it tells
 *
 * Return: true if the edge has sent the request that it answers.
 */
bool phonewall_sip_relay_branch(const struct phonewall_sip_relay *relay,
				const struct phonewall_sip_message *response,
				struct phonewall_sip_branch *branch);

/**
 * phonewall_sip_relay_response_in() - change a response for the stack
 * @relay: of its line
 * @response: the response
 * @branch: what its branch tells
 * @stack_transport: "UDP" or "TCP": how the stack has sent the request
 * @stack_port: from which port of loopback
 * @realms: for which its sender may ask credentials; what asks for others is taken
 *	away. NULL for none, if it is not of the line's own proxy
 * @edits: the stack's Via is put back, the Contact that names the phone names the
 *	stack, and the edge's Record-Route is added
 *
 * Return: as phonewall_sip_relay_request_out().
 */
int phonewall_sip_relay_response_in(const struct phonewall_sip_relay *relay,
				    const struct phonewall_sip_message *response,
				    const struct phonewall_sip_branch *branch,
				    const char *stack_transport,
				    uint16_t stack_port,
				    const struct phonewall_sip_realms *realms,
				    struct phonewall_sip_edits *edits);

/**
 * phonewall_sip_relay_is_edge() - whether a URI names the edge
 * @relay: of its line
 * @uri: the URI
 *
 * The stack may call it localhost, 127.0.0.1 or [::1].
 *
 * Return: true for any address of loopback with the line's port.
 */
bool phonewall_sip_relay_is_edge(const struct phonewall_sip_relay *relay,
				 const struct phonewall_sip_uri *uri);

/**
 * phonewall_sip_is_loopback() - whether a host is this machine itself
 * @host: as in struct phonewall_sip_uri
 *
 * Return: true for "localhost", 127.0.0.0/8 and [::1].
 */
bool phonewall_sip_is_loopback(struct phonewall_sip_text host);

#endif /* PHONEWALL_SIP_RELAY_H */
