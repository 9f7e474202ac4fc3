/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_HTML_WRITER_H
#define PHONEWALL_HTML_WRITER_H

#include "output/writer.h"
#include "web/html.h"

/**
 * phonewall_writer_open_html - begin to write what phonewallctl's text shows as HTML
 * @html: the page
 *
 * Labelled texts become rows of a table, tables tables, and lines paragraphs.
 *
 * Return: a writer to be released with phonewall_writer_close().
 */
struct phonewall_writer *phonewall_writer_open_html(struct phonewall_html *html);

#endif /* PHONEWALL_HTML_WRITER_H */
