/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_RESPONSE_H
#define PHONEWALL_SIP_RESPONSE_H

#include "sip/message.h"

/**
 * phonewall_sip_response_print() - write the response to a request
 * @request: the request; it may have a fault in the value of a header
 * @status: 100 to 699
 * @reason: the reason phrase
 * @to_tag: a tag for To, a token, if the request has none; NULL to add none, as
 *	in a response of 100
 * @headers: further headers, each with its CRLF; may be empty
 * @bytes: set to the response, without a NUL
 * @size: room there
 *
 * Via, From, To, Call-ID and CSeq are those of the request, byte for byte
 * (RFC 3261 section 8.2.6.2).
 *
 * Return: bytes written; 0 if there is no room.
 */
size_t phonewall_sip_response_print(const struct phonewall_sip_message *request,
				    unsigned int status, const char *reason,
				    const char *to_tag, const char *headers,
				    char *bytes, size_t size);

#endif /* PHONEWALL_SIP_RESPONSE_H */
