/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_LINE_ANSWER_H
#define PHONEWALL_SIP_LINE_ANSWER_H

#include "line_private.h"

/**
 * phonewall_line_answer_stack() - answer a request of the stack
 * @line: the line
 * @request: the request; an ACK gets no answer
 * @path: which way it has come
 * @status: as 400
 * @reason: its words
 * @headers: more headers, each with its line end
 */
void phonewall_line_answer_stack(struct phonewall_line *line,
				 const struct phonewall_sip_message *request,
				 const struct phonewall_stack_path *path,
				 unsigned int status, const char *reason,
				 const char *headers);

/**
 * phonewall_line_answer_unavailable() - answer 503 and say why
 * @line: the line
 * @request: of the stack
 * @path: which way it has come
 */
void
phonewall_line_answer_unavailable(struct phonewall_line *line,
				  const struct phonewall_sip_message *request,
				  const struct phonewall_stack_path *path);

/**
 * phonewall_line_answer_source() - answer a request from outside
 * @line: the line
 * @request: the request; an ACK gets no answer
 * @source: who has sent it
 * @status: as 401
 * @reason: its words
 * @headers: more headers, each with its line end
 */
void phonewall_line_answer_source(struct phonewall_line *line,
				  const struct phonewall_sip_message *request,
				  const struct sockaddr_storage *source,
				  unsigned int status, const char *reason,
				  const char *headers);

#endif /* PHONEWALL_SIP_LINE_ANSWER_H */
