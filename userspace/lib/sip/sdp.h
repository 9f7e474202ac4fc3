/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_SDP_H
#define PHONEWALL_SIP_SDP_H

#include "sip/edit.h"

/* Media of a session at most. */
#define PHONEWALL_SIP_MEDIA_MAX	16

/**
 * struct phonewall_sip_media - a media description (RFC 8866 section 5.14)
 * @line: its "m=" line, without the line end
 * @whole: from that line to the next "m=", with the last line end
 * @is_secure: whether its transport is SRTP, as RTP/SAVP
 * @has_crypto: whether it has keys (RFC 4568, "a=crypto:")
 * @has_request: whether it has "a=3ge2ae", with or without ":requested"
 */
struct phonewall_sip_media {
	struct phonewall_sip_text line;
	struct phonewall_sip_text whole;
	bool is_secure;
	bool has_crypto;
	bool has_request;
};

/**
 * struct phonewall_sip_sdp - a session description
 * @media: its media
 * @media_count: how many
 */
struct phonewall_sip_sdp {
	struct phonewall_sip_media media[PHONEWALL_SIP_MEDIA_MAX];
	size_t media_count;
};

/**
 * phonewall_sip_sdp_parse() - find the media of a session description
 * @body: the description; lines end in CRLF or, as RFC 8866 section 5 asks to
 *	accept, in LF
 * @sdp: set whole
 *
 * Return: 0; -EINVAL if it does not begin with "v=0", or a line is not of the
 * form "x=..."; -E2BIG if it has more than PHONEWALL_SIP_MEDIA_MAX media.
 */
int phonewall_sip_sdp_parse(struct phonewall_sip_text body,
			    struct phonewall_sip_sdp *sdp);

/**
 * phonewall_sip_sdp_request() - ask for security from the phone to the network
 * @message: a request or response whose Content-Type is application/sdp, or
 *	multipart/... with such parts, which are not encoded; any other is left as
 *	it is
 * @edits: "a=3ge2ae:requested" is added to each media description that has keys
 *	and does not have the line yet
 *
 * The keys are those of the phone's own stack: nothing here makes or reads any.
 *
 * Return: how many media have keys; -EINVAL or -E2BIG as
 * phonewall_sip_sdp_parse(), and nothing is changed.
 */
int phonewall_sip_sdp_request(const struct phonewall_sip_message *message,
			      struct phonewall_sip_edits *edits);

#endif /* PHONEWALL_SIP_SDP_H */
