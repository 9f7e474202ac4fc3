// SPDX-License-Identifier: MIT
#include "sip/acknowledgement.h"

static bool is_kept(enum phonewall_sip_header_id id)
{
	return id == PHONEWALL_SIP_HEADER_VIA ||
	       id == PHONEWALL_SIP_HEADER_ROUTE ||
	       id == PHONEWALL_SIP_HEADER_FROM ||
	       id == PHONEWALL_SIP_HEADER_CALL_ID ||
	       id == PHONEWALL_SIP_HEADER_MAX_FORWARDS ||
	       id == PHONEWALL_SIP_HEADER_CONTENT_LENGTH;
}

static void change_header(const struct phonewall_sip_message *invite,
			  const struct phonewall_sip_message *response,
			  const struct phonewall_sip_header *header,
			  struct phonewall_sip_edits *edits)
{
	const struct phonewall_sip_header *to = phonewall_sip_header_next(
		response, PHONEWALL_SIP_HEADER_TO, NULL);

	if (header->id == PHONEWALL_SIP_HEADER_CSEQ)
		phonewall_sip_edit_print(edits, invite, header->value,
					 "%u ACK", invite->cseq);
	else if (header->id == PHONEWALL_SIP_HEADER_TO)
		phonewall_sip_edit_replace(edits, invite, header->value,
					   to->value);
	else if (!is_kept(header->id))
		phonewall_sip_edit_replace(edits, invite, header->whole,
					   (struct phonewall_sip_text){ 0 });
}

void phonewall_sip_acknowledgement(const struct phonewall_sip_message *invite,
				   const struct phonewall_sip_message *response,
				   struct phonewall_sip_edits *edits)
{
	phonewall_sip_edit_replace(edits, invite, invite->method,
				   phonewall_sip_text_of("ACK"));
	for (size_t i = 0; i < invite->header_count; i++)
		change_header(invite, response, &invite->headers[i], edits);
	if (invite->body.length)
		phonewall_sip_edit_replace(edits, invite, invite->body,
					   (struct phonewall_sip_text){ 0 });
}
