/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_RULE_READER_H
#define PHONEWALL_RULE_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "provisioning/template.h"

/**
 * struct phonewall_rule_reader - a rule or a condition that is parsed
 * @text: its symbols
 * @at: number of the next symbol
 * @parameter: name of the parameter, for faults
 * @line: line of the file, for faults
 * @faults: the first fault is added here
 */
struct phonewall_rule_reader {
	struct phonewall_template text;
	size_t at;
	const char *parameter;
	unsigned int line;
	struct phonewall_faults *faults;
};

/**
 * phonewall_rule_reader_open - begin to read a text
 * @reader: filled in; release @reader->text.list with free()
 * @text: the text
 * @parameter: name of the parameter
 * @line: line of the file
 * @faults: the fault is added here if the text has too many bytes, or an escape
 *	that stands for NUL
 *
 * Return: true unless a fault was added.
 */
bool phonewall_rule_reader_open(struct phonewall_rule_reader *reader,
				const char *text, const char *parameter,
				unsigned int line,
				struct phonewall_faults *faults);

/**
 * phonewall_rule_reader_fail - add a fault
 * @reader: the reader
 * @at: number of the symbol at fault; its column is told, and not its text, as
 *	that may be a part of a secret
 * @message: what is wrong and what to do
 *
 * Return: false.
 */
bool phonewall_rule_reader_fail(struct phonewall_rule_reader *reader, size_t at,
				const char *message);

/**
 * phonewall_rule_reader_peek - the next byte, if it may be syntax
 * @reader: the reader
 *
 * Return: the byte; 0 if it is data or a macro, or at the end.
 */
char phonewall_rule_reader_peek(const struct phonewall_rule_reader *reader);

/**
 * phonewall_rule_reader_is_at_end - whether everything was read
 * @reader: the reader
 */
bool
phonewall_rule_reader_is_at_end(const struct phonewall_rule_reader *reader);

/**
 * phonewall_rule_reader_skip_space - skip white space
 * @reader: the reader
 */
void phonewall_rule_reader_skip_space(struct phonewall_rule_reader *reader);

/**
 * phonewall_rule_reader_take - skip a text, if it comes next
 * @reader: the reader
 * @text: the text, which must be there as literal bytes
 *
 * Return: true if it was there.
 */
bool phonewall_rule_reader_take(struct phonewall_rule_reader *reader,
				const char *text);

/**
 * phonewall_rule_reader_take_until - take what comes before certain bytes
 * @reader: the reader
 * @ends: the bytes; white space and the end are two more
 * @part: set to the symbols; a part of the reader's text, may be empty
 */
void phonewall_rule_reader_take_until(struct phonewall_rule_reader *reader,
				      const char *ends,
				      struct phonewall_template *part);

/**
 * phonewall_rule_reader_take_quoted - take a text in double quotation marks
 * @reader: the reader, at the first of them
 * @part: set to the symbols between them
 *
 * Return: true, or false and a fault if the second one is missing.
 */
bool phonewall_rule_reader_take_quoted(struct phonewall_rule_reader *reader,
				       struct phonewall_template *part);

/**
 * phonewall_rule_reader_require_no_secret - refuse macros for arguments alone
 * @reader: the reader
 * @part: a part of its text, which is no argument of an option
 *
 * Return: true, or false and a fault if one of them is a
 * phonewall_macro_is_argument().
 */
bool
phonewall_rule_reader_require_no_secret(struct phonewall_rule_reader *reader,
					const struct phonewall_template *part);

#endif /* PHONEWALL_RULE_READER_H */
