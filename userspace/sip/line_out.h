/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_LINE_OUT_H
#define PHONEWALL_SIP_LINE_OUT_H

#include "line_private.h"

/**
 * phonewall_line_take_from_stack() - pass on what the stack has sent
 * @bytes: the message
 * @length: bytes
 * @path: which way it has come
 * @line: the line
 */
void phonewall_line_take_from_stack(const char *bytes, size_t length,
				    const struct phonewall_stack_path *path,
				    void *line);

/**
 * phonewall_line_end_pending() - send what has waited for a connection
 * @line: the line; if it is not ready, what has waited is answered 503
 */
void phonewall_line_end_pending(struct phonewall_line *line);

/**
 * phonewall_line_set_edge() - take the edge's own transport from a path
 * @line: the line
 * @path: the way to the stack
 */
void phonewall_line_set_edge(struct phonewall_line *line,
			     const struct phonewall_stack_path *path);

#endif /* PHONEWALL_SIP_LINE_OUT_H */
