/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WRITER_H
#define PHONEWALL_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <json-c/json_types.h>

/*
 * What a command prints. A command describes its data once, as objects, arrays
 * and members, and with each member how text shows it; the writer prints JSON
 * or text of that description.
 *
 * JSON has the objects, arrays and members by their names, and leaves out what
 * is described for text alone: phonewall_write_text(), _sentence(),
 * _labelled(), lines, tables and columns.
 *
 * Text has lines. Each member adds its form to the line, which
 * phonewall_write_end_line() ends. A form is text in which the value replaces
 * "%s"; a member whose form is NULL is not shown, nor is a string that is
 * NULL. In a table a line is a row, and members add to the column that was
 * chosen last.
 */

struct phonewall_writer;

/**
 * enum phonewall_colour - what a colour means on a terminal
 * @PHONEWALL_COLOUR_NONE: nothing
 * @PHONEWALL_COLOUR_GOOD: accepted
 * @PHONEWALL_COLOUR_BAD: blocked, refused or at fault
 */
enum phonewall_colour {
	PHONEWALL_COLOUR_NONE,
	PHONEWALL_COLOUR_GOOD,
	PHONEWALL_COLOUR_BAD,
};

/**
 * struct phonewall_column - a column of a table
 * @heading: its heading; NULL if the table has none
 * @least: columns of the terminal that it takes at least
 * @is_number: whether it is aligned to the right
 */
struct phonewall_column {
	const char *heading;
	unsigned int least;
	bool is_number;
};

/**
 * struct phonewall_table - a table
 * @columns: its columns
 * @count: how many
 * @indent: columns of the terminal to its left
 * @width: columns that it fits into without a terminal; 0: as many as it needs,
 *	so that each row is one line for programs that read lines
 */
struct phonewall_table {
	const struct phonewall_column *columns;
	size_t count;
	unsigned int indent;
	unsigned int width;
};

/**
 * enum phonewall_member_type - the type of a member
 * @PHONEWALL_MEMBER_STRING: a string, or null
 * @PHONEWALL_MEMBER_NUMBER: a whole number
 * @PHONEWALL_MEMBER_BOOLEAN: true or false
 * @PHONEWALL_MEMBER_JSON: any JSON that was read, which text does not show
 */
enum phonewall_member_type {
	PHONEWALL_MEMBER_STRING,
	PHONEWALL_MEMBER_NUMBER,
	PHONEWALL_MEMBER_BOOLEAN,
	PHONEWALL_MEMBER_JSON,
};

/**
 * struct phonewall_member - a member of an object, or an element of an array
 * @type: which of the values it has
 * @name: its name in JSON; NULL of an element
 * @form: how text shows it, or NULL
 * @colour: the colour of the value in text
 * @string: the value; may be NULL
 * @number: the value
 * @boolean: the value
 * @json: the value; may be NULL
 */
struct phonewall_member {
	enum phonewall_member_type type;
	const char *name;
	const char *form;
	enum phonewall_colour colour;
	union {
		const char *string;
		uint64_t number;
		bool boolean;
		struct json_object *json;
	};
};

/**
 * struct phonewall_writer_operations - what a kind of writer does
 * @begin: begins an object or array, with the bracket "{" or "["
 * @end: ends it, with the bracket "}" or "]"
 * @member: writes a member
 * @text: adds to the line
 * @sentence: writes a line of its own, wrapped
 * @labelled: writes a label and a text on a line of its own, wrapped
 * @end_line: ends the line or row
 * @begin_table: begins a table
 * @column: chooses a column of the table
 * @end_table: prints the table
 * @close: releases the writer
 *
 * Only @begin, @end, @member and @close are of JSON; the others are NULL there.
 */
struct phonewall_writer_operations {
	void (*begin)(struct phonewall_writer *writer, const char *name,
		      char bracket);
	void (*end)(struct phonewall_writer *writer, char bracket);
	void (*member)(struct phonewall_writer *writer,
		       const struct phonewall_member *member);
	void (*text)(struct phonewall_writer *writer, const char *text,
		     enum phonewall_colour colour);
	void (*sentence)(struct phonewall_writer *writer, const char *text,
			 enum phonewall_colour colour);
	void (*labelled)(struct phonewall_writer *writer, const char *label,
			 const char *text);
	void (*end_line)(struct phonewall_writer *writer);
	void (*begin_table)(struct phonewall_writer *writer,
			    const struct phonewall_table *table);
	void (*column)(struct phonewall_writer *writer, size_t column);
	void (*end_table)(struct phonewall_writer *writer);
	void (*close)(struct phonewall_writer *writer);
};

/**
 * struct phonewall_writer - what the kinds of writers have in common
 * @operations: what this kind does
 * @hidden: calls of phonewall_write_hide() that have not ended; if there are
 *	any, text leaves out what is described
 * @has_written: whether an object or array was begun
 */
struct phonewall_writer {
	const struct phonewall_writer_operations *operations;
	unsigned int hidden;
	bool has_written;
};

/**
 * phonewall_writer_open_json - begin to print JSON to standard output
 *
 * Each value that is not inside another one is printed on a line of its own.
 *
 * Return: a writer to be released with phonewall_writer_close().
 */
struct phonewall_writer *phonewall_writer_open_json(void);

/**
 * phonewall_writer_open_text - begin to print text to standard output
 *
 * Everything fits into the width of the terminal. If standard output is none, a
 * line is as long as it needs to be, a table as wide as it says, and sentences
 * and labelled texts are wrapped as by phonewall_text_wrap(). Verdicts and
 * faults are coloured as phonewall_terminal_has_colour() says. A control
 * character in a value is shown as "?".
 *
 * Return: a writer to be released with phonewall_writer_close().
 */
