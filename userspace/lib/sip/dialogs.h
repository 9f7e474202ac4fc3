/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_DIALOGS_H
#define PHONEWALL_SIP_DIALOGS_H

#include "sip/branch.h"

/* Dialogs of a line that are known at most. */
#define PHONEWALL_SIP_DIALOGS_MAX	64

/**
 * struct phonewall_sip_dialogs - the calls of one line
 * @marks: of each dialog, the one that was used last first; "" behind the last
 *
 * Zero-initialise it. It takes about 1 KiB. If one dialog too many begins, the one
 * that was used longest ago is forgotten.
 */
struct phonewall_sip_dialogs {
	char marks[PHONEWALL_SIP_DIALOGS_MAX][PHONEWALL_SIP_MARK];
};

/**
 * phonewall_sip_dialogs_note() - learn from a response that is passed on
 * @dialogs: the calls
 * @key: PHONEWALL_SIP_KEY bytes
 * @response: the response
 *
 * A provisional response or a 2xx to INVITE with a tag in To begins a dialog (RFC
 * 3261 section 12.1); a final response to BYE ends it.
 */
void phonewall_sip_dialogs_note(struct phonewall_sip_dialogs *dialogs,
				const uint8_t key[PHONEWALL_SIP_KEY],
				const struct phonewall_sip_message *response);

/**
 * phonewall_sip_dialogs_have() - whether a request belongs to a call
 * @dialogs: the calls
 * @key: PHONEWALL_SIP_KEY bytes
 * @request: a request; either side may have sent it
 *
 * Return: whether a dialog has its Call-ID and its two tags.
 */
bool phonewall_sip_dialogs_have(struct phonewall_sip_dialogs *dialogs,
				const uint8_t key[PHONEWALL_SIP_KEY],
				const struct phonewall_sip_message *request);

#endif /* PHONEWALL_SIP_DIALOGS_H */
