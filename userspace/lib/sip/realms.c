// SPDX-License-Identifier: MIT
#include "sip/realms.h"

#include <string.h>

static bool is_known(const struct phonewall_sip_realms *realms,
		     struct phonewall_sip_text realm)
{
	for (size_t i = 0; i < realms->count; i++)
		if (phonewall_sip_text_is_same(realm,
			(struct phonewall_sip_text){ realms->list[i],
						     realms->lengths[i] }))
			return true;
	return false;
}

static void add(struct phonewall_sip_realms *realms,
		struct phonewall_sip_text realm)
{
	size_t place = realms->count;

	if (!realm.length || realm.length > PHONEWALL_SIP_CREDENTIAL_MAX ||
	    is_known(realms, realm))
		return;
	if (place == PHONEWALL_SIP_REALMS_MAX) {
		place = realms->next;
		realms->next = (place + 1) % PHONEWALL_SIP_REALMS_MAX;
	} else {
		realms->count++;
	}
	memcpy(realms->list[place], realm.start, realm.length);
	realms->lengths[place] = realm.length;
}

static void learn_header(struct phonewall_sip_realms *realms,
			 const struct phonewall_sip_header *header,
			 const char *domain)
{
	struct phonewall_sip_credentials challenge;

	if (phonewall_sip_credentials_parse(header->value, &challenge))
		return;
	if (!realms->count)
		add(realms, phonewall_sip_text_of(domain));
	add(realms, challenge.realm);
}

void phonewall_sip_realms_learn(struct phonewall_sip_realms *realms,
				const char *domain,
				const struct phonewall_sip_message *response)
{
	if ((response->status != 401 && response->status != 407) ||
	    !phonewall_sip_text_is_same(response->method,
					phonewall_sip_text_of("REGISTER")))
		return;
	for (size_t i = 0; i < response->header_count; i++)
		if (response->headers[i].id ==
			    PHONEWALL_SIP_HEADER_WWW_AUTHENTICATE ||
		    response->headers[i].id ==
			    PHONEWALL_SIP_HEADER_PROXY_AUTHENTICATE)
			learn_header(realms, &response->headers[i], domain);
}

bool phonewall_sip_realms_allow(const struct phonewall_sip_realms *realms,
				struct phonewall_sip_text challenge)
{
	struct phonewall_sip_credentials parsed;

	return !realms->count ||
	       (!phonewall_sip_credentials_parse(challenge, &parsed) &&
		is_known(realms, parsed.realm));
}
