// SPDX-License-Identifier: MIT
#include "sip/response.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What is written so far; nothing more fits once it is full. */
struct output {
	char *bytes;
	size_t size;
	size_t used;
	bool is_full;
};

static void put(struct output *output, const char *text, size_t length)
{
	output->is_full = output->is_full ||
			  length > output->size - output->used;
	if (output->is_full)
		return;
	memcpy(output->bytes + output->used, text, length);
	output->used += length;
}

static void print(struct output *output, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void print(struct output *output, const char *format, ...)
{
	char text[512];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (length < 0 || (size_t)length >= sizeof(text))
		output->is_full = true;
	else
		put(output, text, (size_t)length);
}

static bool is_copied(enum phonewall_sip_header_id id)
{
	return id == PHONEWALL_SIP_HEADER_VIA ||
	       id == PHONEWALL_SIP_HEADER_FROM ||
	       id == PHONEWALL_SIP_HEADER_TO ||
	       id == PHONEWALL_SIP_HEADER_CALL_ID ||
	       id == PHONEWALL_SIP_HEADER_CSEQ;
}

static void copy_header(struct output *output,
			const struct phonewall_sip_header *header,
			const char *tag)
{
	const char *end = header->value.start + header->value.length;

	if (header->id != PHONEWALL_SIP_HEADER_TO || !tag) {
		put(output, header->whole.start, header->whole.length);
		return;
	}
	put(output, header->whole.start, (size_t)(end - header->whole.start));
	print(output, ";tag=%s\r\n", tag);
}

size_t phonewall_sip_response_print(const struct phonewall_sip_message *request,
				    unsigned int status, const char *reason,
				    const char *to_tag, const char *headers,
				    char *bytes, size_t size)
{
	struct output output = { .bytes = bytes, .size = size };
	const char *tag = request->to_tag.start ? NULL : to_tag;

	print(&output, "SIP/2.0 %u %s\r\n", status, reason);
	for (size_t i = 0; i < request->header_count; i++)
		if (is_copied(request->headers[i].id))
			copy_header(&output, &request->headers[i], tag);
	put(&output, headers, strlen(headers));
	print(&output, "Content-Length: 0\r\n\r\n");
	return output.is_full ? 0 : output.used;
}
