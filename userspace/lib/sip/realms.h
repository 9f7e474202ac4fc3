/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_REALMS_H
#define PHONEWALL_SIP_REALMS_H

#include "sip/digest.h"
#include "sip/message.h"

/* Realms of a line at most. */
#define PHONEWALL_SIP_REALMS_MAX	4

/**
 * struct phonewall_sip_realms - for which realms a server may ask a password
 * @list: the realms
 * @lengths: bytes of each
 * @count: how many; while it is 0, any
 * @next: which is replaced next if there is no room
 *
 * Zero-initialise it. It takes about 1 KiB.
 */
struct phonewall_sip_realms {
	char list[PHONEWALL_SIP_REALMS_MAX][PHONEWALL_SIP_CREDENTIAL_MAX];
	size_t lengths[PHONEWALL_SIP_REALMS_MAX];
	size_t count;
	size_t next;
};

/**
 * phonewall_sip_realms_learn() - learn from a response
 * @realms: a 401 or 407 to REGISTER adds its realms
 * @domain: the line's domain, which is added with the first
 * @response: of the line's own server
 *
 * Only the registrar answers REGISTER, but anybody whom a request reaches may
 * answer another method, and the server passes that on.
 */
void phonewall_sip_realms_learn(struct phonewall_sip_realms *realms,
				const char *domain,
				const struct phonewall_sip_message *response);

/**
 * phonewall_sip_realms_allow() - whether a challenge may reach the stack
 * @realms: the realms
 * @challenge: value of WWW-Authenticate or Proxy-Authenticate
 *
 * Return: true if its realm is one of them, or none is known; false too if it
 * cannot be read and some are known.
 */
bool phonewall_sip_realms_allow(const struct phonewall_sip_realms *realms,
				struct phonewall_sip_text challenge);

#endif /* PHONEWALL_SIP_REALMS_H */