struct phonewall_writer *phonewall_writer_open_text(void);

/**
 * phonewall_writer_close - end it
 * @writer: released; may be NULL
 */
void phonewall_writer_close(struct phonewall_writer *writer);

/**
 * phonewall_write_begin_object - begin an object
 * @writer: the writer
 * @name: its name if it is a member of an object, else NULL
 */
void phonewall_write_begin_object(struct phonewall_writer *writer,
				  const char *name);

/**
 * phonewall_write_end_object - end the object that was begun last
 * @writer: the writer
 */
void phonewall_write_end_object(struct phonewall_writer *writer);

/**
 * phonewall_write_begin_array - begin an array
 * @writer: the writer
 * @name: its name if it is a member of an object, else NULL
 */
void phonewall_write_begin_array(struct phonewall_writer *writer,
				 const char *name);

/**
 * phonewall_write_end_array - end the array that was begun last
 * @writer: the writer
 */
void phonewall_write_end_array(struct phonewall_writer *writer);

/**
 * phonewall_write_string - write a member that is a string
 * @writer: the writer
 * @name: its name; NULL of an element of an array
 * @form: how text shows it, or NULL
 * @value: the string; NULL for null
 */
void phonewall_write_string(struct phonewall_writer *writer, const char *name,
			    const char *form, const char *value);

/**
 * phonewall_write_judgement - write a string that judges something
 * @writer: the writer
 * @name: its name
 * @form: how text shows it, or NULL
 * @value: the string
 * @is_good: chooses its colour on a terminal
 */
void phonewall_write_judgement(struct phonewall_writer *writer,
			       const char *name, const char *form,
			       const char *value, bool is_good);

/**
 * phonewall_write_file_name - write a member that is the name of a file
 * @writer: the writer
 * @name: the member's name
 * @form: how text shows it, or NULL
 * @value: the file's name, any bytes, shown as by phonewall_text_printable();
 *	NULL for null
 */
void phonewall_write_file_name(struct phonewall_writer *writer,
			       const char *name, const char *form,
			       const char *value);

/**
 * phonewall_write_number - write a member that is a number
 * @writer: the writer
 * @name: its name
 * @form: how text shows it, or NULL
 * @value: the number
 */
void phonewall_write_number(struct phonewall_writer *writer, const char *name,
			    const char *form, uint64_t value);

/**
 * phonewall_write_boolean - write a member that is true or false
 * @writer: the writer
 * @name: its name
 * @value: which of both
 * @if_true: text that is shown if it is true, or NULL
 * @if_false: text that is shown if it is false, or NULL
 */
void phonewall_write_boolean(struct phonewall_writer *writer, const char *name,
			     bool value, const char *if_true,
			     const char *if_false);

/**
 * phonewall_write_null - write a member that is null
 * @writer: the writer
 * @name: its name
 */
void phonewall_write_null(struct phonewall_writer *writer, const char *name);

/**
 * phonewall_write_json - write a member that was read as JSON, not in text
 * @writer: the writer
 * @name: its name; NULL of an element of an array
 * @value: the value, which the caller keeps; NULL for null
 */
void phonewall_write_json(struct phonewall_writer *writer, const char *name,
			  struct json_object *value);

/**
 * phonewall_write_text - add to the line, in text alone
 * @writer: the writer
 * @format: printf format
 */
void phonewall_write_text(struct phonewall_writer *writer, const char *format,
			  ...) __attribute__((format(printf, 2, 3)));

/**
 * phonewall_write_coloured - add a word to the line, in text alone
 * @writer: the writer
 * @colour: its colour on a terminal
 * @word: the word
 */
void phonewall_write_coloured(struct phonewall_writer *writer,
			      enum phonewall_colour colour, const char *word);

/**
 * phonewall_write_sentence - write a line of its own, wrapped, in text alone
 * @writer: the writer
 * @colour: its colour on a terminal
 * @text: the line
 */
void phonewall_write_sentence(struct phonewall_writer *writer,
			      enum phonewall_colour colour, const char *text);

/**
 * phonewall_write_labelled - write a label and a text on a line of its own,
 *	wrapped, in text alone
 * @writer: the writer
 * @label: the label
 * @text: the text; nothing is written if it is NULL
 */
void phonewall_write_labelled(struct phonewall_writer *writer,
			      const char *label, const char *text);

/**
 * phonewall_write_end_line - end the line, or in a table the row
 * @writer: the writer
 *
 * Does nothing if it is empty.
 */
void phonewall_write_end_line(struct phonewall_writer *writer);

/**
 * phonewall_write_begin_table - begin a table, in text alone
 * @writer: the writer
 * @table: the table, which must live until it ends
 *
 * Its rows are kept until phonewall_write_end_table(), for the widths of the
 * columns depend on all of them.
 */
void phonewall_write_begin_table(struct phonewall_writer *writer,
				 const struct phonewall_table *table);

/**
 * phonewall_write_column - choose the column that text is added to
 * @writer: the writer
 * @column: number of the column, from 0
 */
void phonewall_write_column(struct phonewall_writer *writer, size_t column);

/**
 * phonewall_write_end_table - end a table and print it
 * @writer: the writer
 */
void phonewall_write_end_table(struct phonewall_writer *writer);

/**
 * phonewall_write_hide - leave out what is described from here on, in text
 * @writer: the writer
 *
 * May be called again before phonewall_write_show(), and is then ended by as
 * many calls of that.
 */
void phonewall_write_hide(struct phonewall_writer *writer);

/**
 * phonewall_write_show - end phonewall_write_hide()
 * @writer: the writer
 */
void phonewall_write_show(struct phonewall_writer *writer);

#endif /* PHONEWALL_WRITER_H */
