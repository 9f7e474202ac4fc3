/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TEMPLATE_H
#define PHONEWALL_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "provisioning/macro.h"

/* Bytes of a text with macros, and of what it stands for, at most. */
#define PHONEWALL_TEMPLATE_MAX	2048
#define PHONEWALL_EXPANSION_MAX	8192

/**
 * enum phonewall_symbol_kind - what a symbol is
 * @PHONEWALL_SYMBOL_LITERAL: a byte as written; only this may be syntax
 * @PHONEWALL_SYMBOL_DATA: a byte that is only itself: of "$$", of an octal
 *	escape, or of a macro that does not exist
 * @PHONEWALL_SYMBOL_MACRO: a macro, which is never syntax, whatever its value
 */
enum phonewall_symbol_kind {
	PHONEWALL_SYMBOL_LITERAL,
	PHONEWALL_SYMBOL_DATA,
	PHONEWALL_SYMBOL_MACRO,
};

/**
 * struct phonewall_symbol - a byte or a macro of a text
 * @kind: which of them
 * @byte: the byte, never NUL; 0 for a macro
 * @macro: the macro
 * @start: first byte of its value that counts, from 0
 * @length: how many bytes of its value count at most
 * @column: where it begins in the text, from 1
 */
struct phonewall_symbol {
	enum phonewall_symbol_kind kind;
	char byte;
	enum phonewall_macro macro;
	uint32_t start;
	uint32_t length;
	size_t column;
};

/**
 * struct phonewall_template - symbols that stand for a text
 * @list: the symbols; NULL if there is no template
 * @count: how many, may be 0
 *
 * A template may be a part of another one, whose memory it uses.
 */
struct phonewall_template {
	const struct phonewall_symbol *list;
	size_t count;
};

/**
 * phonewall_template_parse - read a text with macros
 * @text: the text: "$NAME", "$(NAME)", "$(NAME:start)" and
 *	"$(NAME:start:length)" are macros, "$$" is "$", and a backslash with three
 *	octal digits is the byte with that value. A macro that does not exist
 *	stays as it is
 * @template: set; release @template->list with free()
 *
 * Macros are not replaced here, so no value is ever parsed.
 *
 * Return: 0; -E2BIG if @text has more than PHONEWALL_TEMPLATE_MAX bytes;
 * -EINVAL if an escape stands for NUL. @template is unchanged then.
 */
int phonewall_template_parse(const char *text,
			     struct phonewall_template *template);

/**
 * phonewall_symbol_value - what a symbol stands for
 * @symbol: the symbol
 * @values: the macros' values
 * @length: set to the number of bytes
 *
 * Return: the bytes, which are not ended by NUL, and belong to @symbol or
 * @values.
 */
const char *phonewall_symbol_value(const struct phonewall_symbol *symbol,
				   const struct phonewall_macro_values *values,
				   size_t *length);

/**
 * phonewall_template_expand - what a template stands for, secrets included
 * @template: the template
 * @values: the macros' values
 *
 * Return: the text, to be released with free(); NULL if it has more than
 * PHONEWALL_EXPANSION_MAX bytes.
 */
char *phonewall_template_expand(const struct phonewall_template *template,
				const struct phonewall_macro_values *values);

/**
 * phonewall_template_show - what a template stands for, in a log
 * @template: the template
 * @values: the macros' values
 *
 * Secrets are replaced by "***", and each byte that is not printable ASCII is
 * written as \xNN, so that no value ends the line.
 *
 * Return: the text, to be released with free(); NULL if it has more than
 * PHONEWALL_EXPANSION_MAX bytes.
 */
char *phonewall_template_show(const struct phonewall_template *template,
			      const struct phonewall_macro_values *values);

#endif /* PHONEWALL_TEMPLATE_H */
