/* SPDX-License-Identifier: MIT */
#ifndef EAP_PEER_H
#define EAP_PEER_H

#include "harness/eapol_frame.h"

/* The credentials of every PC of a test in hostapd's own EAP server. */
#define EAP_PEER_USER	"pc"
#define EAP_PEER_SECRET	"secret"

/**
 * enum eap_request - what an authenticator asks
 * @EAP_ASKS_NOTHING: the frame is no Request that a peer can answer
 * @EAP_ASKS_IDENTITY: who the peer is (RFC 3748 5.1)
 * @EAP_ASKS_MD5: MD5-Challenge (RFC 3748 5.4)
 */
enum eap_request {
	EAP_ASKS_NOTHING,
	EAP_ASKS_IDENTITY,
	EAP_ASKS_MD5,
};

/* Return what an untagged frame asks. */
enum eap_request eap_peer_read(const struct eapol_frame *frame);

/*
 * Return the identifier of the EAP packet in an untagged frame, 0 if there is
 * none.
 */
uint8_t eap_peer_identifier(const struct eapol_frame *frame);

/*
 * Make the Response to a Request for the identity or an MD5 digest, sent to the
 * PAE group address.
 */
struct eapol_frame eap_peer_answer(const struct eapol_frame *request,
				   struct station from, const char *user,
				   const char *secret);

#endif /* EAP_PEER_H */
