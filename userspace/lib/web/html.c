// SPDX-License-Identifier: MIT
#include "web/html.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

static void add_bytes(struct phonewall_html *html, const char *bytes,
		      size_t length)
{
	if (html->length + length + 1 > html->room) {
		html->room = 2 * (html->length + length + 1);
		html->text = phonewall_memory_resize(html->text, html->room, 1);
	}
	memcpy(html->text + html->length, bytes, length);
	html->length += length;
	html->text[html->length] = '\0';
}

static void add_text(struct phonewall_html *html, const char *text)
{
	add_bytes(html, text, strlen(text));
}

/* In text and in attributes with double quotes. */
static const char *reference(char character)
{
	switch (character) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static void add_escaped(struct phonewall_html *html, const char *text)
{
	char *printable = phonewall_text_printable(text);

	for (const char *byte = printable; *byte; byte++) {
		const char *safe = reference(*byte);

		if (safe)
			add_text(html, safe);
		else
			add_bytes(html, byte, 1);
	}
	free(printable);
}

void phonewall_html_print(struct phonewall_html *html, const char *format, ...)
{
	va_list arguments;
	char number[16];

	va_start(arguments, format);
	while (*format) {
		size_t length = strcspn(format, "%");

		add_bytes(html, format, length);
		format += length;
		if (!*format)
			break;
		if (format[1] == 's') {
			add_escaped(html, va_arg(arguments, const char *));
		} else if (format[1] == 'u') {
			snprintf(number, sizeof(number), "%u",
				 va_arg(arguments, unsigned int));
			add_text(html, number);
		} else {
			add_text(html, "%");
		}
		format += 2;
	}
	va_end(arguments);
}
