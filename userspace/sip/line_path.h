/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_LINE_PATH_H
#define PHONEWALL_SIP_LINE_PATH_H

#include <sys/socket.h>

#include "sip/branch.h"
#include "stack.h"

/**
 * struct phonewall_line_path - what the branch of a request of the stack tells
 * @stack: which way its response goes
 * @difference: by how much its CSeq is higher than the stack's
 * @is_direct: whether it was sent to an address, not to the line's server
 * @address: that address, if it was
 */
struct phonewall_line_path {
	struct phonewall_stack_path stack;
	uint32_t difference;
	bool is_direct;
	struct sockaddr_storage address;
};

/**
 * phonewall_line_path_print() - write it for a branch
 * @path: what it tells
 * @text: set
 */
void phonewall_line_path_print(const struct phonewall_line_path *path,
			       char text[PHONEWALL_SIP_PATH_TEXT]);

/**
 * phonewall_line_path_parse() - read what was written
 * @text: as of phonewall_line_path_print()
 * @path: set
 *
 * Return: true if it is so.
 */
bool phonewall_line_path_parse(const char *text,
			       struct phonewall_line_path *path);

#endif /* PHONEWALL_SIP_LINE_PATH_H */
