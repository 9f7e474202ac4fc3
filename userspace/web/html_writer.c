// SPDX-License-Identifier: MIT
#include "html_writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Cells of a row of a table, at most. */
#define CELLS	8

/* @line: what the line has so far; NULL if nothing. @is_list: whether labelled
 * texts are being written. @table: NULL outside a table. */
struct html_writer {
	struct phonewall_writer writer;
	struct phonewall_html *html;
	char *line;
	bool is_list;
	const struct phonewall_table *table;
	char *cells[CELLS];
	size_t column;
};

static struct html_writer *html_of(struct phonewall_writer *writer)
{
	return (struct html_writer *)writer;
}

static void add(struct html_writer *writer, const char *more)
{
	char **place = writer->table ? &writer->cells[writer->column] :
				       &writer->line;
	char *longer = phonewall_memory_print("%s%s", *place ?: "", more);

	free(*place);
	*place = longer;
}

static void end_list(struct html_writer *writer)
{
	if (writer->is_list)
		phonewall_html_print(writer->html, "</table>\n");
	writer->is_list = false;
}

static void begin(struct phonewall_writer *writer, const char *name,
		  char bracket)
{
	(void)writer;
	(void)name;
	(void)bracket;
}

static void end(struct phonewall_writer *writer, char bracket)
{
	(void)writer;
	(void)bracket;
}

static void write_member(struct phonewall_writer *writer,
			 const struct phonewall_member *member)
{
	char number[sizeof("18446744073709551615")] = "";
	const char *value = number, *place;
	char *text;

	if (writer->hidden || !member->form)
		return;
	if (member->type == PHONEWALL_MEMBER_NUMBER)
		sprintf(number, "%" PRIu64, member->number);
	else if (member->type == PHONEWALL_MEMBER_STRING)
		value = member->string;
	place = strstr(member->form, "%s");
	if (!value)
		return;
	if (!place) {
		add(html_of(writer), member->form);
		return;
	}
	text = phonewall_memory_print("%.*s%s%s", (int)(place - member->form),
				      member->form, value,
				      place + strlen("%s"));
	add(html_of(writer), text);
	free(text);
}

static void write_text(struct phonewall_writer *writer, const char *text,
		       enum phonewall_colour colour)
{
	(void)colour;
	add(html_of(writer), text);
}

static void write_sentence(struct phonewall_writer *writer, const char *text,
			   enum phonewall_colour colour)
{
	struct html_writer *own = html_of(writer);

	end_list(own);
	if (colour == PHONEWALL_COLOUR_BAD)
		phonewall_html_print(own->html, "<p class=\"bad\">%s</p>\n",
				     text);
	else
		phonewall_html_print(own->html, "<p>%s</p>\n", text);
}

static void write_labelled(struct phonewall_writer *writer, const char *label,
			   const char *text)
{
	struct html_writer *own = html_of(writer);

	if (!own->is_list)
		phonewall_html_print(own->html, "<table>\n");
	own->is_list = true;
	phonewall_html_print(own->html,
			     "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n",
			     label, text);
}

static void end_row(struct html_writer *writer)
{
	phonewall_html_print(writer->html, "<tr>");
	for (size_t i = 0; i < writer->table->count && i < CELLS; i++) {
		phonewall_html_print(writer->html, i ? "<td>%s</td>" :
				     "<th scope=\"row\">%s</th>",
				     writer->cells[i] ?: "");
		free(writer->cells[i]);
		writer->cells[i] = NULL;
	}
	phonewall_html_print(writer->html, "</tr>\n");
}

/* A line that ends with a colon is the heading of what follows. */
static void end_line(struct phonewall_writer *writer)
{
	struct html_writer *own = html_of(writer);
	size_t length = own->line ? strlen(own->line) : 0;

	if (own->table) {
		end_row(own);
		return;
	}
	if (!length)
		return;
	end_list(own);
	if (own->line[length - 1] == ':') {
		own->line[length - 1] = '\0';
		phonewall_html_print(own->html, "<h2>%s</h2>\n", own->line);
	} else {
		phonewall_html_print(own->html, "<p>%s</p>\n", own->line);
	}
	free(own->line);
	own->line = NULL;
}

static void begin_table(struct phonewall_writer *writer,
			const struct phonewall_table *table)
{
	struct html_writer *own = html_of(writer);

	end_list(own);
	own->table = table;
	own->column = 0;
	phonewall_html_print(own->html, "<table>\n");
}

static void choose_column(struct phonewall_writer *writer, size_t column)
{
	html_of(writer)->column = column < CELLS ? column : CELLS - 1;
}

static void end_table(struct phonewall_writer *writer)
{
	struct html_writer *own = html_of(writer);

	phonewall_html_print(own->html, "</table>\n");
	own->table = NULL;
}

static void close_writer(struct phonewall_writer *writer)
{
	struct html_writer *own = html_of(writer);

	end_list(own);
	for (size_t i = 0; i < CELLS; i++)
		free(own->cells[i]);
	free(own->line);
	free(own);
}

static const struct phonewall_writer_operations operations = {
	.begin = begin,
	.end = end,
	.member = write_member,
	.text = write_text,
	.sentence = write_sentence,
	.labelled = write_labelled,
	.end_line = end_line,
	.begin_table = begin_table,
	.column = choose_column,
	.end_table = end_table,
	.close = close_writer,
};

struct phonewall_writer *phonewall_writer_open_html(struct phonewall_html *html)
{
	struct html_writer *writer =
		phonewall_memory_resize(NULL, 1, sizeof(*writer));

	*writer = (struct html_writer){
		.writer.operations = &operations,
		.html = html,
	};
	return &writer->writer;
}
