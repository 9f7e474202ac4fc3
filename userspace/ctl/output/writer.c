// SPDX-License-Identifier: MIT
#include "output/writer.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"

void phonewall_writer_close(struct phonewall_writer *writer)
{
	if (writer)
		writer->operations->close(writer);
}

static void begin(struct phonewall_writer *writer, const char *name,
		  char bracket)
{
	writer->has_written = true;
	writer->operations->begin(writer, name, bracket);
}

void phonewall_write_begin_object(struct phonewall_writer *writer,
				  const char *name)
{
	begin(writer, name, '{');
}

void phonewall_write_end_object(struct phonewall_writer *writer)
{
	writer->operations->end(writer, '}');
}

void phonewall_write_begin_array(struct phonewall_writer *writer,
				 const char *name)
{
	begin(writer, name, '[');
}

void phonewall_write_end_array(struct phonewall_writer *writer)
{
	writer->operations->end(writer, ']');
}

static void write_member(struct phonewall_writer *writer,
			 const struct phonewall_member *member)
{
	writer->operations->member(writer, member);
}

void phonewall_write_string(struct phonewall_writer *writer, const char *name,
			    const char *form, const char *value)
{
	write_member(writer, &(struct phonewall_member){
		.type = PHONEWALL_MEMBER_STRING,
		.name = name, .form = form, .string = value,
	});
}

void phonewall_write_judgement(struct phonewall_writer *writer,
			       const char *name, const char *form,
			       const char *value, bool is_good)
{
	write_member(writer, &(struct phonewall_member){
		.type = PHONEWALL_MEMBER_STRING,
		.name = name, .form = form, .string = value,
		.colour = is_good ? PHONEWALL_COLOUR_GOOD :
				    PHONEWALL_COLOUR_BAD,
	});
}

void phonewall_write_file_name(struct phonewall_writer *writer,
			       const char *name, const char *form,
			       const char *value)
{
	char *shown = value ? phonewall_text_printable(value) : NULL;

	phonewall_write_string(writer, name, form, shown);
	free(shown);
}

void phonewall_write_number(struct phonewall_writer *writer, const char *name,
			    const char *form, uint64_t value)
{
	write_member(writer, &(struct phonewall_member){
		.type = PHONEWALL_MEMBER_NUMBER,
		.name = name, .form = form, .number = value,
	});
}

void phonewall_write_boolean(struct phonewall_writer *writer, const char *name,
			     bool value, const char *if_true,
			     const char *if_false)
{
	write_member(writer, &(struct phonewall_member){
		.type = PHONEWALL_MEMBER_BOOLEAN,
		.name = name, .form = value ? if_true : if_false,
		.boolean = value,
	});
}

void phonewall_write_null(struct phonewall_writer *writer, const char *name)
{
	phonewall_write_string(writer, name, NULL, NULL);
}

void phonewall_write_json(struct phonewall_writer *writer, const char *name,
			  struct json_object *value)
{
	write_member(writer, &(struct phonewall_member){
		.type = PHONEWALL_MEMBER_JSON, .name = name, .json = value,
	});
}

void phonewall_write_text(struct phonewall_writer *writer, const char *format,
			  ...)
{
	va_list arguments;
	char *text;

	if (!writer->operations->text || writer->hidden)
		return;
	va_start(arguments, format);
	text = phonewall_memory_print_list(format, arguments);
	va_end(arguments);
	writer->operations->text(writer, text, PHONEWALL_COLOUR_NONE);
	free(text);
}

void phonewall_write_coloured(struct phonewall_writer *writer,
			      enum phonewall_colour colour, const char *word)
{
	if (writer->operations->text && !writer->hidden)
		writer->operations->text(writer, word, colour);
}

void phonewall_write_sentence(struct phonewall_writer *writer,
			      enum phonewall_colour colour, const char *text)
{
	if (writer->operations->sentence && !writer->hidden)
		writer->operations->sentence(writer, text, colour);
}

void phonewall_write_labelled(struct phonewall_writer *writer,
			      const char *label, const char *text)
{
	if (text && writer->operations->labelled && !writer->hidden)
		writer->operations->labelled(writer, label, text);
}

void phonewall_write_end_line(struct phonewall_writer *writer)
{
	if (writer->operations->end_line && !writer->hidden)
		writer->operations->end_line(writer);
}

void phonewall_write_begin_table(struct phonewall_writer *writer,
				 const struct phonewall_table *table)
{
	if (writer->operations->begin_table && !writer->hidden)
		writer->operations->begin_table(writer, table);
}

void phonewall_write_column(struct phonewall_writer *writer, size_t column)
{
	if (writer->operations->column && !writer->hidden)
		writer->operations->column(writer, column);
}

void phonewall_write_end_table(struct phonewall_writer *writer)
{
	if (writer->operations->end_table && !writer->hidden)
		writer->operations->end_table(writer);
}

void phonewall_write_hide(struct phonewall_writer *writer)
{
	writer->hidden++;
}

void phonewall_write_show(struct phonewall_writer *writer)
{
	writer->hidden--;
}
