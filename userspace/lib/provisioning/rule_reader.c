// SPDX-License-Identifier: MIT
#include "provisioning/rule_reader.h"

#include <errno.h>
#include <string.h>

#define WHITE_SPACE	" \t\r\n"

bool phonewall_rule_reader_open(struct phonewall_rule_reader *reader,
				const char *text, const char *parameter,
				unsigned int line,
				struct phonewall_faults *faults)
{
	int error;

	*reader = (struct phonewall_rule_reader){
		.parameter = parameter,
		.line = line,
		.faults = faults,
	};
	error = phonewall_template_parse(text, &reader->text);
	if (error == -E2BIG)
		phonewall_fault_add(faults, line, parameter, NULL,
				    "has more than %d characters; shorten it",
				    PHONEWALL_TEMPLATE_MAX);
	else if (error)
		phonewall_fault_add(faults, line, parameter, NULL,
				    "has an escape that stands for no character; write one from \\001 to \\377");
	return !error;
}

bool phonewall_rule_reader_fail(struct phonewall_rule_reader *reader, size_t at,
				const char *message)
{
	const struct phonewall_symbol *list = reader->text.list;

	if (at < reader->text.count)
		phonewall_fault_add(reader->faults, reader->line,
				    reader->parameter, NULL, "column %zu: %s",
				    list[at].column, message);
	else
		phonewall_fault_add(reader->faults, reader->line,
				    reader->parameter, NULL, "at its end: %s",
				    message);
	return false;
}

static char literal_at(const struct phonewall_rule_reader *reader, size_t at)
{
	const struct phonewall_symbol *symbol = &reader->text.list[at];

	return at < reader->text.count &&
	       symbol->kind == PHONEWALL_SYMBOL_LITERAL ? symbol->byte : 0;
}

static bool is_one_of(char byte, const char *bytes)
{
	return byte && strchr(bytes, byte);
}

char phonewall_rule_reader_peek(const struct phonewall_rule_reader *reader)
{
	return literal_at(reader, reader->at);
}

bool
phonewall_rule_reader_is_at_end(const struct phonewall_rule_reader *reader)
{
	return reader->at == reader->text.count;
}

void phonewall_rule_reader_skip_space(struct phonewall_rule_reader *reader)
{
	while (is_one_of(phonewall_rule_reader_peek(reader), WHITE_SPACE))
		reader->at++;
}

bool phonewall_rule_reader_take(struct phonewall_rule_reader *reader,
				const char *text)
{
	size_t length = strlen(text);

	for (size_t i = 0; i < length; i++)
		if (literal_at(reader, reader->at + i) != text[i])
			return false;
	reader->at += length;
	return true;
}

void phonewall_rule_reader_take_until(struct phonewall_rule_reader *reader,
				      const char *ends,
				      struct phonewall_template *part)
{
	size_t begin = reader->at;

	while (!phonewall_rule_reader_is_at_end(reader)) {
		char byte = phonewall_rule_reader_peek(reader);

		if (is_one_of(byte, ends) || is_one_of(byte, WHITE_SPACE))
			break;
		reader->at++;
	}
	part->list = reader->text.list + begin;
	part->count = reader->at - begin;
}

bool phonewall_rule_reader_take_quoted(struct phonewall_rule_reader *reader,
				       struct phonewall_template *part)
{
	size_t begin = reader->at++;

	part->list = reader->text.list + reader->at;
	while (!phonewall_rule_reader_is_at_end(reader)) {
		if (phonewall_rule_reader_peek(reader) == '"') {
			part->count = reader->at++ - begin - 1;
			return true;
		}
		reader->at++;
	}
	return phonewall_rule_reader_fail(reader, begin,
					  "a quotation mark has no second one; add it");
}

bool
phonewall_rule_reader_require_no_secret(struct phonewall_rule_reader *reader,
					const struct phonewall_template *part)
{
	for (size_t i = 0; i < part->count; i++) {
		const struct phonewall_symbol *symbol = &part->list[i];

		if (symbol->kind == PHONEWALL_SYMBOL_MACRO &&
		    phonewall_macro_is_argument(symbol->macro))
			return phonewall_rule_reader_fail(reader,
				symbol - reader->text.list,
				"a secret macro stands outside of --key, --uid and --pwd; use another macro");
	}
	return true;
}
