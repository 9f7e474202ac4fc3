/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_ACKNOWLEDGEMENT_H
#define PHONEWALL_SIP_ACKNOWLEDGEMENT_H

#include "sip/edit.h"

/**
 * phonewall_sip_acknowledgement() - make the ACK of an INVITE that failed
 * @invite: the INVITE as it was sent
 * @response: its final response, of 300 or more
 * @edits: make the ACK of @invite (RFC 3261 section 17.1.1.3): its Request-URI,
 *	Via, Route, From and Call-ID, the To of @response, and no body
 *
 * What @edits hold is valid as long as both messages.
 */
void phonewall_sip_acknowledgement(const struct phonewall_sip_message *invite,
				   const struct phonewall_sip_message *response,
				   struct phonewall_sip_edits *edits);

#endif /* PHONEWALL_SIP_ACKNOWLEDGEMENT_H */
