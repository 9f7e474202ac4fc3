/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_MULTIPART_H
#define PHONEWALL_SIP_MULTIPART_H

#include "sip/message.h"

/**
 * struct phonewall_sip_multipart - a body of several parts (RFC 2046 section 5.1)
 * @boundary: what separates the parts, without the "--" before it
 * @rest: what follows the last delimiter that was found
 */
struct phonewall_sip_multipart {
	struct phonewall_sip_text boundary;
	struct phonewall_sip_text rest;
};

/**
 * struct phonewall_sip_part - one part of such a body
 * @type: its Content-Type with the parameters; missing if it has none
 * @content: without the line end before the delimiter
 * @is_encoded: whether the content is not as it is, as with base64 or gzip
 */
struct phonewall_sip_part {
	struct phonewall_sip_text type;
	struct phonewall_sip_text content;
	bool is_encoded;
};

/**
 * phonewall_sip_multipart_begin() - look for the first part
 * @message: the message
 * @multipart: set whole
 *
 * Return: true if its Content-Type is multipart/... with a boundary, and the
 * boundary is in the body.
 */
bool phonewall_sip_multipart_begin(const struct phonewall_sip_message *message,
				   struct phonewall_sip_multipart *multipart);

/**
 * phonewall_sip_multipart_next() - take the next part
 * @multipart: the body
 * @part: set whole
 *
 * Return: true if there is one. A part without a delimiter behind it is none.
 */
bool phonewall_sip_multipart_next(struct phonewall_sip_multipart *multipart,
				  struct phonewall_sip_part *part);

#endif /* PHONEWALL_SIP_MULTIPART_H */
