// SPDX-License-Identifier: MIT
#include "line_path.h"

#include <stdio.h>
#include <string.h>

#include "endpoint.h"
#include "line_private.h"

/* The stack's transport, by IPv4 and by IPv6. */
static const char streams[] = "Tt";
static const char datagrams[] = "Uu";

void phonewall_line_path_print(const struct phonewall_line_path *path,
			       char text[PHONEWALL_SIP_PATH_TEXT])
{
	char address[PHONEWALL_ENDPOINT_TOKEN] = "";

	if (path->is_direct)
		phonewall_endpoint_print_token(&path->address, address);
	snprintf(text, PHONEWALL_SIP_PATH_TEXT, "%c%u.%u-%c%s",
		 (path->stack.is_stream ? streams :
		  datagrams)[path->stack.is_ipv6],
		 path->stack.number, path->difference,
		 path->is_direct ? PHONEWALL_LINE_TO_ADDRESS :
		 PHONEWALL_LINE_TO_PROXY, address);
}

bool phonewall_line_path_parse(const char *text,
			       struct phonewall_line_path *path)
{
	char transport, to;
	int used = 0;

	*path = (struct phonewall_line_path){ .difference = 0 };
	if (sscanf(text, "%c%u.%u-%c%n", &transport, &path->stack.number,
		   &path->difference, &to, &used) != 4)
		return false;
	path->stack.is_stream = strchr(streams, transport);
	path->stack.is_ipv6 = transport == streams[1] ||
			      transport == datagrams[1];
	path->is_direct = to == PHONEWALL_LINE_TO_ADDRESS;
	return !path->is_direct ||
	       phonewall_endpoint_parse_token(text + used, &path->address);
}
