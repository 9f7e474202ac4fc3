/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TEXT_H
#define PHONEWALL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * phonewall_text_trim() - strip spaces, tabs and line ends from both ends
 * @text: changed in place
 *
 * Return: the first character that is kept.
 */
char *phonewall_text_trim(char *text);

/**
 * phonewall_text_is_blank() - check for only spaces, tabs and line ends
 * @text: the text, which may hold NUL bytes
 * @length: bytes of @text
 *
 * Return: true if there is nothing else.
 */
bool phonewall_text_is_blank(const char *text, size_t length);

/**
 * phonewall_text_begins_with - whether text begins with other text
 * @text: the text, which may hold NUL bytes
 * @length: bytes of @text
 * @start: what it may begin with
 */
bool phonewall_text_begins_with(const char *text, size_t length,
				const char *start);

/**
 * phonewall_text_number() - parse an unsigned number
 * @text: digits and nothing else: no sign, no space, no prefix
 * @base: 10 or 16
 * @max: the largest number allowed
 * @number: set if the text is such a number
 *
 * Return: true if @text is such a number.
 */
bool phonewall_text_number(const char *text, unsigned int base, uint32_t max,
			   uint32_t *number);

/**
 * phonewall_text_escape() - make the text of a hostile file safe to show
 * @text: any bytes
 *
 * Return: the text with each byte that is not printable ASCII written as \xNN,
 * to be released with free().
 */
char *phonewall_text_escape(const char *text);

/**
 * phonewall_text_printable() - make a file's name safe to show
 * @text: any bytes
 *
 * Return: the text in UTF-8, with each control character and each byte that is
 * not UTF-8 written as \xNN, to be released with free().
 */
char *phonewall_text_printable(const char *text);

#define PHONEWALL_TEXT_COLUMNS	120

/**
 * phonewall_text_wrap() - break a message into lines
 * @text: one line of UTF-8: what is wrong, and after a semicolon what to do
 *
 * A text of more than PHONEWALL_TEXT_COLUMNS columns continues in lines that
 * begin with four spaces. It is broken after a semicolon or colon if the line
 * is at least half full there, else between words; a word that is longer is not
 * broken.
 *
 * Return: the lines, without a line end after the last, to be released with
 * free().
 */
char *phonewall_text_wrap(const char *text);

/**
 * phonewall_text_names_secret() - check whether a value of this name is secret
 * @name: name of a parameter or setting
 *
 * Return: true if it contains "password", "passwd", "passphrase" or "secret",
 * in any case.
 */
bool phonewall_text_names_secret(const char *name);

/**
 * phonewall_text_redact() - remove the secrets from text that is to be shown
 * @name: the parameter or setting that the text belongs to, or NULL
 * @text: its value, or a part of it
 *
 * These are replaced by "***": the value of a parameter that names a secret; a
 * text that itself names a secret, except for that name at its beginning; the
 * user name, the password, the query and the fragment of a URL (RFC 3986,
 * section 3), even if it is malformed.
 *
 * Return: what may be shown, to be released with free().
 */
char *phonewall_text_redact(const char *name, const char *text);

#endif /* PHONEWALL_TEXT_H */
