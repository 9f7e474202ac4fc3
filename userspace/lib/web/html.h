/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_HTML_H
#define PHONEWALL_HTML_H

#include <stddef.h>

/**
 * struct phonewall_html - a page that is being written
 * @text: what was written, with a NUL; NULL if nothing was
 * @length: bytes of @text
 * @room: bytes that @text has room for
 *
 * Zero-initialise it; @text is released with free().
 */
struct phonewall_html {
	char *text;
	size_t length;
	size_t room;
};

/**
 * phonewall_html_print() - write to a page
 * @html: the page
 * @format: HTML that is the program's own, in which "%s" stands for a text that is
 *	escaped, "%u" for a number, and nothing else for anything
 *
 * There is no other way to write: no text of others can become HTML. A byte of a
 * text that is no printable character of UTF-8 is shown as \xNN.
 */
void phonewall_html_print(struct phonewall_html *html, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* PHONEWALL_HTML_H */
