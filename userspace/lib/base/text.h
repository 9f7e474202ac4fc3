/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TEXT_H
#define PHONEWALL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * phonewall_text_trim - strip spaces, tabs and line ends from both ends
 * @text: changed in place
 *
 * Return: the first character that is kept.
 */
char *phonewall_text_trim(char *text);

/**
 * phonewall_text_is_blank - whether there are only spaces, tabs and line ends
 * @text: the text, which may hold NUL bytes
 * @length: bytes of @text
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
 * phonewall_text_number - read a whole number
 * @text: digits and nothing else: no sign, no space, no prefix
 * @base: 10 or 16
 * @max: the largest number allowed
 * @number: set where the text is such a number
 *
 * Return: whether it is.
 */
bool phonewall_text_number(const char *text, unsigned int base, uint32_t max,
			   uint32_t *number);

/**
 * phonewall_text_escape - make text of a hostile file safe to show
 * @text: any bytes
 *
 * Return: the text with each byte that is not printable ASCII written as \xNN,
 * to be released with free().
 */
char *phonewall_text_escape(const char *text);

/**
 * phonewall_text_printable - make a file's name safe to show
 * @text: any bytes
 *
 * Return: the text in UTF-8, with each control character and each byte that is
 * no UTF-8 written as \xNN, to be released with free().
 */
char *phonewall_text_printable(const char *text);

#define PHONEWALL_TEXT_COLUMNS	120

/**
 * phonewall_text_wrap - break a message into lines
 * @text: one line of UTF-8: what is wrong, and behind a semicolon what to do
 *
 * A text of more than PHONEWALL_TEXT_COLUMNS columns goes on in lines that begin
 * with four spaces. It is broken behind a semicolon or colon if the line is at
 * least half full there, else between words; a longer word stands whole.
 *
 * Return: the lines, with no line end behind the last, to be released with
 * free().
 */
char *phonewall_text_wrap(const char *text);

/**
 * phonewall_text_names_secret - whether a value of this name is kept secret
 * @name: name of a parameter or setting
 *
 * Return: true if it names a password, a key or the like.
 */
bool phonewall_text_names_secret(const char *name);

/**
 * phonewall_text_redact - take the secrets out of text that is to be shown
 * @name: the parameter or setting that the text is of, or NULL
 * @text: its value, or a part of it
 *
 * Replaced by "***" are: the value of a parameter that names a secret; what
 * follows a name of a secret in the text itself; of a URL the user name, the
 * password, the query and the fragment (RFC 3986, section 3), also if it is
 * malformed.
 *
 * Return: what may be shown, to be released with free().
 */
char *phonewall_text_redact(const char *name, const char *text);

#endif /* PHONEWALL_TEXT_H */
