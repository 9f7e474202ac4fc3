/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_LINE_RETRY_H
#define PHONEWALL_SIP_LINE_RETRY_H

#include "line_path.h"
#include "line_private.h"

/**
 * phonewall_line_print_request() - write a request of the stack as it goes outside
 * @line: the line, whose @out is set
 * @request: the request
 * @path: its way; @difference is set
 * @edits: changes that it has already
 *
 * Return: bytes; 0 if it must not be sent.
 */
size_t phonewall_line_print_request(struct phonewall_line *line,
				    const struct phonewall_sip_message *request,
				    struct phonewall_line_path *path,
				    struct phonewall_sip_edits *edits);

/**
 * phonewall_line_keep() - keep a request that was sent to the line's server
 * @line: the line
 * @request: as the stack has sent it
 * @path: which way the stack has sent it
 */
void phonewall_line_keep(struct phonewall_line *line,
			 const struct phonewall_sip_message *request,
			 const struct phonewall_stack_path *path);

/**
 * phonewall_line_resend() - send again what no server has answered
 * @line: the line, which has another server, or another connection
 */
void phonewall_line_resend(struct phonewall_line *line);

/**
 * phonewall_line_absorb() - decide about a response of the line's server
 * @line: the line, which learns of media security from it
 * @response: the response, as it has come
 * @branch: what its branch tells
 * @path: what the branch tells of its way
 *
 * Return: true if it is not for the stack, because its request was sent again.
 */
bool phonewall_line_absorb(struct phonewall_line *line,
			   const struct phonewall_sip_message *response,
			   const struct phonewall_sip_branch *branch,
			   const struct phonewall_line_path *path);

#endif /* PHONEWALL_SIP_LINE_RETRY_H */
