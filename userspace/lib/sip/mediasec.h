/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_MEDIASEC_H
#define PHONEWALL_SIP_MEDIASEC_H

#include "sip/edit.h"

/* Security-Server headers, and bytes of their values, at most. */
#define PHONEWALL_SIP_MECHANISMS_MAX	16
#define PHONEWALL_SIP_MECHANISMS_TEXT	2048

/**
 * enum phonewall_sip_mediasec_state - how far a negotiation is
 * @PHONEWALL_SIP_MEDIASEC_OFF: none: MediaSec_Over_TLS_Only_n_ is Yes and the
 *	connection is not TLS
 * @PHONEWALL_SIP_MEDIASEC_IDLE: the server has not said what it can
 * @PHONEWALL_SIP_MEDIASEC_AGREED: the server's list has sdes-srtp;mediasec
 * @PHONEWALL_SIP_MEDIASEC_NO_SRTP: it does not have it: calls have no media
 *	security, or the caller refuses them
 * @PHONEWALL_SIP_MEDIASEC_UNSUPPORTED: the server refused both option tags
 */
enum phonewall_sip_mediasec_state {
	PHONEWALL_SIP_MEDIASEC_OFF,
	PHONEWALL_SIP_MEDIASEC_IDLE,
	PHONEWALL_SIP_MEDIASEC_AGREED,
	PHONEWALL_SIP_MEDIASEC_NO_SRTP,
	PHONEWALL_SIP_MEDIASEC_UNSUPPORTED,
};

/**
 * struct phonewall_sip_mediasec - the negotiation of media security with one
 *	server (RFC 3329, draft-dawes-sipcore-mediasec-parameter-08)
 * @is_requested: MediaSec_Request_n_: the phone begins
 * @is_over_tls_only: MediaSec_Over_TLS_Only_n_
 * @is_tls: whether the connection to the server is TLS
 * @is_refused: whether the server has refused one option tag (420)
 * @uses_other_tag: whether the other tag is used: "sec-agree" on TLS and
 *	"mediasec" else
 * @omits_client: whether Security-Client is left out, after 494
 * @state: how far it is
 * @values: the values of the server's Security-Server headers as they arrived,
 *	one behind the other
 * @ends: where each of them ends in @values
 * @count: how many
 *
 * One for each line and server. It takes about 2 KiB and owns nothing. Set it by
 * phonewall_sip_mediasec_init().
 */
struct phonewall_sip_mediasec {
	bool is_requested;
	bool is_over_tls_only;
	bool is_tls;
	bool is_refused;
	bool uses_other_tag;
	bool omits_client;
	enum phonewall_sip_mediasec_state state;
	char values[PHONEWALL_SIP_MECHANISMS_TEXT];
	size_t ends[PHONEWALL_SIP_MECHANISMS_MAX];
	size_t count;
};

/**
 * enum phonewall_sip_mediasec_action - what to do with a response
 * @PHONEWALL_SIP_MEDIASEC_PASS: hand it on
 * @PHONEWALL_SIP_MEDIASEC_RETRY: keep it, acknowledge it if it is one to an
 *	INVITE, and send the request again as a new one, with CSeq one higher,
 *	another branch, and what phonewall_sip_mediasec_request() adds
 */
enum phonewall_sip_mediasec_action {
	PHONEWALL_SIP_MEDIASEC_PASS,
	PHONEWALL_SIP_MEDIASEC_RETRY,
};

/**
 * phonewall_sip_mediasec_init() - begin with a server
 * @mediasec: set whole
 * @is_requested: MediaSec_Request_n_
 * @is_over_tls_only: MediaSec_Over_TLS_Only_n_
 * @is_tls: whether the connection is TLS
 *
 * Call it again for another server or transport. A new connection to the same
 * server by the same transport needs no call: the registration that follows
 * brings the server's list anew.
 */
void phonewall_sip_mediasec_init(struct phonewall_sip_mediasec *mediasec,
				 bool is_requested, bool is_over_tls_only,
				 bool is_tls);

/**
 * phonewall_sip_mediasec_request() - add to a request what the negotiation needs
 * @mediasec: the negotiation with the server that it is sent to
 * @request: the request
 * @edits: Security-Client, Security-Verify, Require, Proxy-Require, and
 *	"a=3ge2ae:requested" in the SDP are added
 *
 * ACK and CANCEL are left as they are, since neither may bring anything new
 * (RFC 3261 section 9.1, RFC 3329 section 2.6). So is a request that has one of
 * these Security headers: its sender negotiates itself.
 * Security-Verify has the server's values byte for byte, a header for each that
 * came.
 *
 * Return: 0; -EINVAL or -E2BIG if the request has an SDP that cannot be read, to
 * which nothing is added.
 */
int phonewall_sip_mediasec_request(const struct phonewall_sip_mediasec *mediasec,
				   const struct phonewall_sip_message *request,
				   struct phonewall_sip_edits *edits);

/**
 * phonewall_sip_mediasec_request_in() - take away from a request for the stack what
 *	its server should have
 * @mediasec: the negotiation with the server that it came from
 * @request: the request
 * @edits: the option tags of media security are taken out of Require and
 *	Proxy-Require, and Security-Client and Security-Verify are removed. If the
 *	state is PHONEWALL_SIP_MEDIASEC_OFF, nothing is
 *
 * The server is the last that these are for (RFC 3329 section 2.3.1). A stack that
 * does not know the tags would answer 420.
 */
void phonewall_sip_mediasec_request_in(const struct phonewall_sip_mediasec *mediasec,
				       const struct phonewall_sip_message *request,
				       struct phonewall_sip_edits *edits);

/**
 * phonewall_sip_mediasec_response() - learn from a response
 * @mediasec: the negotiation with the server that it came from
 * @response: the response
 * @attempt: how often this request was sent again because of this function;
 *	after the third time nothing is sent again
 *
 * What it looks at: 401 and 407 with Security-Server; 494; 421 with
 * Security-Server; 420 whose Unsupported is the tag that was used. A list takes
 * the place of the one before. A list that is malformed, has more than
 * PHONEWALL_SIP_MECHANISMS_MAX headers or PHONEWALL_SIP_MECHANISMS_TEXT bytes
 * is not used, and the one before stays.
 *
 * Return: what to do.
 */
enum phonewall_sip_mediasec_action
phonewall_sip_mediasec_response(struct phonewall_sip_mediasec *mediasec,
				const struct phonewall_sip_message *response,
				unsigned int attempt);

/**
 * phonewall_sip_mediasec_tag() - the option tag in use
 * @mediasec: the negotiation
 *
 * RFC 3329 section 2.3.1 does not allow sec-agree on a TLS connection that was
 * found by RFC 3263; servers have the tag mediasec for it.
 *
 * Return: "mediasec" or "sec-agree".
 */
const char *
phonewall_sip_mediasec_tag(const struct phonewall_sip_mediasec *mediasec);

#endif /* PHONEWALL_SIP_MEDIASEC_H */
