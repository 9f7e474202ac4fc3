// SPDX-License-Identifier: MIT
#include "line_answer.h"

#include <stdio.h>
#include <string.h>

#include "sip/response.h"

#define RESPONSE_MAX	8192

/* An answer of the edge itself. Return: its bytes; 0 if there is none, as to ACK. */
static size_t print_answer(const struct phonewall_line *line,
			   const struct phonewall_sip_message *request,
			   unsigned int status, const char *reason,
			   const char *headers, char bytes[RESPONSE_MAX])
{
	char tag[PHONEWALL_SIP_MARK];

	if (phonewall_sip_message_is(request, "ACK"))
		return 0;
	phonewall_gate_tag(line->gate, request, tag);
	return phonewall_sip_response_print(request, status, reason, tag,
					    headers, bytes, RESPONSE_MAX);
}

void phonewall_line_answer_stack(struct phonewall_line *line,
				 const struct phonewall_sip_message *request,
				 const struct phonewall_stack_path *path,
				 unsigned int status, const char *reason,
				 const char *headers)
{
	char bytes[RESPONSE_MAX];
	size_t length = print_answer(line, request, status, reason, headers,
				     bytes);

	if (length)
		phonewall_stack_send(line->stack, path, bytes, length);
}

/* Text of a quoted string (RFC 3326). */
static void quote(char *text)
{
	for (; *text; text++)
		if (*text == '"' || *text == '\\' || *text < ' ')
			*text = '\'';
}

void
phonewall_line_answer_unavailable(struct phonewall_line *line,
				  const struct phonewall_sip_message *request,
				  const struct phonewall_stack_path *path)
{
	char headers[512], fault[384];

	snprintf(fault, sizeof(fault), "%s", line->fault ?:
		 phonewall_peer_fault(line->peer) ?: "too many requests wait");
	quote(fault);
	snprintf(headers, sizeof(headers),
		 "Reason: SIP;cause=503;text=\"%s\"\r\nRetry-After: %u\r\n",
		 fault, line->peer ? phonewall_peer_delay(line->peer) : 60);
	phonewall_line_answer_stack(line, request, path, 503,
				    "Service Unavailable", headers);
}

void phonewall_line_answer_source(struct phonewall_line *line,
				  const struct phonewall_sip_message *request,
				  const struct sockaddr_storage *source,
				  unsigned int status, const char *reason,
				  const char *headers)
{
	char bytes[RESPONSE_MAX];
	size_t length = print_answer(line, request, status, reason, headers,
				     bytes);

	if (!length)
		return;
	if (strcmp(line->relay.outside.transport, "UDP"))
		phonewall_peer_send(line->peer, bytes, length);
	else
		phonewall_peer_send_to(line->peer, source, bytes, length);
}
