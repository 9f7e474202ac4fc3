// SPDX-License-Identifier: MIT
#include "output/writer.h"

#include <inttypes.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "output/table.h"
#include "output/terminal.h"
#include "output/width.h"

#define FURTHER_INDENT	4	/* of all lines but the first */
#define LABEL_INDENT	2
#define LABEL_WIDTH	24
#define LABELLED_LEAST	24	/* less room is too little beside a label */

/* Select Graphic Rendition (ECMA-48, section 8.3.117) */
#define GREEN		"\033[32m"
#define RED		"\033[31m"
#define NO_COLOUR	"\033[0m"

/*
 * @columns is the width of the terminal, 0 if there is none; @line what the
 *	line
 * holds so far, or NULL; @rows.table is NULL outside a table.
 */
struct text_writer {
	struct phonewall_writer writer;
	unsigned int columns;
	bool has_colour;
	char *line;
	struct phonewall_rows rows;
	size_t column;
};

static struct text_writer *text_of(struct phonewall_writer *writer)
{
	return (struct text_writer *)writer;
}

static const char *begin_colour(const struct text_writer *text,
				enum phonewall_colour colour)
{
	if (!text->has_colour || colour == PHONEWALL_COLOUR_NONE)
		return "";
	return colour == PHONEWALL_COLOUR_GOOD ? GREEN : RED;
}

static const char *end_colour(const struct text_writer *text,
			      enum phonewall_colour colour)
{
	return *begin_colour(text, colour) ? NO_COLOUR : "";
}

static void replace_controls(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			*text = '?';
}

/* Adds to the line, or to the cell of the table. */
static void add(struct text_writer *text, const char *more)
{
	char *longer;

	if (text->rows.table) {
		phonewall_rows_add(&text->rows, text->column, more);
		return;
	}
	longer = phonewall_memory_print("%s%s", text->line ?: "", more);
	free(text->line);
	text->line = longer;
}

static void add_value(struct text_writer *text, const char *form,
		      const char *value, enum phonewall_colour colour)
{
	const char *place = strstr(form, "%s");
	char *shown, *more;

	if (!place) {
		add(text, form);
		return;
	}
	shown = phonewall_memory_copy(value, strlen(value));
	replace_controls(shown);
	more = phonewall_memory_print("%.*s%s%s%s%s", (int)(place - form), form,
				      begin_colour(text, colour), shown,
				      end_colour(text, colour),
				      place + strlen("%s"));
	add(text, more);
	free(more);
	free(shown);
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
	const char *value = number;

	if (writer->hidden || !member->form)
		return;
	if (member->type == PHONEWALL_MEMBER_NUMBER)
		sprintf(number, "%" PRIu64, member->number);
	else if (member->type == PHONEWALL_MEMBER_STRING)
		value = member->string;
	if (value)
		add_value(text_of(writer), member->form, value, member->colour);
}

static void write_text(struct phonewall_writer *writer, const char *text,
		       enum phonewall_colour colour)
{
	add_value(text_of(writer), "%s", text, colour);
}

/* Prints a line that fits into the terminal, in several lines if need be. */
static void print_fitting(const struct text_writer *text, const char *line,
			  unsigned int indent)
{
	size_t length = phonewall_width_fit(line, text->columns);

	printf("%.*s\n", (int)length, line);
	line += length + strspn(line + length, " ");
	while (*line) {
		length = phonewall_width_fit(line, text->columns - indent);
		printf("%*s%.*s\n", (int)indent, "", (int)length, line);
		line += length + strspn(line + length, " ");
	}
}

/* Prints a line that is wrapped even if there is no terminal. */
static void print_wrapped(const struct text_writer *text, const char *line,
			  unsigned int indent)
{
	char *lines;

	if (text->columns) {
		print_fitting(text, line, indent);
		return;
	}
	lines = phonewall_text_wrap(line);
	puts(lines);
	free(lines);
}

static void write_sentence(struct phonewall_writer *writer, const char *text,
			   enum phonewall_colour colour)
{
	const struct text_writer *text_writer = text_of(writer);
	char *shown = phonewall_memory_copy(text, strlen(text));
	char *line;

	replace_controls(shown);
	line = phonewall_memory_print("%s%s%s",
				      begin_colour(text_writer, colour), shown,
				      end_colour(text_writer, colour));
	print_wrapped(text_writer, line, FURTHER_INDENT);
	free(line);
	free(shown);
}

static void write_labelled(struct phonewall_writer *writer, const char *label,
			   const char *text)
{
	const struct text_writer *text_writer = text_of(writer);
	unsigned int indent = LABEL_INDENT + LABEL_WIDTH;
	char *line = phonewall_memory_print("%*s%-*s%s", LABEL_INDENT, "",
					    LABEL_WIDTH, label, text);

	replace_controls(line);
	print_wrapped(text_writer, line,
		      text_writer->columns < indent + LABELLED_LEAST ?
		      FURTHER_INDENT : indent);
	free(line);
}

static void end_line(struct phonewall_writer *writer)
{
	struct text_writer *text = text_of(writer);

	if (text->rows.table) {
		phonewall_rows_end(&text->rows);
		return;
	}
	if (!text->line)
		return;
	if (text->columns)
		print_fitting(text, text->line, FURTHER_INDENT);
	else
		puts(text->line);
	free(text->line);
	text->line = NULL;
}

static void begin_table(struct phonewall_writer *writer,
			const struct phonewall_table *table)
{
	text_of(writer)->rows.table = table;
}

static void choose_column(struct phonewall_writer *writer, size_t column)
{
	text_of(writer)->column = column;
}

static void end_table(struct phonewall_writer *writer)
{
	struct text_writer *text = text_of(writer);

	phonewall_rows_print(&text->rows, text->columns ?:
			     text->rows.table->width ?: UINT_MAX);
	phonewall_rows_clear(&text->rows);
	text->rows.table = NULL;
}

static void close_writer(struct phonewall_writer *writer)
{
	struct text_writer *text = text_of(writer);

	if (text->rows.table)
		phonewall_rows_clear(&text->rows);
	free(text->line);
	free(text);
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

struct phonewall_writer *phonewall_writer_open_text(void)
{
	struct text_writer *text = phonewall_memory_resize(NULL, 1,
							   sizeof(*text));

	setlocale(LC_CTYPE, "C.UTF-8");
	*text = (struct text_writer){
		.writer.operations = &operations,
		.columns = phonewall_terminal_columns(STDOUT_FILENO),
		.has_colour = phonewall_terminal_has_colour(STDOUT_FILENO),
	};
	return &text->writer;
}
