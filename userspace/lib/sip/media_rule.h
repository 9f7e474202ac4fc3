/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_MEDIA_RULE_H
#define PHONEWALL_SIP_MEDIA_RULE_H

#include "sip/edit.h"

/**
 * enum phonewall_sip_media_rule - which media a call may have
 * @PHONEWALL_SIP_MEDIA_ANY: any
 * @PHONEWALL_SIP_MEDIA_SECURE: those alone whose transport is encrypted: RTP/SAVP,
 *	RTP/SAVPF, and over TLS or DTLS. RTP/AVP with keys is not: the answer may
 *	leave them out
 * @PHONEWALL_SIP_MEDIA_PLAIN: those alone that are not, and have no keys
 */
enum phonewall_sip_media_rule {
	PHONEWALL_SIP_MEDIA_ANY,
	PHONEWALL_SIP_MEDIA_SECURE,
	PHONEWALL_SIP_MEDIA_PLAIN,
};

/**
 * phonewall_sip_media_obey() - whether the media of a request obey a rule
 * @message: a request or a response; all but INVITE, UPDATE, PRACK and ACK obey
 * @rule: the rule
 *
 * Every line "m=" of the body counts, whatever Content-Type says, but those of
 * media that are refused already (port 0).
 *
 * Return: 0; -EACCES if they do not; -EINVAL if they cannot be read, as in a body
 * that is encoded.
 */
int phonewall_sip_media_obey(const struct phonewall_sip_message *message,
			     enum phonewall_sip_media_rule rule);

/**
 * phonewall_sip_media_refuse() - refuse the media that do not obey a rule
 * @message: a response, or an ACK
 * @rule: the rule
 * @edits: their ports become 0 (RFC 3264 section 6)
 *
 * Return: how many were refused; -EINVAL as of phonewall_sip_media_obey().
 */
int phonewall_sip_media_refuse(const struct phonewall_sip_message *message,
			       enum phonewall_sip_media_rule rule,
			       struct phonewall_sip_edits *edits);

#endif /* PHONEWALL_SIP_MEDIA_RULE_H */
