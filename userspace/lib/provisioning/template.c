// SPDX-License-Identifier: MIT
#include "provisioning/template.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

#define ALPHANUMERICS	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" \
			"0123456789"
#define OCTAL_DIGITS	3
#define HIDDEN		"***"

/**
 * struct lexer - a text that is read
 * @text: the text
 * @at: what is read next
 * @list: the symbols, as many as the text has bytes at most
 * @count: how many were read
 */
struct lexer {
	const char *text;
	const char *at;
	struct phonewall_symbol *list;
	size_t count;
};

static void add_byte(struct lexer *lexer, enum phonewall_symbol_kind kind,
		     char byte, const char *from)
{
	lexer->list[lexer->count++] = (struct phonewall_symbol){
		.kind = kind,
		.byte = byte,
		.column = from - lexer->text + 1,
	};
}

/* ":NUMBER", if there is one: skips it. A number that is too large is none. */
static bool read_number(const char **at, uint32_t *number)
{
	char digits[10] = "";
	size_t length;

	if (**at != ':')
		return true;
	length = strspn(*at + 1, "0123456789");
	if (!length || length >= sizeof(digits))
		return false;
	memcpy(digits, *at + 1, length);
	*at += 1 + length;
	return phonewall_text_number(digits, 10, UINT32_MAX, number);
}

/*
 * Reads what may be a macro behind "$".
 *
 * Return: the bytes of it without "$"; 0 if it is no known macro.
 */
static size_t read_macro(const char *text, struct phonewall_symbol *symbol)
{
	bool is_parenthesised = *text == '(';
	const char *name = text + is_parenthesised;
	size_t length = strspn(name, ALPHANUMERICS);
	const char *end = name + length;

	symbol->start = 0;
	symbol->length = UINT32_MAX;
	if (!length || !phonewall_macro_find(name, length, &symbol->macro))
		return 0;
	if (!is_parenthesised)
		return length;
	if (!read_number(&end, &symbol->start) ||
	    !read_number(&end, &symbol->length) || *end != ')')
		return 0;
	return end + 1 - text;
}

/* Bytes of "$NAME" or "$(...)" that stay as they are. */
static size_t unknown_length(const char *text)
{
	size_t length;

	if (text[1] != '(')
		return 1 + strspn(text + 1, ALPHANUMERICS);
	length = 2 + strspn(text + 2, ALPHANUMERICS ":");
	return text[length] == ')' ? length + 1 : 1;
}

static void read_dollar(struct lexer *lexer)
{
	struct phonewall_symbol symbol = {
		.kind = PHONEWALL_SYMBOL_MACRO,
		.column = lexer->at - lexer->text + 1,
	};
	size_t length = read_macro(lexer->at + 1, &symbol);

	if (length) {
		lexer->list[lexer->count++] = symbol;
		lexer->at += 1 + length;
	} else if (lexer->at[1] == '$') {
		add_byte(lexer, PHONEWALL_SYMBOL_DATA, '$', lexer->at);
		lexer->at += 2;
	} else {
		length = unknown_length(lexer->at);
		for (; length--; lexer->at++)
			add_byte(lexer, PHONEWALL_SYMBOL_DATA, *lexer->at,
				 lexer->at);
	}
}

static int read_backslash(struct lexer *lexer)
{
	const char *digits = lexer->at + 1;
	unsigned int byte = 0;

	if (*digits > '3' || strspn(digits, "01234567") < OCTAL_DIGITS) {
		add_byte(lexer, PHONEWALL_SYMBOL_LITERAL, '\\', lexer->at++);
		return 0;
	}
	for (int i = 0; i < OCTAL_DIGITS; i++)
		byte = byte * 8 + (digits[i] - '0');
	if (!byte)
		return -EINVAL;
	add_byte(lexer, PHONEWALL_SYMBOL_DATA, byte, lexer->at);
	lexer->at += 1 + OCTAL_DIGITS;
	return 0;
}

static int read_symbols(struct lexer *lexer)
{
	while (*lexer->at) {
		if (*lexer->at == '$') {
			read_dollar(lexer);
		} else if (*lexer->at == '\\') {
			if (read_backslash(lexer))
				return -EINVAL;
		} else {
			add_byte(lexer, PHONEWALL_SYMBOL_LITERAL, *lexer->at,
				 lexer->at);
			lexer->at++;
		}
	}
	return 0;
}

int phonewall_template_parse(const char *text,
			     struct phonewall_template *template)
{
	struct lexer lexer = { .text = text, .at = text };
	size_t length = strlen(text);

	if (length > PHONEWALL_TEMPLATE_MAX)
		return -E2BIG;
	lexer.list = phonewall_memory_resize(NULL, length + 1,
					     sizeof(*lexer.list));
	if (read_symbols(&lexer)) {
		free(lexer.list);
		return -EINVAL;
	}
	*template = (struct phonewall_template){
		.list = lexer.list,
		.count = lexer.count,
	};
	return 0;
}

const char *phonewall_symbol_value(const struct phonewall_symbol *symbol,
				   const struct phonewall_macro_values *values,
				   size_t *length)
{
	const char *text;

	if (symbol->kind != PHONEWALL_SYMBOL_MACRO) {
		*length = 1;
		return &symbol->byte;
	}
	text = values->text[symbol->macro];
	if (!text)
		text = "";
	text += strnlen(text, symbol->start);
	*length = strnlen(text, symbol->length);
	return text;
}

static char *expand(const struct phonewall_template *template,
		    const struct phonewall_macro_values *values, bool hides)
{
	char text[PHONEWALL_EXPANSION_MAX];
	size_t used = 0;

	for (size_t i = 0; i < template->count; i++) {
		const struct phonewall_symbol *symbol = &template->list[i];
		size_t length;
		const char *value = phonewall_symbol_value(symbol, values,
							   &length);

		if (hides && symbol->kind == PHONEWALL_SYMBOL_MACRO &&
		    phonewall_macro_is_hidden(symbol->macro, values)) {
			value = HIDDEN;
			length = strlen(HIDDEN);
		}
		if (length > sizeof(text) - used)
			return NULL;
		memcpy(text + used, value, length);
		used += length;
	}
	return phonewall_memory_copy(text, used);
}

char *phonewall_template_expand(const struct phonewall_template *template,
				const struct phonewall_macro_values *values)
{
	return expand(template, values, false);
}

char *phonewall_template_show(const struct phonewall_template *template,
			      const struct phonewall_macro_values *values)
{
	char *text = expand(template, values, true);
	char *shown = text ? phonewall_text_escape(text) : NULL;

	free(text);
	return shown;
}
