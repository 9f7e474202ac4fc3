/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_LINE_MEDIA_H
#define PHONEWALL_SIP_LINE_MEDIA_H

#include "line_private.h"
#include "sip/media_rule.h"

/**
 * phonewall_line_pass_media() - judge the media of a request
 * @line: the line, whose Secure_Call_Option_n_ and transport say what is allowed
 * @request: the request
 * @edits: media of an ACK that are not allowed are refused
 *
 * Return: false if the request is to be answered 488.
 */
bool phonewall_line_pass_media(const struct phonewall_line *line,
			       const struct phonewall_sip_message *request,
			       struct phonewall_sip_edits *edits);

/**
 * phonewall_line_refuse_media() - judge the media of a response
 * @line: the line
 * @response: the response
 * @edits: media that are not allowed are refused
 *
 * Return: how many were; below 0 if they cannot be read, and the response must not
 * be passed on.
 */
int phonewall_line_refuse_media(const struct phonewall_line *line,
				const struct phonewall_sip_message *response,
				struct phonewall_sip_edits *edits);

/**
 * phonewall_line_media_warning() - why media are not allowed
 * @line: the line
 *
 * Return: a Warning header (RFC 3261 section 20.43).
 */
const char *phonewall_line_media_warning(const struct phonewall_line *line);

#endif /* PHONEWALL_SIP_LINE_MEDIA_H */
