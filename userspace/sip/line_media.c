// SPDX-License-Identifier: MIT
#include "line_media.h"

#include <string.h>

static enum phonewall_sip_media_rule rule_of(const struct phonewall_line *line)
{
	switch (line->options.settings->secure_call) {
	case PHONEWALL_SECURE_CALL_REQUIRED:
		return PHONEWALL_SIP_MEDIA_SECURE;
	case PHONEWALL_SECURE_CALL_STRICT:
		return strcmp(line->relay.outside.transport, "TLS") ?
		       PHONEWALL_SIP_MEDIA_PLAIN : PHONEWALL_SIP_MEDIA_SECURE;
	default:
		return PHONEWALL_SIP_MEDIA_ANY;
	}
}

bool phonewall_line_pass_media(const struct phonewall_line *line,
			       const struct phonewall_sip_message *request,
			       struct phonewall_sip_edits *edits)
{
	enum phonewall_sip_media_rule rule = rule_of(line);

	if (phonewall_sip_message_is(request, "ACK"))
		return phonewall_sip_media_refuse(request, rule, edits) >= 0;
	return !phonewall_sip_media_obey(request, rule);
}

int phonewall_line_refuse_media(const struct phonewall_line *line,
				const struct phonewall_sip_message *response,
				struct phonewall_sip_edits *edits)
{
	return phonewall_sip_media_refuse(response, rule_of(line), edits);
}

const char *phonewall_line_media_warning(const struct phonewall_line *line)
{
	return rule_of(line) == PHONEWALL_SIP_MEDIA_PLAIN ?
	       "Warning: 399 phonewall \"without TLS, this line has no calls with SRTP\"\r\n" :
	       "Warning: 399 phonewall \"this line has only calls with SRTP\"\r\n";
}
