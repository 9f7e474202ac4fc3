/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_LINE_IN_H
#define PHONEWALL_SIP_LINE_IN_H

#include "line_private.h"

/**
 * phonewall_line_take_from_outside() - pass on what has come from outside
 * @bytes: the message
 * @length: bytes
 * @source: who has sent it
 * @is_proxy: whether that is one of the line's own servers
 * @line: the line
 */
void phonewall_line_take_from_outside(const char *bytes, size_t length,
				      const struct sockaddr_storage *source,
				      bool is_proxy, void *line);

#endif /* PHONEWALL_SIP_LINE_IN_H */
